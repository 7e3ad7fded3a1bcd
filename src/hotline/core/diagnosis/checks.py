"""What is wrong with a scenario before anyone runs it: no dead end, every path answers, no loop, no unknown name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import Enum

from hotline.core.diagnosis.shapes import (
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
    if not found:
        found += [*_loops(scenario), *_scenario_loops(scenario, library)]
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
    reached = _reached(scenario)
    for step in scenario.steps:
        if step.id not in reached:
            yield Fault(FaultKind.NOT_REACHED, step.id)


def _reached(scenario: Scenario) -> set[str]:
    seen: set[str] = set()
    left = [scenario.start]
    while left:
        ident = left.pop()
        step = scenario.step(ident)
        if step is not None and ident not in seen:
            seen.add(ident)
            left += exits(step)
    return seen


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
    """One fault for the first loop that is found: its steps in order."""
    done: set[str] = set()

    def visit(ident: str, path: tuple[str, ...]) -> tuple[str, ...] | None:
        if ident in path:
            return (*path[path.index(ident) :], ident)
        if ident in done:
            return None
        step = scenario.step(ident)
        for to in exits(step) if step else ():
            if loop := visit(to, (*path, ident)):
                return loop
        done.add(ident)
        return None

    if loop := visit(scenario.start, ()):
        yield Fault(FaultKind.LOOP, loop[0], " → ".join(loop))


def _scenario_loops(scenario: Scenario, library: Library) -> Iterator[Fault]:
    def inner(of: Scenario) -> Iterator[Within]:
        return (s for s in of.steps if isinstance(s, Within))

    for step in inner(scenario):
        seen, left = set[str](), [step.scenario]
        while left:
            ident = left.pop()
            if ident == scenario.id:
                yield Fault(FaultKind.SCENARIO_LOOP, step.id, step.scenario)
                break
            found = library(ident)
            if found is not None and ident not in seen:
                seen.add(ident)
                left += [s.scenario for s in inner(found)]


def _names(scenario: Scenario, library: Library) -> Iterator[Fault]:
    """Names used before they are known on every path."""
    for ident, known in _known_at(scenario, library).items():
        step = scenario.step(ident)
        for name in _needed(step) if step else ():
            if name not in known:
                yield Fault(FaultKind.UNSET_NAME, ident, name)


def _known_at(scenario: Scenario, library: Library) -> dict[str, frozenset[str]]:
    """What is known at each step on every path to it. There are no loops: one pass in order of the ways is enough."""
    known: dict[str, frozenset[str]] = {scenario.start: frozenset(scenario.told)}
    for ident in _in_order(scenario):
        step = scenario.step(ident)
        for to, adds in _sets(step, library) if step else ():
            have = known[ident] | adds
            known[to] = have & known.get(to, have)
    return known


def _in_order(scenario: Scenario) -> list[str]:
    """Steps so that each comes after all that lead to it."""
    order: list[str] = []
    seen: set[str] = set()

    def visit(ident: str) -> None:
        if ident in seen:
            return
        seen.add(ident)
        step = scenario.step(ident)
        for to in exits(step) if step else ():
            visit(to)
        order.append(ident)

    visit(scenario.start)
    return order[::-1]


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


def _sets(step: Step, library: Library) -> Iterator[tuple[str, frozenset[str]]]:
    """Each way out of a step with the names that are known when it is taken."""
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
        case Within():
            for ident, to in step.ways.items():
                yield to, _left_by(library(step.scenario), ident, step.id, library)
    if isinstance(step, Question) and step.may_skip:
        yield (step.skip_to or step.to), nothing


def _left_by(inner: Scenario | None, conclusion: str, prefix: str, library: Library) -> frozenset[str]:
    """Names of a scenario inside that are known at its conclusion, as the scenario around it calls them."""
    known = _known_at(inner, library).get(conclusion, frozenset()) if inner else frozenset[str]()
    return frozenset(f"{prefix}.{name}" for name in known)
