"""Work lists of a person: names with counts, and one page of a list by its keyset. One query each."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hotline import policy as packs
from hotline.accounts.models import Person
from hotline.accounts.selectors import directory, lines
from hotline.core.vocabulary import AssignmentState, ClockName, Part, Phase, Role, Urgency
from hotline.infra import clock
from hotline.orders import counts, raw
from hotline.orders.filters import conditions
from hotline.orders.queues import OF_ROLE, QUEUES, Holder, role_holder
from hotline.orders.results import NotFound
from hotline.orders.wire import canonical, clean, loads

NEAR = timedelta(hours=24)
"""How near “near its limit” is."""


@dataclass(frozen=True, slots=True)
class QueueName:
    """One list of the left rail. `capped`: there are more than `count`."""

    name: str
    count: int
    capped: bool = False


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of a list. `subject` is the assignment, request, document or clock it is about; empty: the order."""

    order_id: str
    number: str
    title: str
    place: str
    area: str
    nature: str
    content_class: str
    urgency: Urgency
    secret: bool
    phase: Phase
    registered_at: datetime
    version: int
    subject: str
    state: AssignmentState | None
    part: Part | None
    unit: str
    unit_name: str
    due_at: datetime | None
    clock: ClockName | None
    clock_id: str
    breached: bool
    line: str
    pack: str
    release: str
    step: str = ""
    """What waits in a procedure: `kind.stage`."""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the cursor of the next page (None: this was the last)."""

    rows: tuple[QueueRow, ...]
    next: str | None


def queue_names(person: Person) -> tuple[str, ...]:
    """The lists of a person's roles, each once, in working order."""
    return tuple(dict.fromkeys(name for role in Role if role in person.role_set for name in OF_ROLE.get(role, ())))


def queues(person: Person) -> tuple[QueueName, ...]:
    """The person's lists with their lengths."""
    names = queue_names(person)
    if not names:
        return ()
    places = {name: holders_of(person, QUEUES[name].holders) for name in names}
    stored = [(name, holder) for name in names if not QUEUES[name].timed_view_of for holder in places[name]]
    numbers = counts.read(stored) if stored else {}
    found = []
    for name in names:
        view_of = QUEUES[name].timed_view_of
        if view_of:
            near = counts.near(view_of, places[name], clock.now() + NEAR)
            found.append(QueueName(name, near, near >= counts.MOST_NEAR))
            continue
        filled = [holder for holder in places[name] if numbers[name, holder]]
        if Holder.ROLE in QUEUES[name].holders and len(filled) > 1:
            # One matter may wait for any of several roles, and one person may have them all.
            each = counts.together(name, filled)
            found.append(QueueName(name, each, each >= counts.MOST_NEAR))
        elif filled or name != "procedures" or _may_wait_for(person):
            found.append(QueueName(name, sum(numbers[name, holder] for holder in filled)))
    return tuple(found)


def _may_wait_for(person: Person) -> bool:
    """Whether a procedure of the person's hotlines has a stage for one of the person's roles."""
    served = lines()
    mine = [served[ident] for ident in person.lines if ident in served] or list(served.values())
    return any(_has_stage_for(person, pack) for pack in {found.pack for found in mine})


def _has_stage_for(person: Person, pack: str) -> bool:
    try:
        procedures = packs.load(pack).lists.procedures
    except packs.PackError:
        # A pack that is being mended must not take the lists of what is under way with it.
        return True
    return any(not person.role_set.isdisjoint(stage.roles) for p in procedures for stage in p.stages)


_ENTRY = "rank, sort_at, order_id, subject, unit, due_at, clock, clock_id, breached"
_PAGE = """
SELECT {each}
       e.order_id::text, o.number, o.title, o.place, o.area, o.nature, o.content_class, o.urgency, o.secret, o.phase,
       o.registered_at, o.version, e.subject, a.state, a.part, e.unit, e.due_at, e.clock, e.clock_id, e.breached,
       o.line, o.pack, o.release, e.rank, e.sort_at, {step}, o.channel
FROM unnest(%(holders)s::text[]) AS h(holder)
CROSS JOIN LATERAL (
    SELECT q.* FROM orders_queueentry q
    WHERE q.queue = %(queue)s AND q.holder = h.holder
      AND (q.rank, q.sort_at, q.order_id, q.subject) > (%(rank)s, %(sort_at)s, %(order_id)s, %(subject)s){filters}
    ORDER BY q.rank, q.sort_at, q.order_id, q.subject LIMIT %(limit)s
) AS e
JOIN orders_workorder o ON o.id = e.order_id
LEFT JOIN orders_assignmentrow a ON a.order_id = e.order_id AND a.aid = e.subject
ORDER BY e.rank, e.sort_at, e.order_id, e.subject LIMIT %(limit)s
"""
_EACH_ONCE = "DISTINCT ON (e.rank, e.sort_at, e.order_id, e.subject) "
_STEP = """
(SELECT p->>'kind' || '.' || (p->>'stage')
 FROM jsonb_array_elements(o.state->'procedures') p WHERE p->>'id' = e.subject)
"""
"""What waits in a procedure: its kind and stage."""
_START = {
    "rank": -1,
    "sort_at": "-infinity",
    "order_id": "00000000-0000-0000-0000-000000000000",
    "subject": "",
}


def queue(
    person: Person, name: str, cursor: str | None = None, limit: int = 30, filters: Mapping[str, str] | None = None
) -> Page:
    """One page of a list, due next first. NotFound for a list that is not the person's or a broken cursor.

    `filters` as in `filters.FILTERS`; those that there are none of, and values that cannot be read, say nothing.
    """
    if name not in queue_names(person):
        raise NotFound(name)
    kind = QUEUES[name]
    now = clock.now()
    narrowed = conditions(filters or {}, person, now, NEAR)
    parameters: dict[str, Any] = {
        "queue": kind.timed_view_of or name,
        "holders": list(holders_of(person, kind.holders)),
        "limit": limit + 1,
        **_position(cursor),
        **narrowed.values,
    }
    found_by = list(narrowed.sql)
    if kind.timed_view_of:
        parameters["near"] = now + NEAR
        found_by.append("q.sort_at < %(near)s")
    by_role = Holder.ROLE in kind.holders
    statement = _PAGE.format(
        each=_EACH_ONCE if by_role else "",
        step=_STEP if by_role else "''",
        filters="".join(f" AND {c}" for c in found_by),
    )
    with raw.cursor() as cur:
        cur.execute(statement, parameters)
        found = cur.fetchall()
    rows = tuple(row_of(values) for values in found[:limit])
    return Page(rows, _cursor(found[limit - 1]) if len(found) > limit else None)


_WAITS = """
SELECT EXISTS (
    SELECT FROM orders_workorder o JOIN orders_queueentry q ON q.order_id = o.id
    WHERE o.number = %(number)s AND q.queue = %(queue)s AND q.holder = ANY(%(holders)s::text[])
      AND (%(near)s::timestamptz IS NULL OR q.sort_at < %(near)s)
)
"""


def waits(person: Person, name: str, number: str) -> bool:
    """Whether the order stands in that list of the person's now."""
    if name not in queue_names(person):
        return False
    kind = QUEUES[name]
    values = {
        "number": clean(number),
        "queue": kind.timed_view_of or name,
        "holders": list(holders_of(person, kind.holders)),
        "near": clock.now() + NEAR if kind.timed_view_of else None,
    }
    with raw.cursor() as cur:
        cur.execute(_WAITS, values)
        return bool(cur.fetchone()[0])


def holders_of(person: Person, kinds: tuple[Holder, ...]) -> tuple[str, ...]:
    """Whose lists of these kinds the person works on."""
    bases = (*([person.unit_id] if person.unit_id else []), *person.lines)
    owned = {
        Holder.PERSON: (str(person.pk),),
        Holder.UNIT: (person.unit_id,) if person.unit_id else (),
        Holder.LINE: tuple(person.lines),
        Holder.ROLE: tuple(role_holder(base, role) for base in bases for role in sorted(person.role_set)),
    }
    return tuple(holder for kind in kinds for holder in owned[kind])


def row_of(v: tuple[Any, ...]) -> QueueRow:
    """A row as `_PAGE` selects it."""
    return QueueRow(
        *v[:7],
        Urgency(v[7]),
        v[8],
        Phase(v[9]),
        *v[10:13],
        AssignmentState(v[13]) if v[13] else None,
        Part(v[14]) if v[14] else None,
        v[15],
        directory().name(v[15]) if v[15] else "",
        v[16],
        ClockName(v[17]) if v[17] else None,
        *v[18:23],
        v[25] or "",
        v[26],
    )


def _cursor(last: tuple[Any, ...]) -> str:
    place = [last[23], last[24].isoformat(), last[0], last[12]]
    return base64.urlsafe_b64encode(canonical(place)).decode().rstrip("=")


def _position(text: str | None) -> dict[str, Any]:
    if not text:
        return _START
    try:
        rank, sort_at, order_id, subject = loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return {
            "rank": int(rank),
            "sort_at": datetime.fromisoformat(sort_at).isoformat(),
            "order_id": str(UUID(order_id)),
            "subject": clean(str(subject)),
        }
    except (ValueError, TypeError):
        raise NotFound("cursor") from None
