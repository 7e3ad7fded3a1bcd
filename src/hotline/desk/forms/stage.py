"""Forms that follow from the pack: a procedure to open, and the step at which one stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hotline.core.draft import Draft
from hotline.core.moves.procedures import fits
from hotline.core.policy.pack import Policy
from hotline.core.policy.procedures import OutcomeSpec, ProcedureSpec, StageSpec
from hotline.core.policy.shapes import IdentityCheckRule
from hotline.core.state import SYSTEM, Order, Snapshot
from hotline.core.vocabulary import CommandName, ContactField, Party, ProcedureEffect, Role, Ruling
from hotline.desk.forms.shape import FieldShape, FormShape, shape_of
from hotline.desk.words import say
from hotline.infra.tongues import beside, in_words, listed, said

GIVEN = "given."
"""What the stage wants written down is asked for in inputs of this beginning."""


def openable(order: Order, policy: Policy, roles: frozenset[Role]) -> list[ProcedureSpec]:
    """The procedures of the pack that fit the order and that this person opens."""
    draft = Draft(Snapshot(order, SYSTEM, {}), policy, order.registered_at)
    return [p for p in policy.lists.procedures if not roles.isdisjoint(p.opened_by) and fits(draft, p)]


def stage_of(order: Order | None, policy: Policy, target: str) -> tuple[ProcedureSpec, StageSpec] | None:
    """The procedure and the stage at which it stands; None where the pack does not know it."""
    procedure = order.procedure(target) if order else None
    spec = policy.procedure(procedure.kind) if procedure else None
    stage = spec.stage(procedure.stage) if spec and procedure else None
    return (spec, stage) if spec and stage else None


def outcomes_of(stage: StageSpec) -> list[OutcomeSpec]:
    """What the person can choose: a unit does not report its own silence."""
    silent = stage.late_outcome if stage.by is not Party.CENTRE else ""
    return [o for o in stage.outcomes if o.id != silent]


def shaped(shape: FormShape, order: Order, policy: Policy, roles: frozenset[Role], target: str) -> FormShape:
    """The form as this order, this procedure and this person need it; every other form as it is."""
    plain = shape_of(shape.name)
    if shape.name is CommandName.OPEN_PROCEDURE:
        return FormShape(shape.command, tuple(_opening(plain, openable(order, policy, roles))))
    found = stage_of(order, policy, target)
    if shape.name is CommandName.TAKE_STEP and found:
        return FormShape(shape.command, tuple(_step(plain, found[1])))
    return shape


def _opening(shape: FormShape, specs: list[ProcedureSpec]) -> Iterator[FieldShape]:
    about = [p.id for p in specs if p.about_unit]
    for f in shape.fields:
        if f.name != "unit":
            yield f
        elif about:
            yield replace(f, show_if="" if len(about) == len(specs) else f"kind={','.join(about)}")


def _step(shape: FormShape, stage: StageSpec) -> Iterator[FieldShape]:
    outcomes = outcomes_of(stage)
    for f in shape.fields:
        if f.name == "outcome":
            yield f
            yield from (FieldShape(GIVEN + g.id, "line", g.label, g.required) for g in stage.fields)
        elif f.name == "on":
            yield from _only(f, [o for o in outcomes if o.day_label], len(outcomes))
        elif f.name == "unit":
            yield from _only(f, [o for o in outcomes if o.effect is ProcedureEffect.CATALOGUE], len(outcomes))
        else:
            yield f


def _only(f: FieldShape, outcomes: list[OutcomeSpec], every: int) -> Iterator[FieldShape]:
    """A field that only some outcomes ask for."""
    if outcomes:
        label = listed(dict.fromkeys(o.day_label for o in outcomes if o.day_label)) if f.name == "on" else ""
        show_if = "" if len(outcomes) == every else f"outcome={','.join(o.id for o in outcomes)}"
        yield replace(f, label=label or f.label, show_if=show_if)


def procedure_help(spec: ProcedureSpec) -> str:
    """What a procedure is for, and where it is written."""
    return " ".join(x for x in (spec.text, say("procedure.source", source=spec.source) if spec.source else "") if x)


def outcome_help(policy: Policy, spec: ProcedureSpec, outcome: OutcomeSpec) -> str:
    """What follows when the stage ends so."""
    then = spec.stage(outcome.to)
    then_said = [say("procedure.then", stage=then.title, who=party_of(policy, then)) if then else say("procedure.ends")]
    if outcome.ruling is not Ruling.NONE:
        then_said.insert(0, say("procedure.ruled", ruling=in_words(outcome.ruling)))
    if outcome.proposes:
        then_said.append(say("procedure.proposes", what=said("；").join(outcome.proposes)))
    return said("，").join(then_said)


def party_of(policy: Policy, stage: StageSpec) -> str:
    """Whose step a stage is, in words."""
    roles = roles_said(policy, stage.roles)
    return roles if stage.by is Party.CENTRE else beside(in_words(stage.by), roles)


def roles_said(policy: Policy, roles: Iterable[Role]) -> str:
    """Roles as this hotline calls them."""
    wanted = frozenset(roles)
    return listed(said(policy.word(role)) for role in Role if role in wanted)


def before_step(order: Order, policy: Policy, target: str) -> str:
    """What stands above the form of a step: what the pack says of the stage, and the papers it makes."""
    found = stage_of(order, policy, target)
    if not found:
        return ""
    stage = found[1]
    papers = [say("procedure.papers", papers=listed(papers_of(policy, stage.documents)))] if stage.documents else []
    return " ".join(x for x in (stage.text, *papers) if x)


def papers_of(policy: Policy, documents: tuple[str, ...]) -> list[str]:
    """Papers by their titles; a form of the pack may be named by its id."""
    titles = {form.id: form.title for form in policy.lists.forms}
    return [titles.get(d, d) for d in documents]


def identity_fields(order: Order | None, policy: Policy) -> tuple[ContactField, ...]:
    """What may have to be compared with the order before a result is told (SEC-5); empty where nothing is."""
    if order is None:
        rules = [r.value for r in policy.rules.get("identity_check", ()) if r.value.at_least]
        return tuple(f for f in ContactField if any(f in rule.fields for rule in rules))
    draft = Draft(Snapshot(order, SYSTEM, {}), policy, order.registered_at)
    rule, _ref = draft.rule("identity_check", IdentityCheckRule())
    return rule.fields if rule.at_least else ()
