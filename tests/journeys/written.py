"""What was written: the order, its events and who looked, read past the desk."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from hotline.core.state import Order
from hotline.orders import selectors


def order_of(number: str) -> Order:
    """The stored order behind a number."""
    return selectors.get(selectors.ids_of_numbers([number])[number])


def records_of(number: str) -> tuple[Any, ...]:
    """Its events in order, each with who did it."""
    return selectors.records(order_of(number).id)


def events_of(number: str, *, clocks: bool = False) -> list[str]:
    """The names of its events in order; those of the clocks only when asked for."""
    return [r.name for r in records_of(number) if clocks or not r.name.startswith(("clock_", "reminder_"))]


def last(number: str, name: str) -> Any:
    """The last event of this name."""
    return [r.event for r in records_of(number) if r.name == name][-1]


def by(number: str, name: str) -> list[str]:
    """The ids of those who brought about the events of this name."""
    return [r.actor_id for r in records_of(number) if r.name == name]


def looks_at(number: str) -> list[tuple[str, str, str]]:
    """Who looked at the citizen's contact: person, act, reason."""
    found = apps.get_model("orders", "ContactAccess").objects.filter(order_id=order_of(number).id).order_by("at")
    return [(access.person, access.act, access.reason) for access in found]


def count() -> int:
    """How many orders there are."""
    return int(apps.get_model("orders", "WorkOrder").objects.count())
