"""Counted matters that no order makes: calls, messages, survey answers, inspected recordings, what a person recorded.

Each kind has a closed list of marks, with the values that a closed mark may have. Whoever makes such a matter (call
records that come in, a person at a form, a worked case) makes it here, so that packs can rely on the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hotline.core.counting.matter import NO_NUMBERS, Counted
from hotline.core.state import UnitFacts
from hotline.core.vocabulary import CountedKind


@dataclass(frozen=True)
class Kind:
    """`closed`: mark → its values, the first one holds where none is given. `open`: marks with any word, empty where
    none is given; those in `needed` must be given. `numbers`: amounts that may be given."""

    closed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


HOURS = ("", *(f"{hour:02}" for hour in range(24)))

OUTSIDE: dict[CountedKind, Kind] = {
    CountedKind.CALL: Kind(
        closed={
            "direction": ("in", "out"),
            "answered": ("no", "by_person", "by_machine"),
            "rating": ("none", "satisfied", "dissatisfied"),
            "valid": ("yes", "no"),
            "cause": ("normal", "sudden", "fault", "surge"),
            "hour": HOURS,
        },
        open=("agent", "line"),
        numbers=("wait", "talk"),
    ),
    CountedKind.MESSAGE: Kind(
        closed={
            "direction": ("in", "out"),
            "replied": ("no", "same_day", "later"),
            "cause": ("normal", "sudden", "fault", "invalid"),
        },
        open=("line",),
        numbers=("minutes",),
    ),
    CountedKind.SURVEY: Kind(
        open=("campaign", "question", "answer", "unit"), needed=("campaign", "question", "answer")
    ),
    CountedKind.INSPECTED: Kind(
        closed={"reviewed": ("no", "yes")}, open=("sheet", "agent"), needed=("sheet",), numbers=("score",)
    ),
    CountedKind.ENTRY: Kind(
        open=("kind", "unit", "agent", "document", "order", "sheet"), needed=("kind",), numbers=("amount", "points")
    ),
}  # fmt: skip
"""What calls and the like may be marked with. `wait`, `talk`: seconds. `minutes`: until a reply. `points`: what a
person gives on `sheet`."""


class WrongMark(ValueError):
    """`name` is no mark or number of this kind (`value` is empty then), is missing, or has no such value."""

    def __init__(self, name: str, value: str, expected: tuple[str, ...]) -> None:
        super().__init__(f"{name}={value!r}, expected one of {expected}")
        self.name, self.value, self.expected = name, value, expected


def counted_outside(
    kind: CountedKind,
    day: date,
    ref: str,
    marks: Mapping[str, str],
    numbers: Mapping[str, float] = NO_NUMBERS,
    *,
    part: str = "",
    units: Mapping[str, UnitFacts] | None = None,
) -> Counted:
    """One such matter, with every mark of its kind. `day`: the local day. `units`: where a mark `unit` is looked up.

    Raises WrongMark for a mark, a value or a number that the kind does not have, and for one that is missing.
    """
    known = OUTSIDE[kind]
    _check(known, marks, numbers)
    full = {name: marks.get(name) or values[0] for name, values in known.closed.items()}
    full |= {name: marks.get(name, "") for name in known.open}
    if "unit" in known.open:
        facts = (units or {}).get(full["unit"])
        full |= {"unit_kind": facts.kind if facts else "", "unit_level": facts.level if facts else ""}
    return Counted(kind, day, ref, part or kind.value, full, dict(numbers) if numbers else NO_NUMBERS)


def _check(known: Kind, marks: Mapping[str, str], numbers: Mapping[str, float]) -> None:
    names = (*known.closed, *known.open)
    for name, value in marks.items():
        if name not in names:
            raise WrongMark(name, "", (*names, *known.numbers))
        if name in known.closed and value not in known.closed[name]:
            raise WrongMark(name, value, known.closed[name])
    for name in known.needed:
        if not marks.get(name):
            raise WrongMark(name, "", (name,))
    for name in numbers:
        if name not in known.numbers:
            raise WrongMark(name, "", known.numbers)


def counted_call(
    ref: str, day: date, marks: Mapping[str, str], *, wait: float | None = None, talk: float | None = None
) -> Counted:
    """A call of the call records. `wait`: seconds until somebody answered or the caller gave up; `talk`: seconds."""
    given = (("wait", wait), ("talk", talk))
    return counted_outside(CountedKind.CALL, day, ref, marks, {n: v for n, v in given if v is not None})


def counted_message(ref: str, day: date, marks: Mapping[str, str], minutes: float | None = None) -> Counted:
    """A text message that came in or went out. `minutes` until it was replied to."""
    return counted_outside(CountedKind.MESSAGE, day, ref, marks, {} if minutes is None else {"minutes": minutes})


def counted_survey(
    ref: str, day: date, marks: Mapping[str, str], units: Mapping[str, UnitFacts] | None = None
) -> Counted:
    """One answer to one question; a person's answers share `ref`."""
    return counted_outside(CountedKind.SURVEY, day, ref, marks, part=marks.get("question", ""), units=units)


def counted_inspection(ref: str, day: date, marks: Mapping[str, str], score: float) -> Counted:
    """One recording that was inspected on a sheet."""
    part = marks.get("sheet", "")
    return counted_outside(CountedKind.INSPECTED, day, ref, marks, {"score": score}, part=part)


def counted_entry(
    ref: str, day: date, marks: Mapping[str, str], units: Mapping[str, UnitFacts] | None = None
) -> Counted:
    """What a person recorded with its document: a complaint about staff, a praise, a report in the press."""
    return counted_outside(CountedKind.ENTRY, day, ref, marks, units=units)
