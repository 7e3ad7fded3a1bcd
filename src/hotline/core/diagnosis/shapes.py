"""What a scenario is: questions, look-ups, forks, other scenarios and conclusions, joined by the names of steps.

Source: S4 第1篇 (a line of analysis as a tree whose steps are shown), S1 篇五 四1 (fault diagnosis on the phone).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class AnswerKind(str, Enum):  # noqa: UP042 - as core.vocabulary.Term: a plain value in data and JSON
    """What a question takes."""

    CHOICE = "choice"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    PLACE = "place"
    PHONE = "phone"
    """Personal: kept only while the run lasts, shown masked in its trail."""
    IDENT = "ident"
    """A customer or meter number. Personal, like a phone number."""


PERSONAL = frozenset({AnswerKind.PHONE, AnswerKind.IDENT})
DEEPEST = 8
"""Scenarios that may run inside each other, one in the other; more nobody can follow."""


class Operator(str, Enum):  # noqa: UP042
    """How a fork compares what is known with a value. Numbers and dates by size, everything else as text."""

    IS = "is"
    IS_NOT = "is_not"
    OVER = "over"
    AT_LEAST = "at_least"
    UNDER = "under"
    AT_MOST = "at_most"
    ONE_OF = "one_of"
    KNOWN = "known"
    UNKNOWN = "unknown"


class Ending(str, Enum):  # noqa: UP042
    """What a conclusion leads to."""

    ANSWERED = "answered"
    """The caller has the answer; nothing is filed but the record of the call."""
    ORDER = "order"
    """An order is filed, with what was found."""
    HANDED_OVER = "handed_over"
    """A person goes on: an expert desk, an emergency service, a colleague."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question, and where it leads. `known_as`: words of a text that give this answer by themselves."""

    value: str
    label: str
    to: str
    known_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Asked in `text`; the answer is known from then on as `name` (empty: as the id).

    `choices` for CHOICE, each with its own way; any other kind goes on at `to`. `fills`: what a text may have said
    already (`place`, `phone`, `time`, `amount`, `organisation`): then it is only confirmed. `may_skip`: where the
    caller does not know, the run goes on at `skip_to` (empty: at `to`).
    """

    id: str
    text: str
    kind: AnswerKind = AnswerKind.CHOICE
    name: str = ""
    choices: tuple[Choice, ...] = ()
    to: str = ""
    help: str = ""
    fills: str = ""
    may_skip: bool = False
    skip_to: str = ""
    why: str = ""

    @property
    def known_as(self) -> str:
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class LookUp:
    """Data asked of a `connector` with `arguments` (names in braces are filled). What comes is known as `name.field`.

    `fields`: what of the answer is shown, in words. `to`: found; `nothing`: the source has no such entry; `down`: it
    did not answer in time. `may_lack`: the scenario allows to go on without it; else `down` must lead to a person.
    """

    id: str
    text: str
    connector: str
    to: str
    nothing: str
    down: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    may_lack: bool = False
    why: str = ""

    @property
    def known_as(self) -> str:
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Condition:
    """`what` is a known name; `value` what it is compared with, names in braces filled; ONE_OF splits at `|`."""

    what: str
    operator: Operator
    value: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Goes `to` when every condition holds; `why` is the reason that is shown."""

    when: tuple[Condition, ...]
    to: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Fork:
    """The first way that holds is taken, else `otherwise`. Nobody is asked."""

    id: str
    ways: tuple[Way, ...]
    otherwise: str
    text: str = ""
    why_otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Within:
    """Another scenario is run inside this one: `given` names what it is told. Its conclusion decides: `ways` by the id
    of the conclusion; one that has no way here ends the whole run."""

    id: str
    scenario: str
    ways: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """What goes into an order when a run ends in one. Texts may have names in braces; codes are the pack's."""

    title: str = ""
    content: str = ""
    nature: str = ""
    content_class: str = ""
    urgency: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Where a run ends. `answer`: to be read aloud to the caller; `inside`: for the agent only; `entry`: the knowledge
    entry that says the same at length; `basis`: the rule or law behind it."""

    id: str
    title: str
    answer: str
    ending: Ending = Ending.ANSWERED
    inside: str = ""
    order: OrderDraft | None = None
    hand_to: str = ""
    entry: str = ""
    basis: str = ""
    why: str = ""


Step = Question | LookUp | Fork | Within | Conclusion


@dataclass(frozen=True, slots=True)
class Detection:
    """From which texts this scenario is proposed (AIS-1): whole words, and sentences people have said (our own)."""

    words: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    """Words that speak against it, however many speak for it."""
    sayings: tuple[str, ...] = ()
    content_classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """A guided diagnosis. `told`: names it is told by whoever runs it inside another scenario. `public`: citizens may
    run it themselves. The first step is `start`."""

    id: str
    title: str
    start: str
    steps: tuple[Step, ...] = ()
    opening: str = ""
    told: tuple[str, ...] = ()
    detection: Detection = Detection()
    public: bool = False
    source: str = ""

    def step(self, ident: str) -> Step | None:
        return next((s for s in self.steps if s.id == ident), None)


def exits(step: Step) -> tuple[str, ...]:
    """Where a step may lead, in the order in which it is written. A conclusion leads nowhere."""
    match step:
        case Question():
            ways = tuple(c.to for c in step.choices) if step.kind is AnswerKind.CHOICE else (step.to,)
            return (*ways, step.skip_to) if step.may_skip and step.skip_to else ways
        case LookUp():
            return (step.to, step.nothing, step.down)
        case Fork():
            return (*(w.to for w in step.ways), step.otherwise)
        case Within():
            return tuple(step.ways.values())
        case _:
            return ()
