"""Rulings: returns, extensions, suspensions, commitments, endorsements and disputes, each decided by one key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from hotline.core.commands import Command, EndorseRequest, GrantRequest
from hotline.core.foresight import rule_for
from hotline.core.policy.shapes import ExtensionRule
from hotline.core.state import Request
from hotline.core.vocabulary import ClockName, CommandName, RequestKind
from hotline.desk.areas import area_name
from hotline.desk.benches.dispatching import filled, on_bench, verb_of
from hotline.desk.benches.limits import Ahead, ahead
from hotline.desk.benches.shape import Bench
from hotline.desk.context import unit_name
from hotline.desk.forms.bind import BoundForm
from hotline.desk.forms.shape import shape_of
from hotline.desk.order_forms import form_of
from hotline.desk.routing import options
from hotline.desk.times import day_of, due_stamp, stamp
from hotline.desk.why import amount_said
from hotline.desk.words import table
from hotline.dispatch.selectors import dispute
from hotline.infra.tongues import in_words

C = CommandName


def ruling_bench(request: HttpRequest, found: Any, ready: Mapping[str, Any]) -> Bench | None:
    """One request of a unit that waits for a word: who asks, why, what the rules say, what would come of it."""
    primary = ready["verbs"].primary
    asked = found.order.request(primary.target)
    return _bench(found, ready, asked, primary.command) if asked else None


def not_yet(request: HttpRequest, found: Any, ready: Mapping[str, Any]) -> Bench | None:
    """A request that cannot be granted yet, but refused: the same bench says what it waits for."""
    verbs = ready["verbs"]
    refusing = next((v for v in (*verbs.quick, *verbs.menu) if v.command is C.REFUSE_REQUEST), None)
    asked = found.order.request(refusing.target) if refusing else None
    return _bench(found, ready, asked, None) if asked else None


def _bench(found: Any, ready: Mapping[str, Any], asked: Request, act: CommandName | None) -> Bench:
    """`act`: granted or endorsed; None when neither can be done now."""
    grant = form_of(found, ready, shape_of(act), asked.id) if act else None
    refusing = verb_of(ready["verbs"], C.REFUSE_REQUEST, asked.id)
    refuse = form_of(found, ready, shape_of(C.REFUSE_REQUEST), asked.id) if refusing else None
    command: Command = EndorseRequest(request=asked.id) if act is C.ENDORSE_REQUEST else GrantRequest(request=asked.id)
    seen = ahead(found, command)
    context = {
        "form": grant,
        "note": _field(grant, "note") if grant else None,
        "refuse": refuse,
        "reason": _field(refuse, "reason") if refuse else None,
        "asked": _asked(found, asked),
        "facts": _facts(found, asked),
        "dues": _dues(found, asked, seen),
        "source": seen.source if seen.moved or asked.kind is not RequestKind.EXTENSION else "",
        "refusal": seen.refusal,
        "history": _history(found, asked),
        "says": _says(found, asked),
    }
    covers = frozenset(({act} if act else set()) | ({C.REFUSE_REQUEST} if refuse else set()))
    return Bench("desk/benches/ruling.html", context, covers, covers)


def dispute_bench(request: HttpRequest, found: Any, ready: Mapping[str, Any]) -> Bench | None:
    """A dispute about who answers: who refused with which words, and who could be named."""
    form = form_of(found, ready, shape_of(C.RULE_DISPUTE), ready["verbs"].primary.target)
    refused = tuple(unit for unit, _reason in dispute(found.order).refusals)
    who = form.routing["options"].without(*refused)
    fields = {f.shape.name: on_bench(f) for f in form.fields}
    if who.answer:
        fields["lead"] = filled(fields["lead"], who.answer.unit, who.answer.name)
    level = found.order.dispute
    context = {
        "form": form,
        "lead": fields["lead"],
        "assisting": fields["assisting"],
        "text": fields["text"],
        "leads": [{"key": n, "option": option} for n, option in enumerate(who.leads, 1)],
        "why": who.why,
        "nobody": "",
        "history": _history(found, None),
        "level": _words()["level"].format(level=in_words(level)) if level else "",
    }
    covers = frozenset({C.RULE_DISPUTE})
    return Bench("desk/benches/ruling_dispute.html", context, covers, covers)


def _words() -> Mapping[str, str]:
    words: Mapping[str, str] = table("benches_dispatch")["ruling"]
    return words


def _field(form: BoundForm, name: str) -> Any:
    """One text of a request's form, short enough for the bench."""
    found = next(f for f in form.fields if f.shape.name == name)
    return on_bench(replace(found, shape=replace(found.shape, kind="text", rows=1)))


def _asked(found: Any, asked: Request) -> dict[str, str]:
    """Who asks for what, when, in which words."""
    words = _words()
    amount = words["days"].format(n=asked.amount) if asked.amount else ""
    until = words["until"].format(day=day_of(asked.until, found.now)) if asked.until else ""
    named = (
        words["named"].format(unit=unit_name(asked.about)) if asked.kind is RequestKind.RETURN and asked.about else ""
    )
    return {
        "title": words["asked"].format(unit=unit_name(asked.unit), kind=in_words(asked.kind)),
        "amount": amount or until,
        "reason": asked.reason,
        "text": asked.text,
        "at": stamp(asked.asked_at, found.now),
        "named": named,
    }


def _facts(found: Any, asked: Request) -> list[str]:
    """What the rules say about such a request, with the article."""
    if asked.kind is RequestKind.EXTENSION:
        return _extension(found, asked)
    if asked.kind is RequestKind.RETURN:
        return _return(found, asked)
    rule = rule_for(found.order, asked.kind.value, found.policy, found.now, found.order.assignment(asked.assignment))
    return [_words()["source"].format(source=rule.source)] if rule else []


def _extension(found: Any, asked: Request) -> list[str]:
    words, part = _words(), found.order.assignment(asked.assignment)
    rule = rule_for(found.order, "extension", found.policy, found.now, part)
    value: ExtensionRule = rule.value if rule else ExtensionRule()
    said = [words["most_days"].format(length=amount_said(value.max_length))] if value.max_length else []
    said.append(words["most_times"].format(n=value.total_times, done=part.extensions))
    if part.extensions >= value.plain_times and value.later_needs_signature:
        said.append(words["signed_done"] if asked.signed and asked.stamped else words["signed"])
    if part.extensions >= value.plain_times and value.later_needs_endorsement:
        said.append(words["endorsed_done"] if asked.state.value == "endorsed" else words["endorsed"])
    return [*said, *([words["source"].format(source=rule.source)] if rule else [])]


def _return(found: Any, asked: Request) -> list[str]:
    words = _words()
    windows = [
        v for v in found.clocks if v.clock.name is ClockName.RETURN_WINDOW and v.clock.assignment == asked.assignment
    ]
    said = []
    for view in windows[-1:]:
        if view.clock.due_at:
            key = "window_in" if asked.asked_at <= view.clock.due_at else "window_passed"
            said.append(words[key].format(due=due_stamp(view.clock.due_at, found.now)))
        if view.rule:
            said.append(words["source"].format(source=view.rule.source))
    return said


def _dues(found: Any, asked: Request, seen: Ahead) -> list[str]:
    """The limits as they would be when it is granted: from when to when."""
    words, before = _words(), {v.clock.id: v.clock.due_at for v in found.clocks}
    moved = [
        words["from_to"].format(before=due_stamp(before[x.id], found.now) if before.get(x.id) else "—", after=x.due)
        for x in seen.moved
    ]
    opened = [words["new_limit"].format(name=x.name, due=x.due) for x in seen.opened if x.due]
    return [*moved, *opened] if asked.kind is not RequestKind.CO_SIGNATURE else []


def _history(found: Any, asked: Request | None) -> list[str]:
    """Who has given this order back before, with which words (S2 德州 二(三)4(3)③)."""
    said = [
        r
        for r in found.order.requests
        if r.kind is RequestKind.RETURN and (asked is None or r.id != asked.id) and r.reason
    ]
    if asked is not None and asked.kind is not RequestKind.RETURN:
        return []
    return [
        _words()["returned_by"].format(unit=unit_name(r.unit), reason=r.reason) + f" · {in_words(r.state)}"
        for r in said
    ]


def _says(found: Any, asked: Request) -> list[dict[str, str]]:
    """For a return: to whom instead, as words for the note; the unit that asks is none of them."""
    if asked.kind is not RequestKind.RETURN:
        return []
    words = _words()
    said = [(asked.about, words["say_named"])] if asked.about else []
    others = options(found.order, found.policy, area_name, found.row.line).without(asked.unit, asked.about)
    said += [(option.unit, words["say_other"]) for option in others.leads]
    return [{"unit": unit_name(u), "words": text.format(unit=unit_name(u))} for u, text in said[:3]]
