"""A run from its beginning to what it led to. What a source says is asked between two questions, by itself (AIS-2)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hotline.accounts.models import Person
from hotline.core.codec import decode, encode
from hotline.core.diagnosis import running as core
from hotline.core.diagnosis.answers import proposed
from hotline.core.diagnosis.shapes import LookUp, Question, Scenario
from hotline.core.diagnosis.texts import filled
from hotline.core.diagnosis.trail import BadInput, Found, Input, Run
from hotline.infra import clock
from hotline.knowledge.connectors.asking import ask
from hotline.knowledge.connectors.reading import NotRead, connectors
from hotline.knowledge.connectors.shapes import Answer, Came
from hotline.knowledge.diagnosis import scenarios, showing, texts
from hotline.knowledge.diagnosis.models import DiagnosisRun
from hotline.language.extract import Kind, extract, leading

MOST_TEXT = 4000
_FILLS = {
    Kind.PLACE: "place",
    Kind.PHONE: "phone",
    Kind.TIME: "time",
    Kind.MONEY: "amount",
    Kind.ORGANISATION: "organisation",
}
_BY_VALUE = frozenset({Kind.PHONE, Kind.MONEY})
"""Kinds whose written form is what a question wants; of the others it is the caller's words."""
_CAME = {Came.FOUND: Found.FOUND, Came.NOTHING: Found.NOTHING, Came.DOWN: Found.DOWN}
Asking = Callable[[str, Mapping[str, str]], Answer]


class NoRun(LookupError):
    """There is no such run for this person, or no such scenario on the line."""


class Moved(Exception):
    """The run went on elsewhere: the form was old."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a run was begun with and what came since: all that is sealed."""

    text: str = ""
    extracted: Mapping[str, str] = field(default_factory=dict)
    inputs: tuple[Input, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run stands, for a page. `proposed`: what the text has said to the question already.

    `trail` and `looked` are masked; `answer`, `inside` and `order` are the filled texts of the conclusion, for the
    person who runs it.
    """

    row: DiagnosisRun
    run: Run
    scenario: Scenario
    trail: tuple[dict[str, Any], ...]
    proposed: str = ""
    answer: str = ""
    inside: str = ""
    order: Mapping[str, str] = field(default_factory=dict)

    @property
    def question(self) -> Question | None:
        return self.run.question

    @property
    def reference(self) -> str:
        """How an order names the text it was answered from."""
        return f"{REFERENCE}{self.row.pk}"


REFERENCE = "diagnosis:"


def read_from(text: str) -> dict[str, str]:
    """What a text says that a question may ask for, by what a question `fills`."""
    best = leading(extract(text[:MOST_TEXT], clock.now()))
    found = {name: best[kind] for kind, name in _FILLS.items() if kind in best}
    return {name: one.value if one.kind in _BY_VALUE else text[one.start : one.end] for name, one in found.items()}


def begin(
    person: Person,
    line: str,
    name: str,
    text: str = "",
    given: Mapping[str, str] | None = None,
    *,
    call: str = "",
    detected: float | None = None,
) -> Standing:
    """Run a scenario of the line. `given`: what the form holds already (place). Raises NoRun and core's TooDeep."""
    known = scenarios.of_line(line)
    if name not in known:
        raise NoRun(name)
    scenario = known[name].scenario
    kept = {ident: texts.keep(one) for ident, one in scenarios.within(scenario, known).items()}
    extracted = read_from(text) | {key: value for key, value in (given or {}).items() if value}
    row = DiagnosisRun(
        line=line,
        scenario=name,
        title=scenario.title,
        version=known[name].version,
        texts=kept,
        by=str(person.pk),
        call=call[:64],
        began_at=clock.now(),
        detected=detected,
    )
    _write(row, Said(text[:MOST_TEXT], extracted))
    row.save(force_insert=True)
    return _go_on(row, Said(text[:MOST_TEXT], extracted))


def look(person: Person, ident: UUID | str) -> Standing:
    """A run of this person as it stands. Raises NoRun."""
    row = _mine(person, ident)
    return standing(row, _read(row))


def answer(
    person: Person, ident: UUID | str, revision: int, step: str, value: str, from_text: bool = False
) -> Standing:
    """Answer the question that waits. Raises BadInput, Moved, NoRun; then the run stays as it was."""
    found = Found.FROM_TEXT if from_text else Found.ANSWERED
    return _add(person, ident, revision, Input(step, found, value))


def skip(person: Person, ident: UUID | str, revision: int, step: str) -> Standing:
    """Go on without an answer, where the question allows."""
    return _add(person, ident, revision, Input(step, Found.SKIPPED))


def back(person: Person, ident: UUID | str, revision: int) -> Standing:
    """Take the last answer back, with all that followed. A source is asked again when the run comes there again."""
    row = _mine(person, ident)
    said, library = _read(row), texts.kept(row.texts)
    _current(row, revision)
    inputs = core.back(library[row.scenario], said.inputs, library.__getitem__)
    row.looked = row.looked[: sum(1 for one in inputs if one.found in _CAME.values())]
    return _go_on(row, Said(said.text, said.extracted, inputs))


def _add(person: Person, ident: UUID | str, revision: int, given: Input) -> Standing:
    row = _mine(person, ident)
    said, library = _read(row), texts.kept(row.texts)
    _current(row, revision)
    inputs = (*said.inputs, given)
    core.run(library[row.scenario], inputs, library.__getitem__)
    return _go_on(row, Said(said.text, said.extracted, inputs))


def _current(row: DiagnosisRun, revision: int) -> None:
    if row.revision != revision or row.ref or row.said is None:
        raise Moved


def _go_on(row: DiagnosisRun, said: Said) -> Standing:
    """Ask what is to be asked, then write: nothing is locked while a source is waited for."""
    library = texts.kept(row.texts)
    inputs, looked = walk(library, row.scenario, said.inputs)
    row.looked = [*row.looked, *looked]
    said = Said(said.text, said.extracted, inputs)
    _write(row, said)
    ended = standing(row, said, library)
    conclusion = ended.run.conclusion
    row.conclusion = conclusion.id if conclusion else ""
    row.ending = conclusion.ending.value if conclusion else ""
    row.ended_at = clock.now() if conclusion else None
    row.trail = list(ended.trail) if conclusion else []
    was = row.revision
    row.revision += 1
    fields = {name: getattr(row, name) for name in _CHANGING}
    if not DiagnosisRun.objects.filter(pk=row.pk, revision=was).update(**fields):
        raise Moved
    return ended


_CHANGING = ("said", "looked", "trail", "conclusion", "ending", "ended_at", "revision")


def walk(
    library: Mapping[str, Scenario], name: str, inputs: tuple[Input, ...], asking: Asking | None = None
) -> tuple[tuple[Input, ...], list[dict[str, Any]]]:
    """The inputs with what sources said to every look-up that waits, and how each was asked (masked).

    Scenarios may be edited until they go round for ever only in a dry run: checks refuse loops.
    """
    looked: list[dict[str, Any]] = []
    while True:
        run = core.run(library[name], inputs, library.__getitem__)
        step = run.waits
        if not isinstance(step, LookUp):
            return inputs, looked
        got = (asking or ask)(step.connector, run.asked)
        mask = showing.masker(inputs, library.values())
        looked.append(
            {
                "step": step.id,
                "source": source_title(step.connector),
                "asked": {key: mask(value) for key, value in run.asked.items()},
                "came": got.came.value,
                "cause": got.cause.value if got.cause else "",
                "took": got.took,
                "at": clock.now().isoformat(),
            }
        )
        inputs = (*inputs, Input(step.id, _CAME[got.came], data=dict(got.data)))


def source_title(connector: str) -> str:
    """What people call a source; its name when it is not set up here."""
    try:
        found = connectors().get(connector)
    except NotRead:
        found = None
    return found.title if found else connector


def standing(row: DiagnosisRun, said: Said, library: Mapping[str, Scenario] | None = None) -> Standing:
    """The run as pages show it."""
    library = library or texts.kept(row.texts)
    scenario = library[row.scenario]
    run = core.run(scenario, said.inputs, library.__getitem__)
    mask = showing.masker(said.inputs, library.values())
    trail = tuple(with_looks([showing.trail_row(mark, mask) for mark in run.trail], row.looked))
    waits = run.waits
    says = proposed(waits, said.text, said.extracted) if isinstance(waits, Question) else ""
    if waits and any(i.step == waits.id for i in said.inputs):
        says = ""
    end = run.conclusion
    order = end.order if end else None
    filed = {key: filled(getattr(order, key), run.known) for key in _ORDER if getattr(order, key)} if order else {}
    told, inside = (filled(end.answer, run.known), filled(end.inside, run.known)) if end else ("", "")
    return Standing(row, run, scenario, trail, says, told, inside, filed)


_ORDER = ("title", "content", "nature", "content_class", "urgency", "unit")


def with_looks(trail: list[dict[str, Any]], looked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each step of the trail that asked a source, with how it was asked."""
    left = list(looked)
    for row in trail:
        if row["found"] in (Found.FOUND.value, Found.NOTHING.value, Found.DOWN.value) and left:
            row["look"] = left.pop(0)
    return trail


def _mine(person: Person, ident: UUID | str) -> DiagnosisRun:
    row = DiagnosisRun.objects.filter(pk=ident, by=str(person.pk)).first()
    if row is None:
        raise NoRun(str(ident))
    return row


def _read(row: DiagnosisRun) -> Said:
    if row.said is None:
        raise NoRun(str(row.pk))
    return decode(Said, json.loads(row.said))


def _write(row: DiagnosisRun, said: Said) -> None:
    row.said = json.dumps(encode(said), ensure_ascii=False)


__all__ = ["BadInput", "Moved", "NoRun", "Said", "Standing", "answer", "back", "begin", "look", "skip"]
