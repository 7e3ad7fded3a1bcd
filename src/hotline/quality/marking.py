"""Marks on the pack's sheet for one recording: what may be marked, and the score that follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hotline import policy as packs
from hotline.core.appraisal import Period, SheetResult, Subject, exact, score
from hotline.core.counting import Counted
from hotline.core.policy.pack import Policy
from hotline.core.policy.scores import ScoreItem, ScoreSheet
from hotline.core.vocabulary import CountedKind, Scored
from hotline.quality.refusing import Refused

ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Mark:
    """One finding in a recording. `points` only for an item that is scored up to full marks; `second` into it."""

    item: str
    points: Decimal | None = None
    note: str = ""
    second: int | None = None

    def stored(self) -> dict[str, Any]:
        given = {"points": None if self.points is None else str(self.points), "second": self.second}
        return {"item": self.item, "note": self.note} | {k: v for k, v in given.items() if v is not None}


def read(rows: Iterable[dict[str, Any]]) -> list[Mark]:
    """Marks as they were stored."""
    return [
        Mark(r["item"], Decimal(r["points"]) if "points" in r else None, r.get("note", ""), r.get("second"))
        for r in rows
    ]


def sheet_of(policy: Policy, ident: str) -> ScoreSheet:
    """The sheet for recordings with this id. Refused when the pack has none."""
    sheet = policy.score_sheet(ident)
    if sheet is None or sheet.of is not Scored.RECORDING:
        raise Refused("no_sheet")
    return sheet


def sheet_at(pack: str, release: str, ident: str) -> ScoreSheet:
    """The sheet as it was at a release."""
    return sheet_of(packs.release(pack, release), ident)


def scored(sheet: ScoreSheet, marks: Iterable[Mark]) -> SheetResult:
    """What the marks come to. Refused for a mark that the sheet has no place for."""
    items = {item.id: item for item in sheet.items if item.by_hand}
    counted = [_counted(items, mark, number) for number, mark in enumerate(marks)]
    return score(sheet, Subject("recording"), Period(ANY_DAY, ANY_DAY), counted)


def words_of(sheet: ScoreSheet, marks: Iterable[Mark]) -> dict[str, str]:
    """For each item of the sheet what was found on it, as one word: the points it gave or took."""
    result = scored(sheet, marks)
    return {item.id: str(item.points.normalize()) for item in result.items}


def _counted(items: dict[str, ScoreItem], mark: Mark, number: int) -> Counted:
    item = items.get(mark.item)
    if item is None:
        raise Refused("bad_item", item=mark.item)
    numbers = {} if mark.points is None else {"points": float(_points(item, mark.points))}
    if mark.points is None and not item.points:
        raise Refused("points_needed", item=item.title)
    marks = {"kind": item.id}
    return Counted(CountedKind.ENTRY, ANY_DAY, "recording", f"{number:04}", marks, numbers)


def _points(item: ScoreItem, given: Decimal) -> Decimal:
    """An item with points of its own has them each time; one with full marks takes what a person gives, up to these."""
    if item.points:
        raise Refused("points_fixed", item=item.title)
    if item.full is not None and abs(given) > exact(item.full):
        raise Refused("points_range", item=item.title, low=-exact(item.full), high=exact(item.full))
    return given
