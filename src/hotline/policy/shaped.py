"""Lists of a pack whose entries have a shape of the core: measures, procedures, score sheets, desks, outbound lists."""

from __future__ import annotations

from typing import Any

from hotline.core.policy.measures import MeasureSpec
from hotline.core.policy.outreach import CampaignSpec, Desk
from hotline.core.policy.procedures import ProcedureSpec
from hotline.core.policy.scores import ScoreSheet
from hotline.policy.building import Names, build
from hotline.policy.documents import Document
from hotline.policy.errors import Bad, Problems, Reported
from hotline.policy.reading import Mapping, Scalar, Sequence, each, text

SHAPES: dict[str, type] = {
    "measures": MeasureSpec,
    "procedures": ProcedureSpec,
    "score_sheets": ScoreSheet,
    "desks": Desk,
    "campaigns": CampaignSpec,
}


def shaped_lists(chain: list[Document], names: Names, problems: Problems) -> dict[str, tuple[Any, ...]]:
    """Section → its entries, root first; a pack states an inherited entry again under the same id."""
    found: dict[str, tuple[Any, ...]] = {}
    for section, shape in SHAPES.items():
        entries: dict[str, list[Any]] = {}
        for document in chain:
            entries |= _entries(document, section, shape, names, problems)
        found[section] = tuple(versions[-1] for versions in entries.values())
        if section == "measures":
            found["earlier_measures"] = tuple(spec for versions in entries.values() for spec in versions[:-1])
    return found


def places_of(chain: list[Document]) -> dict[str, tuple[str, int]]:
    """Id of an entry, or `entry.part` of one inside it → file and line where the nearest pack states it."""
    found: dict[str, tuple[str, int]] = {}
    for document in chain:
        for section in SHAPES:
            for entry in each(document.get(section), Problems()):
                _note_place("", entry, found)
    return found


def _note_place(above: str, entry: Mapping, found: dict[str, tuple[str, int]]) -> None:
    ident = entry.get("id")
    if not isinstance(ident, Scalar):
        return
    name = f"{above}.{ident.text}" if above else ident.text
    found[name] = (entry.file, entry.line)
    for inner in entry.items.values():
        for part in inner.items if isinstance(inner, Sequence) else ():
            if isinstance(part, Mapping):
                _note_place(name, part, found)


def _entries(document: Document, section: str, shape: type, names: Names, problems: Problems) -> dict[str, list[Any]]:
    """Id → what is stated under it. Only measures have several: one follows another by its days."""
    found: dict[str, list[Any]] = {}
    for entry in each(document.get(section), problems):
        try:
            problems.rule = text(entry.need("id"))
            entry.need("source")
            made = build(shape, entry, names, problems)
            before = found.setdefault(problems.rule, [])
            if before and not _follows(before[-1], made):
                raise entry.bad("duplicate_term", name=problems.rule)
            before.append(made)
        except Bad as bad:
            problems.note(bad)
        except Reported:
            continue
    problems.rule = ""
    return found


def _follows(before: Any, after: Any) -> bool:
    """A measure that takes over on the day after another has ended."""
    if not isinstance(after, MeasureSpec) or before.until is None or after.since is None:
        return False
    return bool(before.until < after.since)
