"""The order page, made ready in Python: everything it shows, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from hotline.core import events as e
from hotline.core.state import Assignment, Order
from hotline.core.vocabulary import AssignmentState, Finding, Urgency
from hotline.desk.acts import doubt_text
from hotline.desk.molds import joined
from hotline.desk.papers import links_of
from hotline.desk.pieces import chip_piece, facts_piece, limits_piece, step_piece
from hotline.desk.procedures import blocks
from hotline.desk.sentences import Act, Line, Teller, actor_key
from hotline.desk.stages import clock_title
from hotline.desk.times import chip, day_of, due_stamp, short_stamp, stamp
from hotline.desk.verbs import verbs_of
from hotline.desk.why import Limit, limit_of
from hotline.desk.words import say, table
from hotline.handling.selectors import shown_as
from hotline.handling.services import RELEASERS
from hotline.infra import clock
from hotline.infra.tongues import in_words, listed

SHOWN_FIRST, SHOWN_LAST = 1, 9
"""Of a long story, the beginning and the last steps are shown; the middle unfolds."""
ENDED = frozenset({AssignmentState.RETURNED, AssignmentState.RECALLED})


@dataclass(frozen=True)
class Step:
    """One act in the timeline, or (`folded`) the fold in its middle."""

    stamp: str = ""
    iso: str = ""
    lines: tuple[Line, ...] = ()
    clocks: tuple[Line, ...] = ()
    hidden: bool = False
    folded: int = 0


def _steps(acts: Iterable[Act], above: frozenset[str]) -> list[Step]:
    """One step an act. What only the limits did between two acts is one step; a text that stands `above` in full, as
    the answer does, is not said twice."""
    steps: list[Step] = []
    for act in acts:
        lines = tuple(line._replace(quote="") if line.quote in above else line for line in act.lines)
        if not lines and steps and (not steps[-1].lines or steps[-1].stamp == act.stamp):
            steps[-1] = replace(steps[-1], clocks=(*steps[-1].clocks, *act.clocks))
            continue
        steps.append(Step(act.stamp, act.at.isoformat(), lines, tuple(act.clocks)))
    return steps


def sheet(
    page: Any, files: Iterable[Any], queue: str, on: str, unit: Callable[[str], str], area: Callable[[str], str]
) -> dict[str, Any]:
    """Template context for `orders.selectors.order_page`. `queue`, `on`: where the person came from, and for what."""
    order: Order = page.order
    now: datetime = page.now
    number = page.row.number
    limits = [
        limit_of(v.clock, v.unit_name, v.rule, now, clock_title(v.clock, order.procedures, page.policy))
        for v in page.clocks
    ]
    limits_open = sorted((x for x in limits if x.open), key=lambda x: _due_rank(x, order))
    ended = [x for x in limits if not x.open]
    query = "?" + urlencode({"q": queue, "on": on} if on else {"q": queue}) if queue else ""
    told = teller(page, unit)
    papers, staged = links_of(page, unit)
    above = frozenset({order.public_answer, *(a.answer.public_text for a in order.assignments if a.answer)}) - {""}
    acts = told.acts((r.event, r.at, actor_key(r)) for r in page.timeline)
    return {
        "id": page.row.id,
        "number": number,
        "url": f"/{number}/{query}",
        "back": f"/q/{quote(queue, safe='')}/" if queue else "/",
        "queue": queue,
        "version": order.version,
        "title": order.title,
        "content": order.content,
        "phase": in_words(order.phase),
        "urgency": in_words(order.urgency) if order.urgency is not Urgency.NORMAL else "",
        "secret": order.secret,
        "redo": order.redo_count,
        "facts": facts_piece(_facts(page, unit, area)),
        "public_answer": order.public_answer,
        "parts": list(_parts(page.assignments, 0, page.names, now)),
        "requests": [_request(r, unit, now) for r in order.requests],
        "procedures": blocks(page, unit, {x.id: x for x in limits}, staged),
        "papers": papers,
        "documents": [_document(d, page.timeline, unit) for d in order.documents],
        "files": _files(page, files, number),
        "links": [
            {"number": k.number, "title": k.title, "phase": in_words(k.phase), "kind": in_words(k.kind)}
            for k in page.links
        ],
        "story": joined(map(step_piece, folded(acts, above))),
        "chip": chip_piece(limits_open[0].chip) if limits_open else "",
        "limits_open": limits_piece(limits_open),
        "limits_ended": limits_piece(ended),
        "ended": len(ended),
        "contact": contact_view(page.contact),
        "verbs": verbs_of(page.offers, order, number, on, queue, unit, page.policy),
    }


def teller(page: Any, unit: Callable[[str], str]) -> Teller:
    """Who tells this order's story: names from the page, numbers from its links."""
    numbers = {k.order_id: k.number for k in page.links}
    return Teller(
        order=page.order,
        policy=page.policy,
        now=page.now,
        unit=unit,
        person=lambda ident: page.names.get(ident) or say("stale.nobody"),
        number=lambda ident: numbers.get(ident) or say("timeline.other_order"),
    )


def _due_rank(limit: Limit, order: Order) -> tuple[bool, str]:
    """The most pressing first; a window that has merely passed comes last."""
    found = order.clock(limit.id)
    due = found.due_at.isoformat() if found and found.due_at else ""
    return (limit.chip.tone == "wait" and bool(due), due)


def _facts(page: Any, unit: Callable[[str], str], area: Callable[[str], str]) -> list[tuple[str, str]]:
    order, words = page.order, table("fields")
    nature, content_class = page.policy.nature(order.nature), page.policy.content_class(order.content_class)
    by = page.names.get(order.registered_by, "")
    found = [
        (words["nature"]["label"], nature.label if nature else order.nature),
        (words["content_class"]["label"], content_class.label if content_class else order.content_class),
        (words["place"]["label"], order.place),
        (words["area"]["label"], area(order.area) if order.area else ""),
        (words["channel"]["label"], in_words(order.channel)),
        (words["source_number"]["label"], order.source_number),
        (words["reply_wish"]["label"], in_words(order.reply_wish)),
        (words["complexity"]["label"], in_words(order.complexity)),
        (words["keywords"]["label"], listed(order.keywords)),
        (words["accused"]["label"], listed(unit(u) for u in order.accused)),
        (say("sheet.registered"), f"{stamp(order.registered_at, page.now)} {by}"),
    ]
    return [(label, value) for label, value in found if value]


def _parts(views: Iterable[Any], depth: int, names: Any, now: datetime) -> Iterable[dict[str, Any]]:
    for view in views:
        yield _part(view.assignment, view, min(depth, 3), names, now)
        yield from _parts(view.children, depth + 1, names, now)


def _part(a: Assignment, view: Any, depth: int, names: Any, now: datetime) -> dict[str, Any]:
    live = a.live and view.due_at is not None
    due = due_stamp(view.due_at, now) if live else ""
    return {
        "id": a.id,
        "depth": depth,
        "unit": view.unit_name,
        "part": in_words(a.part),
        "state": in_words(a.state),
        "ended": a.state in ENDED,
        "handler": names.get(a.handler, "") if a.handler else "",
        "contacts": a.contacts,
        "bound": say("sheet.bound") if a.bound_by else "",
        "interim": a.interim,
        "chip": chip_piece(chip(view.due_at, view.clock.state if view.clock else "", now), due) if live else "",
        "answer": a.answer,
        "outcome": in_words(a.answer.outcome) if a.answer else "",
        "finding": in_words(a.answer.finding) if a.answer and a.answer.finding is not Finding.NONE else "",
        "not_contacted": bool(a.answer and not a.answer.contacted),
    }


def _request(r: Any, unit: Callable[[str], str], now: datetime) -> dict[str, str]:
    words = table("timeline")["parts"]
    amount = words["days"].format(n=r.amount) if r.amount else ""
    if r.until:
        amount = words["until"].format(day=day_of(r.until, now))
    reason = r.reason or r.text
    if r.answer:
        reason += say("sheet.ruling", text=r.answer)
    return {
        "kind": in_words(r.kind),
        "unit": unit(r.unit),
        "state": in_words(r.state),
        "amount": amount,
        "reason": reason,
    }


_SAYS: dict[type[e.Event], tuple[str, str]] = {
    e.LeaderSubmissionIssued: ("sheet.submission", "text"),
    e.SupervisionPlaced: ("sheet.demand", "text"),
    e.DisputeRuled: ("sheet.minutes", "text"),
    e.InstructionGiven: ("sheet.instruction", "text"),
    e.InstructionReported: ("sheet.result", "result"),
    e.SupervisionAnswered: ("sheet.reply", "text"),
    e.SupervisionLifted: ("sheet.lifted", "text"),
}


def _document(d: Any, records: Iterable[Any], unit: Callable[[str], str]) -> dict[str, Any]:
    """A document with what was written on it, in order; the texts are in the events."""
    texts = []
    for record in records:
        found = _SAYS.get(type(record.event))
        about = getattr(record.event, "document", None) if found else None
        if found and about is not None and (about == d.id or getattr(about, "id", "") == d.id):
            texts.append((say(found[0]), getattr(record.event, found[1])))
    about = " · ".join(in_words(x) for x in (d.to_role, d.reason, d.form) if x)
    return {
        "kind": in_words(d.kind),
        "state": in_words(d.state),
        "about": f"{unit(d.unit)} {about}".strip() if d.unit else about,
        "texts": texts,
    }


def _files(page: Any, files: Iterable[Any], number: str) -> list[dict[str, Any]]:
    """Files with who brought them; one in quarantine says why and cannot be opened."""
    events = {r.event.file: r for r in page.timeline if isinstance(r.event, e.FileAttached)}
    found = []
    for f in files:
        record = events.get(str(f.id))
        found.append(
            {
                "title": f.title,
                "url": f"/{number}/file/{f.id}/",
                "size": f"{max(1, f.size // 1024):,} KB",
                "who": record.actor_name if record else "",
                "at": short_stamp(f.uploaded_at, page.now),
                "doubt": doubt_text(f.doubt) if f.quarantined else "",
                "shown": shown_as(f),
                "may_let_out": bool(page.actor.roles & RELEASERS),
            }
        )
    return found


def folded(acts: list[Act], above: frozenset[str] = frozenset()) -> list[Step]:
    """The middle of a long story is folded."""
    steps = _steps(acts, above)
    if len(steps) <= SHOWN_FIRST + SHOWN_LAST + 1:
        return steps
    middle = [replace(s, hidden=True) for s in steps[SHOWN_FIRST:-SHOWN_LAST]]
    return [*steps[:SHOWN_FIRST], Step(folded=len(middle)), *middle, *steps[-SHOWN_LAST:]]


def contact_view(view: Any) -> dict[str, Any]:
    """Masked contact fields as rows of label, value, identifier."""
    rows = [(in_words(f), view.fields[f], f.value) for f in view.fields]
    may = {"may_reveal": view.may_reveal, "may_change": view.may_change}
    return {"withheld": view.withheld, "damaged": view.damaged, "rows": rows, **may}


def revealed(contact: Any, view: Any) -> dict[str, Any]:
    """The real contact, shown once after a reason was given and recorded."""
    rows = [(in_words(f), getattr(contact, f.value), f.value) for f in view.fields]
    return {**contact_view(view), "rows": rows, "revealed": stamp(clock.now(), clock.now())}
