"""Call-back beyond single commands: links for citizens, and which orders are left out of a sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hotline.accounts.models import Person
from hotline.callback import tokens
from hotline.core.commands import IssueCallbackToken, RecordCallback, WaiveCallback
from hotline.core.decision import Refusal
from hotline.core.draft import Draft
from hotline.core.policy.shapes import CallbackRule
from hotline.core.state import SYSTEM, Actor, Snapshot
from hotline.core.vocabulary import CallbackChannel, RefusalCode, WaiverReason
from hotline.infra import clock, privacy
from hotline.orders import services as orders
from hotline.orders.selectors import NotFound, get, policy_of


@dataclass(frozen=True, slots=True)
class Answers:
    """What a citizen says (CBK-1)."""

    satisfied_result: bool
    satisfied_process: bool | None = None
    very_satisfied: bool | None = None
    solved: bool | None = None
    answered: bool | None = None
    opinion: str = ""


def send_link(
    order_id: UUID | str,
    who: Person | Actor,
    channel: CallbackChannel = CallbackChannel.SMS_LINK,
    *,
    key: str | None = None,
) -> str:
    """Issue a link's token for an order and return it: it can be read this once only. Raises as `orders.apply` does.

    With a `key` that was used before, the earlier token cannot be shown again and Refused says so.
    """
    token = tokens.new(order_id)
    applied = orders.apply(order_id, IssueCallbackToken(channel=channel, digest=tokens.digest(token)), who, key=key)
    if applied.repeated:
        raise orders.Refused(Refusal(RefusalCode.TOKEN_USED))
    return token


def redeem(token: str, answers: Answers, channel: CallbackChannel = CallbackChannel.SMS_LINK) -> orders.Applied:
    """A citizen answers by a link.

    Refused (TOKEN_USED) for a token that is none, was used, or whose order has moved on.

    The opinion is cut at 2,000 signs: it comes from outside.
    """
    try:
        order_id = tokens.order_of(token)
        command = RecordCallback(
            channel=channel,
            reached=True,
            answered=answers.answered,
            solved=answers.solved,
            satisfied_result=answers.satisfied_result,
            satisfied_process=answers.satisfied_process,
            very_satisfied=answers.very_satisfied,
            opinion=answers.opinion.strip()[:2000],
            token_digest=tokens.digest(token),
        )
        return orders.apply(order_id, command, SYSTEM)
    except (tokens.BadToken, NotFound):
        raise orders.Refused(Refusal(RefusalCode.TOKEN_USED)) from None
    except orders.Refused as no:
        if no.refusal.code in (RefusalCode.NOT_OFFERED, RefusalCode.FIELD_MISSING):
            raise
        raise orders.Refused(Refusal(RefusalCode.TOKEN_USED)) from None


def in_sample(order_id: UUID | str, share: int) -> bool:
    """Whether an order is one of the `share` percent that are called back. By its id alone: nobody can choose."""
    return int(privacy.sm3_hex(f"callback:{order_id}".encode())[:8], 16) % 100 < share


def leave_out(order_id: UUID | str) -> bool:
    """Excuse an order from the call-back when its pack calls back a sample and this one is not in it."""
    order = get(order_id)
    draft = Draft(Snapshot(order, SYSTEM, {}), policy_of(order_id), clock.now())
    rule: Any = draft.rule("callback", CallbackRule())[0]
    if rule.share >= 100 or in_sample(order.id, rule.share) or order.callback.dissatisfied:
        return False
    try:
        orders.apply(order_id, WaiveCallback(reason=WaiverReason.OUTSIDE_SAMPLE), SYSTEM)
    except orders.Refused:
        return False  # somebody was quicker: it is being called, or closed
    return True
