"""The drawing of a scenario as places on paper: steps from left to right, each below its neighbours, ways as curves."""

from __future__ import annotations

from collections.abc import Collection, Iterator
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
)
from hotline.desk.diagnosing.shown import words_of
from hotline.infra.tongues import listed
from hotline.knowledge.diagnosis.texts import kind_of

WIDE, HIGH, GAP_X, GAP_Y, EDGE = 184, 56, 128, 16, 16
LETTERS, LINES = 13, 2
LABEL = 9
"""Characters of a label on a way."""


def drawing(scenario: Scenario, faulty: Collection[str] = ()) -> dict[str, Any]:
    """Context of `desk/diagnosis/drawing.html`. Steps that nothing leads to stand below the others."""
    places = _places(scenario)
    nodes = [
        _node(step, *places[step.id], step.id in faulty) | {"start": step.id == scenario.start}
        for step in scenario.steps
        if step.id in places
    ]
    edges = [
        _edge(places[step.id], places[to], listed(filter(None, labels)))
        for step in scenario.steps
        for to, labels in _ways_by_end(step).items()
        if step.id in places and to in places
    ]
    width = max((node["x"] for node in nodes), default=0) + WIDE + EDGE
    height = max((node["y"] for node in nodes), default=0) + HIGH + EDGE
    return {"nodes": nodes, "edges": edges, "width": width, "height": height, "wide": WIDE, "high": HIGH}


def ways(step: Step) -> Iterator[tuple[str, str]]:
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
            yield from ((w.to, w.why) for w in step.ways)
            yield step.otherwise, step.why_otherwise
        case Within():
            yield from ((to, name) for name, to in step.ways.items())


def _ways_by_end(step: Step) -> dict[str, list[str]]:
    """Two ways to the same step are one line with both words."""
    found: dict[str, list[str]] = {}
    for to, label in ways(step):
        found.setdefault(to, []).append(label)
    return found


def title_of(step: Step) -> str:
    """What a step is called on paper."""
    return (step.title if isinstance(step, Conclusion) else step.text) or step.id


def _places(scenario: Scenario) -> dict[str, tuple[int, int]]:
    """x and y of each step: x by the longest way from the start, y so that what follows stands beside it."""
    depth = _depths(scenario)
    rows: dict[str, float] = {}
    below = 0

    def place(ident: str) -> float:
        nonlocal below
        rows[ident] = -1.0  # being placed: a way back to it places nothing
        step = scenario.step(ident)
        found = [place(to) for to, _ in (ways(step) if step else ()) if to not in rows and scenario.step(to)]
        if not found:
            rows[ident] = float(below)
            below += 1
        else:
            rows[ident] = (found[0] + found[-1]) / 2
        return rows[ident]

    for ident in (scenario.start, *(step.id for step in scenario.steps)):
        if ident not in rows and scenario.step(ident):
            place(ident)
    return {
        ident: (EDGE + depth.get(ident, 0) * (WIDE + GAP_X), EDGE + round(row * (HIGH + GAP_Y)))
        for ident, row in rows.items()
    }


def _depths(scenario: Scenario) -> dict[str, int]:
    """Steps from the start by the longest way; a loop is not followed twice."""
    depth: dict[str, int] = {}

    def follow(ident: str, at: int, path: frozenset[str]) -> None:
        step = scenario.step(ident)
        if step is None or ident in path or depth.get(ident, -1) >= at:
            return
        depth[ident] = at
        for to, _ in ways(step):
            follow(to, at + 1, path | {ident})

    follow(scenario.start, 0, frozenset())
    return depth


def _node(step: Step, x: int, y: int, faulty: bool) -> dict[str, Any]:
    text = title_of(step)
    lines = [text[at : at + LETTERS] for at in range(0, len(text), LETTERS)]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], lines[LINES - 1][: LETTERS - 1] + "…"]
    kind = kind_of(step)
    return {
        "id": step.id,
        "kind": kind,
        "label": words_of("kind")[kind],
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
