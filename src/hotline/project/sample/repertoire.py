"""Which stories the sample city is told, how many of each, since when, and with which units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hotline.project.sample.acts import draft, filed, redone, replied, sent, signed
from hotline.project.sample.carrying import Carrier
from hotline.project.sample.stories import (
    answered_directly,
    archived,
    calling,
    child_answered,
    child_returns,
    closed,
    co_signature,
    commitment,
    disputed,
    emergency,
    extension_asked,
    forwarded,
    in_review,
    instructed,
    joint,
    late_archived,
    objection,
    passed_down,
    redo_signed,
    redone_archived,
    refused,
    result_told,
    return_asked,
    returned,
    second_extension,
    sent_back,
    signed_below,
    supervised,
    to_a_leader,
    unhappy,
    unreachable,
    urged,
)

ANY = ""
Tell = Callable[[Carrier], None]


@dataclass(frozen=True, slots=True)
class Story:
    """`days`: how long ago it began. `working`: so many working days ago instead, which puts its limit at hand.

    `units`: leads in turn, "" = whoever answers for the message. `of`: disposition of the messages it takes.
    """

    tell: Tell
    count: int
    days: tuple[float, float] = (1, 3)
    units: tuple[str, ...] = (ANY,)
    working: int = 0
    of: str = "assign"


LIGHTS = "shizheng"
SHOWN = (LIGHTS, ANY, "wanglan.zhifa", ANY, "zhujian", ANY)
"""Units whose accounts are printed get their share."""

DEZHOU: tuple[Story, ...] = (
    Story(draft, 4, (0.005, 0.08)),
    Story(sent_back, 3, (0.1, 0.6)),
    Story(filed, 9, (0.01, 0.2)),
    Story(to_a_leader, 1, (0.3, 1.5), of="submit_to_leader"),
    Story(to_a_leader, 2, (0.3, 2)),
    Story(instructed, 2, (2, 4)),
    Story(sent, 9, (0.05, 0.6), SHOWN),
    Story(sent, 3, (2, 2.9), SHOWN[1:]),
    Story(signed, 6, (0.5, 3), SHOWN),
    Story(forwarded, 3, (1, 3), SHOWN),
    Story(joint, 3, (1, 3)),
    Story(urged, 2, (2, 4)),
    Story(signed, 6, working=5, units=SHOWN),
    Story(signed, 4, working=7, units=(ANY, LIGHTS)),
    Story(passed_down, 2, (0.4, 1.5), (LIGHTS,)),
    Story(signed_below, 3, (1, 2.5), (LIGHTS,)),
    Story(child_answered, 2, (2, 3.5), (LIGHTS,)),
    Story(child_returns, 1, (0.2, 0.5), (LIGHTS,)),
    Story(in_review, 6, (2, 4), SHOWN),
    Story(return_asked, 3, (0.15, 0.6)),
    Story(returned, 2, (0.3, 0.8)),
    Story(disputed, 2, (0.2, 0.7)),
    Story(extension_asked, 3, (2, 3.5), SHOWN),
    Story(second_extension, 2, (4, 5.5), ("zhujian", ANY)),
    Story(co_signature, 3, (1, 2)),
    Story(supervised, 3, (2, 3.5), (LIGHTS, ANY)),
    Story(redone, 3, (5, 8), (LIGHTS, ANY)),
    Story(redo_signed, 2, (6, 9)),
    Story(objection, 1, (6, 9)),
    Story(replied, 8, (3, 5)),
    Story(result_told, 2, (3, 5)),
    Story(calling, 3, (4, 6)),
    Story(unhappy, 3, (4, 6)),
    Story(closed, 7, (5, 8)),
    Story(unreachable, 2, (9, 16)),
    Story(redone_archived, 2, (14, 20)),
    Story(late_archived, 2, (18, 21)),
    Story(answered_directly, 10, (0.1, 12), of="answer_directly"),
    Story(refused, 5, (0.5, 12), of="refuse"),
    Story(emergency, 2, (0.5, 9), of="emergency_handover"),
)

KARAMAY: tuple[Story, ...] = (
    Story(filed, 2, (0.01, 0.3)),
    Story(sent, 2, (0.1, 0.4)),
    Story(signed, 2, (1, 3), (LIGHTS, ANY)),
    Story(commitment, 1, (1, 3), (LIGHTS,)),
    Story(in_review, 1, (1, 2.5)),
    Story(replied, 2, (3, 5)),
    Story(refused, 1, (1, 9), of="refuse"),
)

LAST_MONTH: tuple[Story, ...] = (
    Story(archived, 8, units=(ANY, LIGHTS)),
    Story(late_archived, 4, units=(LIGHTS, "zhujian")),
    Story(redone_archived, 3, units=(ANY, LIGHTS)),
)
"""Orders of the month before, which the units are scored by."""

FILLING: tuple[Story, ...] = (
    Story(archived, 1, (8, 21)),
    Story(archived, 1, (10, 21)),
    Story(answered_directly, 1, (1, 21), of="answer_directly"),
    Story(archived, 1, (12, 21)),
)
"""What further orders are made of."""
