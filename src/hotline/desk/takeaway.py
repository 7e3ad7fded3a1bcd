"""A list as a table to take away: the columns on the screen, masked, under a line that says who took it and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hotline.accounts.models import Person
from hotline.accounts.selectors import directory
from hotline.desk import listing
from hotline.desk import queues as rails
from hotline.desk.listing import words
from hotline.desk.rows import TEXTS
from hotline.desk.times import stamp
from hotline.infra import clock, sheets
from hotline.infra.masking import mask_inside
from hotline.infra.tongues import in_words
from hotline.orders import selectors
from hotline.policy import registry

FIXED = ("number", "title", "urgency", "due")
WIDTHS = {"number": 20, "title": 40, "urgency": 10, "due": 20, "place": 28, "class": 16, "unit": 18, "registered": 18}


@dataclass(frozen=True)
class Table:
    names: tuple[str, ...]
    rows: list[list[str]]


def title(name: str) -> str:
    return rails.label(name)


def rows_of(person: Person, name: str, filters: Mapping[str, str]) -> Table:
    """The rows of a list as text, a page at a time. NotFound when the person may not take it away."""
    found = selectors.export_rows(person, name, filters)
    columns = tuple(column.name for column in listing.chosen(selectors.kept(person, name).columns))
    return Table((*FIXED, *columns), [_cells(row, columns) for row in found])


def _cells(row: Any, columns: tuple[str, ...]) -> list[str]:
    """One order without anything about the citizen: numbers in the text are masked, a secret matter is not told."""
    now = clock.now()
    policy = registry.release(row.pack, row.release)
    hidden = words("export")["withheld"]
    found = {name: TEXTS[name](row, policy, now) for name in columns}
    if "place" in found:
        found["place"] = hidden if row.secret else mask_inside(found["place"])
    if "registered" in found:
        found["registered"] = f"{clock.local(row.registered_at):%Y-%m-%d %H:%M}"
    due = f"{clock.local(row.due_at):%Y-%m-%d %H:%M}" if row.due_at else ""
    return [row.number, hidden if row.secret else mask_inside(row.title), in_words(row.urgency), due, *found.values()]


def written(person: Person, table: Table, name: str, filters: Mapping[str, str], reason: str, form: str) -> bytes:
    """The file itself, in one of `sheets.FORMS`."""
    headings = [words("columns")[column] for column in table.names]
    mark = _mark(person, name, filters, reason, len(table.rows))
    widths = [WIDTHS.get(column, 14) for column in table.names]
    return sheets.write_table(form, headings, table.rows, widths, mark)


def _mark(person: Person, name: str, filters: Mapping[str, str], reason: str, rows: int) -> str:
    unit = directory().name(person.unit_id) if person.unit_id else ""
    said = words("export")["and"].join(part["text"] for part in listing.filter_words(person, filters))
    return words("export")["mark"].format(
        who=person.name,
        unit=words("export")["unit"].format(unit=unit) if unit else "",
        at=stamp(clock.now(), clock.now()),
        reason=reason,
        list=title(name),
        filters=words("export")["filters"].format(filters=said) if said else "",
        rows=rows,
    )
