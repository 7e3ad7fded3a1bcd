"""Every component of the desk on one page, made by the same pieces and templates as the real pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from hotline import policy as packs
from hotline.accounts import selectors as accounts
from hotline.core.vocabulary import ClockState, CommandName
from hotline.desk.context import setting_without_order
from hotline.desk.forms.bind import BoundForm, bind
from hotline.desk.forms.shape import shape_of
from hotline.desk.molds import joined
from hotline.desk.pieces import blocked_piece, chip_piece, facts_piece, limits_piece, step_piece, verb_piece
from hotline.desk.sentences import Line
from hotline.desk.sheet import Step
from hotline.desk.times import chip, due_stamp, short_stamp
from hotline.desk.verbs import Verb
from hotline.desk.views.common import frame, page
from hotline.desk.why import Limit
from hotline.desk.words import table
from hotline.infra import clock

HERE = "/design/"


@page()
@require_GET
def design(request: HttpRequest) -> HttpResponse:
    """Colours, type, chips, buttons, forms, panels, messages, as they are used. Nothing on it does anything."""
    words = table("design")
    context: dict[str, Any] = {
        "chips": _chips(),
        "facts": facts_piece((words["facts"][f"{name}_label"], words["facts"][name]) for name in ("place", "class")),
        "limits": limits_piece(_limits(words["limits"])),
        "buttons": _buttons(words["acts"]),
        "story": joined(map(step_piece, _story(words["story"]))),
        "form": _form(request),
    }
    return render(request, "desk/design.html", frame(request) | context)


def _chips() -> SafeString:
    now = clock.now()
    spans = (timedelta(days=3), timedelta(hours=5), timedelta(days=-2))
    open_ones = [chip(now + span, ClockState.RUNNING, now) for span in spans]
    states = [chip(now, state, now) for state in (ClockState.MET, ClockState.PAUSED, ClockState.UNKNOWN)]
    return joined(map(chip_piece, (*open_ones, *states)))


def _limits(words: Any) -> list[Limit]:
    now = clock.now()
    return [
        Limit(str(at), words["reply"], words["unit"], chip(at, ClockState.RUNNING, now), due_stamp(at, now), why, True)
        for at in (now + timedelta(days=2), now + timedelta(hours=3))
        if (why := (words["why"],))
    ]


def _buttons(words: Any) -> dict[str, SafeString]:
    def verb(command: CommandName, name: str, reason: str = "") -> Verb:
        return Verb(command, "", words[name], HERE, reason=reason)

    main, other = verb(CommandName.APPROVE_ANSWER, "approve"), verb(CommandName.SEND_BACK_ANSWER, "send_back")
    barred = [verb(CommandName.ARCHIVE, "archive", words["why_not"])]
    return {
        "primary": verb_piece(main, 0, "", "", main=True),
        "quick": verb_piece(other, 0, "", ""),
        "blocked": blocked_piece(barred),
    }


def _story(words: Any) -> list[Step]:
    def line(name: str, quote: str = "") -> Line:
        return Line(words[name], words.get(quote, ""), {"note": "note-said"}.get(name, name))

    now = clock.now()
    acts = (
        ((line("said"),), (line("clock"),)),
        ((line("note", "quote"),), ()),
        ((line("warn"),), ()),
        ((line("good"),), ()),
    )
    return [Step(short_stamp(now, now), now.isoformat(), lines, clocks) for lines, clocks in acts]


def _form(request: HttpRequest) -> BoundForm | None:
    """A real form, of the person's own line; nobody without a line needs one."""
    names = sorted(accounts.packs_of(request.user)) or sorted({found.pack for found in accounts.lines().values()})
    if not names:
        return None
    return bind(
        shape_of(CommandName.LOG_CONTACT),
        "",
        setting_without_order(packs.load(names[0])),
        0,
        "design",
        typed={},
    )
