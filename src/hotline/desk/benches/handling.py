"""The unit clerk's benches: sign for it (or ask to give it back), then call, photograph, and answer (HND-1, HND-7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from hotline.core.policy.shapes import ReplyRule
from hotline.core.state import Assignment
from hotline.core.vocabulary import ClockName, CommandName, ContactField, ContactMethod, Finding, RefusalCode
from hotline.desk.benches.facts import (
    Ready,
    can,
    contact_log,
    family_of,
    fields,
    form_for,
    limit,
    refusal_of,
    ruled,
    verb_of,
    words,
)
from hotline.desk.benches.shape import Bench
from hotline.desk.forms.bind import BoundField, Choice
from hotline.desk.verbs import Verb

C = CommandName
ASKED = ("finding", "within_power", "outcome")
"""Questions of the reply that are answered one after the other, each by one key."""


def sign(request: HttpRequest, found: Any, ready: Ready) -> Bench | None:
    """One press signs; the order stays open, because the next thing is to call the citizen."""
    target = ready["verbs"].primary.target
    back = can(found, C.REQUEST_RETURN, target)
    form = form_for(found, ready, C.SIGN_FOR, target)
    returning = form_for(found, ready, C.REQUEST_RETURN, target) if back else None
    refused = None if back else refusal_of(found, C.REQUEST_RETURN, target)
    context = {
        "form": form,
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
    may = can(found, C.SUBMIT_ANSWER, target)
    later = [v for v in _later(ready, target) if v]
    context = {
        "limit": limit(found, target, {ClockName.REPLY, ClockName.COMMITMENT}),
        "first": limit(found, target, {ClockName.FIRST_CONTACT}),
        "log": log,
        "must_contact": rule.contact_required,
        "calls": _calls(found, ready, target),
        "caller": caller_of(found, ready, words("call")["reveal"]),
        "attach": form_for(found, ready, C.ATTACH_FILE) if can(found, C.ATTACH_FILE) else None,
        "later": later,
        "reply": _reply(found, ready, part, rule) if may else None,
        "whole": verb_of(ready, C.SUBMIT_ANSWER, target),
        "note": verb_of(ready, C.LOG_CONTACT, target),
    }
    covers = {C.SUBMIT_ANSWER, C.LOG_CONTACT} | {v.command for v in later}
    return Bench("desk/benches/answer.html", context, frozenset(covers), whole=frozenset({C.LOG_CONTACT}))


def _waits_for_contact(found: Any) -> str:
    """The part that cannot be answered before the citizen was called, where that is all that is missing."""
    for offer in found.offers:
        if offer.command is C.SUBMIT_ANSWER and offer.refusal and offer.refusal.code is RefusalCode.CONTACT_FIRST:
            return str(offer.target)
    return ""


def unanswerable(request: HttpRequest, found: Any, ready: Ready) -> Bench | None:
    """Nothing to submit yet: where only the call is missing, the bench stands all the same."""
    return answer(request, found, ready) if _waits_for_contact(found) else None


def _later(ready: Ready, target: str) -> list[Verb | None]:
    """When it cannot be done in time, or not alone."""
    return [verb_of(ready, c, target) for c in (C.REQUEST_EXTENSION, C.REQUEST_SUSPENSION, C.REQUEST_CO_SIGNATURE)]


def caller_of(found: Any, ready: Ready, reason: str) -> dict[str, str] | None:
    """How to reach the citizen: the telephone is shown after a look that is recorded; None where there is none."""
    contact = found.contact
    if contact.withheld or contact.damaged or not contact.fields.get(ContactField.PHONE):
        return None
    masked = contact.fields[ContactField.PHONE]
    return {"masked": masked, "number": ready["number"], "reason": reason, "may": contact.may_reveal}


def _calls(found: Any, ready: Ready, target: str) -> dict[str, Any] | None:
    """The forms that log a call: one with what was said, and one with a button for each way to come to nothing."""
    if not can(found, C.LOG_CONTACT, target):
        return None
    said = words("call")
    talked = form_for(found, ready, C.LOG_CONTACT, target)
    missed = form_for(found, ready, C.LOG_CONTACT, target)
    return {
        "talked": talked,
        "usual": said["talked"],
        "missed": missed,
        "notes": said["outcomes"],
        "method": ContactMethod.PHONE.value,
    }


def _reply(found: Any, ready: Ready, part: Assignment, rule: ReplyRule) -> dict[str, Any]:
    """The form of the answer. What is asked is not answered beforehand, except by what the unit said before."""
    form = form_for(found, ready, C.SUBMIT_ANSWER, part.id)
    f = fields(form)
    if part.answer is None:
        f |= {name: _unanswered(f[name]) for name in ASKED if name in f}
    return {
        "form": form,
        "f": f,
        "min": max(1, rule.min_chars),
        "finding_required": rule.finding_required,
        "none": Finding.NONE.value,
        "findings": _findings(f["finding"]),
        "phrases": words("answer")["phrases"],
        "done": words("answer")["done"],
    }


def _findings(field: BoundField) -> list[Choice]:
    """“Is it as the citizen says?”: yes, no, or nothing to find; in the words of the question."""
    said = words("answer")["findings"]
    known = {c.value: c for c in field.choices}
    return [replace(known[value], label=label) for value, label in said.items() if value in known]


def _unanswered(field: BoundField) -> BoundField:
    return replace(field, value="", choices=tuple(replace(c, selected=False) for c in field.choices))
