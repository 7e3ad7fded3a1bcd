"""The judgment bench: both sides' words, what was tried, and who does it again (CBK-3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from hotline.core import events as e
from hotline.core.policy.shapes import DissatisfactionRule
from hotline.core.vocabulary import CommandName, ReworkMode, ReworkReason
from hotline.desk.benches.facts import (
    Ready,
    answer_of,
    contact_log,
    family_of,
    fields,
    form_for,
    ruled,
    signatures,
    verb_of,
    words,
)
from hotline.desk.benches.shape import Bench
from hotline.desk.forms.bind import BoundField
from hotline.desk.times import short_stamp

C = CommandName


def judge(request: HttpRequest, found: Any, ready: Ready) -> Bench | None:
    """Reasonable or not, with grounds. Reasonable: the same order goes on to who does it again."""
    form = form_for(found, ready, C.JUDGE_DISSATISFACTION)
    context = _both_sides(found) | {
        "form": form,
        "f": fields(form),
        "yes": words("judge")["yes"],
        "no": words("judge")["no"],
        "whole": verb_of(ready, C.JUDGE_DISSATISFACTION),
    }
    return Bench("desk/benches/judge.html", context, frozenset({C.JUDGE_DISSATISFACTION}))


def rework(request: HttpRequest, found: Any, ready: Ready) -> Bench | None:
    """After “reasonable”: who does it again. For other reasons of a rework there is the form in the menu."""
    if not found.order.callback.reasonable:
        return None
    rule = ruled(found, "dissatisfaction", DissatisfactionRule())
    form = form_for(found, ready, C.ORDER_REWORK)
    f = fields(form)
    too_often = found.order.redo_count >= rule.director_after
    modes = _only(f["mode"], () if too_often else tuple(m.value for m in rule.modes if m is not ReworkMode.DIRECTOR))
    context = _both_sides(found) | {
        "form": form,
        "f": f | {"mode": modes},
        "too_often": rule.director_after if too_often else 0,
        "reason": ReworkReason.DISSATISFIED.value,
        "texts": words("rework")["texts"],
        "whole": verb_of(ready, C.ORDER_REWORK),
    }
    return Bench("desk/benches/judge_rework.html", context, frozenset({C.ORDER_REWORK}))


def _only(field: BoundField, values: tuple[str, ...]) -> BoundField:
    """The choice among those the pack offers; the only one is chosen already."""
    kept = [c for c in field.choices if c.value in values]
    return replace(field, choices=tuple(replace(c, selected=len(kept) == 1) for c in kept))


def _both_sides(found: Any) -> dict[str, Any]:
    """What the citizen said at the call-back, what the unit had answered, and what was tried before."""
    calls = [r for r in found.timeline if isinstance(r.event, e.CallbackRecorded)]
    judged = [r for r in found.timeline if isinstance(r.event, e.DissatisfactionJudged)]
    lead = found.order.lead()
    family = family_of(found, lead.id) if lead else []
    return {
        "said": [
            {
                "at": short_stamp(r.at, found.now),
                "who": r.actor_name,
                "opinion": r.event.opinion,
                "reached": r.event.attempt.reached,
                "solved": r.event.attempt.solved,
                "result": r.event.attempt.satisfied_result,
                "process": r.event.attempt.satisfied_process,
            }
            for r in calls
        ],
        "judged": [{"who": r.actor_name, "reasonable": r.event.reasonable, "grounds": r.event.grounds} for r in judged],
        "answer": answer_of(lead) if lead and lead.answer else None,
        "log": contact_log(found, family),
        "signed": signatures(found, family),
        "redo": found.order.redo_count,
    }
