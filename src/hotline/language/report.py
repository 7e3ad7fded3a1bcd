"""Figures of an evaluation as JSON and as text for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hotline.language import words
from hotline.language.evaluating import Result
from hotline.language.measures import Interval


def as_json(result: Result) -> dict[str, Any]:
    """Everything measured, for programs."""
    return {
        "macro_f1": result.macro_f1.as_json(),
        "accuracy": _short(result.accuracy.value),
        "accuracy_interval": result.accuracy.as_json(),
        "per_class": {
            row.label: {
                "precision": _short(row.precision),
                "recall": _short(row.recall),
                "f1": _short(row.f1),
                "support": row.support,
            }
            for row in result.per_class
        },
        "top_three": _short(result.top_three),
        "ece": _short(result.ece),
        "coverage": {"precision": result.precision, "share": _short(result.coverage)},
        "preset": {
            "wanted_precision": result.precision,
            "threshold": _short(result.threshold),
            "share": _short(result.preset_share),
            "precision": None if result.preset_precision is None else _short(result.preset_precision),
        },
        "rows": {"train": result.train, "test": len(result.targets), "groups": result.groups},
        "near_duplicates_of_training_rows": int(result.leaked.sum()),
        "macro_f1_without_them": None if result.macro_f1_unseen is None else _short(result.macro_f1_unseen),
        "seconds": {
            "train": round(result.seconds_train, 2),
            "per_message_median": round(result.milliseconds[0] / 1000, 6),
            "per_message_p95": round(result.milliseconds[1] / 1000, 6),
        },
        "plain_macro_f1": result.plain.as_json() if result.plain else None,
        "macro_f1_above_plain": result.more_than_plain[0].as_json() if result.more_than_plain else None,
        "accuracy_above_plain": result.more_than_plain[1].as_json() if result.more_than_plain else None,
    }


def as_text(result: Result) -> list[str]:
    """The same as lines of a table."""
    lines = [
        words.CLASSIFY_TITLE,
        words.ROWS.format(
            train=result.train, test=len(result.targets), groups=result.groups, classes=len(result.classes)
        ),
        "",
        _line(words.MACRO_F1, result.macro_f1),
        _line(words.ACCURACY, result.accuracy),
    ]
    if result.plain:
        lines.append(_line(f"{words.PLAIN} {words.MACRO_F1}", result.plain))
    if result.more_than_plain:
        macro_f1, accuracy = result.more_than_plain
        lines.append(_line(words.ABOVE_PLAIN.format(what=words.MACRO_F1), macro_f1))
        lines.append(_line(words.ABOVE_PLAIN.format(what=words.ACCURACY), accuracy))
    lines += [
        f"{words.TOP_THREE}  {result.top_three:.1%}",
        f"{words.ECE}  {result.ece:.4f}",
        f"{words.COVERAGE.format(precision=result.precision)}  {result.coverage:.1%}",
        _preset(result),
    ]
    if result.macro_f1_unseen is not None:
        lines.append(words.LEAKED.format(count=int(result.leaked.sum()), value=result.macro_f1_unseen))
    median, p95 = result.milliseconds
    lines += [words.SECONDS.format(train=result.seconds_train, median=median, p95=p95), "", *_classes(result)]
    return lines


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Aligned columns: the first to the left, the others to the right."""
    from rich.cells import cell_len

    widths = [max(cell_len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    made = []
    for row in [head, *rows]:
        cells = [
            cell + " " * (width - cell_len(cell)) if i == 0 else " " * (width - cell_len(cell)) + cell
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        made.append("  ".join(cells).rstrip())
    return made


def _classes(result: Result) -> list[str]:
    rows = [
        (row.label, f"{row.precision:.3f}", f"{row.recall:.3f}", f"{row.f1:.3f}", str(row.support))
        for row in result.per_class
    ]
    return table(words.PER_CLASS, rows)


def _preset(result: Result) -> str:
    if result.preset_precision is None:
        return words.NO_PRESET
    return words.PRESET.format(
        threshold=result.threshold, coverage=result.preset_share, precision=result.preset_precision
    )


def _line(name: str, interval: Interval) -> str:
    return f"{name}  {interval.value:.4f}  {words.INTERVAL} {interval.low:.4f}–{interval.high:.4f}"


def _short(value: float) -> float:
    return round(float(value), 4)
