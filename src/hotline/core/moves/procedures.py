"""Procedures attached to an order: opened, moved on stage by stage, ended with a ruling, or cancelled.

Which procedures there are, their stages, and who acts is the pack's. A stage's limit is the rule
`clock.procedure.<procedure>.<stage>`; where it passes and the stage names a late outcome, that outcome holds.
"""

from __future__ import annotations

from datetime import date

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.clockwork import cancel, done, due_on, is_late, open_clocks, start
from hotline.core.decision import Refuse
from hotline.core.draft import Draft, not_too_far, require
from hotline.core.moves.parts import named_in_lists, not_accused
from hotline.core.moves.register import UNIT, UNSEALED, move
from hotline.core.policy.procedures import OutcomeSpec, ProcedureSpec, StageSpec
from hotline.core.policy.rules import within
from hotline.core.policy.shapes import STAGE_LIMIT
from hotline.core.state import Clock, Procedure, UnitFacts, Waits
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


def running(draft: Draft) -> tuple[Procedure, ...]:
    return tuple(p for p in draft.order.procedures if p.state is ProcedureState.OPEN)


def _named(roles: tuple[Role, ...]) -> str:
    return listed(role.zh for role in Role if role in roles)


def _of_centre(spec: ProcedureSpec) -> tuple[Role, ...]:
    """Who of the centre opens it; the supervisors where only units do."""
    return tuple(role for role in spec.opened_by if role not in UNIT) or (Role.SUPERVISOR,)


def _as_unit(draft: Draft, roles: tuple[Role, ...]) -> bool:
    """Whether the actor is meant by these roles only as somebody of a unit."""
    return UNIT.issuperset(draft.actor.roles.intersection(roles))


def _waits(draft: Draft, spec: ProcedureSpec, stage: StageSpec, unit: str) -> Waits:
    """Whose step a stage is. Where it is the superior's and the unit has none, the centre acts."""
    if stage.by is Party.CENTRE:
        return Waits(stage.roles)
    if stage.by is Party.UNIT:
        return Waits(stage.roles, unit)
    facts = draft.units.get(unit)
    return Waits(stage.roles, facts.parent) if facts and facts.parent else Waits(_of_centre(spec))


# --- opening ----------------------------------------------------------------------------------------------------------


def fits(draft: Draft, spec: ProcedureSpec) -> bool:
    """Whether the procedure is for orders of this line, nature and content class."""
    order = draft.order
    return (
        within(order.line, spec.lines)
        and within(order.nature, spec.natures)
        and within(order.content_class, spec.content_classes)
    )


def _some_can_open(draft: Draft, target: str) -> None:
    """The pack has a procedure for this order that this person opens."""
    every = draft.policy.lists.procedures
    if not every:
        raise Refuse(RefusalCode.NOT_OFFERED, kind=c.OpenProcedure.NAME.zh)
    fitting = [spec for spec in every if fits(draft, spec)]
    if not fitting:
        raise Refuse(RefusalCode.PROCEDURE_NOT_FOR_THIS, procedure=listed(spec.title for spec in every))
    roles = tuple(role for spec in fitting for role in spec.opened_by)
    if draft.actor.roles.isdisjoint(roles):
        raise Refuse(RefusalCode.WRONG_ROLE, command=c.OpenProcedure.NAME.zh, roles=_named(roles))
    parts = {a.unit for a in draft.order.assignments if a.live}
    if _as_unit(draft, roles) and draft.actor.unit not in parts:
        lead = draft.order.lead()
        raise Refuse(RefusalCode.NOT_YOUR_UNIT, unit=draft.unit_name(lead.unit) if lead else Role.DISPATCHER.zh)


@move(c.OpenProcedure, PEOPLE, UNSEALED, guard=_some_can_open)
def open_procedure(draft: Draft, cmd: c.OpenProcedure) -> None:
    spec = draft.policy.procedure(cmd.kind)
    if spec is None:
        raise Refuse(RefusalCode.UNKNOWN_PROCEDURE, value=cmd.kind)
    if not fits(draft, spec):
        raise Refuse(RefusalCode.PROCEDURE_NOT_FOR_THIS, procedure=spec.title)
    if draft.actor.roles.isdisjoint(spec.opened_by):
        raise Refuse(RefusalCode.WRONG_ROLE, command=spec.title, roles=_named(spec.opened_by))
    require(cmd.text, "text")
    unit = _unit(draft, spec, cmd.unit) if spec.about_unit else ""
    if any(p.kind == spec.id and p.unit == unit for p in running(draft)):
        raise Refuse(RefusalCode.PROCEDURE_RUNNING, procedure=spec.title)
    first = spec.stages[0]
    ident = f"p{len(draft.order.procedures) + 1}"
    by_unit = draft.actor.unit if _as_unit(draft, spec.opened_by) else ""
    waits = _waits(draft, spec, first, unit)
    asked = (waits.unit,) if waits.unit else ()
    procedure = Procedure(ident, spec.id, first.id, draft.now, draft.now, waits, asked, unit, by_unit)
    draft.emit(e.ProcedureOpened(procedure, cmd.text))
    _start_stage(draft, ident, None)


def _unit(draft: Draft, spec: ProcedureSpec, named: str) -> str:
    """The unit it is about. A unit that is complained about takes no step in a matter that is kept from it (DSP-9)."""
    lead = draft.order.lead()
    unit = named or (lead.unit if lead else "")
    require(unit, "unit")
    facts = draft.unit(unit)
    for member in _acting(draft, spec, unit):
        not_accused(draft, member)
    return facts.id


def _acting(draft: Draft, spec: ProcedureSpec, unit: str) -> tuple[UnitFacts, ...]:
    """The units that take steps in it."""
    named = (_waits(draft, spec, stage, unit).unit for stage in spec.stages)
    return tuple(draft.units[u] for u in dict.fromkeys(named) if u in draft.units)


def _start_stage(draft: Draft, ident: str, day: date | None) -> None:
    procedure = draft.procedure(ident)
    topic = f"{STAGE_LIMIT}{procedure.kind}.{procedure.stage}"
    # The centre's own stages are nobody else's delay.
    start(
        draft,
        ClockName.PROCEDURE,
        topic=topic,
        procedure=ident,
        step=procedure.stage,
        unit=procedure.waits.unit,
        last_day=day,
    )


# --- steps ------------------------------------------------------------------------------------------------------------


def _running(draft: Draft, target: str) -> Procedure:
    procedure = draft.procedure(target)
    if procedure.state is not ProcedureState.OPEN:
        title = title_of(draft, procedure)
        raise Refuse(RefusalCode.PROCEDURE_ENDED, procedure=title, state=procedure.state.zh)
    return procedure


def _my_step(draft: Draft, target: str) -> None:
    procedure = _running(draft, target)
    stage, waits = stage_of(draft, procedure), procedure.waits
    if draft.actor.roles.isdisjoint(waits.roles) or (waits.unit and draft.actor.unit != waits.unit):
        party = draft.unit_name(waits.unit) if waits.unit else stage.by.zh
        title, roles = title_of(draft, procedure), _named(waits.roles)
        raise Refuse(RefusalCode.NOT_YOUR_STEP, procedure=title, stage=stage.title, party=party, roles=roles)
    _in_time(draft, procedure, stage)


def _in_time(draft: Draft, procedure: Procedure, stage: StageSpec) -> None:
    """Where silence has an outcome it holds from the limit on, also in the moment before the timer says so."""
    outcome = stage.outcome(stage.late_outcome)
    if outcome is None:
        return
    for clock in open_clocks(draft, STAGE_CLOCK, procedure=procedure.id):
        if clock.due_at is not None and is_late(clock, draft.now):
            due = draft.say(clock.due_at)
            raise Refuse(RefusalCode.STEP_TOO_LATE, stage=stage.title, due=due, outcome=outcome.label, rule=clock.rule)


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
        _check_day(draft, procedure, outcome, cmd.on)
    if outcome.effect is ProcedureEffect.CATALOGUE:
        require(cmd.unit, "unit")
        draft.unit(cmd.unit)
    _take(draft, procedure, stage, outcome, cmd.text, given, cmd.on if outcome.day_label else None)
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


def _check_day(draft: Draft, procedure: Procedure, outcome: OutcomeSpec, day: date | None) -> None:
    """The day lies ahead, and far enough that what must be done before it still can be."""
    if day is None:
        raise Refuse(RefusalCode.FIELD_MISSING, field=outcome.day_label)
    if day <= draft.today:
        raise Refuse(RefusalCode.BAD_DATE)
    not_too_far(draft, day)
    then = spec_of(draft, procedure).stage(outcome.to)
    due_at, rule = due_on(draft, f"{STAGE_LIMIT}{procedure.kind}.{outcome.to}", day)
    if then is not None and due_at is not None and due_at < draft.now:
        due = draft.say(due_at)
        raise Refuse(RefusalCode.DAY_TOO_NEAR, rule=rule, day=day.isoformat(), stage=then.title, due=due)


def _take(
    draft: Draft,
    procedure: Procedure,
    stage: StageSpec,
    outcome: OutcomeSpec,
    text: str,
    given: tuple[tuple[str, str], ...] = (),
    on: date | None = None,
    late: bool = False,
) -> None:
    spec = spec_of(draft, procedure)
    then = spec.stage(outcome.to)
    step = e.StepTaken(
        procedure=procedure.id,
        stage=stage.id,
        outcome=outcome.id,
        to=outcome.to,
        text=text,
        ruling=outcome.ruling,
        given=given,
        documents=stage.documents,
        proposes=outcome.proposes,
        on=on,
        late=late,
        waits=_waits(draft, spec, then, procedure.unit) if then else None,
    )
    draft.emit(step)
    # Nobody did what the limit was for: the step that silence takes does not end it as done.
    (cancel if late else done)(draft, STAGE_CLOCK, procedure=procedure.id)
    if then is not None:
        _start_stage(draft, procedure.id, on)
    else:
        draft.emit(e.ProcedureEnded(procedure.id, draft.procedure(procedure.id).ruling))


def _change_catalogue(draft: Draft, unit: str, stage: StageSpec) -> None:
    """PRA-12: who answers for such matters from now on, and the paper in which it stands."""
    order = draft.order
    forms = {form.id: form.title for form in draft.policy.lists.forms}
    basis = listed(forms.get(d, d) for d in stage.documents) or stage.title
    draft.emit(e.CatalogueChangeRuled(order.content_class, order.area, unit, (), f"{basis} {named_in_lists(draft)}"))


def limit_passed(draft: Draft, clock: Clock) -> None:
    """By the system, when the limit of a stage has passed: what the stage says of silence holds now."""
    procedure = draft.procedure(clock.procedure)
    stage = stage_of(draft, procedure)
    outcome = stage.outcome(stage.late_outcome)
    if procedure.state is ProcedureState.OPEN and outcome is not None:
        _take(draft, procedure, stage, outcome, "", late=True)


# --- cancelling -------------------------------------------------------------------------------------------------------


def _may_cancel(draft: Draft, target: str) -> None:
    """Whoever may open it may take it back; a unit only what it opened itself."""
    procedure = _running(draft, target)
    spec = spec_of(draft, procedure)
    other = _as_unit(draft, spec.opened_by) and draft.actor.unit != procedure.by_unit
    if draft.actor.roles.isdisjoint(spec.opened_by) or other:
        roles = spec.opened_by if procedure.by_unit else _of_centre(spec)
        raise Refuse(RefusalCode.WRONG_ROLE, command=c.CancelProcedure.NAME.zh, roles=_named(roles))


@move(c.CancelProcedure, PEOPLE, UNSEALED, guard=_may_cancel)
def cancel_procedure(draft: Draft, cmd: c.CancelProcedure) -> None:
    require(cmd.reason, "reason")
    _drop(draft, draft.procedure(cmd.procedure), cmd.reason)


def _drop(draft: Draft, procedure: Procedure, reason: str) -> None:
    draft.emit(e.ProcedureCancelled(procedure.id, reason))
    cancel(draft, STAGE_CLOCK, procedure=procedure.id)


def keep_from_accused(draft: Draft) -> None:
    """A unit that turns out to be accused loses the step it was to take (S1 篇十三 第十三条)."""
    for procedure in running(draft):
        try:
            for member in _acting(draft, spec_of(draft, procedure), procedure.unit):
                not_accused(draft, member)
        except Refuse:
            _drop(draft, procedure, ACCUSED)


ACCUSED = "accused"
"""The reason that the machine gives when it takes something from an accused unit."""
