"""The drawing of a scenario as places on paper: steps from left to right, each below its neighbours, ways as curves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from hotline.core.diagnosis.shapes import (
    AnswerKind,
    Conclusion,
    Fork,
    LookUp,
    Question,
    Scenario,
    Step,
    Within,
    exits,
)
from hotline.core.diagnosis.texts import filled
from hotline.core.diagnosis.ways import in_order, tree
from hotline.desk.diagnosing.shown import words_of
from hotline.infra.tongues import listed
from hotline.knowledge.diagnosis.texts import kind_of

WIDE, HIGH, GAP_X, GAP_Y, EDGE = 184, 56, 128, 16, 16
LETTERS, LINES = 13, 2
LABEL = 9
"""Characters of a label on a way."""
Drawn = dict[str, Any]


def drawing(scenario: Scenario, faulty: Collection[str] = (), known: Mapping[str, Scenario] | None = None) -> Drawn:
    """Context of `desk/diagnosis/drawing.html`. Steps that nothing leads to stand below the others.

    `known`: the other scenarios of the line, whose conclusions have their titles at the ways.
    """
    places, numbers = _places(scenario), numbers_of(scenario)
    nodes = [
        _node(step, numbers[step.id], *places[step.id], step.id in faulty) | {"start": step.id == scenario.start}
        for step in scenario.steps
        if step.id in places
    ]
    edges = [
        _edge(places[step.id], places[to], listed(filter(None, labels)))
        for step in scenario.steps
        for to, labels in _ways_by_end(step, known or {}).items()
        if step.id in places and to in places
    ]
    width = max((node["x"] for node in nodes), default=0) + WIDE + EDGE
    height = max((node["y"] for node in nodes), default=0) + HIGH + EDGE
    return {"nodes": nodes, "edges": edges, "width": width, "height": height, "wide": WIDE, "high": HIGH}


def ways(step: Step, known: Mapping[str, Scenario]) -> Iterator[tuple[str, str]]:
    """Where a step leads, each with what stands at the way."""
    said = words_of("found")
    match step:
        case Question():
            if step.kind is AnswerKind.CHOICE:
                yield from ((c.to, c.label) for c in step.choices)
            else:
                yield step.to, ""
            if step.may_skip and step.skip_to:
                yield step.skip_to, said["skipped"]
        case LookUp():
            yield from ((step.to, said["found"]), (step.nothing, said["nothing"]), (step.down, said["down"]))
        case Fork():
            yield from ((w.to, filled(w.why, {})) for w in step.ways)
            yield step.otherwise, filled(step.why_otherwise, {})
        case Within():
            inner = known.get(step.scenario)
            for name, to in step.ways.items():
                end = inner.step(name) if inner else None
                yield to, title_of(end) if end else name


def _ways_by_end(step: Step, known: Mapping[str, Scenario]) -> dict[str, list[str]]:
    """Two ways to the same step are one line with both words."""
    found: dict[str, list[str]] = {}
    for to, label in ways(step, known):
        found.setdefault(to, []).append(label)
    return found


def title_of(step: Step) -> str:
    """What a step is called on paper: its words, with a blank where something is filled in, else what kind of step it
    is. Never its name in the data."""
    text: str = step.title if isinstance(step, Conclusion) else step.text
    return filled(text, {}) or str(words_of("kind")[kind_of(step)])


def numbers_of(scenario: Scenario) -> dict[str, int]:
    """Steps as people count them: in the drawing, in the list below it and wherever one leads to another."""
    return {step.id: n for n, step in enumerate(scenario.steps, 1)}


def named(scenario: Scenario, ident: str) -> str:
    """A step of the scenario for a sentence: its number and its words; a name that is no step's stays as it is."""
    step = scenario.step(ident)
    return f"{numbers_of(scenario)[ident]} {title_of(step)}" if step else ident


def _places(scenario: Scenario) -> dict[str, tuple[int, int]]:
    """x and y of each step: x by the longest way from the start, y so that what follows stands beside it."""
    depth = _depths(scenario)
    rows: dict[str, float] = {}
    seen: set[str] = set()
    below = 0
    for first in (scenario.start, *(step.id for step in scenario.steps)):
        for ident, after in tree(scenario, first, seen).items():
            if after:
                rows[ident] = (rows[after[0]] + rows[after[-1]]) / 2
            else:
                rows[ident], below = float(below), below + 1
    return {
        ident: (EDGE + depth.get(ident, 0) * (WIDE + GAP_X), EDGE + round(row * (HIGH + GAP_Y)))
        for ident, row in rows.items()
    }


def _depths(scenario: Scenario) -> dict[str, int]:
    """Steps from the start by the longest way; a way back is not counted."""
    order = in_order(scenario)
    place = {ident: n for n, ident in enumerate(order)}
    depth = dict.fromkeys(order, 0)
    for ident in order:
        step = scenario.step(ident)
        for to in exits(step) if step else ():
            if place.get(to, -1) > place[ident]:
                depth[to] = max(depth[to], depth[ident] + 1)
    return depth


def _node(step: Step, number: int, x: int, y: int, faulty: bool) -> dict[str, Any]:
    text = title_of(step)
    lines = [text[at : at + LETTERS] for at in range(0, len(text), LETTERS)]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], lines[LINES - 1][: LETTERS - 1] + "…"]
    kind = kind_of(step)
    return {
        "id": step.id,
        "kind": kind,
        "label": f"{number} {words_of('kind')[kind]}",
        "x": x,
        "y": y,
        "lines": [{"text": line, "x": x + 8, "y": y + 32 + 16 * n} for n, line in enumerate(lines)],
        "of": (x + 8, y + 15),
        "title": text,
        "faulty": faulty,
    }


def _edge(one: tuple[int, int], other: tuple[int, int], label: str) -> dict[str, Any]:
    x1, y1, x2, y2 = one[0] + WIDE, one[1] + HIGH // 2, other[0], other[1] + HIGH // 2
    bend = max(40, abs(x2 - x1) // 2)
    short = label if len(label) <= LABEL else label[: LABEL - 1] + "…"
    path = f"M{x1} {y1} C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
    return {"path": path, "label": short, "x": x2 - 4, "y": y2 - 5}
