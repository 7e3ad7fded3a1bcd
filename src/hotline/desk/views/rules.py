"""What are my rules? The pack of a hotline in words, its releases, and its calendar with a reckoning of limits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from hotline import policy as packs
from hotline.accounts import selectors as accounts
from hotline.core.policy.pack import Policy
from hotline.desk import rulebook, rulebook_lists, yearbook
from hotline.desk.times import due_stamp
from hotline.desk.views.common import frame, page
from hotline.desk.words import say
from hotline.infra import clock
from hotline.policy import PackError
from hotline.policy.diff import diff
from hotline.policy.selectors import kept_releases

MOST_RELEASES = 20


@page("read_rules")
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """The pack of the person's own line."""
    return redirect("pack", _own(request)[0])


@page("read_rules")
@require_GET
def pack(request: HttpRequest, name: str) -> HttpResponse:
    """One pack as a book."""
    policy = _policy(name)
    context = {
        "policy": policy,
        "lineage": [_title(each) for each in policy.lineage[:-1]],
        "sections": rulebook.book(policy),
        "releases": rulebook_lists.releases(policy, kept_releases(name, MOST_RELEASES), _differences(policy)),
        "packs": _choices(request, name),
    }
    return render(request, "desk/rules.html", frame(request) | context)


@page("read_rules")
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """A year of the working calendar; with a limit and a start, the days it counts and its end."""
    policy = _policy(request.GET.get("pack") or _own(request)[0])
    today = clock.today()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else today.year
    ref, start, wrong = request.GET.get("limit", ""), *_start(request.GET.get("start", ""))
    found = yearbook.reckon(policy, ref, start) if start and ref else None
    name = _calendar_of(policy, found, request.GET.get("calendar", ""))
    if found is not None and not asked:
        year = found.start.year
    shown = policy.calendars[name]
    context: dict[str, Any] = {
        "policy": policy,
        "packs": _choices(request, policy.id),
        "calendars": [(i, yearbook.hours(c), i == name) for i, c in sorted(policy.calendars.items())],
        "calendar": shown,
        "name": name,
        "year": year,
        "months": yearbook.year_of(shown, year, today, found.days if found else None),
        "limits": _limits(policy, ref),
        "start": request.GET.get("start", "") or f"{clock.local():%Y-%m-%dT%H:%M}",
        "wrong": wrong,
        "found": found,
        "end": due_stamp(found.end, clock.now()) if found and found.end else "",
    }
    return render(request, "desk/calendar.html", frame(request) | context)


def _start(text: str) -> tuple[datetime | None, str]:
    if not text:
        return None, ""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None, say("calendar.bad_start")
    return (read if read.tzinfo else read.replace(tzinfo=clock.LOCAL)), ""


def _calendar_of(policy: Policy, found: yearbook.Reckoned | None, wanted: str) -> str:
    if found is not None:
        return str(found.rule.value.calendar)
    return wanted if wanted in policy.calendars else next(iter(policy.calendars))


def _limits(policy: Policy, chosen: str) -> list[dict[str, Any]]:
    labels = rulebook.limit_labels(policy).items()
    return [{"ref": ref, "label": label, "chosen": ref == chosen} for ref, label in labels]


def _policy(name: str) -> Policy:
    if name not in packs.names():
        raise Http404
    try:
        return packs.load(name)
    except PackError as error:
        raise Http404 from error


def _own(request: HttpRequest) -> list[str]:
    """Packs of the person's lines; whoever has no line reads the base rules first."""
    lines = accounts.lines()
    own = sorted({lines[i].pack for i in request.user.lines if i in lines})
    return own or [name for name in packs.names() if name == "national"] or list(packs.names())


def _choices(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The person's own packs first, then all the others."""
    own = _own(request)
    others = [name for name in packs.names() if name not in own]
    return [{"name": n, "title": _title(n), "current": n == current, "own": n in own} for n in (*own, *others)]


def _title(name: str) -> str:
    try:
        return packs.load(name).title
    except PackError:
        return name


def _differences(policy: Policy) -> Any:
    def count(release: str) -> int | None:
        try:
            return len(diff(packs.release(policy.id, release), policy))
        except (LookupError, PackError):
            return None

    return count
