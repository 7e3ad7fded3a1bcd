"""Measures of the service from event facts: KPI-6 … KPI-11 of 德州 (S2 德州 一(二)6–11).

Each measure is a share of matters, taken from the events of single orders and dated by one rule, so that a figure of a
past day can be computed again from the log with the same result, and every counted matter names its order:

    KPI-6 转办及时率 (to be dispatched): dispatch limits that ended on the day; met ones over all. Left out: limits that
        were cancelled in time (the form went back to the agent).
    KPI-7 按期回复率 (answered in time): reply and commitment limits of the units the centre asked, not of units below
        them, on the day they ended; met ones over all. Left out: parts returned or recalled in time.
    KPI-8 合理诉求满意率 (satisfied): call-backs that came to a conclusion on the day; satisfied over satisfied and
        judged reasonable. Left out: dissatisfied but judged unreasonable, and citizens who could not be reached.
    KPI-9 答复率 (answered at all): citizens called back on the day who say that the unit answered, over those who said
        either. Left out: secret orders, waived call-backs, and citizens who were not reached or did not say.
    KPI-10 退回重办率 (redone): redos ordered on the day over answers completed on the day; the answer to a group counts
        once. A redo belongs to the day it was ordered, so a single day may show more redos than answers.
    KPI-11 回访及时率 (called back in time): call-back limits that ended on the day; met ones over all. Left out: waived
        call-backs, and citizens who were tried in time and could not be reached.

A limit "ends" on the local day of its last due time. It is in time when it was met by then; a limit that was passed
stays one that was not, unless an extension that was asked for in time is granted afterwards: then it counts on its new
day, and only then can a past day still change. A limit without a due time (unknown) is nobody's to keep and left out.

A share is exact (two integers). For people it is percent with two digits, half rounded up; a target is compared with
the exact share, never with the rounded one. Of nothing there is no share: None, never 0 or 100.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal

from hotline.core import events as e
from hotline.core.policy.shapes import TargetRule
from hotline.core.state import Clock
from hotline.core.vocabulary import ClockName, ClockState

MEASURES = ("kpi.6", "kpi.7", "kpi.8", "kpi.9", "kpi.10", "kpi.11")
HUNDREDTH = Decimal("0.01")

Fact = tuple[datetime, e.Event]
"""An event and when it happened."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One matter of one measure. `top` and `bottom` are what it adds to the two counts; `left_out` says why neither.

    `part` is the clock or round inside the order that was counted.
    """

    measure: str
    day: date
    order: str
    part: str
    top: int = 0
    bottom: int = 0
    left_out: str = ""


@dataclass(frozen=True)
class Tally:
    """The counts of one measure over a period. `excluded`: what was left out, by reason."""

    numerator: int = 0
    denominator: int = 0
    excluded: Mapping[str, int] = field(default_factory=dict)

    @property
    def percent(self) -> Decimal | None:
        """The share in percent, two digits, half rounded up; None where there is nothing to share."""
        if not self.denominator:
            return None
        share = Decimal(self.numerator * 100) / Decimal(self.denominator)
        return share.quantize(HUNDREDTH, ROUND_HALF_UP)

    def meets(self, target: TargetRule) -> bool | None:
        """Whether the exact share keeps the target; None where there is no share."""
        if not self.denominator:
            return None
        have, wanted = self.numerator * 100, Decimal(str(target.percent)) * self.denominator
        return have >= wanted if target.at_least else have <= wanted

    def with_one(self, one: Counted) -> Tally:
        excluded = dict(self.excluded)
        if one.left_out:
            excluded[one.left_out] = excluded.get(one.left_out, 0) + 1
        return Tally(self.numerator + one.top, self.denominator + one.bottom, excluded)


def by_day(one: Counted) -> str:
    return one.day.isoformat()


def by_month(one: Counted) -> str:
    return one.day.isoformat()[:7]


def tally(counted: Iterable[Counted], period: Callable[[Counted], str]) -> dict[str, dict[str, Tally]]:
    """Period → measure → counts. Only periods in which something was counted; every measure is in each of them."""
    found: dict[str, dict[str, Tally]] = {}
    for one in counted:
        row = found.setdefault(period(one), {name: Tally() for name in MEASURES})
        row[one.measure] = row[one.measure].with_one(one)
    return dict(sorted(found.items()))


def total(counted: Iterable[Counted]) -> dict[str, Tally]:
    """Measure → counts over everything."""
    return tally(counted, lambda _one: "").get("", {name: Tally() for name in MEASURES})


# --- one order --------------------------------------------------------------------------------------------------------


def counted_of(order: str, facts: Iterable[Fact], zone: tzinfo, as_of: datetime) -> tuple[Counted, ...]:
    """What one order adds to the measures, from its events up to `as_of`, in their order."""
    reader = _Reader(order, zone)
    for at, event in facts:
        if at <= as_of:
            reader.read(at, event)
    return tuple(reader.found) + tuple(reader.limits(as_of))


@dataclass
class _Limit:
    clock: Clock
    due: datetime | None
    state: ClockState = ClockState.RUNNING
    breached: bool = False
    paused: bool = False
    ended: datetime | None = None
    waived: bool = False
    tried: bool = False


MEASURE_OF = {
    ClockName.DISPATCH: "kpi.6",
    ClockName.REPLY: "kpi.7",
    ClockName.COMMITMENT: "kpi.7",
    ClockName.CALLBACK: "kpi.11",
}


class _Reader:
    """Reads the events of one order once, in their order."""

    def __init__(self, order: str, zone: tzinfo) -> None:
        self.order, self.zone = order, zone
        self.found: list[Counted] = []
        self._limits: dict[str, _Limit] = {}
        self._passed_down: set[str] = set()
        self._secret = False
        self._calls = 0

    def _add(self, measure: str, at: datetime, part: str, top: int = 0, bottom: int = 0, left_out: str = "") -> None:
        day = at.astimezone(self.zone).date()
        self.found.append(Counted(measure, day, self.order, part, top, bottom, left_out))

    def read(self, at: datetime, event: e.Event) -> None:
        match event:
            case e.Registered(order=order):
                self._secret = order.secret
            case e.Amended(secret=bool() as secret):
                self._secret = secret
            case e.PassedDown(assignments=parts):
                self._passed_down |= {part.id for part in parts}
            case e.OrderReplied(group=group):
                if not group:
                    self._add("kpi.10", at, "answer", bottom=1)
            case e.ReworkOrdered():
                self._add("kpi.10", at, "redo", top=1)
            case e.CallbackRecorded() | e.DissatisfactionJudged() | e.CallbackWaived():
                self._call(at, event)
            case _:
                self._clock(at, event)

    # --- call-backs ---------------------------------------------------------------------------------------------------

    def _call(self, at: datetime, event: e.Event) -> None:
        part = f"call-{self._calls}"
        if isinstance(event, e.DissatisfactionJudged):
            if event.reasonable:
                self._add("kpi.8", at, part, bottom=1)
            else:
                self._add("kpi.8", at, part, left_out="unreasonable")
            return
        if isinstance(event, e.CallbackWaived):
            self._open_callback(waived=True)
            self._add("kpi.9", at, part, left_out="waived")
            return
        assert isinstance(event, e.CallbackRecorded)
        self._calls += 1
        part = f"call-{self._calls}"
        attempt = event.attempt
        if not attempt.reached:
            self._open_callback(tried=at)
            for measure in ("kpi.8", "kpi.9"):
                self._add(measure, at, part, left_out="unreachable")
            return
        if attempt.satisfied_result:
            self._add("kpi.8", at, part, top=1, bottom=1)
        self._answered(at, part, attempt.answered)

    def _answered(self, at: datetime, part: str, answered: bool | None) -> None:
        if self._secret:
            self._add("kpi.9", at, part, left_out="secret")
        elif answered is None:
            self._add("kpi.9", at, part, left_out="not_said")
        else:
            self._add("kpi.9", at, part, top=int(answered), bottom=1)

    def _open_callback(self, *, waived: bool = False, tried: datetime | None = None) -> None:
        for limit in self._limits.values():
            if limit.clock.name is ClockName.CALLBACK and limit.ended is None:
                limit.waived |= waived
                limit.tried |= tried is not None and limit.due is not None and tried <= limit.due

    # --- limits -------------------------------------------------------------------------------------------------------

    def _clock(self, at: datetime, event: e.Event) -> None:
        if isinstance(event, e.ClockStarted):
            clock = event.clock
            if clock.name in MEASURE_OF and clock.assignment not in self._passed_down:
                self._limits[clock.id] = _Limit(clock, clock.due_at)
            return
        limit = self._limits.get(str(getattr(event, "clock", "")))
        if limit is None:
            return
        match event:
            case e.ClockMoved(due_at=due) | e.ClockResumed(due_at=due):
                limit.due, limit.breached = due, False
                limit.paused &= not isinstance(event, e.ClockResumed)
            case e.ClockPaused():
                limit.paused = True
            case e.ClockBreached():
                limit.breached = True
            case e.ClockStopped(state=state):
                limit.state, limit.ended = state, at
            case _:
                pass

    def limits(self, as_of: datetime) -> Iterator[Counted]:
        """Every limit that has ended by `as_of`."""
        for ident, limit in self._limits.items():
            measure = MEASURE_OF[limit.clock.name]
            if limit.due is None:
                if limit.ended is not None:
                    yield self._limit(measure, limit.ended, ident, left_out="unknown")
            elif limit.tried:
                yield self._limit(measure, limit.due, ident, left_out="unreachable")
            elif limit.state is ClockState.MET:
                yield self._limit(measure, limit.due, ident, top=1, bottom=1)
            elif limit.breached or limit.state is ClockState.LATE or _overdue(limit, limit.due, as_of):
                yield self._limit(measure, limit.due, ident, bottom=1)
            elif limit.ended is not None:
                yield self._limit(measure, limit.due, ident, left_out="waived" if limit.waived else "cancelled")

    def _limit(
        self, measure: str, at: datetime, part: str, top: int = 0, bottom: int = 0, left_out: str = ""
    ) -> Counted:
        return Counted(measure, at.astimezone(self.zone).date(), self.order, part, top, bottom, left_out)


def _overdue(limit: _Limit, due: datetime, as_of: datetime) -> bool:
    """Open and past its due time; a paused limit stands still."""
    return limit.ended is None and not limit.paused and as_of > due
