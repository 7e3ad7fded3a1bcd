"""The entries that say most of a question: what its terms say of each, added up.

The rarest terms bring the entries; the commonest, once so many places have been read that more could hardly bring
anything new, only help to order them. So the cost does not grow with the number of entries.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hotline.core.knowledge import ranking
from hotline.knowledge.search.lists import Listed
from hotline.knowledge.search.question import Sought

READ = 100_000
"""Places read of the terms that bring entries; the rarest term brings them in any case."""
MOST = 400
"""Entries that are weighed by all terms."""

Numbers = npt.NDArray[np.int32]
Scores = npt.NDArray[np.float64]


def weigh(sought: Sought) -> dict[int, float]:
    """Number of an entry → score, the best first, at most MOST; of what a synonym adds, a part."""
    part = ranking.SYNONYM if sought.said else 1.0
    # Of what was said, no entry has a word: what it means is all there is.
    weighed = {**{term: idf * part for term, idf in sought.meant.items()}, **sought.characters, **sought.said}
    bringing, ordering = _split(sought, weighed)
    if not bringing:
        return {}
    numbers, scores = _brought([(sought.lists[term], weighed[term]) for term in bringing])
    for term in ordering:
        scores += _added(sought.lists[term], weighed[term], numbers)
    order = np.lexsort((numbers, -scores))
    return dict(zip(numbers[order].tolist(), scores[order].tolist(), strict=True))


def _split(sought: Sought, weighed: dict[str, float]) -> tuple[list[str], list[str]]:
    """The terms that bring entries, and those that only order them."""
    bringing, ordering, read = list[str](), list[str](), 0
    for term in sorted(weighed, key=lambda term: (sought.lists[term].numbers.size, term)):
        size = sought.lists[term].numbers.size
        if not size:
            continue
        if term in sought.common or (bringing and read + size > READ):
            ordering.append(term)
        else:
            bringing.append(term)
            read += size
    return bringing, ordering


def _brought(terms: list[tuple[Listed, float]]) -> tuple[Numbers, Scores]:
    """The best entries by these terms, rising by number, with their scores."""
    everywhere = np.zeros(max(int(listed.numbers[-1]) for listed, _ in terms) + 1)
    for listed, idf in terms:
        everywhere[listed.numbers] += listed.weights * np.float64(idf)
    found = np.flatnonzero(everywhere > 0)
    scores = everywhere[found]
    if found.size > MOST:
        least = np.partition(scores, found.size - MOST)[found.size - MOST]
        best = found[scores > least]
        equal = found[scores == least][: MOST - best.size]
        found = np.sort(np.concatenate([best, equal]))
        scores = everywhere[found]
    return found.astype(np.int32), scores


def _added(listed: Listed, idf: float, numbers: Numbers) -> Scores:
    """What a term adds to these entries."""
    at = np.minimum(np.searchsorted(listed.numbers, numbers), listed.numbers.size - 1)
    added: Scores = np.where(listed.numbers[at] == numbers, listed.weights[at] * np.float64(idf), 0.0)
    return added
