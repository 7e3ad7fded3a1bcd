"""What a paper can be about, and everything its boxes may be filled from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hotline.core.events import StepTaken
from hotline.core.policy.pack import Policy
from hotline.core.policy.procedures import StageSpec
from hotline.core.state import Assignment, Document, Order, Procedure, Request
from hotline.core.vocabulary import ContactField

Record = Any
"""`orders.chain.Record`: event, at, actor_id, seq."""


@dataclass(frozen=True, slots=True)
class About:
    """The one thing in the order that a paper is about; `key` names it in an address."""

    key: str
    assignment: Assignment | None = None
    document: Document | None = None
    request: Request | None = None
    procedure: Procedure | None = None
    stage: StageSpec | None = None
    step: Record | None = None


ORDER = About("order")


@dataclass(frozen=True, slots=True)
class Facts:
    """One order at one moment, for one reader. `contact` holds what may be printed of the citizen: masked values, the
    real ones (`shown`), or nothing (`withheld`). `unit`, `person`, `area` give names."""

    order: Order
    policy: Policy
    records: tuple[Record, ...]
    contact: Mapping[ContactField, str]
    unit: Callable[[str], str]
    person: Callable[[str], str]
    area: Callable[[str], str]
    centre: str
    printed_by: str
    address: str
    now: datetime
    about: About = ORDER
    shown: bool = False
    withheld: bool = False

    def events(self, kind: type) -> Iterator[Record]:
        """The records of one kind of event, oldest first."""
        return (record for record in self.records if isinstance(record.event, kind))

    def last(self, kind: type) -> Record | None:
        found = None
        for record in self.events(kind):
            found = record
        return found

    def part(self) -> Assignment | None:
        """The part that the paper is about; else the lead's."""
        about = self.about
        if about.assignment is not None:
            return about.assignment
        if about.request is not None:
            return self.order.assignment(about.request.assignment)
        return self.order.lead()

    def given(self, label: str) -> str:
        """What was written down with the step under this label."""
        step, stage = self.about.step, self.about.stage
        if step is None or stage is None or not isinstance(step.event, StepTaken):
            return ""
        ids = {f.id for f in stage.fields if f.label == label}
        return next((value for key, value in step.event.given if key in ids), "")
