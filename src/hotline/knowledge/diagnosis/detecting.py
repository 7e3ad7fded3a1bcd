"""Which scenario a text is about (AIS-1): words that speak for it, sentences people have said, the class; how sure.

Nothing is learned on a line: a scenario carries its own words and sayings, so a new one is found from its first day.
The weights were fitted once on labelled messages (docs/evaluation-detect.md); the confidence is a probability.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from hotline.core.diagnosis.shapes import Detection, Scenario
from hotline.language.similar import terms

HEAD = 60
"""Characters at the beginning of a text that say what it is about."""
MOST_READ = 2000
_LEAST = 6
"""Terms below which a saying is compared as if it had so many."""


@dataclass(frozen=True, slots=True)
class Detected:
    """A scenario with how sure it is, and the words that speak for it."""

    name: str
    title: str
    confidence: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signs:
    """What of a text speaks for a scenario, each between 0 and about 1."""

    head: float
    """Its words in the title or the first sentence."""
    body: float
    """Its words in the whole text, against the text's length."""
    saying: float
    """The saying that is most like the text."""
    content_class: float
    never: float

    def as_tuple(self) -> tuple[float, ...]:
        return (self.head, self.body, self.saying, self.content_class, self.never)


OFFSET = -4.37
WEIGHTS = (8.34, 2.52, 5.31, 0.5, -8.0)


def detect(
    scenarios: Iterable[Scenario], text: str, title: str = "", content_class: str = "", most: int = 3
) -> tuple[Detected, ...]:
    """The scenarios a text may be about, surest first; only those that are sure enough to be proposed."""
    found = [
        Detected(one.id, one.title, sure(signs), words_found(one.detection, f"{title}\n{text}"))
        for one in scenarios
        if (signs := signs_of(one, text, title, content_class)) is not None
    ]
    found = [one for one in found if one.confidence >= SURE]
    return tuple(sorted(found, key=lambda one: (-one.confidence, one.name))[:most])


def weighed(signs: Signs) -> float:
    """What speaks for the scenario; it is proposed from 0 on."""
    return OFFSET + sum(weight * sign for weight, sign in zip(WEIGHTS, signs.as_tuple(), strict=True))


def sure(signs: Signs) -> float:
    """The probability that the text is about the scenario."""
    return _chance(weighed(signs))


def _chance(value: float) -> float:
    return 1 / (1 + math.exp(-(LOWER + FLATTER * value)))


LOWER, FLATTER = -0.13, 0.59
"""The weights alone were too sure of texts nobody had seen: fitted by `calibrating` on the development half."""
SURE = _chance(0.0)
"""From here on a scenario is proposed."""


def signs_of(scenario: Scenario, text: str, title: str = "", content_class: str = "") -> Signs | None:
    """The signs of one scenario in a text; None where nothing at all speaks for it."""
    detection, text = scenario.detection, text[:MOST_READ]
    head = f"{title}\n{text[:HEAD]}" if title else text[:HEAD]
    in_head, everywhere = words_found(detection, head), words_found(detection, f"{title}\n{text}")
    saying = likest(detection.sayings, head)
    if not everywhere and saying < _LITTLE:
        return None
    times = sum(text.count(word) for word in everywhere)
    against = [word for word in detection.never if word in head]
    return Signs(
        head=1 - 0.5 ** len(in_head),
        body=min(1.0, times / (1 + len(text) / 80)),
        saying=saying,
        content_class=float(_of_class(content_class, detection.content_classes)),
        never=1 - 0.5 ** len(against),
    )


_LITTLE = 0.2


def words_found(detection: Detection, text: str) -> tuple[str, ...]:
    """Its words that stand in the text; of two that overlap the longer one."""
    found = [word for word in detection.words if word in text]
    return tuple(word for word in found if not any(word != other and word in other for other in found))


def likest(sayings: Collection[str], text: str) -> float:
    """How much of the saying that is most like it stands in the text: cosine of pairs of characters."""
    said = Counter(terms(text))
    return max((_cosine(said, _counted(one)) for one in sayings), default=0.0)


def _cosine(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    shared = sum(one[term] * other[term] for term in one.keys() & other.keys())
    lengths = (sum(n * n for n in counts.values()) for counts in (one, other))
    first, second = (math.sqrt(max(length, _LEAST)) for length in lengths)
    return shared / (first * second)


@lru_cache(maxsize=2000)
def _counted(saying: str) -> Counter[str]:
    return Counter(terms(saying))


def _of_class(code: str, classes: Collection[str]) -> bool:
    return bool(code) and any(code == one or code.startswith(f"{one}.") for one in classes)
