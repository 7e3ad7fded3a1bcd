"""A run of a scenario: which step is next, what was said, and why it went where it went.

A run is the fold of its inputs over the scenario, so it can be shown again, gone back in, and read years later with the
version it was run with. Nothing is looked up here: a look-up waits until its result is an input like any answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum

from hotline.core.diagnosis.shapes import (
    PERSONAL,
    AnswerKind,
    Conclusion,
    Condition,
    Fork,
    LookUp,
    Operator,
    Question,
    Scenario,
    Step,
    Within,
)
from hotline.core.diagnosis.texts import filled

LONGEST = 500
"""Signs of an answer in words."""
Library = Callable[[str], Scenario]
"""Where another scenario is found by its id. It is there: the checks have looked."""


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


@dataclass(slots=True)
class _Frame:
    scenario: Scenario
    at: Step
    known: dict[str, str]
    personal: set[str]


@dataclass(frozen=True, slots=True)
class Run:
    """Where a run stands. `waits`: the question or look-up that is next; else `conclusion` is where it ended."""

    trail: tuple[Mark, ...]
    known: Mapping[str, str]
    personal: frozenset[str]
    waits: Question | LookUp | None = None
    conclusion: Conclusion | None = None

    @property
    def asked(self) -> Mapping[str, str]:
        """The arguments of the look-up that is next, filled."""
        step = self.waits
        return {k: filled(v, self.known) for k, v in step.arguments.items()} if isinstance(step, LookUp) else {}


def run(scenario: Scenario, inputs: Iterable[Input], library: Library, told: Mapping[str, str] | None = None) -> Run:
    """The run after `inputs`. Raises BadInput for the first input that does not fit."""
    walk = _Walk(scenario, library, dict(told or {}))
    left = list(inputs)
    while True:
        step = walk.frame.at
        if isinstance(step, (Question, LookUp)):
            if not left:
                return walk.state(waits=step)
            walk.take(step, left.pop(0))
        elif isinstance(step, Fork):
            walk.decide(step)
        elif isinstance(step, Within):
            walk.enter(step)
        elif (ended := walk.conclude(step)) is not None:
            return walk.state(conclusion=ended)


def back(scenario: Scenario, inputs: tuple[Input, ...], library: Library) -> tuple[Input, ...]:
    """The inputs without the last thing a person said and all that followed from it."""
    said = {Found.ANSWERED, Found.FROM_TEXT, Found.SKIPPED}
    for at in range(len(inputs) - 1, -1, -1):
        if inputs[at].found in said:
            run(scenario, inputs[:at], library)
            return inputs[:at]
    return ()


def proposed(question: Question, text: str, extracted: Mapping[str, str]) -> str:
    """What the text has said already in answer to a question: a choice by its words, else what was extracted for it.

    Two choices whose words both stand in the text propose nothing.
    """
    if question.kind is AnswerKind.CHOICE:
        hits = [c.value for c in question.choices if any(word in text for word in c.known_as)]
        return hits[0] if len(hits) == 1 else ""
    value = extracted.get(question.fills, "") if question.fills else ""
    return value if value and _wrong(question, value) is None else ""


class _Walk:
    """The fold at work; the stack holds the scenarios that run inside each other."""

    def __init__(self, scenario: Scenario, library: Library, told: dict[str, str]) -> None:
        self.library = library
        self.trail: list[Mark] = []
        self.stack = [_Frame(scenario, _step(scenario, scenario.start), told, set())]

    @property
    def frame(self) -> _Frame:
        return self.stack[-1]

    def state(self, waits: Question | LookUp | None = None, conclusion: Conclusion | None = None) -> Run:
        frame = self.frame
        return Run(tuple(self.trail), dict(frame.known), frozenset(frame.personal), waits, conclusion)

    def go(self, ident: str) -> None:
        self.frame.at = _step(self.frame.scenario, ident)

    def mark(self, step: Step, text: str, found: Found, **told: object) -> None:
        inside = tuple(f.scenario.title for f in self.stack[1:])
        self.trail.append(Mark(step.id, self.fill(text), found, inside=inside, **told))  # type: ignore[arg-type]  # fields of Mark

    def fill(self, text: str) -> str:
        return filled(text, self.frame.known)

    def take(self, step: Question | LookUp, given: Input) -> None:
        if given.step != step.id:
            raise BadInput(Wrong.OTHER_STEP, step.id)
        if isinstance(step, LookUp):
            self.found(step, given)
        elif given.found is Found.SKIPPED:
            self.skipped(step)
        else:
            self.answered(step, given)

    def answered(self, step: Question, given: Input) -> None:
        if given.found not in (Found.ANSWERED, Found.FROM_TEXT):
            raise BadInput(Wrong.OTHER_STEP, step.id)
        value = given.value.strip()
        if wrong := _wrong(step, value):
            raise BadInput(wrong, step.id)
        chosen = next((c for c in step.choices if c.value == value), None)
        personal = step.kind in PERSONAL
        said = chosen.label if chosen else value
        self.mark(step, step.text, given.found, said=said, why=self.fill(step.why), personal=personal)
        self.frame.known[step.known_as] = value
        if chosen:
            self.frame.known[f"{step.known_as}.label"] = chosen.label
        if personal:
            self.frame.personal.add(step.known_as)
        self.go(chosen.to if chosen else step.to)

    def skipped(self, step: Question) -> None:
        if not step.may_skip:
            raise BadInput(Wrong.NOT_SKIPPED, step.id)
        self.mark(step, step.text, Found.SKIPPED, why=self.fill(step.why))
        self.go(step.skip_to or step.to)

    def found(self, step: LookUp, given: Input) -> None:
        ways = {Found.FOUND: step.to, Found.NOTHING: step.nothing, Found.DOWN: step.down}
        if given.found not in ways:
            raise BadInput(Wrong.OTHER_STEP, step.id)
        if given.found is Found.FOUND:
            self.frame.known.update({f"{step.known_as}.{name}": value for name, value in given.data.items()})
        shown = {label: given.data.get(name, "") for name, label in step.fields.items()}
        data = shown if given.found is Found.FOUND else {}
        self.mark(step, step.text, given.found, data=data, why=self.fill(step.why), personal=bool(data))
        self.go(ways[given.found])

    def decide(self, step: Fork) -> None:
        way = next((w for w in step.ways if all(holds(c, self.frame.known) for c in w.when)), None)
        why = way.why if way else step.why_otherwise
        self.mark(step, step.text, Found.DECIDED, why=self.fill(why))
        self.go(way.to if way else step.otherwise)

    def enter(self, step: Within) -> None:
        inner = self.library(step.scenario)
        told = {name: self.fill(text) for name, text in step.given.items()}
        self.mark(step, step.text or inner.title, Found.ENTERED, why=self.fill(step.why))
        self.stack.append(_Frame(inner, _step(inner, inner.start), told, set()))

    def conclude(self, step: Conclusion) -> Conclusion | None:
        """The conclusion of the whole run, or None when it goes on in the scenario around it."""
        self.mark(step, step.title, Found.CONCLUDED, said=self.fill(step.answer), why=self.fill(step.why))
        if len(self.stack) == 1:
            return step
        inner, outer = self.stack[-1], self.stack[-2]
        at = outer.at
        assert isinstance(at, Within)
        way = at.ways.get(step.id)
        if way is None:
            return step
        self.stack.pop()
        outer.known |= {f"{at.id}.{name}": value for name, value in inner.known.items()}
        outer.personal |= {f"{at.id}.{name}" for name in inner.personal}
        self.go(way)
        return None


def holds(condition: Condition, known: Mapping[str, str]) -> bool:
    """Whether a condition holds. An unknown name holds for UNKNOWN only: a comparison with nothing is not true."""
    have = known.get(condition.what, "")
    match condition.operator:
        case Operator.KNOWN:
            return bool(have)
        case Operator.UNKNOWN:
            return not have
        case _ if not have:
            return False
    want = filled(condition.value, known)
    match condition.operator:
        case Operator.IS:
            return _same(have, want)
        case Operator.IS_NOT:
            return not _same(have, want)
        case Operator.ONE_OF:
            return any(_same(have, one.strip()) for one in want.split("|"))
        case _:
            return _sized(condition.operator, have, want)


def _same(a: str, b: str) -> bool:
    x, y = _number(a), _number(b)
    return x == y if x is not None and y is not None else a == b


def _sized(operator: Operator, have: str, want: str) -> bool:
    """Numbers by size, dates (2026-11-22) by day; anything else has no size and is not compared."""
    pair: tuple[Decimal, Decimal] | tuple[date, date] | None = None
    numbers = _number(have), _number(want)
    if numbers[0] is not None and numbers[1] is not None:
        pair = (numbers[0], numbers[1])
    else:
        days = _day(have), _day(want)
        if days[0] is not None and days[1] is not None:
            pair = (days[0], days[1])
    if pair is None:
        return False
    a, b = pair
    return {
        Operator.OVER: a > b,  # type: ignore[operator]  # both are of one kind
        Operator.AT_LEAST: a >= b,  # type: ignore[operator]
        Operator.UNDER: a < b,  # type: ignore[operator]
        Operator.AT_MOST: a <= b,  # type: ignore[operator]
    }[operator]


def _wrong(question: Question, value: str) -> Wrong | None:
    if not value:
        return Wrong.EMPTY
    if len(value) > LONGEST:
        return Wrong.TOO_LONG
    match question.kind:
        case AnswerKind.CHOICE if value not in {c.value for c in question.choices}:
            return Wrong.NO_SUCH_CHOICE
        case AnswerKind.NUMBER if _number(value) is None:
            return Wrong.NO_NUMBER
        case AnswerKind.DATE if _day(value) is None:
            return Wrong.NO_DATE
    return None


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _step(scenario: Scenario, ident: str) -> Step:
    step = scenario.step(ident)
    if step is None:
        raise LookupError(f"{scenario.id} has no step {ident}")
    return step
