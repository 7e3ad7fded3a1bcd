"""Call lists and message lists out of CSV files: every faulty cell is named, with what to write instead."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hotline.accounts.models import Person
from hotline.infra import clock, sheets
from hotline.insight import words
from hotline.insight.calls import Call, Message
from hotline.orders.selectors import ids_of_numbers


class BadFile(Exception):
    """The whole file is of no use; the text says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell that is not understood. `line`: of the file, the heading is line 1."""

    line: int
    column: str
    what: str

    def __str__(self) -> str:
        return words.FAULT.format(line=self.line, column=self.column, what=self.what)


@dataclass(frozen=True)
class Sheet:
    """What a file says. `found`: line → the call or message of a row without a fault; `unknown`: headings not read."""

    found: Mapping[int, Any]
    faults: tuple[Fault, ...]
    unknown: tuple[str, ...]


NEEDED = {
    "call": ("external", "direction", "offered_at", "ended_at", "answered"),
    "message": ("external", "received_at"),
}
COLUMNS = {"call": words.CALL_COLUMNS, "message": words.MESSAGE_COLUMNS}
VALUES = {
    "call": {
        "direction": words.DIRECTIONS,
        "answered": words.ANSWERED,
        "rating": words.RATINGS,
        "valid": words.YES_NO,
        "cause": words.CALL_CAUSES,
    },
    "message": {"direction": words.DIRECTIONS, "cause": words.MESSAGE_CAUSES},
}
TIMES = frozenset({"offered_at", "answered_at", "ended_at", "received_at", "replied_at"})
FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M")


def read_calls(data: bytes) -> Sheet:
    """The calls in a CSV file with the headings `words.CALL_COLUMNS`. BadFile for one that is none."""
    return _Reader("call", data).sheet()


def read_messages(data: bytes) -> Sheet:
    """The messages in a CSV file with the headings `words.MESSAGE_COLUMNS`. BadFile for one that is none."""
    return _Reader("message", data).sheet()


class _Reader:
    """One file while it is read."""

    def __init__(self, kind: str, data: bytes) -> None:
        self.kind, self.columns, self.values = kind, COLUMNS[kind], VALUES[kind]
        self.labels = {name: label for label, name in self.columns.items()}
        self.faults: list[Fault] = []
        self.rows = list(_table(data))
        self.heading, self.unknown = self._heading()
        cells = [self._cells(row) for _line, row in self.rows[1:]]
        self.people = _people(cells)
        self.orders = ids_of_numbers({row["order"] for row in cells if row.get("order")})
        self.cells = cells

    def _heading(self) -> tuple[list[str], tuple[str, ...]]:
        if not self.rows:
            raise BadFile(words.EMPTY_FILE)
        given = [label.strip() for label in self.rows[0][1]]
        names = [self.columns.get(label, label if label in self.labels else "") for label in given]
        missing = [self.labels[name] for name in NEEDED[self.kind] if name not in names]
        if missing:
            raise BadFile(words.NO_COLUMN.format(columns="、".join(missing), known="、".join(self.columns)))
        return names, tuple(label for label, name in zip(given, names, strict=True) if not name and label)

    def _cells(self, row: list[str]) -> dict[str, str]:
        return {name: cell.strip() for name, cell in zip(self.heading, row, strict=False) if name}

    def sheet(self) -> Sheet:
        found: dict[int, Any] = {}
        first: dict[str, tuple[int, Any]] = {}
        for (line, row), cells in zip(self.rows[1:], self.cells, strict=True):
            before = len(self.faults)
            if len(row) > len(self.heading) and any(cell.strip() for cell in row[len(self.heading) :]):
                self._fault(line, "external", "too_many", str(len(row)), str(len(self.heading)))
            one = self._one(line, cells)
            if one is None or len(self.faults) > before:
                continue
            earlier = first.setdefault(one.external, (line, one))
            if earlier[1] != one:
                self._fault(line, "external", "twice", one.external, str(earlier[0]))
            elif earlier[0] == line:
                found[line] = one
        return Sheet(found, tuple(self.faults), self.unknown)

    def _one(self, line: int, cells: dict[str, str]) -> Any:
        read = {name: self._value(line, name, cells.get(name, "")) for name in self.labels}
        given = {name: value for name, value in read.items() if value not in (None, "")}
        if any(name not in given for name in NEEDED[self.kind]):
            return None
        if "valid" in given:
            given["valid"] = given["valid"] == "yes"
        self._order_of_times(line, given)
        return Call(**given) if self.kind == "call" else Message(**given)

    def _value(self, line: int, name: str, text: str) -> Any:
        """The value of a cell; None where it is empty or faulty."""
        if not text:
            if name in NEEDED[self.kind]:
                self._fault(line, name, "missing", "", self._wanted(name))
            return None
        if name in TIMES:
            return self._time(line, name, text)
        if name in self.values:
            known = self.values[name]
            value = known.get(text, text if text in known.values() else None)
            if value is None:
                self._fault(line, name, "not_one_of", text, "、".join(known))
            return value
        if name == "agent":
            return self._known(line, name, text, self.people, "no_person")
        if name == "order":
            return self._known(line, name, text, self.orders, "no_order")
        return text

    def _wanted(self, name: str) -> str:
        if name in self.values:
            return "、".join(self.values[name])
        return words.A_TIME if name in TIMES else words.A_NUMBER

    def _time(self, line: int, name: str, text: str) -> datetime | None:
        for form in FORMATS:
            try:
                return datetime.strptime(text.replace("/", "-"), form).replace(tzinfo=clock.LOCAL)
            except ValueError:
                continue
        self._fault(line, name, "not_a_time", text)
        return None

    def _known(self, line: int, name: str, text: str, known: Mapping[str, str], fault: str) -> str | None:
        if text not in known:
            self._fault(line, name, fault, text)
        return known.get(text)

    def _order_of_times(self, line: int, given: Mapping[str, Any]) -> None:
        for later, earlier in (
            ("answered_at", "offered_at"), ("ended_at", "answered_at"), ("ended_at", "offered_at"),
            ("replied_at", "received_at"),
        ):  # fmt: skip
            if later in given and earlier in given and given[later] < given[earlier]:
                self._fault(line, later, "before", f"{given[later]:%Y-%m-%d %H:%M:%S}", self.labels[earlier])
                return
        if self.kind == "call" and (given["answered"] == "no") is ("answered_at" in given):
            self._fault(line, "answered_at", "unanswered_time" if "answered_at" in given else "answered_time")

    def _fault(self, line: int, name: str, what: str, value: str = "", wanted: str = "") -> None:
        self.faults.append(Fault(line, self.labels[name], words.FAULTS[what].format(value=value, wanted=wanted)))


def _people(cells: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Account → id, of those that are named."""
    wanted = {row["agent"] for row in cells if row.get("agent")}
    found = Person.objects.filter(username__in=wanted).values_list("username", "id")
    return {username: str(ident) for username, ident in found}


def _table(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they end on; empty ones are left out."""
    try:
        text = sheets.text_of(data)
    except sheets.UnreadableSheet as why:
        raise BadFile(words.NOT_TEXT) from why
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error:
        raise BadFile(words.NOT_A_TABLE.format(line=reader.line_num)) from None
