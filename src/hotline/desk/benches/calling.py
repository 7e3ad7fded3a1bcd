"""The call-back bench: a script on one screen, one key a question, and the next call by itself (CBK-1 … CBK-5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from django.http import HttpRequest

from hotline.core.policy.shapes import CallbackRule, DissatisfactionRule
from hotline.core.vocabulary import CallbackChannel, ClockName, CommandName, RefusalCode
from hotline.desk.benches.casting import cast, chosen, head, poured, written
from hotline.desk.benches.facts import (
    Ready,
    at_place,
    can,
    fields,
    form_for,
    limit,
    limit_piece,
    refusal_of,
    ruled,
    verb_of,
    words,
)
from hotline.desk.benches.handling import at_caller, caller_of
from hotline.desk.benches.shape import Bench
from hotline.desk.casting import mark
from hotline.desk.times import short_stamp, stamp
from hotline.infra.ids import uuid7
from hotline.infra.tongues import in_words, listed

C = CommandName
QUESTIONS = ("answered", "solved", "satisfied_result", "satisfied_process", "very_satisfied")


class Tries(NamedTuple):
    """What was tried: how often and when; how often it must be, minutes apart; whether this is the last; until when
    one has to wait."""

    times: int
    failed: str
    most: int
    apart: int
    last: bool
    wait: str


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
    f = fields(form_for(found, ready, C.RECORD_CALLBACK))
    nearest = limit(found, "", {ClockName.CALLBACK})
    caller = caller_of(found, ready, words("call")["reveal_callback"])
    values = poured(found, ready, C.RECORD_CALLBACK)
    values |= {"key.missed": str(uuid7()), "limit": limit_piece(nearest), "title": found.order.title}
    values |= {"masked": caller["masked"] if caller else "", "text.opinion": f["opinion"].value}
    form = head(C.RECORD_CALLBACK)
    shape: dict[str, Any] = {
        "form": form,
        "missed": form._replace(key=mark("key.missed")),
        "note": words("call")["unreached"],
        "channel": CallbackChannel.PHONE.value,
        "limit": mark("limit") if nearest else "",
        "caller": at_caller(caller),
        "title": mark("title"),
        "phrases": tuple(p.text for p in found.policy.lists.phrases if p.situation.partition(".")[0] in SAID),
        "tries": _tries(found, rule, values),
        "whole": at_place(verb_of(ready, C.RECORD_CALLBACK), values),
        "opinion": written(f["opinion"]),
        **{name: chosen(f[name]) for name in QUESTIONS},
        **_what_follows(found),
    }
    piece = cast("desk/benches/callback.html", shape, values)
    return Bench(covers=frozenset({C.RECORD_CALLBACK}), piece=piece)


def _tries(found: Any, rule: CallbackRule, values: dict[str, Any]) -> Tries:
    """How often it was tried, what the rule says of the next try, and when that may be (CBK-2)."""
    failed = [a.at for a in found.order.callback.attempts if not a.reached]
    again = failed[-1] + timedelta(minutes=rule.apart_minutes) if failed else None
    waits = again is not None and found.now < again
    values["tried"] = listed(short_stamp(at, found.now) for at in failed)
    values["wait"] = stamp(again, found.now) if again else ""
    last = len(failed) + 1 >= rule.attempts
    return Tries(len(failed), mark("tried"), rule.attempts, rule.apart_minutes, last, mark("wait") if waits else "")


def _what_follows(found: Any) -> dict[str, Any]:
    """What happens when the citizen is not satisfied: who judges, and what may follow (CBK-3)."""
    rule = ruled(found, "dissatisfaction", DissatisfactionRule())
    must = "satisfied_result=no" + ("|satisfied_process=no" if rule.process_counts else "")
    return {
        "must_if": must,
        "judges": listed(in_words(role) for role in rule.judges),
        "modes": listed(in_words(mode) for mode in rule.modes),
    }
