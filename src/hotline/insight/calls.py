"""Calls and short messages as the telephony tells them: kept once, never changed, counted in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import models, transaction

from hotline.accounts.selectors import line as line_of
from hotline.core.counting import Counted
from hotline.insight import counted_records, rollups
from hotline.insight.models import CallRecord, MessageRecord
from hotline.insight.storing import Owner, Writer

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Call:
    """One finished call. `external`: its number in the telephony, unique on its line. `wait`: seconds until a person or
    machine answered or the caller gave up. Values: `core/counting` (call records). No number of a citizen is here."""

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


_Row = TypeVar("_Row", CallRecord, MessageRecord)


def record_calls(line: str, calls: Iterable[Call]) -> Recorded:
    """Keep and count finished calls of a stored line, all of them or none. KeyError for no such line; Contradiction."""
    return _record(line, iter(calls), CallRecord, _call_row, counted_records.of_call)


def record_messages(line: str, messages: Iterable[Message]) -> Recorded:
    """Keep and count short messages of a stored line, all of them or none. KeyError for no such line; Contradiction."""
    return _record(line, iter(messages), MessageRecord, _message_row, counted_records.of_message)


def _record(line: str, given: Any, model: type[_Row], row_of: Any, count: Any) -> Recorded:
    owner = Owner(line_of(line).pack, line)
    code, done = line_of(line).code, Recorded()
    with transaction.atomic():
        while batch := list(islice(given, BATCH)):
            rows = [row_of(owner, one) for one in batch]
            fresh, repeated = _new_ones(line, rows, model)
            model.objects.bulk_create(fresh)
            _count(owner, [count(row, code) for row in fresh])
            done = Recorded(done.new + len(fresh), done.repeated + repeated)
    return done


def _new_ones(line: str, rows: list[_Row], model: type[_Row]) -> tuple[list[_Row], int]:
    """The rows that are not there yet, and how many are. Contradiction where a number says something else now."""
    names = [f.attname for f in model._meta.fields if f.attname != "id"]
    known = {
        row.external: _values(row, names)
        for row in model.objects.filter(line=line, external__in=[row.external for row in rows])
    }
    fresh: list[_Row] = []
    wrong = []
    for row in rows:
        if row.external not in known:
            known[row.external] = _values(row, names)
            fresh.append(row)
        elif known[row.external] != _values(row, names):
            wrong.append(row.external)
    if wrong:
        raise Contradiction(wrong)
    return fresh, len(rows) - len(fresh)


def _values(row: models.Model, names: list[str]) -> list[Any]:
    return [str(value) if name == "order_id" else value for name in names for value in [getattr(row, name)]]


def _count(owner: Owner, matters: list[Counted]) -> None:
    writer = Writer()
    for matter in matters:
        writer.one(matter.ref, owner, (matter,), {}, date.max)
    writer.write()
    rollups.add(writer.changes)


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
