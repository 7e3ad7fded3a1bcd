"""The leader's bench: the submission, the words of the instruction, the day it is due (DSP-7)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from hotline.core import events as e
from hotline.core.vocabulary import CommandName
from hotline.desk.benches.facts import Ready, fields, form_for, words
from hotline.desk.benches.shape import Bench


def instruct(request: HttpRequest, found: Any, ready: Ready) -> Bench | None:
    """What was submitted to this leader and the form of the instruction."""
    target = ready["verbs"].primary.target
    submitted = [r for r in found.timeline if isinstance(r.event, e.LeaderSubmissionIssued)]
    form = form_for(found, ready, CommandName.GIVE_INSTRUCTION, target)
    context = {
        "form": form,
        "f": fields(form),
        "submission": submitted[-1].event.text if submitted else "",
        "by": submitted[-1].actor_name if submitted else "",
        "whole": ready["verbs"].primary,
        "phrases": words("instruct")["phrases"],
    }
    return Bench("desk/benches/instruct.html", context, frozenset({CommandName.GIVE_INSTRUCTION}))
