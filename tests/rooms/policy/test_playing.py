"""The player of cases notices what does not come true, and says in which line."""

import pytest

from hotline.policy import load
from hotline.policy.cases import play
from hotline.policy.errors import Bad, PackError, Problems
from hotline.policy.loading import packs_root
from hotline.policy.stories import stories

CAST = (packs_root() / "dezhou-12345/cases/cast.yaml").read_text(encoding="utf-8")
STEPS = """\
cases:
  - case: 一张工单
    covers: [HND-2]
    steps:
      - {at: 2026-03-02 09:10, as: agent, do: register}
      - {at: 2026-03-02 09:15, as: agent, do: submit_for_dispatch}
      - at: 2026-03-02 10:00
        as: dispatcher
        do: assign_to_unit
        with: {lead: roads}
        expect: EXPECT
"""


def failures(expect: str, **changed: str) -> list[str]:
    text = STEPS.replace("EXPECT", expect)
    for old, new in changed.items():
        text = text.replace(old, new)
    problems = Problems()
    (story,) = stories({"p/cases/cast.yaml": CAST, "p/cases/one.yaml": text}, "p", problems)
    assert not problems.found
    return play(story, load("dezhou-12345")).failures


def test_what_comes_true_is_no_failure() -> None:
    assert failures("{phase: in_hand, due: {reply: 2026-03-09 24:00}, breached: [], parts: {a1: assigned}}") == []


WRONG = [
    ("{phase: replied}", "期望phase为“replied”，实际是“in_hand”"),
    ("{due: {reply: 2026-03-10 24:00}}", "2026-03-09 23:59:59.999999"),
    ("{due: {reply: unknown}}", "期望due reply为“unknown”"),
    ("{due: {commitment: 2026-03-10 24:00}}", "期望时限commitment，实际没有"),
    ("{due: {reply: someday}}", "“someday”不是日期"),
    ("{stages: {reply/day-before: 2026-03-05 17:30}}", "期望reply/day-before"),
    ("{stages: {reply/never: 2026-03-05 17:30}}", "期望reply/never"),
    ("{clocks: {dispatch: late}}", "期望dispatch为“late”，实际是“met”"),
    ("{parts: {a2: assigned}}", "实际是“-”"),
    ("{requests: {r1: asked}}", "实际是“-”"),
    ("{documents: {d1: open}}", "实际是“-”"),
    ("{breached: [reply-1]}", "期望breached为“reply-1”"),
    ("{mode: direct}", "期望mode为“direct”"),
    ("{end: satisfied}", "期望end为“satisfied”"),
    ("{events: [assigned]}", "期望events为“assigned”"),
    ("{includes: [archived]}", "期望事件archived"),
    ("{without: [assigned]}", "不应有事件assigned"),
    ("{refused: sealed}", "期望被拒绝（sealed），实际办成了"),
    ("{colour: red}", "不认识的键“colour”"),
]


@pytest.mark.parametrize(("expect", "said"), WRONG, ids=[w[0] for w in WRONG])
def test_what_does_not_come_true_is_told_with_its_line(expect: str, said: str) -> None:
    found = failures(expect)
    assert len(found) == 1 and found[0].startswith("p/cases/one.yaml:11 ") and said in found[0]


def test_refusals_that_were_not_expected_or_are_others() -> None:
    assert "没有料到的拒绝：unknown_unit" in failures("{phase: in_hand}", roads="nowhere")[0]
    assert "期望refused为“sealed”" in failures("{refused: sealed}", roads="nowhere")[0]
    assert failures("{refused: unknown_unit}", roads="nowhere") == []
    assert "期望rule为“x”" in failures("{refused: unknown_unit, rule: x}", roads="nowhere")[0]


def test_steps_that_cannot_be_played() -> None:
    assert "“assign”不在词汇之内" in failures("{}", assign_to_unit="assign")[0]
    assert "步骤的内容不对：缺少“lead”" in failures("{}", **{"lead: roads": "note: x"})[0]


def test_cases_that_are_not_written_properly() -> None:
    for wrong in (
        "case: 1\n",
        "cases: [{case: a, steps: [{at: 2026-03-02, as: nobody, do: register}]}]\n",
        "cases: [{case: a, colour: red, steps: []}]\n",
        "cases: [{steps: []}]\n",
    ):
        problems = Problems()
        with pytest.raises((Bad, PackError)):
            stories({"p/cases/cast.yaml": CAST, "p/cases/one.yaml": wrong}, "p", problems)
            problems.stop_if_any()
            raise AssertionError(wrong)
