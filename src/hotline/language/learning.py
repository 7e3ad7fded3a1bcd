"""Learning to classify: linear models over words weighted by naive Bayes, several views averaged, calibrated by folds.

NB-SVM (Wang and Manning 2012): for each class, a feature counts as much as it is commoner in the class than elsewhere,
then a linear support vector machine learns one class against the others. Three such models see different blocks; with
few messages two more see which words stand together (`GIST`). The average of their scores is still one linear score, so
every prediction falls into contributions of features.

scikit-learn is used here only; a trained model needs numpy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from hotline.language import calibration, matrices
from hotline.language.duplicates import near_duplicates
from hotline.language.features import BLOCKS, counts, joined
from hotline.language.matrices import Block, Floats, Gathering, Ints
from hotline.language.model import BlockModel, Model
from hotline.language.prior import Prior
from hotline.language.segment import Segmenter, default_segmenter

VIEWS: Mapping[str, tuple[str, ...]] = {
    "words": ("word", "pair", "lead"),
    "subjects": ("word", "lead", "subject", "lead_subject"),
    "characters": ("char", "lead_char"),
}
GIST: Mapping[str, tuple[str, ...]] = {
    "gist of words": ("word", "lead", "subject", "lead_subject"),
    "gist of characters": ("char", "lead_char"),
}
"""Views that are first brought down to a few directions, in which words that stand together count as one: with few
messages a class's words are mostly unseen (Deerwester and others 1990). They are linear as well."""
GIST_UP_TO = 1500
"""Messages; with more the words themselves know better (docs/evaluation.md)."""
DIRECTIONS = 200
APART = (("char", "lead_char"), ("word", "pair", "lead", "subject", "lead_subject"))
"""Kinds of features that are counted together."""
SMOOTHING = {"words": 0.3, "subjects": 0.1, "characters": 0.3}
"""What is added to every count of the naive Bayes ratio."""
PENALTY = 0.3
TOLERANCE = 1e-2
GIST_PENALTY = 10.0
FOLDS = ((1500, 10), (4000, 5), (float("inf"), 3))
"""Messages up to -> folds. With few messages a fold must take few away, or its scores are flatter than the model's."""
FEW_CLASSES = 60
"""With more classes the views of characters are left out: their matrix would not fit a small machine."""
MOST_WEIGHTS = 2_500_000
"""Weights of one block at most (features times classes, 2 bytes each): a worker holds several models at once, and
with twelve million and 159 classes it took 1.4 GB (docs/evaluation.md). Up to eight classes nothing is cut."""


@dataclass(frozen=True)
class Options:
    """How to learn. `precision` is wanted of what is preset; `folds` are for calibration (None: by the number of
    messages); `seed` decides every draw; texts that share `alike` of their shingles stay in one fold."""

    precision: float = 0.95
    folds: int | None = None
    seed: int = 7
    alike: float = 0.5


class Learner:
    """Features of a set of labelled messages; learns from all of them or from some."""

    def __init__(self, texts: Sequence[Sequence[str]], labels: Sequence[str], segmenter: Segmenter | None = None):
        if len(texts) != len(labels):
            raise ValueError("as many labels as texts")
        self.segmenter = segmenter or default_segmenter()
        self.texts = [joined(fields) for fields in texts]
        self.classes = sorted(set(labels))
        places = {name: place for place, name in enumerate(self.classes)}
        self.targets: Ints = np.array([places[label] for label in labels], np.int64)
        views = {**VIEWS, **GIST} if len(texts) <= GIST_UP_TO else VIEWS
        few = len(self.classes) <= FEW_CLASSES
        self.views = {view: names for view, names in views.items() if few or "char" not in names}
        self.least = 2 if len(texts) <= 6000 else 3
        wanted = {name for view in self.views.values() for name in view}
        most = MOST_WEIGHTS // max(1, len(self.classes))
        found: dict[str, Block] = {}
        for names in APART:  # not everything at once: runs of characters alone fill a quarter of a gigabyte
            found |= self._gathered([name for name in names if name in wanted], most)
        self.blocks = {name: found[name] for name in BLOCKS if name in found}

    def _gathered(self, names: Sequence[str], most: int) -> dict[str, Block]:
        gathering = {name: Gathering(name, self.least) for name in names}
        for text in self.texts if names else ():
            for name, found in counts(text, self.segmenter, names).items():
                gathering[name].add(found)
        return {name: gathering.pop(name).block(most) for name in names}

    def groups(self, alike: float) -> Ints:
        """The near-duplicate group of every message."""
        return near_duplicates(self.texts, alike)

    def fit(self, prior: Prior | None = None, options: Options | None = None) -> Model:
        """A calibrated model of all messages. On one core: what several add up differs in the last digit each time."""
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1):
            return self._fit(prior, options or Options())

    def _fit(self, prior: Prior | None, options: Options) -> Model:
        groups = self.groups(options.alike)
        scores, scales = self._held_out(groups, options)
        cold = prior.scores(self.texts, self.classes) if prior else np.zeros_like(scores)
        curve = calibration.fit(scores, cold, self.targets)
        chances = calibration.apply(curve, scores, cold)
        favour = calibration.favour(chances, self.targets)
        first = (np.log(np.maximum(chances, 1e-9)) + favour).argmax(axis=1)
        right = first == self.targets
        curve = replace(curve, first=calibration.fit_first(chances[np.arange(len(first)), first], right))
        sure = calibration.straighten(curve, chances, first)[np.arange(len(first)), first]
        everything = np.arange(len(self.targets))
        return Model(
            classes=tuple(self.classes),
            blocks=self._blocks(everything, scales),
            curve=curve,
            favour=favour,
            threshold=calibration.threshold(sure, right, options.precision),
            wanted=options.precision,
            rows=len(self.targets),
            prior=prior,
            segmenter=self.segmenter,
        )

    def _held_out(self, groups: Ints, options: Options) -> tuple[Floats, dict[str, float]]:
        """Scores of every message by models that have not seen its group; and the spread of each view's scores."""
        views = {view: np.zeros((len(self.targets), len(self.classes)), np.float32) for view in self.views}
        count = options.folds or next(count for rows, count in FOLDS if len(self.targets) <= rows)
        for train, test in folds(self.targets, groups, count, options.seed):
            for view in self.views:
                rarity = self._rarity(view, train)
                weights, intercept = self._view(view, train, rarity)
                views[view][test] = self._matrix(view, test, rarity) @ weights + intercept
        scales = {view: 1 / max(float(np.std(scores)), 1e-6) / len(views) for view, scores in views.items()}
        total: Floats = np.sum([scores * np.float32(scales[view]) for view, scores in views.items()], axis=0)
        return total, scales

    def _blocks(self, rows: Ints, scales: Mapping[str, float]) -> tuple[BlockModel, ...]:
        """The views merged: one weight for each feature and class; the constants go to the first block."""
        rarity: dict[str, Floats] = {}
        sums: dict[str, Floats] = {}
        constant = np.zeros(len(self.classes), np.float32)
        for view, names in self.views.items():
            own = self._rarity(view, rows)
            weights, intercept = self._view(view, rows, own)
            weights *= np.float32(scales[view])
            constant += intercept * np.float32(scales[view])
            start = 0
            for name in names:
                width = len(self.blocks[name].features)
                rarity[name] = own[name]
                part = weights[start : start + width]
                sums[name] = sums[name] + part if name in sums else part
                start += width
        models: list[BlockModel] = []
        for name, block in self.blocks.items():
            kept = np.flatnonzero(rarity[name])
            models.append(
                BlockModel(
                    name=name,
                    features=tuple(block.features[i] for i in kept),
                    idf=rarity[name][kept],
                    weights=sums[name][kept].astype(np.float16),
                    constant=constant if not models else np.zeros_like(constant),
                )
            )
        return tuple(models)

    def _rarity(self, view: str, rows: Ints) -> dict[str, Floats]:
        least = min(self.least, 2) if len(rows) > 500 else 1
        return {name: matrices.idf(self.blocks[name].counts, rows, least) for name in self.views[view]}

    def _matrix(self, view: str, rows: Ints, rarity: Mapping[str, Floats]) -> sparse.csr_matrix:
        parts = [matrices.weighted(n, _rows(self.blocks[n], rows), rarity[n]) for n in self.views[view]]
        return sparse.hstack(parts, format="csr", dtype=np.float32)

    def _view(self, view: str, rows: Ints, rarity: Mapping[str, Floats]) -> tuple[Floats, Floats]:
        """Weights (feature by class) and constants of one view, learned from `rows`."""
        from sklearn.svm import LinearSVC

        matrix = self._matrix(view, rows, rarity)
        targets = self.targets[rows]
        if view in GIST:
            return _gist(matrix, targets, len(self.classes))
        weights = np.zeros((matrix.shape[1], len(self.classes)), np.float32)
        constant = np.full(len(self.classes), -1, np.float32)  # a class without an example is never first
        for place in range(len(self.classes)):
            inside = targets == place
            if not inside.any() or inside.all():
                continue
            ratio = _ratio(matrix, inside, SMOOTHING[view])
            scaled = _scaled(matrix, ratio)
            machine: Any = LinearSVC(C=PENALTY, class_weight="balanced", tol=TOLERANCE, random_state=0)
            machine.fit(scaled, inside)  # numbers of 64 bits already: it would make another copy of them
            weights[:, place] = machine.coef_[0] * ratio
            constant[place] = machine.intercept_[0]
        return weights, constant


def _gist(matrix: sparse.csr_matrix, targets: Ints, classes: int) -> tuple[Floats, Floats]:
    """As `_view`: logistic regression in the directions in which the messages differ most."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.utils.extmath import randomized_svd

    weights = np.zeros((matrix.shape[1], classes), np.float32)
    constant = np.zeros(classes, np.float32)
    known = np.unique(targets)
    count = min(DIRECTIONS, len(targets) // 3, matrix.shape[1])
    if count < 1 or len(known) < 2:
        return weights, constant
    turned = randomized_svd(matrix, count, n_iter=3, random_state=0)[2].T
    machine: Any = LogisticRegression(C=GIST_PENALTY, class_weight="balanced", max_iter=300)
    machine.fit(matrix @ turned, targets)
    inside, own = machine.coef_.T, machine.intercept_
    if len(known) == 2:
        inside, own = np.hstack([-inside, inside]), np.concatenate([-own, own])
    constant += float(own.min()) - 1  # a class without an example is never first
    weights[:, known], constant[known] = turned @ inside, own
    return weights, constant


def _rows(block: Block, rows: Ints) -> sparse.csr_matrix:
    return block.counts[rows]


def _ratio(matrix: sparse.csr_matrix, inside: Any, smoothing: float) -> Floats:
    """Logarithm of how much commoner a feature is inside a class than outside."""
    width = matrix.shape[1]
    present = matrix.data > 0
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    within = np.bincount(matrix.indices[present & inside[rows]], minlength=width) + smoothing
    without = np.bincount(matrix.indices[present & ~inside[rows]], minlength=width) + smoothing
    ratio: Floats = np.log((within / within.sum()) / (without / without.sum())).astype(np.float32)
    return ratio


def _scaled(matrix: sparse.csr_matrix, ratio: Floats) -> sparse.csr_matrix:
    values = (matrix.data * ratio[matrix.indices]).astype(np.float64)
    return sparse.csr_matrix((values, matrix.indices, matrix.indptr), shape=matrix.shape)


def folds(targets: Ints, groups: Ints, count: int, seed: int) -> list[tuple[Ints, Ints]]:
    """Splits into training and held-out rows; near-duplicates stay together, every class is dealt evenly."""
    names, first, members = np.unique(groups, return_index=True, return_inverse=True)
    count = max(2, min(count, len(names)))
    shuffled = np.random.default_rng(seed).permutation(len(names))
    by_class = shuffled[np.argsort(targets[first][shuffled], kind="stable")]
    fold = np.empty(len(names), np.int64)
    fold[by_class] = np.arange(len(names)) % count
    held = fold[members]
    return [(np.flatnonzero(held != place), np.flatnonzero(held == place)) for place in range(count)]
