"""Measuring unit suggestion on a file: text, area and unit; the text alone, the area alone, and both joined.

Areas and units are labels of the file; `duties` is a list of (area, unit) that answer there, empty area for everywhere.
Weights of the grounds are learned on inner folds of the training rows, never on tested ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hotline.language import measures, mixing, words
from hotline.language.classify import Model, learn
from hotline.language.duplicates import near_duplicates
from hotline.language.learning import folds
from hotline.language.matrices import Floats, Ints
from hotline.language.report import table
from hotline.language.tables import DataError, lines_of

START = (3.0, 1.0, 1.0, -1.0)
"""Weights before anything is learned: named by the list, like decisions, the text, of anybody."""
LOOKED_AT = 8


@dataclass(frozen=True)
class Row:
    """One decided message."""

    fields: tuple[str, ...]
    area: str
    unit: str


def read(path: Path, text: Sequence[str], area: str | None, unit: str) -> list[Row]:
    """Rows with a unit and some text. Raises DataError for a column that is not there."""
    rows = [
        Row(
            tuple(line[name].strip() for name in text),
            line[area].strip() if area else "",
            line[unit].strip(),
        )
        for line in lines_of(path, [*text, unit, *([area] if area else [])])[1]
    ]
    rows = [row for row in rows if row.unit and any(row.fields)]
    if not rows:
        raise DataError(words.NO_ROWS.format(file=path.name))
    return rows


def read_duties(path: Path) -> dict[str, list[str]]:
    """Area -> units, from a CSV with columns area and unit."""
    duties: dict[str, list[str]] = {}
    for line in lines_of(path, ["area", "unit"])[1]:
        duties.setdefault(line["area"].strip(), []).append(line["unit"].strip())
    return duties


class Router:
    """Learned from rows: a text model, counts by area, weights of both and of the list."""

    def __init__(self, rows: Sequence[Row], duties: Mapping[str, Sequence[str]], seed: int) -> None:
        self._duties = duties
        self._model, self._seen = _learned(rows)
        targets = np.unique([row.unit for row in rows], return_inverse=True)[1]
        groups = near_duplicates([" ".join(row.fields) for row in rows])
        cases = []
        for train, held in folds(targets, groups, 3, seed):
            model, seen = _learned([rows[at] for at in train])
            for at in held:
                units, grounds = self._grounds(model, seen, rows[at])
                cases.append((grounds, units.index(rows[at].unit) if rows[at].unit in units else -1))
        self.weights = mixing.fit(cases, START)

    def answer(self, row: Row) -> list[tuple[str, float]]:
        """Units with their probabilities, likeliest first."""
        units, grounds = self._grounds(self._model, self._seen, row)
        chances = mixing.chances(grounds, self.weights)
        return [(units[at], float(chances[at])) for at in np.argsort(-chances, kind="stable")]

    def text_only(self, row: Row) -> str:
        return self._model.answer(row.fields, 1, 0).suggestions[0].label

    def _grounds(self, model: Model, seen: Mapping[str, Counter[str]], row: Row) -> tuple[list[str], mixing.Floats]:
        told = {one.label: one.probability for one in model.answer(row.fields, LOOKED_AT, 0).suggestions}
        before = seen.get(row.area) or seen[""]
        total = before.total()
        listed = self._duties.get(row.area) or self._duties.get("", ())
        units = list(dict.fromkeys([*listed, *told, *[unit for unit, _ in before.most_common(LOOKED_AT)]]))
        return units, np.array(
            [
                (
                    float(unit in listed),
                    float(np.log((before[unit] + 0.5) / (total - before[unit] + 0.5))),
                    mixing.logit(told.get(unit, 0.0)),
                    1.0,
                )
                for unit in units
            ]
        )


def evaluate(
    rows: Sequence[Row], test: Sequence[Row] | None, duties: Mapping[str, Sequence[str]], count: int, seed: int
) -> dict[str, Any]:
    """Figures with intervals; without `test` by folds of the rows, near-duplicates kept together."""
    groups = near_duplicates([" ".join(row.fields) for row in [*rows, *(test or ())]])
    classes = sorted({row.unit for row in [*rows, *(test or ())]} | {u for units in duties.values() for u in units})
    if test is None:
        targets = np.unique([row.unit for row in rows], return_inverse=True)[1]
        parts = [([rows[i] for i in a], b) for a, b in folds(targets, groups, count, seed)]
        tested, own = rows, groups
    else:
        parts, tested, own = [(list(rows), np.arange(len(test)))], test, groups[len(rows) :]
    place = {name: at for at, name in enumerate(classes)}
    truth: Ints = np.array([place[row.unit] for row in tested], np.int64)
    given, plain = np.zeros(len(tested), np.int64), np.zeros(len(tested), np.int64)
    sure, among = np.zeros(len(tested), np.float32), np.zeros(len(tested), np.bool_)
    weights: list[tuple[float, ...]] = []
    for train, at in parts:
        try:
            router = Router(train, duties, seed)
        except ValueError as error:
            raise DataError(words.TOO_FEW) from error
        weights.append(router.weights)
        for i in at:
            told = router.answer(tested[i])
            given[i], sure[i] = place[told[0][0]], told[0][1]
            among[i] = tested[i].unit in {unit for unit, _ in told[:3]}
            plain[i] = place[router.text_only(tested[i])]
    return _figures(truth, given, plain, sure, among, own, classes, seed) | {
        "rows": {"train": max(len(train) for train, _ in parts), "test": len(tested)},
        "weights": [round(float(value), 3) for value in np.mean(weights, axis=0)],
    }


def _figures(
    truth: Ints, given: Ints, plain: Ints, sure: Floats, among: Any, groups: Ints, classes: Sequence[str], seed: int
) -> dict[str, Any]:
    macro, accuracy = measures.intervals(truth, given, len(classes), groups, seed)
    text_macro, text_accuracy = measures.intervals(truth, plain, len(classes), groups, seed)
    return {
        "macro_f1": macro.as_json(),
        "accuracy": accuracy.as_json(),
        "top_three": round(float(among.mean()), 4),
        "ece": round(measures.expected_calibration_error(sure, given == truth), 4),
        "coverage": {"precision": 0.95, "share": round(measures.coverage(sure, given == truth, 0.95), 4)},
        "text_alone": {"macro_f1": text_macro.as_json(), "accuracy": text_accuracy.as_json()},
        "per_class": {
            row.label: {
                "precision": round(float(row.precision), 4),
                "recall": round(float(row.recall), 4),
                "f1": round(float(row.f1), 4),
                "support": row.support,
            }
            for row in measures.per_class(truth, given, classes)
        },
    }


def as_lines(told: dict[str, Any]) -> list[str]:
    """The same as a table."""

    def line(name: str, one: dict[str, float]) -> str:
        return f"{name}  {one['value']:.4f}  {words.INTERVAL} {one['low']:.4f}–{one['high']:.4f}"

    rows = [
        [name, *[f"{one[key]:.3f}" for key in ("precision", "recall", "f1")], str(one["support"])]
        for name, one in told["per_class"].items()
    ]
    return [
        words.ROUTE_TITLE,
        words.ROUTE_ROWS.format(**told["rows"]),
        "",
        line(words.ACCURACY, told["accuracy"]),
        line(words.MACRO_F1, told["macro_f1"]),
        line(f"{words.ROUTE_TEXT} {words.ACCURACY}", told["text_alone"]["accuracy"]),
        line(f"{words.ROUTE_TEXT} {words.MACRO_F1}", told["text_alone"]["macro_f1"]),
        f"{words.TOP_THREE}  {told['top_three']:.1%}",
        f"{words.ECE}  {told['ece']:.4f}",
        f"{words.COVERAGE.format(precision=0.95)}  {told['coverage']['share']:.1%}",
        "",
        *table(words.PER_CLASS, rows),
    ]


def _learned(rows: Sequence[Row]) -> tuple[Model, dict[str, Counter[str]]]:
    seen: dict[str, Counter[str]] = {"": Counter()}
    for row in rows:
        seen[""][row.unit] += 1
        if row.area:
            seen.setdefault(row.area, Counter())[row.unit] += 1
    return learn([row.fields for row in rows], [row.unit for row in rows]), seen
