"""Procedures attached to an order: opened, moved on stage by stage, ended with a ruling, or cancelled.

Which procedures there are, their stages, and who acts is the pack's. A stage's limit is the rule
`clock.procedure.<procedure>.<stage>`; where it passes and the stage names a late outcome, that outcome holds.
"""

from __future__ import annotations

from datetime import date

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.clockwork import cancel, done, start
from hotline.core.decision import Refuse
from hotline.core.draft import Draft, not_too_far, require
from hotline.core.moves.register import UNSEALED, move
from hotline.core.policy.procedures import OutcomeSpec, ProcedureSpec, StageSpec
from hotline.core.policy.shapes import STAGE_LIMIT
from hotline.core.state import Clock, Procedure
from hotline.core.vocabulary import (
    ClockName,
    Party,
    ProcedureEffect,
    ProcedureState,
    RefusalCode,
    Role,
    listed,
)

STAGE_CLOCK = frozenset({ClockName.PROCEDURE})
PEOPLE = frozenset(Role) - {Role.SYSTEM, Role.INSPECTION, Role.ADMINISTRATOR}
"""Which of them may act is said by the procedure itself."""


def spec_of(draft: Draft, procedure: Procedure) -> ProcedureSpec:
    found = draft.policy.procedure(procedure.kind)
    if found is None:
        raise Refuse(RefusalCode.UNKNOWN_PROCEDURE, value=procedure.kind)
    return found


def stage_of(draft: Draft, procedure: Procedure) -> StageSpec:
    found = spec_of(draft, procedure).stage(procedure.stage)
    if found is None:
        raise Refuse(RefusalCode.UNKNOWN_PROCEDURE, value=f"{procedure.kind}.{procedure.stage}")
    return found


def title_of(draft: Draft, procedure: Procedure) -> str:
    found = draft.policy.procedure(procedure.kind)
    return found.title if found else procedure.kind


# --- opening ----------------------------------------------------------------------------------------------------------


def can_open(draft: Draft, spec: ProcedureSpec) -> Refuse | None:
    """What stands against opening it now, whoever it is about."""
    order = draft.order
    if draft.actor.roles.isdisjoint(spec.opened_by):
        roles = listed(role.zh for role in Role if role in spec.opened_by)
        return Refuse(RefusalCode.WRONG_ROLE, command=spec.title, roles=roles)
    below = any(order.content_class == k or order.content_class.startswith(f"{k}.") for k in spec.content_classes)
    if (spec.natures and order.nature not in spec.natures) or (spec.content_classes and not below):
        return Refuse(RefusalCode.PROCEDURE_NOT_FOR_THIS, procedure=spec.title)
    return None


def _some_can_open(draft: Draft, target: str) -> None:
    """The pack has a procedure for this order and this person; else the reason of the last one that could be meant."""
    refusal: Refuse | None = Refuse(RefusalCode.NOT_OFFERED, kind=c.OpenProcedure.NAME.zh)
    for spec in draft.policy.lists.procedures:
        refusal = can_open(draft, spec)
        if refusal is None:
            return
    if refusal is not None:
        raise refusal


@move(c.OpenProcedure, PEOPLE, UNSEALED, guard=_some_can_open)
def open_procedure(draft: Draft, cmd: c.OpenProcedure) -> None:
    spec = draft.policy.procedure(cmd.kind)
    if spec is None:
        raise Refuse(RefusalCode.UNKNOWN_PROCEDURE, value=cmd.kind)
    if (refusal := can_open(draft, spec)) is not None:
        raise refusal
    require(cmd.text, "text")
    unit = ""
    if spec.about_unit:
        lead = draft.order.lead()
        unit = cmd.unit or (lead.unit if lead else "")
        require(unit, "unit")
        draft.unit(unit)
    if any(p.kind == spec.id and p.unit == unit and p.state is ProcedureState.OPEN for p in draft.order.procedures):
        raise Refuse(RefusalCode.PROCEDURE_RUNNING, procedure=spec.title)
    procedure = Procedure(f"p{len(draft.order.procedures) + 1}", spec.id, spec.stages[0].id, draft.now, unit)
    draft.emit(e.ProcedureOpened(procedure, cmd.text))
    _start_stage(draft, procedure.id, None)


def _start_stage(draft: Draft, ident: str, day: date | None) -> None:
    procedure = draft.procedure(ident)
    topic = f"{STAGE_LIMIT}{procedure.kind}.{procedure.stage}"
    start(draft, ClockName.PROCEDURE, topic=topic, procedure=ident, unit=_late_unit(draft, procedure), last_day=day)


def _late_unit(draft: Draft, procedure: Procedure) -> str:
    """The unit that is late when the stage is; the centre's own stages are nobody else's."""
    return procedure.unit if stage_of(draft, procedure).by is not Party.CENTRE else ""


# --- steps ------------------------------------------------------------------------------------------------------------


def _running(draft: Draft, target: str) -> Procedure:
    procedure = draft.procedure(target)
    if procedure.state is not ProcedureState.OPEN:
        title = title_of(draft, procedure)
        raise Refuse(RefusalCode.PROCEDURE_ENDED, procedure=title, state=procedure.state.zh)
    return procedure


def _my_step(draft: Draft, target: str) -> None:
    procedure = _running(draft, target)
    stage = stage_of(draft, procedure)
    mine = not draft.actor.roles.isdisjoint(stage.roles)
    if stage.by is Party.UNIT:
        mine &= draft.actor.unit == procedure.unit
    elif stage.by is Party.ABOVE:
        unit = draft.units.get(procedure.unit)
        mine &= unit is not None and draft.actor.unit in unit.lineage[1:]
    if not mine:
        roles = listed(role.zh for role in Role if role in stage.roles)
        title = spec_of(draft, procedure).title
        raise Refuse(RefusalCode.NOT_YOUR_STEP, procedure=title, stage=stage.title, party=stage.by.zh, roles=roles)


@move(c.TakeStep, PEOPLE, UNSEALED, guard=_my_step)
def take_step(draft: Draft, cmd: c.TakeStep) -> None:
    procedure = draft.procedure(cmd.procedure)
    stage = stage_of(draft, procedure)
    outcome = stage.outcome(cmd.outcome)
    if outcome is None:
        raise Refuse(RefusalCode.UNKNOWN_OUTCOME, stage=stage.title, outcomes=listed(o.label for o in stage.outcomes))
    require(cmd.text, "text")
    given = _given(stage, cmd.given)
    if outcome.day_label:
        _check_day(draft, outcome, cmd.on)
    if outcome.effect is ProcedureEffect.CATALOGUE:
        require(cmd.unit, "unit")
        draft.unit(cmd.unit)
    _take(draft, procedure, stage, outcome, e.StepTaken(
        procedure.id, stage.id, outcome.id, outcome.to, cmd.text, outcome.ruling, given, stage.documents,
        outcome.proposes, cmd.on if outcome.day_label else None,
    ))  # fmt: skip
    if outcome.effect is ProcedureEffect.CATALOGUE:
        _change_catalogue(draft, cmd.unit, stage)


def _given(stage: StageSpec, given: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """What was written down, in the order of the stage's own fields."""
    known = {f.id for f in stage.fields}
    for name in given:
        if name not in known:
            raise Refuse(RefusalCode.FIELD_INVALID, field=name, why=listed(f.label for f in stage.fields) or "-")
    for each in stage.fields:
        if each.required and not given.get(each.id, "").strip():
            raise Refuse(RefusalCode.FIELD_MISSING, field=each.label)
    return tuple((f.id, given[f.id]) for f in stage.fields if given.get(f.id, "").strip())


def _check_day(draft: Draft, outcome: OutcomeSpec, day: date | None) -> None:
    if day is None:
        raise Refuse(RefusalCode.FIELD_MISSING, field=outcome.day_label)
    if day <= draft.today:
        raise Refuse(RefusalCode.BAD_DATE)
    not_too_far(draft, day)


def _take(draft: Draft, procedure: Procedure, stage: StageSpec, outcome: OutcomeSpec, step: e.StepTaken) -> None:
    draft.emit(step)
    if not step.late:
        done(draft, STAGE_CLOCK, procedure=procedure.id)
    if outcome.to:
        _start_stage(draft, procedure.id, step.on)
    else:
        draft.emit(e.ProcedureEnded(procedure.id, outcome.ruling))


def _change_catalogue(draft: Draft, unit: str, stage: StageSpec) -> None:
    order = draft.order
    basis = listed(stage.documents) or stage.title
    draft.emit(e.CatalogueChangeRuled(order.content_class, order.area, unit, (), f"{basis} {order.number}"))


def limit_passed(draft: Draft, clock: Clock) -> None:
    """By the system, when the limit of a stage has passed: what the stage says of silence holds now."""
    procedure = draft.procedure(clock.procedure)
    stage = stage_of(draft, procedure)
    outcome = stage.outcome(stage.late_outcome)
    if procedure.state is not ProcedureState.OPEN or outcome is None:
        return
    cancel(draft, STAGE_CLOCK, procedure=procedure.id)
    _take(draft, procedure, stage, outcome, e.StepTaken(
        procedure.id, stage.id, outcome.id, outcome.to, "", outcome.ruling, (), stage.documents, outcome.proposes,
        late=True,
    ))  # fmt: skip


def _may_cancel(draft: Draft, target: str) -> None:
    """Whoever may open it may take it back."""
    spec = spec_of(draft, _running(draft, target))
    if draft.actor.roles.isdisjoint(spec.opened_by):
        roles = listed(role.zh for role in Role if role in spec.opened_by)
        raise Refuse(RefusalCode.WRONG_ROLE, command=c.CancelProcedure.NAME.zh, roles=roles)


@move(c.CancelProcedure, PEOPLE, UNSEALED, guard=_may_cancel)
def cancel_procedure(draft: Draft, cmd: c.CancelProcedure) -> None:
    require(cmd.reason, "reason")
    draft.emit(e.ProcedureCancelled(cmd.procedure, cmd.reason))
    cancel(draft, STAGE_CLOCK, procedure=cmd.procedure)
