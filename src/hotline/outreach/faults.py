"""What stands against an act of this room; the sentences are in `words.py`."""

from __future__ import annotations

from enum import Enum


class Fault(Enum):
    NO_MARKET = "no_market"
    UNKNOWN_GOODS = "unknown_goods"
    NO_PHONE = "no_phone"
    NO_REASON = "no_reason"
    BELOW_ZERO = "below_zero"
    TAKEN = "taken"
    DOES_NOT_FIT = "does_not_fit"
    NO_CAMPAIGN = "no_campaign"
    CLOSED = "closed"
    NO_CONSENT = "no_consent"
    TWICE = "twice"
    DO_NOT_CALL = "do_not_call"
    NOT_YOURS = "not_yours"
    UNKNOWN_QUESTION = "unknown_question"
    UNKNOWN_ANSWER = "unknown_answer"
    UNKNOWN_UNIT = "unknown_unit"


class OutreachFault(Exception):
    """An act that was refused; nothing was changed."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault
