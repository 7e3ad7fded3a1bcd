"""Calls and messages as counted matters. A call counts on the local day on which it began."""

from __future__ import annotations

from datetime import datetime

from hotline.core.counting import Counted, counted_call, counted_message
from hotline.infra import clock
from hotline.insight.models import CallRecord, MessageRecord


def of_call(row: CallRecord, line: str) -> Counted:
    """`line`: what the pack calls it."""
    began = clock.local(row.offered_at)
    marks = {
        "direction": row.direction,
        "answered": row.answered,
        "rating": row.rating,
        "valid": "yes" if row.valid else "no",
        "cause": row.cause,
        "agent": row.agent,
        "line": line,
        "hour": f"{began.hour:02}",
    }
    talk = round((row.ended_at - row.answered_at).total_seconds()) if row.answered_at else None
    return counted_call(str(row.id), began.date(), marks, wait=row.wait, talk=talk)


def of_message(row: MessageRecord, line: str) -> Counted:
    """`line`: what the pack calls it."""
    marks = {
        "direction": row.direction,
        "replied": _replied(row.received_at, row.replied_at),
        "cause": row.cause,
        "line": line,
    }
    waited = (row.replied_at - row.received_at).total_seconds() / 60 if row.replied_at else None
    minutes = None if waited is None else round(waited, 2)
    return counted_message(str(row.id), clock.local(row.received_at).date(), marks, minutes)


def _replied(received: datetime, replied: datetime | None) -> str:
    """KPI-3 asks for a reply on the same day (S2 德州 一(二)3)."""
    if replied is None:
        return "no"
    return "same_day" if clock.local(replied).date() == clock.local(received).date() else "later"
