"""What a run is made of: what came from outside, how each step went, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from hotline.core.diagnosis.shapes import Conclusion, LookUp, Question
from hotline.core.diagnosis.texts import filled


class Found(str, Enum):  # noqa: UP042 - a plain value in JSON
    """How a step went."""

    ANSWERED = "answered"
    FROM_TEXT = "from_text"
    SKIPPED = "skipped"
    FOUND = "found"
    NOTHING = "nothing"
    DOWN = "down"
    DECIDED = "decided"
    ENTERED = "entered"
    CONCLUDED = "concluded"


class Wrong(str, Enum):  # noqa: UP042
    """Why an answer cannot be taken."""

    EMPTY = "empty"
    NO_SUCH_CHOICE = "no_such_choice"
    NO_NUMBER = "no_number"
    NO_DATE = "no_date"
    TOO_LONG = "too_long"
    NOT_SKIPPED = "not_skipped"
    OTHER_STEP = "other_step"
    """The input belongs to another step: the form was old, or the scenario has changed."""


class BadInput(Exception):
    """An input that does not fit its step; the run stays as it was."""

    def __init__(self, wrong: Wrong, step: str) -> None:
        super().__init__(f"{step}: {wrong.value}")
        self.wrong, self.step = wrong, step


@dataclass(frozen=True, slots=True)
class Input:
    """What came from outside for one step: an answer (`found` ANSWERED or FROM_TEXT with `value`), SKIPPED, or what a
    look-up brought (FOUND with `data`, NOTHING, DOWN)."""

    step: str
    found: Found
    value: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mark:
    """One step of the trail. `said`: the answer in words; `data`: what a source gave, by label; `why`: the reason.

    `personal`: `said` or `data` may hold the caller's number and is to be masked. `inside`: titles of the scenarios
    around it, outermost first.
    """

    step: str
    text: str
    found: Found
    said: str = ""
    why: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    personal: bool = False
    inside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Where a run stands. `waits`: the question or look-up that is next; else `conclusion` is where it ended."""

    trail: tuple[Mark, ...]
    known: Mapping[str, str]
    personal: frozenset[str]
    waits: Question | LookUp | None = None
    conclusion: Conclusion | None = None

    @property
    def question(self) -> Question | None:
        """The question that is next, as it is put: what is known filled in."""
        step = self.waits
        if not isinstance(step, Question):
            return None
        known = self.known
        return replace(
            step,
            text=filled(step.text, known),
            help=filled(step.help, known),
            why=filled(step.why, known),
            choices=tuple(replace(choice, label=filled(choice.label, known)) for choice in step.choices),
        )

    @property
    def asked(self) -> Mapping[str, str]:
        """The arguments of the look-up that is next, filled."""
        step = self.waits
        return {k: filled(v, self.known) for k, v in step.arguments.items()} if isinstance(step, LookUp) else {}
