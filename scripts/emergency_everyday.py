"""Everyday messages of the project itself: what an emergency is told from. Nobody's real message is among them.

`texts()` gives what tests, the sample city, the packs and the bench hold, and composes more with a fixed seed.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data"
SAMPLE = ROOT / "src" / "hotline" / "project" / "sample" / "data"
PACKS = ROOT / "packs"
LEFT_OUT = "emergencies.yaml"
"""The list of emergencies itself."""
SEED = 12345
COMPOSED = 1200
"""Messages of the bench's generator, and as many of the sample city's grammar."""
SHORTEST = 6
CHINESE = ("\u4e00", "\u9fff")


def texts() -> Iterator[str]:
    """Written messages first, then the composed ones. Each once."""
    yield from dict.fromkeys([*written(), *_messages(), *_questions(), *_trees(), *_composed()])


def written() -> Iterator[str]:
    """Everyday messages in the tone of letters, many with words of danger in them, written for this."""
    yield from _column("everyday.csv", "text")


def _messages() -> Iterator[str]:
    for message in yaml.safe_load((SAMPLE / "messages.yaml").read_text("utf-8"))["messages"]:
        if message["disposition"] != "emergency_handover":
            yield message["title"]
            yield message["content"]
            yield f"{message['title']}。{message['content']}"


def _questions() -> Iterator[str]:
    yield from _column("find_questions.csv", "question")
    yield from _column("scenario_messages.csv", "text")


def _trees() -> Iterator[str]:
    """What knowledge, replies and the packs say: rules, classes, cases."""
    paths = [SAMPLE / f"{name}.yaml" for name in ("knowledge", "replies", "outage", "judging")]
    paths += [path for path in sorted(PACKS.rglob("*.yaml")) if path.name != LEFT_OUT]
    for path in paths:
        yield from (text for text in _strings(yaml.safe_load(path.read_text("utf-8"))) if _chinese(text))


def _strings(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict | list):
        for one in tree.values() if isinstance(tree, dict) else tree:
            yield from _strings(one)


def _chinese(text: str) -> bool:
    return sum(CHINESE[0] <= sign <= CHINESE[1] for sign in text) >= SHORTEST


def _composed() -> Iterator[str]:
    sys.path.insert(0, str(ROOT))
    from bench.siblings import story  # the bench is no part of the package
    from hotline.project.sample.messages import iter_messages

    rng = random.Random(SEED)
    yield from (story(rng) for _ in range(COMPOSED))
    for message in iter_messages(SEED, COMPOSED):
        yield f"{message.title}。{message.content}"


def _column(name: str, column: str) -> Iterator[str]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from (row[column] for row in csv.DictReader(file))
