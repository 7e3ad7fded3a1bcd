"""What an answer must be to be taken, and what a text has answered already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from hotline.core.diagnosis.shapes import AnswerKind, Question
from hotline.core.diagnosis.trail import Wrong

LONGEST = 500
"""Signs of an answer in words."""


def proposed(question: Question, text: str, extracted: Mapping[str, str]) -> str:
    """What the text has said already in answer to a question: a choice by its words, else what was extracted for it.

    Two choices whose words both stand in the text propose nothing.
    """
    if question.kind is AnswerKind.CHOICE:
        hits = [c.value for c in question.choices if any(word in text for word in c.known_as)]
        return hits[0] if len(hits) == 1 else ""
    value = extracted.get(question.fills, "") if question.fills else ""
    return value if value and wrong(question, value) is None else ""


def wrong(question: Question, value: str) -> Wrong | None:
    """Why this is no answer to the question; None when it is one."""
    if not value:
        return Wrong.EMPTY
    if len(value) > LONGEST:
        return Wrong.TOO_LONG
    match question.kind:
        case AnswerKind.CHOICE if value not in {c.value for c in question.choices}:
            return Wrong.NO_SUCH_CHOICE
        case AnswerKind.NUMBER if number(value) is None:
            return Wrong.NO_NUMBER
        case AnswerKind.DATE if day(value) is None:
            return Wrong.NO_DATE
    return None


def number(text: str) -> Decimal | None:
    """The number that is written; None when it is none, also for NaN and infinity."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def day(text: str) -> date | None:
    """The day that is written (2026-11-22); None when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
