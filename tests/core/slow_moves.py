"""Independent, slow readings that the random lives are checked against: the rule that holds, and the limit it gives.

The rule is found by looking at every rule; the limit is walked day by day with `slow_reference`, and so are extensions
and pauses. Shares no code with `hotline.core.policy.rules`, `clockwork` or `deadlines`.
"""

from datetime import date, datetime, timedelta

from hotline.core.calendars import Calendar
from hotline.core.deadlines import (
    Counting,
    Length,
    NaturalDays,
    NaturalMinutes,
    OnDate,
    Roll,
    SameDay,
    WorkingDays,
    WorkingMinutes,
)
from hotline.core.policy import Policy, Rule
from hotline.core.state import Assignment, Clock, Order
from hotline.core.vocabulary import GovernedBy
from tests.core import slow_reference as slow
from tests.core.builders import LOCAL

DAY = timedelta(days=1)


# --- which rule -------------------------------------------------------------------------------------------------------


def rules_that_hold(policy: Policy, topic: str, order: Order, part: Assignment | None, now: datetime) -> list[Rule]:
    """All rules of the topic that match and that no matching rule overrides."""
    facts = {
        "nature": order.nature,
        "content_class": order.content_class,
        "urgency": order.urgency.value,
        "complexity": order.complexity.value,
        "channel": order.channel.value,
        "line": order.line,
        "mode": (part.mode if part else order.mode).value,
        "unit_level": part.level if part else "",
        "unit_kind": part.kind if part else "",
        "part": part.part.value if part else "lead",
        "rework": "yes" if part and part.redo else "no",
        "secret": "yes" if order.secret else "no",
    }
    given = part.assigned_at if part else order.dispatched_at or now
    days = {GovernedBy.ACCEPTED: order.registered_at.astimezone(LOCAL).date()}
    dispatched = given.astimezone(LOCAL).date()
    found = [r for r in policy.rules.get(topic, ()) if _holds(r, days.get(r.governed_by, dispatched), facts)]
    beaten = {ref for r in found for ref in r.overrides}
    return [r for r in found if f"{r.pack}:{r.id}" not in beaten]


def _holds(rule: Rule, day: date, facts: dict[str, str]) -> bool:
    if day < rule.valid_from or (rule.valid_until is not None and day > rule.valid_until):
        return False
    for name, wanted in rule.when:
        value = facts[name]
        above = [value[:n] for n in range(len(value)) if value[n] == "."] if name == "content_class" else []
        if not {value, *above} & set(wanted):
            return False
    return True


# --- which limit ------------------------------------------------------------------------------------------------------


def expected_due(policy: Policy, clock: Clock) -> datetime | None:
    """The last moment in time of a clock with a rule; None where the calendar does not know."""
    rule = next(r for rules in policy.rules.values() for r in rules if f"{r.pack}:{r.id}" == clock.rule)
    calendar = policy.calendars[rule.value.calendar]
    counting: Counting = rule.value.counting
    length: Length = OnDate(clock.last_day) if clock.last_day else rule.value.length
    try:
        end = slow.due(length, counting, clock.started_at.astimezone(LOCAL), calendar)
        if end is None:
            return None
        for n in range(len(clock.pauses) + 1):
            if n:
                end = _after_pause(end, clock.pauses[n - 1], length, counting, calendar)
            for (kind, amount), after in zip(clock.extended, clock.extended_after, strict=True):
                if after == n:
                    end = _extended(end, kind, amount, counting, calendar)
        if rule.value.ahead:
            end = end - rule.value.ahead.days * DAY
    except slow.Unknown:
        return None
    return end


def _extended(end: datetime, kind: str, amount: int, counting: Counting, calendar: Calendar) -> datetime:
    """So many days counted on after the old last day."""
    day = end.date()
    if kind == "working_days":
        return _ends(_walk(calendar, day, amount), end, counting, calendar)
    assert kind == "natural_days"
    day += amount * DAY
    while counting.roll is Roll.NEXT_WORKING_DAY and not slow.worked(calendar, day):
        day += DAY
    return _ends(day, end, counting, calendar)


def _walk(calendar: Calendar, day: date, steps: int) -> date:
    """The `steps`-th working day after `day`."""
    while steps:
        day += DAY
        steps -= slow.worked(calendar, day)
    return day


def _ends(day: date, before: datetime, counting: Counting, calendar: Calendar) -> datetime:
    match counting.end_of_day.value:
        case "midnight":
            return slow.at(calendar, day, slow.LAST_MOMENT)
        case "close":
            return slow.close_of(calendar, day)
        case _:
            return slow.at(calendar, day, before.time())


def _after_pause(
    end: datetime, pause: tuple[datetime, datetime], length: Length, counting: Counting, calendar: Calendar
) -> datetime:
    """Later by what the pause took away; a limit that had run out before, and a stated day, stay."""
    since, until = (moment.astimezone(LOCAL) for moment in pause)
    if since >= end or isinstance(length, OnDate):
        return end
    if isinstance(length, WorkingDays):
        day, lost = since.date(), 0
        while day < until.date():
            day += DAY
            lost += slow.worked(calendar, day)
        return _ends(_walk(calendar, end.date(), lost), end, counting, calendar) if lost else end
    if isinstance(length, NaturalDays | SameDay):
        lost = (until.date() - since.date()).days
        return _extended(end, "natural_days", lost, counting, calendar) if lost else end
    if isinstance(length, WorkingMinutes):
        return slow.walk_minutes(calendar, end, slow.minutes_between(calendar, since, until))
    assert isinstance(length, NaturalMinutes) or length.__class__.__name__ == "Cutoffs"
    return end + (until - since)
