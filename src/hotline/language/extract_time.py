"""Points and lengths of time in a text, absolute and relative to a given moment."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from datetime import datetime

from hotline.language.extract_clock import value_of
from hotline.language.extract_lexicon import pattern, raw, source, words
from hotline.language.extract_shapes import Kind, Span

_ATOMS = (
    ("years", "t_years"),
    ("months", "t_months"),
    ("date", "t_date"),
    ("year", "t_year"),
    ("vague", "t_vague"),
    ("ago", "t_ago"),
    ("night", "t_night_word"),
    ("dayword", "t_day_word"),
    ("every", "t_every"),
    ("yearword", "t_year_word"),
    ("monthword", "t_month_word"),
    ("week", "t_week_word"),
    ("clock", "t_clock"),
    ("month", "t_month"),
    ("day", "t_day"),
    ("part", "t_part"),
    ("season", "t_season"),
)
# An atom may follow another in one expression when it is finer.
_FINENESS = {
    "every": 0,
    "vague": 9,
    "years": 5,
    "months": 2,
    "date": 5,
    "year": 1,
    "yearword": 1,
    "monthword": 2,
    "month": 2,
    "season": 2,
    "ago": 1,
    "week": 4,
    "day": 3,
    "dayword": 3,
    "night": 5,
    "part": 6,
    "clock": 7,
}
_SURE = {
    "vague": 0.8,
    "years": 0.9,
    "months": 0.88,
    "date": 0.97,
    "year": 0.93,
    "yearword": 0.92,
    "monthword": 0.9,
    "dayword": 0.85,
    "night": 0.93,
    "week": 0.9,
    "ago": 0.85,
    "every": 0.88,
    "month": 0.86,
    "day": 0.86,
    "part": 0.8,
    "clock": 0.86,
    "season": 0.72,
}
Atom = tuple[str, int, int]


@functools.cache
def _atom_pattern() -> re.Pattern[str]:
    # The first character rules out most places before the long choice is tried.
    begins = {word[0] for line in _WORDS for word in words(line)} | set(raw("t_begins"))
    choice = "|".join(f"(?P<{name}>{source(line)})" for name, line in _ATOMS)
    return re.compile(f"(?=[{''.join(sorted(begins))}])(?:{choice})")


_WORDS = ("t_year_word", "t_month_word", "t_day_word", "t_night_word", "t_part", "t_season")


@functools.cache
def _tail() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{source('t_after')})")


@functools.cache
def _month_tail() -> re.Pattern[str]:
    return re.compile(rf"(?:{source('t_month_part')})")


def times(text: str, now: datetime) -> Iterator[Span]:
    """Expressions of time with the value they have when said at `now`."""
    groups = [group for group in _grouped(text) if _stands_alone(text, group)]
    merged = _ranges(text, groups)
    for group in merged:
        start, end = group[0][1], group[-1][2]
        if any(name == "range" for name, *_ in group):
            at = next(i for i, atom in enumerate(group) if atom[0] == "range")
            first = value_of(text, group[:at], now)
            year = first[:4] if first[:4].isdigit() else str(now.year)
            part = [atom for atom in group[:at] if atom[0] == "part"] if group[at + 1][0] == "clock" else []
            last = value_of(text, [*part, *group[at + 1 :]], now.replace(year=int(year), month=12, day=28))
            value = f"{first}/{last}"
        else:
            value = value_of(text, group, now)
        since = pattern("t_since_before").search(text, max(0, start - 2), start)
        tail = _tail().match(text, end)
        if tail:
            end = tail.end()
            if pattern("t_open").search(tail[0]):
                value = _open(value)
        if since:
            start = since.start()
            value = _open(value)
        sure = max(_SURE[name] for name, *_ in group if name in _SURE)
        yield Span(Kind.TIME, start, end, value, min(0.98, sure + 0.02 * (len(group) - 1)))


def _open(value: str) -> str:
    """Since the beginning of a value; what comes back every day stays as it is."""
    if value.startswith("R/") or "T" in value or value.endswith("/.."):
        return value if "/" in value else value + "/.."
    return value.split("/")[0] + "/.."


def _grouped(text: str) -> list[list[Atom]]:
    groups: list[list[Atom]] = []
    for found in _atom_pattern().finditer(text):
        name = found.lastgroup or ""
        atom = (name, *found.span())
        last = groups[-1][-1] if groups else None
        gap = text[last[2] : found.start()] if last else None
        if last and gap is not None and pattern("t_gap").fullmatch(gap) and _finer(last[0], name):
            groups[-1].append(atom)
        else:
            groups.append([atom])
        if name in {"month", "monthword", "year", "yearword"}:
            part = _month_tail().match(text, found.end())
            bare = pattern("t_bare_day").match(text, found.end()) if name == "month" else None
            if part:
                groups[-1].append(("monthpart", *part.span()))
            elif bare:
                groups[-1].append(("day", *bare.span()))
    return groups


def _finer(before: str, after: str) -> bool:
    if before == "every" and after == "week":
        return False
    if {before, after} <= {"part", "clock"} or (before, after) == ("week", "part"):
        return True
    return _FINENESS.get(before, 3) < _FINENESS[after] or (before == "yearword" and after == "date")


def _stands_alone(text: str, group: list[Atom]) -> bool:
    """Some atoms are times only in company, or not before words like 两点建议."""
    name, start, end = group[-1]
    if name == "clock" and pattern("t_clock_not").match(text, max(start, end - 1)) and len(group) == 1:
        return False
    if len(group) > 1:
        return True
    said = text[start:end]
    if name == "clock":
        tail = _tail().match(text, end) is not None
        return tail or any(c.isdigit() for c in said) or text[end - 1] != pattern("c_point_one").pattern
    if name == "day":
        return bool(pattern("t_day_alone").search(text, end, end + 2)) or said[0].isdigit()
    if name == "month":
        return said[0].isdigit() or pattern("t_month_full").search(said) is not None
    return True


def _ranges(text: str, groups: list[list[Atom]]) -> list[list[Atom]]:
    """Two expressions with a word of range between them are one."""
    merged: list[list[Atom]] = []
    for group in groups:
        if merged and pattern("t_range_gap").fullmatch(text[merged[-1][-1][2] : group[0][1]] or "x"):
            merged[-1] = [*merged[-1], ("range", merged[-1][-1][2], group[0][1]), *group]
        else:
            merged.append(group)
    return merged
