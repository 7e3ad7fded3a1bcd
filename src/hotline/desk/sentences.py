"""The timeline: every event as one sentence that can be read aloud (`words/timeline.toml`), grouped by act."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, NamedTuple

from hotline.core import events as e
from hotline.core.events import Event
from hotline.core.policy.pack import Policy
from hotline.core.state import Assignment, Attempt, Order, Procedure
from hotline.core.vocabulary import RequestKind, Ruling, StageKind
from hotline.desk.stages import clock_title, reason_said
from hotline.desk.times import day_of, due_stamp, stamp
from hotline.desk.words import table
from hotline.infra.tongues import beside, in_words
from hotline.infra.tongues import said as spoken

FOR = ">"
"""Between who acted and for whom, where a colleague acted for an absent one (A/B 角)."""


def actor_key(record: Any) -> str:
    """Who acted, as `Teller.acts` wants it."""
    return FOR.join((record.actor_id, *record.acts_for[:1]))


class Line(NamedTuple):
    """One sentence with what was written in it. `tone`: said, clock, good, warn, note-said."""

    text: str
    quote: str
    tone: str


@dataclass
class Act:
    """What one person (or the system) did at one moment: the act first, what followed from it below."""

    at: datetime
    stamp: str
    who: str
    lines: list[Line] = field(default_factory=list)
    clocks: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Teller:
    """Says events of one order. `unit` and `person` give names by id; `number` the number of another order."""

    order: Order
    policy: Policy
    now: datetime
    unit: Callable[[str], str]
    person: Callable[[str], str]
    number: Callable[[str], str]

    def acts(self, records: Iterable[tuple[Event, datetime, str]]) -> list[Act]:
        """All events grouped by who did what when, oldest first."""
        acts: list[Act] = []
        last: tuple[datetime, str] | None = None
        for event, at, actor in records:
            if (at, actor) != last:
                acts.append(Act(at, stamp(at, self.now), self._who(actor)))
                last = (at, actor)
            line = self.line(event, actor)
            (acts[-1].clocks if line.tone == "clock" else acts[-1].lines).append(line)
        return acts

    def line(self, event: Event, actor: str) -> Line:
        """The sentence for one event."""
        words = table("timeline")
        params = {"who": self._who(actor), **self._plain(event), **self._special(event)}
        variant = VARIANTS.get(event.NAME, _no_variant)(event)
        entry = words.get(f"{event.NAME}__{variant}") or words[event.NAME]
        quote = str(params.get(entry.get("quote", ""), ""))
        return Line(entry["text"].format_map(params), quote, entry.get("tone", "said"))

    def _who(self, actor: str) -> str:
        words = table("timeline")["parts"]
        if actor == "system":
            return str(words["system"])
        who, _, absent = actor.partition(FOR)
        return (
            str(words["acting"]).format(who=self.person(who), absent=self.person(absent))
            if absent
            else self.person(who)
        )

    def _plain(self, event: Event) -> dict[str, str]:
        """Every field of the event as words."""
        return {f.name: self._say(getattr(event, f.name)) for f in dataclasses.fields(event)}

    def _say(self, value: Any) -> str:
        if isinstance(value, Enum):
            return spoken(getattr(value, "zh", str(value)))
        if isinstance(value, datetime):
            return stamp(value, self.now)
        if isinstance(value, date):
            return day_of(value, self.now)
        if isinstance(value, (tuple, frozenset)):
            return _join(sorted(self._say(v) for v in value))
        return "" if value is None or dataclasses.is_dataclass(value) else str(value)

    def _special(self, event: Event) -> dict[str, str]:
        """Fields that point at something: parts, requests, documents, clocks, units, other orders."""
        out = self._pointed(event)
        for kind, make in _SPECIAL.items():
            if isinstance(event, kind):
                out.update(make(self, event))
        return out

    def _pointed(self, event: Event) -> dict[str, str]:
        out: dict[str, str] = {}
        part = self.order.assignment(str(getattr(event, "assignment", "")))
        if part:
            out["unit"] = self.unit(part.unit)
        request = self.order.request(str(getattr(event, "request", "")))
        if request:
            out |= {"unit": self.unit(request.unit), "kind": in_words(request.kind)}
        clock = self.order.clock(str(getattr(event, "clock", "")))
        if clock:
            out |= {"clock": self.clock_name(clock_title(clock, self.order.procedures, self.policy), clock.unit)}
            due = getattr(event, "due_at", None) or clock.due_at
            out["due"] = due_stamp(due, self.now) if due else ""
        document = self.order.document(str(getattr(event, "document", "")))
        if document and document.unit:
            out["document_unit"] = self.unit(document.unit)
        for name in ("other", "parent"):
            if getattr(event, name, ""):
                out["other_number"] = self.number(getattr(event, name))
        return out

    def clock_name(self, name: str, unit: str) -> str:
        return beside(self.unit(unit), name) if unit else name

    def parts(self, assignments: tuple[Assignment, ...]) -> str:
        words = table("timeline")["parts"]
        return _join([words[a.part.value].format(unit=self.unit(a.unit)) for a in assignments])


def _join(items: Iterable[str]) -> str:
    return str(table("timeline")["parts"]["several"]).join(items)


def _registered(t: Teller, event: e.Registered) -> dict[str, str]:
    return {"channel": in_words(event.order.channel), "title": event.order.title}


def _amended(t: Teller, event: e.Amended) -> dict[str, str]:
    labels = table("fields")
    changed = [f.name for f in dataclasses.fields(event) if getattr(event, f.name) is not None]
    said = [table("timeline")["parts"]["contact"] if n == "contact" else labels[n]["label"] for n in changed]
    return {"changed": _join(said)}


def _declined(t: Teller, event: e.AcceptanceDeclined) -> dict[str, str]:
    term = t.policy.refusal_reason(event.reason)
    return {"reason_label": term.label if term else event.reason}


def _assigned(t: Teller, event: e.Assigned | e.PassedDown) -> dict[str, str]:
    return {"units": t.parts(event.assignments)}


def _asked(t: Teller, event: e.RequestAsked) -> dict[str, str]:
    words = table("timeline")["parts"]
    request = event.request
    amount = words["days"].format(n=request.amount) if request.kind is RequestKind.EXTENSION else ""
    if request.until:
        amount = words["until"].format(day=day_of(request.until, t.now))
    reason = request.reason or request.text
    return {"unit": t.unit(request.unit), "kind": in_words(request.kind), "amount": amount, "reason": reason}


def _answer(t: Teller, event: e.AnswerSubmitted | e.AnswerAdopted) -> dict[str, str]:
    out = {"outcome": in_words(event.answer.outcome), "public_text": event.answer.public_text}
    child = t.order.assignment(getattr(event, "child", ""))
    return {**out, "child_unit": t.unit(child.unit)} if child else out


def _callback(t: Teller, event: e.CallbackRecorded) -> dict[str, str]:
    return {"answers": answers_said(event.attempt)}


def answers_said(attempt: Attempt) -> str:
    """What the citizen said, in words."""
    words = table("timeline")["parts"]
    satisfied = "very_satisfied" if attempt.very_satisfied else "satisfied_result"
    pairs = (
        (attempt.answered, "answered", "unanswered"),
        (attempt.solved, "solved", "unsolved"),
        (attempt.satisfied_result, satisfied, "dissatisfied_result"),
        (attempt.satisfied_process, "satisfied_process", "dissatisfied_process"),
    )
    said = [words[yes if value else no] for value, yes, no in pairs if value is not None]
    return spoken("，").join(said) if said else str(words["said_nothing"])


def _supervision(t: Teller, event: e.SupervisionPlaced) -> dict[str, str]:
    document = event.document
    reason = in_words(document.reason) if document.reason else ""
    return {"document_reason": reason, "document_form": in_words(document.form) if document.form else ""}


def _submission(t: Teller, event: e.LeaderSubmissionIssued) -> dict[str, str]:
    return {"to_role": in_words(event.document.to_role) if event.document.to_role else ""}


def _started(t: Teller, event: e.ClockStarted) -> dict[str, str]:
    due = event.clock.due_at
    name = t.clock_name(clock_title(event.clock, t.order.procedures, t.policy), event.clock.unit)
    return {"clock": name, "due": due_stamp(due, t.now) if due else ""}


def _moved(t: Teller, event: e.ClockMoved) -> dict[str, str]:
    words = table("timeline")["parts"]
    key = "extension" if event.extended else "by_hand" if event.by_hand else "calendar"
    return {"moved": event.why if event.by_hand and event.why else words[key]}


def _unit_fields(t: Teller, event: Any) -> dict[str, str]:
    return {name: t.unit(getattr(event, name)) for name in ("unit", "lead") if getattr(event, name, "")}


def _procedure(t: Teller, event: Any) -> dict[str, str]:
    """Procedures, their stages and outcomes by the pack's names."""
    named = event.procedure
    procedure = named if isinstance(named, Procedure) else t.order.procedure(named)
    if procedure is None:
        return {}
    spec = t.policy.procedure(procedure.kind)
    about = t.unit(procedure.unit) if procedure.unit else ""
    out = {
        "procedure_title": (spec.title if spec else procedure.kind),
        "about": spoken("（{text}）").format(text=about) if about else "",
    }
    stage = spec.stage(event.stage) if spec and isinstance(event, e.StepTaken) else None
    if stage is not None:
        outcome = stage.outcome(event.outcome)
        out |= {"stage_title": stage.title, "outcome_label": outcome.label if outcome else event.outcome}
    elif isinstance(event, e.StepTaken):
        out |= {"stage_title": event.stage, "outcome_label": event.outcome}
    if isinstance(event, e.ProcedureCancelled):
        out["reason"] = reason_said(event.reason)
    return out


def _catalogue(t: Teller, event: e.CatalogueChangeRuled) -> dict[str, str]:
    term = t.policy.content_class(event.content_class)
    return {"lead": t.unit(event.lead), "class_label": term.label if term else event.content_class}


def _logged(t: Teller, event: e.ContactLogged) -> dict[str, str]:
    words = table("timeline")["parts"]
    return {"where": words["where"].format(place=event.place) if event.place else ""}


def _checked(t: Teller, event: e.ProgressTold | e.AnsweredDirectly) -> dict[str, str]:
    words = table("timeline")["parts"]
    fields = _join([in_words(f) for f in event.checked])
    return {"compared": words["compared"].format(fields=fields) if fields else ""}


def _noted(t: Teller, event: e.NoteAdded) -> dict[str, str]:
    return {"mentioned": _join([t.person(ident) for ident in event.mentions])}


def _note_form(event: Any) -> str:
    return "_".join(word for word, there in (("centre", event.centre_only), ("to", event.mentions)) if there)


def _forwarded(t: Teller, event: e.ForwardedInside) -> dict[str, str]:
    return {"person_name": t.person(event.person)}


_SPECIAL: dict[Any, Callable[[Teller, Any], dict[str, str]]] = {
    e.Registered: _registered,
    e.Amended: _amended,
    e.AcceptanceDeclined: _declined,
    (e.Assigned, e.PassedDown): _assigned,
    e.RequestAsked: _asked,
    (e.AnswerSubmitted, e.AnswerAdopted): _answer,
    e.CallbackRecorded: _callback,
    e.SupervisionPlaced: _supervision,
    e.LeaderSubmissionIssued: _submission,
    e.ClockStarted: _started,
    e.ClockMoved: _moved,
    e.ForwardedInside: _forwarded,
    e.NoteAdded: _noted,
    e.ContactLogged: _logged,
    (e.ProgressTold, e.AnsweredDirectly): _checked,
    (e.ProcedureOpened, e.StepTaken, e.ProcedureEnded, e.ProcedureCancelled): _procedure,
    e.CatalogueChangeRuled: _catalogue,
    (e.ThreeWayCallRecorded, e.DisputeRuled): _unit_fields,
}


def _no_variant(event: Any) -> str:
    return ""


VARIANTS: dict[str, Callable[[Any], str]] = {
    "note_added": _note_form,
    "progress_told": lambda v: "result" if v.result_told else "",
    "three_way_call_recorded": lambda v: "" if v.connected else "failed",
    "assigned": lambda v: "added" if v.added else "rework" if v.rework else "",
    "instruction_given": lambda v: "due" if v.due_on else "",
    "contact_logged": lambda v: "" if v.reached else "failed",
    "order_replied": lambda v: "desk" if v.by_desk else "group" if v.group else "",
    "request_withdrawn": lambda v: "moot" if v.moot else "",
    "callback_recorded": lambda v: "" if v.attempt.reached else "failed",
    "dissatisfaction_judged": lambda v: "" if v.reasonable else "unreasonable",
    "step_taken": lambda v: "late" if v.late else "",
    "procedure_ended": lambda v: "ruled" if v.ruling is not Ruling.NONE else "",
    "archived": lambda v: "until" if v.keep_until else "",
    "clock_started": lambda v: "" if v.clock.due_at else "unknown",
    "clock_resumed": lambda v: "" if v.due_at else "unknown",
    "clock_moved": lambda v: "" if v.due_at else "unknown",
    "reminder_sent": lambda v: "after" if v.stage.startswith(StageKind.AFTER.value) else "",
}
"""Which form of its sentence an event takes; events that are not here have one form."""
