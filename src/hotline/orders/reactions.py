"""What happens elsewhere because of an event: one job a command, run by whoever `project.wiring` connects.

Nothing here knows the rooms that react. The job is stored in the transaction of the command, so it is there exactly
when the events are; it may run twice, which the consumers' receipts settle.

A note is less than a consumer: one row that a room above writes in the command's own transaction, for a job of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import transaction

from hotline.core.events import Event
from hotline.infra import jobs
from hotline.orders.chain import Record


@dataclass(frozen=True, slots=True)
class Reaction:
    """The events one command made, `first` to `last`, to be shown to the consumers."""

    order_id: str
    first: int
    last: int
    records: tuple[Record, ...]


Run = Callable[[Reaction], None]


Note = Callable[[str], None]
"""Writes down that something happened to an order (its id), in the transaction of the command; it never waits."""


Worth = Callable[[Event], bool]
"""Whether there is anything for the consumers to do about an event of this name."""


class _Wiring:
    names: frozenset[str] = frozenset()
    worth: Mapping[str, Worth] = {}
    run: Run | None = None
    notes: tuple[tuple[frozenset[str], Note], ...] = ()


_wiring = _Wiring()
_inline: ContextVar[bool] = ContextVar("hotline_reactions_inline", default=False)


def connect(names: Iterable[str], run: Run, worth: Mapping[str, Worth] | None = None) -> None:
    """Call `run` for every command that makes one of the events `names`. Called once, by the wiring.

    `worth`: names of which some events are nobody's business: for those no job is made.
    """
    _wiring.names, _wiring.run, _wiring.worth = frozenset(names), run, worth or {}


def connect_notes(notes: Mapping[Note, Iterable[str]]) -> None:
    """Call each note inside every command that makes one of its events. Called once, by the wiring."""
    _wiring.notes = tuple((frozenset(names), note) for note, names in notes.items())


@contextmanager
def inline() -> Iterator[None]:
    """Within the block, react right after the commit in this process instead of by a job (replay, worked cases)."""
    token = _inline.set(True)
    try:
        yield
    finally:
        _inline.reset(token)


def ask(order_id: str, first: int, events: Iterable[Event]) -> None:
    """Inside the transaction of a command: see to it that its events are reacted to."""
    made = tuple(events)
    for names, note in _wiring.notes:
        if not names.isdisjoint(event.NAME for event in made):
            note(order_id)
    if _wiring.run is None or not any(_wanted(event) for event in made):
        return
    last = first + len(made) - 1
    if _inline.get():
        transaction.on_commit(lambda: show(order_id, first, last))
        return
    react.defer(order=order_id, first=first, last=last)


def _wanted(event: Event) -> bool:
    worth = _wiring.worth.get(event.NAME)
    return event.NAME in _wiring.names and (worth is None or worth(event))


@jobs.task(queue="events", name="orders.react")
def react(*, order: str, first: int, last: int) -> None:
    """Show the events `first` to `last` of an order to the consumers, in a worker."""
    show(order, first, last)


def show(order_id: str, first: int, last: int) -> None:
    """Show stored events to the consumers."""
    from hotline.orders.reading import records

    if _wiring.run is not None:
        found = records(order_id, after=first - 1, until=last)
        _wiring.run(Reaction(order_id, first, last, found))
