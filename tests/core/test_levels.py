"""Levels: passed down, answered, reviewed and handed up, one step a level (DSP-8)."""

import pytest

from hotline.core import commands as c
from hotline.core.vocabulary import (
    AssignmentState,
    ClockState,
    ContactMethod,
    Part,
    Phase,
    RefusalCode,
)
from tests.core.builders import (
    DISPATCHER,
    SUPERVISOR,
    Life,
    answer_of,
    clerk,
    extension,
    leader,
    lenient,
    rule,
    s,
    strict_but,
)

CHAIN = ("water", "water-county", "water-town", "water-section")
PARTS = ("a1", "a2", "a3", "a4")

pytestmark = pytest.mark.req("DSP-8")


def states(life: Life) -> list[str]:
    return [a.state.value for a in life.order.assignments]


def test_three_levels_down_and_back_up() -> None:
    life = Life().passed(*CHAIN)
    assert states(life) == ["passed_down"] * 3 + ["assigned"]
    assert [a.parent for a in life.order.assignments] == ["", "a1", "a2", "a3"]
    assert {life.clock(f"reply-{n}").due_at for n in (1, 2, 3, 4)} == {life.clock("reply-1").due_at}
    life.answer("water-section")
    assert states(life) == ["passed_down"] * 3 + ["submitted"] and life.phase is Phase.IN_HAND
    for upper, part, child in (("water-town", "a3", "a4"), ("water-county", "a2", "a3"), ("water", "a1", "a2")):
        life.do(clerk(upper), c.AdoptAnswer(assignment=part, child=child))
        assert life.part(part).state is AssignmentState.IN_REVIEW, "one review a level"
        life.no(leader("roads"), c.ApproveAnswer(assignment=part), RefusalCode.NOT_YOUR_UNIT)
        life.do(leader(upper), c.ApproveAnswer(assignment=part))
    assert life.phase is Phase.REPLIED and life.order.public_answer == "the lamps burn again"
    assert life.open_clocks() == {"callback-1"}
    assert {a.id for a in life.order.assignments if a.answer} == set(PARTS)


def test_down_again_at_every_level() -> None:
    life = Life().passed(*CHAIN).answer("water-section")
    life.no(clerk("water"), c.SendDownAgain(assignment="a4", reason="r"), RefusalCode.NOT_ABOVE_UNIT)
    life.do(clerk("water-town"), c.SendDownAgain(assignment="a4", reason="say more"))
    part = life.part("a4")
    assert (part.state, part.redo) == (AssignmentState.ANSWERING, 1)
    reply = [k for k in life.order.clocks if k.assignment == "a4" and k.name == "reply"]
    assert [k.state for k in reply] == [ClockState.MET, ClockState.RUNNING]
    assert reply[0].due_at == reply[1].due_at == life.clock("reply-1").due_at, "no new time"
    life.answer("water-section")
    for upper, part_id, child in (("water-town", "a3", "a4"), ("water-county", "a2", "a3")):
        life.do(clerk(upper), c.AdoptAnswer(assignment=part_id, child=child))
        life.do(leader(upper), c.ApproveAnswer(assignment=part_id))
    life.do(clerk("water"), c.SendDownAgain(assignment="a2", reason="check it"))
    assert states(life) == ["passed_down", "answering", "submitted", "submitted"]
    life.do(clerk("water-county"), c.SendDownAgain(assignment="a3", reason="check it"))
    assert states(life) == ["passed_down", "passed_down", "answering", "submitted"]
    life.answer("water-town")
    life.do(clerk("water-county"), answer_of("a2"))


def test_what_the_own_leader_does_not_accept_can_go_down_again() -> None:
    life = Life().passed(*CHAIN[:2]).answer("water-county")
    life.do(clerk("water"), c.AdoptAnswer(assignment="a1", child="a2"))
    life.no(clerk("water"), c.SendDownAgain(assignment="a2", reason="r"), RefusalCode.NOT_ABOVE_UNIT)
    life.do(leader("water"), c.SendBackAnswer(assignment="a1", reason="thin"))
    life.do(clerk("water"), c.SendDownAgain(assignment="a2", reason="thin"))
    assert states(life) == ["passed_down", "answering"]
    life.answer("water-county")
    life.do(clerk("water"), c.AdoptAnswer(assignment="a1", child="a2"))
    life.do(leader("water"), c.ApproveAnswer(assignment="a1"))
    assert life.phase is Phase.REPLIED


def test_only_to_units_below() -> None:
    life = Life().signed("water-county")
    for unit in ("water-county", "water", "roads", "city"):
        life.no(clerk("water-county"), c.PassDown(assignment="a1", lead=unit), RefusalCode.NOT_BELOW)
    life.do(clerk("water-county"), c.PassDown(assignment="a1", lead="water-section"))
    assert life.part("a2").by_unit == "water-county", "levels may be skipped"


def test_the_unit_above_waits_for_all_below_or_takes_them_back() -> None:
    life = Life().signed()
    life.do(clerk("water"), c.PassDown(assignment="a1", lead="water-county", assisting=("pipes",)))
    life.answer("pipes")
    refusal = life.no(clerk("water"), c.AdoptAnswer(assignment="a1", child="a3"), RefusalCode.CHILDREN_OPEN)
    assert "water-county" in refusal.text
    life.no(clerk("roads"), c.RecallAssignment(assignment="a2", reason="r"), RefusalCode.NOT_ABOVE_UNIT)
    life.no(DISPATCHER, c.RecallAssignment(assignment="a2", reason="r"), RefusalCode.NOT_ABOVE_UNIT)
    life.do(clerk("water"), c.RecallAssignment(assignment="a2", reason="too slow"))
    assert life.part("a1").state is AssignmentState.PASSED_DOWN, "the other one has answered"
    life.no(clerk("water"), c.AdoptAnswer(assignment="a1", child="a2"), RefusalCode.NO_SUCH_PART)
    life.do(clerk("water"), c.AdoptAnswer(assignment="a1", child="a3"))


def test_when_nobody_below_has_it_the_unit_works_on_it_itself() -> None:
    life = Life().passed(*CHAIN[:2])
    life.do(clerk("water"), c.RecallAssignment(assignment="a2", reason="r"))
    assert life.part("a1").state is AssignmentState.ANSWERING
    life.do(clerk("water"), c.PassDown(assignment="a1", lead="water-county"))
    life.do(clerk("water-county"), c.RequestReturn(assignment="a3", reason="not ours"))
    life.no(DISPATCHER, c.GrantRequest(request="r1"), RefusalCode.NOT_ABOVE_UNIT)
    assert life.clock("ruling-1").unit == "water", "the unit above rules, and is late when it does not"
    life.do(clerk("water"), c.GrantRequest(request="r1"))
    assert states(life) == ["answering", "recalled", "returned"]
    assert life.phase is Phase.IN_HAND


def test_a_helpers_return_below_stalls_nobody() -> None:
    life = Life().signed()
    life.do(clerk("water"), c.PassDown(assignment="a1", lead="water-county", assisting=("pipes",)))
    life.do(clerk("pipes"), c.RequestReturn(assignment="a3", reason="not ours"))
    life.do(clerk("water"), c.GrantRequest(request="r1"))
    assert states(life) == ["passed_down", "assigned", "returned"]
    life.answer("water-county")
    life.do(clerk("water"), c.AdoptAnswer(assignment="a1", child="a2"))


def test_a_new_lead_below_while_helpers_go_on() -> None:
    """The lead below gives it back: the unit above passes it down again at once, the helper keeps working."""
    life = Life().signed()
    life.do(clerk("water"), c.PassDown(assignment="a1", lead="water-county", assisting=("pipes",)))
    life.no(clerk("water"), c.PassDown(assignment="a1", lead="water-town"), RefusalCode.WRONG_STATE)
    life.do(clerk("water-county"), c.RequestReturn(assignment="a2", reason="not ours"))
    life.do(clerk("water"), c.GrantRequest(request="r1"))
    assert states(life) == ["passed_down", "returned", "assigned"]
    life.do(clerk("water"), c.PassDown(assignment="a1", lead="water-town"))
    assert states(life) == ["passed_down", "returned", "assigned", "assigned"]
    assert life.part("a4").part is Part.LEAD


def test_recalling_the_top_takes_everything_below_with_it() -> None:
    life = Life().passed(*CHAIN)
    life.do(DISPATCHER, c.RecallAssignment(assignment="a1", reason="wrong unit"))
    assert states(life) == ["recalled"] * 4 and life.phase is Phase.AWAITING_DISPATCH
    assert life.open_clocks() == {"dispatch-2"}


def test_a_unit_below_has_no_extension_of_its_own_but_gets_the_units_above() -> None:
    life = Life().passed(*CHAIN[:3])
    for command in (
        extension("a2"),
        c.RequestSuspension(assignment="a2", reason="r", until=life.now.date().replace(day=9)),
        c.MakeCommitment(assignment="a2", plan="p", interim="i", until=life.now.date().replace(day=9)),
    ):
        actor = clerk("water-county")
        life.no(actor, command, RefusalCode.NOT_TOP_LEVEL)
    before = life.clock("reply-1").due_at
    life.do(clerk("water"), extension("a1"))
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    assert {life.clock(f"reply-{n}").due_at for n in (1, 2, 3)} == {life.clock("reply-1").due_at} != {before}


def test_a_commitment_of_the_unit_above_holds_below() -> None:
    life = Life().passed(*CHAIN[:3])
    until = life.now.date().replace(day=30)
    life.do(clerk("water"), c.MakeCommitment(assignment="a1", plan="p", interim="we began", until=until))
    assert states(life) == ["passed_down", "passed_down", "assigned"], "they go on"
    assert {life.clock(f"reply-{n}").state for n in (1, 2, 3)} == {ClockState.MET}
    assert {life.clock(f"commitment-{n}").due_at for n in (1, 2, 3)} == {life.clock("commitment-1").due_at}
    assert [life.clock(f"commitment-{n}").assignment for n in (1, 2, 3)] == ["a1", "a2", "a3"]


def test_a_contact_below_counts_above() -> None:
    life = Life().passed(*CHAIN[:2]).answer("water-county")
    life.do(clerk("water"), c.AdoptAnswer(assignment="a1", child="a2"))
    answer = life.part("a1").answer
    assert answer is not None and answer.contacted and life.part("a1").contacts == 0


def test_what_a_child_did_not_wait_for_is_no_excuse_above() -> None:
    life = Life().signed("water", "roads")
    life.do(clerk("water"), c.PassDown(assignment="a1", lead="water-county", assisting=("pipes",)))
    life.do(clerk("water-county"), c.SignFor(assignment="a3"))
    note = c.LogContact(assignment="a3", method=ContactMethod.VISIT, note="n")
    life.do(clerk("water-county"), note)
    life.do(clerk("water-county"), answer_of("a3", parts_missing="pipes is late"))
    life.do(leader("water-county"), c.ApproveAnswer(assignment="a3"))
    life.answer("pipes")
    refusal = life.no(clerk("water"), c.AdoptAnswer(assignment="a1", child="a3"), RefusalCode.PARTS_OPEN)
    assert "roads" in refusal.text
    life.do(clerk("water"), answer_of("a1", parts_missing="roads is late, too"))


def test_without_review_each_level_hands_up_at_once() -> None:
    life = Life(lenient()).passed(*CHAIN[:3])
    life.answer("water-town")
    life.do(clerk("water-county"), c.AdoptAnswer(assignment="a2", child="a3"))
    assert life.part("a2").state is AssignmentState.SUBMITTED
    life.do(clerk("water"), c.AdoptAnswer(assignment="a1", child="a2"))
    assert life.phase is Phase.REPLIED


def test_a_helper_can_pass_its_part_down_while_the_lead_is_called_back() -> None:
    life = Life().working("water", "roads")
    life.do(clerk("water"), answer_of("a1", parts_missing="roads later"))
    life.do(leader("water"), c.ApproveAnswer(assignment="a1"))
    life.do(clerk("roads"), c.SignFor(assignment="a2"))
    life.do(clerk("roads"), c.PassDown(assignment="a2", lead="roads-county"))
    life.do(clerk("roads"), c.RecallAssignment(assignment="a3", reason="r"))
    life.do(SUPERVISOR, c.Urge(assignment="a2", text="hurry"))


def test_a_return_below_follows_the_packs_window() -> None:
    policy = strict_but(rule("return", s.ReturnRule(reviewed=False)))
    life = Life(policy).passed(*CHAIN[:2])
    life.wait(hours=25)
    life.no(clerk("water-county"), c.RequestReturn(assignment="a2", reason="r"), RefusalCode.RETURN_TOO_LATE)
    life.do(clerk("water"), c.RecallAssignment(assignment="a2", reason="r"))
    life.do(clerk("water"), c.PassDown(assignment="a1", lead="pipes"))
    assert "assignment_returned" in life.do(clerk("pipes"), c.RequestReturn(assignment="a3", reason="r"))
