"""How well the extraction finds what hand labels say is there: precision, recall and F1 by kind, with intervals.

Labels are rows `set,id,half,kind,start,end,value`: positions in the window that was labelled (title, a line break, the
text; cut at `WINDOW` characters). The texts stay where they are, in a folder of the public sets.
"""

from __future__ import annotations

import csv
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from hotline.language.extract import Kind, Span, extract
from hotline.language.places import Division, Places

WINDOW = 200
LEAST_SHARE = 0.5
"""A found span is right when it shares at least this part of the characters of both with a label of its kind."""
_RESAMPLES = 1000
_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class TextSet:
    """Where a set of messages lies, its columns, and the code of the area its hotline is at home in."""

    file: str
    key: str
    said_at: str
    home: str | None


SETS = {
    "teddy_unlabelled": TextSet("teddy2020_c/unlabelled_messages.csv", "message_id", "created_at", None),
    "teddy_hot_issue": TextSet("teddy2020_c/hot_issue_messages.csv", "message_id", "created_at", None),
    "hangzhou": TextSet("hangzhou_message_board/messages.csv", "message_id", "created_on", "33"),
    "shangluo": TextSet("shangluo_mayor_mailbox/letters.csv", "letter_id", "created_on", "6110"),
}


@dataclass(frozen=True)
class Message:
    """A labelled message: its window of text, when it was written, the labels."""

    set_name: str
    key: str
    half: str
    text: str
    said_at: datetime
    labels: tuple[tuple[Kind, int, int, str], ...]


def read_places(folder: Path, home: str) -> Places:
    """The table of divisions of the public sets (`admin_divisions`)."""
    files = (("provinces", ""), ("cities", "provinceCode"), ("areas", "cityCode"), ("streets", "areaCode"))
    rows: list[Division] = []
    for name, parent in files:
        with (folder / "admin_divisions" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows += [Division(row["code"], row["name"], row.get(parent, "")) for row in csv.DictReader(file)]
    return Places(rows, home)


def read_messages(labels: Path, data: Path) -> list[Message]:
    """Labels joined with their texts. KeyError when a labelled message is not in its set."""
    told: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with labels.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            told[row["set"], row["id"]].append(row)
    texts = {name: _texts(data, name) for name in sorted({name for name, _ in told})}
    messages = []
    for (name, key), rows in told.items():
        text, said = texts[name][key]
        spans = tuple(
            (Kind(r["kind"]), int(r["start"]), int(r["end"]), r["value"]) for r in rows if r["kind"] != "none"
        )
        messages.append(Message(name, key, rows[0]["half"], text, said, spans))
    return messages


def _texts(data: Path, name: str) -> dict[str, tuple[str, datetime]]:
    where = SETS[name]
    with (data / where.file).open(encoding="utf-8", newline="") as file:
        return {
            row[where.key]: (
                (row["title"] + "\n" + row["content"])[:WINDOW],
                datetime.fromisoformat(row[where.said_at] or "2020-01-01").replace(tzinfo=_ZONE),
            )
            for row in csv.DictReader(file)
        }


def compare(labels: Sequence[tuple[Kind, int, int, str]], found: Iterable[Span], least: float) -> np.ndarray[Any, Any]:
    """Counts for each kind: right, found, labelled, right to the character, right with a value, of the same value."""
    counts = np.zeros((len(Kind), 6))
    order = {kind: at for at, kind in enumerate(Kind)}
    free = list(labels)
    for kind, *_ in labels:
        counts[order[kind], 2] += 1
    for span in sorted(found, key=lambda s: s.start):
        at = order[span.kind]
        counts[at, 1] += 1
        fits = [(_share(span, label), label) for label in free if label[0] is span.kind]
        best = max(fits, key=lambda fit: fit[0], default=(0.0, None))
        if best[1] is not None and best[0] >= least:
            free.remove(best[1])
            counts[at, 0] += 1
            counts[at, 3] += best[1][1:3] == (span.start, span.end)
            counts[at, 4] += bool(best[1][3])
            counts[at, 5] += bool(best[1][3]) and best[1][3] == span.value
    return counts


def _share(span: Span, label: tuple[Kind, int, int, str]) -> float:
    common = min(span.end, label[2]) - max(span.start, label[1])
    return max(0, common) / (max(span.end, label[2]) - min(span.start, label[1]))


def evaluate(labels: Path, data: Path, half: str | None = None) -> dict[str, Any]:
    """Figures of the extraction on the labelled messages of one half (or all), by kind and together."""
    messages = [m for m in read_messages(labels, data) if half is None or m.half == half]
    tables: Mapping[str, Places] = {
        name: read_places(data, SETS[name].home or "") if SETS[name].home else Places()
        for name in sorted({m.set_name for m in messages})
    }
    counts, took = [], []
    for message in messages:
        began = time.perf_counter()
        found = extract(message.text, message.said_at, tables[message.set_name])
        took.append((time.perf_counter() - began) * 1000)
        counts.append(compare(message.labels, found, LEAST_SHARE))
    every = np.array(counts)
    by_kind = {kind.value: _figures(every[:, at, :]) for at, kind in enumerate(Kind) if every[:, at, 1:3].sum()}
    return {
        "messages": len(messages),
        "half": half or "all",
        "least_share": LEAST_SHARE,
        "by_kind": by_kind,
        "all": _figures(every.sum(axis=1)),
        "macro_f1": float(np.mean([figures["f1"]["value"] for figures in by_kind.values()])),
        "milliseconds_p95": float(np.percentile(took, 95)),
    }


def _figures(counts: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Rates with 95 % intervals by resampling messages (fixed seed), with the counts they come from."""
    chance = np.random.default_rng(0)
    drawn = counts[chance.integers(0, len(counts), (_RESAMPLES, len(counts)))].sum(axis=1)
    total = counts.sum(axis=0)
    names = ("precision", "recall", "f1")
    told: dict[str, Any] = {}
    for name, value, many in zip(names, _rates(total[None, :]), _rates(drawn), strict=True):
        low, high = np.percentile(many, [2.5, 97.5])
        told[name] = {"value": float(value[0]), "low": float(low), "high": float(high)}
    told["exact_f1"] = float(2 * total[3] / max(1.0, total[1] + total[2]))
    told["same_value"] = float(total[5] / total[4]) if total[4] else None
    told |= {"labelled": int(total[2]), "found": int(total[1]), "right": int(total[0])}
    return told


def _rates(counts: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], ...]:
    right, found, labelled = counts[:, 0], counts[:, 1], counts[:, 2]
    return right / np.maximum(found, 1), right / np.maximum(labelled, 1), 2 * right / np.maximum(found + labelled, 1)


def as_lines(told: Mapping[str, Any]) -> list[str]:
    """The figures as a readable table."""
    lines = [f"{told['messages']} messages ({told['half']}), a span is right from {told['least_share']:.0%} in common"]
    lines.append(f"{'kind':14}{'labelled':>9}{'precision':>24}{'recall':>24}{'f1':>24}{'exact f1':>10}{'value':>8}")
    for kind, figures in [*told["by_kind"].items(), ("all", told["all"])]:
        cells = "".join(
            f"{figures[n]['value']:>10.3f} ({figures[n]['low']:.3f}-{figures[n]['high']:.3f})" for n in _NAMES
        )
        value = "" if figures["same_value"] is None else f"{figures['same_value']:.3f}"
        lines.append(f"{kind:14}{figures['labelled']:>9}{cells}{figures['exact_f1']:>10.3f}{value:>8}")
    lines.append(f"macro f1 {told['macro_f1']:.3f}; p95 {told['milliseconds_p95']:.2f} ms a message")
    return lines


_NAMES = ("precision", "recall", "f1")
