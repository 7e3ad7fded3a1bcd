"""Invented calls and short messages of the sample city, so that its boards live. They belong to nobody."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from hotline.infra import clock
from hotline.insight.services import Call, Message

BY_HOUR = (2, 1, 1, 1, 1, 2, 6, 14, 42, 50, 46, 34, 22, 26, 40, 44, 38, 26, 18, 16, 14, 10, 6, 4)
"""How calls spread over a day."""
RATINGS = ("none", "satisfied", "dissatisfied")
_WEIGHTS = (58, 41.6, 0.4)


def calls(rng: random.Random, prefix: str, days: Sequence[date], a_day: int, agents: Sequence[str]) -> Iterator[Call]:
    """About so many calls a day, fewer at weekends, on one day many more than can be taken; none after now."""
    now = clock.now()
    flood = days[len(days) // 2]
    for day in days:
        many = round(a_day * (0.6 if day.weekday() > 4 else 1) * rng.uniform(0.85, 1.15) * (1.7 if day == flood else 1))
        for number in range(many):
            call = _call(rng, f"{prefix}-{day:%y%m%d}-{number:04}", day, agents, day == flood)
            if call.ended_at <= now:
                yield call


def _call(rng: random.Random, external: str, day: date, agents: Sequence[str], flood: bool) -> Call:
    hour = rng.choices(range(24), BY_HOUR)[0]
    offered = datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), clock.LOCAL)
    agent, outward = rng.choice(agents), rng.random() < 0.12
    surge = flood and 9 <= hour < 12 and rng.random() < 0.5
    if rng.random() < (0.3 if surge else 0.02):
        given_up = offered + timedelta(seconds=rng.randrange(8, 90))
        return Call(external, "in", offered, given_up, "no", cause="surge" if surge else "normal")
    answered = offered + timedelta(seconds=min(round(rng.expovariate(1 / 6)) + 2, 120))
    if not outward and rng.random() < 0.01:
        ended = answered + timedelta(seconds=rng.randrange(15, 60))
        return Call(external, "in", offered, ended, "by_machine", answered)
    return Call(
        external=external,
        direction="out" if outward else "in",
        offered_at=offered,
        answered_at=answered,
        ended_at=answered + timedelta(seconds=round(rng.lognormvariate(4.7, 0.6))),
        answered="by_person",
        agent=agent,
        rating=rng.choices(RATINGS, _WEIGHTS)[0],
        valid=rng.random() < 0.97,
        cause="surge" if surge else "normal",
    )


def messages(rng: random.Random, prefix: str, days: Sequence[date], a_day: int) -> Iterator[Message]:
    """Short messages, nearly all replied to on their day; of today only those that were replied to."""
    now = clock.now()
    for day in days:
        for number in range(rng.randrange(a_day, a_day * 2)):
            received = datetime.combine(day, time(rng.randrange(8, 20), rng.randrange(60)), clock.LOCAL)
            slow = rng.random() < 0.01
            replied = received + (timedelta(hours=20) if slow else timedelta(minutes=rng.randrange(2, 110)))
            if replied <= now:
                cause = "invalid" if rng.random() < 0.05 else "normal"
                yield Message(f"{prefix}-{day:%y%m%d}-M{number:03}", received, replied, cause=cause)
