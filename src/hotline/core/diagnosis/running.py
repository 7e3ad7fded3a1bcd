"""A run of a scenario: which step is next, what was said, and why it went where it went.

A run is the fold of its inputs over the scenario, so it can be shown again, gone back in, and read years later with the
version it was run with. Nothing is looked up here: a look-up waits until its result is an input like any answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from hotline.core.diagnosis.answers import wrong
from hotline.core.diagnosis.conditions import holds
from hotline.core.diagnosis.shapes import (
    DEEPEST,
    PERSONAL,
    Conclusion,
    Fork,
    LookUp,
    Question,
    Scenario,
    Step,
    Within,
)
from hotline.core.diagnosis.texts import filled
from hotline.core.diagnosis.trail import BadInput, Found, Input, Mark, Run, Wrong

Library = Callable[[str], Scenario]
"""Where another scenario is found by its id. It is there: the checks have looked."""


class TooDeep(Exception):
    """Scenarios run inside each other deeper than `DEEPEST`: they were changed after they were checked."""


@dataclass(slots=True)
class _Frame:
    scenario: Scenario
    at: Step
    known: dict[str, str]
    personal: set[str]


def run(scenario: Scenario, inputs: Iterable[Input], library: Library, told: Mapping[str, str] | None = None) -> Run:
    """The run after `inputs`. Raises BadInput for the first input that does not fit, and TooDeep."""
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
        if (why := wrong(step, value)) is not None:
            raise BadInput(why, step.id)
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
        if len(self.stack) > DEEPEST:
            raise TooDeep(self.stack[0].scenario.id)
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


def _step(scenario: Scenario, ident: str) -> Step:
    step = scenario.step(ident)
    if step is None:
        raise LookupError(f"{scenario.id} has no step {ident}")
    return step
