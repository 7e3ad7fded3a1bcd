"""What is wrong with a score sheet beyond names: bands that meet, items that nobody can score, empty conditions."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.core.policy.scores import Band, Condition, ScoreItem, ScoreSheet

Wrong = tuple[str, str, str, str]
"""(entry, what is wrong, what it says, what it could say)"""

_NEEDS = {
    "item": ("times_at_least",),
    "quota": ("short_by", "short_over", "due_at_least", "due_at_most"),
    "measure": ("measure_below",),
}


def faults(sheet: ScoreSheet) -> Iterator[Wrong]:
    """Each fault once."""
    for name, entries in (("items", sheet.items), ("sections", sheet.sections), ("proposals", sheet.proposals)):
        idents = [entry.id for entry in entries]
        for ident in sorted({i for i in idents if idents.count(i) > 1}):
            yield sheet.id, name, ident, ""
    for item in sheet.items:
        yield from _item(f"{sheet.id}.{item.id}", item)
    for rule in sheet.proposals:
        yield from _condition(f"{sheet.id}.{rule.id}", rule.when)
    if sheet.lowest is not None and sheet.highest is not None and sheet.lowest > sheet.highest:
        yield sheet.id, "highest", str(sheet.highest), f">= {sheet.lowest}"


def _item(entry: str, item: ScoreItem) -> Iterator[Wrong]:
    if item.each < 1:
        yield entry, "each", str(item.each), ">= 1"
    if item.by_hand and not item.points and item.full is None:
        yield entry, "full", "-", "points / full"
    if bool(item.bands) is not bool(item.measure or item.inspection):
        yield entry, "bands", str(len(item.bands)), "measure / inspection"
    for one, other in _overlapping(item.bands):
        yield entry, "bands", _words(one), _words(other)


def _overlapping(bands: tuple[Band, ...]) -> Iterator[tuple[Band, Band]]:
    """Bands of which a value could lie in both, and bands in which none can lie."""
    for n, one in enumerate(bands):
        if _low(one) >= _high(one):
            yield one, one
        yield from (
            (one, other) for other in bands[n + 1 :] if max(_low(one), _low(other)) < min(_high(one), _high(other))
        )


def _low(band: Band) -> float:
    return float("-inf") if band.at_least is None else band.at_least


def _high(band: Band) -> float:
    return float("inf") if band.below is None else band.below


def _words(band: Band) -> str:
    return f"{'' if band.at_least is None else band.at_least}..{'' if band.below is None else band.below}"


def _condition(entry: str, when: Condition) -> Iterator[Wrong]:
    if when == Condition():
        yield entry, "when", "-", "score_below / item / quota / last …"
    for name, fields in _NEEDS.items():
        given = [field for field in fields if getattr(when, field) != getattr(Condition(), field)]
        if given and not getattr(when, name):
            yield entry, given[0], "-", name
