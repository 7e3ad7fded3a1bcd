"""Intake: a matter is written down and gets its first outcome (INT-3 … INT-9, CLS-1, CLS-4)."""

from __future__ import annotations

from dataclasses import fields

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.clockwork import done, start
from hotline.core.decision import Refuse
from hotline.core.draft import Draft, missing, require
from hotline.core.moves.callback import reply_is_complete
from hotline.core.moves.parts import private_only, stop_live_parts, take_from_accused
from hotline.core.moves.procedures import keep_from_accused
from hotline.core.moves.register import CENTRE, UNIT, UNSEALED, move
from hotline.core.policy.shapes import IdentityCheckRule, IdentityRule, ThreeWayRule
from hotline.core.state import Order
from hotline.core.vocabulary import (
    FIELD_LABELS,
    AnswerBasis,
    ClockName,
    ContactField,
    Disclosure,
    EmergencyService,
    Mode,
    Phase,
    RefusalCode,
    Role,
    listed,
)

SEATS = frozenset({Role.AGENT, Role.SHIFT_LEAD})
DISPATCH_CLOCK = frozenset({ClockName.DISPATCH})
FRESH = frozenset({Phase.REGISTERED, Phase.SENT_BACK})
EDITABLE = FRESH | {Phase.AWAITING_DISPATCH}
WITH_RESULT = frozenset({Phase.REPLIED, Phase.CALLING_BACK, Phase.CLOSED, Phase.ANSWERED_DIRECTLY})
"""Phases in which there is a result that can be told."""


@move(c.Register, SEATS | {Role.SYSTEM, Role.CALLBACK_AGENT}, frozenset())
def register(draft: Draft, cmd: c.Register) -> None:
    """INT-3. Who may be accepted is asked when the order leaves the desk, so nothing that was said is lost (INT-4)."""
    if draft.exists:
        raise Refuse(RefusalCode.ALREADY_EXISTS)
    require(cmd.title, "title")
    require(cmd.content, "content")
    _known_words(draft, cmd.nature, cmd.content_class)
    for unit in cmd.accused:
        draft.unit(unit)
    draft.emit(
        e.Registered(
            Order(
                id=cmd.order,
                number=cmd.number,
                phase=Phase.REGISTERED,
                registered_at=draft.now,
                channel=cmd.channel,
                line=cmd.line,
                title=cmd.title.strip(),
                content=cmd.content.strip(),
                place=cmd.place,
                area=cmd.area,
                nature=cmd.nature,
                content_class=cmd.content_class,
                urgency=cmd.urgency,
                complexity=cmd.complexity,
                secret=cmd.secret,
                reply_wish=cmd.reply_wish,
                contact=cmd.contact,
                registered_by=draft.actor.id,
                source_number=cmd.source_number,
                keywords=cmd.keywords,
                accused=cmd.accused,
                mode=Mode.DIRECT,
                version=1,
            )
        )
    )


def _known_words(draft: Draft, nature: str | None, content_class: str | None) -> None:
    if nature is not None and draft.policy.nature(nature) is None:
        raise Refuse(RefusalCode.UNKNOWN_NATURE, value=nature)
    if content_class and draft.policy.content_class(content_class) is None:
        raise Refuse(RefusalCode.UNKNOWN_CLASS, value=content_class)


@move(c.Amend, SEATS | {Role.DISPATCHER, Role.DISPATCH_LEAD}, EDITABLE)
def amend(draft: Draft, cmd: c.Amend) -> None:
    _known_words(draft, cmd.nature, cmd.content_class)
    for name in ("title", "content"):
        if getattr(cmd, name) is not None:
            require(getattr(cmd, name), name)
    for unit in cmd.accused or ():
        draft.unit(unit)
    order = draft.order
    names = [f.name for f in fields(c.Amend)]
    changed = {n: v for n in names if (v := getattr(cmd, n)) is not None and v != getattr(order, n)}
    if not changed:
        raise Refuse(RefusalCode.NOTHING_TO_DO)
    draft.emit(e.Amended(**changed))
    if "accused" in changed:
        take_from_accused(draft)
        keep_from_accused(draft)


@move(c.CorrectContact, SEATS | {Role.DISPATCHER, Role.CALLBACK_AGENT})
def correct_contact(draft: Draft, cmd: c.CorrectContact) -> None:
    """A citizen who gives another number while the order is in hand must be reachable for the call-back.

    The core knows which fields there are, not what stands in them: the same fields may well have other values.
    """
    draft.emit(e.Amended(contact=cmd.contact))


def acceptable(draft: Draft, target: str = "") -> None:
    """Some natures need to know who speaks (S1 篇十三 第十五条); else the matter is not accepted."""
    rule, ref = draft.rule("identity", IdentityRule())
    missing = [field for field in ContactField if field in rule.required - draft.order.contact]
    if missing:
        nature = draft.policy.nature(draft.order.nature)
        raise Refuse(
            RefusalCode.IDENTITY_MISSING,
            rule=ref,
            nature=nature.label if nature else draft.order.nature,
            fields=listed(field.zh for field in missing),
        )


@move(c.AnswerDirectly, SEATS, FRESH, guard=acceptable)
def answer_directly(draft: Draft, cmd: c.AnswerDirectly) -> None:
    """INT-6, INT-7. The source is kept with its version, so that one can see later what was told."""
    require(cmd.answer, "answer")
    if not cmd.source_ref.strip():
        raise Refuse(RefusalCode.SOURCE_MISSING)
    if cmd.basis is AnswerBasis.EARLIER_ORDER and cmd.source_ref in (draft.order.id, draft.order.number):
        raise Refuse(RefusalCode.SELF_LINK)
    checked = _identity_checked(draft, cmd.checked)
    draft.emit(e.AnsweredDirectly(cmd.basis, cmd.source_ref, cmd.source_version, cmd.answer, checked))


@move(c.DeclineAcceptance, SEATS, FRESH)
def decline(draft: Draft, cmd: c.DeclineAcceptance) -> None:
    """INT-5: only for a reason of the pack's list, and only after it was told (事先告知)."""
    reason = draft.policy.refusal_reason(cmd.reason)
    if reason is None:
        raise Refuse(RefusalCode.UNKNOWN_REASON, value=cmd.reason)
    if not cmd.told:
        raise Refuse(RefusalCode.NOT_TOLD)
    draft.emit(e.AcceptanceDeclined(cmd.reason, cmd.note))


@move(c.SubmitForDispatch, SEATS | {Role.SYSTEM}, FRESH, guard=acceptable)
def submit_for_dispatch(draft: Draft, cmd: c.SubmitForDispatch) -> None:
    draft.emit(e.SubmittedForDispatch(cmd.note))
    start(draft, ClockName.DISPATCH)


@move(c.TellProgress, CENTRE)
def tell_progress(draft: Draft, cmd: c.TellProgress) -> None:
    require(cmd.told, "told")
    if cmd.result_told and draft.order.phase not in WITH_RESULT:
        raise Refuse(RefusalCode.WRONG_PHASE, phase=draft.order.phase.zh, command=FIELD_LABELS["result_told"])
    checked = _identity_checked(draft, cmd.checked)
    draft.emit(e.ProgressTold(cmd.told, cmd.result_told, checked))


def _identity_checked(draft: Draft, checked: frozenset[ContactField]) -> tuple[ContactField, ...]:
    """SEC-5 (S1 篇十二): a result that is the caller's secret is told only to who has been compared with the order.

    What the order does not hold cannot have been compared. Returns what was, for the record.
    """
    rule, ref = draft.rule("identity_check", IdentityCheckRule())
    compared = checked & draft.order.contact
    if len(compared.intersection(rule.fields)) < rule.at_least:
        fields = listed(f.zh for f in rule.fields)
        raise Refuse(RefusalCode.IDENTITY_UNCHECKED, rule=ref, fields=fields, count=str(rule.at_least))
    return tuple(field for field in ContactField if field in compared)


def _tries_left(draft: Draft, target: str) -> None:
    rule, ref = draft.rule("three_way_call", ThreeWayRule(max_attempts=2))
    if draft.order.three_way_failures >= rule.max_attempts:
        raise Refuse(RefusalCode.ATTEMPTS_USED, rule=ref, count=str(rule.max_attempts))


@move(c.RecordThreeWayCall, SEATS, FRESH, guard=_tries_left)
def three_way_call(draft: Draft, cmd: c.RecordThreeWayCall) -> None:
    """INT-8 (S2 三方通话 1–5): only with consent, the unit named; after two failures an order is recorded instead."""
    rule, ref = draft.rule("three_way_call", ThreeWayRule(max_attempts=2))
    draft.unit(cmd.unit)
    if rule.consent_required and not cmd.consent:
        raise Refuse(RefusalCode.CONSENT_MISSING, rule=ref)
    draft.emit(e.ThreeWayCallRecorded(cmd.unit, cmd.connected, cmd.note))


@move(c.HandOverEmergency, SEATS, FRESH)
def hand_over_emergency(draft: Draft, cmd: c.HandOverEmergency) -> None:
    """INT-9. What is not ours any more ends here; what remains ours goes on."""
    if not isinstance(cmd.service, EmergencyService):
        raise missing("service")
    require(cmd.receipt, "receipt")
    draft.emit(e.EmergencyHandedOver(cmd.service, cmd.receipt, cmd.remains_ours, cmd.note))


@move(c.LinkOrder, CENTRE)
def link(draft: Draft, cmd: c.LinkOrder) -> None:
    if cmd.other == draft.order.id:
        raise Refuse(RefusalCode.SELF_LINK)
    require(cmd.other, "other")
    if any(known.order == cmd.other for known in draft.order.links):
        raise Refuse(RefusalCode.ALREADY_LINKED)
    draft.emit(e.OrderLinked(cmd.other, cmd.kind))


def _has_links(draft: Draft, target: str) -> None:
    if not draft.order.links:
        raise Refuse(RefusalCode.NOTHING_TO_DO)


@move(c.UnlinkOrder, CENTRE, guard=_has_links)
def unlink(draft: Draft, cmd: c.UnlinkOrder) -> None:
    if not any(known.order == cmd.other for known in draft.order.links):
        raise Refuse(RefusalCode.NOTHING_TO_DO)
    draft.emit(e.OrderUnlinked(cmd.other))


@move(c.JoinGroup, SEATS | {Role.DISPATCHER, Role.DISPATCH_LEAD}, EDITABLE, guard=acceptable)
def join_group(draft: Draft, cmd: c.JoinGroup) -> None:
    """群体性诉求: the parent is handled and answered once for all (CLS-4)."""
    require(cmd.parent, "parent")
    if cmd.parent == draft.order.id:
        raise Refuse(RefusalCode.SELF_LINK)
    draft.emit(e.GroupJoined(cmd.parent))
    done(draft, DISPATCH_CLOCK)
    stop_live_parts(draft, "grouped")


def _in_group(draft: Draft, target: str) -> None:
    if not draft.order.group:
        raise Refuse(RefusalCode.NOT_IN_GROUP)


def _may_leave(draft: Draft, target: str) -> None:
    """Also after the common answer, when the citizen is rightly dissatisfied: nobody else could do it again."""
    _in_group(draft, target)
    if draft.order.phase is not Phase.IN_HAND and not draft.order.callback.reasonable:
        raise Refuse(RefusalCode.NOT_JUDGED)


GROUP_ROLES = SEATS | {Role.DISPATCHER, Role.DISPATCH_LEAD, Role.SUPERVISOR, Role.SYSTEM}


@move(c.LeaveGroup, GROUP_ROLES, frozenset({Phase.IN_HAND, Phase.CALLING_BACK}), guard=_may_leave)
def leave_group(draft: Draft, cmd: c.LeaveGroup) -> None:
    require(cmd.reason, "reason")
    draft.emit(e.GroupLeft(cmd.reason))
    start(draft, ClockName.DISPATCH)


@move(c.AdoptGroupAnswer, frozenset({Role.SYSTEM}), frozenset({Phase.IN_HAND}), guard=_in_group)
def adopt_group_answer(draft: Draft, cmd: c.AdoptGroupAnswer) -> None:
    if cmd.parent != draft.order.group:
        raise Refuse(RefusalCode.NOT_IN_GROUP)
    require(cmd.answer, "answer")
    disclosure = Disclosure.PRIVATE if private_only(draft) else cmd.disclosure
    reply_is_complete(draft, cmd.answer, disclosure, by_desk=False, group=cmd.parent)


@move(c.AddNote, CENTRE | UNIT | {Role.ARCHIVIST, Role.CITY_LEADER}, UNSEALED)
def add_note(draft: Draft, cmd: c.AddNote) -> None:
    """Only the centre can keep a note to itself: a unit's silence towards the centre would hide what was done."""
    require(cmd.text, "text")
    only = cmd.centre_only and bool(draft.actor.roles & CENTRE)
    draft.emit(e.NoteAdded(cmd.text, tuple(dict.fromkeys(cmd.mentions)), only))


@move(c.AttachFile, CENTRE | UNIT | {Role.ARCHIVIST, Role.CITY_LEADER}, UNSEALED)
def attach_file(draft: Draft, cmd: c.AttachFile) -> None:
    require(cmd.file, "file")
    require(cmd.digest, "digest")
    draft.emit(e.FileAttached(cmd.file, cmd.title, cmd.digest, cmd.size))
