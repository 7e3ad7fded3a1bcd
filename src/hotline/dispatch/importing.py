"""Reading a responsibility list from rows of text: every faulty row is named, and then nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from hotline.accounts.selectors import directory
from hotline.core.responsibility import DutyKind
from hotline.dispatch import duties
from hotline.dispatch.models import Responsibility

COLUMNS = ("id", "content_class", "area", "unit", "duty", "basis", "valid_from", "valid_to")
_STORED = ["unit", "content_class", "area", "duty", "basis", "valid_from", "valid_until"]


@dataclass(frozen=True, slots=True)
class RowFault:
    """Line of the file (the heading is line 1), column, and the value that is not understood."""

    line: int
    column: str
    value: str


class BadList(Exception):
    """The list has faults; nothing was stored."""

    def __init__(self, faults: list[RowFault]) -> None:
        super().__init__("; ".join(f"line {f.line}: {f.column} {f.value!r}" for f in faults[:20]))
        self.faults = faults


def import_list(rows: Iterable[Mapping[str, str]]) -> int:
    """Store a list with the columns COLUMNS, matching earlier rows by id; returns how many rows it has.

    Raises BadList when a unit is unknown, a date or duty is not understood, or an id comes twice.
    """
    faults: list[RowFault] = []
    made: dict[str, Responsibility] = {}
    for line, row in enumerate(rows, 2):
        found = _read(line, row, faults)
        if found is not None and found.ref in made:
            faults.append(RowFault(line, "id", found.ref))
        elif found is not None:
            made[found.ref] = found
    if faults:
        raise BadList(faults)
    with transaction.atomic():
        Responsibility.objects.bulk_create(
            made.values(), update_conflicts=True, unique_fields=["ref"], update_fields=_STORED
        )
    duties.forget()
    return len(made)


def _read(line: int, row: Mapping[str, str], faults: list[RowFault]) -> Responsibility | None:
    before = len(faults)
    values = {name: (row.get(name) or "").strip() for name in COLUMNS}
    for name in ("id", "content_class", "unit", "duty", "basis", "valid_from"):
        if not values[name]:
            faults.append(RowFault(line, name, ""))
    if values["unit"] and directory().unit(values["unit"]) is None:
        faults.append(RowFault(line, "unit", values["unit"]))
    if values["duty"] and values["duty"] not in {kind.value for kind in DutyKind}:
        faults.append(RowFault(line, "duty", values["duty"]))
    first = _day(line, "valid_from", values["valid_from"], faults)
    last = _day(line, "valid_to", values["valid_to"], faults)
    if first and last and last < first:
        faults.append(RowFault(line, "valid_to", values["valid_to"]))
    if len(faults) > before or first is None:
        return None
    return Responsibility(
        ref=values["id"],
        unit=values["unit"],
        content_class=values["content_class"],
        area=values["area"],
        duty=values["duty"],
        basis=values["basis"],
        valid_from=first,
        valid_until=last,
    )


def _day(line: int, column: str, text: str, faults: list[RowFault]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(RowFault(line, column, text))
        return None
