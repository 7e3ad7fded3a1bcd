"""Counting rules and sets of reminders that rules refer to by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from hotline.core.deadlines import Counting
from hotline.core.policy.shapes import StageRule
from hotline.policy.building import Names, build
from hotline.policy.documents import Document
from hotline.policy.errors import Bad, Problems, Reported
from hotline.policy.reading import Mapping, Node, mapping
from hotline.policy.sources import Registered, source_of

_ABOUT = ("source", "unstated", "note")
_COUNTING = tuple(f.name for f in fields(Counting))


def names_of(chain: list[Document], calendars: set[str], sources: dict[str, Registered], problems: Problems) -> Names:
    """What rules of the lineage may name; a pack may state an inherited name again."""
    names = Names(calendars=calendars, sources=sources)
    for document in chain:
        for key, entry in _entries(document.get("countings"), problems):
            entry.only((*_COUNTING, *_ABOUT), problems)
            plain = {k: v for k, v in entry.items.items() if k not in _ABOUT}
            own = Mapping(entry.file, entry.line, plain, entry.key_lines)
            counting = _built(Counting, own, entry, names, sources, problems)
            if counting is not None:
                names.countings[key] = counting
        for key, entry in _entries(document.get("reminders"), problems):
            entry.only(("stages", *_ABOUT), problems)
            stages = _built(tuple[StageRule, ...], entry.get("stages"), entry, names, sources, problems)
            if stages is not None:
                names.reminders[key] = stages
    problems.rule = ""
    return names


def _entries(section: Node | None, problems: Problems) -> Iterator[tuple[str, Mapping]]:
    if section is None:
        return
    try:
        for key, node in mapping(section).items.items():
            problems.rule = key
            yield key, mapping(node)
    except Bad as bad:
        problems.note(bad)


def _built(
    shape: Any, node: Node | None, entry: Mapping, names: Names, sources: dict[str, Registered], problems: Problems
) -> Any:
    try:
        source_of(entry, sources)
        return build(shape, node if node is not None else entry.need("stages"), names, problems)
    except Bad as bad:
        problems.note(bad)
    except Reported:
        pass
    return None
