"""Classification of messages: `learn` from labelled ones, or start from descriptions alone; then `Model.answer`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from hotline.language.learning import Learner, Options
from hotline.language.model import Answer, Model, Reason, Suggestion, untaught
from hotline.language.prior import Prior
from hotline.language.segment import Segmenter

__all__ = ["Answer", "Model", "Options", "Prior", "Reason", "Suggestion", "learn", "untaught"]

LEAST_EXAMPLES = 2


def learn(
    texts: Sequence[Sequence[str]],
    labels: Sequence[str],
    described: Mapping[str, Sequence[str]] | None = None,
    options: Options | None = None,
    segmenter: Segmenter | None = None,
) -> Model:
    """A calibrated model. `texts` are messages as their parts (title, content …); `described` gives words for classes.

    A class's name always describes it. Too few examples to learn from (fewer than two classes with two messages) leave
    the descriptions alone; without descriptions that is a ValueError.
    """
    seen = Counter(labels)
    prior = Prior({**dict.fromkeys(sorted(seen), ()), **(described or {})})
    if sum(count >= LEAST_EXAMPLES for count in seen.values()) >= 2:
        return Learner(texts, labels, segmenter).fit(prior, options)
    if not described:
        raise ValueError("at least two classes with two examples each, or descriptions")
    return untaught(prior, segmenter)
