"""Every mark of every kind of counted matter, with the values of closed ones: what a pack's picks may name."""

from __future__ import annotations

from collections.abc import Iterable

from hotline.core.counting.limits import NOT_COUNTED
from hotline.core.counting.outside import OUTSIDE
from hotline.core.vocabulary import (
    AnswerBasis,
    CallbackChannel,
    CallbackEnd,
    Channel,
    ClockName,
    Complexity,
    ContactMethod,
    CountedKind,
    EmergencyService,
    Finding,
    LinkKind,
    Mode,
    Outcome,
    ReworkMode,
    ReworkReason,
    Ruling,
    SupervisionForm,
    SupervisionReason,
    Term,
    Urgency,
)

Values = frozenset[str] | None
"""What a mark may be; None: any word."""
Marks = dict[str, Values]


def _of(*words: str) -> Values:
    return frozenset(words)


def _terms(terms: Iterable[Term], *more: str) -> Values:
    return frozenset((*(term.value for term in terms), *more))


YES_NO = _of("yes", "no")
SAID = _of("yes", "no", "not_said")
LEVEL = _of("centre", "below")
ENDS = _terms(end for end in CallbackEnd if end is not CallbackEnd.NONE)
LIMIT: Marks = {
    "clock": _terms(name for name in ClockName if name not in NOT_COUNTED),
    "level": LEVEL,
    "round": None,
    "procedure": None,
    "stage": None,
}

OF_AN_ORDER: Marks = {
    "unit": None,
    "unit_kind": None,
    "unit_level": None,
    "agent": None,
    "nature": None,
    "content_class": None,
    "area": None,
    "channel": _terms(Channel),
    "line": None,
    "urgency": _terms(Urgency),
    "complexity": _terms(Complexity),
    "secret": YES_NO,
}
"""On every matter of an order."""

_OWN: dict[CountedKind, Marks] = {
    CountedKind.REGISTERED: {"by": None},
    CountedKind.ANSWERED_DIRECTLY: {"basis": _terms(AnswerBasis), "by": None},
    CountedKind.REFUSED: {"reason": None, "by": None},
    CountedKind.DISPATCHED: {"mode": _terms(Mode), "first": YES_NO, "by": None},
    CountedKind.SIGNED: {"level": LEVEL, "in_time": YES_NO},
    CountedKind.LIMIT: LIMIT | {"result": _of("met", "late", "cancelled", "unknown", "unreachable", "waived")},
    CountedKind.REMINDED: {name: LIMIT[name] for name in ("clock", "level", "stage")},
    CountedKind.EXCUSED: LIMIT,
    CountedKind.CONTACT: {"method": _terms(ContactMethod), "reached": YES_NO, "level": LEVEL},
    CountedKind.ANSWERED: {
        "outcome": _terms(Outcome, ""),
        "finding": _terms(Finding),
        "within_power": YES_NO,
        "contacted": YES_NO,
        "grouped": YES_NO,
        "level": LEVEL,
        "round": None,
    },
    CountedKind.RETURNED: {"result": _of("asked", "granted", "refused"), "level": LEVEL},
    CountedKind.EXTENDED: {"result": _of("asked", "granted", "refused"), "level": LEVEL, "times": None},
    CountedKind.COMMITTED: {"result": _of("asked", "held", "refused"), "level": LEVEL},
    CountedKind.REWORKED: {"mode": _terms(ReworkMode), "reason": _terms(ReworkReason)},
    CountedKind.SUPERVISED: {"reason": _terms(SupervisionReason, ""), "form": _terms(SupervisionForm, "")},
    CountedKind.INSTRUCTED: {"step": _of("submitted", "given", "reported")},
    CountedKind.LATE_EXPLAINED: {"level": LEVEL},
    CountedKind.CALLED_BACK: {
        "channel": _terms(CallbackChannel),
        "reached": YES_NO,
        "answered": SAID,
        "solved": SAID,
        "result_satisfied": SAID,
        "process_satisfied": SAID,
        "very_satisfied": SAID,
        "by": None,
        "round": None,
    },
    CountedKind.CONCLUDED: {"result": ENDS, "round": None},
    CountedKind.REPEATED: {"link": _of(LinkKind.REPEAT.value)},
    CountedKind.TOLD: {"result_told": YES_NO},
    CountedKind.THREE_WAY: {"connected": YES_NO},
    CountedKind.EMERGENCY: {"service": _terms(EmergencyService)},
    CountedKind.PROCEDURE: {
        "procedure": None,
        "stage": None,
        "outcome": None,
        "ruling": _terms(Ruling),
        "ended": YES_NO,
        "late": YES_NO,
    },
    CountedKind.CLOSED: {"result": ENDS},
    CountedKind.ARCHIVED: {},
}


def _outside(kind: CountedKind) -> Marks:
    found: Marks = {name: frozenset(values) for name, values in OUTSIDE[kind].closed.items()}
    found |= dict.fromkeys(OUTSIDE[kind].open)
    if "unit" in found:
        found |= {"unit_kind": None, "unit_level": None}
    return found


MARKS: dict[CountedKind, Marks] = {kind: OF_AN_ORDER | own for kind, own in _OWN.items()} | {
    kind: _outside(kind) for kind in OUTSIDE
}
NUMBERS: dict[CountedKind, tuple[str, ...]] = {CountedKind.LIMIT: ("minutes",)} | {
    kind: known.numbers for kind, known in OUTSIDE.items()
}
"""Amounts that matters of a kind may have: `minutes` a limit took, `wait` and `talk` in seconds, `score`, `amount`."""
