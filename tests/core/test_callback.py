"""Call-back: reached or not, satisfied or not, and what follows (CBK-1 … CBK-5)."""

from datetime import timedelta

import pytest

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.policy import shapes as s
from hotline.core.state import SYSTEM, Actor
from hotline.core.vocabulary import (
    AssignmentState,
    CallbackChannel,
    CallbackEnd,
    ClockState,
    ContactField,
    Phase,
    RefusalCode,
    ReworkMode,
    ReworkReason,
    Role,
    WaiverReason,
)
from tests.core.builders import (
    CALLER,
    CALLER_2,
    DIRECTOR,
    DISPATCHER,
    SUPERVISOR,
    Life,
    answer_of,
    clerk,
    day_end,
    dezhou,
    karamay,
    leader,
    lenient,
    rule,
    strict_but,
)

MISSED = c.RecordCallback(reached=False)
HAPPY = c.RecordCallback(reached=True, satisfied_result=True)
UNHAPPY = c.RecordCallback(reached=True, satisfied_result=False)


def again(mode: ReworkMode, unit: str = "", reason: ReworkReason = ReworkReason.DISSATISFIED) -> c.OrderRework:
    return c.OrderRework(mode=mode, reason=reason, text="again", unit=unit)


@pytest.mark.req("CBK-1")
@pytest.mark.parametrize("policy", [None, dezhou, karamay], ids=["strict", "dezhou", "karamay"])
def test_every_finished_order_is_called_back_in_three_days(policy: object) -> None:
    life = Life(policy() if callable(policy) else None).replied()
    assert life.clock("callback-1").due_at == day_end("2026-03-05")
    life.do(CALLER, c.TakeCallback())
    assert life.phase is Phase.CALLING_BACK
    life.no(CALLER, c.TakeCallback(), RefusalCode.NOTHING_TO_DO)
    life.do(CALLER_2, c.TakeCallback())
    life.no(CALLER_2, c.RecordCallback(reached=True), RefusalCode.FIELD_MISSING)
    life.do(
        CALLER_2,
        c.RecordCallback(
            reached=True, answered=True, solved=True, satisfied_result=True, satisfied_process=False, opinion="thanks"
        ),
    )
    attempt = life.order.callback.attempts[0]
    assert (attempt.answered, attempt.solved, attempt.satisfied_result, attempt.satisfied_process) == (
        True,
        True,
        True,
        False,
    )
    assert (life.phase, life.order.callback.end) == (Phase.CLOSED, CallbackEnd.SATISFIED)
    assert life.clock("callback-1").state is ClockState.MET and not life.open_clocks()


@pytest.mark.req("CBK-1")
def test_calling_late_is_a_breach_of_the_desk() -> None:
    life = Life().replied()
    life.now = day_end("2026-03-05") + timedelta(microseconds=1)
    life.do(CALLER, HAPPY)
    assert life.clock("callback-1").state is ClockState.LATE
    assert [b.clock for b in life.events(e.ClockBreached)] == ["callback-1"]


@pytest.mark.req("CBK-1")
def test_a_hotline_that_does_not_call_back_closes_at_once() -> None:
    policy = strict_but(rule("callback", s.CallbackRule(required=False)))
    life = Life(policy).working("water", "roads")
    life.do(clerk("water"), answer_of("a1", parts_missing="roads later"))
    life.do(leader("water"), c.ApproveAnswer(assignment="a1"))
    assert (life.phase, life.order.callback.end) == (Phase.CLOSED, CallbackEnd.WAIVED)
    assert not life.open_clocks() and not any(a.live for a in life.order.assignments)


# --- unreachable ------------------------------------------------------------------------------------------------------


@pytest.mark.req("CBK-2")
def test_two_attempts_on_different_occasions() -> None:
    life = Life().replied()
    life.do(CALLER, MISSED)
    assert life.phase is Phase.CALLING_BACK and life.clock("callback-1").state is ClockState.RUNNING
    life.wait(minutes=59)
    refusal = life.no(CALLER_2, MISSED, RefusalCode.SAME_OCCASION)
    assert "10:00" in refusal.text and refusal.rule == "hand:callback"
    life.wait(minutes=1).do(CALLER_2, MISSED)
    assert (life.phase, life.order.callback.end) == (Phase.CLOSED, CallbackEnd.UNREACHABLE)
    assert life.clock("callback-1").state is ClockState.CANCELLED


@pytest.mark.req("CBK-2")
def test_reached_at_the_second_try() -> None:
    life = Life().replied()
    life.do(CALLER, c.RecordCallback(reached=False, satisfied_result=True))
    assert life.order.callback.attempts[0].satisfied_result is None, "who was not reached said nothing"
    life.do(CALLER, HAPPY)
    assert life.order.callback.end is CallbackEnd.SATISFIED, "a talk needs no other occasion"


@pytest.mark.req("CBK-2")
def test_a_redo_counts_attempts_anew() -> None:
    life = Life().replied()
    life.do(CALLER, MISSED)
    life.do(SUPERVISOR, again(ReworkMode.SAME_UNIT, reason=ReworkReason.POOR_ANSWER))
    life.answer("water")
    life.do(CALLER, MISSED)
    assert life.phase is Phase.CALLING_BACK and len(life.order.callback.attempts) == 1


# --- dissatisfied -----------------------------------------------------------------------------------------------------


@pytest.mark.req("CBK-3")
def test_dissatisfaction_is_judged_before_anything_else() -> None:
    life = Life().replied()
    life.no(SUPERVISOR, c.JudgeDissatisfaction(reasonable=True, grounds="g"), RefusalCode.WRONG_PHASE)
    life.do(CALLER, c.TakeCallback())
    life.no(SUPERVISOR, c.JudgeDissatisfaction(reasonable=True, grounds="g"), RefusalCode.NOT_DISSATISFIED)
    life.no(SUPERVISOR, again(ReworkMode.SAME_UNIT), RefusalCode.NOT_DISSATISFIED)
    life.do(CALLER, UNHAPPY)
    assert life.phase is Phase.CALLING_BACK and life.clock("callback-1").state is ClockState.MET
    life.no(CALLER, HAPPY, RefusalCode.NOT_JUDGED)
    life.no(CALLER, c.WaiveCallback(reason=WaiverReason.SECRET), RefusalCode.NOT_JUDGED)
    life.no(CALLER, c.IssueCallbackToken(channel=CallbackChannel.APP, digest="x"), RefusalCode.NOT_JUDGED)
    life.no(SUPERVISOR, again(ReworkMode.SAME_UNIT), RefusalCode.NOT_JUDGED)
    refusal = life.no(DIRECTOR, c.JudgeDissatisfaction(reasonable=True, grounds="g"), RefusalCode.WRONG_ROLE)
    assert refusal.rule == "hand:dissatisfaction"
    life.no(SUPERVISOR, c.JudgeDissatisfaction(reasonable=True, grounds=""), RefusalCode.FIELD_MISSING)
    life.do(SUPERVISOR, c.JudgeDissatisfaction(reasonable=True, grounds="g"))
    life.no(SUPERVISOR, c.JudgeDissatisfaction(reasonable=False, grounds="g"), RefusalCode.NOT_DISSATISFIED)
    assert life.order.callback.end is CallbackEnd.REASONABLE and life.phase is Phase.CALLING_BACK


@pytest.mark.req("CBK-3")
def test_not_reasonable_closes() -> None:
    life = Life().dissatisfied().judged(reasonable=False)
    assert (life.phase, life.order.callback.end) == (Phase.CLOSED, CallbackEnd.UNREASONABLE)


@pytest.mark.req("CBK-3")
def test_the_same_unit_does_it_again_and_is_called_back_again() -> None:
    life = Life().rework()
    assert life.phase is Phase.REWORK and life.order.redo_count == 1
    part = life.part("a2")
    assert (part.unit, part.bound_by, part.redo, part.state) == ("water", "rework", 1, AssignmentState.ASSIGNED)
    assert life.part("a1").state is AssignmentState.SUBMITTED, "what was is kept"
    assert life.open_clocks() == {"sign_for-2", "return_window-2", "first_contact-2", "reply-2"}
    life.do(clerk("water"), c.SignFor(assignment="a2"))
    assert life.phase is Phase.IN_HAND
    life.answer("water")
    assert life.open_clocks() == {"callback-2"}
    life.do(CALLER, HAPPY)
    assert life.phase is Phase.CLOSED


@pytest.mark.req("CBK-3")
def test_second_dispatch_to_the_superior_and_above_it_nobody() -> None:
    life = Life().rework("roads", mode=ReworkMode.SUPERIOR)
    assert life.part("a2").unit == "city"
    life.answer("city")
    life.do(CALLER, UNHAPPY)
    life.judged()
    life.no(SUPERVISOR, again(ReworkMode.SUPERIOR), RefusalCode.NO_SUPERIOR)


@pytest.mark.req("CBK-3")
def test_after_so_many_redos_the_director_decides() -> None:
    life = Life().rework()
    life.answer("water")
    life.do(CALLER, UNHAPPY)
    life.judged().do(SUPERVISOR, again(ReworkMode.SAME_UNIT))
    life.answer("water")
    life.do(CALLER, UNHAPPY)
    life.judged()
    for mode in (ReworkMode.SAME_UNIT, ReworkMode.SUPERIOR):
        life.no(SUPERVISOR, again(mode), RefusalCode.TOO_MANY_TIMES)
    life.no(SUPERVISOR, again(ReworkMode.DIRECTOR, "roads"), RefusalCode.WRONG_ROLE)
    life.no(DIRECTOR, again(ReworkMode.DIRECTOR), RefusalCode.FIELD_MISSING)
    life.no(DIRECTOR, again(ReworkMode.DIRECTOR, "nobody"), RefusalCode.UNKNOWN_UNIT)
    life.do(DIRECTOR, again(ReworkMode.DIRECTOR, "roads"))
    assert (life.part("a4").unit, life.order.redo_count) == ("roads", 3)


@pytest.mark.req("CBK-3")
def test_a_poor_answer_can_be_sent_back_before_anybody_calls() -> None:
    life = Life().replied()
    life.no(SUPERVISOR, c.OrderRework(mode=ReworkMode.SAME_UNIT, reason=ReworkReason.POOR_ANSWER, text=""), _MISSING)
    life.do(SUPERVISOR, again(ReworkMode.SAME_UNIT, reason=ReworkReason.POOR_ANSWER))
    assert life.phase is Phase.REWORK and life.clock("callback-1").state is ClockState.CANCELLED


_MISSING = RefusalCode.FIELD_MISSING


@pytest.mark.req("CBK-3")
def test_a_mode_the_pack_does_not_have() -> None:
    life = Life(dezhou()).dissatisfied("roads").judged()
    life.no(SUPERVISOR, again(ReworkMode.SUPERIOR), RefusalCode.NOT_OFFERED)
    Life(karamay()).rework("roads", mode=ReworkMode.SUPERIOR)


@pytest.mark.req("CBK-3")
def test_helpers_stop_when_all_is_done_again() -> None:
    life = Life().working("water", "roads")
    life.do(clerk("water"), answer_of("a1", parts_missing="roads later"))
    life.do(leader("water"), c.ApproveAnswer(assignment="a1"))
    life.do(SUPERVISOR, again(ReworkMode.SAME_UNIT, reason=ReworkReason.POOR_ANSWER))
    assert life.part("a2").state is AssignmentState.RECALLED
    assert [a.id for a in life.order.assignments if a.live] == ["a3"]


@pytest.mark.req("CBK-3")
def test_a_redo_that_is_recalled_can_go_to_another_unit() -> None:
    life = Life().rework()
    life.do(DISPATCHER, c.RecallAssignment(assignment="a2", reason="another"))
    assert life.phase is Phase.AWAITING_DISPATCH
    life.assigned("roads")
    lead = life.order.lead()
    assert lead is not None and (lead.unit, lead.redo) == ("roads", 0)


# --- links ------------------------------------------------------------------------------------------------------------


@pytest.mark.req("CBK-4")
def test_a_link_is_bound_to_the_order_and_good_for_one_answer() -> None:
    life = Life().replied()
    life.no(CALLER, c.IssueCallbackToken(channel=CallbackChannel.PHONE, digest="t1"), RefusalCode.NOT_OFFERED)
    life.no(CALLER, c.IssueCallbackToken(channel=CallbackChannel.TOLD_IN_CALL, digest="t1"), RefusalCode.NOT_OFFERED)
    life.no(CALLER, c.IssueCallbackToken(channel=CallbackChannel.SMS_LINK, digest=""), RefusalCode.FIELD_MISSING)
    life.do(CALLER, c.IssueCallbackToken(channel=CallbackChannel.SMS_LINK, digest="t1"))

    def by_link(token: str, satisfied: bool = False) -> c.RecordCallback:
        return c.RecordCallback(
            channel=CallbackChannel.SMS_LINK, reached=True, satisfied_result=satisfied, token_digest=token
        )

    for wrong in ("", "t2"):
        life.no(SYSTEM, by_link(wrong), RefusalCode.TOKEN_USED)
    for channel in (CallbackChannel.PHONE, CallbackChannel.TOLD_IN_CALL):
        life.no(SYSTEM, c.RecordCallback(channel=channel, reached=True, satisfied_result=True), RefusalCode.TOKEN_USED)
    life.do(SYSTEM, by_link("t1"))
    assert life.order.callback.tokens == ()
    life.judged().do(SUPERVISOR, again(ReworkMode.SAME_UNIT))
    life.answer("water")
    life.no(SYSTEM, by_link("t1", satisfied=True), RefusalCode.TOKEN_USED)


@pytest.mark.req("CBK-4")
def test_links_of_an_earlier_round_are_void() -> None:
    life = Life().replied()
    life.do(SYSTEM, c.IssueCallbackToken(channel=CallbackChannel.APP, digest="t1"))
    life.do(SUPERVISOR, again(ReworkMode.SAME_UNIT, reason=ReworkReason.FALSIFIED))
    life.answer("water")
    command = c.RecordCallback(channel=CallbackChannel.APP, reached=True, satisfied_result=True, token_digest="t1")
    life.no(SYSTEM, command, RefusalCode.TOKEN_USED)


@pytest.mark.req("CBK-4")
def test_a_hotline_without_links() -> None:
    life = Life(dezhou()).replied()
    for channel in CallbackChannel:
        life.no(CALLER, c.IssueCallbackToken(channel=channel, digest="t"), RefusalCode.NOT_OFFERED)
    command = c.RecordCallback(channel=CallbackChannel.SMS_LINK, reached=True, satisfied_result=True)
    life.no(CALLER, command, RefusalCode.NOT_OFFERED)


# --- own orders -------------------------------------------------------------------------------------------------------


def both_hats(ident: str) -> Actor:
    return Actor(ident, "water", frozenset({Role.UNIT_CLERK, Role.UNIT_LEADER, Role.CALLBACK_AGENT}), ("water", "city"))


@pytest.mark.req("CBK-5")
def test_nobody_calls_back_what_he_handled() -> None:
    hands = both_hats("hands")
    leading = both_hats("leading")
    named = both_hats("named")
    asked = both_hats("asked")
    life = Life().assigned()
    life.do(hands, c.SignFor(assignment="a1"))
    life.contacted("water")
    life.do(asked, c.RequestExtension(assignment="a1", reason="r", days=2))
    life.do(hands, c.ForwardInside(assignment="a1", person="named"))
    life.do(hands, answer_of("a1"))
    life.do(leading, c.SendBackAnswer(assignment="a1", reason="thin"))
    life.answer("water")
    for person in (hands, leading, named, asked):
        for command in (c.TakeCallback(), HAPPY, MISSED, c.WaiveCallback(reason=WaiverReason.SECRET)):
            life.no(person, command, RefusalCode.OWN_ORDER)
    life.do(both_hats("another"), HAPPY)


# --- waivers ----------------------------------------------------------------------------------------------------------


@pytest.mark.req("CBK-1")
@pytest.mark.parametrize(
    ("reason", "ground"),
    [
        (WaiverReason.SECRET, {"secret": True}),
        (WaiverReason.NO_CONTACT, {"contact": frozenset({ContactField.NAME})}),
    ],
)
def test_a_waiver_needs_a_ground_that_the_order_shows(reason: WaiverReason, ground: dict[str, object]) -> None:
    without = Life().replied()
    refusal = without.no(CALLER, c.WaiveCallback(reason=reason), RefusalCode.WAIVER_WITHOUT_GROUND)
    assert reason.zh in refusal.text
    life = Life(**ground).replied()
    life.do(CALLER, c.WaiveCallback(reason=reason))
    assert (life.phase, life.order.callback.end) == (Phase.CLOSED, CallbackEnd.WAIVED)


@pytest.mark.req("CBK-1")
def test_only_a_hotline_that_samples_may_leave_one_out() -> None:
    Life().replied().no(CALLER, c.WaiveCallback(reason=WaiverReason.OUTSIDE_SAMPLE), RefusalCode.WAIVER_WITHOUT_GROUND)
    Life(lenient()).replied().do(SYSTEM, c.WaiveCallback(reason=WaiverReason.OUTSIDE_SAMPLE))


@pytest.mark.req("CBK-3", "PRA-9")
def test_who_is_content_with_the_result_but_not_with_the_manner_is_judged_where_the_hotline_says_so() -> None:
    def called(counts: bool) -> Life:
        value = s.DissatisfactionRule(process_counts=counts)
        life = Life(strict_but(rule("dissatisfaction", value))).replied()
        told = {"reached": True, "satisfied_result": True, "satisfied_process": False, "answered": True, "solved": True}
        life.do(CALLER, c.RecordCallback(**told))
        return life

    assert called(False).order.phase is Phase.CLOSED
    asked = called(True)
    assert asked.order.phase is Phase.CALLING_BACK and asked.order.callback.dissatisfied
