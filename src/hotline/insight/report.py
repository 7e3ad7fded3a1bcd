"""Figures as aligned Chinese text and as JSON, for the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.cells import cell_len

from hotline.core.measures import Figure
from hotline.core.policy import Policy
from hotline.core.policy.measures import MeasureSpec
from hotline.core.policy.shapes import TargetRule
from hotline.core.vocabulary import CountedKind, MeasureKind
from hotline.insight import words
from hotline.insight.figures import Table
from hotline.insight.rebuilding import Verified
from hotline.insight.selectors import DrillRow, names_of

PERCENT = frozenset({MeasureKind.SHARE, MeasureKind.MIX})
Cells = list[list[str]]


def value_of(spec: MeasureSpec, figure: Figure) -> str:
    """The value for people, with its unit; of nothing there is none, and too little to be ranked is said."""
    if figure.value is None:
        return words.NO_VALUE
    few = words.FEW.format(minimum=spec.minimum) if spec.minimum and not figure.ranked else ""
    return f"{figure.value}{'%' if spec.kind in PERCENT else spec.unit}{few}"


def target_of(target: TargetRule | None) -> str:
    if target is None:
        return words.NO_TARGET
    percent = f"{target.percent:g}"
    if target.strict:
        return (words.ABOVE if target.at_least else words.BELOW).format(percent=percent)
    return (words.AT_LEAST if target.at_least else words.AT_MOST).format(percent=percent)


def met_of(figure: Figure) -> str:
    return words.NO_TARGET if figure.meets is None else words.MET if figure.meets else words.NOT_MET


def left_out_of(figure: Figure) -> str:
    return words.LIST.join(f"{reason} {many}" for reason, many in figure.left_out.items())


def _count(number: int | Decimal) -> str:
    return f"{number:f}".rstrip("0").rstrip(".") if isinstance(number, Decimal) and number % 1 else f"{number:.0f}"


def _cells(spec: MeasureSpec, figure: Figure) -> list[str]:
    mixed, shared = spec.kind is MeasureKind.MIX, spec.kind in (MeasureKind.SHARE, MeasureKind.MEAN)
    return [
        value_of(spec, figure),
        target_of(figure.target),
        met_of(figure),
        "" if mixed else _count(figure.numerator),
        _count(figure.denominator) if shared else "",
        left_out_of(figure),
    ]


_HEAD = ("value", "target", "met", "numerator", "denominator", "left_out")
_RIGHT = (False, True, True, False, True, True, False)
"""Which columns stand to the right; the first is the name."""


def whole(specs: Sequence[MeasureSpec], row: Mapping[str, Figure]) -> list[str]:
    """One line a measure."""
    head = [words.HEADINGS["measure"], *(words.HEADINGS[name] for name in _HEAD)]
    return table(head, [[f"{spec.label}  {spec.id}", *_cells(spec, row[spec.id])] for spec in specs], _RIGHT)


def by_key(policy: Policy, specs: Sequence[MeasureSpec], by: str, figures: Table) -> list[str]:
    """A table for each measure, one line a unit, class, day …; those of which nothing was counted are left out."""
    names, found = names_of(policy, by, figures), list[str]()
    head = [words.DIMENSIONS[by], *(words.HEADINGS[name] for name in _HEAD)]
    for spec in specs:
        rows = [[names[key], *_cells(spec, row[spec.id])] for key, row in figures.items() if _counted(row[spec.id])]
        if rows:
            found += ["", f"【{spec.label}  {spec.id}】", *table(head, rows, _RIGHT)]
    return found


def _counted(figure: Figure) -> bool:
    return bool(figure.numerator or figure.denominator or figure.left_out or figure.exact)


def behind(policy: Policy, rows: Iterable[DrillRow]) -> list[str]:
    """The matters behind figures, one line each."""
    labels = {spec.id: spec.label for spec in policy.lists.measures}
    head = [words.HEADINGS[name] for name in ("measure", "order", "day", "what", "unit", "side", "why")]
    cells = [
        [
            labels.get(row.measure, row.measure), row.number, row.day.isoformat(),
            f"{row.what} {row.part}", row.unit_name, words.SIDES[row.side], row.reason,
        ]
        for row in rows
    ]  # fmt: skip
    return table(head, cells, (False,) * len(head))


def table(head: Sequence[str], rows: Cells, right: Sequence[bool]) -> list[str]:
    """Columns as wide as their widest cell; a Chinese character is two columns wide."""
    widths = [max(map(cell_len, column)) for column in zip(head, *rows, strict=True)]
    return [
        "  ".join(_padded(cell, width, side) for cell, width, side in zip(row, widths, right, strict=True)).rstrip()
        for row in [list(head), ["─" * width for width in widths], *rows]
    ]


def _padded(cell: str, width: int, right: bool) -> str:
    space = " " * (width - cell_len(cell))
    return space + cell if right else cell + space


# --- JSON -------------------------------------------------------------------------------------------------------------


def as_json(policy: Policy, specs: Sequence[MeasureSpec], by: str, figures: Table) -> list[dict[str, Any]]:
    """Every key with every measure."""
    names = names_of(policy, by, figures)
    return [
        {"key": key, "name": names[key] if by else "", "measures": [_json(spec, row[spec.id]) for spec in specs]}
        for key, row in figures.items()
    ]


def _json(spec: MeasureSpec, figure: Figure) -> dict[str, Any]:
    target = figure.target
    return {
        "id": spec.id,
        "label": spec.label,
        "kind": spec.kind.value,
        "value": None if figure.value is None else str(figure.value),
        "numerator": _count(figure.numerator),
        "denominator": figure.denominator,
        "left_out": dict(figure.left_out),
        "target": None if target is None else {"percent": target.percent, "at_least": target.at_least},
        "met": figure.meets,
        "ranked": figure.ranked,
        "source": spec.source,
    }


def order_json(row: DrillRow) -> dict[str, str]:
    return {
        "measure": row.measure,
        "kind": row.kind,
        "order": row.number,
        "day": row.day.isoformat(),
        "part": row.part,
        "unit": row.unit,
        "side": row.side,
        "reason": row.reason,
    }


# --- differences ------------------------------------------------------------------------------------------------------


def differences(found: Verified, numbers: Mapping[str, str]) -> list[str]:
    """One line for each row or sum that is not as the log says. `numbers`: order id → number."""
    said = []
    for one in found.differences:
        what = "missing" if one.stored is None else "extra" if one.log is None else "changed"
        said.append(
            words.DIFFERS[what].format(
                ref=numbers.get(one.ref, one.ref), kind=CountedKind(one.kind).zh, part=one.part, what=_changed(one)
            )
        )
    for wrong in found.wrong_sums:
        _pack, dim, day, key, _line, measure, _reason = wrong.key
        sums = {"wanted": _sum(wrong.wanted), "found": _sum(wrong.found)}
        said.append(words.DIFFERS["sum"].format(day=day, measure=measure, dim=words.DIMENSIONS[dim], key=key, **sums))
    return said


def _changed(one: Any) -> str:
    if one.log is None or one.stored is None:
        return ""
    names = sorted(one.log.marks.keys() | one.stored.marks.keys())
    pairs = [(name, one.log.marks.get(name, ""), one.stored.marks.get(name, "")) for name in names]
    pairs += [
        ("day", str(one.log.day), str(one.stored.day)),
        ("numbers", str(one.log.numbers), str(one.stored.numbers)),
    ]
    return words.LIST.join(f"{name} {wanted!r} ≠ {found!r}" for name, wanted, found in pairs if wanted != found)


def _sum(values: tuple[int, int, Decimal]) -> str:
    top, bottom, amount = values
    return f"{top}/{bottom}" + (f" ({amount.normalize():f})" if amount else "")
