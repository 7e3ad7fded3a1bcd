"""The value of an expression of time: dates and hours from its parts and the moment it was said."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from hotline.language.extract_lexicon import pattern, raw, words
from hotline.language.extract_numbers import to_number

Atom = tuple[str, int, int]
_EVENING = 18
_NUMBERS = re.compile(r"\d+")


@functools.cache
def table(name: str) -> Mapping[str, tuple[str, ...]]:
    """Lines of the form `word:a:b`."""
    return {word.split(":")[0]: tuple(word.split(":")[1:]) for word in words(name)}


class _Known:
    """What the parts of one expression have said so far."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.year: int | None = None
        self.month: int | None = None
        self.last_month: int | None = None
        self.last_year: int | None = None
        self.day: int | None = None
        self.exact: date | None = None
        self.hours: tuple[int, int] | None = None
        self.clock: tuple[int, int] | None = None
        self.every: str | None = None
        self.afternoon = False


def value_of(text: str, group: Sequence[Atom], now: datetime) -> str:
    """EDTF-like value of one expression (without a range). Falls back to its words; never raises."""
    known = _Known(now)
    try:
        for name, start, end in group:
            _READERS[name](known, text[start:end])
        return _written(known) or text[group[0][1] : group[-1][2]]
    except (KeyError, ValueError, OverflowError):
        return text[group[0][1] : group[-1][2]]


def _date(known: _Known, said: str) -> None:
    parts = [int(n) for n in _NUMBERS.findall(said)]
    if parts[0] < 100:
        known.month, known.day = parts[0], parts[1]
        return
    known.year, known.month = parts[0], parts[1]
    if len(parts) > 2:
        known.day = parts[2]


def _year(known: _Known, said: str) -> None:
    digits = _NUMBERS.search(said)
    if digits:
        number = int(digits[0][:4])
        known.year = number if number > 100 else 2000 + number if number < 90 else 1900 + number
    else:
        known.year = int("".join(str(raw("c_digits").find(c) if c in raw("c_digits") else 0) for c in said[:4]))


def _years(known: _Known, said: str) -> None:
    first, last = (int(n) for n in _NUMBERS.findall(said)[:2])
    known.year, known.last_year = first, last


def _months(known: _Known, said: str) -> None:
    first, last = (int(n) for n in _NUMBERS.findall(said)[:2])
    known.month, known.last_month = first, last


def _month(known: _Known, said: str) -> None:
    number = to_number(pattern("c_month_marks").sub("", said))
    known.month = int(number) if number else None


def _day(known: _Known, said: str) -> None:
    number = to_number(pattern("c_day_marks").sub("", said))
    known.day = int(number) if number else None


def _offset(known: _Known, said: str) -> None:
    unit, steps = table("t_offsets")[said]
    count, now = int(steps), known.now
    if unit == "year":
        known.year = now.year + count
    elif unit == "month":
        at = now.year * 12 + now.month - 1 + count
        known.year, known.month = at // 12, at % 12 + 1
    else:
        known.exact = now.date() + timedelta(days=count)
        if unit == "night":
            known.hours, known.afternoon = (18, 24), True
        elif unit == "morning":
            known.hours = (5, 9)


def _week(known: _Known, said: str) -> None:
    back = said.count(raw("c_last"))
    ahead = said.startswith(raw("c_next"))
    monday = known.now.date() - timedelta(days=known.now.weekday(), weeks=back)
    monday += timedelta(weeks=1 if ahead else 0)
    if said[-1] in raw("t_weekdays"):
        place = min(raw("t_weekdays").index(said[-1]), 8)
        known.exact = monday + timedelta(days={7: 6, 8: 5}.get(place, place))
        if known.exact > known.now.date() and pattern("c_week").match(said):
            known.exact -= timedelta(weeks=1)  # 周五 said of what happened is the last one
    else:
        known.exact = monday


def _ago(known: _Known, said: str) -> None:
    found = pattern("t_ago_parts").match(said)
    if not found:
        return
    count, unit = to_number(found[1]) or 1.0, found[2]
    days = {"year": 365.25, "month": 30.44, "week": 7.0, "day": 1.0}.get(
        table("t_ago_units").get(unit, ("day",))[0], 1.0
    )
    sign = 1 if pattern("t_later").search(said) else -1
    moment = known.now + timedelta(days=sign * count * days)
    known.year, known.month = moment.year, moment.month
    if days < 20:
        known.exact = moment.date()


def _part(known: _Known, said: str) -> None:
    first, last = table("t_hours")[said]
    known.hours = (int(first), int(last))
    known.afternoon = said in words("t_pm")


def _clock(known: _Known, said: str) -> None:
    numbers = [int(n) for n in _NUMBERS.findall(said)]
    if not numbers:
        hour_words, _, rest = said.partition(raw("c_point"))
        numbers = [int(to_number(hour_words) or 0)]
        minute = to_number(pattern("c_minute_marks").sub("", rest)) if rest else None
        if minute and minute >= 1 and raw("c_quarter") not in rest:
            numbers.append(int(minute))
    minute_of = numbers[1] if len(numbers) > 1 else 30 if raw("c_half") in said else 0
    if raw("c_quarter") in said:
        minute_of = 15
    hour = numbers[0]
    if hour == 12 and known.hours and known.hours[0] >= _EVENING:
        hour = 24  # 晚上12点 is midnight
    elif known.afternoon and hour < 12 and not (hour < 6 and known.hours and known.hours[1] > 24):
        hour += 12
    known.clock = (hour, minute_of)


def _season(known: _Known, said: str) -> None:
    first, last = (int(n) for n in table("t_seasons")[said])
    known.month, known.last_month = first, last if last != first else None


def _every(known: _Known, said: str) -> None:
    known.every = next((table("t_periods")[w][0] for w in words("t_periods") if w in said), "day")
    if said[-1] in raw("t_weekdays")[:7] and pattern("c_week").search(said):
        known.every = f"week-{raw('t_weekdays').index(said[-1]) + 1}"


def _month_part(known: _Known, said: str) -> None:
    if known.month is None and known.year is not None:
        known.month = 12 if pattern("c_end").match(said) else 6 if said == raw("c_middle") else 1


_READERS = {
    "date": _date,
    "years": _years,
    "months": _months,
    "year": _year,
    "month": _month,
    "day": _day,
    "yearword": _offset,
    "monthword": _offset,
    "dayword": _offset,
    "night": _offset,
    "week": _week,
    "ago": _ago,
    "part": _part,
    "clock": _clock,
    "season": _season,
    "vague": _month_part,
    "every": _every,
    "monthpart": _month_part,
}


def _written(known: _Known) -> str:
    day = _day_of(known)
    hours = ""
    if known.clock:
        hours = f"T{known.clock[0] % 24:02d}:{known.clock[1]:02d}"
    elif known.hours:
        hours = f"T{known.hours[0]:02d}:00/T{known.hours[1] % 24:02d}:00"
    if known.every:
        return f"R/{known.every}" + (f"/{hours}" if hours else "")
    return day + hours


def _day_of(known: _Known) -> str:
    if known.exact:
        return known.exact.isoformat()
    if known.day and known.month is None and known.year is None:
        known.year, known.month = known.now.year, known.now.month
    if known.month and known.year is None:
        known.year = _likely_year(known)
    if known.year is None:
        return ""
    if known.month is None:
        return f"{known.year:04d}" + (f"/{known.last_year:04d}" if known.last_year else "")
    if known.day:
        return date(known.year, known.month, known.day).isoformat()
    first = f"{known.year:04d}-{known.month:02d}"
    return f"{first}/{known.year:04d}-{known.last_month:02d}" if known.last_month else first


def _likely_year(known: _Known) -> int:
    """A month without a year is the last one past; the coming two months are meant as coming."""
    assert known.month is not None
    return known.now.year if known.month <= known.now.month + 2 else known.now.year - 1
