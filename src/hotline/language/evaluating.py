"""Measuring the classifier on a file: train and test, or folds of one file, split by near-duplicates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from hotline.language import measures, words
from hotline.language.classify import Model, Options, learn
from hotline.language.duplicates import near_duplicates
from hotline.language.learning import folds
from hotline.language.matrices import Floats, Ints
from hotline.language.measures import Interval, PerClass
from hotline.language.tables import DataError as DataError  # raised here, caught by name
from hotline.language.tables import lines_of, missing


@dataclass(frozen=True)
class Row:
    """One labelled message: its parts, its class, and what it is called in the file (may be empty)."""

    fields: tuple[str, ...]
    label: str
    key: str


@dataclass(frozen=True)
class Result:
    """What was measured. `sure` and `right` are of the first choice of every tested row."""

    classes: tuple[str, ...]
    train: int
    groups: int
    targets: Ints
    given: Ints
    sure: Floats
    macro_f1: Interval
    accuracy: Interval
    per_class: tuple[PerClass, ...]
    ece: float
    coverage: float
    top_three: float
    precision: float
    threshold: float
    preset: Ints
    leaked: Ints
    seconds_train: float
    milliseconds: tuple[float, float]
    plain: Interval | None
    more_than_plain: tuple[Interval, Interval] | None
    """What macro-F1 and accuracy are above those of the plain model, on the same resamples."""

    @property
    def right(self) -> Any:
        return self.given == self.targets

    @property
    def preset_share(self) -> float:
        return float(self.preset.mean())

    @property
    def preset_precision(self) -> float | None:
        return float(self.right[self.preset > 0].mean()) if self.preset.any() else None

    @property
    def macro_f1_unseen(self) -> float | None:
        """Macro-F1 without the tested rows that nearly repeat a training row; None if there are none."""
        if not self.leaked.any():
            return None
        kept = self.leaked == 0
        return measures.macro(measures.confusion(self.targets[kept], self.given[kept], len(self.classes)))


def read(path: Path, text: Sequence[str], label: str, key: str | None = None) -> list[Row]:
    """Rows of a CSV file. Of the text columns at least one must be there, so that files of two forms can be mixed."""
    columns, lines = lines_of(path, [label])
    if not set(text) & set(columns):
        raise missing(path, " ".join(text), columns)
    rows = [
        Row(tuple(line.get(name, "").strip() for name in text), line[label].strip(), line.get(key or "", ""))
        for line in lines
    ]
    rows = [row for row in rows if row.label and any(row.fields)]
    if not rows:
        raise DataError(words.NO_ROWS.format(file=path.name))
    return rows


def read_all(paths: Sequence[Path], text: Sequence[str], label: str, key: str | None) -> list[Row]:
    """Rows of several files; of rows with one key the first file's counts."""
    kept: list[Row] = []
    seen: set[str] = set()
    for path in paths:
        found = [row for row in read(path, text, label, key) if not row.key or row.key not in seen]
        seen |= {row.key for row in found if row.key}
        kept += found
    return kept


def descriptions(path: Path) -> dict[str, list[str]]:
    """Class -> words, from a CSV whose first column is the class and whose other columns are words for it."""
    described: dict[str, dict[str, None]] = {}
    for line in lines_of(path)[1]:
        name, *given = line.values()
        described.setdefault(name.strip(), {}).update(dict.fromkeys(w.strip() for w in given if w.strip()))
    return {name: list(given) for name, given in described.items()}


def few(rows: Sequence[Row], count: int, seed: int) -> list[Row]:
    """`count` rows of each class, drawn by the seed."""
    chance = np.random.default_rng(seed)
    by_class: dict[str, list[Row]] = {}
    for row in rows:
        by_class.setdefault(row.label, []).append(row)
    drawn = []
    for label in sorted(by_class):
        order = chance.permutation(len(by_class[label]))[:count]
        drawn += [by_class[label][i] for i in order]
    return drawn


class Evaluation:
    """Runs the classifier over files and collects what is needed for the figures."""

    def __init__(self, options: Options, described: Mapping[str, Sequence[str]] | None, plain: bool) -> None:
        self._options = options
        self._described = described
        self._plain = plain

    def train_and_test(self, train: Sequence[Row], test: Sequence[Row]) -> Result:
        """Learn from one, measure on the other. Training rows with the key of a tested row are left out."""
        keys = {row.key for row in test if row.key}
        train = [row for row in train if row.key not in keys]
        groups = _groups([*train, *test])
        return self._measured([(train, np.arange(len(test)))], test, groups[len(train) :], set(groups[: len(train)]))

    def cross(self, rows: Sequence[Row], more: Sequence[Row], count: int, per_class: int | None) -> Result:
        """Folds of one file; every row is tested once, by a model that saw no near-duplicate of it.

        `more` rows only ever train. With `per_class` each fold learns from so many examples of a class.
        """
        groups = _groups([*rows, *more])
        own, others = groups[: len(rows)], groups[len(rows) :]
        classes = sorted({row.label for row in rows})
        targets = np.array([classes.index(row.label) for row in rows])
        parts = []
        for place, (train, test) in enumerate(folds(targets, own, count, self._options.seed)):
            barred = set(own[test])
            learned = [rows[i] for i in train] + [r for r, g in zip(more, others, strict=True) if g not in barred]
            if per_class:
                learned = few(learned, per_class, self._options.seed + place)
            parts.append((learned, test))
        return self._measured(parts, rows, own, set())

    def _measured(
        self, parts: Sequence[tuple[Sequence[Row], Ints]], test: Sequence[Row], groups: Ints, known: set[int]
    ) -> Result:
        labels = {row.label for row in test} | {row.label for train, _ in parts for row in train}
        classes = tuple(sorted(labels | set(self._described or ())))
        targets: Ints = np.array([classes.index(row.label) for row in test], np.int64)
        given: Ints = np.zeros(len(test), np.int64)
        sure = np.zeros(len(test), np.float32)
        among = np.zeros(len(test), np.bool_)
        preset = np.zeros(len(test), np.int64)
        plain: Ints = np.zeros(len(test), np.int64)
        thresholds, spent, taken = [], 0.0, []
        for train, at in parts:
            started = perf_counter()
            model = self._learn(train)
            spent += perf_counter() - started
            thresholds.append(model.threshold)
            for place in at:
                started = perf_counter()
                answer = model.answer(test[place].fields)
                taken.append(1000 * (perf_counter() - started))
                first = answer.suggestions[0]
                given[place] = classes.index(first.label)
                sure[place] = first.probability
                among[place] = test[place].label in {one.label for one in answer.suggestions}
                preset[place] = answer.preset
            if self._plain:
                plain[at] = [classes.index(label) for label in plain_model(train, [test[i] for i in at])]
        shape = (len(classes), groups, self._options.seed)
        macro_f1, accuracy = measures.intervals(targets, given, *shape)
        right = given == targets
        return Result(
            classes=classes,
            train=max(len(train) for train, _ in parts),
            groups=len(np.unique(groups)),
            targets=targets,
            given=given,
            sure=sure,
            macro_f1=macro_f1,
            accuracy=accuracy,
            per_class=tuple(measures.per_class(targets, given, classes)),
            ece=measures.expected_calibration_error(sure, right),
            coverage=measures.coverage(sure, right, self._options.precision),
            top_three=float(among.mean()),
            precision=self._options.precision,
            threshold=float(np.mean(thresholds)),
            preset=preset,
            leaked=np.array([group in known for group in groups], np.int64),
            seconds_train=spent / len(parts),
            milliseconds=(float(np.median(taken)), float(np.percentile(taken, 95))),
            plain=measures.intervals(targets, plain, *shape)[0] if self._plain else None,
            more_than_plain=measures.differences(targets, given, plain, *shape) if self._plain else None,
        )

    def _learn(self, train: Sequence[Row]) -> Model:
        try:
            return learn([r.fields for r in train], [r.label for r in train], self._described, self._options)
        except ValueError as error:
            raise DataError(words.TOO_FEW) from error


def plain_model(train: Sequence[Row], test: Sequence[Row]) -> list[str]:
    """What everybody would try first, for comparison: TF-IDF of words and a linear support vector machine."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    from hotline.language.features import joined
    from hotline.language.segment import default_segmenter

    segmenter = default_segmenter()
    vectoriser: Any = TfidfVectorizer(
        analyzer=lambda row: segmenter.words(joined(row.fields)), min_df=2, sublinear_tf=True
    )
    machine: Any = LinearSVC(C=1.0, class_weight="balanced", random_state=0)
    machine.fit(vectoriser.fit_transform(train), [row.label for row in train])
    return list(machine.predict(vectoriser.transform(test)))


def _groups(rows: Sequence[Row]) -> Ints:
    return near_duplicates([" ".join(row.fields) for row in rows])
