"""The result of a run: everything that is printed or written, with the counts that must add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hotline.core import measures
from hotline.core.counting.outside import OUTSIDE
from hotline.core.measures import Figure, Group, needs_of
from hotline.core.policy.measures import MeasureSpec
from hotline.core.policy.shapes import TargetRule
from hotline.project.replay.checks import Summary
from hotline.project.replay.reading import Messages, Remark
from hotline.project.replay.texts import say


@dataclass
class Figures:
    """All that came out. `broken`: differences that `verify` found; `faults`: invariants that do not hold."""

    file: str
    pack: str
    release: str
    seed: int
    workers: int
    horizon: str
    messages: Messages
    summaries: Sequence[Summary]
    seconds: float
    setup_seconds: float
    verify_seconds: float
    verified: int
    verified_events: int
    stored: int
    broken: Sequence[str] = ()
    specs: Sequence[MeasureSpec] = ()
    targets: Mapping[str, TargetRule] = field(default_factory=dict)
    kept: str = ""

    @property
    def registered(self) -> list[Summary]:
        return [s for s in self.summaries if not s.refused]

    @property
    def rejected(self) -> list[Remark]:
        """Rows of no use, and rows that the core would not register, by line."""
        refused = [Remark(s.line, say("refused", why=s.refused)) for s in self.summaries if s.refused]
        return sorted([*self.messages.rejected, *refused], key=lambda remark: remark.line)

    @property
    def phases(self) -> dict[str, int]:
        return dict(sorted(Counter(s.phase for s in self.registered).items()))

    @property
    def open_phases(self) -> dict[tuple[str, str], int]:
        """(phase, why) of orders that were not over when simulated time ended."""
        return dict(sorted(Counter((s.phase, s.why) for s in self.registered if s.why).items()))

    @property
    def events(self) -> dict[str, int]:
        return _sum(s.events for s in self.registered)

    @property
    def breaches(self) -> dict[str, int]:
        return _sum(s.breaches for s in self.registered)

    @property
    def given_up(self) -> dict[str, int]:
        return _sum(s.given_up for s in self.registered)

    def measured(self, by: str | None = None) -> dict[str, dict[str, Figure]]:
        """Key → measure → figure: of everything (the key is ""), by `month` or by `day`."""
        counted: Iterator[Group] = (one for s in self.registered for one in s.counted)
        return measures.figures(self.specs, counted, by, self.targets)

    @property
    def orders_per_second(self) -> float:
        return len(self.registered) / self.seconds if self.seconds else 0.0

    @property
    def faults(self) -> list[str]:
        """Invariants that do not hold: of single orders, and of the counts."""
        found = [f"line {s.line} {s.number}: {what}" for s in self.registered for what in s.faults]
        rows = self.messages.rows
        if len(self.registered) + len(self.rejected) != rows:
            found.append(f"{len(self.registered)} registered + {len(self.rejected)} rejected are not {rows} rows")
        if sum(self.phases.values()) != len(self.registered):
            found.append("phases do not add up")
        if self.stored != len(self.registered) or self.verified != self.stored:
            found.append(f"{self.stored} orders stored, {self.verified} verified, {len(self.registered)} registered")
        if self.verified_events != sum(self.events.values()):
            found.append(f"{self.verified_events} events stored, {sum(self.events.values())} seen")
        return found

    @property
    def ok(self) -> bool:
        return not self.broken and not self.faults


def _sum(counters: Any) -> dict[str, int]:
    """Counters added up, the largest first."""
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))


def of_orders(specs: Sequence[MeasureSpec]) -> tuple[MeasureSpec, ...]:
    """The measures that orders alone can give: a replay has no calls, no messages and nobody's praise."""
    found = {spec.id for spec in specs if not spec.parts and OUTSIDE.keys().isdisjoint(needs_of([spec]))}
    mixed = {spec.id for spec in specs if spec.parts and found.issuperset(part.measure for part in spec.parts)}
    return tuple(spec for spec in specs if spec.id in found | mixed)


# --- JSON -------------------------------------------------------------------------------------------------------------


def as_json(figures: Figures) -> dict[str, Any]:
    """The machine's report. The same file, pack and seed give the same, but for `seconds` and what follows from it."""
    return {
        "file": figures.file,
        "pack": figures.pack,
        "release": figures.release,
        "seed": figures.seed,
        "workers": figures.workers,
        "horizon": figures.horizon,
        "rows": figures.messages.rows,
        "registered": len(figures.registered),
        "rejected_rows": _remarks(figures.rejected),
        "noted_rows": _remarks(sorted(figures.messages.noted, key=lambda remark: remark.line)),
        "phases": figures.phases,
        "open_phases": {f"{phase}: {why}": n for (phase, why), n in figures.open_phases.items()},
        "events": figures.events,
        "refused_requests": figures.given_up,
        "measures": {
            "total": _row(figures.measured()[""]),
            "by_month": _rows(figures.measured("month")),
            "by_day": _rows(figures.measured("day")),
        },
        "breaches_by_unit": figures.breaches,
        "verify": {
            "orders": figures.verified,
            "events": figures.verified_events,
            "broken": len(figures.broken),
            "differences": list(figures.broken[:100]),
            "seconds": round(figures.verify_seconds, 3),
        },
        "invariants": {"broken": len(figures.faults), "faults": figures.faults[:100]},
        "database": figures.kept,
        "setup_seconds": round(figures.setup_seconds, 3),
        "seconds": round(figures.seconds, 3),
        "orders_per_second": round(figures.orders_per_second, 1),
    }


def _remarks(remarks: Sequence[Remark]) -> list[dict[str, Any]]:
    return [{"line": remark.line, "reason": remark.reason} for remark in remarks]


def _rows(rows: Mapping[str, Mapping[str, Figure]]) -> dict[str, Any]:
    return {key: _row(row) for key, row in rows.items()}


def _row(row: Mapping[str, Figure]) -> dict[str, Any]:
    return {name: _figure(one) for name, one in row.items()}


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "value": None if one.value is None else float(one.value),
        "numerator": float(one.numerator),
        "denominator": one.denominator,
        "target": None if one.target is None else one.target.percent,
        "meets": one.meets,
        "left_out": dict(one.left_out),
    }
