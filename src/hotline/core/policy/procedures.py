"""A procedure that can be attached to an order: its stages, who acts, what is written down, how each stage can end.

Legal aid, mediation, a self-check after a suspected breach, a conference, a petition: all are stages in a row. The
limit of a stage is a dated rule of its own, topic `clock.procedure.<procedure>.<stage>`.
"""

from __future__ import annotations

from dataclasses import dataclass

from hotline.core.vocabulary import Party, ProcedureEffect, Role, Ruling


@dataclass(frozen=True, slots=True)
class StepField:
    """Something that is written down with a step. Never personal data: that stays in the contact of the order."""

    id: str
    label: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class OutcomeSpec:
    """How a stage can end. `to` is the next stage; empty: the procedure ends with `ruling`.

    `proposes` are consequences in words; a person carries them out or not. `day_label`: this outcome names a day (of a
    hearing, of a conference) from which a stage with a limit of `stated_day` counts.
    """

    id: str
    label: str
    to: str = ""
    ruling: Ruling = Ruling.NONE
    effect: ProcedureEffect = ProcedureEffect.NONE
    proposes: tuple[str, ...] = ()
    day_label: str = ""


@dataclass(frozen=True, slots=True)
class StageSpec:
    """One stage. `documents` are the papers it makes, by form id or title. `late_outcome`: what holds when the limit
    passes without a step (S3 首问责任制 六(二): 逾期不报的视为违反)."""

    id: str
    title: str
    roles: tuple[Role, ...]
    outcomes: tuple[OutcomeSpec, ...]
    by: Party = Party.CENTRE
    fields: tuple[StepField, ...] = ()
    documents: tuple[str, ...] = ()
    late_outcome: str = ""
    text: str = ""
    source: str = ""

    def outcome(self, ident: str) -> OutcomeSpec | None:
        return next((o for o in self.outcomes if o.id == ident), None)


@dataclass(frozen=True, slots=True)
class ProcedureSpec:
    """`about_unit`: it is about a unit, which is named when it opens. Empty `natures`, `content_classes` and
    `lines`: for every order. The first stage is where it starts."""

    id: str
    title: str
    opened_by: tuple[Role, ...]
    stages: tuple[StageSpec, ...]
    about_unit: bool = False
    natures: tuple[str, ...] = ()
    content_classes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    text: str = ""
    source: str = ""

    def stage(self, ident: str) -> StageSpec | None:
        return next((s for s in self.stages if s.id == ident), None)
