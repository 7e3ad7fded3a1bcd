"""Units: the text model joined with the list of duties and with what was decided before, weighed on held-out rows."""

from __future__ import annotations

from collections import Counter

import numpy as np

from hotline.dispatch import past, suggesting
from hotline.dispatch.suggesting import Asked, Grounds
from hotline.language import mixing
from hotline.language.comparing import Answers
from hotline.language.keeping import Loaded
from hotline.language.model import Model
from hotline.orders.decided import Decided

PRESET = 0.9
"""What a card counts as preset; the pack's own rule decides in use."""


class Judge:
    """Like decisions are those of the learned rows only, as they were before the tested rows came."""

    def __init__(self, line: str, older: list[Decided], texts: dict[str, tuple[str, str]]) -> None:
        self._line = line
        self._texts = texts
        self._past: dict[str, list[tuple[str, str, int]]] = {}
        if older:
            since = older[0].registered_at - past.SPAN
            seen = Counter((r.content_class, r.area, r.unit) for r in older if r.registered_at >= since)
            for (content_class, area, unit), count in seen.items():
                self._past.setdefault(content_class, []).append((area, unit, count))

    def fit(self, model: Model, rows: list[Decided]) -> tuple[float, ...]:
        """The weights of the grounds under which these decisions are likeliest."""
        cases = []
        for row in rows:
            found = self._grounds(model, row)
            if found.units:
                cases.append((found.matrix, found.units.index(row.unit) if row.unit in found.units else -1))
        return mixing.fit(cases, suggesting.START)

    def answers(self, model: Model | None, weights: tuple[float, ...], rows: list[Decided]) -> Answers:
        def answer(place: int) -> tuple[str, float, bool]:
            found = self._grounds(model, rows[place])
            if not found.units:
                return "", 0.0, False
            chances = mixing.chances(found.matrix, weights)
            best = int(np.argmax(chances))
            return found.units[best], float(chances[best]), bool(chances[best] >= PRESET)

        return answer

    def answers_of(self, current: Loaded | None, rows: list[Decided]) -> Answers:
        """Of the model in use; of the list and like decisions alone where there is none."""
        weights = tuple(suggesting.weights_of(current))
        return self.answers(current.model if current else None, weights, rows)

    def _grounds(self, model: Model | None, row: Decided) -> Grounds:
        title, content = self._texts[row.id]
        asked = Asked(title, content, row.content_class, row.area, self._line)
        before = past.narrowed(self._past.get(row.content_class, ()), row.area) if row.content_class else []
        return suggesting.grounds(asked, suggesting.listed_for(asked), before, suggesting.answers(model, asked))
