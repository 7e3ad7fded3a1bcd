"""The limits that an act would start or move, in words, with their articles."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from hotline.accounts.selectors import directory
from hotline.core.commands import Command
from hotline.core.decision import Refusal
from hotline.core.state import Clock
from hotline.desk.context import unit_name
from hotline.desk.molds import NONE, fill, joined
from hotline.desk.why import Limit, limit_of
from hotline.infra.tongues import speaking
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


MOST = 500
"""Reckonings kept in a process: an order is looked at again and again before anything changes."""

_reckoned: dict[Hashable, Ahead] = {}


def ahead(found: Any, command: Command, unit: str = "") -> Ahead:
    """What `command` would bring on the page `found`; `unit`: only limits of that unit."""
    seen = selectors.foresee(found, command)
    if isinstance(seen, Refusal):
        return Ahead(refusal=seen.text)
    opened = [c for c in seen.opened if not unit or c.unit == unit]
    return Ahead(_said(found, opened), _said(found, seen.moved))


def ahead_again(found: Any, command: Command, unit: str = "") -> Ahead:
    """The same, reckoned once in a minute for one state of the order, of its pack and of the units."""
    order, minute = found.order, found.now.replace(second=0, microsecond=0)
    rules = (found.policy.id, found.policy.release, directory().version)
    who = (found.actor.id, found.actor.roles, found.actor.unit)
    question = (speaking(), order.id, order.version, minute, rules, who, command, unit)
    if question not in _reckoned:
        if len(_reckoned) >= MOST:
            _reckoned.clear()
        _reckoned[question] = ahead(found, command, unit)
    return _reckoned[question]


def ahead_piece(seen: Ahead) -> SafeString:
    """The same as lines of a list."""
    if seen.refusal:
        return fill("bench_refused", text=seen.refusal)
    opened = [
        fill("bench_ahead" if limit.due else "bench_unknown", name=limit.name, due=limit.due) for limit in seen.opened
    ]
    moved = [fill("bench_ahead", name=limit.name, due=limit.due) for limit in seen.moved]
    source = fill("bench_source", text=seen.source) if seen.source else NONE
    return joined((*opened, *moved, source))


def _said(found: Any, clocks: Iterable[Clock]) -> tuple[Limit, ...]:
    """Limits in words, the nearest first; those that nobody can reckon last."""
    ordered = sorted(clocks, key=lambda c: (c.due_at is None, c.due_at.isoformat() if c.due_at else ""))
    return tuple(
        limit_of(c, unit_name(c.unit) if c.unit else "", found.policy.rule(c.rule), found.now) for c in ordered
    )
