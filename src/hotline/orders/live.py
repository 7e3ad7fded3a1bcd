"""Telling open pages that something changed.

Told after the commit, in a statement of its own: PostgreSQL lets only one transaction with a NOTIFY commit at a time,
which would make every command wait for every other one's disk write. A message lost in a crash costs a page nothing
but freshness.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.core.state import Order
from hotline.infra import stream

_quiet: ContextVar[bool] = ContextVar("hotline_orders_quiet", default=False)


@contextmanager
def quiet() -> Iterator[None]:
    """Within the block no page is told (replay, import)."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def tell(order: Order, touched: Mapping[str, list[str]]) -> None:
    """After the commit: `order:<id>` has changed, and so have the lists of the holders `touched`."""
    if _quiet.get():
        return
    messages = [(f"order:{order.id}", "changed", {"id": order.id, "version": order.version})]
    messages += [(f"queue:{holder}", "changed", {"queues": names}) for holder, names in touched.items()]
    transaction.on_commit(lambda: stream.publish_many(messages), robust=True)


def topics_of(person: Person) -> list[str]:
    """The topics of the person's own lists; a line's are the centre's alone."""
    lines = person.lines if person.role_set & policies.CENTRE else []
    holders = [str(person.pk), *([person.unit_id] if person.unit_id else []), *lines]
    return [f"queue:{holder}" for holder in holders]
