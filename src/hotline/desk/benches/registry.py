"""Which bench stands on a page: it follows from the page's primary act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from hotline.core.vocabulary import CommandName
from hotline.desk.benches import calling, handling, instructing, judging, reviewing
from hotline.desk.benches.dispatching import dispatch_bench
from hotline.desk.benches.ruling import dispute_bench, not_yet, ruling_bench
from hotline.desk.benches.shape import Bench, Maker

MAKERS: dict[CommandName, Maker] = {
    CommandName.ASSIGN_TO_UNIT: dispatch_bench,
    CommandName.GRANT_REQUEST: ruling_bench,
    CommandName.ENDORSE_REQUEST: ruling_bench,
    CommandName.RULE_DISPUTE: dispute_bench,
    CommandName.SIGN_FOR: handling.sign,
    CommandName.SUBMIT_ANSWER: handling.answer,
    CommandName.APPROVE_ANSWER: reviewing.review,
    CommandName.ADOPT_ANSWER: reviewing.adopt,
    CommandName.TAKE_CALLBACK: calling.call_back,
    CommandName.RECORD_CALLBACK: calling.call_back,
    CommandName.JUDGE_DISSATISFACTION: judging.judge,
    CommandName.ORDER_REWORK: judging.rework,
    CommandName.GIVE_INSTRUCTION: instructing.instruct,
}

WITHOUT_ACT: tuple[Maker, ...] = (not_yet, handling.unanswerable, calling.not_mine)
"""Benches that stand where nothing is to be done yet, and say what is missing."""


def bench_of(request: HttpRequest, found: Any, ready: Mapping[str, Any]) -> Bench | None:
    """The bench for what this person is to do next on this order."""
    primary = ready["verbs"].primary
    makers = [MAKERS[primary.command]] if primary and primary.command in MAKERS else [] if primary else WITHOUT_ACT
    return next((bench for maker in makers if (bench := maker(request, found, ready))), None)
