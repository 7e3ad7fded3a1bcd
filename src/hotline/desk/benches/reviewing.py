"""The leader's bench: what the citizen said, the two texts, the contacts; signed, or sent back with one sentence.
And that of the level above, which takes the answer from below or asks again (DSP-8)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from hotline.core.state import Assignment
from hotline.core.vocabulary import AssignmentState, ClockName, CommandName
from hotline.desk.benches.facts import (
    Ready,
    answer_of,
    can,
    contact_log,
    family_of,
    fields,
    form_for,
    limit,
    signatures,
    verb_of,
    words,
)
from hotline.desk.benches.shape import Bench

C = CommandName


def review(request: HttpRequest, found: Any, ready: Ready) -> Bench | None:
    """One press signs and opens the next; one sentence sends it back."""
    target = ready["verbs"].primary.target
    part = found.order.assignment(target)
    if part is None or part.answer is None:
        return None
    family = family_of(found, target)
    back = form_for(found, ready, C.SEND_BACK_ANSWER, target) if can(found, C.SEND_BACK_ANSWER, target) else None
    context = {
        "form": form_for(found, ready, C.APPROVE_ANSWER, target),
        "back": back,
        "f": fields(back) if back else {},
        "answer": answer_of(part),
        "log": contact_log(found, family),
        "signed": signatures(found, family),
        "limit": limit(found, target, {ClockName.REPLY, ClockName.COMMITMENT}),
        "whole": verb_of(ready, C.APPROVE_ANSWER, target),
        "reasons": words("review")["reasons"],
    }
    covers = frozenset({C.APPROVE_ANSWER, C.SEND_BACK_ANSWER})
    return Bench("desk/benches/review.html", context, covers, whole=frozenset({C.SEND_BACK_ANSWER}))


def adopt(request: HttpRequest, found: Any, ready: Ready) -> Bench | None:
    """The answers from below: taken as they are, with what this unit adds, or sent down again."""
    target = ready["verbs"].primary.target
    below = [c for c in found.order.children(target) if c.answer and c.state is AssignmentState.SUBMITTED]
    if not below:
        return None
    context = {
        "children": [_child(found, ready, target, child) for child in below],
        "limit": limit(found, target, {ClockName.REPLY, ClockName.COMMITMENT}),
        "whole": verb_of(ready, C.ADOPT_ANSWER, target),
        "reasons": words("review")["reasons"],
    }
    covers = frozenset({C.ADOPT_ANSWER, C.SEND_DOWN_AGAIN})
    return Bench("desk/benches/review_below.html", context, covers, whole=frozenset({C.SEND_DOWN_AGAIN}))


def _child(found: Any, ready: Ready, target: str, child: Assignment) -> dict[str, Any]:
    """One answer from below with the three things that can be done with it."""
    assert child.answer is not None
    family = family_of(found, child.id)
    again = form_for(found, ready, C.SEND_DOWN_AGAIN, child.id) if can(found, C.SEND_DOWN_AGAIN, child.id) else None
    own = form_for(found, ready, C.SUBMIT_ANSWER, target) if can(found, C.SUBMIT_ANSWER, target) else None
    answer = child.answer
    return {
        "id": child.id,
        "form": form_for(found, ready, C.ADOPT_ANSWER, target),
        "again": again,
        "f": fields(again) if again else {},
        "own": own,
        "kept": {
            "within_power": "yes" if answer.within_power else "no",
            "outcome": answer.outcome.value,
            "finding": answer.finding.value,
            "grounds": answer.grounds,
            "disclosure": answer.disclosure.value,
        },
        "answer": answer_of(child),
        "log": contact_log(found, family),
        "signed": signatures(found, family),
    }
