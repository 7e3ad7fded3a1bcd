"""One outage within two days: ten people call, the topic is found, the warning raised and told (STA-3)."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from hotline.infra.clock import MovableClock
from hotline.insight import following
from hotline.project.sample.acts import filed, signed
from hotline.project.sample.carrying import Carrier, Cast
from hotline.project.sample.messages import PHONE_PREFIX, load
from hotline.project.telling import tell_warnings

HANDLED = 8
"""So many are with the unit already; the last ones wait for the dispatcher."""


def told(cast: Cast, hand: MovableClock, rng: random.Random, now: datetime, line: str) -> int:
    """The orders of the outage; returns how many."""
    grammar, outage = load("grammar"), load("outage")
    rows = outage["messages"]
    for number, row in enumerate(rows):
        hand.move_to(now - timedelta(hours=row["hours"]))
        message = outage["matter"] | row | {
            "id": f"O{number:03d}",
            "caller_name": rng.choice(grammar["surnames"]) + rng.choice(grammar["given"]),
            "caller_phone": f"{PHONE_PREFIX}{7000 + number}",
        }  # fmt: skip
        carrier = Carrier(cast, hand, rng, message, line, now)
        (signed if number < HANDLED else filed)(carrier)
        carrier.finish()
    return len(rows)


def warned() -> None:
    """What the worker does each minute, so that the first page anybody opens has its topics and warnings."""
    following.follow_all(seconds=float("inf"))
    tell_warnings()
