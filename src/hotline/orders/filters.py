"""How a list is narrowed: each filter as a condition on its entries. The page still comes in the order of the list.

Everything but the limit is asked in a subquery, which PostgreSQL neither turns into a join nor takes for rare: so it
always walks the list along its index and looks single orders up, instead of reading a whole table first, whatever it
believes about the values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from hotline.accounts.models import Person
from hotline.accounts.selectors import directory
from hotline.core.vocabulary import ClockName
from hotline.infra import clock
from hotline.orders.wire import clean

NEAR, OVER = "near", "over"
"""Values of the filter `limit`: due within the next hours, and past due."""
TODAY, TOMORROW = "today", "tomorrow"
"""Two more: due in what is left of this day, and on the next one."""
OF_CENTRE = frozenset({ClockName.DISPATCH, ClockName.CALLBACK, ClockName.RULING})
"""Limits that the centre owes, whichever unit has the order."""
OWNER = "CASE WHEN q.clock = ANY(%(f_centre)s::text[]) THEN '' ELSE q.unit END"
"""The unit whose limit an entry `q` is about; empty: the centre itself."""
NO_UNIT = "-"
"""Value of the filter `owner` for the centre itself."""


@dataclass
class Narrowed:
    """Conditions on an entry `q`, with their values."""

    sql: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


def _text(value: str) -> str:
    return clean(value)


def _units(value: str) -> list[str]:
    """A unit with all below it."""
    return list(directory().below(clean(value))) or [clean(value)]


def _day(value: str) -> datetime:
    return datetime.combine(date.fromisoformat(value), time(), clock.LOCAL)


def _end_of_day(value: str) -> datetime:
    return _day(value) + timedelta(days=1)


def _owners(value: str) -> list[str]:
    """Several units with commas between them."""
    return ["" if one == NO_UNIT else clean(one) for one in value.split(",")]


def day_ends(now: datetime) -> tuple[datetime, datetime]:
    """The end of this civil day and of the next one."""
    midnight = datetime.combine(clock.local(now).date(), time(), clock.LOCAL) + timedelta(days=1)
    return midnight, midnight + timedelta(days=1)


_OF_ENTRY: dict[str, tuple[str, Callable[[str], Any]]] = {
    "owner": (f"(SELECT {OWNER} = ANY(%(f_owner)s::text[]))", _owners),
    "clock": ("(SELECT q.clock = %(f_clock)s)", _text),
    "unit": ("(SELECT q.unit = ANY(%(f_unit)s::text[]))", _units),
    "due_before": ("(SELECT q.due_at < %(f_due_before)s)", datetime.fromisoformat),
}
_OF_ORDER: dict[str, tuple[str, Callable[[str], Any]]] = {
    "urgency": ("f.urgency = %(f_urgency)s", _text),
    "nature": ("f.nature = %(f_nature)s", _text),
    "content_class": ("starts_with(f.content_class, %(f_content_class)s)", _text),
    "area": ("starts_with(f.area, %(f_area)s)", _text),
    "channel": ("f.channel = %(f_channel)s", _text),
    "number": ("starts_with(f.number, %(f_number)s)", _text),
    "from": ("f.registered_at >= %(f_from)s", _day),
    "to": ("f.registered_at < %(f_to)s", _end_of_day),
}
# A limit is `sort_at` of its entry, unless it is paused or unknown: the index ends the walk there.
_OF_LIMIT = {
    NEAR: "(SELECT q.due_at >= %(f_now)s) AND q.sort_at < %(f_near)s",
    OVER: "(SELECT q.due_at IS NOT NULL) AND q.sort_at < %(f_now)s",
    TODAY: "(SELECT q.due_at >= %(f_now)s) AND q.sort_at >= %(f_now)s AND q.sort_at < %(f_midnight)s",
    TOMORROW: "(SELECT q.due_at >= %(f_now)s) AND q.sort_at >= %(f_midnight)s AND q.sort_at < %(f_next)s",
}
_MINE = "(f.registered_by = %(f_me)s OR f.state->'handlers' ? %(f_me)s)"
"""Registered, or ever handled, by this person."""
FILTERS = frozenset({*_OF_ENTRY, *_OF_ORDER, "limit", "mine"})


def conditions(filters: Mapping[str, str], person: Person, now: datetime, near: timedelta) -> Narrowed:
    """The filters as conditions. One whose value cannot be read is left out."""
    found, of_order = Narrowed(), []
    for name, value in sorted(filters.items()):
        if not value:
            continue
        try:
            if name in _OF_ENTRY:
                sql, read = _OF_ENTRY[name]
                found.values[f"f_{name}"] = read(value)
                found.sql.append(sql)
            elif name in _OF_ORDER:
                sql, read = _OF_ORDER[name]
                found.values[f"f_{name}"] = read(value)
                of_order.append(sql)
        except (ValueError, OverflowError):
            continue
    if filters.get("limit") in _OF_LIMIT:
        found.sql.append(_OF_LIMIT[filters["limit"]])
        found.values |= _moments(filters["limit"], now, near)
    if filters.get("owner"):
        found.values["f_centre"] = [name.value for name in OF_CENTRE]
    if filters.get("mine"):
        of_order.append(_MINE)
        found.values["f_me"] = str(person.pk)
    if of_order:
        found.sql.append(f"(SELECT {' AND '.join(of_order)} FROM orders_workorder f WHERE f.id = q.order_id)")
    return found


def _moments(limit: str, now: datetime, near: timedelta) -> dict[str, datetime]:
    """The moments that a value of the filter `limit` names."""
    if limit == TOMORROW:
        midnight, following = day_ends(now)
        return {"f_now": now, "f_midnight": midnight, "f_next": following}
    if limit == TODAY:
        return {"f_now": now, "f_midnight": day_ends(now)[0]}
    return {"f_now": now} | ({"f_near": now + near} if limit == NEAR else {})
