"""What people type into small forms beside the commands' own: a day, a month, points, a number, an id."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from hotline.desk.scoring import phrase

MOST_POINTS = 100_000


class Unreadable(Exception):
    """What was typed is no date, number or order; the words say what to do."""


def day(text: str) -> date:
    """The day of a date field. Raises Unreadable."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable(phrase("said.day")) from None


def month(text: str) -> date | None:
    """The first day of a month field (`2026-02`); None when it is no month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def points(text: str) -> Decimal | None:
    """Points as written, None for an empty field. Raises Unreadable."""
    text = text.strip()
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise Unreadable(phrase("said.points")) from None
    if not value.is_finite() or abs(value) >= MOST_POINTS:
        raise Unreadable(phrase("said.points"))
    return value


def whole(text: str) -> int | None:
    """A version that came back with the form; None when there is none."""
    return int(text) if text.isascii() and text.isdigit() else None


def ident(text: str) -> UUID | None:
    """The id of a row; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
