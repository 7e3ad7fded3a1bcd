"""Clocks: reminders, breaches, unknown days, a moved calendar (SUP-1)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.calendars import Calendar
from hotline.core.deadlines import NaturalDays, NaturalMinutes, WorkingDays
from hotline.core.policy import Facts
from hotline.core.policy import shapes as s
from hotline.core.vocabulary import ClockName, ClockState, GovernedBy, RefusalCode, Role, StageKind
from tests.core.builders import (
    DIRECTOR,
    DISPATCHER,
    LOCAL,
    OFFICE,
    SUPERVISOR,
    SYSTEM,
    Life,
    answer_of,
    clerk,
    clock_rule,
    day_end,
    dezhou,
    extension,
    leader,
    lenient,
    local,
    make_policy,
    rule,
    strict,
    strict_but,
    strict_without,
    with_calendar,
)

CLERK = clerk("water")
pytestmark = pytest.mark.req("SUP-1")


def calendar(**changes: object) -> Calendar:
    given: dict[str, object] = {
        "id": "office",
        "zone": LOCAL,
        "spans": OFFICE.spans,
        "known_from": date(2020, 1, 1),
        "known_until": date(2026, 12, 31),
    }
    return Calendar(**(given | changes))  # type: ignore[arg-type]  # tests name only fields of Calendar


# --- stages and breaches ----------------------------------------------------------------------------------------------


def test_a_limit_speaks_before_at_and_after_each_exactly_once() -> None:
    life = Life().signed()
    clock = life.clock("reply-1")
    assert [(x.key, x.at) for x in clock.stages] == [
        ("before", local("2026-03-06 17:30")),
        ("due", local("2026-03-10 00:00")),
        ("after", day_end("2026-03-10")),
    ]
    for stage in clock.stages:
        life.now = stage.at - timedelta(microseconds=1)
        life.no(SYSTEM, c.FireClock(clock="reply-1", stage=stage.key), RefusalCode.NOT_REACHED)
        life.now = stage.at
        said = life.do(SYSTEM, c.FireClock(clock="reply-1", stage=stage.key))
        assert ("clock_breached" in said) == (stage.key == "due")
        life.no(SYSTEM, c.FireClock(clock="reply-1", stage=stage.key), RefusalCode.ALREADY_FIRED)
    reminders = [r for r in life.events(e.ReminderSent) if r.clock == "reply-1"]
    assert [r.audience for r in reminders] == [
        (Role.UNIT_CLERK,),
        (Role.UNIT_CLERK, Role.SUPERVISOR),
        (Role.SUPERVISOR,),
    ]
    assert {r.unit for r in reminders} == {"water"}
    assert life.clock("reply-1").next_stage is None


def test_the_timer_never_breaches_what_can_still_be_done_in_time() -> None:
    life = Life().working()
    life.do(CLERK, answer_of("a1"))
    life.fire(day_end("2026-03-09"))
    assert life.clock("reply-1").breached_at is None
    life.do(leader("water"), c.ApproveAnswer(assignment="a1"))
    assert life.clock("reply-1").state is ClockState.MET


def test_only_the_system_fires_and_only_what_is_there() -> None:
    life = Life().signed()
    life.no(SUPERVISOR, c.FireClock(clock="reply-1", stage="due"), RefusalCode.WRONG_ROLE)
    life.no(SYSTEM, c.FireClock(clock="reply-9", stage="due"), RefusalCode.NO_SUCH_CLOCK)
    life.no(SYSTEM, c.FireClock(clock="reply-1", stage="never"), RefusalCode.NO_SUCH_CLOCK)
    life.no(SYSTEM, c.FireClock(clock="sign_for-1", stage="due"), RefusalCode.ALREADY_FIRED)


def test_one_breach_also_when_stopped_late_before_the_timer() -> None:
    life = Life().working().wait(days=20)
    life.answer("water")
    assert [b.clock for b in life.events(e.ClockBreached)] == ["reply-1"]
    life.no(SYSTEM, c.FireClock(clock="reply-1", stage="due"), RefusalCode.ALREADY_FIRED)


def test_one_breach_when_the_timer_came_first() -> None:
    life = Life().working()
    life.fire(local("2026-03-20 09:00"))
    life.answer("water")
    names = [b.clock for b in life.events(e.ClockBreached)]
    assert names == ["reply-1", "late_explanation-1"], "the explanation was late as well"


def test_what_is_cancelled_after_its_limit_stays_a_breach() -> None:
    life = Life().assigned().wait(days=20)
    life.do(DISPATCHER, c.RecallAssignment(assignment="a1", reason="r"))
    assert {b.clock for b in life.events(e.ClockBreached)} == {"sign_for-1", "first_contact-1", "reply-1"}
    assert life.clock("reply-1").state is ClockState.CANCELLED


def test_units_below_owe_and_breach_with_the_unit_above() -> None:
    life = Life().passed("water", "water-county")
    life.fire(local("2026-03-10 00:00:00"))
    assert {b.clock for b in life.events(e.ClockBreached)} >= {"reply-1", "reply-2"}
    assert {k.assignment for k in life.order.clocks if k.name is ClockName.LATE_EXPLANATION} == {"a1", "a2"}


def test_a_part_passed_down_late_is_not_the_lower_units_breach() -> None:
    life = Life().working()
    life.fire(local("2026-03-11 09:00"))
    life.do(CLERK, c.PassDown(assignment="a1", lead="water-county"))
    life.answer("water-county")
    assert [b.clock for b in life.events(e.ClockBreached) if b.clock.startswith("reply")] == ["reply-1"]
    assert life.clock("reply-2").state is ClockState.LATE


def test_reminders_that_would_be_in_the_past_are_left_out() -> None:
    life = Life(strict_but(rule("clock.reply", clock_rule(WorkingDays(1), Role.UNIT_CLERK)))).wait(hours=9).assigned()
    assert [x.key for x in life.clock("reply-1").stages] == ["due", "after"]


@pytest.mark.req("PRA-9")
def test_a_reminder_keeps_the_name_the_pack_gives_it() -> None:
    card = replace(
        clock_rule(WorkingDays(5), Role.UNIT_CLERK),
        stages=(
            s.StageRule("yellow", StageKind.BEFORE, (Role.UNIT_LEADER,), WorkingDays(1), "yellow card"),
            s.StageRule("due", StageKind.AT, (Role.UNIT_LEADER,), label="red card"),
        ),
    )
    life = Life(strict_but(rule("clock.reply", card))).assigned()
    assert [(x.key, x.label) for x in life.clock("reply-1").stages] == [("yellow", "yellow card"), ("due", "red card")]


def test_a_limit_may_run_from_when_the_matter_was_written_down() -> None:
    """S0 第四篇 七(二)1(1): four hours from the question, whoever has it now."""
    value = replace(clock_rule(NaturalMinutes(240), Role.UNIT_CLERK), from_registration=True)
    life = Life(strict_but(rule("clock.reply", value))).wait(hours=2).assigned()
    clock = life.clock("reply-1")
    assert clock.started_at == life.order.registered_at
    assert clock.due_at == life.order.registered_at + timedelta(hours=4)


def test_such_a_limit_may_be_over_when_the_unit_gets_the_order() -> None:
    value = replace(clock_rule(NaturalMinutes(60), Role.UNIT_CLERK), from_registration=True)
    life = Life(strict_but(rule("clock.reply", value))).wait(hours=2).assigned()
    life.fire(life.now)
    assert life.clock("reply-1").breached_at is not None


def test_a_rule_for_a_nature_holds_for_what_lies_below_it() -> None:
    wide = rule("clock.reply", clock_rule(WorkingDays(2), Role.UNIT_CLERK), when=(("nature", ("complaint",)),))
    assert wide.matches(Facts(nature="complaint.service")) and not wide.matches(Facts(nature="complaints"))


# --- no rule, two rules -----------------------------------------------------------------------------------------------


def test_a_missing_rule_never_blocks_and_an_essential_limit_waits_for_a_person() -> None:
    policy = strict_without("clock.dispatch", "clock.reply", "clock.sign_for", "clock.callback")
    life = Life(policy).submitted()
    assert (life.clock("dispatch-1").state, life.clock("dispatch-1").reason) == (ClockState.UNKNOWN, "no_rule")
    life.assigned("water")
    assert life.clock("reply-1").state is ClockState.UNKNOWN
    assert not [k for k in life.order.clocks if k.name is ClockName.SIGN_FOR], "not essential"
    life.answer("water")
    assert life.clock("reply-1").state is ClockState.MET, "nobody can say it was late"
    assert life.clock("callback-1").state is ClockState.UNKNOWN


def test_two_rules_are_shown_both_and_never_the_first_wins() -> None:
    first = rule("clock.reply", clock_rule(WorkingDays(5), Role.UNIT_CLERK), "one")
    second = rule("clock.reply", clock_rule(WorkingDays(9), Role.UNIT_CLERK), "two", when=(("nature", ("help",)),))
    policy = strict_without("clock.reply")
    policy = replace(policy, rules=policy.rules | {"clock.reply": (first, second)}, _found={})
    life = Life(policy).assigned()
    assert life.clock("reply-1").state is ClockState.UNKNOWN
    assert life.clock("reply-1").reason == "conflict:hand:one, hand:two"
    extending = strict_but(rule("extension", s.ExtensionRule(), "one"))
    two = (*extending.rules["extension"], rule("extension", s.ExtensionRule(), "two"))
    life.policy = replace(extending, rules=extending.rules | {"extension": two}, _found={})
    life.do(CLERK, c.SignFor(assignment="a1"))
    refusal = life.no(CLERK, extension(), RefusalCode.RULES_CONFLICT)
    assert "hand:one" in refusal.text and "hand:two" in refusal.text


def test_the_governing_date_chooses_the_dated_value() -> None:
    """Accepted under the old rule, dispatched under the new one."""

    def dated(ident: str, days: int, first: date, last: date | None, by: GovernedBy) -> object:
        made = rule("clock.reply", clock_rule(NaturalDays(days), Role.UNIT_CLERK), ident, governed_by=by)
        return replace(made, valid_from=first, valid_until=last)

    for by, expected in ((GovernedBy.ACCEPTED, "old"), (GovernedBy.DISPATCHED, "new")):
        policy = strict_without("clock.reply")
        both = (
            dated("old", 5, date(2000, 1, 1), date(2026, 3, 2), by),
            dated("new", 9, date(2026, 3, 3), None, by),
        )
        policy = replace(policy, rules=policy.rules | {"clock.reply": both}, _found={})
        life = Life(policy).submitted().at("2026-03-03 09:00").assigned()
        assert life.clock("reply-1").rule == f"hand:{expected}"


# --- unknown days -----------------------------------------------------------------------------------------------------

CHRISTMAS = local("2026-12-29 10:00")


@pytest.mark.req("HND-2")
def test_the_year_nobody_has_announced_gives_unknown_limits() -> None:
    life = Life(dezhou(), now=CHRISTMAS).signed()
    clock = life.clock("reply-1")
    assert (clock.state, clock.due_at, clock.stages) == (ClockState.UNKNOWN, None, ())
    assert clock.reason.startswith("calendar_unknown:") and clock.reason.endswith("2027-01-01")
    life.no(SYSTEM, c.FireClock(clock="reply-1", stage="due"), RefusalCode.ALREADY_FIRED)


def test_a_person_sets_an_unknown_limit_and_no_other() -> None:
    life = Life(now=CHRISTMAS).signed()
    due = local("2027-01-06 17:30")
    life.no(CLERK, c.SetDue(clock="reply-1", due_at=due, reason="r"), RefusalCode.WRONG_ROLE)
    life.no(DISPATCHER, c.SetDue(clock="reply-1", due_at=due, reason=""), RefusalCode.FIELD_MISSING)
    life.no(DISPATCHER, c.SetDue(clock="reply-1", due_at=CHRISTMAS, reason="r"), RefusalCode.BAD_DATE)
    naive = datetime(2027, 1, 6)  # noqa: DTZ001 - what a forged form might send
    life.no(DISPATCHER, c.SetDue(clock="reply-1", due_at=naive, reason="r"), RefusalCode.BAD_DATE)
    life.no(DISPATCHER, c.SetDue(clock="return_window-1", due_at=due, reason="r"), RefusalCode.DUE_KNOWN)
    life.no(DISPATCHER, c.SetDue(clock="reply-7", due_at=due, reason="r"), RefusalCode.NO_SUCH_CLOCK)
    life.do(SUPERVISOR, c.SetDue(clock="reply-1", due_at=due, reason="the fifth working day"))
    clock = life.clock("reply-1")
    assert (clock.state, clock.due_at, clock.by_hand) == (ClockState.RUNNING, due, True)
    assert [x.key for x in clock.stages] == ["due"]
    life.no(DIRECTOR, c.SetDue(clock="reply-1", due_at=due, reason="r"), RefusalCode.DUE_KNOWN)
    life.fire(due + timedelta(hours=1))
    assert life.clock("reply-1").breached_at is not None


@pytest.mark.req("DSP-8")
def test_a_limit_set_by_hand_holds_at_every_level() -> None:
    life = Life(now=CHRISTMAS).passed("water", "water-county", "water-town")
    due = local("2027-01-06 17:30")
    life.do(DISPATCHER, c.SetDue(clock="reply-1", due_at=due, reason="r"))
    assert {life.clock(f"reply-{n}").due_at for n in (1, 2, 3)} == {due}
    assert life.clock("first_contact-2").due_at != due


def test_an_announcement_makes_unknown_limits_known_with_what_was_granted() -> None:
    life = Life(strict_but(rule("extension", s.ExtensionRule(max_length=WorkingDays(5)))), now=CHRISTMAS).signed()
    life.do(CLERK, extension(days=2))
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    life.policy = with_calendar(
        life.policy, calendar(known_until=date(2027, 12, 31), off_days=frozenset({date(2027, 1, 1)}))
    )
    life.do(SYSTEM, c.RecomputeClocks(reason="announced"))
    clock = life.clock("reply-1")
    assert (clock.state, clock.due_at) == (ClockState.RUNNING, day_end("2027-01-08")), "five and two working days"
    assert clock.reason == "" and clock.stages


# --- a moved calendar -------------------------------------------------------------------------------------------------


def test_a_moved_calendar_moves_the_open_limits_only() -> None:
    life = Life().signed()
    life.policy = with_calendar(life.policy, calendar(off_days=frozenset({date(2026, 3, 4)})))
    ended = life.clock("dispatch-1")
    life.do(SYSTEM, c.RecomputeClocks(reason="a new holiday"))
    assert life.clock("reply-1").due_at == day_end("2026-03-10")
    assert life.clock("dispatch-1") == ended and life.clock("return_window-1").due_at == local("2026-03-03 09:00")
    moved = life.events(e.ClockMoved)
    assert {m.clock for m in moved} == {"reply-1"} and moved[0].why == "a new holiday"
    life.no(SYSTEM, c.RecomputeClocks(reason="again"), RefusalCode.NOTHING_TO_DO)


def test_a_limit_moved_past_now_is_not_breached_any_more_and_can_be_again() -> None:
    life = Life().signed()
    life.fire(local("2026-03-10 09:00"))
    assert life.clock("reply-1").breached_at is not None
    life.policy = with_calendar(life.policy, calendar(off_days=frozenset({date(2026, 3, 4)})))
    life.do(SYSTEM, c.RecomputeClocks(reason="a holiday announced late"))
    assert life.clock("reply-1").breached_at is None
    life.fire(local("2026-03-12 09:00"))
    assert [b.clock for b in life.events(e.ClockBreached)].count("reply-1") == 2


def test_a_moved_calendar_keeps_extensions_and_pauses() -> None:
    life = Life().signed()
    life.do(CLERK, c.RequestSuspension(assignment="a1", reason="r", until=date(2026, 3, 20)))
    life.do(SUPERVISOR, c.GrantRequest(request="r1"))
    life.at("2026-03-04 10:00").do(CLERK, c.ResumeHandling(assignment="a1"))
    life.do(CLERK, extension(days=5))
    life.do(DISPATCHER, c.GrantRequest(request="r2"))
    assert life.clock("reply-1").due_at == day_end("2026-03-16"), "the 11th, and five days"
    life.no(SYSTEM, c.RecomputeClocks(reason="nothing moved"), RefusalCode.NOTHING_TO_DO)
    life.policy = with_calendar(life.policy, calendar(off_days=frozenset({date(2026, 3, 6)})))
    life.do(SYSTEM, c.RecomputeClocks(reason="a holiday"))
    assert life.clock("reply-1").due_at == day_end("2026-03-17"), "the 12th, and five days"


def test_a_paused_limit_moves_with_the_calendar_too() -> None:
    life = Life().signed()
    life.do(CLERK, c.RequestSuspension(assignment="a1", reason="r", until=date(2026, 3, 20)))
    life.do(SUPERVISOR, c.GrantRequest(request="r1"))
    life.policy = with_calendar(life.policy, calendar(off_days=frozenset({date(2026, 3, 9)})))
    life.do(SYSTEM, c.RecomputeClocks(reason="a holiday"))
    assert life.clock("reply-1").state is ClockState.PAUSED
    life.at("2026-03-03 10:00").do(CLERK, c.ResumeHandling(assignment="a1"))
    assert life.clock("reply-1").due_at == day_end("2026-03-11"), "one day for the pause, one for the holiday"


@pytest.mark.req("DSP-8")
def test_recomputing_gives_units_below_no_new_time() -> None:
    life = Life().signed().wait(days=2)
    life.do(CLERK, c.PassDown(assignment="a1", lead="water-county"))
    life.no(SYSTEM, c.RecomputeClocks(reason="nothing moved"), RefusalCode.NOTHING_TO_DO)
    life.policy = with_calendar(life.policy, calendar(off_days=frozenset({date(2026, 3, 5)})))
    life.do(SYSTEM, c.RecomputeClocks(reason="a holiday"))
    assert life.clock("reply-1").due_at == life.clock("reply-2").due_at == day_end("2026-03-10")


def test_a_limit_set_by_hand_is_not_recomputed() -> None:
    life = Life(now=CHRISTMAS).signed()
    due = local("2027-01-06 17:30")
    for clock in ("reply-1", "first_contact-1"):
        if life.clock(clock).due_at is None:
            life.do(DISPATCHER, c.SetDue(clock=clock, due_at=due, reason="r"))
    life.policy = with_calendar(strict(), calendar(known_until=date(2027, 12, 31)))
    life.no(SYSTEM, c.RecomputeClocks(reason="announced"), RefusalCode.NOTHING_TO_DO)


def test_only_the_machine_recomputes() -> None:
    Life().signed().no(DIRECTOR, c.RecomputeClocks(reason="r"), RefusalCode.WRONG_ROLE)


def test_clocks_have_their_own_counters() -> None:
    life = Life(lenient()).signed("water", "roads")
    assert [k.id for k in life.order.clocks] == ["dispatch-1", "reply-1", "reply-2"]
    assert make_policy().rules == {}


def test_a_limit_from_registration_is_the_citizens_until_something_is_to_be_done_anew() -> None:
    """Another unit gets no new time; a dispatch after a return and a redo begin anew."""
    reply = replace(clock_rule(NaturalMinutes(600), Role.UNIT_CLERK), from_registration=True)
    send = replace(clock_rule(NaturalMinutes(60), Role.DISPATCHER), from_registration=True)
    policy = strict_but(rule("clock.reply", reply), rule("clock.dispatch", send))
    life = Life(policy).assigned("water").wait(hours=1)
    life.do(CLERK, c.RequestReturn(assignment="a1", reason="not ours"))
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    assert life.clock("dispatch-2").started_at == life.now
    life.assigned("roads")
    assert life.clock("reply-2").started_at == life.order.registered_at
