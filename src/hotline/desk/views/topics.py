"""What the city talks about now, and what rises above the usual (STA-3, AIS-3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from hotline.accounts import policies
from hotline.core.usual import Course
from hotline.desk import talk, talk_slots
from hotline.desk.areas import area_name
from hotline.desk.context import unit_name
from hotline.desk.maps.places import area_map
from hotline.desk.times import day_of
from hotline.desk.views.common import fragment, frame, page, plain
from hotline.desk.views.search import found_row
from hotline.infra import clock
from hotline.insight import raising, topic_pages
from hotline.insight.growth import label
from hotline.insight.raising import State
from hotline.insight.topic_pages import NOT_DONE, Filters

PAGE = 60
MOST = 300
TABS = {"open": NOT_DONE, "muted": (State.MUTED.value,), "closed": (State.CLOSED.value,)}
MOST_WORDS = 500
USUAL_MUTE = timedelta(days=7)
"""What stands in the form; anybody may choose another day."""
talk_slots.fill()


@page("see_topics")
@require_GET
def topics(request: HttpRequest) -> HttpResponse:
    """Topics of the last two weeks: what rises most first."""
    person, query = request.user, request.GET
    wanted = Filters(plain(query.get("course", "")), plain(query.get("class", "")), plain(query.get("area", "")))
    size = min(PAGE + PAGE * (query.get("more") == "1") * 4, MOST)
    found = topic_pages.topics_now(person, wanted, size + 1)
    days = topic_pages.days_of([topic.pk for topic in found], clock.today(), talk.SPARK_DAYS)
    warned = topic_pages.warnings_of(topic.pk for topic in found)
    classes, areas = topic_pages.choices(person)
    context = {
        "rows": [talk.topic_row(topic, days[topic.pk], warned.get(topic.pk)) for topic in found[:size]],
        "more": len(found) > size == PAGE,
        "wanted": wanted,
        "courses": [(c.value, talk.words_of("course_long")[c.value], c.value == wanted.course) for c in Course],
        "classes": [
            (ident, name, ident == wanted.content_class)
            for ident, name in sorted({ident: label(line, ident) for line, ident in classes}.items())
        ],
        "areas": [(code, name, code == wanted.area) for code, name in sorted({a: area_name(a) for a in areas}.items())],
        "narrowed": any((wanted.course, wanted.content_class, wanted.area)),
        "warnings": len(topic_pages.warnings(person, NOT_DONE)),
        "followed": talk.followed(topic_pages.followed(person)),
    }
    return render(request, "desk/topics.html", frame(request) | context)


@page("see_topics")
@require_GET
def topic(request: HttpRequest, ident: UUID) -> HttpResponse:
    """One topic: its course against the usual, its orders, words, causes, and where it is said."""
    found = topic_pages.topic(request.user, ident)
    if found.pk != ident:
        return redirect("topic", ident=found.pk)
    orders, later = topic_pages.orders_of(request.user, found.pk, request.GET.get("after", ""))
    context = {
        "topic": {"id": str(found.pk)},
        "orders": [found_row(row) for row in orders],
        "next": f"/topics/{found.pk}/?after={later}" if later else "",
    }
    if fragment(request):
        return render(request, "desk/topic_orders.html", context)
    today = clock.today()
    drawn = talk.trend_days(found.days)
    days = topic_pages.days_of([found.pk], today, drawn)[found.pk]
    causes = topic_pages.causes(found.pk)
    places = area_map([found.line], causes.areas)
    warned = topic_pages.warnings_of([found.pk]).get(found.pk)
    context |= {
        "topic": talk.topic_row(found, days, warned),
        "trend": talk.trend(days, today, found.name, found.days, found.expected),
        "trend_days": _ends(today, drawn),
        "classes": _parts([(label(found.line, ident), n) for ident, n in causes.classes]),
        "places": places,
        "areas": places.rows,
        "units": _parts([(unit_name(ident), n) for ident, n in causes.units]),
    }
    return render(request, "desk/topic.html", frame(request) | context)


@page("see_topics")
@require_GET
def warnings(request: HttpRequest) -> HttpResponse:
    """Warnings: open ones first; muted and closed ones behind a tab."""
    tab = request.GET.get("tab", "open")
    if tab not in TABS:
        raise Http404
    rows = [talk.warning_row(row) for row in topic_pages.warnings(request.user, TABS[tab], PAGE)]
    context = {
        "rows": rows,
        "tab": tab,
        "tabs": [(name, talk.words_of("tab")[name], f"/warnings/?tab={name}", name == tab) for name in TABS],
        "none": talk.words_of("none")[tab],
    }
    return render(request, "desk/warnings.html", frame(request) | context)


@page("see_topics")
@require_GET
def warning(request: HttpRequest, ident: UUID) -> HttpResponse:
    """One warning: its figures, its orders as evidence, what was done, and what can be done."""
    return _warning(request, ident)


@page("handle_warnings")
@require_POST
def act(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Take it, mute it with a reason until a day, or close it with a word."""
    topic_pages.warning(request.user, ident)
    what, typed = request.POST.get("what", ""), request.POST.get("words", "")[:MOST_WORDS]
    revision = int(text) if (text := request.POST.get("revision", "")).isdecimal() and len(text) < 9 else 0
    try:
        if what == "taken":
            raising.take(request.user, ident, revision)
        elif what == "muted":
            raising.mute(request.user, ident, revision, _day(request.POST.get("until", "")), typed)
        elif what == "closed":
            raising.close(request.user, ident, revision, typed)
        else:
            raise Http404
    except raising.Wrong as wrong:
        said = talk.words_of("wrong")[wrong.why]
        status = 409 if wrong.why in ("stale", "closed") else 422
        return _warning(
            request, ident, {"what": what, "words": typed, "until": request.POST.get("until", "")}, said, status
        )
    return redirect(f"/warnings/{ident}/?done={what}")


def _warning(
    request: HttpRequest, ident: UUID, typed: dict[str, str] | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    row, title, acts = topic_pages.warning(request.user, ident)
    today = clock.today()
    drawn = talk.trend_days(row.days)
    if row.topic:
        days = topic_pages.days_of([row.topic], today, drawn)[row.topic]
    else:
        days = topic_pages.usual_days(row.line, row.content_class, row.area, today, drawn)
    shown = talk.warning_row(row, title)
    evidence = topic_pages.seen(request.user, [str(order) for order in row.evidence])
    done = request.GET.get("done", "")
    context = {
        "warning": shown,
        "trend": talk.trend(days, today, shown["name"], row.days, row.expected),
        "trend_days": _ends(today, drawn),
        "orders": [found_row(one) for one in evidence],
        "acts": [talk.act_row(one) for one in acts],
        "may": policies.can(request.user, "handle_warnings") and row.state != State.CLOSED.value,
        "mine": row.taken_by == str(request.user.pk),
        "typed": typed or {},
        "today": today.isoformat(),
        "later": (today + USUAL_MUTE).isoformat(),
        "refusal": refusal,
        "toast": talk.words_of("done").get(done, "") if done else "",
    }
    return render(request, "desk/warning.html", frame(request) | context, status=status)


def _parts(found: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """Names with counts, and how long each bar is in percent of the longest."""
    together: dict[str, int] = {}
    for name, count in found:
        together[name] = together.get(name, 0) + count
    most = max(together.values(), default=1)
    ordered = sorted(together.items(), key=lambda item: -item[1])
    return [{"name": name, "count": count, "share": round(100 * count / most)} for name, count in ordered]


def _ends(last: date, days: int) -> tuple[str, str]:
    now = clock.now()
    return day_of(date.fromordinal(last.toordinal() - days + 1), now), day_of(last, now)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
