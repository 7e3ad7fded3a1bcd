"""Guided diagnoses that come with a pack: `packs/<pack>/scenarios/*.yaml`, one scenario a file.

Each step begins with what it does: `ask: light`, `look_up: account`, `fork: owes`, `run: other-scenario`,
`conclude: pay`; the rest are the fields of `core.diagnosis.shapes`. A scenario of an inherited pack is had by those
below it, who may say it anew under the same id. Whether a scenario is sound, `core.diagnosis.checks` says.
"""

from __future__ import annotations

from collections.abc import Mapping as Files
from dataclasses import replace
from functools import cache
from pathlib import Path

from hotline.core.diagnosis.shapes import Conclusion, Fork, LookUp, Question, Scenario, Step, Within
from hotline.policy.building import Names, build
from hotline.policy.documents import lineage
from hotline.policy.errors import Bad, Problems, Reported
from hotline.policy.loading import files_on_disk, packs_root
from hotline.policy.reading import Mapping, mapping, read, sequence
from hotline.policy.sources import register

KINDS: dict[str, type] = {
    "ask": Question,
    "look_up": LookUp,
    "fork": Fork,
    "run": Within,
    "conclude": Conclusion,
}
HEAD = ("id", "title", "start", "opening", "told", "detection", "public", "source", "steps", "runs")

APART = ("steps", "runs")
"""`runs` are worked examples, answers and what sources say → conclusion; `tests/packs/test_scenarios.py` runs them."""


def scenario_files(root: Path | None = None) -> dict[str, str]:
    """Texts of all scenario files, by path below the packs."""
    base = root or packs_root()
    return {
        path.relative_to(base).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(base.glob("*/scenarios/*.yaml"))
    }


def scenarios(pack: str, root: Path | None = None) -> tuple[Scenario, ...]:
    """The scenarios a pack has, its own and inherited. Raises PackError with every problem of reading them."""
    problems = Problems()
    packs = files_on_disk(root or packs_root())
    chain = lineage(packs, pack, problems)
    names = Names(sources=register(chain, problems))
    texts = scenario_files(root)
    found: dict[str, Scenario] = {}
    for document in chain:
        for scenario in _of_pack(texts, document.name, names, problems):
            found[scenario.id] = scenario
    problems.stop_if_any()
    return tuple(found.values())


@cache
def everywhere() -> tuple[tuple[str, Scenario], ...]:
    """Every scenario once, by its id, with a pack that has it. Read once a process."""
    names = sorted({path.split("/")[0] for path in scenario_files()})
    found: dict[str, tuple[str, Scenario]] = {}
    for name in names:
        for one in scenarios(name):
            found.setdefault(one.id, (name, one))
    return tuple(found.values())


def _of_pack(texts: Files[str, str], pack: str, names: Names, problems: Problems) -> list[Scenario]:
    found = []
    for path, text in texts.items():
        if path.startswith(f"{pack}/"):
            node = read(text, path, problems)
            scenario = scenario_of(node, names, problems) if node else None
            if scenario:
                found.append(scenario)
    return found


def scenario_of(node: Mapping, names: Names, problems: Problems) -> Scenario | None:
    """One scenario, or None after its problems were written down."""
    node.only(HEAD, problems)
    try:
        head = Mapping(node.file, node.line, {k: v for k, v in node.items.items() if k not in APART}, node.key_lines)
        built: Scenario = build(Scenario, head, names, problems)
        steps = tuple(step for item in sequence(node.need("steps")) if (step := _step(mapping(item), names, problems)))
    except Bad as bad:
        problems.note(bad)
        return None
    except Reported:
        return None
    return replace(built, steps=steps)


def _step(node: Mapping, names: Names, problems: Problems) -> Step | None:
    """One step, by the key that says what it does."""
    kind = next((key for key in KINDS if key in node.items), None)
    if kind is None:
        problems.note(node.bad("missing_key", key=" / ".join(KINDS)))
        return None
    items = {("id" if key == kind else key): value for key, value in node.items.items()}
    try:
        built: Step = build(KINDS[kind], Mapping(node.file, node.line, items, node.key_lines), names, problems)
    except Bad as bad:
        problems.note(bad)
        return None
    except Reported:
        return None
    return built
