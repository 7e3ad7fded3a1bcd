"""The ways of a scenario as a graph: what is reached, in which order, and where one goes round. None of it recurses."""

from __future__ import annotations

from hotline.core.diagnosis.shapes import Scenario, exits


def tree(scenario: Scenario, start: str | None = None, seen: set[str] | None = None) -> dict[str, list[str]]:
    """Every step that is reached from `start` (else the first), each after all that it leads to.

    With each the steps that were first reached from it. `seen` are left out, and those that are found are added.
    """
    seen = set() if seen is None else seen
    first = scenario.start if start is None else start
    if first in seen or scenario.step(first) is None:
        return {}
    done: dict[str, list[str]] = {}
    seen.add(first)
    path: list[tuple[str, list[str], list[str]]] = [(first, _out(scenario, first), [])]
    while path:
        ident, left, found = path[-1]
        if not left:
            done[ident] = found
            path.pop()
            continue
        to = left.pop()
        if to not in seen and scenario.step(to) is not None:
            seen.add(to)
            found.append(to)
            path.append((to, _out(scenario, to), []))
    return done


def _out(scenario: Scenario, ident: str) -> list[str]:
    """Where a step leads, the last way first: to be taken from the end."""
    step = scenario.step(ident)
    return list(exits(step))[::-1] if step else []


def in_order(scenario: Scenario) -> list[str]:
    """The steps that are reached, so that each comes after all that lead to it; a way back is not counted."""
    return list(tree(scenario))[::-1]


def loop(scenario: Scenario) -> tuple[str, ...]:
    """The steps of one loop, the first of them again at the end; () where there is none."""
    found = tree(scenario)
    place = {ident: n for n, ident in enumerate(found)}
    before = {to: ident for ident, children in found.items() for to in children}
    for ident in found:
        for to in _out(scenario, ident)[::-1]:
            if place.get(to, -1) < place[ident]:
                continue
            way = [ident]
            while way[-1] != to:
                way.append(before[way[-1]])
            return (*way[::-1], to)
    return ()
