"""The working copy of one decision: the order as it becomes while events are added, and the questions moves ask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from hotline.core.calendars import Calendar
from hotline.core.decision import Refuse
from hotline.core.events import Event
from hotline.core.evolve import evolve
from hotline.core.policy import Conflict, Facts, Found, Policy, Rule
from hotline.core.state import Actor, Assignment, Document, Order, Procedure, Request, Snapshot, UnitFacts
from hotline.core.vocabulary import FIELD_LABELS, RefusalCode, Role

R = TypeVar("R")


class Draft:
    """Lives for one `decide`. `emit` adds an event and moves the order on."""

    __slots__ = ("_accepted", "_order", "_today", "actor", "events", "now", "policy", "units")

    def __init__(self, snapshot: Snapshot, policy: Policy, now: datetime) -> None:
        self._order = snapshot.order
        self.actor: Actor = snapshot.actor
        self.units: Mapping[str, UnitFacts] = snapshot.units
        self.policy = policy
        self.now = now
        self.events: list[Event] = []
        self._today: date | None = None
        self._accepted: date | None = None

    @property
    def order(self) -> Order:
        if self._order is None:
            raise Refuse(RefusalCode.NO_SUCH_ORDER)
        return self._order

    @property
    def exists(self) -> bool:
        return self._order is not None

    def emit(self, event: Event) -> None:
        self._order = evolve(self._order, event, self.now, self.actor.id, self.actor.acts_for)
        self.events.append(event)

    # --- dates --------------------------------------------------------------------------------------------------------

    def calendar(self) -> Calendar:
        """The calendar that says which local day it is; every calendar of a pack has the same zone."""
        return self.policy.first_calendar

    def local_day(self, at: datetime) -> date:
        return at.astimezone(self.policy.first_calendar.zone).date()

    @property
    def accepted(self) -> date:
        """The day on which the matter was accepted: the day of its registration."""
        if self._accepted is None:
            self._accepted = self.local_day(self.order.registered_at)
        return self._accepted

    @property
    def today(self) -> date:
        if self._today is None:
            self._today = self.local_day(self.now)
        return self._today

    def say(self, at: datetime) -> str:
        """A moment for a sentence: local date and time."""
        return at.astimezone(self.calendar().zone).strftime("%Y-%m-%d %H:%M")

    # --- rules --------------------------------------------------------------------------------------------------------

    def facts(self, part: Assignment | None = None) -> Facts:
        order = self.order
        return Facts(
            nature=order.nature,
            content_class=order.content_class,
            urgency=order.urgency,
            complexity=order.complexity,
            channel=order.channel,
            line=order.line,
            mode=(part or order).mode,
            unit_level=part.level if part else "",
            unit_kind=part.kind if part else "",
            part=part.part if part else "lead",
            rework="yes" if part is not None and part.redo else "no",
            secret="yes" if order.secret else "no",
            reply_wish=order.reply_wish,
        )

    def search(self, topic: str, part: Assignment | None = None) -> Any:
        if part is not None:
            dispatched = self.today if part.assigned_at is self.now else self.local_day(part.assigned_at)
        elif self.order.dispatched_at is not None:
            dispatched = self.local_day(self.order.dispatched_at)
        else:
            dispatched = self.today
        return self.policy.find(topic, self.facts(part), self.accepted, dispatched)

    def rule(self, topic: str, default: R, part: Assignment | None = None) -> tuple[R, str]:
        """The value that holds and its `pack:id`; `default` and "" where the pack is silent."""
        found = self.search(topic, part)
        if isinstance(found, Found):
            rule: Rule = found.rule
            return rule.value, rule.ref
        if isinstance(found, Conflict):
            raise Refuse(RefusalCode.RULES_CONFLICT, rules=", ".join(r.ref for r in found.rules))
        return default, ""

    # --- things in the order ------------------------------------------------------------------------------------------

    def part(self, ident: str) -> Assignment:
        found = self.order.assignment(ident)
        if found is None:
            raise Refuse(RefusalCode.NO_SUCH_PART)
        return found

    def request(self, ident: str) -> Request:
        found = self.order.request(ident)
        if found is None:
            raise Refuse(RefusalCode.NO_SUCH_REQUEST)
        return found

    def document(self, ident: str) -> Document:
        found = self.order.document(ident)
        if found is None:
            raise Refuse(RefusalCode.NO_SUCH_DOCUMENT)
        return found

    def procedure(self, ident: str) -> Procedure:
        found = self.order.procedure(ident)
        if found is None:
            raise Refuse(RefusalCode.NO_SUCH_PROCEDURE)
        return found

    def unit(self, ident: str) -> UnitFacts:
        """A unit that exists and is active."""
        found = self.units.get(ident)
        if found is None or not found.active:
            raise Refuse(RefusalCode.UNKNOWN_UNIT, unit=self.unit_name(ident))
        return found

    def unit_name(self, ident: str) -> str:
        found = self.units.get(ident)
        return found.name if found else ident

    # --- the person ---------------------------------------------------------------------------------------------------

    def has_role(self, *roles: Role) -> bool:
        return not self.actor.roles.isdisjoint(roles)

    def is_system(self) -> bool:
        return Role.SYSTEM in self.actor.roles


FARTHEST = 3660
"""Days: nobody plans farther ahead than ten years; what is farther is a slip of the pen."""


def not_too_far(draft: Draft, day: date, days: int = 0) -> None:
    if days > FARTHEST or (day - draft.today).days > FARTHEST:
        raise Refuse(RefusalCode.TOO_FAR)


def require(value: object, field: str) -> None:
    """Refuses an empty field by name."""
    if value is None or (isinstance(value, str) and not value.strip()):
        raise missing(field)


def missing(field: str, rule: str = "") -> Refuse:
    return Refuse(RefusalCode.FIELD_MISSING, rule=rule, field=FIELD_LABELS.get(field, field))
