"""Measure boards: the figures of a period, one measure by group, the very orders behind it, and tables to take away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from hotline import policy as packs
from hotline.accounts import audit, policies
from hotline.accounts.models import Person
from hotline.core.policy.measures import MeasureSpec
from hotline.desk import board as said
from hotline.desk.homes.yesterday import pack_of
from hotline.desk.periods import NAMES, Period, period_of
from hotline.desk.times import day_of
from hotline.desk.views.common import fragment, frame, page, plain, sheet_file
from hotline.infra import clock, sheets
from hotline.infra.tongues import in_words
from hotline.insight import selectors as insight
from hotline.insight.selectors import SIDES, Board, Wanted

PAGE_ROWS = 50


@dataclass(frozen=True)
class Asked:
    """What an address asks for. Everything stands in the address, so that it can be sent to a colleague."""

    person: Person
    pack: str
    period: Period
    measure: str = ""
    by: str = ""
    key: str = ""
    side: str = ""

    def url(self, name: str = "board", **changes: Any) -> str:
        """The address of another view of the same."""
        now = replace(self, **changes)
        parts = {"pack": now.pack, **now.period.query, "m": now.measure, "by": now.by, "side": now.side}
        if now.by and name == "board-behind" and "key" not in changes and not now.key:
            parts.pop("by")
        found = {name: value for name, value in parts.items() if value}
        if name == "board-behind" and "by" in found:
            found["key"] = now.key
        return f"{reverse(name)}?{urlencode(found)}"


def choices_by(person: Person, pack: str) -> tuple[str, ...]:
    """By what this person may tell figures apart: how single agents do is for those who lead and inspect them."""
    several = len(packs.load(pack).lines) > 1
    found = ["unit", "class"]
    if policies.can(person, "compare_agents"):
        found.append("agent")
    return (*found, "day", "channel", *(["line"] if several else []))


def asked(request: HttpRequest) -> Asked:
    """Raises Http404 for a pack, group or side there is none of for this person."""
    person, query = request.user, request.GET
    mine = insight.packs_of(person)
    pack = query.get("pack") or pack_of(person, "")
    by, side = query.get("by", ""), query.get("side", "")
    if pack not in mine or (by and by not in choices_by(person, pack)) or (side and side not in SIDES):
        raise Http404
    period, key = period_of(query, clock.today()), plain(query.get("key", ""))
    return Asked(person, pack, period, query.get("m", ""), by, key, side)


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


@page("see_board")
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """All measures of a pack in a period."""
    if not insight.packs_of(request.user):
        return render(request, "desk/board.html", frame(request) | {"nothing": True})
    this = asked(request)
    context = figures_of(this)
    if fragment(request):
        return render(request, "desk/board_figures.html", context)
    export = {kind: f"{this.url('board-export')}&form={kind}" for kind in sheets.FORMS}
    return render(request, "desk/board.html", frame(request) | _head(this, "board") | context | {"export": export})


def figures_of(this: Asked) -> dict[str, Any]:
    """What `board_figures.html` shows."""
    days, by = said.trend_days(*this.period.days)
    trend = insight.board(this.person, this.pack, days, by)
    whole = trend if days == this.period.days else insight.board(this.person, this.pack, this.period.days)
    groups = said.lines(whole, trend)
    names = said.words("groups")
    return {
        "groups": [
            {"title": title, "rows": [_row(this, line) for line in found if _belongs(this.person, line)]}
            for title, found in zip((names["targets"], names["others"]), groups, strict=True)
        ],
        "at": f"{clock.local():%H:%M}",
        "trend_by": by,
        "trend_count": len(said.keys_of(trend)),
        "refresh": this.url() if this.period.last >= clock.today() else "",
    }


@page("see_board")
@require_GET
def measure(request: HttpRequest) -> HttpResponse:
    """One measure: what it counts, day by day, and by group."""
    this = asked(request)
    spec = _spec(this)
    choices = said.groups_of(spec, choices_by(this.person, this.pack))
    this = replace(this, by=this.by or choices[0])
    days, trend_by = said.trend_days(*this.period.days)
    trend = insight.board(this.person, this.pack, days, trend_by, [spec.id])
    whole = insight.board(this.person, this.pack, this.period.days, this.by, [spec.id])
    figure = whole.total[spec.id]
    context = {
        "spec": spec,
        "kind": in_words(spec.kind),
        "shown": said.shown(spec, figure),
        "trend": said.trend_of(spec, trend, said.keys_of(trend), 960, 96),
        "trend_days": [said.named_day(said.keys_of(trend)[n], trend_by) for n in (0, -1)],
        "parts": _parts(this, whole, spec),
        "behind": this.url("board-behind", by=""),
        "out": this.url("board-behind", by="", side="left_out"),
        "tabs": [(name, said.words("by")[name], this.url("board-measure", by=name), name == this.by)
                 for name in choices],
        "by_name": said.words("by")[this.by],
        "rows": [{"line": one, "url": this.url("board-behind", key=one.key)} for one in said.group_lines(spec, whole)],
        "export": {kind: f"{this.url('board-export')}&form={kind}" for kind in sheets.FORMS},
        "back": this.url(measure="", by=""),
    }  # fmt: skip
    return render(request, "desk/board_measure.html", frame(request) | _head(this, "board-measure") | context)


@page("see_board")
@require_GET
def behind(request: HttpRequest) -> HttpResponse:
    """The very orders, calls and messages behind a figure, a page at a time."""
    this = asked(request)
    spec = _spec(this)
    if this.by == "day" and not _is_day(this.key):
        raise Http404
    wanted = Wanted(spec.id, this.by, this.key, this.side)
    cursor = request.GET.get("cursor") or None
    found = insight.drill(this.person, this.pack, this.period.days, wanted, cursor, PAGE_ROWS)
    context = {
        "spec": spec,
        "rows": said.behind_lines(found.rows),
        "next": f"{this.url('board-behind')}&{urlencode({'cursor': found.next})}" if found.next else "",
    }
    if fragment(request):
        return render(request, "desk/board_behind_rows.html", context)
    only = insight.board(this.person, this.pack, this.period.days, "", [spec.id])
    names = insight.names_of(packs.load(this.pack), this.by, [this.key]) if this.by else {}
    sides = [("", said.words("sides")["all"]), *((side, said.words("sides")[side]) for side in SIDES)]
    if spec.kind in said.WITHOUT_BOTTOM:
        sides = [(side, name) for side, name in sides if side != "bottom"]
    context |= {
        "shown": None if this.by else said.shown(spec, only.total[spec.id]),
        "group": names.get(this.key, ""),
        "sides": [(name, this.url("board-behind", side=side), side == this.side) for side, name in sides],
        "back": this.url("board-measure", side="", key=""),
    }
    return render(request, "desk/board_behind.html", frame(request) | _head(this, "board-behind") | context)


@page("see_board")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The board, or one measure by group, as a spreadsheet."""
    this, form = asked(request), request.GET.get("form", "csv")
    if form not in sheets.FORMS:
        raise Http404
    if this.measure:
        _spec(this)
    found = insight.board(this.person, this.pack, this.period.days, this.by, [this.measure] if this.measure else ())
    rows = list(said.export_rows(found, this.measure))
    content = sheets.write_table(form, said.headings(), rows, said.WIDTHS)
    audit.note(request.user, "exported", "board", {"rows": len(rows), "form": form, "pack": this.pack})
    name = said.words("export")["name"].format(pack=found.title, first=found.first, last=found.last)
    return sheet_file(content, name, form)


def _spec(this: Asked) -> MeasureSpec:
    known = {spec.id: spec for spec in packs.load(this.pack).lists.measures}
    if this.measure not in known:
        raise Http404
    return known[this.measure]


def _row(this: Asked, line: said.Line) -> dict[str, Any]:
    return {
        "line": line,
        "url": this.url("board-measure", measure=line.spec.id),
        "behind": this.url("board-behind", measure=line.spec.id),
        "out": this.url("board-behind", measure=line.spec.id, side="left_out"),
    }


def _belongs(person: Person, line: said.Line) -> bool:
    """A unit is not shown measures that have nothing of it, such as those of calls."""
    return not line.empty or bool(person.role_set & policies.CENTRE)


def _parts(this: Asked, whole: Board, spec: MeasureSpec) -> list[dict[str, str]]:
    """What a mix is made of."""
    others = {one.id: one for one in whole.measures}
    return [
        {
            "label": others[part.measure].label,
            "weight": f"{part.weight:g}",
            "value": "".join((now.value, now.unit)),
            "url": this.url("board-measure", measure=part.measure),
        }
        for part in spec.parts
        if part.measure in others
        for now in [said.shown(others[part.measure], whole.total[part.measure])]
    ]


def _head(this: Asked, name: str) -> dict[str, Any]:
    """Periods and packs to choose from."""
    now = clock.now()
    periods = [
        {"label": said.words("periods")[one], "url": this.url(name, period=period_of({"period": one}, clock.today())),
         "current": one == this.period.name}
        for one in NAMES
    ]  # fmt: skip
    first, last = (day_of(day, now) for day in this.period.days)
    kept = {"pack": this.pack, "m": this.measure, "by": this.by, "side": this.side, "key": this.key}
    return {
        "title": packs.load(this.pack).title,
        "period": this.period,
        "span": first if first == last else said.words("period")["span"].format(first=first, last=last),
        "periods": periods,
        "today": clock.today().isoformat(),
        "hidden": {key: value for key, value in kept.items() if value},
        "own_packs": [
            {"title": packs.load(pack).title, "url": replace(this, pack=pack, measure="", by="").url(),
             "current": pack == this.pack}
            for pack in insight.packs_of(this.person)
        ],
    }  # fmt: skip
