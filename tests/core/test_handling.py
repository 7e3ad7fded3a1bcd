"""Handling inside one unit: sign, contact, forward, answer, review, explain."""

from datetime import timedelta

import pytest

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.policy import shapes as s
from hotline.core.vocabulary import (
    AssignmentState,
    ClockState,
    ContactMethod,
    Disclosure,
    Finding,
    Outcome,
    Phase,
    RefusalCode,
    ReworkMode,
    ReworkReason,
    Role,
)
from tests.core.builders import (
    AGENT,
    DISPATCHER,
    SUPERVISOR,
    Life,
    answer_of,
    clerk,
    day_end,
    direct_answer,
    karamay,
    leader,
    local,
    person,
    rule,
    strict_but,
    strict_without,
)

CLERK = clerk("water")
LEADER = leader("water")


@pytest.mark.req("HND-1")
def test_signing_is_by_the_unit_and_once() -> None:
    life = Life().assigned()
    life.no(clerk("roads"), c.SignFor(assignment="a1"), RefusalCode.NOT_YOUR_UNIT)
    life.no(clerk("city"), c.SignFor(assignment="a1"), RefusalCode.NOT_YOUR_UNIT)
    life.no(CLERK, c.SignFor(assignment="a7"), RefusalCode.NO_SUCH_PART)
    life.do(CLERK, c.SignFor(assignment="a1"))
    part = life.part()
    assert (part.state, part.signed_at, part.handler) == (AssignmentState.SIGNED, life.now, CLERK.id)
    assert life.clock("sign_for-1").state is ClockState.MET
    life.no(CLERK, c.SignFor(assignment="a1"), RefusalCode.WRONG_STATE)


@pytest.mark.req("HND-1")
def test_signing_late_is_a_breach_once() -> None:
    life = Life().assigned().wait(hours=24)
    life.do(CLERK, c.SignFor(assignment="a1"))
    assert life.clock("sign_for-1").state is ClockState.MET, "at the limit is in time"
    life = Life().assigned().wait(hours=24, microseconds=1)
    said = life.do(CLERK, c.SignFor(assignment="a1"))
    assert said == ["signed_for", "clock_breached", "clock_stopped"]
    assert life.clock("sign_for-1").state is ClockState.LATE


@pytest.mark.req("HND-1")
def test_forwarding_files_and_notes() -> None:
    life = Life().signed()
    life.no(CLERK, c.ForwardInside(assignment="a1", person=" "), RefusalCode.FIELD_MISSING)
    life.do(CLERK, c.ForwardInside(assignment="a1", person="w2"))
    assert (life.part().handler, life.part().state) == ("w2", AssignmentState.ANSWERING)
    life.no(CLERK, c.AttachFile(file="f", title="photo", digest=""), RefusalCode.FIELD_MISSING)
    life.do(CLERK, c.AttachFile(file="f", title="photo", digest="5e", size=9))
    life.no(CLERK, c.AddNote(text=""), RefusalCode.FIELD_MISSING)
    life.do(CLERK, c.AddNote(text="n", mentions=("w2", "w2"), centre_only=True))
    assert life.records[-1][0] == e.NoteAdded("n", ("w2",), False)  # a unit cannot keep a note from units


@pytest.mark.req("HND-7")
def test_the_first_contact_must_reach_the_citizen() -> None:
    life = Life().signed()
    life.no(CLERK, answer_of("a1"), RefusalCode.CONTACT_FIRST)
    life.no(CLERK, c.LogContact(assignment="a1", method=ContactMethod.PHONE, note=""), RefusalCode.FIELD_MISSING)
    life.do(CLERK, c.LogContact(assignment="a1", method=ContactMethod.PHONE, note="engaged", reached=False))
    assert life.clock("first_contact-1").state is ClockState.RUNNING and life.part().contacts == 0
    life.no(CLERK, answer_of("a1"), RefusalCode.CONTACT_FIRST)
    life.do(CLERK, c.LogContact(assignment="a1", method=ContactMethod.VISIT, note="met"))
    assert life.clock("first_contact-1").state is ClockState.MET
    life.do(CLERK, answer_of("a1"))


@pytest.mark.req("HND-7")
def test_an_answer_without_contact_is_visible_as_such() -> None:
    life = Life(karamay()).signed()
    life.do(CLERK, answer_of("a1"))
    answer = life.part().answer
    assert answer is not None and not answer.contacted


@pytest.mark.req("HND-2")
def test_limits_by_nature_as_karamay_writes_them() -> None:
    """S1 篇十三 第十一条(二)2(1): working days from the day of the dispatch, holidays move the end."""
    for nature, last_day in {
        "consultation": "2026-09-30",
        "help": "2026-10-09",
        "complaint": "2026-10-09",
        "report": "2026-10-15",
        "suggestion": "2026-10-09",
        "praise": "2026-09-30",
        "other": "2026-09-30",
    }.items():
        life = Life(karamay(), now=local("2026-09-27 10:00"), nature=nature).assigned()
        assert life.clock("reply-1").due_at == day_end(last_day), nature


@pytest.mark.req("HND-1", "HND-10", "PRA-17")
def test_the_leader_lets_the_answer_out_or_sends_it_back() -> None:
    life = Life().working()
    life.do(CLERK, answer_of("a1"))
    assert life.part().state is AssignmentState.IN_REVIEW and "reply-1" in life.open_clocks()
    for not_leader in (CLERK, leader("roads"), leader("city"), DISPATCHER):
        code = RefusalCode.NOT_YOUR_UNIT if Role.UNIT_LEADER in not_leader.roles else RefusalCode.WRONG_ROLE
        life.no(not_leader, c.ApproveAnswer(assignment="a1"), code)
    life.no(LEADER, c.SendBackAnswer(assignment="a1", reason=""), RefusalCode.FIELD_MISSING)
    life.do(LEADER, c.SendBackAnswer(assignment="a1", reason="thin"))
    assert life.part().state is AssignmentState.ANSWERING
    life.do(CLERK, answer_of("a1", public_text="all burn"))
    life.do(LEADER, c.ApproveAnswer(assignment="a1"))
    assert (life.phase, life.order.public_answer) == (Phase.REPLIED, "all burn")
    assert life.clock("reply-1").state is ClockState.MET
    assert life.open_clocks() == {"callback-1"}


@pytest.mark.req("HND-10")
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"public_text": "x"}, RefusalCode.ANSWER_TOO_SHORT),
        ({"public_text": "   \n "}, RefusalCode.ANSWER_TOO_SHORT),
        ({"internal_text": ""}, RefusalCode.FIELD_MISSING),
        ({"finding": Finding.SUBSTANTIATED}, RefusalCode.GROUNDS_MISSING),
    ],
)
def test_what_an_answer_must_hold(fields: dict[str, object], code: RefusalCode) -> None:
    Life().working().no(CLERK, answer_of("a1", **fields), code)


@pytest.mark.req("HND-4")
def test_what_cannot_be_solved_now_is_explained_and_recorded_as_such() -> None:
    life = Life().assigned().answer("water", outcome=Outcome.EXPLAINED, public_text="next year, because …")
    answer = life.part().answer
    assert answer is not None and answer.outcome is Outcome.EXPLAINED and life.phase is Phase.REPLIED


@pytest.mark.req("HND-5")
def test_a_ruling_with_grounds_and_the_desk_answers_what_is_unfounded() -> None:
    policy = strict_but(rule("reply", s.ReplyRule(finding_required=True, unsubstantiated_to_desk=True)))
    life = Life(policy).working()
    refusal = life.no(CLERK, answer_of("a1"), RefusalCode.FIELD_MISSING)
    assert refusal.rule == "hand:reply"
    life.do(CLERK, answer_of("a1", finding=Finding.UNSUBSTANTIATED, grounds="the log of the day"))
    life.do(LEADER, c.ApproveAnswer(assignment="a1"))
    assert life.events(e.OrderReplied)[0].by_desk
    other = Life(policy).working()
    other.do(CLERK, answer_of("a1", finding=Finding.SUBSTANTIATED, grounds="seen"))
    other.do(LEADER, c.ApproveAnswer(assignment="a1"))
    assert not other.events(e.OrderReplied)[0].by_desk


@pytest.mark.req("DSP-9")
@pytest.mark.req("INT-4")
def test_a_secret_matter_is_answered_to_the_caller_alone() -> None:
    for life in (
        Life(secret=True),
        Life(strict_but(rule("secrecy", s.SecrecyRule(private_only=True)))),
    ):
        life.working()
        life.no(CLERK, answer_of("a1", disclosure=Disclosure.PUBLIC), RefusalCode.SECRET_IS_PRIVATE)
        life.do(CLERK, answer_of("a1"))
    public = Life().working()
    public.do(CLERK, answer_of("a1", disclosure=Disclosure.PUBLIC))
    public.do(LEADER, c.ApproveAnswer(assignment="a1"))
    assert public.order.disclosure is Disclosure.PUBLIC


@pytest.mark.req("INT-4")
def test_a_wish_for_secrecy_after_a_public_answer_holds_from_then_on() -> None:
    life = Life().assigned().answer("water", disclosure=Disclosure.PUBLIC)
    again = c.OrderRework(mode=ReworkMode.SAME_UNIT, reason=ReworkReason.POOR_ANSWER, text="again")
    life.do(SUPERVISOR, again)
    life.do(DISPATCHER, c.RecallAssignment(assignment="a2", reason="another unit"))
    life.do(DISPATCHER, c.Amend(secret=True))
    assert life.order.disclosure is Disclosure.PRIVATE
    life.working("roads").no(clerk("roads"), answer_of("a3", disclosure=Disclosure.PUBLIC), _PRIVATE)


_PRIVATE = RefusalCode.SECRET_IS_PRIVATE


# --- late -------------------------------------------------------------------------------------------------------------


@pytest.mark.req("HND-6")
def test_a_late_answer_owes_an_explanation_in_three_working_days() -> None:
    life = Life().working()
    due = life.clock("reply-1").due_at
    assert due == day_end("2026-03-09")
    life.no(CLERK, c.ExplainLateness(assignment="a1", text="t", signed_by="l"), RefusalCode.NO_RUNNING_CLOCK)
    life.fire(due + timedelta(seconds=1))
    owed = life.clock("late_explanation-1")
    assert (owed.started_at, owed.due_at, owed.assignment) == (due, day_end("2026-03-12"), "a1")
    life.no(CLERK, c.ExplainLateness(assignment="a1", text="", signed_by="l"), RefusalCode.FIELD_MISSING)
    life.no(CLERK, c.ExplainLateness(assignment="a1", text="t", signed_by=""), RefusalCode.FIELD_MISSING)
    life.no(clerk("roads"), c.ExplainLateness(assignment="a1", text="t", signed_by="l"), RefusalCode.NOT_YOUR_UNIT)
    life.do(CLERK, c.ExplainLateness(assignment="a1", text="t", signed_by="l"))
    assert life.clock("late_explanation-1").state is ClockState.MET
    life.answer("water")
    assert life.clock("reply-1").state is ClockState.LATE
    assert len(life.events(e.ClockBreached)) == 1 and "late_explanation-2" not in life.open_clocks()


@pytest.mark.req("HND-6")
def test_the_explanation_stays_owed_after_the_order_is_closed() -> None:
    life = Life().working().wait(days=9)
    life.answer("water")
    life.do(person(Role.CALLBACK_AGENT), c.RecordCallback(reached=True, satisfied_result=True))
    assert life.phase is Phase.CLOSED and life.open_clocks() == {"late_explanation-1"}
    life.do(CLERK, c.ExplainLateness(assignment="a1", text="t", signed_by="l"))
    assert not life.open_clocks()


@pytest.mark.req("HND-6")
def test_without_a_rule_nothing_is_owed() -> None:
    life = Life(strict_without("clock.late_explanation")).working().wait(days=9).answer("water")
    assert life.clock("reply-1").state is ClockState.LATE and life.open_clocks() == {"callback-1"}


@pytest.mark.req("HND-6")
def test_an_explanation_owed_survives_a_direct_answer() -> None:
    life = Life().working().wait(days=9)
    life.do(DISPATCHER, c.RecallAssignment(assignment="a1", reason="too late"))
    life.do(DISPATCHER, c.SendBackToAgent(reason="known by now"))
    life.do(AGENT, direct_answer())
    assert life.open_clocks() == {"late_explanation-1"}
