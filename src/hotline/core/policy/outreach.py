"""What a pack says of desks and of lists of people to call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Desk:
    """A desk of the centre, or of experts (INT-14). `lines`, `content_classes`, `natures`: what it takes; none = all.

    `expert`: it is brought into a call by three-way call; `kind_of_unit`: the kind of units that sit there.
    """

    id: str
    label: str
    lines: tuple[str, ...] = ()
    content_classes: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    expert: bool = False
    kind_of_unit: str = ""
    calendar: str = ""
    """When it is staffed; empty: always."""
    text: str = ""
    source: str = ""


@dataclass(frozen=True)
class Question:
    """A question of an outbound list; `answers` are the ones to choose from, empty = in words."""

    id: str
    text: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class CampaignSpec:
    """An outbound list (S1 篇十二 recruitment of donors; S0 九(一) awareness survey): who is called, what is asked.

    `attempts`: failed tries after which a person is left alone. `consent`: only people who agreed to be called.
    """

    id: str
    title: str
    opening: str
    questions: tuple[Question, ...]
    attempts: int = 2
    consent: bool = False
    text: str = ""
    source: str = ""
