"""A list taken away as a file: its rows, page by page, and a record of it that nobody can change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hotline.accounts import audit, policies
from hotline.accounts.models import Person
from hotline.core.vocabulary import Role
from hotline.orders.lists import QueueRow, queue
from hotline.orders.queues import OF_ROLE
from hotline.orders.results import NotFound
from hotline.orders.wire import clean

MOST_ROWS = 10_000
PAGE_ROWS = 500


def may_export(person: Person, name: str) -> bool:
    """Whether the person has this list in a role that may take lists away."""
    roles = person.role_set & policies.ACTIONS["export"].roles
    return policies.can(person, "export") and any(name in OF_ROLE.get(role, ()) for role in Role if role in roles)


def export_rows(person: Person, name: str, filters: Mapping[str, str]) -> Iterator[QueueRow]:
    """The rows of a list in its order, at most `MOST_ROWS`. NotFound when the person may not take it away."""
    if not may_export(person, name):
        raise NotFound(name)
    return _rows(person, name, filters)


def _rows(person: Person, name: str, filters: Mapping[str, str]) -> Iterator[QueueRow]:
    cursor, left = None, MOST_ROWS
    while left > 0:
        page = queue(person, name, cursor, min(PAGE_ROWS, left), filters)
        yield from page.rows
        left, cursor = left - len(page.rows), page.next
        if cursor is None:
            return


def note_export(
    person: Person, name: str, query: str, columns: Sequence[str], form: str, reason: str, rows: int
) -> None:
    """Record that a list was taken away (SEC-4). ValueError without a reason."""
    said = clean(reason).strip()
    if not said:
        raise ValueError("reason")
    detail = {"query": clean(query), "columns": list(columns), "form": form, "reason": said, "rows": rows}
    audit.note(person, "exported", name, detail)
