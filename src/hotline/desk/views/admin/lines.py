"""Lines and the packs that rule them: what is in force, whether it is in order, what the files say differently."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from hotline import policy as packs
from hotline.accounts import numbers
from hotline.accounts.faults import NotPossible
from hotline.accounts.models import Line
from hotline.core.calendars import Calendar
from hotline.core.policy.pack import Policy
from hotline.desk import yearbook
from hotline.desk.views.admin.common import shown, status_of, told, word
from hotline.desk.views.common import page
from hotline.infra import clock
from hotline.infra.tongues import listed
from hotline.policy import PackError
from hotline.policy.check import check
from hotline.policy.diff import diff
from hotline.policy.loading import files_on_disk, load_from, packs_root

AHEAD = timedelta(days=60)
"""A calendar that ends sooner leaves limits unknown: orders under way reach so far."""


@page("administer")
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """All lines with their packs; on POST a new one."""
    if request.method == "POST":
        try:
            numbers.save(request.user, _fields(request), numbers_of_packs())
        except NotPossible as refused:
            return _page(request, told(refused), _fields(request), status_of(refused))
        return redirect("/admin/lines/?said=line_saved")
    return _page(request)


@page("administer")
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, ident: str) -> HttpResponse:
    """One line: its name, its number in the pack, whether it is in use; its rules."""
    line = Line.objects.filter(pk=ident).first()
    if line is None:
        raise Http404
    refusal, status = "", 200
    if request.method == "POST":
        then = request.POST.get("then", "")
        fields = _fields(request) | {"id": ident}
        if then in ("retire", "restore"):
            fields = {"id": ident, "name": line.name, "code": line.code, "active": then == "restore"}
        else:
            fields["active"] = line.active
        try:
            numbers.save(request.user, fields, numbers_of_packs())
            return redirect(f"/admin/lines/{ident}/?said=line_saved")
        except NotPossible as refused:
            refusal, status = told(refused), status_of(refused)
    rules = rules_of(line.pack)
    context = {"line": line, "refusal": refusal, "rules": rules, "codes": _codes(rules["policy"], line.code)}
    if request.GET.get("check"):
        context["checked"] = _checked(line.pack)
    return shown(request, "line", "admin-lines", context, status)


def _page(
    request: HttpRequest, refusal: str = "", typed: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "rows": [{"line": line, "rules": rules_of(line.pack)} for line in Line.objects.order_by("-active", "id")],
        "refusal": refusal,
        "typed": typed or {},
        "packs": choices((typed or {}).get("pack", "")),
    }
    return shown(request, "lines", "admin-lines", context, status)


def choices(chosen: str) -> list[tuple[str, str, str, bool]]:
    """Packs that rule a line of their own: id, title, numbers, whether it was chosen."""
    found = []
    for name, codes in numbers_of_packs().items():
        found.append((name, packs.load(name).title, listed(codes), name == chosen))
    return sorted(found, key=lambda row: row[1])


def numbers_of_packs() -> dict[str, tuple[str, ...]]:
    """Pack → the numbers of its lines; those without any, and those that do not load, are left out."""
    found = {}
    for name in packs.names():
        try:
            codes = tuple(packs.load(name).lines)
        except PackError:
            continue
        if codes:
            found[name] = codes
    return found


def rules_of(name: str) -> dict[str, Any]:
    """The pack as this process has it, what its files say differently, and where its calendars end."""
    try:
        policy = packs.load(name)
    except PackError as error:
        return {"policy": None, "name": name, "problems": [str(problem) for problem in error.problems[:20]]}
    return {
        "policy": policy,
        "name": name,
        "problems": [],
        "calendars": calendar_warnings(policy),
        **_on_disk(policy),
    }


def calendars_ending(policy: Policy) -> dict[str, Calendar]:
    """Calendars that end before the limits of today's orders may, by their names in the pack."""
    last = clock.today() + AHEAD
    return {
        ident: found
        for ident, found in sorted(policy.calendars.items())
        if not found.open_every_day and found.known_until < last
    }


def calendar_warnings(policy: Policy) -> list[str]:
    """One sentence for the calendars that end on the same day."""
    ends: dict[date, list[str]] = {}
    for found in calendars_ending(policy).values():
        ends.setdefault(found.known_until, []).append(yearbook.hours(found))
    return [word("words.calendar_ends", name=listed(ends[day]), day=day.isoformat()) for day in sorted(ends)]


def _on_disk(policy: Policy) -> dict[str, Any]:
    """What would change with the next start: a pack is read once, when a process first needs it."""
    try:
        fresh = load_from(files_on_disk(packs_root()), policy.id).policy
    except PackError as error:
        return {"broken": [str(problem) for problem in error.problems[:20]], "changes": [], "next": ""}
    if fresh.release == policy.release:
        return {"broken": [], "changes": [], "next": ""}
    changes = [change.lines() for change in diff(policy, fresh)]
    return {"broken": [], "changes": changes[:100], "next": fresh.release}


def _checked(name: str) -> dict[str, Any]:
    report = next(found for found in check() if found.name == name)
    wrong = [*report.errors, *report.failures]
    said = word("words.checked_wrong", n=len(wrong)) if wrong else word("words.checked_ok", cases=report.cases_run)
    return {"said": said, "wrong": wrong, "gaps": report.gaps, "unknowns": report.unknowns}


def _codes(policy: Policy | None, chosen: str) -> list[tuple[str, str, bool]]:
    return [(code, name, code == chosen) for code, name in policy.lines.items()] if policy else []


def _fields(request: HttpRequest) -> dict[str, Any]:
    given = request.POST
    fields = {key: given.get(key, "") for key in ("name", "code", "prefix", "pack")}
    if not fields["code"]:
        fields["code"] = next(iter(numbers_of_packs().get(fields["pack"], ())), "")
    return fields
