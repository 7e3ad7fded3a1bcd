"""A run for the eye: what was said of a person is masked, wherever it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hotline.core.codec import encode
from hotline.core.diagnosis.shapes import PERSONAL, Question, Scenario
from hotline.core.diagnosis.trail import Input, Mark
from hotline.infra.masking import STAR, mask_inside

_KEPT = 2
"""Signs at either end of a number that stay."""


def mask_number(text: str) -> str:
    """A customer's or telephone number with its ends only."""
    if len(text) <= _KEPT * 2 + 1:
        return STAR * len(text)
    return text[:_KEPT] + STAR * (len(text) - _KEPT * 2) + text[-_KEPT:]


def masker(inputs: Iterable[Input], library: Iterable[Scenario]) -> Callable[[str], str]:
    """A function that masks personal answers in any sentence, and long numbers beside them."""
    personal = {s.id for one in library for s in one.steps if isinstance(s, Question) and s.kind in PERSONAL}
    values = sorted({i.value.strip() for i in inputs if i.step in personal and i.value.strip()}, key=len, reverse=True)

    def mask(text: str) -> str:
        for value in values:
            text = text.replace(value, mask_number(value))
        return mask_inside(text)

    return mask


def trail_row(mark: Mark, mask: Callable[[str], str]) -> dict[str, Any]:
    """One step of the trail as it is kept and shown."""
    row: dict[str, Any] = encode(mark)
    for name in ("text", "said", "why"):
        if name in row:
            row[name] = mask(row[name])
    if "data" in row:
        # As pairs: the database keeps the names of an object in an order of its own.
        row["data"] = [[label, mask(value)] for label, value in mark.data.items()]
    row["inside"] = list(mark.inside)
    return row
