"""Cases that play a procedure: where it stands, what it found, what it proposed."""

from dataclasses import replace

import pytest

from hotline.core.policy.procedures import OutcomeSpec, ProcedureSpec, StageSpec, StepField
from hotline.core.vocabulary import Party, Role, Ruling
from hotline.policy import load
from hotline.policy.cases import play
from hotline.policy.errors import Problems
from hotline.policy.loading import packs_root
from hotline.policy.stories import stories

CAST = (packs_root() / "dezhou-12345/cases/cast.yaml").read_text(encoding="utf-8")
STEPS = """\
cases:
  - case: 互动单
    covers: [SUP-4]
    steps:
      - {at: 2026-03-02 09:10, as: agent, do: register}
      - {at: 2026-03-02 09:15, as: agent, do: submit_for_dispatch}
      - {at: 2026-03-02 10:00, as: dispatcher, do: assign_to_unit, with: {lead: roads}}
      - at: 2026-03-02 10:30
        as: {person: s1, roles: [supervisor]}
        do: open_procedure
        with: {kind: sheet, text: 推诿}
        expect: {events: [procedure_opened], procedures: {p1: check}, rulings: {p1: none}, proposes: []}
      - at: 2026-03-02 11:00
        as: {person: l1, unit: roads, roles: [unit_leader]}
        do: take_step
        with: {outcome: admitted, text: 属实, given: {post: 窗口}}
        expect: EXPECT
"""
SHEET = ProcedureSpec(
    "sheet",
    "互动单",
    (Role.SUPERVISOR,),
    (
        StageSpec(
            "check",
            "自查",
            (Role.UNIT_LEADER,),
            (OutcomeSpec("admitted", "承认", ruling=Ruling.AT_FAULT, proposes=("通报", "扣奖金")),),
            by=Party.UNIT,
            fields=(StepField("post", "岗位"),),
        ),
    ),
    about_unit=True,
)


def failures(expect: str) -> list[str]:
    policy = load("dezhou-12345")
    policy = replace(policy, lists=replace(policy.lists, procedures=(SHEET,)))
    problems = Problems()
    written = {"p/cases/cast.yaml": CAST, "p/cases/one.yaml": STEPS.replace("EXPECT", expect)}
    (story,) = stories(written, "p", problems)
    assert not problems.found
    return play(story, policy).failures


@pytest.mark.req("SUP-4")
def test_a_procedure_is_played() -> None:
    assert failures("{procedures: {p1: ended}, rulings: {p1: at_fault}, proposes: [通报, 扣奖金]}") == []


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("{procedures: {p1: check}}", "期望p1为“check”，实际是“ended”"),
        ("{procedures: {p2: check}}", "实际是“-”"),
        ("{rulings: {p1: none}}", "实际是“at_fault”"),
        ("{rulings: {p2: none}}", "实际是“-”"),
        ("{proposes: [通报]}", "期望proposes为“通报”，实际是“通报、扣奖金”"),
    ],
)
def test_what_does_not_come_true_is_told(expect: str, said: str) -> None:
    (found,) = failures(expect)
    assert said in found
