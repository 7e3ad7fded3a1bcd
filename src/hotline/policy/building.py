"""From nodes to the frozen values of `core.policy.shapes`, driven by the annotations of the shapes themselves.

A shape that gains a field gains it here without a change. Three shapes have a friendlier form in YAML: a length
(`{working_days: 5}`), a counting rule (its name) and reminders (the name of a set, or a list).
"""

from __future__ import annotations

import types
from collections import abc
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date, datetime, time, tzinfo
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from hotline.core.calendars import DAY_END, WorkingSpan
from hotline.core.deadlines import Counting, Cutoff, Cutoffs, Length, SameDay, WorkingDays, length_of
from hotline.core.policy.shapes import StageRule
from hotline.core.vocabulary import Role, StageKind
from hotline.policy.errors import Bad, Problems, Reported
from hotline.policy.reading import Mapping, Node, Scalar, mapping, sequence, text
from hotline.policy.sources import Registered, read_source

LENGTHS = (
    "working_days",
    "working_hours",
    "working_minutes",
    "natural_days",
    "natural_months",
    "natural_hours",
    "natural_minutes",
    "same_day",
    "cutoffs",
)
STATED_DAY = "stated_day"
ABOUT = ("unstated", "note")
"""What may be said of an entry that names its source: that no source states it, and why it is so."""
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class Names:
    """What a value may refer to by name."""

    calendars: set[str] = field(default_factory=set)
    countings: dict[str, Counting] = field(default_factory=dict)
    reminders: dict[str, tuple[StageRule, ...]] = field(default_factory=dict)
    sources: dict[str, Registered] = field(default_factory=dict)


@cache
def _hints(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)


def build(shape: Any, node: Node, names: Names, problems: Problems) -> Any:
    """A value of `shape`. Raises Bad for one mistake, or Reported after writing down several."""
    if shape is Counting and isinstance(node, Scalar):
        return _named(names.countings, node, "unknown_counting")
    if shape == tuple[StageRule, ...]:
        if isinstance(node, Scalar):
            return _named(names.reminders, node, "unknown_reminders")
        return tuple(_stage(mapping(item), names, problems) for item in sequence(node))
    if is_dataclass(shape) and isinstance(shape, type):
        return _record(shape, mapping(node), names, problems)
    if isinstance(shape, type) and issubclass(shape, Enum):
        return term(shape, node)
    origin, args = get_origin(shape), get_args(shape)
    if origin in (Union, types.UnionType):
        if WorkingDays in args:
            return length(node)
        return build(next(a for a in args if a is not type(None)), node, names, problems)
    if origin is tuple and isinstance(node, Scalar) and args[0] is str:
        return (text(node),)
    if origin in (tuple, frozenset):
        return origin(build(args[0], item, names, problems) for item in sequence(node))
    if origin in (dict, abc.Mapping):
        return {key: build(args[1], value, names, problems) for key, value in mapping(node).items.items()}
    return _plain(shape, node)


def _record(shape: type, node: Mapping, names: Names, problems: Problems) -> Any:
    hints = _hints(shape)
    known = tuple(f.name for f in fields(shape))
    before = len(problems.found)
    node.only((*known, *ABOUT) if "source" in known else known, problems)
    values: dict[str, Any] = {}
    for spec in fields(shape):
        given = node.get(spec.name)
        try:
            if given is not None:
                values[spec.name] = _field(spec.name, hints[spec.name], given, names, problems)
                if spec.name == "calendar" and values["calendar"] not in {"", *names.calendars}:
                    raise given.bad("unknown_calendar", name=values["calendar"], expected=_list(names.calendars))
            elif spec.default is MISSING and spec.default_factory is MISSING:
                raise node.bad("missing_key", key=spec.name)
        except Bad as bad:
            problems.note(bad)
        except Reported:
            continue
    if len(problems.found) > before:
        raise Reported
    try:
        return shape(**values)
    except ValueError as error:
        raise node.bad("bad_value", why=error) from error


def _field(name: str, shape: Any, node: Node, names: Names, problems: Problems) -> Any:
    """A `source` is written as document and article everywhere, and kept as words."""
    if name == "source" and shape is str:
        return str(read_source(node, names.sources))
    return build(shape, node, names, problems)


def _plain(shape: Any, node: Node) -> Any:
    written = text(node)
    if shape is str:
        return written
    if shape is bool:
        if written not in ("true", "false"):
            raise node.bad("bad_bool", text=written)
        return written == "true"
    if shape is int:
        return integer(node)
    if shape is float:
        try:
            return float(written)
        except ValueError:
            raise node.bad("bad_float", text=written) from None
    if shape is datetime:
        return moment(node)
    if shape is date:
        return day(node)
    raise AssertionError(f"no way to read {shape!r}")


def term(kind: type[Enum], node: Node) -> Any:
    """A word of the vocabulary by its identifier."""
    written = text(node)
    try:
        return kind(written)
    except ValueError:
        expected = "、".join(str(member.value) for member in kind)
        raise node.bad("bad_term", text=written, expected=expected) from None


def integer(node: Node) -> int:
    try:
        return int(text(node))
    except ValueError:
        raise node.bad("bad_int", text=text(node)) from None


def day(node: Node) -> date:
    try:
        return date.fromisoformat(text(node))
    except ValueError:
        raise node.bad("bad_date", text=text(node)) from None


def moment(node: Node, zone: tzinfo = ZONE) -> datetime:
    """`2026-03-02 09:00`, in `zone` where it names none; 24:00 is the last storable moment of that day."""
    written = text(node)
    first, _, clock = written.partition(" ")
    try:
        if clock == "24:00":
            return datetime.combine(date.fromisoformat(first), DAY_END, zone)
        read = datetime.fromisoformat(written)
        return read if read.tzinfo else read.replace(tzinfo=zone)
    except ValueError:
        raise node.bad("bad_date", text=written) from None


def time_of_day(node: Node, written: str) -> time:
    try:
        return time(0) if written == "24:00" else time.fromisoformat(written)
    except ValueError:
        raise node.bad("bad_time", text=written) from None


def span(node: Node) -> WorkingSpan:
    """`08:30-12:00`."""
    start, dash, end = text(node).partition("-")
    if not dash:
        raise node.bad("bad_span", text=text(node))
    try:
        return WorkingSpan(time_of_day(node, start.strip()), time_of_day(node, end.strip()))
    except ValueError as error:
        raise node.bad("bad_value", why=error) from error


def length(node: Node) -> Length:
    """`{working_days: 5}`, `same_day`, `{cutoffs: [{from, to, due, days_later}]}`, or `stated_day`.

    `stated_day`: the day is named in each order (a commitment); the clock brings it, so any length will do here.
    """
    if isinstance(node, Scalar) and node.text in ("same_day", STATED_DAY):
        return SameDay(stated=node.text == STATED_DAY)
    if not isinstance(node, Mapping) or len(node.items) != 1:
        raise node.bad("bad_length", expected="、".join(LENGTHS))
    ((kind, amount),) = node.items.items()
    try:
        if kind == "cutoffs":
            return Cutoffs(tuple(_cutoff(mapping(item)) for item in sequence(amount)))
        if kind not in LENGTHS:
            raise node.bad("bad_length", expected="、".join(LENGTHS))
        return SameDay() if kind == "same_day" else length_of(kind, integer(amount))
    except ValueError as error:
        raise amount.bad("bad_value", why=error) from error


def _cutoff(node: Mapping) -> Cutoff:
    def at(key: str) -> time:
        given = node.need(key)
        return time_of_day(given, text(given))

    later = node.get("days_later")
    return Cutoff(at("from"), at("to"), at("due"), integer(later) if later else 0)


def _stage(node: Mapping, names: Names, problems: Problems) -> StageRule:
    """`{key: day-before, before: {working_days: 1}, to: [unit_clerk]}`; `at: due` for the limit itself."""
    node.only(("key", "before", "at", "after", "to", "label"), problems)
    named = node.get("label")
    label = text(named) if named else ""
    audience = tuple(term(Role, item) for item in sequence(node.need("to")))
    key = text(node.need("key"))
    for kind in (StageKind.BEFORE, StageKind.AFTER):
        offset = node.get(kind.value)
        if offset is not None:
            return StageRule(key, kind, audience, length(offset), label)
    node.need("at")
    return StageRule(key, StageKind.AT, audience, label=label)


def _named(known: dict[str, Any], node: Scalar, code: str) -> Any:
    try:
        return known[node.text.strip()]
    except KeyError:
        raise node.bad(code, name=node.text, expected=_list(known)) from None


def _list(known: Any) -> str:
    return "、".join(sorted(known))
