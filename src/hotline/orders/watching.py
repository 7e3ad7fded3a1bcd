"""What those see who lead or watch: a person's instructions, work done again, procedures, a day at the desks.

Each is one query along an index, for orders of the person's lines; `limit` rows at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hotline.accounts.models import Person
from hotline.core.vocabulary import ClockState, DocumentState, Phase, Role
from hotline.orders.raw import cursor

RECENT = 20_000
"""Orders of one day are looked at up to here."""


@dataclass(frozen=True, slots=True)
class Instructed:
    """An instruction that a person gave, and how it went. `state` of its limit is None where it had none."""

    number: str
    title: str
    unit: str
    text: str
    at: datetime
    document: DocumentState | None
    due_at: datetime | None
    state: ClockState | None
    late: bool


_INSTRUCTED = """
SELECT o.number, o.title, coalesce(nullif(d->>'unit', ''), o.lead_unit), e.data->>'text', e.at, d->>'state',
       (c->>'due_at')::timestamptz, c->>'state', coalesce(c->>'breached_at', '') <> ''
FROM (SELECT order_id, seq, at, data FROM orders_orderevent
      WHERE actor_id = %(me)s AND name = 'instruction_given' ORDER BY at DESC LIMIT %(limit)s) AS e
JOIN orders_workorder o ON o.id = e.order_id AND o.line = ANY(%(lines)s::text[])
LEFT JOIN LATERAL (SELECT d FROM jsonb_array_elements(o.state->'documents') AS d
                   WHERE d->>'id' = e.data->>'document' LIMIT 1) AS d ON true
LEFT JOIN LATERAL (SELECT c FROM jsonb_array_elements(o.state->'clocks') AS c
                   WHERE c->>'document' = e.data->>'document' ORDER BY c->>'id' DESC LIMIT 1) AS c ON true
ORDER BY e.at DESC, o.number
"""


def instructed_by(person: Person, limit: int = 10) -> tuple[Instructed, ...]:
    """The person's own instructions, latest first."""
    with cursor() as cur:
        cur.execute(_INSTRUCTED, {"me": str(person.pk), "limit": limit, "lines": list(person.lines)})
        rows = cur.fetchall()
    return tuple(
        Instructed(
            number, title, unit, text, at,
            DocumentState(document) if document else None,
            due_at,
            ClockState(state) if state else None,
            late,
        )
        for number, title, unit, text, at, document, due_at, state, late in rows
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """An order in a list that belongs to units. `step`: what waits in a procedure, `kind.stage`."""

    number: str
    title: str
    unit: str
    due_at: datetime | None
    redo: int
    subject: str
    step: str
    pack: str
    release: str


_IN_UNITS = """
SELECT o.number, o.title, q.unit, q.due_at, o.redo_count, q.subject,
       coalesce((SELECT p->>'kind' || '.' || (p->>'stage') FROM jsonb_array_elements(o.state->'procedures') p
                 WHERE p->>'id' = q.subject), ''), o.pack, o.release
FROM (SELECT DISTINCT ON (sort_at, order_id, subject) sort_at, order_id, subject, unit, due_at
      FROM orders_queueentry WHERE queue = %(queue)s ORDER BY sort_at, order_id, subject LIMIT %(most)s) AS q
JOIN orders_workorder o ON o.id = q.order_id AND o.line = ANY(%(lines)s::text[])
ORDER BY q.sort_at, q.order_id, q.subject LIMIT %(limit)s
"""


def in_units(person: Person, queue: str, limit: int = 12) -> tuple[Seen, ...]:
    """What stands in the lists `queue` of all units, due next first: for who watches them all (`rework`, `procedures`).

    Nothing for people who do not see the orders of their lines whole.
    """
    if not person.role_set & {Role.INSPECTION, Role.CENTRE_DIRECTOR, Role.SUPERVISOR, Role.ANALYST}:
        return ()
    values = {"queue": queue, "most": RECENT, "lines": list(person.lines), "limit": limit}
    with cursor() as cur:
        cur.execute(_IN_UNITS, values)
        return tuple(Seen(*row) for row in cur.fetchall())


@dataclass(frozen=True, slots=True)
class DeskDay:
    """What one agent registered since a moment: all, and those of a few phases."""

    person: str
    registered: int
    drafts: int
    sent_back: int
    direct: int
    refused: int


_DESKS = """
SELECT registered_by, count(*)::int,
       count(*) FILTER (WHERE phase = 'registered')::int, count(*) FILTER (WHERE phase = 'sent_back')::int,
       count(*) FILTER (WHERE phase = 'answered_directly')::int, count(*) FILTER (WHERE phase = 'refused')::int
FROM (SELECT registered_by, phase FROM orders_workorder
      WHERE line = ANY(%(lines)s::text[]) AND registered_at >= %(since)s LIMIT %(most)s) AS o
GROUP BY 1 ORDER BY 2 DESC, 1
"""


def desks(lines: Sequence[str], since: datetime) -> tuple[DeskDay, ...]:
    """What was registered since then, by who did it, the most first."""
    with cursor() as cur:
        cur.execute(_DESKS, {"lines": list(lines), "since": since, "most": RECENT})
        return tuple(DeskDay(*row) for row in cur.fetchall())


@dataclass(frozen=True, slots=True)
class Filed:
    """An order at an agent's desk, or one that ended there."""

    number: str
    title: str
    registered_at: datetime
    registered_by: str
    phase: Phase
    due_at: datetime | None


_ENDED = """
SELECT number, title, registered_at, registered_by, phase, NULL FROM orders_workorder
WHERE line = ANY(%(lines)s::text[]) AND registered_at >= %(since)s AND phase = ANY(%(phases)s::text[])
ORDER BY registered_at DESC, id DESC LIMIT %(limit)s
"""
_AT_DESKS = """
SELECT o.number, o.title, o.registered_at, o.registered_by, o.phase, q.due_at
FROM unnest(%(people)s::text[]) AS h(holder) CROSS JOIN LATERAL (
    SELECT sort_at, order_id, due_at FROM orders_queueentry WHERE queue = %(queue)s AND holder = h.holder
    ORDER BY rank, sort_at LIMIT %(limit)s) AS q
JOIN orders_workorder o ON o.id = q.order_id AND o.line = ANY(%(lines)s::text[])
ORDER BY q.sort_at, o.number LIMIT %(limit)s
"""


def ended_at_desk(lines: Sequence[str], since: datetime, phases: Sequence[Phase], limit: int = 20) -> tuple[Filed, ...]:
    """Orders registered since then that the agent ended alone (answered, not accepted), latest first."""
    values = {"lines": list(lines), "since": since, "phases": [p.value for p in phases], "limit": limit}
    return _filed(_ENDED, values)


def at_desks(lines: Sequence[str], queue: str, people: Sequence[str], limit: int = 20) -> tuple[Filed, ...]:
    """What stands in a list (`my_drafts`, `sent_back`) of these people, the oldest first."""
    return _filed(_AT_DESKS, {"lines": list(lines), "queue": queue, "people": list(people), "limit": limit})


def _filed(statement: str, values: dict[str, object]) -> tuple[Filed, ...]:
    with cursor() as cur:
        cur.execute(statement, values)
        return tuple(Filed(*row[:4], Phase(row[4]), row[5]) for row in cur.fetchall())
