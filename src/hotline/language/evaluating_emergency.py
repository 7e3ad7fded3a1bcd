"""Measuring emergency flags on labelled messages: what is missed, what is flagged for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from hotline.core.policy.shapes import Term
from hotline.language import words
from hotline.language.emergency import Level, flags, kinds_of
from hotline.language.report import table
from hotline.language.tables import DataError, lines_of


def evaluate(
    path: Path, kinds: tuple[Term, ...], text: Sequence[str], kind: str | None, half: str | None = None
) -> dict[str, Any]:
    """Rates with 95 % intervals (Wilson). `kind`: the column that names the emergency, empty for none; without such a
    column every message counts as none, so that each flag is a false alarm."""
    rows = _read(path, text, kind, half)
    taken, told = [], []
    for said, _ in rows:
        started = perf_counter()
        told.append(flags(said, kinds))
        taken.append(1000 * (perf_counter() - started))
    urgent = [found for found, (_, true) in zip(told, rows, strict=True) if true]
    other = [found for found, (_, true) in zip(told, rows, strict=True) if not true]
    now = [any(flag.level is Level.NOW for flag in found) for found in other]
    return {
        "messages": {"urgent": len(urgent), "other": len(other)},
        "missed": rate(sum(not found for found in urgent), len(urgent)),
        "only_look": rate(sum(bool(f) and f[0].level is not Level.NOW for f in urgent), len(urgent)),
        "named": rate(
            sum(any(f.kind == true for f in found) for found, (_, true) in zip(told, rows, strict=True) if true),
            len(urgent),
        ),
        "false_now": rate(sum(now), len(other)),
        "false_any": rate(sum(map(bool, other)), len(other)),
        "per_kind": {
            term.id: {
                "label": term.label,
                "support": sum(true == term.id for _, true in rows),
                "missed": sum(true == term.id and not found for found, (_, true) in zip(told, rows, strict=True)),
                "false_now": sum(any(f.kind == term.id and f.level is Level.NOW for f in found) for found in other),
                "false_look": sum(
                    any(f.kind == term.id and f.level is not Level.NOW for f in found) for found in other
                ),
            }
            for term in kinds_of(kinds).values()
        },
        "milliseconds": {"median": float(np.median(taken)), "p95": float(np.percentile(taken, 95))},
    }


def rate(count: int, total: int) -> dict[str, float | int]:
    """A share with its interval by Wilson's score; of nothing, everything is possible."""
    if not total:
        return {"count": 0, "value": 0.0, "low": 0.0, "high": 1.0}
    share, z = count / total, 1.96
    centre = (share + z * z / (2 * total)) / (1 + z * z / total)
    spread = z / (1 + z * z / total) * (share * (1 - share) / total + z * z / (4 * total * total)) ** 0.5
    low, high = max(centre - spread, 0.0), min(centre + spread, 1.0)
    return {"count": count, "value": round(share, 4), "low": round(low, 4), "high": round(high, 4)}


def as_lines(told: dict[str, Any]) -> list[str]:
    """The same as a table."""
    counted = told["messages"]
    lines = [
        words.EMERGENCY_TITLE,
        words.EMERGENCY_ROWS.format(count=sum(counted.values()), urgent=counted["urgent"], other=counted["other"]),
        "",
    ]
    for key, label in (
        ("missed", words.EMERGENCY_MISSED),
        ("only_look", words.EMERGENCY_WEAK),
        ("named", words.EMERGENCY_NAMED),
        ("false_now", words.EMERGENCY_FALSE),
        ("false_any", words.EMERGENCY_ANY),
    ):
        one = told[key]
        lines.append(
            f"{label}  {one['count']}  {one['value']:.1%}  {words.INTERVAL} {one['low']:.1%}–{one['high']:.1%}"
        )
    lines.append(words.EMERGENCY_TIME.format(**told["milliseconds"]))
    rows = [
        [one["label"], *[str(one[name]) for name in ("support", "missed", "false_now", "false_look")]]
        for one in told["per_kind"].values()
    ]
    return [*lines, "", *table(words.EMERGENCY_KINDS, rows)]


def _read(path: Path, text: Sequence[str], kind: str | None, half: str | None) -> list[tuple[str, str]]:
    rows = [
        ("。".join(line[name] for name in text), line[kind].strip() if kind else "")
        for line in lines_of(path, [*text, *([kind] if kind else [])])[1]
        if not half or line.get("half") == half
    ]
    if not rows:
        raise DataError(words.NO_ROWS.format(file=path.name))
    return rows
