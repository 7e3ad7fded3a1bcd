"""What a command on an order gives back, and how it can fail. On every failure nothing was written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from hotline.core.decision import Refusal
from hotline.core.events import Event
from hotline.core.state import Order
from hotline.core.vocabulary import RefusalCode, in_days
from hotline.infra import clock
from hotline.infra.tongues import SEVERAL, SOURCE, in_words, listed, said, speaking

_DAYS = in_days("")


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


def refusal_text(refusal: Refusal) -> str:
    """The sentence of a refusal in the language that is spoken: terms are said, names and dates stay."""
    if speaking() == SOURCE:
        return refusal.text
    params = {name: _said(value) for name, value in refusal.params.items()}
    pattern = said(refusal.code.zh)
    return pattern.format_map(defaultdict(lambda: "…", params))


def _said(value: str) -> str:
    if value.endswith(_DAYS) and value.removesuffix(_DAYS).isdigit():
        return said(in_days("{n}")).format(n=value.removesuffix(_DAYS))
    return listed(map(said, value.split(SEVERAL)))


class Refused(Exception):
    """The core said no. `text` is the sentence for the person."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code.value)
        self.refusal = refusal

    @property
    def text(self) -> str:
        return refusal_text(self.refusal)


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
        return in_words(RefusalCode.STALE).format(who=self.by_name, when=when)
