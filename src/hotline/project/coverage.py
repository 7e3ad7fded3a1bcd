"""Requirements × packs × tests: what a whole test run has shown, beside the catalogue in `docs/requirements.toml`."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hotline.project.words import COVERAGE

CATALOGUE = "docs/requirements.toml"
DOCUMENT = "docs/coverage.md"
RUN = "var/coverage.json"

Found = dict[str, dict[str, set[str]]]
"""Requirement id → pack ("" where no pack is named) → tests."""


@dataclass(frozen=True)
class Catalogue:
    """Every requirement by id, and the ones that come later, with what."""

    titles: Mapping[str, str]
    later: Mapping[str, str]


@dataclass
class Runs:
    """What the tests of one run carried."""

    found: Found = field(default_factory=dict)

    def add(self, ident: str, pack: str, test: str) -> None:
        self.found.setdefault(ident, {}).setdefault(pack, set()).add(test)

    def write(self, root: Path) -> None:
        plain = {i: {p: sorted(tests) for p, tests in packs.items()} for i, packs in sorted(self.found.items())}
        path = root / RUN
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(plain, ensure_ascii=False, indent=1), encoding="utf-8")


def catalogue(root: Path) -> Catalogue:
    read = tomllib.loads((root / CATALOGUE).read_text(encoding="utf-8"))
    return Catalogue(read["ids"], read["later"])


def last_run(root: Path) -> Found:
    """What the last whole test run showed. Raises FileNotFoundError before the first one."""
    read = json.loads((root / RUN).read_text(encoding="utf-8"))
    return {ident: {pack: set(tests) for pack, tests in packs.items()} for ident, packs in read.items()}


def promised(root: Path) -> set[str]:
    """The ids that the committed document shows as covered."""
    path = root / DOCUMENT
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = (line.split("|") for line in lines if line.startswith("| "))
    return {row[1].strip() for row in rows if len(row) > 4 and row[3].strip().isdigit()}


def faults(known: Catalogue, found: Found, before: Iterable[str]) -> list[str]:
    """What makes a run fail: an id nobody knows, one that lost its last test, a promise of later that has come true."""
    said = [COVERAGE["unknown"].format(ident=i) for i in sorted(set(found) - set(known.titles))]
    said += [COVERAGE["lost"].format(ident=i, title=known.titles.get(i, "")) for i in sorted(set(before) - set(found))]
    said += [COVERAGE["not_later"].format(ident=i) for i in sorted(set(known.later) & set(found))]
    return said


def as_json(known: Catalogue, found: Found) -> dict[str, object]:
    rows = {
        ident: {
            "title": title,
            "later": known.later.get(ident, ""),
            "packs": sorted(p for p in found.get(ident, {}) if p),
            "tests": sorted({t for tests in found.get(ident, {}).values() for t in tests}),
        }
        for ident, title in known.titles.items()
    }
    covered = [i for i, row in rows.items() if row["tests"]]
    without = [i for i, row in rows.items() if not row["tests"] and not row["later"]]
    return {"requirements": rows, "covered": covered, "without": without, "later": dict(known.later)}


def as_markdown(known: Catalogue, found: Found) -> str:
    """The document: one row a requirement with its number of tests, its packs, and the files they stand in."""
    lines = [COVERAGE["heading"], "", COVERAGE["intro"], "", COVERAGE["columns"], "|---|---|---|---|---|"]
    for ident, title in known.titles.items():
        packs = found.get(ident, {})
        tests = {test for each in packs.values() for test in each}
        files = sorted({test.split("::")[0] for test in tests})
        count = str(len(tests)) if tests else COVERAGE["later" if ident in known.later else "none"]
        where = "、".join(f"`{p}`" for p in sorted(packs) if p)
        shown = " ".join(f"`{f.removeprefix('tests/')}`" for f in files) or known.later.get(ident, "")
        lines.append(f"| {ident} | {title} | {count} | {where} | {shown} |")
    return "\n".join(lines) + "\n"
