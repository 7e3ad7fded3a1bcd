"""The unit clerk's benches: sign for it (or ask to give it back), then call, photograph, and answer (HND-1, HND-7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from django.http import HttpRequest

from hotline.core.policy.shapes import ReplyRule
from hotline.core.state import Assignment
from hotline.core.vocabulary import ClockName, CommandName, ContactField, ContactMethod, Finding, Outcome, RefusalCode
from hotline.desk.benches.casting import Head, Input, cast, chosen, head, poured, written
from hotline.desk.benches.facts import (
    Ready,
    at_place,
    can,
    contact_log,
    family_of,
    fields,
    form_for,
    limit,
    limit_piece,
    log_piece,
    refusal_of,
    ruled,
    verb_of,
    words,
)
from hotline.desk.benches.shape import Bench
from hotline.desk.casting import mark
from hotline.desk.forms.bind import BoundField, Choice
from hotline.desk.verbs import Verb

C = CommandName
ASKED = ("finding", "within_power", "outcome")
"""Questions of the reply that are answered one after the other, each by one key."""
WRITTEN = ("grounds", "internal_text", "public_text", "parts_missing")


class Caller(NamedTuple):
    """How the citizen is reached, as `benches/caller.html` wants it."""

    masked: str
    number: str
    reason: str
    may: bool


class Calls(NamedTuple):
    """The forms that log a call."""

    talked: Head
    usual: str
    missed: Head
    notes: tuple[str, ...]
    method: str


class Reply(NamedTuple):
    """The form of the answer, as `benches/answer_form.html` wants it; `usual`: answers of the common case."""

    form: Head
    f: tuple[tuple[str, Input], ...]
    parts_missing: BoundField | None
    min: int
    required: bool
    usual: str
    none: str
    phrases: tuple[str, ...]
    done: tuple[str, ...]

    @property
    def fields(self) -> dict[str, Input]:
        return dict(self.f)


def sign(request: HttpRequest, found: Any, ready: Ready) -> Bench | None:
    """One press signs; the order stays open, because the next thing is to call the citizen."""
    target = ready["verbs"].primary.target
    back = can(found, C.REQUEST_RETURN, target)
    form = form_for(found, ready, C.SIGN_FOR, target)
    returning = form_for(found, ready, C.REQUEST_RETURN, target) if back else None
    refused = None if back else refusal_of(found, C.REQUEST_RETURN, target)
    rule = ruled(found, "reply", ReplyRule(), found.order.assignment(target))
    context = {
        "form": form,
        "at_once": not rule.contact_required,
        "finding": rule.finding_required,
        "limit": limit(found, target, {ClockName.SIGN_FOR}),
        "reply": limit(found, target, {ClockName.REPLY}),
        "window": limit(found, target, {ClockName.RETURN_WINDOW}),
        "back": returning,
        "f": fields(returning) if returning else {},
        "no_return": refused.text if refused else "",
        "reasons": words("sign")["reasons"],
    }
    covers = frozenset({C.SIGN_FOR, C.REQUEST_RETURN})
    return Bench("desk/benches/sign.html", context, covers, whole=frozenset({C.REQUEST_RETURN}))


def answer(request: HttpRequest, found: Any, ready: Ready) -> Bench | None:
    """Call, photograph or speak, then the reply in the order in which one thinks of it."""
    primary = ready["verbs"].primary
    target = primary.target if primary else _waits_for_contact(found)
    part = found.order.assignment(target)
    if part is None:
        return None
    rule = ruled(found, "reply", ReplyRule(), part)
    log = contact_log(found, family_of(found, part.id))
    nearest = limit(found, target, {ClockName.REPLY, ClockName.COMMITMENT})
    first = limit(found, target, {ClockName.FIRST_CONTACT})
    caller = caller_of(found, ready, words("call")["reveal"])
    values = poured(found, ready, C.SUBMIT_ANSWER, C.LOG_CONTACT, C.ATTACH_FILE)
    values |= {"limit": limit_piece(nearest), "first": limit_piece(first), "log": log_piece(log)}
    values["masked"] = caller["masked"] if caller else ""
    later = _later(ready, target)
    shape: dict[str, Any] = {
        "limit": mark("limit") if nearest else "",
        "first": mark("first") if first else "",
        "log": mark("log"),
        "called": bool(log),
        "must_contact": rule.contact_required,
        "calls": _calls(target) if can(found, C.LOG_CONTACT, target) else None,
        "caller": at_caller(caller),
        "attach": head(C.ATTACH_FILE) if can(found, C.ATTACH_FILE) else None,
        "later": tuple(at_place(v, values) for v in later),
        "reply": _reply(found, ready, part, rule, values) if can(found, C.SUBMIT_ANSWER, target) else None,
        "whole": at_place(verb_of(ready, C.SUBMIT_ANSWER, target), values),
        "note": at_place(verb_of(ready, C.LOG_CONTACT, target), values),
    }
    covers = {C.SUBMIT_ANSWER, C.LOG_CONTACT} | {v.command for v in later}
    piece = cast("desk/benches/answer.html", shape, values)
    return Bench(covers=frozenset(covers), whole=frozenset({C.LOG_CONTACT}), piece=piece)


def _waits_for_contact(found: Any) -> str:
    """The part that cannot be answered before the citizen was called, where that is all that is missing."""
    for offer in found.offers:
        if offer.command is C.SUBMIT_ANSWER and offer.refusal and offer.refusal.code is RefusalCode.CONTACT_FIRST:
            return str(offer.target)
    return ""


def unanswerable(request: HttpRequest, found: Any, ready: Ready) -> Bench | None:
    """Nothing to submit yet: where only the call is missing, the bench stands all the same."""
    return answer(request, found, ready) if _waits_for_contact(found) else None


def _later(ready: Ready, target: str) -> list[Verb]:
    """When it cannot be done in time, or not alone."""
    found = (verb_of(ready, c, target) for c in (C.REQUEST_EXTENSION, C.REQUEST_SUSPENSION, C.REQUEST_CO_SIGNATURE))
    return [v for v in found if v]


def caller_of(found: Any, ready: Ready, reason: str) -> dict[str, str] | None:
    """How to reach the citizen: the telephone is shown after a look that is recorded; None where there is none."""
    contact = found.contact
    if contact.withheld or contact.damaged or not contact.fields.get(ContactField.PHONE):
        return None
    masked = contact.fields[ContactField.PHONE]
    return {"masked": masked, "number": ready["number"], "reason": reason, "may": contact.may_reveal}


def at_caller(caller: dict[str, str] | None) -> Caller | None:
    """The same as part of a shape: the number itself is poured."""
    return Caller(mark("masked"), mark("number"), caller["reason"], bool(caller["may"])) if caller else None


def _calls(target: str) -> Calls:
    """The forms that log a call: one with what was said, and one with a button for each way to come to nothing."""
    said = words("call")
    form = head(C.LOG_CONTACT, target)
    return Calls(form, said["talked"], form, tuple(said["outcomes"]), ContactMethod.PHONE.value)


def _reply(found: Any, ready: Ready, part: Assignment, rule: ReplyRule, values: dict[str, Any]) -> Reply:
    """The form of the answer. What is asked is not answered beforehand, except by what the unit said before."""
    f = fields(form_for(found, ready, C.SUBMIT_ANSWER, part.id))
    if part.answer is None:
        f |= {name: _unanswered(f[name]) for name in ASKED if name in f}
    values |= {f"text.{name}": f[name].value for name in WRITTEN if name in f}
    finding = replace(f["finding"], choices=tuple(_findings(f["finding"])))
    missing = f.get("parts_missing")
    return Reply(
        form=head(C.SUBMIT_ANSWER, part.id),
        f=tuple(_asked(f, finding)),
        parts_missing=replace(missing, value=mark("text.parts_missing")) if missing else None,
        min=max(1, rule.min_chars),
        required=rule.finding_required,
        usual=_usual(f, rule),
        none=Finding.NONE.value,
        phrases=tuple(words("answer")["phrases"]),
        done=tuple(words("answer")["done"]),
    )


def _asked(f: dict[str, BoundField], finding: BoundField) -> Iterator[tuple[str, Input]]:
    yield "finding", chosen(finding)
    for name in ("within_power", "outcome", "disclosure"):
        yield name, chosen(f[name])
    for name in WRITTEN:
        if name in f:
            yield name, written(f[name])


def _usual(f: dict[str, BoundField], rule: ReplyRule) -> str:
    """The answers of the common case, for one key: as stated where the pack wants a finding, within power, solved."""
    finding = Finding.SUBSTANTIATED if rule.finding_required else Finding.NONE
    said = {"finding": finding.value, "within_power": "yes", "outcome": Outcome.SOLVED.value}
    return "|".join(f"{f[name].name}={value}" for name, value in said.items())


def _findings(field: BoundField) -> list[Choice]:
    """“Is it as the citizen says?”: yes, no, or nothing to find; in the words of the question."""
    said = words("answer")["findings"]
    known = {c.value: c for c in field.choices}
    return [replace(known[value], label=label) for value, label in said.items() if value in known]


def _unanswered(field: BoundField) -> BoundField:
    return replace(field, value="", choices=tuple(replace(c, selected=False) for c in field.choices))
