"""Trains the model that widens the list of emergencies: `python scripts/emergency_model.py [--others FILE COLUMN …]`.

Examples are `tests/data/emergencies.csv` (written for this project); further everyday messages are those of the sample
city. `--others` names CSV files of real messages, counted as everyday ones: only numbers are learned from them, for
features that our own examples hold, and no text of them is kept. Messages that sound like emergencies are left out.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from hotline import policy
from hotline.language import emergency_model as model
from hotline.language import words
from hotline.language.emergency import bare
from hotline.language.emergency_ways import compiled

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "tests" / "data" / "emergencies.csv"
SAMPLE = ROOT / "src" / "hotline" / "project" / "sample" / "data" / "messages.yaml"
QUESTIONS = ROOT / "tests" / "data" / "find_questions.csv"
STRENGTH = 3.0
"""Inverse of the regularisation, chosen by cross-validation on the examples."""
EVERY, SHORTEST = 6, 5
"""Which clauses of real messages are looked at alone, and the least signs of one."""
CLAUSE = re.compile(f"[{words.SENTENCE_SIGNS}{words.CLAUSE_SIGNS}]")
LIKE_ONE = 3.0
"""Log of the odds above which a stretch of a real message may tell of an emergency: it is not taken as everyday."""
PASSES = 2
"""How often that is decided: the first time by our own examples alone, which take too many for emergencies."""
LEAST = 2
"""A feature that fewer stretches have is not learned."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--others", nargs="+", action="append", default=[], metavar="FILE/COLUMN")
    given = parser.parse_args(arguments)
    urgent = [features(text) for kind, text in examples() if kind]
    calm = [features(text) for kind, text in examples() if not kind] + [features(text) for text in everyday()]
    rows, labels = _flat(urgent, calm)
    names = _names(rows)
    others = [
        one
        for path, *columns in given.others
        for text in pieces(_column(Path(path), columns))
        for one in features(text)
    ]
    weights = fit(rows, labels, names)
    own = len(rows)
    for _ in range(PASSES if others else 0):
        told = matrix(others, names) @ weights[:-1] + weights[-1]
        rows = rows[:own] + [one for one, sounds in zip(others, told, strict=True) if sounds < LIKE_ONE]
        labels = labels[:own] + [0] * (len(rows) - own)
        weights = fit(rows, labels, names)
    print(f"{len(rows) - own} of {len(others)} stretches of real messages taken")
    lines = [f"*\t{weights[-1]:.3f}"]
    lines += [f"{name}\t{weights[at]:.3f}" for name, at in names.items() if abs(weights[at]) >= 0.005]
    out = ROOT / "src" / "hotline" / "language" / model.FILE
    out.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{sum(labels)} urgent, {len(labels) - sum(labels)} other stretches, {len(lines)} weights")


def features(text: str) -> list[dict[str, float]]:
    """What the model sees of each stretch of a message."""
    ways = compiled(policy.load("national").lists.emergencies)
    return [one.features for one in model.stretches(bare(text)[0], ways)]


def pieces(texts: Iterable[str]) -> Iterator[str]:
    """The texts, and every sixth clause of them alone: everyday messages are as short as a cry for help."""
    clauses = 0
    for text in texts:
        yield text
        for clause in CLAUSE.split(text):
            clauses += 1
            if clauses % EVERY == 0 and len(clause) >= SHORTEST:
                yield clause


def examples() -> Iterator[tuple[str, str]]:
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        yield from ((row["kind"], row["text"]) for row in csv.DictReader(file))


def everyday() -> Iterator[str]:
    for message in yaml.safe_load(SAMPLE.read_text("utf-8"))["messages"]:
        if message["disposition"] != "emergency_handover":
            yield message["title"]
            yield message["content"]
    yield from _column(QUESTIONS, ["question"])


def fit(rows: list[dict[str, float]], labels: list[int], names: dict[str, int]) -> Any:
    """Weights in the order of `names`, the constant last."""
    learned = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0).fit(matrix(rows, names), labels)
    return np.append(learned.coef_[0], learned.intercept_[0])


def matrix(rows: list[dict[str, float]], names: dict[str, int]) -> Any:
    cells = [(at, names[name], value) for at, row in enumerate(rows) for name, value in row.items() if name in names]
    lines, columns, values = zip(*cells, strict=True)
    made = csr_matrix((values, (lines, columns)), shape=(len(rows), len(names)))
    made.indices, made.indptr = made.indices.astype("int32"), made.indptr.astype("int32")
    return made


def _flat(urgent: Iterable[list[Any]], calm: Iterable[list[Any]]) -> tuple[list[Any], list[int]]:
    """Of an emergency the stretch that says most; of the others every stretch."""
    loudest = [max(one, key=lambda row: row["ways"]) for one in urgent]
    quiet = [row for one in calm for row in one]
    return loudest + quiet, [1] * len(loudest) + [0] * len(quiet)


def _names(rows: list[dict[str, float]]) -> dict[str, int]:
    seen = Counter(name for row in rows for name in row)
    return {name: at for at, name in enumerate(sorted(name for name, count in seen.items() if count >= LEAST))}


def _column(path: Path, columns: list[str]) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from ("。".join(row[name] or "" for name in columns) for row in csv.DictReader(file))


if __name__ == "__main__":
    main(sys.argv[1:])
