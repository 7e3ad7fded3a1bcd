"""Calls and short messages as the telephony tells them: kept once, never changed, counted in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

from hotline.accounts.selectors import line as line_of
from hotline.core.counting import Counted
from hotline.insight import counted_records, rollups
from hotline.insight.models import CallRecord, MessageRecord
from hotline.insight.storing import Change, Owner, Writer

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Call:
    """One finished call. `external`: its number in the telephony, unique on its line. The words of direction, answered,
    rating and cause are those of a counted call (`core/counting/outside.py`). No number of a citizen is here."""

    external: str
    direction: str
    offered_at: datetime
    ended_at: datetime
    answered: str
    answered_at: datetime | None = None
    agent: str = ""
    rating: str = "none"
    valid: bool = True
    cause: str = "normal"
    order: str = ""

    @property
    def wait(self) -> int:
        """Seconds until a person or machine answered, or the caller gave up."""
        return round(((self.answered_at or self.ended_at) - self.offered_at).total_seconds())


@dataclass(frozen=True, slots=True)
class Message:
    """One short message. Told once its day is over or it was replied to: its record never changes."""

    external: str
    received_at: datetime
    replied_at: datetime | None = None
    direction: str = "in"
    cause: str = "normal"
    order: str = ""


@dataclass(frozen=True)
class Recorded:
    """How many were new, and how many were there already, just the same."""

    new: int = 0
    repeated: int = 0


class Contradiction(Exception):
    """Records with these numbers are there already and say something else; nothing was stored."""

    def __init__(self, externals: Sequence[str]) -> None:
        super().__init__(", ".join(externals[:20]))
        self.externals = tuple(externals)


def record_calls(line: str, calls: Iterable[Call]) -> Recorded:
    """Keep and count finished calls of a stored line, all of them or none. KeyError for no such line; Contradiction."""
    return _record(line, calls)


def record_messages(line: str, messages: Iterable[Message]) -> Recorded:
    """Keep and count short messages of a stored line, all of them or none. KeyError for no such line; Contradiction."""
    return _record(line, messages)


def contradictions(line: str, given: Iterable[Call | Message]) -> set[str]:
    """The numbers that are there already and say something else."""
    owner, found = Owner(line_of(line).pack, line), set[str]()
    for rows in _batches(owner, given):
        found |= _sorted_out(line, rows)[1]
    return found


def _record(line: str, given: Iterable[Call | Message]) -> Recorded:
    owner, code, done = Owner(line_of(line).pack, line), line_of(line).code, Recorded()
    changes: list[Change] = []
    with transaction.atomic():
        one_at_a_time()
        for rows in _batches(owner, given):
            fresh, wrong = _sorted_out(line, rows)
            if wrong:
                raise Contradiction(sorted(wrong))
            if fresh:
                type(fresh[0]).objects.bulk_create(fresh)
                changes += _count(owner, [counted(row, code) for row in fresh])
            done = Recorded(done.new + len(fresh), done.repeated + len(rows) - len(fresh))
        # All sums at the end, in one order: nobody waits in a circle.
        rollups.add(changes)
    return done


def one_at_a_time() -> None:
    """Until the transaction ends nobody else records: two long lists would wait for each other's sums."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('insight.record', 0))")


def _batches(owner: Owner, given: Iterable[Call | Message]) -> Iterator[list[Any]]:
    left = iter(given)
    while batch := list(islice(left, BATCH)):
        yield [_call_row(owner, one) if isinstance(one, Call) else _message_row(owner, one) for one in batch]


def _sorted_out(line: str, rows: list[Any]) -> tuple[list[Any], set[str]]:
    """The rows that are not there yet, and the numbers that say something else now."""
    model = type(rows[0])
    names = [field.attname for field in model._meta.fields if field.attname != "id"]
    there = model.objects.filter(line=line, external__in=[row.external for row in rows])
    known = {row.external: _values(row, names) for row in there}
    fresh, wrong = [], set()
    for row in rows:
        if row.external not in known:
            known[row.external] = _values(row, names)
            fresh.append(row)
        elif known[row.external] != _values(row, names):
            wrong.add(row.external)
    return fresh, wrong


def _values(row: models.Model, names: list[str]) -> list[Any]:
    return [str(getattr(row, name)) if name == "order_id" else getattr(row, name) for name in names]


def counted(row: CallRecord | MessageRecord, code: str) -> Counted:
    """The matter of a record. `code`: what the pack calls its line."""
    return counted_records.of_call(row, code) if isinstance(row, CallRecord) else counted_records.of_message(row, code)


def _count(owner: Owner, matters: list[Counted]) -> list[Change]:
    """What was recorded is over: it is settled at once."""
    writer = Writer()
    for matter in matters:
        writer.one(matter.ref, owner, (matter,), {}, date.max)
    writer.write()
    return writer.changes


def _call_row(owner: Owner, call: Call) -> CallRecord:
    return CallRecord(
        line=owner.line, pack=owner.pack, external=call.external, direction=call.direction, offered_at=call.offered_at,
        answered_at=call.answered_at, ended_at=call.ended_at, wait=call.wait, answered=call.answered, agent=call.agent,
        rating=call.rating, valid=call.valid, cause=call.cause, order_id=call.order or None,
    )  # fmt: skip


def _message_row(owner: Owner, message: Message) -> MessageRecord:
    return MessageRecord(
        line=owner.line, pack=owner.pack, external=message.external, direction=message.direction,
        received_at=message.received_at, replied_at=message.replied_at, cause=message.cause,
        order_id=message.order or None,
    )  # fmt: skip
