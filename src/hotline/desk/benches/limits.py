"""The limits that an act would start or move, in words, with their articles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hotline.core.commands import Command
from hotline.core.decision import Refusal
from hotline.core.state import Clock
from hotline.desk.context import unit_name
from hotline.desk.why import Limit, limit_of
from hotline.orders import selectors


@dataclass(frozen=True)
class Ahead:
    """What would come of an act: limits that start, limits that move, or why it would be refused."""

    opened: tuple[Limit, ...] = ()
    moved: tuple[Limit, ...] = ()
    refusal: str = ""

    @property
    def source(self) -> str:
        """The article of the last limit that starts: the one the answer is due by."""
        found = self.moved or self.opened
        return found[-1].reasons[0] if found and found[-1].reasons else ""


def ahead(found: Any, command: Command, unit: str = "") -> Ahead:
    """What `command` would bring on the page `found`; `unit`: only limits of that unit."""
    seen = selectors.foresee(found, command)
    if isinstance(seen, Refusal):
        return Ahead(refusal=seen.text)
    opened = [c for c in seen.opened if not unit or c.unit == unit]
    return Ahead(_said(found, opened), _said(found, seen.moved))


def _said(found: Any, clocks: Iterable[Clock]) -> tuple[Limit, ...]:
    """Limits in words, the nearest first; those that nobody can reckon last."""
    ordered = sorted(clocks, key=lambda c: (c.due_at is None, c.due_at.isoformat() if c.due_at else ""))
    return tuple(
        limit_of(c, unit_name(c.unit) if c.unit else "", found.policy.rule(c.rule), found.now) for c in ordered
    )
