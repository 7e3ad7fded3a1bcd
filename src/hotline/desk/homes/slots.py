"""Places on the first pages that other parts of the desk fill. An empty one is not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from hotline.accounts.models import Person


class Filled(NamedTuple):
    """What stands in a place: a template of the desk, and what it is told."""

    template: str
    context: dict[str, Any]


Filler = Callable[[Person], Filled | None]
WARNINGS, TOPICS = "warnings", "topics"
"""Warnings to the director; topics for the analyst."""

_FILLERS: dict[str, list[Filler]] = {WARNINGS: [], TOPICS: []}


def fills(place: str, filler: Filler) -> None:
    """Have `filler` asked whenever the place is shown. KeyError for a place there is none of."""
    if filler not in _FILLERS[place]:
        _FILLERS[place].append(filler)


def filled(place: str, person: Person) -> list[Filled]:
    """What stands in the place for this person now."""
    return [found for filler in _FILLERS[place] if (found := filler(person)) is not None]
