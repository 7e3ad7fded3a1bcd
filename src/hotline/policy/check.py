"""What can be said of packs without a database: do they load, what do they leave open, do their cases run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from hotline.core.policy.pack import Policy
from hotline.infra import geometry
from hotline.policy import ambiguity
from hotline.policy.cases import all_stories, play
from hotline.policy.documents import Document, lineage, pack_names
from hotline.policy.errors import PackError, Problems
from hotline.policy.loading import files_on_disk, load_from, packs_root
from hotline.policy.messages import say
from hotline.policy.reading import Mapping, Node, Scalar, Sequence, text

_SAMPLE_DAY = date(2026, 1, 5)
"""A day on which every rule of today's packs holds, to look for limits that nobody gave."""


@dataclass
class PackReport:
    """One pack. `covers` is its id in the catalogue of hotlines, None for a base pack."""

    name: str
    title: str = ""
    covers: str | None = None
    release: str = ""
    rules: int = 0
    own_rules: int = 0
    cases_run: int = 0
    cases_failed: int = 0
    failures: list[str] = field(default_factory=list)
    unstated: list[dict[str, str]] = field(default_factory=list)
    unknowns: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.errors and not self.cases_failed

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "ok": self.ok}


def check(root: Path | None = None) -> list[PackReport]:
    """A report for every pack below `root`, by name."""
    base = root or packs_root()
    files = files_on_disk(base)
    return [_check_one(files, name, base) for name in pack_names(files)]


def check_some(names: Iterable[str], root: Path | None = None) -> list[PackReport]:
    """The same for these packs."""
    base = root or packs_root()
    files = files_on_disk(base)
    return [_check_one(files, name, base) for name in names]


def _check_one(files: dict[str, str], name: str, base: Path) -> PackReport:
    report = PackReport(name)
    try:
        policy = load_from(files, name).policy
        stories = all_stories(name, base)
    except PackError as error:
        report.errors = [str(problem) for problem in error.problems]
        return report
    report.errors = outline_faults(base / name)
    _describe(report, policy, lineage(files, name, Problems()))
    for story in stories:
        run = play(story, policy)
        report.cases_run += 1
        if run.failures:
            report.cases_failed += 1
            report.failures += [f"{story.name}: {failure}" for failure in run.failures]
    return report


def outline_faults(folder: Path) -> list[str]:
    """What is wrong with the outlines of areas in a folder (a pack's or the deployment's own); nothing without any."""
    try:
        geometry.read(folder / geometry.FILE)
    except FileNotFoundError:
        return []
    except OSError:
        return [f"{geometry.FILE}: {say('map_unreadable')}"]
    except geometry.BadGeometry as fault:
        return [f"{geometry.FILE}: {say(fault.code, **fault.params)}"]
    return []


def _describe(report: PackReport, policy: Policy, chain: list[Document]) -> None:
    closed = ambiguity.domain(policy.lists)
    holding = [rule for found in policy.rules.values() for rule in ambiguity.standing(found, closed)]
    report.title, report.covers, report.release = policy.title, policy.covers or None, policy.release
    report.rules, report.own_rules = len(holding), sum(rule.pack == policy.id for rule in holding)
    report.unknowns = list(policy.unknowns)
    report.gaps = ambiguity.gaps(policy.rules, closed, _SAMPLE_DAY)
    report.unstated = [
        {"what": rule.ref, "where": rule.location, "source": str(rule.source), "note": rule.note}
        for rule in holding
        if rule.unstated
    ]
    report.unstated += [entry for document in chain for entry in _unstated_sections(document)]


def _unstated_sections(document: Document) -> Iterator[dict[str, str]]:
    """Everything but rules that says of itself that no source gives it."""
    for section, node in document.sections.items():
        if section != "rules":
            yield from _unstated(f"{document.name}:{section}", node)


def _unstated(what: str, node: Node) -> Iterator[dict[str, str]]:
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _unstated(what, item)
    if not isinstance(node, Mapping):
        return
    ident = node.items.get("id")
    if isinstance(ident, Scalar):
        what = f"{what}.{ident.text}"
    flag, note = node.items.get("unstated"), node.items.get("note")
    if isinstance(flag, Scalar) and flag.text == "true":
        where = f"{node.file}:{node.line}"
        yield {"what": what, "where": where, "source": "", "note": text(note) if note else ""}
    for key, inner in node.items.items():
        named = isinstance(inner, Mapping) and ident is None
        yield from _unstated(f"{what}.{key}" if named else what, inner)
