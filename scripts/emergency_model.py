"""Trains the model that widens the list of emergencies: `python scripts/emergency_model.py`.

Everything learned from was written for this project: emergencies and everyday messages of `tests/data`, and what
`emergency_everyday.py` gathers. `--check` tells instead what is heard and flagged of examples left out of the training,
for several thresholds: `LOOK_AT` and `LOOK_AT_LONG` of `emergency.py` are chosen by it.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import emergency_everyday
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from hotline import policy
from hotline.language import emergency_model as model
from hotline.language.emergency import SHORT, bare
from hotline.language.emergency_ways import compiled

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "tests" / "data" / "emergencies.csv"
STRENGTH = 3.0
"""Inverse of the regularisation, chosen by cross-validation on the examples."""
LEAST = 2
"""A feature that fewer stretches have is not learned."""
SMALLEST = 0.05
"""A weight nearer to nothing is left out."""
FOLDS = 5
BURIED = 6
"""Everyday clauses between which an emergency is put to see whether it is still heard."""
Rows = list[dict[str, float]]


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="cross-validate, write nothing")
    given = parser.parse_args(arguments)
    urgent = [text for kind, text in examples() if kind]
    calm = [text for kind, text in examples() if not kind]
    others = list(emergency_everyday.texts())
    if given.check:
        check(urgent, calm, others)
        return
    known = learn(urgent, [*calm, *others])
    lines = [f"{name}\t{weight:.3f}" for name, weight in known.items() if abs(weight) >= SMALLEST]
    out = ROOT / "src" / "hotline" / "language" / model.FILE
    out.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(urgent)} emergencies, {len(calm) + len(others)} everyday texts, {len(lines)} weights")


def learn(urgent: Iterable[str], calm: Iterable[str]) -> dict[str, float]:
    """Feature → weight, `*` the constant."""
    rows, labels = _flat([stretches(text) for text in urgent], [stretches(text) for text in calm])
    names = _names(rows)
    weights = fit(rows, labels, names)
    return {"*": weights[-1]} | {name: weights[at] for name, at in names.items()}


def check(urgent: list[str], calm: list[str], others: list[str]) -> None:
    """Each text is judged by what was learned from the other four fifths. Emergencies also buried in one sentence."""
    rng = random.Random(0)
    letters = list(emergency_everyday.written())
    rest = [text for text in others if text not in set(letters)]
    parts = [_folds(texts, rng) for texts in (urgent, calm, letters, rest)]
    told: dict[str, list[tuple[float, bool]]] = {"urgent": [], "buried": [], "calm": [], "letters": []}
    for fold in range(FOLDS):
        kept = [[text for at, one in enumerate(part) if at != fold for text in one] for part in parts]
        known = learn(kept[0], [*kept[1], *kept[2], *kept[3]])
        held = [part[fold] for part in parts]
        told["urgent"] += [loudness(text, known) for text in held[0]]
        told["buried"] += [loudness(_bury(text, held[1], rng), known) for text in held[0]]
        told["calm"] += [loudness(text, known) for text in held[1]]
        told["letters"] += [loudness(text, known) for text in held[2]]
    print("threshold", *[f"{name}:{len(found)}" for name, found in told.items()], sep="\t")
    for threshold in np.arange(-7, 0.1, 0.5):
        shares = [np.mean([said or sounds >= threshold for sounds, said in found]) for found in told.values()]
        print(f"{threshold:.1f}", *[f"{share:.1%}" for share in shares], sep="\t")


def loudness(text: str, known: dict[str, float]) -> tuple[float, bool]:
    """The loudest stretch of a text, and whether it is flagged however it sounds."""
    plain, found = bare(text)[0], stretches(text)
    aloud = any(not hit.hint for one in found for hit in one.hits) or (
        len(plain) <= SHORT and any(one.hits for one in found)
    )
    sounds = (sum(value * known[name] for name, value in model.features(one).items() if name in known) for one in found)
    return known["*"] + max(sounds, default=-99.0), aloud


def stretches(text: str) -> list[model.Stretch]:
    return model.stretches(bare(text)[0], compiled(policy.load("national").lists.emergencies))


def _folds(texts: Sequence[str], rng: random.Random) -> list[list[str]]:
    mixed = rng.sample(texts, len(texts))
    return [mixed[fold::FOLDS] for fold in range(FOLDS)]


def _bury(text: str, calm: list[str], rng: random.Random) -> str:
    around = rng.sample(calm, BURIED)
    return "，".join([*around[: BURIED // 2], text.rstrip("。！？!?"), *around[BURIED // 2 :]])


def examples() -> Iterator[tuple[str, str]]:
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        yield from ((row["kind"], row["text"]) for row in csv.DictReader(file))


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


def _flat(urgent: Iterable[list[model.Stretch]], calm: Iterable[list[model.Stretch]]) -> tuple[Rows, list[int]]:
    """Of an emergency the stretch that says most; of the others every stretch."""
    loudest = [model.features(max(one, key=lambda stretch: len(_ways(stretch)))) for one in urgent]
    quiet = [model.features(stretch) for one in calm for stretch in one]
    return loudest + quiet, [1] * len(loudest) + [0] * len(quiet)


def _ways(stretch: model.Stretch) -> set[tuple[str, bool]]:
    return {(hit.kind, hit.hint) for hit in stretch.hits}


def _names(rows: list[dict[str, float]]) -> dict[str, int]:
    seen = Counter(name for row in rows for name in row)
    return {name: at for at, name in enumerate(sorted(name for name, count in seen.items() if count >= LEAST))}


if __name__ == "__main__":
    main(sys.argv[1:])
