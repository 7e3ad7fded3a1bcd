"""Answers to outbound calls reach the measures (S0 第四篇 九(一): 知晓率): each day once, when it is over."""

from __future__ import annotations

from datetime import date

from hotline.accounts.selectors import directory, lines
from hotline.core.counting import Counted, counted_survey
from hotline.infra import clock
from hotline.insight.filling import settled_lately
from hotline.insight.services import record_matters
from hotline.outreach.calling import Surveyed, surveyed


def feed() -> int:
    """Count the answers of the days that are over; returns how many were new. The same again adds nothing."""
    return sum(map(feed_day, settled_lately(clock.now())))


def feed_day(day: date) -> int:
    """The answers of one day, line by line."""
    by_line: dict[str, list[Counted]] = {}
    for pack in sorted({line.pack for line in lines().values()}):
        for answer in surveyed(pack, day, day):
            by_line.setdefault(answer.line, []).append(_counted(answer, day))
    return sum(record_matters(line, found) for line, found in sorted(by_line.items()))


def _counted(answer: Surveyed, day: date) -> Counted:
    facts = directory().unit(answer.unit) if answer.unit else None
    marks = {"campaign": answer.campaign, "question": answer.question, "answer": answer.answer, "unit": answer.unit}
    return counted_survey(str(answer.callee), day, marks, {facts.id: facts} if facts else None)
