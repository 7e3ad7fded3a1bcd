"""Measuring topics: known issues against the topic that fits each best, at the one fixed setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from hotline.language import words
from hotline.language.measures import RESAMPLES, Interval
from hotline.language.report import table
from hotline.language.tables import DataError, lines_of
from hotline.language.topics import Message, Topic, Topics

SEVERAL = 3


@dataclass(frozen=True)
class Fit:
    """A known issue and the topic that fits it best."""

    issue: str
    issue_size: int
    topic_size: int
    both: int
    name: str

    @property
    def f1(self) -> float:
        return 2 * self.both / (self.issue_size + self.topic_size)


@dataclass(frozen=True)
class TopicResult:
    """What was measured."""

    mean_f1: Interval
    fits: tuple[Fit, ...]
    messages: int
    days: int
    topics: int
    several: int
    seconds: float


def measure(messages: Path, reference: Path, seed: int) -> TopicResult:
    """Follow the messages day by day; then find the best topic of each issue."""
    stream = sorted(read_messages(messages), key=lambda message: (message.day, message.key))
    issues = read_reference(reference, {message.key for message in stream})
    started = perf_counter()
    topics = follow(stream)
    spent = perf_counter() - started
    found = topics.topics()
    best = {issue: max(found, key=lambda topic: _f1(keys, set(topic.keys))) for issue, keys in issues.items()}
    fits = tuple(
        Fit(issue, len(keys), best[issue].size, len(keys & set(best[issue].keys)), topics.name(best[issue]))
        for issue, keys in sorted(issues.items())
    )
    return TopicResult(
        mean_f1=_interval(issues, best, [message.key for message in stream], seed),
        fits=fits,
        messages=len(stream),
        days=len({message.day for message in stream}),
        topics=len(found),
        several=sum(topic.size >= SEVERAL for topic in found),
        seconds=spent,
    )


def follow(stream: Sequence[Message]) -> Topics:
    """Topics of messages sorted by day. How common runs are is counted over the whole set first."""
    topics = Topics()
    topics.learn(stream)
    for _, messages in groupby(stream, key=lambda message: message.day):
        topics.add(list(messages))
    return topics


def read_messages(path: Path) -> list[Message]:
    """Messages of a CSV file; one whose time cannot be read counts as the file's first day."""
    lines = lines_of(path, ("message_id", "title", "content"))[1]
    days = [_day(line.get("created_at") or "") for line in lines]
    first = min((day for day in days if day), default=date(2000, 1, 1))
    return [
        Message(line["message_id"], line["title"] or "", line["content"] or "", day or first)
        for line, day in zip(lines, days, strict=True)
    ]


def read_reference(path: Path, known: set[str]) -> dict[str, set[str]]:
    """Issue -> its messages, as far as the messages are there."""
    issues: dict[str, set[str]] = {}
    for line in lines_of(path, ("message_id", "topic"))[1]:
        if line["message_id"] in known:
            issues.setdefault(line["topic"], set()).add(line["message_id"])
    if not issues:
        raise DataError(words.NO_ROWS.format(file=path.name))
    return issues


def as_json(result: TopicResult) -> dict[str, Any]:
    """Everything measured, for programs."""
    return {
        "mean_f1": round(result.mean_f1.value, 4),
        "mean_f1_interval": result.mean_f1.as_json(),
        "per_topic": {
            fit.issue: {
                "f1": round(fit.f1, 4),
                "precision": round(fit.both / fit.topic_size, 4),
                "recall": round(fit.both / fit.issue_size, 4),
                "reference_messages": fit.issue_size,
                "topic_messages": fit.topic_size,
                "name": fit.name,
            }
            for fit in result.fits
        },
        "messages": result.messages,
        "days": result.days,
        "topics": result.topics,
        "topics_of_three_or_more": result.several,
        "seconds": round(result.seconds, 2),
    }


def as_text(result: TopicResult) -> list[str]:
    """The same as lines of a table."""
    mean = result.mean_f1
    rows = [
        (
            fit.issue,
            f"{fit.f1:.3f}",
            f"{fit.both / fit.topic_size:.3f}",
            f"{fit.both / fit.issue_size:.3f}",
            str(fit.issue_size),
            str(fit.topic_size),
            fit.name,
        )
        for fit in result.fits
    ]
    return [
        words.TOPICS_TITLE,
        words.TOPIC_ROWS.format(
            messages=result.messages,
            days=result.days,
            topics=result.topics,
            several=result.several,
            seconds=result.seconds,
        ),
        f"{words.MEAN_F1}  {mean.value:.4f}  {words.INTERVAL} {mean.low:.4f}–{mean.high:.4f}",
        "",
        *table(words.PER_TOPIC, rows),
    ]


def _interval(issues: Mapping[str, set[str]], best: Mapping[str, Topic], keys: Sequence[str], seed: int) -> Interval:
    """The mean F1 of the chosen topics when messages are drawn anew."""
    chance = np.random.default_rng(seed)
    inside = [np.array([key in issues[issue] for key in keys]) for issue in issues]
    joined = [np.array([key in set(best[issue].keys) for key in keys]) for issue in issues]

    def mean(weights: Any) -> float:
        return float(
            np.mean([2 * weights[a & b].sum() / max(weights[a].sum() + weights[b].sum(), 1) for a, b in parts])
        )

    parts = list(zip(inside, joined, strict=True))
    count = len(keys)
    samples = [mean(np.bincount(chance.integers(0, count, count), minlength=count)) for _ in range(RESAMPLES // 2)]
    low, high = np.percentile(samples, [2.5, 97.5])
    return Interval(mean(np.ones(count)), float(low), float(high))


def _f1(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text.strip().replace("/", "-")).date()
    except ValueError:
        return None
