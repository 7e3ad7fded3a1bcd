"""Reads one order day by day.

Whenever a local day is over, what happened on it gets the marks of the order as they are at the end of that day, and
the limits that were due until then are counted. So nothing that happens on a later day changes what a day has counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from hotline.core.calendars import DAY_END
from hotline.core.counting.limits import NOT_COUNTED, Limit
from hotline.core.counting.matter import Counted
from hotline.core.events import Event
from hotline.core.state import Answer, Assignment, Clock, Order, Procedure, UnitFacts
from hotline.core.vocabulary import ClockState, CountedKind, Part

Record = tuple[Event, datetime, str]
"""An event, when it happened, and who did it."""

Marks = dict[str, str]
DAY = timedelta(days=1)
NO_UNITS: Mapping[str, UnitFacts] = {}
NO_UNIT: Marks = {"unit": "", "unit_kind": "", "unit_level": ""}


@dataclass(frozen=True)
class Count:
    """What was counted, and the next day on which something will be counted even if nothing more happens."""

    matters: tuple[Counted, ...]
    next_day: date | None


class Reader:
    """One order while its events are read. The steps (`steps.py`) note here what they see."""

    def __init__(self, ref: str, zone: tzinfo, units: Mapping[str, UnitFacts]) -> None:
        self._ref, self._zone, self._units = ref, zone, units
        self._at: datetime | None = None
        self._day = date.min
        self._found: list[Counted] = []
        self._pending: list[tuple[CountedKind, str, Marks, Marks]] = []
        self._marks: Marks = {}
        self._unit_marks: dict[str, Marks] = {"": NO_UNIT}
        self._tops: list[str] = []
        self._limits: dict[str, Limit] = {}
        self._numbered: Counter[str] = Counter()
        self.parts: dict[str, Assignment] = {}
        self.answers: dict[str, Answer] = {}
        """Part → what its unit last wrote."""
        self.times_answered: Counter[str] = Counter()
        self.asked: dict[str, tuple[CountedKind, str, Marks]] = {}
        """Request that counts → as what, of which part, with which marks."""
        self.extensions: Counter[str] = Counter()
        """Granted ones of each part."""
        self.procedures: dict[str, Procedure] = {}
        """As they stand: `stage` is the present one."""
        self.round = 1
        """Of the call-back: a redo begins a new one."""

    # --- what the steps say -------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        assert self._at is not None
        return self._at

    def opened(self, order: Order) -> None:
        self._marks = {
            "agent": order.registered_by,
            "nature": order.nature,
            "content_class": order.content_class,
            "area": order.area,
            "channel": order.channel.value,
            "line": order.line,
            "urgency": order.urgency.value,
            "complexity": order.complexity.value,
            "secret": yes(order.secret),
        }

    def marked(self, **marks: str | None) -> None:
        """The order has other marks from now on; None = unchanged."""
        for name, value in marks.items():
            if value is not None:
                self._marks[name] = value

    def note(self, kind: CountedKind, unit: str | None = None, part: str = "", **own: str) -> None:
        """Something that counts has happened. `unit` None: the lead's. `part` empty: the next number of its kind."""
        if not part:
            self._numbered[kind.value] += 1
            part = f"{kind.value}-{self._numbered[kind.value]}"
        whose = self.lead_unit() if unit is None else unit
        self._pending.append((kind, part, self._of_unit(whose), own))

    def given(self, parts: Iterable[Assignment]) -> None:
        for part in parts:
            self.parts[part.id] = part
            self._unit_marks[part.unit] = {"unit": part.unit, "unit_kind": part.kind, "unit_level": part.level}
            if part.part is Part.LEAD and not part.parent:
                self._tops.append(part.id)

    def taken(self, ident: str) -> None:
        """The part was returned or recalled."""
        if ident in self._tops:
            self._tops.remove(ident)

    def lead(self) -> Assignment | None:
        return self.parts[self._tops[-1]] if self._tops else None

    def lead_unit(self) -> str:
        return self.parts[self._tops[-1]].unit if self._tops else ""

    def unit_of(self, ident: str) -> str | None:
        part = self.parts.get(ident)
        return part.unit if part else None

    def level_of(self, ident: str) -> str:
        """`below` for what a unit passed down, `centre` for all that the centre gave or keeps itself."""
        part = self.parts.get(ident)
        return "below" if part and part.parent else "centre"

    # --- limits -------------------------------------------------------------------------------------------------------

    def limit_started(self, clock: Clock) -> None:
        if clock.name in NOT_COUNTED:
            return
        marks = {"clock": clock.name.value, "level": self.level_of(clock.assignment)}
        procedure = self.procedures.get(clock.procedure)
        about = self.unit_of(clock.assignment)
        if procedure is not None:
            marks |= {"procedure": procedure.kind, "stage": procedure.stage}
            about = procedure.unit
        unit = clock.unit or about or self.lead_unit()
        self._limits[clock.id] = Limit.started(clock, unit, self._earliest(clock.due_at), marks)

    def limit(self, ident: str) -> Limit | None:
        return self._limits.get(ident)

    def limits(self) -> Iterable[Limit]:
        return self._limits.values()

    def limit_moved(self, limit: Limit, due: datetime | None) -> None:
        """A limit that had counted as late is excused today, and counts again on its new day."""
        if due == limit.due:
            if not limit.counted:
                limit.day = self._earliest(due)
            return
        part, marks = limit.part, {**limit.marks, "round": str(limit.round)}
        if limit.moved(due, self._earliest(due)):
            self.note(CountedKind.EXCUSED, limit.unit, part, **marks)

    def limit_stopped(self, limit: Limit, state: ClockState) -> None:
        limit.unit = limit.unit or self.lead_unit()
        limit.stopped(state, self.now, self._day)

    def _earliest(self, due: datetime | None) -> date:
        """The day of a due time; of one that is past already, today."""
        return self._day if due is None else max(self._local(due), self._day)

    # --- days ---------------------------------------------------------------------------------------------------------

    def go_to(self, at: datetime) -> None:
        """The next event happens at `at`; every day before it is over and is counted."""
        if at is self._at:
            return
        self._at = at
        day = self._local(at)
        if day != self._day:
            self._close(day)
            self._day = day

    def finish(self, as_of: datetime) -> Count:
        """All that has been counted by `as_of`."""
        today = self._local(as_of)
        if as_of.astimezone(self._zone).time() == DAY_END:
            self._close(today + DAY)
        else:
            self._close(today)
            self._count_limits(limit for limit in self._limits.values() if limit.day == today and limit.known(as_of))
        days = [limit.day for limit in self._limits.values() if limit.will_count]
        return Count(tuple(self._found), min(days, default=None))

    def _close(self, day: date) -> None:
        """Count what happened up to now, and every limit that was due before `day`."""
        base, lead = self._marks, self._of_unit(self.lead_unit())
        for kind, part, unit, own in self._pending:
            whose = unit if unit["unit"] else lead
            self._found.append(Counted(kind, self._day, self._ref, part, {**base, **whose, **own}))
        self._pending.clear()
        due = [limit for limit in self._limits.values() if limit.day < day and limit.will_count]
        if due:
            due.sort(key=lambda limit: limit.day)
            self._count_limits(due)

    def _count_limits(self, limits: Iterable[Limit]) -> None:
        for limit in limits:
            if not limit.will_count:
                continue
            limit.counted = limit.result()
            minutes = limit.minutes()
            marks = {
                **self._marks,
                **self._of_unit(limit.unit or self.lead_unit()),
                **limit.marks,
                "result": limit.counted,
                "round": str(limit.round),
            }
            numbers = {} if minutes is None else {"minutes": minutes}
            self._found.append(Counted(CountedKind.LIMIT, limit.day, self._ref, limit.part, marks, numbers))

    def _local(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def _of_unit(self, unit: str) -> Marks:
        known = self._unit_marks.get(unit)
        if known is None:
            facts = self._units.get(unit)
            kind, level = (facts.kind, facts.level) if facts else ("", "")
            known = self._unit_marks[unit] = {"unit": unit, "unit_kind": kind, "unit_level": level}
        return known


def yes(value: bool) -> str:
    return "yes" if value else "no"


def said(value: bool | None) -> str:
    """What somebody was asked."""
    return "not_said" if value is None else yes(value)
