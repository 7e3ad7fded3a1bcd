"""What each event adds to the counted matters of an order: the contract between the log, measures and packs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hotline.core import events as e
from hotline.core.counting.reader import Reader, said, yes
from hotline.core.frozen import change
from hotline.core.state import Answer
from hotline.core.vocabulary import CallbackEnd, ClockName, CountedKind, LinkKind, RequestKind

Step = Callable[[Reader, Any, str], None]
STEPS: dict[type[e.Event], Step] = {}
"""Event → what it adds. Events that are not here count for nothing."""

NO_ANSWER = {"outcome": "", "finding": "none", "within_power": "yes", "contacted": "no"}


def on(*kinds: type[e.Event]) -> Callable[[Step], Step]:
    def keep(step: Step) -> Step:
        for kind in kinds:
            STEPS[kind] = step
        return step

    return keep


@on(e.ReminderSent)
def _reminded(reader: Reader, event: e.ReminderSent, actor: str) -> None:
    """`stage` is the reminder's key in the pack; where a pack gives it a name (a yellow card), it can be counted."""
    limit = reader.limit(event.clock)
    if limit is not None:
        own = {"clock": limit.marks["clock"], "level": limit.marks["level"], "stage": event.stage}
        reader.note(CountedKind.REMINDED, limit.unit or None, **own)


# --- intake -----------------------------------------------------------------------------------------------------------


@on(e.Registered)
def _registered(reader: Reader, event: e.Registered, actor: str) -> None:
    reader.opened(event.order)
    reader.note(CountedKind.REGISTERED, by=event.order.registered_by)


@on(e.Amended)
def _amended(reader: Reader, event: e.Amended, actor: str) -> None:
    reader.marked(
        nature=event.nature,
        content_class=event.content_class,
        area=event.area,
        urgency=event.urgency.value if event.urgency else None,
        complexity=event.complexity.value if event.complexity else None,
        secret=None if event.secret is None else yes(event.secret),
    )


@on(e.AnsweredDirectly)
def _answered_directly(reader: Reader, event: e.AnsweredDirectly, actor: str) -> None:
    reader.note(CountedKind.ANSWERED_DIRECTLY, basis=event.basis.value, by=actor)


@on(e.AcceptanceDeclined)
def _declined(reader: Reader, event: e.AcceptanceDeclined, actor: str) -> None:
    reader.note(CountedKind.REFUSED, reason=event.reason, by=actor)


@on(e.ProgressTold)
def _told(reader: Reader, event: e.ProgressTold, actor: str) -> None:
    reader.note(CountedKind.TOLD, result_told=yes(event.result_told))


@on(e.ThreeWayCallRecorded)
def _three_way(reader: Reader, event: e.ThreeWayCallRecorded, actor: str) -> None:
    reader.note(CountedKind.THREE_WAY, event.unit, connected=yes(event.connected))


@on(e.EmergencyHandedOver)
def _emergency(reader: Reader, event: e.EmergencyHandedOver, actor: str) -> None:
    reader.note(CountedKind.EMERGENCY, service=event.service.value)


@on(e.OrderLinked)
def _linked(reader: Reader, event: e.OrderLinked, actor: str) -> None:
    if event.kind is LinkKind.REPEAT:
        reader.note(CountedKind.REPEATED, link=event.kind.value)


# --- dispatch ---------------------------------------------------------------------------------------------------------


@on(e.Assigned)
def _assigned(reader: Reader, event: e.Assigned, actor: str) -> None:
    """A redo counts as `reworked`, a unit that only joins to help as nothing: the order was dispatched once."""
    first = not reader.parts
    reader.given(event.assignments)
    reader.marked(complexity=event.complexity.value)
    if not event.added and not event.rework:
        reader.note(CountedKind.DISPATCHED, mode=event.mode.value, first=yes(first), by=actor)


@on(e.PassedDown)
def _passed_down(reader: Reader, event: e.PassedDown, actor: str) -> None:
    reader.given(event.assignments)


@on(e.AssignmentReturned, e.AssignmentRecalled)
def _taken(reader: Reader, event: e.AssignmentReturned | e.AssignmentRecalled, actor: str) -> None:
    reader.taken(event.assignment)


@on(e.LeaderSubmissionIssued)
def _submitted(reader: Reader, event: e.LeaderSubmissionIssued, actor: str) -> None:
    reader.note(CountedKind.INSTRUCTED, step="submitted")


@on(e.InstructionGiven)
def _instructed(reader: Reader, event: e.InstructionGiven, actor: str) -> None:
    reader.note(CountedKind.INSTRUCTED, step="given")


@on(e.InstructionReported)
def _reported(reader: Reader, event: e.InstructionReported, actor: str) -> None:
    reader.note(CountedKind.INSTRUCTED, step="reported")


# --- handling ---------------------------------------------------------------------------------------------------------


@on(e.SignedFor)
def _signed(reader: Reader, event: e.SignedFor, actor: str) -> None:
    part = event.assignment
    level = reader.level_of(part)
    reader.note(CountedKind.SIGNED, reader.unit_of(part), level=level, in_time=_in_time(reader, part))


def _in_time(reader: Reader, part: str) -> str:
    """Where no limit says by when, nobody signs too late."""
    for limit in reader.limits():
        if limit.clock.name is ClockName.SIGN_FOR and limit.clock.assignment == part and limit.due is not None:
            return yes(reader.now <= limit.due)
    return "yes"


@on(e.ContactLogged)
def _contacted(reader: Reader, event: e.ContactLogged, actor: str) -> None:
    reader.note(
        CountedKind.CONTACT,
        reader.unit_of(event.assignment),
        method=event.method.value,
        reached=yes(event.reached),
        level=reader.level_of(event.assignment),
    )


@on(e.AnswerSubmitted, e.AnswerAdopted)
def _written(reader: Reader, event: e.AnswerSubmitted | e.AnswerAdopted, actor: str) -> None:
    reader.answers[event.assignment] = event.answer


@on(e.AnswerApproved)
def _handed_up(reader: Reader, event: e.AnswerApproved, actor: str) -> None:
    """Between units the answer counts when it is handed up; that of the unit which the centre asked, with the order."""
    part = reader.parts.get(event.assignment)
    if part is not None and part.parent:
        reader.times_answered[part.id] += 1
        reader.note(
            CountedKind.ANSWERED,
            part.unit,
            **_answer(reader.answers.get(part.id)),
            grouped="no",
            level="below",
            round=str(reader.times_answered[part.id]),
        )


@on(e.OrderReplied)
def _replied(reader: Reader, event: e.OrderReplied, actor: str) -> None:
    lead = reader.lead()
    reader.note(
        CountedKind.ANSWERED,
        **_answer(reader.answers.get(lead.id) if lead and not event.group else None),
        grouped=yes(bool(event.group)),
        level="centre",
        round=str(reader.round),
    )


def _answer(answer: Answer | None) -> dict[str, str]:
    if answer is None:
        return NO_ANSWER
    return {
        "outcome": answer.outcome.value,
        "finding": answer.finding.value,
        "within_power": yes(answer.within_power),
        "contacted": yes(answer.contacted),
    }


@on(e.LatenessExplained)
def _explained(reader: Reader, event: e.LatenessExplained, actor: str) -> None:
    part = event.assignment
    reader.note(CountedKind.LATE_EXPLAINED, reader.unit_of(part), level=reader.level_of(part))


# --- requests ---------------------------------------------------------------------------------------------------------

COUNTED_REQUESTS = {
    RequestKind.RETURN: CountedKind.RETURNED,
    RequestKind.EXTENSION: CountedKind.EXTENDED,
    RequestKind.COMMITMENT: CountedKind.COMMITTED,
}


@on(e.RequestAsked)
def _asked(reader: Reader, event: e.RequestAsked, actor: str) -> None:
    request = event.request
    kind = COUNTED_REQUESTS.get(request.kind)
    if kind is None:
        return
    marks = {"level": reader.level_of(request.assignment)}
    if kind is CountedKind.EXTENDED:
        marks["times"] = str(reader.extensions[request.assignment] + 1)
    reader.asked[request.id] = kind, request.assignment, marks
    _request(reader, request.id, "asked")


@on(e.RequestGranted)
def _granted(reader: Reader, event: e.RequestGranted, actor: str) -> None:
    kind, part, _marks = reader.asked.get(event.request, (None, "", {}))
    if kind is CountedKind.EXTENDED:
        reader.extensions[part] += 1
    _request(reader, event.request, "held" if kind is CountedKind.COMMITTED else "granted")


@on(e.RequestRefused)
def _refused(reader: Reader, event: e.RequestRefused, actor: str) -> None:
    _request(reader, event.request, "refused")


def _request(reader: Reader, ident: str, result: str) -> None:
    if ident in reader.asked:
        kind, part, marks = reader.asked[ident]
        reader.note(kind, reader.unit_of(part), f"{ident}-{result}", result=result, **marks)


# --- supervision, procedures ------------------------------------------------------------------------------------------


@on(e.SupervisionPlaced)
def _supervised(reader: Reader, event: e.SupervisionPlaced, actor: str) -> None:
    paper = event.document
    reader.note(
        CountedKind.SUPERVISED,
        paper.unit or reader.unit_of(event.assignment),
        paper.id,
        reason=paper.reason.value if paper.reason else "",
        form=paper.form.value if paper.form else "",
    )


@on(e.ProcedureOpened)
def _opened(reader: Reader, event: e.ProcedureOpened, actor: str) -> None:
    procedure = event.procedure
    reader.procedures[procedure.id] = procedure


@on(e.StepTaken)
def _step(reader: Reader, event: e.StepTaken, actor: str) -> None:
    procedure = reader.procedures[event.procedure]
    reader.procedures[event.procedure] = change(procedure, stage=event.to)
    reader.note(
        CountedKind.PROCEDURE,
        procedure.unit or None,
        procedure=procedure.kind,
        stage=event.stage,
        outcome=event.outcome,
        ruling=event.ruling.value,
        ended=yes(not event.to),
        late=yes(event.late),
    )


# --- call-back --------------------------------------------------------------------------------------------------------


@on(e.CallbackRecorded)
def _called_back(reader: Reader, event: e.CallbackRecorded, actor: str) -> None:
    attempt = event.attempt
    if not attempt.reached:
        for limit in reader.limits():
            limit.tried_to_reach(reader.now)
    reader.note(
        CountedKind.CALLED_BACK,
        channel=event.channel.value,
        reached=yes(attempt.reached),
        answered=said(attempt.answered),
        solved=said(attempt.solved),
        result_satisfied=said(attempt.satisfied_result),
        process_satisfied=said(attempt.satisfied_process),
        very_satisfied=said(attempt.very_satisfied),
        by=actor,
        round=str(reader.round),
    )


@on(e.DissatisfactionJudged)
def _judged(reader: Reader, event: e.DissatisfactionJudged, actor: str) -> None:
    """Unreasonable ones conclude with the order."""
    if event.reasonable:
        reader.note(CountedKind.CONCLUDED, result=CallbackEnd.REASONABLE.value, round=str(reader.round))


@on(e.ReworkOrdered)
def _rework(reader: Reader, event: e.ReworkOrdered, actor: str) -> None:
    reader.note(CountedKind.REWORKED, mode=event.mode.value, reason=event.reason.value)
    reader.round += 1


@on(e.CallbackWaived)
def _waived(reader: Reader, event: e.CallbackWaived, actor: str) -> None:
    for limit in reader.limits():
        limit.waive()


@on(e.OrderClosed)
def _closed(reader: Reader, event: e.OrderClosed, actor: str) -> None:
    reader.note(CountedKind.CONCLUDED, result=event.end.value, round=str(reader.round))
    reader.note(CountedKind.CLOSED, result=event.end.value)


@on(e.Archived)
def _archived(reader: Reader, event: e.Archived, actor: str) -> None:
    reader.note(CountedKind.ARCHIVED)


# --- limits -----------------------------------------------------------------------------------------------------------


@on(e.ClockStarted)
def _started(reader: Reader, event: e.ClockStarted, actor: str) -> None:
    reader.limit_started(event.clock)


@on(e.ClockMoved)
def _moved(reader: Reader, event: e.ClockMoved, actor: str) -> None:
    limit = reader.limit(event.clock)
    if limit is not None and limit.open:
        reader.limit_moved(limit, event.due_at)


@on(e.ClockPaused)
def _paused(reader: Reader, event: e.ClockPaused, actor: str) -> None:
    limit = reader.limit(event.clock)
    if limit is not None:
        limit.paused_at = reader.now


@on(e.ClockResumed)
def _resumed(reader: Reader, event: e.ClockResumed, actor: str) -> None:
    limit = reader.limit(event.clock)
    if limit is not None and limit.open:
        limit.paused_at = None
        reader.limit_moved(limit, event.due_at)


@on(e.ClockBreached)
def _breached(reader: Reader, event: e.ClockBreached, actor: str) -> None:
    limit = reader.limit(event.clock)
    if limit is not None:
        limit.breached = True


@on(e.ClockStopped)
def _stopped(reader: Reader, event: e.ClockStopped, actor: str) -> None:
    limit = reader.limit(event.clock)
    if limit is not None:
        reader.limit_stopped(limit, event.state)
