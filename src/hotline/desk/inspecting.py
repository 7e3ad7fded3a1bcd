"""Inspected recordings in words: the sheet as a form, filled-in sheets, what one recording has come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from hotline import policy as packs
from hotline.accounts.models import Person
from hotline.accounts.selectors import packs_of, person_name
from hotline.core.policy.scores import ScoreItem, ScoreSheet
from hotline.core.vocabulary import Scored
from hotline.desk.entered import Unreadable
from hotline.desk.scoring import points
from hotline.desk.times import stamp
from hotline.desk.words import table
from hotline.infra import clock
from hotline.quality.inspections import Standing
from hotline.quality.marking import read
from hotline.quality.models import Inspection
from hotline.quality.services import Mark

MOST_TIMES = 9


def word(key: str, **params: object) -> str:
    section, _, name = key.partition(".")
    text: str = table("quality")[section][name]
    return text.format(**params) if params else text


def sheets_of(person: Person) -> dict[str, str]:
    """Packs of the person's lines that have a sheet for recordings → that sheet."""
    found = {}
    for pack in sorted(packs_of(person)):
        sheet = next((s for s in packs.load(pack).lists.score_sheets if s.of is Scored.RECORDING), None)
        if sheet is not None:
            found[pack] = sheet.id
    return found


@dataclass(frozen=True)
class Field:
    """One item of the sheet as a line of the form. `fixed`: it has points of its own, so only the times are asked."""

    id: str
    title: str
    text: str
    source: str
    worth: str
    fixed: bool
    value: str
    note: str
    second: str


def form_of(sheet: ScoreSheet, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The items that a person marks, under the headings that their texts begin with."""
    groups: dict[str, list[Field]] = {}
    for item in sheet.items:
        if item.by_hand:
            head, found, rest = item.text.partition("：")
            groups.setdefault(head if found else "", []).append(_field(item, rest if found else item.text, typed))
    return [{"title": title, "fields": fields} for title, fields in groups.items()]


def _field(item: ScoreItem, text: str, typed: Mapping[str, str]) -> Field:
    fixed = bool(item.points)
    worth = points(Decimal(str(item.points))) if fixed else "" if item.full is None else f"±{item.full:g}"
    value, note, second = (typed.get(f"{part}-{item.id}", "") for part in "vns")
    return Field(item.id, item.title, text, item.source, worth, fixed, value, note, second)


def typed_of(marks: list[Mark]) -> dict[str, str]:
    """Marks as they would have been typed, to be corrected."""
    found: dict[str, str] = {}
    for mark in marks:
        times = int(found.get(f"v-{mark.item}", 0)) + 1 if mark.points is None else 0
        found[f"v-{mark.item}"] = str(times) if mark.points is None else f"{mark.points:f}"
        if mark.note:
            found[f"n-{mark.item}"] = mark.note
        if mark.second is not None:
            found[f"s-{mark.item}"] = str(mark.second)
    return found


def marks_of(sheet: ScoreSheet, typed: Mapping[str, str]) -> list[Mark]:
    """What was typed, as marks. Raises Unreadable."""
    return [mark for item in sheet.items if item.by_hand for mark in _marks(item, typed)]


def _marks(item: ScoreItem, typed: Mapping[str, str]) -> list[Mark]:
    value = typed.get(f"v-{item.id}", "").strip()
    if value in ("", "0"):
        return []
    note, at = typed.get(f"n-{item.id}", "").strip(), typed.get(f"s-{item.id}", "").strip()
    if at and not (at.isascii() and at.isdigit() and len(at) < 6):
        raise Unreadable(word("said.number", title=item.title))
    second = int(at) if at else None
    if item.points:
        if not (value.isascii() and value.isdigit() and 0 < int(value) <= MOST_TIMES):
            raise Unreadable(word("said.number", title=item.title))
        return [Mark(item.id, note=note, second=second)] * int(value)
    try:
        given = Decimal(value)
    except InvalidOperation:
        raise Unreadable(word("said.number", title=item.title)) from None
    if not given.is_finite():
        raise Unreadable(word("said.number", title=item.title))
    return [Mark(item.id, given, note, second)]


def sheet_row(row: Inspection, sheet: ScoreSheet) -> dict[str, Any]:
    """One filled-in sheet."""
    items = {item.id: item for item in sheet.items}
    return {
        "id": str(row.pk),
        "round": word(f"rounds.{row.round}"),
        "score": points(row.score, signed=False),
        "by": person_name(row.by),
        "at": stamp(row.at, clock.now()),
        "note": row.note,
        "marks": [_mark(mark, items[mark.item]) for mark in read(row.marks) if mark.item in items],
    }


def _mark(mark: Mark, item: ScoreItem) -> dict[str, str]:
    worth = mark.points if mark.points is not None else Decimal(str(item.points))
    at = "" if mark.second is None else word("said.second", n=mark.second)
    return {"title": item.title, "points": points(worth), "note": mark.note, "at": at}


def state_of(now: Standing) -> str:
    if now.first is None:
        return word("states.open")
    if now.apart:
        return word("states.apart")
    return word("states.done" if now.complete else "states.second")


def call_of(call: Any) -> str:
    """When the call was and how long, for people."""
    length = word("said.seconds", m=call.seconds // 60, s=call.seconds % 60)
    return f"{stamp(call.began, clock.now())}　{length}"
