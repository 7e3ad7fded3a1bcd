"""KPI-6 … KPI-11 of 德州: what counts, on which day, what is left out, and how a share is written."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from hotline.core import events as e
from hotline.core.kpi import MEASURES, Counted, Tally, by_day, by_month, counted_of, tally, total
from hotline.core.policy.shapes import TargetRule
from hotline.core.state import Assignment, Attempt, Clock
from hotline.core.vocabulary import (
    AssignmentState,
    CallbackChannel,
    ClockName,
    ClockState,
    Disclosure,
    Part,
    ReworkMode,
    ReworkReason,
    Role,
    WaiverReason,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZONE)
FAR = NOON + timedelta(days=300)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def clock(name: ClockName, due: datetime | None, ident: str = "x-1", assignment: str = "") -> e.ClockStarted:
    return e.ClockStarted(Clock(ident, name, Role.SUPERVISOR, NOON, due, "pack:rule", assignment=assignment, unit="u"))


def stopped(state: ClockState, ident: str = "x-1") -> e.ClockStopped:
    return e.ClockStopped(ident, state)


def called(reached: bool = True, answered: bool | None = True, satisfied: bool | None = True) -> e.CallbackRecorded:
    attempt = Attempt(NOON, reached, answered, satisfied, satisfied, satisfied)
    return e.CallbackRecorded(CallbackChannel.PHONE, attempt, "", "")


def of(*facts: tuple[datetime, e.Event], as_of: datetime = FAR) -> dict[str, Tally]:
    return total(counted_of("DZ1", facts, ZONE, as_of))


def pair(tallies: dict[str, Tally], measure: str) -> tuple[int, int, dict[str, int]]:
    one = tallies[measure]
    return one.numerator, one.denominator, dict(one.excluded)


# --- shares -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("top", "bottom", "percent"),
    [(1, 3, "33.33"), (2, 3, "66.67"), (1, 800, "0.13"), (1, 8, "12.50"), (0, 5, "0.00"), (7, 7, "100.00")],
)
def test_percent_has_two_digits_half_rounded_up(top: int, bottom: int, percent: str) -> None:
    assert Tally(top, bottom).percent == Decimal(percent)
    assert str(Tally(top, bottom).percent) == percent


def test_of_nothing_there_is_no_share() -> None:
    assert Tally().percent is None
    assert Tally().meets(TargetRule(95)) is None
    assert Tally(3, 0).percent is None


def test_a_target_is_compared_with_the_exact_share() -> None:
    almost = Tally(94_999, 100_000)
    assert str(almost.percent) == "95.00"
    assert almost.meets(TargetRule(95)) is False
    assert Tally(19, 20).meets(TargetRule(95)) is True
    assert Tally(1, 20).meets(TargetRule(5, at_least=False)) is True
    assert Tally(50_001, 1_000_000).meets(TargetRule(5, at_least=False)) is False
    assert Tally(29, 1000).meets(TargetRule(2.9)) is True


def test_periods() -> None:
    counted = [
        Counted("kpi.6", date(2026, 3, 31), "a", "x", 1, 1),
        Counted("kpi.6", date(2026, 3, 1), "b", "x", 0, 1),
        Counted("kpi.9", date(2026, 4, 1), "c", "x", left_out="secret"),
    ]
    days, months = tally(counted, by_day), tally(counted, by_month)
    assert list(days) == ["2026-03-01", "2026-03-31", "2026-04-01"]
    assert list(months) == ["2026-03", "2026-04"]
    assert months["2026-03"]["kpi.6"] == Tally(1, 2)
    assert months["2026-04"]["kpi.9"] == Tally(0, 0, {"secret": 1})
    assert set(months["2026-03"]) == set(MEASURES)
    assert total([])["kpi.11"] == Tally()


# --- limits: KPI-6, KPI-7, KPI-11 -------------------------------------------------------------------------------------

LIMITS = [
    (ClockName.DISPATCH, "kpi.6"),
    (ClockName.REPLY, "kpi.7"),
    (ClockName.COMMITMENT, "kpi.7"),
    (ClockName.CALLBACK, "kpi.11"),
]


@pytest.mark.parametrize(("name", "measure"), LIMITS)
def test_a_limit_met_and_one_that_was_not(name: ClockName, measure: str) -> None:
    start = (NOON, clock(name, NOON + DAY))
    assert pair(of(start, (NOON + HOUR, stopped(ClockState.MET))), measure) == (1, 1, {})
    late = (NOON + DAY, e.ClockBreached("x-1")), (NOON + 2 * DAY, stopped(ClockState.LATE))
    assert pair(of(start, *late), measure) == (0, 1, {})


@pytest.mark.parametrize(("name", "measure"), LIMITS)
def test_a_limit_counts_on_the_local_day_of_its_last_due_time(name: ClockName, measure: str) -> None:
    due = datetime(2026, 3, 3, 23, 59, 59, 999999, tzinfo=ZONE)
    facts = [(NOON, clock(name, due)), (NOON + HOUR, stopped(ClockState.MET))]
    days = {one.day for one in counted_of("DZ1", facts, ZONE, FAR) if one.measure == measure}
    assert days == {date(2026, 3, 3)}
    moved = [(NOON, clock(name, due)), (NOON, e.ClockMoved("x-1", due + DAY, (), "extension"))]
    days = {one.day for one in counted_of("DZ1", moved, ZONE, FAR) if one.measure == measure}
    assert days == {date(2026, 3, 4)}


def test_an_open_limit_counts_when_its_time_is_over_and_not_before() -> None:
    start = (NOON, clock(ClockName.REPLY, NOON + DAY))
    assert pair(of(start, as_of=NOON + HOUR), "kpi.7") == (0, 0, {})
    assert pair(of(start, as_of=NOON + DAY), "kpi.7") == (0, 0, {})
    assert pair(of(start, as_of=NOON + DAY + HOUR), "kpi.7") == (0, 1, {})


def test_a_paused_limit_is_not_overdue() -> None:
    paused = [(NOON, clock(ClockName.REPLY, NOON + DAY)), (NOON + HOUR, e.ClockPaused("x-1"))]
    assert pair(of(*paused), "kpi.7") == (0, 0, {})
    resumed = (NOON + 3 * DAY, e.ClockResumed("x-1", NOON + 4 * DAY, ()))
    assert pair(of(*paused, resumed), "kpi.7") == (0, 1, {})


def test_cancelled_in_time_is_left_out_and_cancelled_too_late_is_not() -> None:
    start = (NOON, clock(ClockName.DISPATCH, NOON + DAY))
    in_time = (NOON + HOUR, stopped(ClockState.CANCELLED))
    assert pair(of(start, in_time), "kpi.6") == (0, 0, {"cancelled": 1})
    breach = (NOON + DAY, e.ClockBreached("x-1"))
    assert pair(of(start, breach, (NOON + 2 * DAY, stopped(ClockState.CANCELLED))), "kpi.6") == (0, 1, {})


def test_a_limit_nobody_knows_is_nobodys_to_keep() -> None:
    start = (NOON, clock(ClockName.REPLY, None))
    assert pair(of(start), "kpi.7") == (0, 0, {})
    assert pair(of(start, (NOON, stopped(ClockState.MET))), "kpi.7") == (0, 0, {"unknown": 1})


def test_units_below_do_not_count_again() -> None:
    part = Assignment("a2", "u", Part.LEAD, AssignmentState.ASSIGNED, NOON, parent="a1")
    facts = [
        (NOON, clock(ClockName.REPLY, NOON + DAY, "reply-1", "a1")),
        (NOON, e.PassedDown("a1", (part,), "")),
        (NOON, clock(ClockName.REPLY, NOON + DAY, "reply-2", "a2")),
        (NOON, stopped(ClockState.MET, "reply-1")),
        (NOON, stopped(ClockState.MET, "reply-2")),
    ]
    assert pair(of(*facts), "kpi.7") == (1, 1, {})


def test_other_limits_are_not_counted() -> None:
    facts = [(NOON, clock(ClockName.SIGN_FOR, NOON + DAY)), (NOON, stopped(ClockState.MET))]
    assert all(one == Tally() for one in of(*facts).values())


def test_a_citizen_tried_in_time_and_not_reached_is_left_out() -> None:
    start = (NOON, clock(ClockName.CALLBACK, NOON + 3 * DAY))
    failed = called(reached=False, answered=None, satisfied=None)
    breach, end = (NOON + 3 * DAY, e.ClockBreached("x-1")), (NOON + 4 * DAY, stopped(ClockState.CANCELLED))
    assert pair(of(start, (NOON + DAY, failed), breach, end), "kpi.11") == (0, 0, {"unreachable": 1})
    assert pair(of(start, breach, (NOON + 3 * DAY + HOUR, failed), end), "kpi.11") == (0, 1, {})


def test_a_waived_call_back_is_left_out() -> None:
    facts = [
        (NOON, clock(ClockName.CALLBACK, NOON + DAY)),
        (NOON + HOUR, e.CallbackWaived(WaiverReason.SECRET, "")),
        (NOON + HOUR, stopped(ClockState.CANCELLED)),
    ]
    assert pair(of(*facts), "kpi.11") == (0, 0, {"waived": 1})
    assert pair(of(*facts), "kpi.9") == (0, 0, {"waived": 1})


# --- call-backs: KPI-8, KPI-9 -----------------------------------------------------------------------------------------


def test_satisfied_and_reasonably_not() -> None:
    assert pair(of((NOON, called())), "kpi.8") == (1, 1, {})
    no = (NOON, called(satisfied=False))
    assert pair(of(no), "kpi.8") == (0, 0, {})
    assert pair(of(no, (NOON + DAY, e.DissatisfactionJudged(True, ""))), "kpi.8") == (0, 1, {})
    unreasonable = (NOON + DAY, e.DissatisfactionJudged(False, ""))
    assert pair(of(no, unreasonable), "kpi.8") == (0, 0, {"unreasonable": 1})
    judged = counted_of("DZ1", [no, unreasonable], ZONE, FAR)
    assert [one.day for one in judged if one.measure == "kpi.8"] == [date(2026, 3, 3)]


def test_each_round_has_its_own_conclusion() -> None:
    facts = [(NOON, called(satisfied=False)), (NOON, e.DissatisfactionJudged(True, "")), (NOON + DAY, called())]
    assert pair(of(*facts), "kpi.8") == (1, 2, {})


def test_not_reached_counts_for_nothing() -> None:
    tallies = of((NOON, called(reached=False, answered=None, satisfied=None)))
    assert pair(tallies, "kpi.8") == pair(tallies, "kpi.9") == (0, 0, {"unreachable": 1})


@pytest.mark.parametrize(
    ("answered", "expected"), [(True, (1, 1, {})), (False, (0, 1, {})), (None, (0, 0, {"not_said": 1}))]
)
def test_whether_the_unit_answered_is_what_the_citizen_says(answered: bool | None, expected: object) -> None:
    assert pair(of((NOON, called(answered=answered))), "kpi.9") == expected


def test_secret_orders_are_left_out_of_the_answer_rate() -> None:
    secret = (NOON, e.Amended(secret=True))
    assert pair(of(secret, (NOON, called())), "kpi.9") == (0, 0, {"secret": 1})
    assert pair(of(secret, (NOON, e.Amended(secret=False)), (NOON, called())), "kpi.9") == (1, 1, {})
    assert pair(of(secret, (NOON, called())), "kpi.8") == (1, 1, {})


# --- redo: KPI-10 -----------------------------------------------------------------------------------------------------


def test_redos_over_answers() -> None:
    answer = (NOON, e.OrderReplied("", Disclosure.PRIVATE))
    redo = (NOON + DAY, e.ReworkOrdered(ReworkMode.SAME_UNIT, ReworkReason.DISSATISFIED, ""))
    assert pair(of(answer, redo, answer), "kpi.10") == (1, 2, {})
    by_the_day = tally(counted_of("DZ1", [answer, redo], ZONE, FAR), by_day)
    assert pair(by_the_day["2026-03-03"], "kpi.10") == (1, 0, {})
    assert by_the_day["2026-03-03"]["kpi.10"].percent is None


def test_the_answer_to_a_group_counts_once() -> None:
    member = (NOON, e.OrderReplied("", Disclosure.PRIVATE, group="other"))
    assert pair(of(member), "kpi.10") == (0, 0, {})


# --- the log ----------------------------------------------------------------------------------------------------------


def test_events_after_the_moment_asked_for_are_not_seen() -> None:
    facts = [(NOON, clock(ClockName.REPLY, NOON + DAY)), (NOON + HOUR, stopped(ClockState.MET))]
    assert pair(of(*facts, as_of=NOON), "kpi.7") == (0, 0, {})


def test_every_counted_matter_names_its_order_and_part() -> None:
    facts = [(NOON, clock(ClockName.DISPATCH, NOON + DAY, "dispatch-1")), (NOON, stopped(ClockState.MET, "dispatch-1"))]
    (one,) = counted_of("DZ20260302-00001", facts, ZONE, FAR)
    assert (one.order, one.part, one.measure) == ("DZ20260302-00001", "dispatch-1", "kpi.6")
