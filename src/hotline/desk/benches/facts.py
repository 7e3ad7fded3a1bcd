"""What benches of the units and of the call-back put beside a form: fields, limits, contacts, who signed before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from django.utils.safestring import SafeString

from hotline.core import events as e
from hotline.core.foresight import rule_for
from hotline.core.state import Assignment
from hotline.core.vocabulary import ClockName, CommandName, Finding
from hotline.desk.benches.shape import FORM_PREFIX
from hotline.desk.casting import mark
from hotline.desk.context import unit_name
from hotline.desk.forms.bind import BoundField, BoundForm
from hotline.desk.forms.shape import shape_of
from hotline.desk.molds import NONE, fill, joined
from hotline.desk.order_forms import form_of
from hotline.desk.pieces import chip_piece
from hotline.desk.times import chip, due_stamp, short_stamp
from hotline.desk.verbs import Verb
from hotline.desk.words import table
from hotline.infra.tongues import in_words

R = TypeVar("R")
Ready = Mapping[str, Any]


def words(section: str) -> Any:
    """A section of `words/benches_unit.toml`."""
    return table("benches_unit")[section]


def form_for(found: Any, ready: Ready, command: CommandName, target: str = "") -> BoundForm:
    """A fresh form of one command at one target."""
    return form_of(found, ready, shape_of(command), target)


def fields(form: BoundForm) -> dict[str, BoundField]:
    """The fields by name. Their ids differ from those of the same form opened whole, which may stand below."""
    return {f.shape.name: replace(f, id=FORM_PREFIX + f.id) for f in form.fields}


def can(found: Any, command: CommandName, target: str | None = None) -> bool:
    """Whether this person may do it now (at `target`, if one is named)."""
    return any(
        o.command is command and o.refusal is None and (target is None or o.target == target) for o in found.offers
    )


def verb_of(ready: Ready, command: CommandName, target: str | None = None) -> Verb | None:
    """The button of an act that can be done now."""
    v = ready["verbs"]
    every = [*([v.primary] if v.primary else []), *v.quick, *v.menu]
    return next((x for x in every if x.command is command and (target is None or x.target == target)), None)


def refusal_of(found: Any, command: CommandName, target: str = "") -> Any:
    """Why a command cannot be given now; None when it can, or is not known here."""
    return next((o.refusal for o in found.offers if o.command is command and o.target == target and o.refusal), None)


def ruled(found: Any, topic: str, default: R, part: Assignment | None = None) -> R:
    """The value of the pack's rule that holds here, else `default`."""
    rule = rule_for(found.order, topic, found.policy, found.now, part)
    return rule.value if rule else default


def limit(found: Any, part: str, names: Iterable[ClockName]) -> dict[str, SafeString | str] | None:
    """The nearest running limit of these kinds on a part: chip and moment; None where none runs."""
    wanted = set(names)
    running = [
        v.clock
        for v in found.clocks
        if v.clock.assignment == part and v.clock.name in wanted and v.clock.stopped_at is None and v.clock.due_at
    ]
    if not running:
        return None
    first = min(running, key=lambda c: c.due_at)
    due = due_stamp(first.due_at, found.now)
    return {"name": in_words(first.name), "chip": chip_piece(chip(first.due_at, first.state, found.now)), "due": due}


def limit_piece(found: Mapping[str, Any] | None) -> SafeString:
    """A limit of `limit()` as it stands on a bench."""
    return fill("bench_limit", **found) if found else NONE


def log_piece(log: Iterable[Mapping[str, Any]]) -> SafeString:
    """Every contact of `contact_log()`, or that there was none."""
    lines = joined(fill("bench_reached" if c["reached"] else "bench_missed", **c) for c in log)
    return fill("bench_log", lines=lines) if lines else fill("bench_no_log")


def at_place(verb: Verb | None, values: dict[str, Any]) -> Verb | None:
    """An act as part of a shape: its address is poured, and what it is about is not shown."""
    if verb is None:
        return None
    place = f"url.{verb.command.value}"
    values[place] = verb.url
    return Verb(verb.command, "", verb.label, mark(place))


def contact_log(found: Any, parts: Iterable[str]) -> list[dict[str, Any]]:
    """Every contact with the citizen by these parts, in order (HND-7)."""
    wanted = set(parts)
    return [
        {
            "at": short_stamp(r.at, found.now),
            "who": r.actor_name,
            "method": in_words(r.event.method),
            "reached": r.event.reached,
            "note": r.event.note,
        }
        for r in found.timeline
        if isinstance(r.event, e.ContactLogged) and r.event.assignment in wanted
    ]


def signatures(found: Any, parts: Iterable[str]) -> list[dict[str, str]]:
    """Who let the answer out before, level by level, and who sent it back with which words."""
    wanted, said = set(parts), []
    for r in found.timeline:
        if getattr(r.event, "assignment", "") not in wanted:
            continue
        if isinstance(r.event, e.AnswerApproved):
            kind, text = "signed", r.event.note
        elif isinstance(r.event, e.AnswerSentBack | e.SentDownAgain):
            kind, text = "back", r.event.reason
        else:
            continue
        at = short_stamp(r.at, found.now)
        said.append({"kind": kind, "who": r.actor_name, "unit": r.actor_unit_name, "at": at, "text": text})
    return said


def family_of(found: Any, ident: str) -> list[str]:
    """A part and all below it."""
    below = [child.id for child in found.order.children(ident)]
    return [ident, *(x for child in below for x in family_of(found, child))]


def answer_of(part: Assignment) -> dict[str, Any]:
    """What a unit answers, in words."""
    answer = part.answer
    assert answer is not None
    return {
        "unit": unit_name(part.unit),
        "outcome": in_words(answer.outcome),
        "finding": in_words(answer.finding) if answer.finding is not Finding.NONE else "",
        "grounds": answer.grounds,
        "public": answer.public_text,
        "internal": answer.internal_text,
        "disclosure": in_words(answer.disclosure),
        "beyond": not answer.within_power,
        "contacted": answer.contacted,
        "missing": answer.parts_missing,
    }
