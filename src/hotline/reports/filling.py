"""How each field of a form is filled. An empty text leaves the box blank, to be written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from hotline.core import events as e
from hotline.core.state import Attempt, Clock
from hotline.core.vocabulary import AssignmentState, ClockName, ContactField, Finding, Part, RequestKind
from hotline.core.vocabulary import PaperField as F
from hotline.infra import clock
from hotline.reports import words
from hotline.reports.facts import Facts

Fill = Callable[[Facts], str]
GONE = frozenset({AssignmentState.RETURNED, AssignmentState.RECALLED})


def moment(at: datetime | None) -> str:
    """`2026年3月2日 09:05`; the last minute of a day as 24:00, empty for None."""
    if at is None:
        return ""
    local = clock.local(at)
    hour, minute = (24, 0) if (local.hour, local.minute) == (23, 59) else (local.hour, local.minute)
    return words.MOMENT.format(year=local.year, month=local.month, day=local.day, hour=hour, minute=minute)


def day(on: date | None) -> str:
    return words.DAY.format(year=on.year, month=on.month, day=on.day) if on else ""


def fill(field: F, facts: Facts) -> str:
    """The text for one field."""
    return FILL[field](facts)


# --- the citizen ------------------------------------------------------------------------------------------------------


def _contact(*fields: ContactField) -> Fill:
    def filled(f: Facts) -> str:
        if f.withheld:
            return words.WITHHELD
        return next((f.contact[field] for field in fields if f.contact.get(field)), "")

    return filled


# --- the order --------------------------------------------------------------------------------------------------------


def _nature(f: Facts) -> str:
    found = f.policy.nature(f.order.nature)
    return found.label if found else f.order.nature


def _class(f: Facts) -> str:
    found = f.policy.content_class(f.order.content_class)
    return found.label if found else f.order.content_class


def _assigned(f: Facts) -> Any:
    """The record that gave the paper's part to its unit; else the first dispatch."""
    part = f.part()
    records = [*f.events(e.Assigned), *f.events(e.PassedDown)]
    if part is not None:
        return next((r for r in records if part.id in {a.id for a in r.event.assignments}), None)
    return records[0] if records else None


def _dispatched(read: Callable[[Any], str]) -> Fill:
    def filled(f: Facts) -> str:
        record = _assigned(f)
        return read(record) if record is not None else ""

    return filled


def _dispatcher(f: Facts) -> str:
    record = _assigned(f)
    return f.person(record.actor_id) if record is not None else ""


def _names(f: Facts, part: Part) -> str:
    found = [f.unit(a.unit) for a in f.order.assignments if a.part is part and not a.parent and a.state not in GONE]
    return words.COMMA.join(dict.fromkeys(found))


def _due(found: Clock | None) -> str:
    if found is None:
        return ""
    return moment(found.due_at) or words.UNKNOWN_LIMIT


def _unit(f: Facts) -> str:
    if f.about.document is not None and f.about.document.unit:
        return f.unit(f.about.document.unit)
    part = f.part()
    return f.unit(part.unit) if part else ""


def _unit_limit(f: Facts) -> str:
    part = f.part()
    wanted = (ClockName.COMMITMENT, ClockName.REPLY)
    found = [c for c in f.order.clocks if part is not None and c.name in wanted and c.assignment == part.id]
    found = found or [c for c in f.order.clocks if c.name is ClockName.REPLY and not c.assignment]
    return _due(found[-1] if found else None)


def _limits(f: Facts) -> str:
    running = [c for c in f.order.clocks if c.stopped_at is None]
    return "\n".join(words.LIMIT.format(name=c.name.zh, at=_due(c)) for c in running)


def _contacted(f: Facts) -> str:
    part = f.part()
    lines = []
    for r in f.events(e.ContactLogged):
        if part is None or r.event.assignment == part.id:
            reached = words.REACHED[r.event.reached]
            lines.append(
                words.CONTACTED.format(at=moment(r.at), method=r.event.method.zh, reached=reached, note=r.event.note)
            )
    return "\n".join(lines)


def _answer(f: Facts) -> Any:
    part = f.part()
    return part.answer if part else None


def _internal(f: Facts) -> str:
    answer = _answer(f)
    return answer.internal_text if answer else ""


def _outcome(f: Facts) -> str:
    answer = _answer(f)
    if answer is None:
        return ""
    found = "" if answer.finding is Finding.NONE else answer.finding.zh
    return words.COMMA.join(x for x in (answer.outcome.zh, found) if x)


# --- papers of leaders and of supervision -----------------------------------------------------------------------------


def _document(kind: type, read: Callable[[Any], str], *, many: bool = False) -> Fill:
    """From the events about the paper's document: the latest, or all of them with their moments."""

    def filled(f: Facts) -> str:
        ident = f.about.document.id if f.about.document else ""
        found = [r for r in f.events(kind) if getattr(r.event.document, "id", r.event.document) == ident]
        texts = [(r, read(r)) for r in found if ident]
        if many and len(texts) > 1:
            return "\n".join(words.FOLLOWED.format(at=moment(r.at), text=text) for r, text in texts)
        return texts[-1][1] if texts else ""

    return filled


def _text(record: Any) -> str:
    return str(record.event.text)


def _supervision_due(f: Facts) -> str:
    ident = f.about.document.id if f.about.document else ""
    return _due(next((c for c in f.order.clocks if c.document == ident and ident), None))


def _instruction_due(f: Facts) -> str:
    stated = _document(e.InstructionGiven, lambda r: day(r.event.due_on))(f)
    return stated or _supervision_due(f)


def _dispute(f: Facts) -> str:
    found = f.last(e.DisputeEscalated)
    return found.event.reason if found else ""


def _reason(f: Facts) -> str:
    found = f.about.document
    return found.reason.zh if found and found.reason else ""


def _to(f: Facts) -> str:
    found = f.about.document
    if found is None or found.to_role is None:
        return ""
    return f.policy.word(found.to_role)


def _amount(f: Facts) -> str:
    asked = f.about.request
    if asked is None:
        return ""
    length = words.DAYS.format(n=asked.amount) if asked.amount else ""
    return length or (words.UNTIL.format(day=day(asked.until)) if asked.until else "")


def _ruled(f: Facts) -> str:
    asked = f.about.request
    return words.COMMA.join(x for x in (asked.state.zh, asked.answer) if x) if asked else ""


# --- call-back --------------------------------------------------------------------------------------------------------


def _called(f: Facts) -> str:
    return "\n".join(_attempt(a) for a in f.order.callback.attempts)


def _attempt(a: Attempt) -> str:
    if not a.reached:
        return words.NOT_REACHED.format(at=moment(a.at))
    said = words.SATISFIED
    return words.CALLED.format(at=moment(a.at), result=said[a.satisfied_result], process=said[a.satisfied_process])


def _opinion(f: Facts) -> str:
    return "\n".join(_each(r.event.opinion for r in f.events(e.CallbackRecorded)))


def _each(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if text]


# --- procedures -------------------------------------------------------------------------------------------------------


def _outcome_of_step(f: Facts) -> str:
    stage, step = f.about.stage, f.about.step
    found = stage.outcome(step.event.outcome) if stage and step else None
    return found.label if found else ""


def _subject(f: Facts) -> str:
    found = f.about.procedure
    return f.unit(found.unit) if found and found.unit else ""


def _nothing(_: Facts) -> str:
    return ""


FILL: dict[F, Fill] = {
    F.BLANK: _nothing,
    F.SIGN: _nothing,
    F.SEAL: _nothing,
    F.GIVEN: _nothing,  # by the label of the box: `composing`
    F.NUMBER: lambda f: f.order.number,
    F.CENTRE: lambda f: f.centre,
    F.TODAY: lambda f: day(clock.local(f.now).date()),
    F.PRINTED_BY: lambda f: f.printed_by,
    F.CHANNEL: lambda f: f.order.channel.zh,
    F.REGISTERED_AT: lambda f: moment(f.order.registered_at),
    F.REGISTERED_BY: lambda f: f.person(f.order.registered_by),
    F.DISPATCHED_AT: _dispatched(lambda r: moment(r.at)),
    F.DISPATCHED_BY: _dispatcher,
    F.DISPATCH_NOTE: _dispatched(lambda r: str(r.event.note)),
    F.TITLE: lambda f: f.order.title,
    F.CONTENT: lambda f: f.order.content,
    F.NATURE: _nature,
    F.CONTENT_CLASS: _class,
    F.PLACE: lambda f: f.order.place,
    F.AREA: lambda f: f.area(f.order.area) if f.order.area else "",
    F.URGENCY: lambda f: f.order.urgency.zh,
    F.COMPLEXITY: lambda f: f.order.complexity.zh,
    F.REPLY_WISH: lambda f: f.order.reply_wish.zh,
    F.KEYWORDS: lambda f: words.COMMA.join(f.order.keywords),
    F.PHASE: lambda f: f.policy.word(f.order.phase),
    F.CONTACT_NAME: _contact(ContactField.NAME),
    F.CONTACT_PHONE: _contact(ContactField.PHONE),
    F.CONTACT_ADDRESS: _contact(ContactField.ADDRESS),
    F.CONTACT_WORKPLACE: _contact(ContactField.WORKPLACE),
    F.CONTACT_PLACE: _contact(ContactField.WORKPLACE, ContactField.ADDRESS),
    F.LEAD_UNIT: lambda f: _names(f, Part.LEAD),
    F.ASSISTING_UNITS: lambda f: _names(f, Part.ASSISTING),
    F.UNIT: _unit,
    F.UNIT_LIMIT: _unit_limit,
    F.LIMITS: _limits,
    F.CONTACTED: _contacted,
    F.PUBLIC_ANSWER: lambda f: f.order.public_answer,
    F.INTERNAL_ANSWER: _internal,
    F.OUTCOME: _outcome,
    F.SUBMISSION: _document(e.LeaderSubmissionIssued, _text),
    F.SUBMITTED_AT: _document(e.LeaderSubmissionIssued, lambda r: moment(r.at)),
    F.SUBMITTED_TO: _to,
    F.INSTRUCTION: _document(e.InstructionGiven, _text, many=True),
    F.INSTRUCTION_DUE: _instruction_due,
    F.INSTRUCTION_RESULT: _document(e.InstructionReported, lambda r: str(r.event.result), many=True),
    F.SUPERVISION_TEXT: _document(e.SupervisionPlaced, _text),
    F.SUPERVISION_REASON: _reason,
    F.SUPERVISION_DUE: _supervision_due,
    F.SUPERVISION_REPLY: _document(e.SupervisionAnswered, _text, many=True),
    F.DISPUTE: _dispute,
    F.RULING: _document(e.DisputeRuled, _text),
    F.REQUEST_REASON: lambda f: f.about.request.reason if f.about.request else "",
    F.REQUEST_AMOUNT: _amount,
    F.REQUEST_ANSWER: _ruled,
    F.CALLBACK_RESULT: _called,
    F.CALLBACK_OPINION: _opinion,
    F.SUBJECT_UNIT: _subject,
    F.STEP_TEXT: lambda f: str(f.about.step.event.text) if f.about.step else "",
    F.STEP_OUTCOME: _outcome_of_step,
    F.STEP_AT: lambda f: moment(f.about.step.at) if f.about.step else "",
}

ASKED_FOR = frozenset({RequestKind.EXTENSION})
"""Requests that have a paper."""
