"""The call-back bench: a script on one screen, one key a question, and the next call by itself (CBK-1 … CBK-5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from hotline.core.policy.shapes import CallbackRule, DissatisfactionRule
from hotline.core.vocabulary import CallbackChannel, ClockName, CommandName, RefusalCode
from hotline.desk.benches.facts import Ready, can, fields, form_for, limit, refusal_of, ruled, verb_of, words
from hotline.desk.benches.handling import caller_of
from hotline.desk.benches.shape import Bench
from hotline.desk.times import short_stamp, stamp
from hotline.infra.tongues import in_words, listed

C = CommandName
SAID = frozenset({"callback", "follow_up", "closing"})
"""Situations of a pack's phrases that belong to a call-back."""


def call_back(request: HttpRequest, found: Any, ready: Ready) -> Bench | None:
    """Taken first, so that two never ring the same citizen; then the questions."""
    rule = ruled(found, "callback", CallbackRule())
    if CallbackChannel.PHONE not in rule.channels:
        return None
    mine = found.order.callback.taken_by == found.actor.id
    return _script(found, ready, rule) if mine or not can(found, C.TAKE_CALLBACK) else _to_take(found, ready)


def not_mine(request: HttpRequest, found: Any, ready: Ready) -> Bench | None:
    """CBK-5: who handled it may not call it back; the bench says so instead of an empty place."""
    refused = refusal_of(found, C.RECORD_CALLBACK) or refusal_of(found, C.TAKE_CALLBACK)
    if refused is None or refused.code is not RefusalCode.OWN_ORDER:
        return None
    return Bench("desk/benches/callback_not_mine.html", {"reason": refused.text})


def _to_take(found: Any, ready: Ready) -> Bench:
    by = found.order.callback.taken_by
    context = {
        "form": form_for(found, ready, C.TAKE_CALLBACK),
        "by": found.names.get(by, "") if by else "",
        "limit": limit(found, "", {ClockName.CALLBACK}),
        "answer": found.order.public_answer,
        "whole": verb_of(ready, C.RECORD_CALLBACK),
    }
    return Bench("desk/benches/callback_take.html", context, frozenset({C.TAKE_CALLBACK, C.RECORD_CALLBACK}))


def _script(found: Any, ready: Ready, rule: CallbackRule) -> Bench:
    form = form_for(found, ready, C.RECORD_CALLBACK)
    context = {
        "form": form,
        "f": fields(form),
        "missed": form_for(found, ready, C.RECORD_CALLBACK),
        "note": words("call")["unreached"],
        "channel": CallbackChannel.PHONE.value,
        "limit": limit(found, "", {ClockName.CALLBACK}),
        "caller": caller_of(found, ready, words("call")["reveal_callback"]),
        "title": found.order.title,
        "answer": found.order.public_answer,
        "phrases": [p.text for p in found.policy.lists.phrases if p.situation.partition(".")[0] in SAID],
        "tries": _tries(found, rule),
        "whole": verb_of(ready, C.RECORD_CALLBACK),
    }
    context |= _what_follows(found)
    return Bench("desk/benches/callback.html", context, frozenset({C.RECORD_CALLBACK}))


def _tries(found: Any, rule: CallbackRule) -> dict[str, Any]:
    """How often it was tried, what the rule says of the next try, and when that may be (CBK-2)."""
    failed = [a.at for a in found.order.callback.attempts if not a.reached]
    again = failed[-1] + timedelta(minutes=rule.apart_minutes) if failed else None
    return {
        "failed": [short_stamp(at, found.now) for at in failed],
        "most": rule.attempts,
        "apart": rule.apart_minutes,
        "last": len(failed) + 1 >= rule.attempts,
        "wait": stamp(again, found.now) if again and found.now < again else "",
    }


def _what_follows(found: Any) -> dict[str, Any]:
    """What happens when the citizen is not satisfied: who judges, and what may follow (CBK-3)."""
    rule = ruled(found, "dissatisfaction", DissatisfactionRule())
    must = "satisfied_result=no" + ("|satisfied_process=no" if rule.process_counts else "")
    return {
        "must_if": must,
        "judges": listed(in_words(role) for role in rule.judges),
        "modes": listed(in_words(mode) for mode in rule.modes),
    }
