"""Nature and content class of a text: the trained model of the hotline where there is one, the pack's words else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import numpy as np

from hotline.core.policy.pack import Policy
from hotline.core.policy.rules import Facts, Found
from hotline.core.policy.shapes import SuggestRule
from hotline.language import cold
from hotline.language.keeping import load_current
from hotline.language.model import TOP, Answer, Model
from hotline.language.model import Suggestion as Answered
from hotline.language.shapes import Kind, Suggested, Suggestion

LEAST_CHARACTERS = 4
"""Of a shorter text nothing can be said."""
WORDS_SHOWN = 5


def suggest(fields: Sequence[str], kind: Kind, line: str, policy: Policy, day: date) -> Suggestion:
    """The three likeliest values for a message given as its parts (title, content …), with the words that decided.

    `preset` only when both the model's own threshold and the pack's (`suggest`) are reached on `day`; descriptions
    alone never preset. Values that the pack no longer has are left out; those the model has never met come from
    descriptions.
    """
    if sum(map(len, fields)) < LEAST_CHARACTERS:
        return Suggestion(kind, (), False)
    start = cold.starting(policy, kind)
    current = load_current(kind, line)
    if current is None:
        described = start.answer(fields, TOP, WORDS_SHOWN).suggestions if start else ()
        return Suggestion(kind, tuple(map(_shown, described)), False)
    model = current.model
    known = {term.id for term in cold.terms(policy, kind)}
    answer = model.answer(fields, TOP + 3, WORDS_SHOWN)
    found = joined(answer, model, start, fields, known)
    preset = answer.preset and bool(found) and found[0].probability >= preset_from(policy, line, day)
    return Suggestion(kind, tuple(map(_shown, found[:TOP])), preset and found[0] == answer.suggestions[0], current.id)


def joined(
    answer: Answer, model: Model, start: Model | None, fields: Sequence[str], known: Collection[str]
) -> list[Answered]:
    """What the model says of values the pack still has; a share of the probability is for values it never met."""
    learned = [one for one in answer.suggestions if one.label in known]
    new = [place for place, name in enumerate(start.classes) if name not in model.classes] if start else []
    if not new or start is None:
        return learned
    chances = start.probabilities(fields)
    inside = chances[new] / max(float(chances[new].sum()), 1e-9)
    best = new[int(np.argmax(inside))]
    added = next(
        (one for one in start.answer(fields, TOP, WORDS_SHOWN).suggestions if one.label == start.classes[best]), None
    )
    if added is None:
        return learned
    found = [*learned, Answered(added.label, unseen(model) * float(inside.max()), added.reasons)]
    return sorted(found, key=lambda one: -one.probability)


def unseen(model: Model) -> float:
    """How likely the next message is of a class the model never met, as far as the number of its messages tells."""
    return len(model.classes) / (model.rows + len(model.classes)) if model.rows else 1.0


def preset_from(policy: Policy, line: str, day: date) -> float:
    """The pack's threshold, 0 to 1; above 1 where it has none."""
    found = policy.find("suggest", Facts(line=line), day, day)
    rule: SuggestRule = found.rule.value if isinstance(found, Found) else SuggestRule()
    return rule.preset_from / 100


def suggest_all(
    fields: Sequence[str], line: str, policy: Policy, day: date, kinds: Collection[Kind] = cold.DESCRIBED
) -> Mapping[Kind, Suggestion]:
    """Nature and content class at once."""
    return {kind: suggest(fields, kind, line, policy, day) for kind in kinds}


def _shown(one: Answered) -> Suggested:
    return Suggested(one.label, round(one.probability, 4), tuple(reason.word for reason in one.reasons))
