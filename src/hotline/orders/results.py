"""What a command on an order gives back, and how it can fail. On every failure nothing was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.core.decision import Refusal
from hotline.core.events import Event
from hotline.core.state import Order
from hotline.core.vocabulary import RefusalCode
from hotline.infra import clock


@dataclass(frozen=True, slots=True)
class Applied:
    """The order after the command, and the events it made. `repeated`: the same key had done it before."""

    order: Order
    events: tuple[Event, ...]
    first_seq: int
    repeated: bool = False

    @property
    def id(self) -> str:
        return self.order.id

    @property
    def number(self) -> str:
        return self.order.number

    @property
    def version(self) -> int:
        return self.order.version


class NotFound(Exception):
    """There is no such order, or this person may not know of it: the two are told alike."""


class Refused(Exception):
    """The core said no. `text` is the sentence for the person."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code.value)
        self.refusal = refusal

    @property
    def text(self) -> str:
        return self.refusal.text


class Stale(Exception):
    """The order has changed since the form was drawn. `current` is the order as it is now."""

    def __init__(self, by: str, by_name: str, at: datetime, current: Order) -> None:
        super().__init__(f"{current.id} is at version {current.version}")
        self.by, self.by_name, self.at, self.current = by, by_name, at, current

    @property
    def text(self) -> str:
        """Who changed it and when, in local time; the date only when it was another day."""
        local = clock.local(self.at)
        when = local.strftime("%H:%M" if local.date() == clock.today() else "%Y-%m-%d %H:%M")
        return RefusalCode.STALE.zh.format(who=self.by_name, when=when)
