"""Figures as a Markdown table for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from bench.figures import Figure, Section
from bench.limits import LIMITS

HEAD = """# Bench

`make bench` measures the product beside the floor of the same machine in the same run, and writes this file and
`var/bench.json`; a run of some sections (`BENCH_ONLY`) writes those anew: each says when it was measured, the table
below is of the last run. A run with other sizes is not written here. It needs nothing but what `make setup` installs.
Only figures of one machine can be compared.

| | |
|---|---|
"""

RULES = """
## How it is measured
- One PostgreSQL with the product's own settings holds {orders:,} orders: whole lives decided by the core and stored as
  the services store them (`hotline verify` agrees), a tenth of them open, over one year.
- What people keep open, the search and the same matter are measured on {many:,} orders in a database of their own,
  which stays in `var/bench` (25 GB; remove the folder to have it back) and is used again while schema, pack and seeding
  are the same, for two days. There up to twenty orders live the same life, each with its own number, place, story,
  contact and hashes; a sample is verified before anything is measured.
- The search of the knowledge base is measured on {entries:,} entries, in a database of its own as well.
- Four web processes; eight clients in a closed loop from two processes, one request a connection (`Connection: close`;
  with connections kept alive in the note); {warm:g} s to warm up, then two timed segments of {segment:g} s, both shown.
  Product and floor take turns segment by segment, so that a busy minute hits both.
  An answer that is not the page itself counts as bad, and one bad answer ends the bench.
- Client, servers and database share the machine. The floor is a minimal Django on its own database on the same server,
  filled from the same orders, once under uvicorn with the product's handler and once under gunicorn: the product is
  compared with the faster of the two.
- No job worker runs: jobs are stored with every command, as in the product, and wait.
- The floor reads session and user from the database at every request; the product remembers both for three seconds.
- Options: `BENCH_ORDERS=100000`, `BENCH_MANY=1000000`, `BENCH_ENTRIES=100000`,
  `BENCH_ONLY=decide,list,order,create,apply,kpi,appraisal,kept,search,alike,find,replay`,
  `BENCH_REUSE=1` (keep the other databases, too), `BENCH_WARM`, `BENCH_SEGMENT` (seconds),
  `DATABASE_URL` (a real server).
"""


def number(value: float) -> str:
    """A figure with as many digits as it deserves."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def rows(figures: Iterable[Figure]) -> list[str]:
    """Table lines of the main figures."""
    lines = []
    for f in figures:
        floors = "; ".join(f"{floor.name} {number(floor.value)}{floor.unit}" for floor in f.floors) or "–"
        share = f"{f.share:.0%}" if f.share is not None else "–"
        lines.append(f"| {f.name} | {number(f.value)}{f.unit} | {_spread(f)} | {floors} | {share} | {_aim(f)} |")
    return lines


def _spread(f: Figure) -> str:
    parts = [" / ".join(number(value) for value in f.spread)] if f.spread else []
    if "p95" in f.extra:
        parts.append(f"p50 {f.extra['p50']}, p95 {f.extra['p95']}, p99 {f.extra['p99']} ms")
    if "page" in f.extra:
        parts.append(f"{f.extra['page']:,} bytes")
    return "; ".join(parts) or "–"


def _aim(f: Figure) -> str:
    if f.reached is None:
        return "–"
    if f.most is not None:
        return f"≤ {number(f.most)}{f.unit} {'✓' if f.reached else '✗'}"
    aim = f"≥ {number(f.aim)}{f.unit}" if f.aim is not None else f"≥ {f.aim_share or 0:.0%} of floor"
    return f"{aim} {'✓' if f.reached else '✗'}"


def table(section: Section) -> str:
    """One section in Markdown."""
    main, detail = [f for f in section.figures if not f.detail], [f for f in section.figures if f.detail]
    lines = [f"## {section.title}", "", section.text, ""] if section.text else [f"## {section.title}", ""]
    lines += ["| what | figure | segments, times | floor | share | aim |", "|---|---|---|---|---|---|", *rows(main), ""]
    lines += [f"- {f.name}: {f.note}" for f in main if f.note]
    lines += [f"- {line}" for line in _details(detail)]
    lines += ["", f"**What limits it.** {LIMITS[section.name]}"] if section.name in LIMITS else []
    at = f" {section.at}." if section.at else ""
    lines.append(f"\nLoad average {section.load[0]:.1f} → {section.load[1]:.1f}, {section.seconds:.0f} s.{at}")
    return "\n".join(lines)


def _details(figures: Iterable[Figure]) -> list[str]:
    """One line for each group of small figures; their names are `group: what`."""
    groups: dict[str, list[str]] = {}
    for f in figures:
        group, _, what = f.name.partition(": ")
        groups.setdefault(group, []).append(f"{what} {number(f.value)}{f.unit}")
    return [f"{group}: {', '.join(found)}" for group, found in groups.items()]


def markdown(facts: dict[str, str], sections: Sequence[Section], rules: dict[str, float]) -> str:
    """The whole README."""
    head = HEAD + "\n".join(f"| {name} | {value} |" for name, value in facts.items())
    return "\n".join([head, RULES.format(**rules), "\n\n".join(map(table, sections)), ""])


def renewed(before: str, facts: dict[str, str], sections: Sequence[Section], rules: dict[str, float]) -> str:
    """The README before with the sections of this run in place of theirs, new ones behind; the others stay as they
    are, each with its day and commit. The head is this run's."""
    kept = {part.partition("\n")[0]: f"## {part.rstrip()}" for part in before.split("\n## ")[2:]}
    kept |= {section.title: table(section) for section in sections}
    return "\n\n".join([markdown(facts, [], rules).rstrip(), *kept.values()]) + "\n"


def write_json(path: Path, facts: dict[str, str], sections: Sequence[Section]) -> None:
    """Everything that was measured, for programs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"facts": facts, "sections": [asdict(section) for section in sections]}
    for section, plain in zip(sections, content["sections"], strict=True):
        for figure, out in zip(section.figures, plain["figures"], strict=True):  # type: ignore[index]  # plain JSON
            out |= {"share": figure.share, "reached": figure.reached}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
