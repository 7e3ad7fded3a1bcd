"""Handling by the units: sign for, contact, pass down, answer, review level by level (HND-1 … HND-7, DSP-8)."""

from __future__ import annotations

from dataclasses import replace

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.clockwork import copy_down, done, family
from hotline.core.decision import Refuse
from hotline.core.draft import Draft, missing, require
from hotline.core.moves.callback import reply_is_complete
from hotline.core.moves.parts import chosen_units, new_parts, not_busy, part_done, parts_given, private_only
from hotline.core.moves.register import AT_WORK, UNIT, both, giver_of_part, move, own_part, wrong_state
from hotline.core.policy.shapes import ReplyRule, ReviewRule
from hotline.core.state import Answer, Assignment
from hotline.core.vocabulary import (
    OPEN_CLOCKS,
    AssignmentState,
    ClockName,
    ContactMethod,
    Disclosure,
    Finding,
    Part,
    RefusalCode,
    Role,
    listed,
)

ASSIGNED = frozenset({AssignmentState.ASSIGNED})
WORKING = frozenset({AssignmentState.SIGNED, AssignmentState.ANSWERING})
CAN_ANSWER = WORKING | {AssignmentState.PASSED_DOWN}
IN_REVIEW = frozenset({AssignmentState.IN_REVIEW})


@move(c.SignFor, UNIT, AT_WORK, ASSIGNED, own_part)
def sign_for(draft: Draft, cmd: c.SignFor) -> None:
    draft.emit(e.SignedFor(cmd.assignment))
    done(draft, frozenset({ClockName.SIGN_FOR}), cmd.assignment)


@move(c.ForwardInside, UNIT, AT_WORK, WORKING, own_part)
def forward_inside(draft: Draft, cmd: c.ForwardInside) -> None:
    require(cmd.person, "person")
    draft.emit(e.ForwardedInside(cmd.assignment, cmd.person, cmd.note))
    done(draft, HANDED_ON, cmd.assignment)


HANDED_ON = frozenset({ClockName.RELAY})
AT_THE_PLACE = frozenset({ContactMethod.VISIT, ContactMethod.ON_SITE})
CONTACTABLE = WORKING | {AssignmentState.PASSED_DOWN, AssignmentState.RETURN_REQUESTED, AssignmentState.IN_REVIEW}


@move(c.LogContact, UNIT, AT_WORK, CONTACTABLE, own_part)
def log_contact(draft: Draft, cmd: c.LogContact) -> None:
    """HND-7: every contact with the citizen, also one that failed."""
    require(cmd.note, "note")
    draft.emit(e.ContactLogged(cmd.assignment, cmd.method, cmd.reached, cmd.note, cmd.place))
    if cmd.method in AT_THE_PLACE:
        done(draft, frozenset({ClockName.ON_SITE}), cmd.assignment)
    if cmd.reached:
        done(draft, frozenset({ClockName.FIRST_CONTACT}), cmd.assignment)


def _no_lead_below(draft: Draft, target: str) -> None:
    """A part that is passed down has a lead below; only when that one has given it back may another be named."""
    part = draft.part(target)
    ended = (AssignmentState.RETURNED, AssignmentState.RECALLED)
    has_lead = any(a.part is Part.LEAD and a.state not in ended for a in draft.order.children(target))
    if has_lead and part.state is AssignmentState.PASSED_DOWN:
        raise wrong_state(draft, part, c.PassDown.NAME)


@move(c.PassDown, UNIT, AT_WORK, CAN_ANSWER, both(own_part, _no_lead_below))
def pass_down(draft: Draft, cmd: c.PassDown) -> None:
    """To units below; their answers come back the same way, reviewed at each level (DSP-8)."""
    lead, helpers = chosen_units(draft, cmd.lead, cmd.assisting)
    parent = draft.part(cmd.assignment)
    for facts in (lead, *helpers):
        if parent.unit not in facts.lineage or facts.id == parent.unit:
            raise Refuse(RefusalCode.NOT_BELOW, unit=facts.name)
    not_busy(draft, (lead, *helpers))
    parts = new_parts(draft, lead, helpers, parent.mode, parent=parent)
    draft.emit(e.PassedDown(cmd.assignment, parts, cmd.note))
    done(draft, HANDED_ON, cmd.assignment)
    parts_given(draft, parts)


# --- answering --------------------------------------------------------------------------------------------------------


def _siblings_open(draft: Draft, part: Assignment) -> list[str]:
    return [
        draft.unit_name(a.unit)
        for a in draft.order.assignments
        if a.parent == part.parent and a.id != part.id and a.part is Part.ASSISTING and a.live
    ]


def _nothing_below(draft: Draft, target: str) -> None:
    below = [draft.unit_name(a.unit) for a in draft.order.children(target) if a.live]
    if below:
        raise Refuse(RefusalCode.CHILDREN_OPEN, units=listed(below))


def _contacted_first(draft: Draft, target: str) -> None:
    """先行联系 (HND-7): where the pack asks for it, there is no answer without a contact."""
    part = draft.part(target)
    rule, ref = draft.rule("reply", ReplyRule(), part)
    if rule.contact_required and not _contacted(draft, part):
        raise Refuse(RefusalCode.CONTACT_FIRST, rule=ref)


def _contacted(draft: Draft, part: Assignment) -> bool:
    """By the unit itself or by those below it that answered."""
    below = (draft.part(ident) for ident in family(draft, part.id))
    return any(a.contacts for a in below)


@move(c.SubmitAnswer, UNIT, AT_WORK, CAN_ANSWER, both(own_part, _nothing_below, _contacted_first))
def submit_answer(draft: Draft, cmd: c.SubmitAnswer) -> None:
    part = draft.part(cmd.assignment)
    answer = Answer(
        outcome=cmd.outcome,
        internal_text=cmd.internal_text,
        public_text=cmd.public_text,
        within_power=cmd.within_power,
        finding=cmd.finding,
        grounds=cmd.grounds,
        disclosure=cmd.disclosure,
        contacted=_contacted(draft, part),
        parts_missing=cmd.parts_missing,
    )
    answer = _checked(draft, part, answer)
    draft.emit(e.AnswerSubmitted(cmd.assignment, answer))
    review, _ref = draft.rule("review", ReviewRule(), part)
    if not review.leader_reviews:
        _hand_up(draft, cmd.assignment, "")


def _checked(draft: Draft, part: Assignment, answer: Answer) -> Answer:
    """HND-4, HND-5, HND-7, HND-10: what an answer must hold before it can be handed in."""
    rule, ref = draft.rule("reply", ReplyRule(), part)
    if len(answer.public_text.strip()) < max(1, rule.min_chars):
        raise Refuse(RefusalCode.ANSWER_TOO_SHORT, rule=ref, min=str(max(1, rule.min_chars)))
    require(answer.internal_text, "internal_text")
    if rule.finding_required and answer.finding is Finding.NONE:
        raise missing("finding", ref)
    if answer.finding is not Finding.NONE and not answer.grounds.strip():
        raise Refuse(RefusalCode.GROUNDS_MISSING, rule=ref, finding=answer.finding.zh)
    if answer.disclosure is Disclosure.PUBLIC and private_only(draft):
        raise Refuse(RefusalCode.SECRET_IS_PRIVATE)
    waiting = _siblings_open(draft, part) if part.part is Part.LEAD else []
    if waiting and not answer.parts_missing.strip():
        raise Refuse(RefusalCode.PARTS_OPEN, units=listed(waiting))
    unfounded = answer.finding is Finding.UNSUBSTANTIATED and rule.unsubstantiated_to_desk
    return replace(answer, by_desk=unfounded)


@move(c.ApproveAnswer, frozenset({Role.UNIT_LEADER}), AT_WORK, IN_REVIEW, own_part)
def approve_answer(draft: Draft, cmd: c.ApproveAnswer) -> None:
    """The leader answers for what leaves the unit (S1 篇十三 第十一条(五))."""
    _hand_up(draft, cmd.assignment, cmd.note)


def _hand_up(draft: Draft, ident: str, note: str) -> None:
    draft.emit(e.AnswerApproved(ident, note))
    part = draft.part(ident)
    part_done(draft, part)
    if part.part is Part.LEAD and not part.parent and part.answer is not None:
        answer = part.answer
        reply_is_complete(draft, answer.public_text, answer.disclosure, by_desk=answer.by_desk)


@move(c.SendBackAnswer, frozenset({Role.UNIT_LEADER}), AT_WORK, IN_REVIEW, own_part)
def send_back_answer(draft: Draft, cmd: c.SendBackAnswer) -> None:
    require(cmd.reason, "reason")
    draft.emit(e.AnswerSentBack(cmd.assignment, cmd.reason))


# --- between levels ---------------------------------------------------------------------------------------------------

PASSED = frozenset({AssignmentState.PASSED_DOWN})
SUBMITTED = frozenset({AssignmentState.SUBMITTED})


@move(c.AdoptAnswer, UNIT, AT_WORK, PASSED, both(own_part, _nothing_below, _contacted_first))
def adopt_answer(draft: Draft, cmd: c.AdoptAnswer) -> None:
    """Takes the answer from below as its own; its own leader still reviews it, one step a level."""
    child = draft.part(cmd.child)
    if child.parent != cmd.assignment or child.answer is None or child.state is not AssignmentState.SUBMITTED:
        raise Refuse(RefusalCode.NO_SUCH_PART)
    part = draft.part(cmd.assignment)
    # Why the child did not wait for its own helpers does not excuse this unit from waiting for those beside it.
    taken = replace(child.answer, contacted=_contacted(draft, part), parts_missing="")
    answer = _checked(draft, part, taken)
    draft.emit(e.AnswerAdopted(cmd.assignment, cmd.child, answer))
    review, _ref = draft.rule("review", ReviewRule(), part)
    if not review.leader_reviews:
        _hand_up(draft, cmd.assignment, "")


MAY_ASK_AGAIN = frozenset({AssignmentState.PASSED_DOWN, AssignmentState.ANSWERING})
"""ANSWERING: its own leader did not accept what it had adopted from below."""


def _was_passed_down(draft: Draft, target: str) -> None:
    part = draft.part(target)
    parent = draft.order.assignment(part.parent)
    if parent is None or parent.state not in MAY_ASK_AGAIN:
        raise Refuse(RefusalCode.NOT_ABOVE_UNIT)
    giver_of_part(draft, target)


@move(c.SendDownAgain, UNIT, AT_WORK, SUBMITTED, _was_passed_down)
def send_down_again(draft: Draft, cmd: c.SendDownAgain) -> None:
    require(cmd.reason, "reason")
    part = draft.part(cmd.assignment)
    not_busy(draft, (draft.unit(part.unit),))
    draft.emit(e.SentDownAgain(cmd.assignment, cmd.reason))
    copy_down(draft, draft.part(part.parent), draft.part(cmd.assignment))


# --- late -------------------------------------------------------------------------------------------------------------

LATE = frozenset({ClockName.LATE_EXPLANATION})


def _owes_explanation(draft: Draft, target: str) -> None:
    own_part(draft, target)
    owed = [
        clock
        for clock in draft.order.clocks
        if clock.name in LATE and clock.assignment == target and clock.state in OPEN_CLOCKS
    ]
    if not owed:
        raise Refuse(RefusalCode.NO_RUNNING_CLOCK, clock=ClockName.LATE_EXPLANATION.zh)


@move(c.ExplainLateness, UNIT, guard=_owes_explanation)
def explain_lateness(draft: Draft, cmd: c.ExplainLateness) -> None:
    """HND-6 (S0 七(二)2): a written explanation within three working days, signed by the leader."""
    require(cmd.text, "text")
    require(cmd.signed_by, "signed_by")
    draft.emit(e.LatenessExplained(cmd.assignment, cmd.text, cmd.signed_by))
    done(draft, LATE, cmd.assignment)
