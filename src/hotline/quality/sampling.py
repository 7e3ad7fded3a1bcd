"""Drawing at random in a way that anybody can repeat (APR-2, QLT-1; S2 市长热线考核办法 一1: 每人每月抽查30条).

Every recording gets the number SM3(seed | recording); those with the smallest numbers are drawn. Nobody can know or
choose these numbers beforehand, and whoever has the seed and the pool comes to the same list.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import ceil

from hotline.infra.privacy import sm3_hex


def seed_of(plan: str, month: date, agent: str) -> str:
    """The seed of one draw: SM3 over the plan's id, the month and the agent."""
    digest: str = sm3_hex(f"{plan}|{month:%Y-%m}|{agent}".encode())
    return digest


def in_order(seed: str, pool: Iterable[str]) -> list[str]:
    """The whole pool in the order in which it would be drawn."""
    return sorted(set(pool), key=lambda recording: (sm3_hex(f"{seed}|{recording}".encode()), recording))


def drawn(seed: str, pool: Iterable[str], number: int) -> list[str]:
    """The first `number`; all of them where the pool is smaller."""
    return in_order(seed, pool)[:number]


def second(seed: str, first: Iterable[str], share: int) -> list[str]:
    """Those of the drawn that are inspected twice: `share` percent, rounded up, by a second order of chance."""
    first = list(first)
    return in_order(f"{seed}|second", first)[: ceil(len(first) * share / 100)]
