"""A moment out of whatever a table calls a date. Civil time is Asia/Shanghai unless the text names an offset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from typing import Any

from hotline.infra.clock import LOCAL

FIRST_YEAR, LAST_YEAR = 1990, 2100
AFTERNOON = "下午"

_DAY = r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?"
_TIME = (
    r"(?:[T\s,]*(?P<half>上午|下午)?\s*(?P<H>\d{1,2})\s*[:：时点]\s*(?P<M>\d{1,2})?\s*"
    r"(?:[:：分]\s*(?:(?P<S>\d{1,2})(?:[.,]\d+)?\s*秒?)?)?\s*(?P<ampm>[AaPp][Mm])?)?"
)
_WRITTEN = re.compile(_DAY + _TIME)
_AMERICAN = re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})" + _TIME)
"""Month first, as spreadsheets with American settings write; only taken when day and month cannot be confused."""
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[T\s]?(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?)?")
_NUMBER = re.compile(r"\d+(\.\d+)?")
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel counts civil days without a zone
_SERIALS = range(32_874, 73_415)
"""Excel serials of 1990 to 2100; a bare `20190105` is not among them."""


class BadDate(ValueError):
    """`code` names the text that says what is wrong."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Moment:
    """When, and whether a time of day was stated at all."""

    at: datetime
    has_time: bool


def moment(value: Any, *, epoch: datetime = EXCEL_EPOCH) -> Moment:
    """What a cell says. Raises BadDate (`date_empty`, `date_broken`, `date_far`).

    Understood: 2019-01-05, 2019/1/5 8:03, 2019.1.5, ISO 8601 with or without offset, the Chinese way of writing it,
    20190105[080322], an Excel serial number, a spreadsheet's own date.
    """
    found = _of_cell(value, epoch)
    year = found.at.astimezone(LOCAL).year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadDate("date_far")
    return found


def _of_cell(value: Any, epoch: datetime) -> Moment:
    if isinstance(value, datetime):
        return Moment(_local(value), value.time() != value.min.time())
    if isinstance(value, date):
        return Moment(datetime(value.year, value.month, value.day, tzinfo=LOCAL), False)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _serial(float(value), epoch)
    text = str(value or "").strip().strip("'\"")
    if not text:
        raise BadDate("date_empty")
    try:
        return _of_text(text, epoch)
    except (ValueError, OverflowError) as error:
        raise error if isinstance(error, BadDate) else BadDate("date_broken") from error


def _of_text(text: str, epoch: datetime) -> Moment:
    written = _WRITTEN.fullmatch(text) or _american(text)
    if written:
        return _of_parts(written.groupdict())
    if _NUMBER.fullmatch(text) and int(float(text)) in _SERIALS:
        return _serial(float(text), epoch)
    compact = _COMPACT.fullmatch(text)
    if compact:
        return _of_parts(compact.groupdict())
    return Moment(_local(datetime.fromisoformat(text)), "T" in text or ":" in text)


def _american(text: str) -> re.Match[str] | None:
    found = _AMERICAN.fullmatch(text)
    return found if found and (int(found["d"]) > 12 or found["d"] == found["m"]) else None


def _of_parts(parts: dict[str, str | None]) -> Moment:
    year, month, day = (int(parts[name] or 0) for name in ("y", "m", "d"))
    hour = int(parts.get("H") or 0)
    afternoon = (parts.get("ampm") or "").lower() == "pm" or parts.get("half") == AFTERNOON
    if afternoon and hour < 12:
        hour += 12
    elif (parts.get("ampm") or "").lower() == "am" and hour == 12:
        hour = 0
    at = datetime(year, month, day, hour, int(parts.get("M") or 0), int(parts.get("S") or 0), tzinfo=LOCAL)
    return Moment(at, parts.get("H") is not None)


def _serial(number: float, epoch: datetime) -> Moment:
    if not isfinite(number) or int(number) not in _SERIALS:
        raise BadDate("date_broken")
    whole = timedelta(days=int(number), seconds=round((number % 1) * 86_400))
    return Moment(_local(epoch + whole), number % 1 != 0)


def _local(value: datetime) -> datetime:
    return value.replace(tzinfo=LOCAL) if value.tzinfo is None else value.astimezone(UTC).astimezone(LOCAL)
