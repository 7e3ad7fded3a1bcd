"""What a unit asks for while it works: more time, a promise instead, another unit's signature; and who grants it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from hotline.core import commands as c
from hotline.core.deadlines import NaturalDays, WorkingDays
from hotline.core.policy.shapes import CommitmentRule, CoSignatureRule, ExtensionRule, ObjectionRule
from hotline.core.state import Assignment, Clock, Request
from hotline.core.vocabulary import ClockName, Part, Phase, RequestKind, RequestState, Role
from hotline.project.replay.life import Life, Step
from hotline.project.replay.phrases import phrase

PENDING = (RequestState.ASKED, RequestState.ENDORSED)
MORE_TIME = frozenset({RequestKind.EXTENSION, RequestKind.COMMITMENT, RequestKind.SUSPENSION})


def steps(life: Life, part: Assignment, limit: Clock) -> Iterator[Step]:
    """Extension, commitment, co-signature of a part that is being worked on."""
    if part.parent or limit.due_at is None:
        return
    if limit.name is ClockName.REPLY and part.part is Part.LEAD:
        yield from _extension(life, part, limit.due_at)
        yield from _commitment(life, part, limit.due_at)
    yield from _co_signature(life, part)


def holds_back(life: Life, part: Assignment, limit: Clock) -> bool:
    """Whether the unit means to ask, or has asked, for more time, and so does not answer yet."""
    if any(r.assignment == part.id and r.kind in MORE_TIME and r.state in PENDING for r in life.it.requests):
        return True
    if limit.due_at is None or life.now >= limit.due_at:
        return False
    return any(step.key.startswith(("extend-", "commit-")) for step in steps(life, part, limit))


def _asked(life: Life, part: Assignment, kind: RequestKind) -> bool:
    return any(r.assignment == part.id and r.kind is kind for r in life.it.requests)


def _before(life: Life, name: str, part: Assignment, due: datetime) -> datetime:
    early = due - timedelta(hours=life.chance.between(name, life.world.rates.span("unit.ask_before")))
    return max(early, (part.signed_at or part.assigned_at) + timedelta(minutes=20))


def extends(life: Life, part: Assignment) -> bool:
    """Whether this unit means to ask for (one more) extension."""
    rule = life.rule("extension", ExtensionRule(), part)
    turn = part.extensions
    if not rule.allowed or turn >= rule.total_times:
        return False
    rate = "unit.extends_again" if turn else "unit.extends"
    return life.happens(f"extends-{part.id}-{turn}", rate)


def _extension(life: Life, part: Assignment, due: datetime) -> Iterator[Step]:
    key = f"extend-{part.id}-{part.extensions}"
    asked_now = [r for r in life.it.requests if r.assignment == part.id and r.kind is RequestKind.EXTENSION]
    if not extends(life, part) or len(asked_now) > part.extensions:
        return
    rule = life.rule("extension", ExtensionRule(), part)
    days = life.amount(f"{key}-days", "unit.extension_days")
    if isinstance(rule.max_length, (NaturalDays, WorkingDays)):
        days = min(days, rule.max_length.days)
    later = part.extensions >= rule.plain_times
    command = c.RequestExtension(assignment=part.id, reason=phrase("extension"), days=days, signed=later, stamped=later)
    yield from life.step(key, _before(life, key, part, due), (command, life.world.cast.clerk(part.unit)))


def _commitment(life: Life, part: Assignment, due: datetime) -> Iterator[Step]:
    key = f"commit-{part.id}"
    if not life.happens(key, "unit.commits") or _asked(life, part, RequestKind.COMMITMENT):
        return
    rule = life.rule("commitment", CommitmentRule(), part)
    if not rule.allowed:
        return
    days = life.amount(f"{key}-days", "unit.commitment_days")
    if isinstance(rule.max_length, (NaturalDays, WorkingDays)):
        days = min(days, rule.max_length.days)
    at = max(_before(life, key, part, due), life.now)
    promise = c.MakeCommitment(
        assignment=part.id,
        plan=phrase("commitment_plan"),
        interim=phrase("commitment_interim"),
        until=at.date() + timedelta(days=days),
    )
    yield from life.step(key, at, (promise, life.world.cast.clerk(part.unit)))


def _co_signature(life: Life, part: Assignment) -> Iterator[Step]:
    key = f"co-sign-{part.id}"
    if not life.happens(key, "unit.co_signs") or _asked(life, part, RequestKind.CO_SIGNATURE):
        return
    if not life.rule("co_signature", CoSignatureRule(), part).allowed:
        return
    accused = set(life.it.accused)
    others = [
        unit
        for unit in life.world.cast.bureaus
        if unit != part.unit and accused.isdisjoint(life.world.cast.units[unit].lineage)
    ]
    unit = life.chance.pick(f"{key}-unit", others)
    at = life.world.hours.office(part.signed_at or part.assigned_at, 1 + 6 * life.chance.number(f"{key}-at"))
    ask = c.RequestCoSignature(assignment=part.id, unit=unit, text=phrase("co_signature"))
    yield from life.step(key, at, (ask, life.world.cast.clerk(part.unit)))


# --- objections -------------------------------------------------------------------------------------------------------


def objections(life: Life) -> Iterator[Step]:
    """A unit that does not accept a redo, and its appeal."""
    order = life.it
    if order.phase not in (Phase.REWORK, Phase.IN_HAND):
        return
    lead = order.lead()
    if lead is None or not lead.redo or not life.happens(f"objects-{lead.id}", "unit.objects"):
        return
    rule = life.rule("objection", ObjectionRule(), lead)
    objected = [r for r in order.requests if r.kind is RequestKind.OBJECTION and r.assignment == lead.id]
    clerk = life.world.cast.clerk(lead.unit)
    if not objected and rule.allowed:
        at = life.after(f"objects-{lead.id}", lead.assigned_at, "unit.office_signs")
        about = c.RaiseObjection(assignment=lead.id, about=f"rework-{order.redo_count}", reason=phrase("objection"))
        yield from life.step(f"objects-{lead.id}", at, (about, clerk))
    elif objected and objected[0].state is RequestState.REFUSED and rule.appeal:
        known = any(r.kind is RequestKind.APPEAL and r.about == objected[0].id for r in order.requests)
        if not known and life.happens(f"appeals-{lead.id}", "unit.appeals"):
            at = life.after(f"appeals-{lead.id}", None, "unit.office_reviews")
            appeal = c.FileAppeal(request=objected[0].id, reason=phrase("appeal"))
            yield from life.step(f"appeals-{lead.id}", at, (appeal, clerk))


# --- ruling -----------------------------------------------------------------------------------------------------------

GRANTED_BY_RATE = {
    RequestKind.RETURN: "dispatcher.grants_return",
    RequestKind.EXTENSION: "dispatcher.grants_extension",
    RequestKind.CO_SIGNATURE: "unit.co_signer_agrees",
    RequestKind.OBJECTION: "supervisor.upholds_objection",
    RequestKind.APPEAL: "supervisor.upholds_objection",
}
REFUSED_WITH = {
    RequestKind.RETURN: "refuse_return",
    RequestKind.EXTENSION: "refuse_extension",
    RequestKind.CO_SIGNATURE: "refuse_co_signature",
}
RULED_BY = {
    RequestKind.RETURN: Role.DISPATCHER,
    RequestKind.EXTENSION: Role.DISPATCHER,
    RequestKind.COMMITMENT: Role.DISPATCHER,
    RequestKind.SUSPENSION: Role.DISPATCH_LEAD,
    RequestKind.OBJECTION: Role.SUPERVISOR,
    RequestKind.APPEAL: Role.CENTRE_DIRECTOR,
}


def rulings(life: Life) -> Iterator[Step]:
    for request in life.it.requests:
        if request.state in PENDING:
            yield from _ruling(life, request)


def _ruling(life: Life, request: Request) -> Iterator[Step]:
    part = life.it.assignment(request.assignment)
    if part is None:
        return
    key, cast = f"rule-{request.id}", life.world.cast
    rate = "dispatcher.desk_rules"
    if request.kind is RequestKind.CO_SIGNATURE:
        if not life.happens(f"{key}-answers", "unit.co_signer_answers"):
            return
        ruler, rate = cast.leader(request.about), "leader.office_takes"
    elif request.kind is RequestKind.RETURN and part.parent:
        ruler, rate = cast.clerk(part.by_unit), "unit.office_reviews"
    else:
        ruler = cast.one(RULED_BY[request.kind], life.chance, key)
    if request.kind is RequestKind.EXTENSION and _needs_endorsement(life, request, part):
        yield from _endorse(life, request, key)
        return
    at = life.capped(life.after(key, None, rate), 0.3)
    grants = life.happens(f"{key}-grants", GRANTED_BY_RATE.get(request.kind, "dispatcher.grants_return"))
    if grants:
        yield from life.step(f"{key}-grant", at, (c.GrantRequest(request=request.id, note=phrase("granted")), ruler))
    reason = phrase(REFUSED_WITH.get(request.kind, "refuse_objection"))
    yield from life.step(f"{key}-refuse", at, (c.RefuseRequest(request=request.id, reason=reason), ruler))


def _needs_endorsement(life: Life, request: Request, part: Assignment) -> bool:
    rule = life.rule("extension", ExtensionRule(), part)
    later = part.extensions >= rule.plain_times and rule.later_needs_endorsement
    return later and request.state is RequestState.ASKED


def _endorse(life: Life, request: Request, key: str) -> Iterator[Step]:
    """A second extension: the supervision desk agrees first, or it is refused."""
    at = life.after(f"{key}-endorse", None, "dispatcher.desk_rules")
    if life.happens(f"{key}-endorses", "supervisor.endorses"):
        supervisor = life.world.cast.one(Role.SUPERVISOR, life.chance, f"{key}-endorser")
        agree = c.EndorseRequest(request=request.id, note=phrase("endorse"))
        yield from life.step(f"{key}-endorse", at, (agree, supervisor))
        if f"{key}-endorse" not in life.given_up:
            return
    dispatcher = life.world.cast.one(Role.DISPATCHER, life.chance, key)
    refuse = c.RefuseRequest(request=request.id, reason=phrase("refuse_extension"))
    yield from life.step(f"{key}-refuse", at, (refuse, dispatcher))
