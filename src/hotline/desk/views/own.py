"""One's own account: the password, and who acts while one is away (A/B 角)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from hotline.accounts import delegation, passwords
from hotline.accounts import lending as lent
from hotline.accounts import selectors as accounts
from hotline.accounts.faults import NotPossible
from hotline.accounts.models import Delegation, Person
from hotline.core.vocabulary import Role
from hotline.desk.times import stamp
from hotline.desk.views.admin.common import fault_said, said, told, word
from hotline.desk.views.common import frame, page
from hotline.infra import clock
from hotline.infra.tongues import in_words, listed


@page(may_wait=True)
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password for oneself. Whoever was given a one-time password sees nothing else before."""
    refusal = ""
    must = request.user.must_change_password
    if request.method == "POST":
        given = request.POST
        try:
            changed = passwords.change_own(
                request.user, given.get("old", ""), given.get("new", ""), given.get("again", "")
            )
        except NotPossible as refused:
            refusal = told(refused)
        else:
            update_session_auth_hash(request, changed)
            return redirect("/" if must else "/password/?said=password")
    context = {"refusal": refusal, "must": must, "toast": said(request), "username": request.user.username}
    return render(request, "desk/own/password.html", frame(request) | context, status=422 if refusal else 200)


@page("lend_roles")
@require_http_methods(["GET", "POST"])
def lending(request: HttpRequest) -> HttpResponse:
    """Who acts for me, from when until when, with which roles; what I lent before; for whom I act."""
    if request.method == "GET":
        return _page(request)
    given = request.POST
    roles = [role for role in Role if role.value in given.getlist("roles")]
    starts, ends = _moment(given.get("starts", "")), _moment(given.get("ends", ""))
    taker = _person(given.get("to", ""))
    if taker is None or starts is None or ends is None:
        return _page(request, fault_said("bad_times" if taker else "nobody"), 422)
    try:
        delegation.lend(request.user, taker, roles, starts, ends, given.get("reason", "")[:200])
    except NotPossible as refused:
        return _page(request, told(refused), 422)
    return redirect(f"/delegation/?said={'lent' if starts <= clock.now() else 'lent_later'}")


@page("lend_roles")
@require_POST
def end(request: HttpRequest, ident: UUID) -> HttpResponse:
    """End what I lent, now."""
    try:
        delegation.withdraw(request.user, ident)
    except NotPossible as refused:
        return _page(request, told(refused), 422)
    return redirect("/delegation/?said=withdrawn")


def _page(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    person, given = request.user, request.POST
    now, typed_to = clock.local(), _person(given.get("to", ""))
    lendable = [role for role in Role if role in person.own_roles and role not in lent.NEVER_LENT]
    chosen = given.getlist("roles") if given else [role.value for role in lendable]
    context = {
        "refusal": refusal,
        "toast": said(request),
        "rows": [_row(row, person) for row in delegation.of_person(person)],
        "acting": acting(person),
        "roles": [(role.value, in_words(role), role.value in chosen) for role in lendable],
        "to": (str(typed_to.pk), typed_to.name) if typed_to else None,
        "starts": given.get("starts") or f"{now:%Y-%m-%dT%H:%M}",
        "ends": given.get("ends") or f"{now + timedelta(days=7):%Y-%m-%dT18:00}",
        "reason": given.get("reason", ""),
    }
    return render(request, "desk/own/delegation.html", frame(request) | context, status=status)


def acting(person: Person) -> list[dict[str, Any]]:
    """For whom somebody acts now, with which roles."""
    return [
        {
            "name": accounts.person_name(ident),
            "roles": listed(in_words(role) for role in Role if role in roles),
        }
        for ident, roles in person.acts_for.items()
    ]


def _row(row: Delegation, person: Person) -> dict[str, Any]:
    now = clock.now()
    if row.withdrawn_at:
        state = "withdrawn"
    elif row.ends_at <= now:
        state = "over"
    else:
        state = "held" if row.starts_at <= now else "to_come"
    # What is stored may not hold any more: the colleague moved, a role was taken away.
    fault = "" if state in ("withdrawn", "over") else _fault(row, person)
    return {
        "id": row.pk,
        "name": row.to.name,
        "roles": listed(in_words(role) for role in Role if role.value in row.roles),
        "from": stamp(row.starts_at, now),
        "until": stamp(row.ends_at, now),
        "reason": row.reason,
        "state": word(f"words.{state}"),
        "open": state in ("held", "to_come"),
        "fault": fault_said(fault) if fault else "",
    }


def _fault(row: Delegation, person: Person) -> str:
    roles = frozenset(Role(word) for word in row.roles) & person.own_roles
    return lent.fault(lent.side_of(person), lent.side_of(row.to), roles)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=clock.LOCAL)


def _person(text: str) -> Person | None:
    try:
        return Person.objects.filter(pk=UUID(text)).first()
    except ValueError:
        return None
