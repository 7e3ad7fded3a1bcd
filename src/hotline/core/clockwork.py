"""Clocks: how they start, stop, pause, move and are breached. Every limit of the catalogue goes through here."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hotline.core import events as e
from hotline.core.calendars import Calendar
from hotline.core.deadlines import (
    CIVIL_LAW,
    Counting,
    Length,
    NaturalDays,
    OnDate,
    UnknownDue,
    before,
    due,
    extend,
    length_of,
    paused_due,
)
from hotline.core.draft import Draft
from hotline.core.frozen import change
from hotline.core.policy import Conflict, Found, Rule
from hotline.core.policy.shapes import ESSENTIAL_CLOCKS, ClockRule
from hotline.core.state import Assignment, Clock, Stage
from hotline.core.vocabulary import OPEN_CLOCKS, ClockName, ClockState, RequestKind, Role, StageKind

WINDOWS = frozenset({ClockName.RETURN_WINDOW, ClockName.SUSPENSION})
"""Clocks whose end is not a breach: a right that lapses, a pause that is over."""

HANDLING = frozenset({ClockName.REPLY, ClockName.COMMITMENT})
"""Clocks that time a unit's answer; a suspension pauses them, passing down copies them."""


TOPIC_OF = {name: f"clock.{name.value}" for name in ClockName}

MOMENT = timedelta(microseconds=1)
"""The smallest step of time. What is done at `due_at` is in time, so the limit speaks one moment later."""


# --- starting ---------------------------------------------------------------------------------------------------------


def start(
    draft: Draft,
    name: ClockName,
    part: Assignment | None = None,
    *,
    topic: str = "",
    request: str = "",
    document: str = "",
    procedure: str = "",
    step: str = "",
    unit: str | None = None,
    last_day: date | None = None,
    at: datetime | None = None,
) -> None:
    """Starts a clock if the pack has a rule for it. Without one, an essential clock is `unknown`: a person sets it.

    `topic`: of the rule, where it is not the clock's own. `unit` is the unit that is late when the clock is, empty for
    the centre; None: the unit of the part.
    """
    found = draft.search(topic or TOPIC_OF[name], part)
    base = Clock(
        id=_next_id(draft, name),
        name=name,
        owner=Role.SUPERVISOR,
        started_at=at or draft.now,
        due_at=None,
        rule="",
        unit=(part.unit if part else "") if unit is None else unit,
        assignment=part.id if part else "",
        request=request,
        document=document,
        procedure=procedure,
        step=step,
        last_day=last_day,
    )
    if isinstance(found, Found):
        draft.emit(e.ClockStarted(_timed(draft, base, found.rule)))
    elif last_day is not None:
        draft.emit(e.ClockStarted(_to_a_day(draft, base, last_day)))
    elif isinstance(found, Conflict) or name in ESSENTIAL_CLOCKS:
        draft.emit(e.ClockStarted(change(base, state=ClockState.UNKNOWN, reason=_why_unknown(found))))


def _next_id(draft: Draft, name: ClockName) -> str:
    return f"{name.value}-{sum(c.name is name for c in draft.order.clocks) + 1}"


def _why_unknown(found: object) -> str:
    if isinstance(found, Conflict):
        return "conflict:" + ", ".join(r.ref for r in found.rules)
    return "no_rule"


def _timed(draft: Draft, clock: Clock, rule: Rule) -> Clock:
    value: ClockRule = rule.value
    if value.from_registration and _first_time(draft, clock):
        clock = change(clock, started_at=draft.order.registered_at)
    calendar = draft.policy.calendars[value.calendar]
    length = OnDate(clock.last_day) if clock.last_day else value.length
    at = _due(value, length, clock.started_at, calendar)
    clock = change(clock, owner=value.owner, rule=rule.ref)
    if isinstance(at, UnknownDue):
        return change(clock, state=ClockState.UNKNOWN, reason=_unknown_day(at))
    return change(clock, due_at=at, stages=_stages(draft, value, calendar, at))


def _first_time(draft: Draft, clock: Clock) -> bool:
    """A limit from registration is the citizen's: another unit has no more of it, but what is done anew begins anew."""
    part = draft.order.assignment(clock.assignment)
    again = clock.name is ClockName.DISPATCH and any(c.name is clock.name for c in draft.order.clocks)
    return not again and not (part is not None and part.redo)


def _due(rule: ClockRule, length: Length, start: datetime, calendar: Calendar) -> datetime | UnknownDue:
    at = due(length, rule.counting, start, calendar)
    return before(at, rule.ahead, calendar) if rule.ahead and isinstance(at, datetime) else at


def due_on(draft: Draft, topic: str, day: date) -> tuple[datetime | None, str]:
    """When the limit of `topic` would end for a day that a person names, and by which rule; None where none says."""
    found = draft.search(topic)
    if not isinstance(found, Found):
        return None, ""
    value: ClockRule = found.rule.value
    at = _due(value, OnDate(day), draft.now, draft.policy.calendars[value.calendar])
    return (at if isinstance(at, datetime) else None), found.rule.ref


def _unknown_day(at: UnknownDue) -> str:
    return f"calendar_unknown:{at.calendar}:{at.day.isoformat()}"


def _to_a_day(draft: Draft, clock: Clock, last_day: date) -> Clock:
    """A limit that a person named where no rule says how such a day is counted: to the end of that day."""
    calendar = draft.calendar()
    at = datetime(last_day.year, last_day.month, last_day.day, 23, 59, 59, 999999, tzinfo=calendar.zone)
    return change(clock, due_at=at, stages=(_at_the_end(at, (clock.owner,)),))


def _at_the_end(due_at: datetime, audience: tuple[Role, ...], label: str = "") -> Stage:
    return Stage("due", StageKind.AT, due_at + MOMENT, audience, label)


def _stages(draft: Draft, rule: ClockRule, calendar: Calendar, due_at: datetime) -> tuple[Stage, ...]:
    """The moments at which the clock speaks; those already past are left out, the due moment never is."""
    made = [_at_the_end(due_at, *_said_at_the_end(rule))]
    for stage in rule.stages:
        at: datetime | UnknownDue
        if stage.kind is StageKind.AT or stage.offset is None:
            continue
        if stage.kind is StageKind.BEFORE:
            at = before(due_at, stage.offset, calendar)
        else:
            at = due(stage.offset, rule.counting, due_at, calendar)
        if isinstance(at, datetime) and at > draft.now:
            made.append(Stage(stage.key, stage.kind, at, stage.audience, stage.label))
    made.sort(key=lambda stage: stage.at)
    return tuple(made)


def _said_at_the_end(rule: ClockRule) -> tuple[tuple[Role, ...], str]:
    """To whom and as what the limit itself speaks."""
    for stage in rule.stages:
        if stage.kind is StageKind.AT:
            return stage.audience, stage.label
    return (rule.owner,), ""


def copy_down(draft: Draft, parent: Assignment, child: Assignment) -> None:
    """A unit below gets no new time: its clock is the clock of the unit above, with its start and its end (DSP-8)."""
    for clock in open_clocks(draft, HANDLING, parent.id):
        own = change(clock, id=_next_id(draft, clock.name), unit=child.unit, assignment=child.id)
        draft.emit(e.ClockStarted(own))


# --- finding ----------------------------------------------------------------------------------------------------------


def open_clocks(
    draft: Draft, names: frozenset[ClockName], assignment: str | None = None, **what: str
) -> tuple[Clock, ...]:
    """Clocks of these names that still run, are paused or unknown."""
    return tuple(
        c
        for c in draft.order.clocks
        if c.state in OPEN_CLOCKS
        and c.name in names
        and (assignment is None or c.assignment == assignment)
        and all(getattr(c, k) == v for k, v in what.items())
    )


def family(draft: Draft, ident: str) -> tuple[str, ...]:
    """An assignment and all passed down from it."""
    found = [ident]
    for a in draft.order.assignments:
        if a.parent in found:
            found.append(a.id)
    return tuple(found)


# --- stopping ---------------------------------------------------------------------------------------------------------


def is_late(clock: Clock, now: datetime) -> bool:
    """A paused clock stood still from `paused_at`."""
    until = clock.paused_at if clock.state is ClockState.PAUSED and clock.paused_at else now
    return clock.due_at is not None and until > clock.due_at


def done(draft: Draft, names: frozenset[ClockName], assignment: str | None = None, **what: str) -> None:
    """What these clocks timed has been done: each ends in time or late. A late one is breached first, once."""
    for clock in open_clocks(draft, names, assignment, **what):
        if is_late(clock, draft.now):
            breach(draft, clock)
            draft.emit(e.ClockStopped(clock.id, ClockState.LATE))
        else:
            draft.emit(e.ClockStopped(clock.id, ClockState.MET))


def cancel(draft: Draft, names: frozenset[ClockName], assignment: str | None = None, **what: str) -> None:
    """What these clocks timed will not be done any more. A limit already passed stays a breach."""
    for clock in open_clocks(draft, names, assignment, **what):
        if is_late(clock, draft.now):
            breach(draft, clock)
        draft.emit(e.ClockStopped(clock.id, ClockState.CANCELLED))


def breach(draft: Draft, clock: Clock) -> None:
    """One breach a clock; a late reply owes an explanation (HND-6)."""
    if clock.breached_at is not None or clock.name in WINDOWS:
        return
    draft.emit(e.ClockBreached(clock.id))
    if clock.name in HANDLING:
        part = draft.order.assignment(clock.assignment)
        owed = open_clocks(draft, frozenset({ClockName.LATE_EXPLANATION}), clock.assignment)
        if part is not None and not owed:
            start(draft, ClockName.LATE_EXPLANATION, part, at=clock.due_at)


# --- pausing and moving -----------------------------------------------------------------------------------------------


def pause(draft: Draft, assignment: str) -> None:
    for ident in family(draft, assignment):
        for clock in open_clocks(draft, HANDLING, ident):
            if clock.state is ClockState.RUNNING and RequestKind.SUSPENSION in _pausers(draft, clock):
                draft.emit(e.ClockPaused(clock.id))


def _pausers(draft: Draft, clock: Clock) -> frozenset[RequestKind]:
    rule = draft.policy.rule(clock.rule)
    return rule.value.pauses if rule else frozenset({RequestKind.SUSPENSION})


def resume(draft: Draft, assignment: str, until: datetime) -> None:
    """Goes on counting with the time that was left when the pause began. `until`: when the pause ended."""
    for ident in family(draft, assignment):
        for clock in open_clocks(draft, HANDLING, ident):
            if clock.state is ClockState.PAUSED:
                _resume_one(draft, clock, until)


def _resume_one(draft: Draft, clock: Clock, until: datetime) -> None:
    if clock.due_at is None or clock.paused_at is None:
        draft.emit(e.ClockResumed(clock.id, None, (), clock.reason))
        return
    until = max(until, clock.paused_at)
    length, counting, calendar = _counted(draft, clock)
    at = paused_due(clock.due_at, clock.paused_at, until, length, counting, calendar)
    if isinstance(at, UnknownDue):
        draft.emit(e.ClockResumed(clock.id, None, (), _unknown_day(at), until))
    else:
        draft.emit(e.ClockResumed(clock.id, at, _stages_of(draft, clock, at), until=until))


def _counted(draft: Draft, clock: Clock) -> tuple[Length, Counting, Calendar]:
    """How a clock counts; where no rule says so (a person set it), in natural days as the civil code counts."""
    rule = draft.policy.rule(clock.rule)
    if rule is None:
        length: Length = OnDate(clock.last_day) if clock.last_day else NaturalDays(1)
        return length, CIVIL_LAW, draft.calendar()
    value: ClockRule = rule.value
    length = OnDate(clock.last_day) if clock.last_day else value.length
    return length, value.counting, draft.policy.calendars[value.calendar]


def _stages_of(draft: Draft, clock: Clock, due_at: datetime) -> tuple[Stage, ...]:
    rule = draft.policy.rule(clock.rule)
    if rule is None:
        return (_at_the_end(due_at, (clock.owner,)),)
    return _stages(draft, rule.value, draft.policy.calendars[rule.value.calendar], due_at)


def extend_clocks(draft: Draft, assignment: str, kind: str, amount: int) -> None:
    """Adds a granted extension to the reply clock of an assignment and of all below it."""
    for ident in family(draft, assignment):
        for clock in open_clocks(draft, frozenset({ClockName.REPLY}), ident):
            _extend_one(draft, clock, kind, amount)


def _extend_one(draft: Draft, clock: Clock, kind: str, amount: int) -> None:
    granted = ((kind, amount),)
    if clock.due_at is None:
        # Kept, so that the limit has it once the calendar is known.
        draft.emit(e.ClockMoved(clock.id, None, (), clock.reason, granted))
        return
    _length, counting, calendar = _counted(draft, clock)
    at = extend(clock.due_at, length_of(kind, amount), counting, calendar)
    if isinstance(at, UnknownDue):
        draft.emit(e.ClockMoved(clock.id, None, (), _unknown_day(at), granted))
    else:
        draft.emit(e.ClockMoved(clock.id, at, _stages_of(draft, clock, at), "extension", granted))
        _excuse(draft, clock, at)


def _excuse(draft: Draft, clock: Clock, due_at: datetime) -> None:
    """A limit that has moved past now is not late any more: nothing needs to be explained."""
    if clock.breached_at is not None and clock.name in HANDLING and due_at >= draft.now:
        for owed in open_clocks(draft, frozenset({ClockName.LATE_EXPLANATION}), clock.assignment):
            draft.emit(e.ClockStopped(owed.id, ClockState.CANCELLED))


def recompute(draft: Draft, clock: Clock, reason: str) -> None:
    """The due time anew from the start, with every extension and pause, in the calendar as it is now."""
    rule = draft.policy.rule(clock.rule)
    if rule is None or clock.by_hand:
        return
    length, _counting, calendar = _counted(draft, clock)
    at = _recomputed(clock, rule.value, length, calendar)
    if isinstance(at, UnknownDue):
        if clock.due_at is not None:
            draft.emit(e.ClockMoved(clock.id, None, (), _unknown_day(at)))
    elif at != clock.due_at:
        draft.emit(e.ClockMoved(clock.id, at, _stages_of(draft, clock, at), reason))
        _excuse(draft, clock, at)


def _recomputed(clock: Clock, rule: ClockRule, length: Length, calendar: Calendar) -> datetime | UnknownDue:
    """From the start, with extensions and pauses in the order in which they came."""
    counting = rule.counting
    at = _due(rule, length, clock.started_at, calendar)
    for n in range(len(clock.pauses) + 1):
        if n and isinstance(at, datetime):
            at = paused_due(at, *clock.pauses[n - 1], length, counting, calendar)
        for (kind, amount), after in zip(clock.extended, clock.extended_after, strict=True):
            if after == n and isinstance(at, datetime):
                at = extend(at, length_of(kind, amount), counting, calendar)
    return at


def set_by_hand(draft: Draft, clock: Clock, due_at: datetime, reason: str) -> None:
    """Also for the copies of this clock further down: a limit is one limit at every level."""
    below = family(draft, clock.assignment) if clock.assignment and clock.name in HANDLING else ()
    for each in draft.order.clocks:
        same = each.name is clock.name and each.assignment in below
        if each.id == clock.id or (same and each.state is ClockState.UNKNOWN):
            draft.emit(e.ClockMoved(each.id, due_at, _stages_of(draft, each, due_at), reason, by_hand=True))
