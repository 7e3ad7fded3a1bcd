"""What it does when a request is granted, and the end of a suspension (DSP-5, DSP-6, HND-3)."""

from __future__ import annotations

from collections.abc import Callable

from hotline.core import events as e
from hotline.core.clockwork import cancel, copy_down, done, extend_clocks, family, open_clocks, pause, resume, start
from hotline.core.deadlines import Length, WorkingDays
from hotline.core.draft import Draft
from hotline.core.moves.dispatch import take_back_up
from hotline.core.moves.parts import GRANT_CLOCKS, drop_request, part_ends
from hotline.core.policy.shapes import ExtensionRule
from hotline.core.state import Request
from hotline.core.vocabulary import ClockName, Part, RequestKind

REPLY = frozenset({ClockName.REPLY})
SUSPENSION = frozenset({ClockName.SUSPENSION})


def take_effect(draft: Draft, request: Request, note: str) -> None:
    draft.emit(e.RequestGranted(request.id, note))
    done(draft, GRANT_CLOCKS, request=request.id)
    effect = EFFECTS.get(request.kind)
    if effect is not None:
        effect(draft, request)


def _return(draft: Draft, request: Request) -> None:
    """The part ends; a returned lead goes back to dispatch at once, a returned helper stalls nobody."""
    part = draft.part(request.assignment)
    top_lead = part.part is Part.LEAD and not part.parent
    part_ends(draft, part)
    draft.emit(e.AssignmentReturned(part.id, request.reason, top_lead))
    if top_lead:
        start(draft, ClockName.DISPATCH)
    elif part.parent:
        take_back_up(draft, part.parent)


def _extend(draft: Draft, request: Request) -> None:
    rule, _ref = draft.rule("extension", ExtensionRule(), draft.part(request.assignment))
    extend_clocks(draft, request.assignment, day_kind(rule.max_length), request.amount)


def _suspend(draft: Draft, request: Request) -> None:
    if request.until is None:
        return
    draft.emit(e.HandlingSuspended(request.assignment, request.until))
    pause(draft, request.assignment)
    start(draft, ClockName.SUSPENSION, draft.part(request.assignment), last_day=request.until)


def _commit(draft: Draft, request: Request) -> None:
    """The limit is met by the interim answer; the named day is the next limit, also for units below."""
    if request.until is None:
        return
    below = family(draft, request.assignment)
    for ident in below:
        done(draft, REPLY, ident)
    draft.emit(e.CommitmentHeld(request.assignment, request.text, request.until))
    start(draft, ClockName.COMMITMENT, draft.part(request.assignment), last_day=request.until)
    for ident in below[1:]:
        child = draft.part(ident)
        if child.live:
            copy_down(draft, draft.part(child.parent), child)
    for other in draft.order.requests:
        if other.assignment == request.assignment and other.kind is RequestKind.EXTENSION:
            drop_request(draft, other)


EFFECTS: dict[RequestKind, Callable[[Draft, Request], None]] = {
    RequestKind.RETURN: _return,
    RequestKind.EXTENSION: _extend,
    RequestKind.SUSPENSION: _suspend,
    RequestKind.COMMITMENT: _commit,
}


def end_suspension(draft: Draft, assignment: str, note: str) -> None:
    """By a person, or by the timer on the stated day; a timer that comes late gives no extra time."""
    clocks = open_clocks(draft, SUSPENSION, assignment)
    ended = min((k.due_at for k in clocks if k.due_at is not None), default=draft.now)
    draft.emit(e.HandlingResumed(assignment, note))
    cancel(draft, SUSPENSION, assignment)
    resume(draft, assignment, min(ended, draft.now))


def day_kind(length: Length | None) -> str:
    return "working_days" if isinstance(length, WorkingDays) else "natural_days"
