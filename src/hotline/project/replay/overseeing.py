"""The supervision desk, late explanations, limits set by hand, answers of a group, and the archive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from hotline.core import commands as c
from hotline.core.policy.shapes import SupervisionRule
from hotline.core.state import SYSTEM, Clock, Document
from hotline.core.vocabulary import (
    ClockName,
    ClockState,
    DocumentKind,
    DocumentState,
    Phase,
    RequestState,
    Role,
    SupervisionForm,
    SupervisionReason,
)
from hotline.core.workflow import roles_of
from hotline.project.replay.life import Life, Step
from hotline.project.replay.phrases import phrase

FINISHED = frozenset({Phase.CLOSED, Phase.ANSWERED_DIRECTLY})
"""What is archived. What was refused stays as it is: told, recorded, and nothing was ever owed."""
ARCHIVE = "archive"
"""The step in which the backend seals the file: it alone knows everything that is in it."""
PENDING = (RequestState.ASKED, RequestState.ENDORSED)


def steps(life: Life) -> Iterator[Step]:
    yield from _group(life)
    for clock in life.it.clocks:
        yield from _clock(life, clock)
    for document in life.it.documents:
        if document.kind is DocumentKind.SUPERVISION_ORDER:
            yield from _supervised(life, document)
    if life.it.phase in FINISHED:
        yield from _archive(life)


# --- groups -----------------------------------------------------------------------------------------------------------


def _group(life: Life) -> Iterator[Step]:
    """An order that joined another waits for the answer of that one (CLS-4)."""
    order = life.it
    if not order.group or order.phase is not Phase.IN_HAND:
        return
    parent = next((other for other in life.earlier if other.order is not None and other.order.id == order.group), None)
    if parent is None or parent.order is None:
        return
    if parent.replied_at is not None and parent.order.public_answer:
        at = parent.replied_at + timedelta(minutes=1)
        adopt = c.AdoptGroupAnswer(
            parent=order.group, answer=parent.order.public_answer, disclosure=parent.order.disclosure
        )
        yield from life.step("group-answer", at, (adopt, SYSTEM))
    elif parent.order.phase in (Phase.CLOSED, Phase.ARCHIVED):
        dispatcher = life.world.cast.one(Role.DISPATCHER, life.chance, "leaves")
        yield from life.step("leaves", life.now, (c.LeaveGroup(reason=phrase("recall")), dispatcher))


# --- clocks -----------------------------------------------------------------------------------------------------------


def _clock(life: Life, clock: Clock) -> Iterator[Step]:
    if clock.state is ClockState.UNKNOWN:
        yield from _set_by_hand(life, clock)
    elif clock.name is ClockName.LATE_EXPLANATION and clock.state is ClockState.RUNNING:
        yield from _explain(life, clock)
    elif clock.name is ClockName.REPLY and clock.breached_at is not None and clock.state is ClockState.RUNNING:
        yield from _overdue(life, clock)


def _set_by_hand(life: Life, clock: Clock) -> Iterator[Step]:
    """A limit that the calendar or the rules cannot say is a person's to set."""
    key = f"limit-{clock.id}-{len(clock.extended)}-{len(clock.pauses)}"
    at = max(life.soon(key, None, "dispatcher.sets_limit"), life.now)
    due = life.world.hours.office(at, 8.5 * life.amount(f"{key}-days", "dispatcher.set_limit_days"))
    dispatcher = life.world.cast.one(Role.DISPATCH_LEAD, life.chance, key)
    yield from life.step(key, at, (c.SetDue(clock=clock.id, due_at=due, reason=phrase("set_due")), dispatcher))


def _explain(life: Life, clock: Clock) -> Iterator[Step]:
    part = life.it.assignment(clock.assignment)
    if part is None:
        return
    leader = life.world.cast.leader(part.unit)
    at = life.after(f"explain-{clock.id}", None, "unit.explains_late")
    text = c.ExplainLateness(assignment=part.id, text=phrase("late_text"), signed_by=leader.id)
    yield from life.step(f"explain-{clock.id}", at, (text, life.world.cast.clerk(part.unit)))


def _overdue(life: Life, clock: Clock) -> Iterator[Step]:
    part, breached = life.it.assignment(clock.assignment), clock.breached_at
    if part is None or part.parent or not part.live or breached is None:
        return
    supervisor = life.world.cast.one(Role.SUPERVISOR, life.chance, f"overdue-{clock.id}")
    if life.happens(f"urge-{clock.id}", "supervisor.urges") and not _urged(life, part.id):
        at = life.world.hours.office(life.soon(f"urge-{clock.id}", breached, "supervisor.after_breach"), 0)
        yield from life.step(f"urge-{clock.id}", at, (c.Urge(assignment=part.id, text=phrase("urge")), supervisor))
    supervised = any(d.kind is DocumentKind.SUPERVISION_ORDER for d in life.it.documents)
    if supervised or not life.happens(f"supervise-{clock.id}", "supervisor.supervises"):
        return
    if SupervisionReason.OVERDUE in life.rule("supervision", SupervisionRule(), part).reasons:
        at = life.world.hours.office(life.soon(f"supervise-{clock.id}", breached, "supervisor.after_breach"), 0)
        order = c.PlaceUnderSupervision(
            assignment=part.id,
            reason=SupervisionReason.OVERDUE,
            form=SupervisionForm.WRITTEN,
            text=phrase("supervise"),
        )
        yield from life.step(f"supervise-{clock.id}", at, (order, supervisor))


def _urged(life: Life, part: str) -> bool:
    return any(event.NAME == "urged" and getattr(event, "assignment", "") == part for _at, event in life.history)


def _supervised(life: Life, document: Document) -> Iterator[Step]:
    if document.state is DocumentState.OPEN:
        at = life.after(f"answers-{document.id}", document.issued_at, "supervisor.answers_supervision")
        answer = c.AnswerSupervision(document=document.id, text=phrase("supervision_answer"))
        yield from life.step(f"answers-{document.id}", at, (answer, life.world.cast.leader(document.unit)))
    elif document.state is DocumentState.ANSWERED:
        at = life.after(f"lifts-{document.id}", None, "supervisor.lifts")
        supervisor = life.world.cast.one(Role.SUPERVISOR, life.chance, f"lifts-{document.id}")
        lift = c.LiftSupervision(document=document.id, text=phrase("supervision_lifted"))
        yield from life.step(f"lifts-{document.id}", at, (lift, supervisor))


# --- archive ----------------------------------------------------------------------------------------------------------


def _archive(life: Life) -> Iterator[Step]:
    order = life.it
    if any(d.state is not DocumentState.ENDED for d in order.documents):
        return
    if any(r.state in PENDING for r in order.requests) or life.open_clocks(ClockName.LATE_EXPLANATION):
        return
    roles = roles_of(life.world.policy, c.Archive.NAME)
    role = Role.ARCHIVIST if Role.ARCHIVIST in roles else sorted(roles)[0]
    archivist = life.world.cast.one(role, life.chance, "archivist")
    at = life.after("archive", None, "archivist.desk_takes")
    yield from life.step(ARCHIVE, at, (c.Archive(manifest=""), archivist))
