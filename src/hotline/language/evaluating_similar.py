"""How well the same matter is found: pairs of known issues against everything else, at the fixed threshold.

`messages` has columns message_id, title, content, created_at; `reference` has message_id, topic. It says nothing of the
messages it does not list: these count as other matters, though some are not.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from hotline.language import words
from hotline.language.extract import extract
from hotline.language.similar import (
    MOST_COMPARED,
    MOST_KEYS,
    ROWS_A_KEY,
    SAME_MATTER,
    Comparison,
    Fingerprint,
    Rarity,
    fingerprint,
    keys,
)
from hotline.language.tables import DataError, lines_of

FITTED_ON = ("T2", "T5")
"""Issues of the Teddy reference whose pairs the weights were fitted on; figures of the others are honest ones."""
_ZONE = ZoneInfo("Asia/Shanghai")
_RESAMPLES = 1000


class Index:
    """Keys in memory, as the rows of a table would hold them."""

    def __init__(self, prints: Mapping[str, Fingerprint], rarity: Rarity) -> None:
        self.rarity = rarity
        self.keys = {name: keys(print_, rarity) for name, print_ in prints.items()}
        self._rows: dict[str, list[str]] = defaultdict(list)
        for name, own in self.keys.items():
            for key in own:
                self._rows[key].append(name)

    def candidates(self, name: str) -> list[str]:
        """Messages that share keys, those with most weight of them first."""
        weights: Counter[str] = Counter()
        for key in self.keys[name]:
            for other in self._rows[key][-ROWS_A_KEY:]:
                weights[other] += self.rarity.weight(key)  # type: ignore[assignment]  # Counter adds floats as well
        weights.pop(name, None)
        return [other for other, _ in sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_COMPARED]]


def evaluate(messages: Path, reference: Path) -> dict[str, Any]:
    """Precision and recall of pairs by topic, and how many of a topic's messages the keys bring up at all."""
    prints = _prints(messages)
    topics = _topics(reference, prints)
    rarity = Rarity.of(prints.values())
    index = Index(prints, rarity)
    took: list[float] = []
    counts: dict[str, list[tuple[int, int, int, int]]] = defaultdict(list)
    for name, topic in topics.items():
        began = time.perf_counter()
        candidates = index.candidates(name)
        comparison = Comparison(prints[name], rarity)
        found = {other for other in candidates if comparison.to(prints[other]).score >= SAME_MATTER}
        took.append((time.perf_counter() - began) * 1000)
        same = {other for other, its in topics.items() if its == topic and other != name}
        counts[topic].append((len(found & same), len(found), len(same), len(same & set(candidates))))
    by_topic = {topic: _figures(np.array(rows)) for topic, rows in sorted(counts.items())}
    return {
        "messages": len(prints),
        "threshold": SAME_MATTER,
        "keys": MOST_KEYS,
        "by_topic": by_topic,
        "mean_precision": float(np.mean([figures["precision"]["value"] for figures in by_topic.values()])),
        "mean_recall": float(np.mean([figures["recall"]["value"] for figures in by_topic.values()])),
        "milliseconds_p95": float(np.percentile(took, 95)),
    }


def _prints(messages: Path) -> dict[str, Fingerprint]:
    rows = lines_of(messages, ("message_id", "title", "content", "created_at"))[1]
    return {
        row["message_id"]: fingerprint(
            row["title"], row["content"], extract(row["title"] + "\n" + row["content"], _moment(row["created_at"]))
        )
        for row in rows
    }


def _moment(text: str) -> datetime:
    """What is not told or not readable is any moment: only words such as "yesterday" hang on it."""
    try:
        return datetime.fromisoformat(text.strip().replace("/", "-")).replace(tzinfo=_ZONE)
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=_ZONE)


def _topics(reference: Path, known: Mapping[str, Fingerprint]) -> dict[str, str]:
    rows = lines_of(reference, ("message_id", "topic"))[1]
    topics = {row["message_id"]: row["topic"] for row in rows if row["message_id"] in known}
    if not topics:
        raise DataError(words.NO_ROWS.format(file=reference.name))
    return topics


def _figures(rows: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Rates over the pairs of a topic, with 95 % intervals by resampling its messages (fixed seed)."""
    drawn = rows[np.random.default_rng(0).integers(0, len(rows), (_RESAMPLES, len(rows)))].sum(axis=1)
    total = rows.sum(axis=0)[None, :]
    told: dict[str, Any] = {"messages": len(rows)}
    for name, above, below in (("precision", 0, 1), ("recall", 0, 2), ("brought_up", 3, 2)):
        many = drawn[:, above] / np.maximum(drawn[:, below], 1)
        low, high = np.percentile(many, [2.5, 97.5])
        value = float(total[0, above] / max(1, total[0, below]))
        told[name] = {"value": value, "low": float(low), "high": float(high)}
    return told


def as_lines(told: Mapping[str, Any]) -> list[str]:
    """The figures as a readable table."""
    names: Sequence[str] = ("precision", "recall", "brought_up")
    lines = [f"{told['messages']} messages, threshold {told['threshold']}, {told['keys']} keys a message"]
    lines.append(f"{'topic':34}{'messages':>9}" + "".join(f"{name:>24}" for name in names))
    for topic, figures in told["by_topic"].items():
        cells = "".join(
            f"{figures[n]['value']:>10.3f} ({figures[n]['low']:.3f}-{figures[n]['high']:.3f})" for n in names
        )
        mark = " (fitted)" if topic.startswith(FITTED_ON) else ""
        lines.append(f"{topic[:25] + mark:34}{figures['messages']:>9}{cells}")
    lines.append(
        f"mean precision {told['mean_precision']:.3f}, recall {told['mean_recall']:.3f}; "
        f"p95 {told['milliseconds_p95']:.1f} ms a search"
    )
    return lines
