"""Values that stored models and suggestions share."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Kind(enum.StrEnum):
    """What is suggested."""

    NATURE = "nature"
    CONTENT_CLASS = "content_class"
    UNIT = "unit"


class State(enum.StrEnum):
    """Where a trained model stands: tried and not (yet) in use, in use, or replaced."""

    CANDIDATE = "candidate"
    CURRENT = "current"
    RETIRED = "retired"


class Choice(enum.StrEnum):
    """What became of a suggestion: the first was taken, another of those shown, something else; or nothing in a day."""

    OPEN = "open"
    ACCEPTED = "accepted"
    ANOTHER = "another"
    CHANGED = "changed"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Suggested:
    """One value with its probability (0 to 1) and the words of the text that speak for it, strongest first."""

    value: str
    confidence: float
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """The likeliest values, first first. `preset`: the first may be filled in. `model`: empty for descriptions."""

    kind: Kind
    top: tuple[Suggested, ...]
    preset: bool
    model: str = ""
