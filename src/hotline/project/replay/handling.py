"""The units: clerks sign, call, return, pass down and answer; their leaders review, level by level."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from hotline.core import commands as c
from hotline.core.policy.shapes import ReplyRule, ReturnRule
from hotline.core.state import Assignment, Clock, Order
from hotline.core.vocabulary import (
    AssignmentState,
    ClockName,
    ContactMethod,
    Disclosure,
    Finding,
    Outcome,
    Part,
    RequestState,
)
from hotline.project.replay import asking
from hotline.project.replay.life import Act, Life, Step
from hotline.project.replay.phrases import phrase, phrases
from hotline.project.replay.routing import barred

PENDING = (RequestState.ASKED, RequestState.ENDORSED)
WORKING = frozenset({AssignmentState.SIGNED, AssignmentState.ANSWERING})
USUAL_TIME = timedelta(days=7)
"""How long a unit takes where nobody could say until when."""
CAPS = {0: (0.3, 0.9, 0.95), 1: (0.45, 0.75, 0.8), 2: (0.55, 0.6, 0.65)}
"""Depth → shares of the time until the real answer by which a part is signed for, answered, reviewed."""


def steps(life: Life) -> Iterator[Step]:
    for part in life.it.assignments:
        if part.live:
            yield from _part(life, part)


def _part(life: Life, part: Assignment) -> Iterator[Step]:
    if part.state is AssignmentState.ASSIGNED:
        yield from _sign(life, part)
    elif part.state in WORKING:
        yield from _work(life, part)
    elif part.state is AssignmentState.PASSED_DOWN:
        yield from _below_done(life, part)
    elif part.state is AssignmentState.IN_REVIEW:
        yield from _review(life, part)


def depth(life: Life, part: Assignment) -> int:
    """0 for a part given by the centre, 1 and 2 for parts passed down."""
    level, parent = 0, life.it.assignment(part.parent)
    while parent is not None and level < 2:
        level, parent = level + 1, life.it.assignment(parent.parent)
    return level


def _real(life: Life, part: Assignment) -> bool:
    """Whether the table holds this part's answer."""
    return life.is_real and part.part is Part.LEAD and not part.redo


# --- signing and returning --------------------------------------------------------------------------------------------


def _sign(life: Life, part: Assignment) -> Iterator[Step]:
    clerk = life.world.cast.clerk(part.unit)
    if life.happens(f"late-sign-{part.id}", "unit.late_to_sign"):
        at = life.soon(f"sign-{part.id}", part.assigned_at, "unit.late_sign")
    else:
        at = life.after(f"sign-{part.id}", part.assigned_at, "unit.office_signs")
    at = life.capped(at, CAPS[depth(life, part)][0])
    returns = not part.bound_by and life.happens(f"return-{part.id}", "unit.returns")
    if returns and life.rule("return", ReturnRule(), part).allowed:
        back = c.RequestReturn(assignment=part.id, reason=phrase("return"))
        yield from life.step(f"return-{part.id}", at, (back, clerk))
    acts: list[Act] = [(c.SignFor(assignment=part.id), clerk)]
    if life.happens(f"contact-{part.id}", "unit.contacts"):
        acts.append((_contact(life, part, ""), clerk))
    yield from life.step(f"sign-{part.id}", at, *acts)
    yield from life.step(f"sign-{part.id}-plain", at, (c.SignFor(assignment=part.id), clerk))


def _contact(life: Life, part: Assignment, again: str) -> c.LogContact:
    reached = bool(again) or life.happens(f"reached-{part.id}", "unit.contact_reached")
    method = ContactMethod.PHONE if life.chance.happens(f"method-{part.id}", 0.8) else ContactMethod.VISIT
    note = phrase("contact_reached" if reached else "contact_failed")
    return c.LogContact(assignment=part.id, method=method, reached=reached, note=note)


# --- working ----------------------------------------------------------------------------------------------------------


def _limit(life: Life, part: Assignment) -> Clock | None:
    """What the unit works against: the promise, if it made one, else the reply clock."""
    promised = life.open_clocks(ClockName.COMMITMENT, part.id)
    return next(iter(promised or life.open_clocks(ClockName.REPLY, part.id)), None)


def _work(life: Life, part: Assignment) -> Iterator[Step]:
    signed = part.signed_at or part.assigned_at
    clerk = life.world.cast.clerk(part.unit)
    if _passes_down(life, part):
        at = life.capped(life.after(f"down-{part.id}", signed, "unit.office_signs"), CAPS[depth(life, part)][0])
        yield from life.step(f"down-{part.id}", at, (_pass_down(life, part), clerk))
        if f"down-{part.id}" not in life.given_up:
            return
    if life.happens(f"forward-{part.id}", "unit.forwards_inside"):
        inside = c.ForwardInside(assignment=part.id, person=clerk.id, note=phrase("forward"))
        yield from life.step(f"forward-{part.id}", life.world.hours.office(signed, 0.5), (inside, clerk))
    limit = _limit(life, part)
    if limit is not None and limit.due_at is not None and not _real(life, part):
        yield from asking.steps(life, part, limit)
        if asking.holds_back(life, part, limit):
            return
    yield from _answer(life, part, answer_time(life, part, limit))


def _passes_down(life: Life, part: Assignment) -> bool:
    level = depth(life, part)
    if level == 2 or part.redo or any(a.parent == part.id for a in life.it.assignments):
        return False
    rate = "unit.passes_on" if level else "unit.passes_down"
    return bool(_units_below(life, part)) and life.happens(f"passes-{part.id}", rate)


def _units_below(life: Life, part: Assignment) -> list[str]:
    busy = {a.unit for a in life.it.assignments if a.live}
    return [u for u in life.world.cast.below(part.unit) if u not in busy and not barred(life, u)]


def _pass_down(life: Life, part: Assignment) -> c.PassDown:
    units = _units_below(life, part)
    lead = life.chance.pick(f"down-unit-{part.id}", units)
    others = [u for u in units if u != lead]
    helped = others and life.happens(f"down-help-{part.id}", "unit.pass_assisting")
    return c.PassDown(
        assignment=part.id, lead=lead, assisting=(others[0],) if helped else (), note=phrase("passes_down")
    )


def answer_time(life: Life, part: Assignment, limit: Clock | None) -> datetime:
    """When the unit answers: at the real time, else within the limit, sometimes late."""
    level = depth(life, part)
    if _real(life, part) and life.replied is not None:
        return life.replied if level == 0 else life.created + (life.replied - life.created) * CAPS[level][1]
    start = _start(life, part, limit)
    due = (limit.due_at if limit else None) or start + USUAL_TIME
    name = f"answer-{part.id}-{part.redo}"
    if part.part is Part.ASSISTING:
        late = life.happens(f"{name}-late", "unit.assisting_late")
    else:
        late = level == 0 and life.happens(f"{name}-late", "unit.late")
    if late:
        return life.world.hours.office(life.soon(f"{name}-by", due, "unit.late_by"), 0)
    share = life.chance.between(name, life.world.rates.span("unit.answer_at")) * (1 - 0.15 * level)
    raw = start + (due - start) * share
    at = life.world.hours.office(raw, 0)
    return at if at < due else raw


def _start(life: Life, part: Assignment, limit: Clock | None) -> datetime:
    """From when the unit spreads its work: the assignment, the promise, or the extension it was granted."""
    if part.extensions:
        return life.since(f"extended-{part.id}-{part.extensions}")
    return max(part.assigned_at, limit.started_at) if limit else part.assigned_at


def _answer(life: Life, part: Assignment, at: datetime) -> Iterator[Step]:
    clerk, key = life.world.cast.clerk(part.unit), f"answer-{part.id}-{_times(life, part)}"
    before: tuple[Act, ...] = ()
    if not part.contacts and life.rule("reply", ReplyRule(), part).contact_required:
        before = ((_contact(life, part, "again"), clerk),)
    after: tuple[Act, ...] = ()
    if _real(life, part) and depth(life, part) == 0:
        after = ((c.ApproveAnswer(assignment=part.id), life.world.cast.leader(part.unit)),)
    yield from life.step(key, at, *before, (_submit(life, part), clerk), *after)
    plain = (_submit(life, part, plain=True), clerk)
    yield from life.step(f"{key}-plain", at, (_contact(life, part, "again"), clerk), plain)


def _times(life: Life, part: Assignment) -> int:
    """How often this part was answered, so that a refused wording is not confused with a later one."""
    return sum(
        event.NAME == "answer_submitted" and getattr(event, "assignment", "") == part.id for _at, event in life.history
    )


def _submit(life: Life, part: Assignment, plain: bool = False) -> Callable[[Order], c.Command]:
    """The answer; why helpers are not waited for is written when some are still at it."""
    text = life.row.reply if not part.redo and part.part is Part.LEAD else ""
    text = text or life.chance.pick(f"text-{part.id}-{part.redo}", phrases("answer"))
    outcome = life.chance.pick(f"outcome-{part.id}", tuple(Outcome)[:4])
    rule = life.rule("reply", ReplyRule(), part)
    finding = Finding.NONE
    if rule.finding_required:
        founded = life.happens(f"finding-{part.id}", "unit.substantiated") or plain
        finding = Finding.SUBSTANTIATED if founded else Finding.UNSUBSTANTIATED
    public = not plain and not life.it.secret and life.happens(f"public-{part.id}", "unit.publishes")

    def command(order: Order) -> c.Command:
        waiting = any(a.live and a.parent == part.parent and a.part is Part.ASSISTING for a in order.assignments)
        return c.SubmitAnswer(
            assignment=part.id,
            outcome=outcome,
            internal_text=phrase("internal"),
            public_text=text,
            finding=finding,
            grounds="" if finding is Finding.NONE else phrase("grounds"),
            disclosure=Disclosure.PUBLIC if public else Disclosure.PRIVATE,
            parts_missing=phrase("parts_missing") if waiting and part.part is Part.LEAD else "",
        )

    return command


# --- between levels ---------------------------------------------------------------------------------------------------


def _below_done(life: Life, part: Assignment) -> Iterator[Step]:
    """When nobody below is at it any more: take the answer, send it down again, or answer oneself."""
    children = life.it.children(part.id)
    if any(a.live for a in children):
        return
    clerk = life.world.cast.clerk(part.unit)
    answered = [a for a in children if a.state is AssignmentState.SUBMITTED]
    if not answered:
        yield from _answer(life, part, answer_time(life, part, _limit(life, part)))
        return
    child = next((a for a in answered if a.part is Part.LEAD), answered[0])
    turn = child.redo
    real = _real(life, part) and life.replied is not None
    again = not real and not turn and life.happens(f"again-{child.id}", "unit.sends_down_again")
    at = life.after(f"adopt-{part.id}-{turn}", None, "unit.office_reviews")
    if again:
        command = c.SendDownAgain(assignment=child.id, reason=phrase("down_again"))
        yield from life.step(f"again-{child.id}", at, (command, clerk))
        if f"again-{child.id}" not in life.given_up:
            return
    helpers = [a for a in life.it.assignments if a.parent == part.parent and a.part is Part.ASSISTING and a.live]
    if helpers and part.part is Part.LEAD:
        # Only an answer of its own can say why it does not wait for the helpers beside it.
        yield from _answer(life, part, life.replied if real and depth(life, part) == 0 and life.replied else at)
        return
    acts: list[Act] = [(c.AdoptAnswer(assignment=part.id, child=child.id), clerk)]
    if real and life.replied is not None:
        at = life.replied if depth(life, part) == 0 else life.capped(at, CAPS[depth(life, part)][1])
        if depth(life, part) == 0:
            acts.append((c.ApproveAnswer(assignment=part.id), life.world.cast.leader(part.unit)))
    yield from life.step(f"adopt-{part.id}-{turn}", at, *acts)
    yield from _answer(life, part, at)


def _review(life: Life, part: Assignment) -> Iterator[Step]:
    leader = life.world.cast.leader(part.unit)
    times = _times(life, part)
    at = life.after(f"review-{part.id}-{times}", None, "unit.office_reviews")
    if _real(life, part):
        at = life.capped(at, CAPS[depth(life, part)][2])
    elif times == 1 and life.happens(f"review-back-{part.id}", "unit.review_sends_back"):
        back = c.SendBackAnswer(assignment=part.id, reason=phrase("review_back"))
        yield from life.step(f"review-back-{part.id}", at, (back, leader))
        if f"review-back-{part.id}" not in life.given_up:
            return
    yield from life.step(f"approve-{part.id}-{times}", at, (c.ApproveAnswer(assignment=part.id), leader))
