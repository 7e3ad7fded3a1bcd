"""Requests beside the phase: return, extension, suspension, commitment, co-signature, objection, appeal."""

from datetime import date, timedelta

import pytest

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.policy import shapes as s
from hotline.core.vocabulary import (
    AssignmentState,
    ClockState,
    Disclosure,
    Phase,
    RefusalCode,
    RequestState,
    Role,
)
from tests.core.builders import (
    CALLER,
    CITY_LEADER,
    DIRECTOR,
    DISPATCH_LEAD,
    DISPATCHER,
    SUPERVISOR,
    SYSTEM,
    Life,
    answer_of,
    clerk,
    day_end,
    dezhou,
    extension,
    karamay,
    leader,
    lenient,
    local,
    person,
    rule,
    strict_but,
)

CLERK = clerk("water")
LEADER = leader("water")


def state(life: Life, ident: str = "r1") -> RequestState:
    request = life.order.request(ident)
    assert request is not None
    return request.state


# --- return -----------------------------------------------------------------------------------------------------------

RETURN = c.RequestReturn(assignment="a1", reason="not ours", suggested="roads")


@pytest.mark.req("DSP-5")
def test_a_return_is_asked_with_a_reason_and_granted_by_the_dispatcher() -> None:
    life = Life().assigned()
    life.no(CLERK, c.RequestReturn(assignment="a1", reason=""), RefusalCode.FIELD_MISSING)
    life.no(CLERK, c.RequestReturn(assignment="a1", reason="r", suggested="nobody"), RefusalCode.UNKNOWN_UNIT)
    life.do(CLERK, RETURN)
    assert life.part().state is AssignmentState.RETURN_REQUESTED
    life.no(CLERK, c.SignFor(assignment="a1"), RefusalCode.WRONG_STATE)
    for nobody in (CALLER, SUPERVISOR, DIRECTOR, CLERK):
        life.no(nobody, c.GrantRequest(request="r1"), RefusalCode.WRONG_ROLE)
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    assert life.phase is Phase.AWAITING_DISPATCH and life.part().state is AssignmentState.RETURNED
    assert life.open_clocks() == {"dispatch-2"}, "the dispatcher sends it on at once"
    life.no(DISPATCHER, c.RefuseRequest(request="r1", reason="r"), RefusalCode.REQUEST_SETTLED)


@pytest.mark.req("DSP-5")
@pytest.mark.parametrize("working", [False, True])
def test_a_refused_or_withdrawn_return_puts_the_part_back(working: bool) -> None:
    life = Life().working() if working else Life().assigned()
    before = life.part().state
    life.do(CLERK, RETURN)
    life.no(DISPATCHER, c.RefuseRequest(request="r1", reason=""), RefusalCode.FIELD_MISSING)
    life.do(DISPATCHER, c.RefuseRequest(request="r1", reason="it is yours"))
    assert (life.part().state, state(life)) == (before, RequestState.REFUSED)
    life.do(CLERK, RETURN)
    life.no(clerk("roads"), c.WithdrawRequest(request="r2"), RefusalCode.NOT_YOUR_UNIT)
    life.do(CLERK, c.WithdrawRequest(request="r2"))
    assert (life.part().state, state(life, "r2")) == (before, RequestState.WITHDRAWN)
    assert not [k for k in life.open_clocks() if k.startswith("ruling")]


@pytest.mark.req("DSP-5")
def test_the_window_of_24_hours_to_the_moment() -> None:
    for wait, late in ((timedelta(hours=24), False), (timedelta(hours=24, microseconds=1), True)):
        life = Life().assigned()
        life.now += wait
        if late:
            refusal = life.no(CLERK, RETURN, RefusalCode.RETURN_TOO_LATE)
            assert refusal.rule == "hand:clock.return_window"
        else:
            life.do(CLERK, RETURN)


@pytest.mark.req("DSP-5")
def test_the_window_stays_shut_after_its_timer_has_spoken() -> None:
    life = Life().assigned().wait(days=2)
    life.fire()
    assert life.clock("return_window-1").state is ClockState.CANCELLED
    assert life.clock("return_window-1").breached_at is None, "a right lapses; nobody is late"
    life.no(CLERK, RETURN, RefusalCode.RETURN_TOO_LATE)


@pytest.mark.req("DSP-5")
def test_same_day_return_without_review_in_karamay() -> None:
    """S1 篇十三 第十一条(三)."""
    life = Life(karamay(), now=local("2026-03-02 15:00")).assigned()
    life.now = day_end("2026-03-02")
    assert "assignment_returned" in life.do(CLERK, RETURN)
    assert life.phase is Phase.AWAITING_DISPATCH
    late = Life(karamay(), now=local("2026-03-02 15:00")).assigned()
    late.at("2026-03-03 00:00").no(CLERK, RETURN, RefusalCode.RETURN_TOO_LATE)


@pytest.mark.req("DSP-5")
def test_returning_in_time_is_not_signing_late() -> None:
    """S1 篇六 附件2 三(三)1(5): not taken up or not given back in 24 hours. The review is the centre's time."""
    life = Life().assigned().wait(hours=23)
    life.do(CLERK, RETURN)
    life.wait(hours=30).fire()
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    assert life.clock("sign_for-1").state is ClockState.MET


@pytest.mark.req("DSP-5")
def test_one_return_at_a_time_and_none_for_a_bound_unit() -> None:
    life = Life().rework()
    life.no(CLERK, c.RequestReturn(assignment="a2", reason="again us?"), RefusalCode.BOUND_BY_RULING)


@pytest.mark.req("DSP-5")
def test_a_hotline_without_returns() -> None:
    life = Life(strict_but(rule("return", s.ReturnRule(allowed=False)))).assigned()
    refusal = life.no(CLERK, RETURN, RefusalCode.NOT_OFFERED)
    assert refusal.rule == "hand:return"


@pytest.mark.req("DSP-5")
def test_an_assisting_units_return_stalls_nobody() -> None:
    life = Life().signed("water", "roads")
    life.do(clerk("roads"), c.RequestReturn(assignment="a2", reason="not ours"))
    life.contacted("water")
    life.no(CLERK, answer_of("a1"), RefusalCode.PARTS_OPEN)
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    assert life.phase is Phase.IN_HAND and life.part("a2").state is AssignmentState.RETURNED
    life.answer("water")
    assert life.phase is Phase.REPLIED


@pytest.mark.req("DSP-5")
def test_returns_can_be_counted_by_unit() -> None:
    life = Life().assigned()
    life.do(CLERK, RETURN)
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    asked = life.events(e.RequestAsked)[0].request
    assert (asked.unit, asked.about, asked.kind) == ("water", "roads", "return")


# --- extension --------------------------------------------------------------------------------------------------------


@pytest.mark.req("DSP-6")
def test_an_extension_needs_a_reason_and_a_length_of_at_most_seven_days() -> None:
    life = Life().signed()
    life.no(CLERK, c.RequestExtension(assignment="a1", reason="", days=3), RefusalCode.FIELD_MISSING)
    for days in (0, -1):
        life.no(CLERK, extension(days=days), RefusalCode.FIELD_MISSING)
    refusal = life.no(CLERK, extension(days=8), RefusalCode.TOO_LONG)
    assert refusal.rule == "hand:extension" and "7" in refusal.text and "8" in refusal.text
    life.do(CLERK, extension(days=7))
    life.no(CLERK, extension(days=2), RefusalCode.REQUEST_PENDING)
    assert life.clock("reply-1").due_at == day_end("2026-03-09"), "nothing moves before it is granted"
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    assert life.clock("reply-1").due_at == day_end("2026-03-16")
    assert life.part().extensions == 1


@pytest.mark.req("DSP-6")
def test_a_refused_extension_carries_its_reason_and_does_not_count() -> None:
    life = Life().signed()
    life.do(CLERK, extension())
    life.no(DISPATCHER, c.RefuseRequest(request="r1", reason=" "), RefusalCode.FIELD_MISSING)
    life.do(DISPATCHER, c.RefuseRequest(request="r1", reason="do it now"))
    request = life.order.request("r1")
    assert request is not None and request.answer == "do it now"
    life.do(CLERK, extension())
    life.no(SUPERVISOR, c.EndorseRequest(request="r2"), RefusalCode.NOT_OFFERED)
    life.do(DISPATCHER, c.GrantRequest(request="r2"))
    assert life.part().extensions == 1


@pytest.mark.req("DSP-6")
@pytest.mark.parametrize("policy", [None, dezhou], ids=["strict", "dezhou"])
def test_a_second_extension_is_signed_stamped_endorsed_and_then_granted(policy: object) -> None:
    """S2 批复延期④."""
    life = Life(policy() if callable(policy) else None).signed()
    life.do(CLERK, extension())
    life.no(SUPERVISOR, c.EndorseRequest(request="r1"), RefusalCode.NOT_OFFERED)
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    for half in ({}, {"signed": True}, {"stamped": True}):
        life.no(CLERK, extension(**half), RefusalCode.NEEDS_SIGNATURE)
    life.do(CLERK, extension(signed=True, stamped=True))
    life.no(DISPATCHER, c.GrantRequest(request="r2"), RefusalCode.NEEDS_ENDORSEMENT)
    life.no(DISPATCHER, c.EndorseRequest(request="r2"), RefusalCode.WRONG_ROLE)
    life.no(SUPERVISOR, c.GrantRequest(request="r2"), RefusalCode.WRONG_ROLE)
    life.do(SUPERVISOR, c.EndorseRequest(request="r2"))
    life.no(SUPERVISOR, c.EndorseRequest(request="r2"), RefusalCode.NOT_OFFERED)
    life.do(DISPATCHER, c.GrantRequest(request="r2"))
    assert life.clock("reply-1").due_at == day_end("2026-03-23")
    life.no(CLERK, extension(signed=True, stamped=True), RefusalCode.TOO_MANY_TIMES)


@pytest.mark.req("DSP-6")
def test_before_the_limit_only() -> None:
    life = Life().signed()
    life.now = day_end("2026-03-09")
    life.do(CLERK, extension())
    life.do(CLERK, c.WithdrawRequest(request="r1"))
    life.now += timedelta(microseconds=1)
    life.no(CLERK, extension(), RefusalCode.ALREADY_DUE)


@pytest.mark.req("DSP-6")
def test_where_a_late_extension_is_allowed_the_clock_can_be_breached_again() -> None:
    life = Life(lenient()).signed()
    first = life.clock("reply-1").due_at
    assert first is not None
    life.fire(first + timedelta(days=1))
    assert life.clock("reply-1").breached_at is not None
    life.do(CLERK, extension(days=3))
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    clock = life.clock("reply-1")
    assert clock.breached_at is None and clock.due_at is not None and clock.due_at > first
    life.fire(clock.due_at + timedelta(days=1))
    assert len(life.events(e.ClockBreached)) == 2


@pytest.mark.req("DSP-6")
@pytest.mark.req("HND-6")
def test_asked_in_time_and_granted_late_is_not_late() -> None:
    life = Life().signed()
    life.now = day_end("2026-03-09")
    life.do(CLERK, extension())
    life.fire(local("2026-03-10 09:00"))
    assert "late_explanation-1" in life.open_clocks()
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    assert life.clock("reply-1").due_at == day_end("2026-03-16") and life.clock("reply-1").breached_at is None
    assert life.clock("late_explanation-1").state is ClockState.CANCELLED
    life.answer("water")
    assert life.clock("reply-1").state is ClockState.MET


@pytest.mark.req("DSP-6")
def test_dates_nobody_can_mean() -> None:
    life = Life(lenient()).signed()
    far = date(9999, 12, 31)
    life.no(CLERK, extension(days=10**9), RefusalCode.TOO_FAR)
    life.no(CLERK, promise(far), RefusalCode.TOO_FAR)
    Life().signed().no(CLERK, c.RequestSuspension(assignment="a1", reason="r", until=far), RefusalCode.TOO_FAR)
    waiting = Life()
    waiting.do(SUPERVISOR, c.SubmitToLeader(text="t"))
    waiting.no(CITY_LEADER, c.GiveInstruction(document="d1", text="t", due_on=far), RefusalCode.TOO_FAR)
    unknown = Life(now=local("2026-12-30 09:00")).signed()
    command = c.SetDue(clock="reply-1", due_at=local("9999-12-31 23:59:59.999999"), reason="r")
    unknown.no(SUPERVISOR, command, RefusalCode.TOO_FAR)


@pytest.mark.req("DSP-6")
def test_no_extension_in_karamay() -> None:
    Life(karamay()).signed().no(CLERK, extension(), RefusalCode.NOT_OFFERED)


@pytest.mark.req("DSP-6")
def test_an_extension_of_a_limit_set_by_hand_counts_too() -> None:
    """A conflict of rules or an unknown calendar leaves the limit to a person; what is granted still holds."""
    life = Life(strict_but(rule("extension", s.ExtensionRule())), now=local("2026-12-30 09:00")).signed()
    assert life.clock("reply-1").state is ClockState.UNKNOWN
    life.do(SUPERVISOR, c.SetDue(clock="reply-1", due_at=local("2026-12-31 17:00"), reason="by hand"))
    life.do(CLERK, extension(days=3))
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    clock = life.clock("reply-1")
    assert clock.state is ClockState.UNKNOWN, "the calendar still ends"
    assert clock.extended == (("natural_days", 3),)


# --- suspension -------------------------------------------------------------------------------------------------------

SUSPEND = c.RequestSuspension(assignment="a1", reason="waits for the court", until=date(2026, 3, 11))


def test_a_suspension_stops_the_clock_and_goes_on_with_what_was_left() -> None:
    life = Life().signed()
    assert life.clock("reply-1").due_at == day_end("2026-03-09")
    for until in (date(2026, 3, 2), date(2026, 3, 1)):
        bad = c.RequestSuspension(assignment="a1", reason="r", until=until)
        life.no(CLERK, bad, RefusalCode.BAD_DATE)
    too_long = c.RequestSuspension(assignment="a1", reason="r", until=date(2026, 4, 2))
    life.no(CLERK, too_long, RefusalCode.TOO_LONG)
    life.do(CLERK, SUSPEND)
    life.no(DISPATCHER, c.GrantRequest(request="r1"), RefusalCode.WRONG_ROLE)
    life.do(SUPERVISOR, c.GrantRequest(request="r1"))
    assert life.clock("reply-1").state is ClockState.PAUSED
    life.no(CLERK, SUSPEND, RefusalCode.NO_RUNNING_CLOCK)
    life.at("2026-03-10 10:00").fire()
    assert life.clock("reply-1").breached_at is None, "the old limit has passed, but the clock stands still"
    life.do(CLERK, c.ResumeHandling(assignment="a1", note="judged"))
    assert life.clock("reply-1").state is ClockState.RUNNING
    assert life.clock("reply-1").due_at == day_end("2026-03-17"), "six working days lost, the 3rd to the 10th"
    life.no(CLERK, c.ResumeHandling(assignment="a1"), RefusalCode.NO_RUNNING_CLOCK)


@pytest.mark.parametrize("hours", [0, 5, 100])
def test_a_timer_that_comes_late_gives_no_extra_time(hours: int) -> None:
    life = Life().signed()
    life.do(CLERK, SUSPEND)
    life.do(SUPERVISOR, c.GrantRequest(request="r1"))
    clock = life.clock("suspension-1")
    assert clock.due_at == day_end("2026-03-11")
    life.now = clock.stages[-1].at if not hours else clock.due_at + timedelta(hours=hours)
    stage = clock.next_stage
    while stage is not None and stage.kind != "at":
        life.do(SYSTEM, c.FireClock(clock=clock.id, stage=stage.key))
        clock = life.clock("suspension-1")
        stage = clock.next_stage
    said = life.do(SYSTEM, c.FireClock(clock="suspension-1", stage="due"))
    assert "handling_resumed" in said and "clock_breached" not in said
    assert life.clock("reply-1").due_at == day_end("2026-03-18"), "seven working days lost, the 3rd to the 11th"
    assert life.clock("suspension-1").state is ClockState.CANCELLED


def test_going_on_after_the_day_but_before_the_timer() -> None:
    life = Life().signed()
    life.do(CLERK, SUSPEND)
    life.do(DISPATCH_LEAD, c.GrantRequest(request="r1"))
    life.at("2026-03-20 10:00")
    life.no(clerk("roads"), c.ResumeHandling(assignment="a1"), RefusalCode.NOT_YOUR_UNIT)
    life.do(SUPERVISOR, c.ResumeHandling(assignment="a1"))
    assert life.clock("reply-1").due_at == day_end("2026-03-18")


def test_an_extension_granted_during_a_pause_adds_to_it() -> None:
    life = Life().signed()
    life.do(CLERK, SUSPEND)
    life.do(SUPERVISOR, c.GrantRequest(request="r1"))
    life.do(CLERK, extension(days=7))
    life.do(DISPATCHER, c.GrantRequest(request="r2"))
    assert life.clock("reply-1").state is ClockState.PAUSED
    life.at("2026-03-03 10:00")
    life.do(CLERK, c.ResumeHandling(assignment="a1"))
    assert life.clock("reply-1").due_at == day_end("2026-03-17")
    life.no(SYSTEM, c.RecomputeClocks(reason="nothing changed"), RefusalCode.NOTHING_TO_DO)


def test_a_suspension_ruled_on_too_late_is_not_granted() -> None:
    life = Life().signed()
    life.do(CLERK, SUSPEND)
    life.at("2026-03-12 09:00")
    life.no(SUPERVISOR, c.GrantRequest(request="r1"), RefusalCode.BAD_DATE)
    life.do(SUPERVISOR, c.RefuseRequest(request="r1", reason="its day is over"))


def test_a_suspended_part_can_be_answered() -> None:
    life = Life().working()
    life.do(CLERK, SUSPEND)
    life.do(SUPERVISOR, c.GrantRequest(request="r1"))
    life.at("2026-03-10 09:00").answer("water")
    assert life.clock("reply-1").state is ClockState.MET and life.open_clocks() == {"callback-1"}


def test_no_suspension_where_the_pack_has_none() -> None:
    Life(dezhou()).signed().no(CLERK, SUSPEND, RefusalCode.NOT_OFFERED)


# --- commitment -------------------------------------------------------------------------------------------------------


def promise(until: date = date(2026, 4, 10), **fields: str) -> c.MakeCommitment:
    return c.MakeCommitment(
        **({"assignment": "a1", "plan": "new poles", "interim": "in April", "until": until} | fields)
    )


@pytest.mark.req("HND-3")
def test_a_commitment_keeps_the_order_open_to_its_day() -> None:
    """S1 篇十三 第十一条(二)2(2)."""
    life = Life(karamay()).signed()
    for missing in ({"plan": ""}, {"interim": ""}):
        life.no(CLERK, promise(**missing), RefusalCode.FIELD_MISSING)
    life.no(CLERK, promise(date(2026, 3, 2)), RefusalCode.BAD_DATE)
    life.do(CLERK, promise())
    assert life.phase is Phase.IN_HAND and life.part().interim == "in April"
    assert life.clock("reply-1").state is ClockState.MET
    assert life.clock("commitment-1").due_at == day_end("2026-04-10")
    life.no(CLERK, promise(date(2026, 5, 1)), RefusalCode.NO_RUNNING_CLOCK)
    life.fire(local("2026-04-11 08:00"))
    assert life.clock("commitment-1").breached_at is not None
    life.answer("water")
    assert life.clock("commitment-1").state is ClockState.LATE and life.phase is Phase.REPLIED


@pytest.mark.req("HND-3")
def test_a_commitment_is_made_in_time_and_not_for_ever() -> None:
    life = Life().signed()
    life.no(CLERK, promise(date(2026, 6, 1)), RefusalCode.TOO_LONG)
    life.at("2026-03-10 00:00")
    life.no(CLERK, promise(), RefusalCode.ALREADY_DUE)
    Life(dezhou()).signed().no(CLERK, promise(), RefusalCode.NOT_OFFERED)


@pytest.mark.req("HND-3")
def test_a_reviewed_commitment_holds_when_it_is_granted() -> None:
    life = Life(lenient()).signed()
    life.do(CLERK, promise())
    assert life.clock("reply-1").state is ClockState.RUNNING
    life.do(CLERK, c.PassDown(assignment="a1", lead="water-county"))
    life.do(CLERK, extension(days=2))
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    assert life.part().state is AssignmentState.PASSED_DOWN, "what is below goes on"
    assert state(life, "r2") is RequestState.WITHDRAWN, "there is no limit left to extend"
    assert {life.clock("commitment-1").assignment, life.clock("commitment-2").assignment} == {"a1", "a2"}
    assert life.clock("reply-2").state is ClockState.MET
    late = Life(lenient()).signed()
    late.do(CLERK, promise(date(2026, 3, 4)))
    late.at("2026-03-05 09:00").no(DISPATCHER, c.GrantRequest(request="r1"), RefusalCode.BAD_DATE)


@pytest.mark.req("HND-3")
def test_a_commitment_granted_during_review_does_not_undo_the_review() -> None:
    policy = strict_but(rule("commitment", s.CommitmentRule(allowed=True, reviewed=True)))
    life = Life(policy).working()
    life.do(CLERK, promise())
    life.do(CLERK, answer_of("a1"))
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    assert life.part().state is AssignmentState.IN_REVIEW
    life.do(LEADER, c.ApproveAnswer(assignment="a1"))
    assert life.clock("commitment-1").state is ClockState.MET


# --- co-signature -----------------------------------------------------------------------------------------------------


@pytest.mark.req("DSP-7")
def test_a_co_signers_answer_never_stalls_the_asking_unit() -> None:
    life = Life().working()
    ask = c.RequestCoSignature(assignment="a1", unit="roads", text="may we dig?")
    life.no(CLERK, c.RequestCoSignature(assignment="a1", unit="water", text="t"), RefusalCode.UNIT_TWICE)
    life.no(CLERK, c.RequestCoSignature(assignment="a1", unit="nobody", text="t"), RefusalCode.UNKNOWN_UNIT)
    life.no(CLERK, c.RequestCoSignature(assignment="a1", unit="roads", text=""), RefusalCode.FIELD_MISSING)
    life.do(CLERK, ask)
    life.no(CLERK, ask, RefusalCode.REQUEST_PENDING)
    life.do(CLERK, c.RequestCoSignature(assignment="a1", unit="parks", text="may we dig?"))
    life.no(leader("parks"), c.RefuseRequest(request="r1", reason="r"), RefusalCode.NOT_YOUR_UNIT)
    life.no(clerk("roads"), c.GrantRequest(request="r1"), RefusalCode.WRONG_ROLE)
    life.do(leader("roads"), c.RefuseRequest(request="r1", reason="not there"))
    assert state(life) is RequestState.REFUSED and life.part().state is AssignmentState.ANSWERING
    life.answer("water")
    assert state(life, "r2") is RequestState.WITHDRAWN and life.phase is Phase.REPLIED
    assert life.events(e.RequestWithdrawn)[0].moot
    assert life.clock("co_signature-1").state is ClockState.MET
    assert life.clock("co_signature-2").state is ClockState.CANCELLED


@pytest.mark.req("DSP-7")
def test_a_co_signer_that_does_not_answer_is_late_itself() -> None:
    life = Life().working()
    life.do(CLERK, c.RequestCoSignature(assignment="a1", unit="roads", text="may we dig?"))
    assert life.clock("co_signature-1").unit == "roads"
    life.fire(local("2026-03-05 09:00"))
    late = [r for r in life.events(e.ReminderSent) if r.clock == "co_signature-1" and r.stage == "due"]
    assert [r.unit for r in late] == ["roads"]


@pytest.mark.req("DSP-7")
def test_units_of_karamay_do_not_co_sign_among_themselves() -> None:
    life = Life(karamay()).signed()
    life.no(CLERK, c.RequestCoSignature(assignment="a1", unit="roads", text="t"), RefusalCode.NOT_OFFERED)


# --- objection and appeal ---------------------------------------------------------------------------------------------


def test_an_objection_and_one_appeal() -> None:
    life = Life().dissatisfied().judged()
    object_ = c.RaiseObjection(assignment="a1", about="the judgement", reason="we did it")
    life.no(clerk("roads"), object_, RefusalCode.NOT_YOUR_UNIT)
    life.no(CLERK, c.RaiseObjection(assignment="a1", about="", reason="r"), RefusalCode.FIELD_MISSING)
    life.do(CLERK, object_)
    life.no(CLERK, object_, RefusalCode.REQUEST_PENDING)
    life.no(CLERK, c.FileAppeal(request="r1", reason="r"), RefusalCode.NO_SUCH_REQUEST)
    life.no(DISPATCHER, c.GrantRequest(request="r1"), RefusalCode.WRONG_ROLE)
    life.do(SUPERVISOR, c.RefuseRequest(request="r1", reason="you did not"))
    life.no(clerk("roads"), c.FileAppeal(request="r1", reason="r"), RefusalCode.NOT_YOUR_UNIT)
    life.do(CLERK, c.FileAppeal(request="r1", reason="we did!"))
    life.no(SUPERVISOR, c.RefuseRequest(request="r2", reason="r"), RefusalCode.WRONG_ROLE)
    life.do(DIRECTOR, c.RefuseRequest(request="r2", reason="no"))
    life.no(CLERK, c.FileAppeal(request="r1", reason="again"), RefusalCode.TOO_MANY_TIMES)
    life.no(CLERK, c.FileAppeal(request="r2", reason="again"), RefusalCode.NO_SUCH_REQUEST)


def test_an_objection_and_its_limit_outlive_the_part_and_the_order() -> None:
    life = Life().working()
    life.do(CLERK, c.RaiseObjection(assignment="a1", about="the class", reason="r"))
    life.answer("water")
    assert "ruling-1" in life.open_clocks()
    life.do(CALLER, c.RecordCallback(reached=True, satisfied_result=True))
    assert life.phase is Phase.CLOSED and life.open_clocks() == {"ruling-1"}
    life.no(SYSTEM, c.Archive(manifest="m"), RefusalCode.DOCUMENTS_OPEN)
    life.do(SUPERVISOR, c.GrantRequest(request="r1"))
    life.do(SYSTEM, c.Archive(manifest="m"))


def test_other_pending_requests_are_moot_when_the_part_is_answered() -> None:
    life = Life().working()
    life.do(CLERK, extension())
    life.do(CLERK, answer_of("a1", disclosure=Disclosure.PUBLIC))
    life.do(LEADER, c.ApproveAnswer(assignment="a1"))
    assert state(life) is RequestState.WITHDRAWN
    life.no(DISPATCHER, c.GrantRequest(request="r1"), RefusalCode.REQUEST_SETTLED)
    life.no(CLERK, c.WithdrawRequest(request="r1"), RefusalCode.REQUEST_SETTLED)


def test_a_request_must_be_ruled_on_in_time() -> None:
    life = Life().signed()
    life.do(CLERK, extension())
    due = life.clock("ruling-1").due_at
    assert due == day_end("2026-03-03")
    life.fire(due + timedelta(seconds=1))
    assert life.clock("ruling-1").breached_at is not None
    assert not [k for k in life.open_clocks() if k.startswith("late")], "the unit is not late"
    assert life.clock("ruling-1").unit == "", "the centre is"
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    assert life.clock("ruling-1").state is ClockState.LATE
    assert Role.DISPATCHER is life.clock("ruling-1").owner
    life.no(person(Role.DISPATCHER), c.GrantRequest(request="r9"), RefusalCode.NO_SUCH_REQUEST)
