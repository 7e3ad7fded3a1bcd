"""Steps that several journeys walk: each is one person at his or her own seat, from the list to the done act."""

from __future__ import annotations

from collections.abc import Mapping

from tests.journeys.people import CONTACTED, REPLY, SATISFIED, Seat, Value


def assign(
    dispatcher: Seat, number: str, unit: str, note: str = "请尽快办理", queue: str = "awaiting_dispatch"
) -> None:
    """The dispatcher takes the order from the list and gives it to a unit."""
    dispatcher.take(queue, number)
    dispatcher.do("转办", {"主办单位": unit, "转办意见": note})
    dispatcher.is_told("已转办")


def sign(clerk: Seat, number: str, queue: str = "to_sign") -> None:
    """The unit's clerk signs for it: one button."""
    clerk.take(queue, number)
    clerk.do("签收")
    clerk.is_told("已签收")


def reply(clerk: Seat, answer: Mapping[str, Value] = REPLY) -> None:
    """The clerk, with the order open, calls the citizen and writes the answer."""
    clerk.do("记录联系", CONTACTED)
    clerk.do("提交审核", answer)
    clerk.is_told("已提交审核")


def approve(leader: Seat, number: str) -> None:
    """The unit's leader reads the answer and lets it out."""
    leader.take("in_review", number)
    leader.do("审核通过", {"审核意见": "情况属实，同意回复"})
    leader.is_told("已审核通过")


def call_back(caller: Seat, number: str, answers: Mapping[str, Value] = SATISFIED) -> None:
    """The call-back agent takes the order and asks the citizen."""
    caller.take("to_call_back", number)
    caller.do("领取回访")
    caller.do("登记回访", answers)
    caller.is_told("回访已登记")


def archive(archivist: Seat, number: str) -> None:
    """The archivist seals it, and says yes when asked once more."""
    archivist.take("closed", number)
    archivist.do("归档", {}, sure=True)
    archivist.is_told("已归档封存")
    archivist.sees_phase("已归档")
