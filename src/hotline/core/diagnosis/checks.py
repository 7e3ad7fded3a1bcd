"""What is wrong with a scenario before anyone runs it: no dead end, every path answers, no loop, no unknown name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import Enum

from hotline.core.diagnosis.shapes import (
    DEEPEST,
    AnswerKind,
    Conclusion,
    Ending,
    Fork,
    LookUp,
    Operator,
    Question,
    Scenario,
    Step,
    Within,
    exits,
)
from hotline.core.diagnosis.texts import names_in
from hotline.core.diagnosis.ways import in_order, loop, tree


class FaultKind(str, Enum):  # noqa: UP042 - a plain value
    """What can be wrong."""

    NO_STEPS = "no_steps"
    DOUBLE_ID = "double_id"
    UNKNOWN_STEP = "unknown_step"
    """A way leads to a step that is not there; an empty way is one, too: the dead end."""
    NOT_REACHED = "not_reached"
    LOOP = "loop"
    FEW_CHOICES = "few_choices"
    SAME_CHOICE = "same_choice"
    NO_WAYS = "no_ways"
    UNKNOWN_CONNECTOR = "unknown_connector"
    UNKNOWN_SCENARIO = "unknown_scenario"
    SCENARIO_LOOP = "scenario_loop"
    TOO_DEEP = "too_deep"
    """Scenarios run inside each other deeper than `DEEPEST`."""
    UNKNOWN_CONCLUSION = "unknown_conclusion"
    NOT_TOLD = "not_told"
    """A scenario inside is not told a name it needs."""
    UNSET_NAME = "unset_name"
    """A sentence or condition uses a name that is not known on every path to it."""
    DOWN_GOES_ON = "down_goes_on"
    """The source is needed (`may_lack` is false), yet the run would go on without it instead of to a person."""
    NO_ORDER = "no_order"
    NOBODY = "nobody"
    """Handed over to no one."""
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: at which step, and what it is about (a name, a step, the steps of a loop)."""

    kind: FaultKind
    step: str
    about: str = ""


Library = Callable[[str], Scenario | None]


def faults(scenario: Scenario, library: Library, connectors: Collection[str]) -> tuple[Fault, ...]:
    """Everything that is wrong; empty: it may be published. Names are only followed when the ways are sound."""
    if not scenario.steps:
        return (Fault(FaultKind.NO_STEPS, ""),)
    found = [*_ways(scenario), *_each(scenario, library, connectors)]
    found += [*_loops(scenario), *nested(scenario, library)]
    if not found:
        found += _names(scenario, library)
    return tuple(found)


def _ways(scenario: Scenario) -> Iterator[Fault]:
    ids = [s.id for s in scenario.steps]
    for ident in sorted({i for i in ids if ids.count(i) > 1}):
        yield Fault(FaultKind.DOUBLE_ID, ident)
    if scenario.step(scenario.start) is None:
        yield Fault(FaultKind.UNKNOWN_STEP, "", scenario.start)
    for step in scenario.steps:
        for to in dict.fromkeys(exits(step)):
            if scenario.step(to) is None:
                yield Fault(FaultKind.UNKNOWN_STEP, step.id, to)
    reached = tree(scenario)
    for step in scenario.steps:
        if step.id not in reached:
            yield Fault(FaultKind.NOT_REACHED, step.id)


def _each(scenario: Scenario, library: Library, connectors: Collection[str]) -> Iterator[Fault]:
    for step in scenario.steps:
        match step:
            case Question():
                yield from _question(step)
            case Fork() if not step.ways:
                yield Fault(FaultKind.NO_WAYS, step.id)
            case LookUp():
                yield from _look_up(step, scenario, connectors)
            case Within():
                yield from _within(step, library)
            case Conclusion():
                yield from _conclusion(step)


def _question(step: Question) -> Iterator[Fault]:
    if step.kind is not AnswerKind.CHOICE:
        return
    values = [c.value for c in step.choices]
    if len(values) < 2:
        yield Fault(FaultKind.FEW_CHOICES, step.id)
    for value in sorted({v for v in values if values.count(v) > 1}):
        yield Fault(FaultKind.SAME_CHOICE, step.id, value)


def _look_up(step: LookUp, scenario: Scenario, connectors: Collection[str]) -> Iterator[Fault]:
    if step.connector not in connectors:
        yield Fault(FaultKind.UNKNOWN_CONNECTOR, step.id, step.connector)
    down = scenario.step(step.down)
    to_person = isinstance(down, Conclusion) and down.ending is not Ending.ANSWERED
    if not step.may_lack and down is not None and not to_person:
        yield Fault(FaultKind.DOWN_GOES_ON, step.id, step.down)


def _within(step: Within, library: Library) -> Iterator[Fault]:
    inner = library(step.scenario)
    if inner is None:
        yield Fault(FaultKind.UNKNOWN_SCENARIO, step.id, step.scenario)
        return
    endings = {s.id for s in inner.steps if isinstance(s, Conclusion)}
    for ident in step.ways:
        if ident not in endings:
            yield Fault(FaultKind.UNKNOWN_CONCLUSION, step.id, ident)
    for name in inner.told:
        if name not in step.given:
            yield Fault(FaultKind.NOT_TOLD, step.id, name)


def _conclusion(step: Conclusion) -> Iterator[Fault]:
    if not step.answer.strip():
        yield Fault(FaultKind.NO_ANSWER, step.id)
    if step.ending is Ending.ORDER and step.order is None:
        yield Fault(FaultKind.NO_ORDER, step.id)
    if step.ending is Ending.HANDED_OVER and not step.hand_to:
        yield Fault(FaultKind.NOBODY, step.id)


def _loops(scenario: Scenario) -> Iterator[Fault]:
    """One fault for one loop: its steps in order."""
    if found := loop(scenario):
        yield Fault(FaultKind.LOOP, found[0], " → ".join(found))


def nested(scenario: Scenario, library: Library) -> Iterator[Fault]:
    """Scenarios inside that come back to this one, or go deeper than anybody can follow (or round among themselves)."""
    for step in _inner(scenario):
        level = {step.scenario}
        for _ in range(DEEPEST):
            if scenario.id in level:
                yield Fault(FaultKind.SCENARIO_LOOP, step.id, step.scenario)
                break
            level = {one.scenario for ident in level if (found := library(ident)) for one in _inner(found)}
            if not level:
                break
        else:
            yield Fault(FaultKind.TOO_DEEP, step.id, step.scenario)


def _inner(scenario: Scenario) -> Iterator[Within]:
    return (step for step in scenario.steps if isinstance(step, Within))


def _names(scenario: Scenario, library: Library) -> Iterator[Fault]:
    """Names used before they are known on every path."""
    for ident, known in _Known(library).at(scenario).items():
        step = scenario.step(ident)
        for name in _needed(step) if step else ():
            if name not in known:
                yield Fault(FaultKind.UNSET_NAME, ident, name)


class _Known:
    """What is known at each step on every path to it; each scenario is gone through once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.found: dict[str, dict[str, frozenset[str]]] = {}

    def at(self, scenario: Scenario) -> dict[str, frozenset[str]]:
        """Names by step. There are no loops: one pass in order of the ways is enough."""
        if scenario.id not in self.found:
            known: dict[str, frozenset[str]] = {scenario.start: frozenset(scenario.told)}
            for ident in in_order(scenario):
                step = scenario.step(ident)
                for to, adds in self.sets(step) if step else ():
                    have = known[ident] | adds
                    known[to] = have & known.get(to, have)
            self.found[scenario.id] = known
        return self.found[scenario.id]

    def sets(self, step: Step) -> Iterator[tuple[str, frozenset[str]]]:
        """Each way out of a step with the names that are known when it is taken."""
        if isinstance(step, Within):
            inner = self.library(step.scenario)
            known = self.at(inner) if inner else {}
            for ident, to in step.ways.items():
                yield to, frozenset(f"{step.id}.{name}" for name in known.get(ident, ()))
        else:
            yield from _sets(step)


def _needed(step: Step) -> tuple[str, ...]:
    match step:
        case Question():
            texts: tuple[str, ...] = (step.text, step.help, step.why)
        case LookUp():
            texts = (step.text, step.why, *step.arguments.values())
        case Fork():
            return _needed_by_fork(step)
        case Within():
            texts = (step.text, step.why, *step.given.values())
        case Conclusion():
            draft = step.order
            filed = (draft.title, draft.content) if draft else ()
            texts = (step.answer, step.inside, step.why, *filed)
    return tuple(dict.fromkeys(name for text in texts for name in names_in(text)))


def _needed_by_fork(step: Fork) -> tuple[str, ...]:
    asked = (Operator.KNOWN, Operator.UNKNOWN)
    conditions = [c for way in step.ways for c in way.when]
    compared = [c.what for c in conditions if c.operator not in asked]
    inside = [name for c in conditions for name in names_in(c.value)]
    return tuple(dict.fromkeys((*compared, *inside)))


def _sets(step: Step) -> Iterator[tuple[str, frozenset[str]]]:
    nothing: frozenset[str] = frozenset()
    match step:
        case Question() if step.kind is AnswerKind.CHOICE:
            for choice in step.choices:
                yield choice.to, frozenset({step.known_as, f"{step.known_as}.label"})
        case Question():
            yield step.to, frozenset({step.known_as})
        case LookUp():
            yield step.to, frozenset(f"{step.known_as}.{name}" for name in step.fields)
            yield step.nothing, nothing
            yield step.down, nothing
        case Fork():
            for way in step.ways:
                yield way.to, frozenset(c.what for c in way.when if c.operator is Operator.KNOWN)
            yield step.otherwise, nothing
    if isinstance(step, Question) and step.may_skip:
        yield (step.skip_to or step.to), nothing
