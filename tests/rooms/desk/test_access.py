"""Every address × every role, from the resolver: an address without a row here fails."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from hotline.accounts.models import Person
from hotline.core.vocabulary import Role
from hotline.desk import urls
from tests.rooms.orders import city

STAFF = "agent dispatcher caller supervisor archivist director watcher mayor lamps_clerk lamps_leader"
EVERYONE = frozenset([*STAFF.split(), "admin", "streets_clerk"])
SEES = frozenset(STAFF.split())
"""Who may see an order in the hands of the lamps unit: not another unit, not the administrator."""
ACTS = SEES - {"watcher"}
NOBODY: frozenset[str] = frozenset()

# address: (method, who gets in, what they get)
TABLE: dict[str, tuple[str, frozenset[str], set[int]]] = {
    "home": ("get", EVERYONE, {200, 302}),
    "home-page": ("get", frozenset({"supervisor"}), {200}),
    "home-urge": ("post", frozenset({"supervisor", "director"}), {422}),
    "home-reload": ("post", frozenset({"admin"}), {302}),
    "queue": ("get", frozenset({"dispatcher"}), {200}),
    "many": ("post", frozenset({"dispatcher"}), {422}),
    "list-columns": ("post", frozenset({"dispatcher"}), {302}),
    "list-opens": ("post", frozenset({"dispatcher"}), {302}),
    "list-views": ("post", frozenset({"dispatcher"}), {422}),
    "view-drop": ("post", NOBODY, {302}),
    "list-export": ("post", frozenset({"supervisor", "director"}), {422}),
    "keys": ("get", EVERYONE, {200}),
    "rail": ("get", EVERYONE, {200}),
    "live": ("get", EVERYONE, {200}),
    "live-order": ("get", SEES, {200}),
    "notices": ("get", EVERYONE, {200}),
    "notices-read": ("post", EVERYONE, {302}),
    "bell": ("get", EVERYONE, {200}),
    "candidates": ("get", EVERYONE - {"admin"}, {200}),
    "search": ("post", EVERYONE, {200, 302}),
    "rules": ("get", EVERYONE, {302}),
    "pack": ("get", EVERYONE, {200}),
    "calendar": ("get", EVERYONE, {200}),
    "quality": ("get", frozenset({"agent", "caller", "supervisor", "director", "watcher"}), {200}),
    "recording": ("get", NOBODY, {200}),
    "scores": ("get", EVERYONE - {"admin"}, {200}),
    "score-run": ("get", NOBODY, {200}),
    "score-sheet": ("get", NOBODY, {200}),
    "ledger": ("get", frozenset({"supervisor", "director", "watcher"}), {200}),
    "screen": ("get", EVERYONE - {"admin", "lamps_clerk", "lamps_leader", "streets_clerk"}, {200}),
    "screens": ("get", frozenset({"admin"}), {200}),
    "screen-make": ("post", frozenset({"admin"}), {422}),
    "screen-revoke": ("post", NOBODY, {302}),
    "topics": ("get", frozenset({"supervisor", "director", "mayor"}), {200}),
    "topic": ("get", NOBODY, {200}),
    "warnings": ("get", frozenset({"supervisor", "director", "mayor"}), {200}),
    "warning": ("get", NOBODY, {200}),
    "warning-act": ("post", NOBODY, {302}),
    "board": ("get", EVERYONE - {"admin"}, {200}),
    "board-measure": ("get", EVERYONE - {"admin"}, {200}),
    "board-behind": ("get", EVERYONE - {"admin"}, {200}),
    "board-export": ("get", EVERYONE - {"admin"}, {200}),
    "duties": ("get", EVERYONE, {200}),
    "duties-export": ("get", EVERYONE, {200}),
    "duties-history": ("get", EVERYONE, {200}),
    "duties-check": ("get", EVERYONE, {200}),
    "duties-import": ("get", frozenset({"admin", "director"}), {200}),
    "duties-draft": ("get", NOBODY, {200}),
    "calls": ("get", frozenset({"agent", "caller", "supervisor", "director"}), {200}),
    "campaign": ("get", NOBODY, {200}),
    "campaign-people": ("post", NOBODY, {302}),
    "campaign-close": ("post", NOBODY, {302}),
    "campaign-next": ("post", NOBODY, {302}),
    "campaign-back": ("post", NOBODY, {302}),
    "campaign-call": ("get", NOBODY, {200}),
    "market": ("get", frozenset({"agent", "caller", "supervisor", "director"}), {200}),
    "market-entry": ("get", NOBODY, {200}),
    "market-introduce": ("post", NOBODY, {302}),
    "market-withdraw": ("post", NOBODY, {302}),
    "market-contact": ("post", NOBODY, {200}),
    "market-settle": ("post", NOBODY, {302}),
    "design": ("get", EVERYONE, {200}),
    "password": ("get", EVERYONE, {200}),
    "delegation": ("get", EVERYONE - {"admin"}, {200}),
    "delegation-end": ("post", EVERYONE - {"admin"}, {422}),
    "setup": ("get", frozenset({"admin"}), {200}),
    "audit": ("get", frozenset({"admin", "watcher", "director"}), {200}),
    "admin-units": ("get", frozenset({"admin"}), {200}),
    "admin-unit": ("get", frozenset({"admin"}), {200}),
    "admin-unit-new": ("get", frozenset({"admin"}), {200}),
    "admin-pick": ("get", frozenset({"admin"}), {200}),
    "admin-people": ("get", frozenset({"admin"}), {200}),
    "admin-person": ("get", NOBODY, {200}),
    "admin-person-new": ("get", frozenset({"admin"}), {200}),
    "admin-import": ("get", frozenset({"admin"}), {200}),
    "admin-export": ("get", frozenset({"admin"}), {200}),
    "admin-lines": ("get", frozenset({"admin"}), {200}),
    "admin-line": ("get", frozenset({"admin"}), {200}),
    "admin-words": ("get", frozenset({"admin"}), {200}),
    "admin-models": ("get", frozenset({"admin"}), {200}),
    "admin-jobs": ("get", frozenset({"admin"}), {200}),
    "knowledge": ("get", EVERYONE - {"admin"}, {200}),
    "knowledge-find": ("post", EVERYONE - {"admin"}, {200}),
    "knowledge-missing": ("post", EVERYONE - {"admin"}, {302}),
    "knowledge-new": ("get", frozenset({"lamps_clerk", "lamps_leader", "streets_clerk"}), {200}),
    "knowledge-health": ("get", frozenset({"supervisor", "director"}), {200}),
    "knowledge-import": ("get", frozenset({"supervisor", "director"}), {200}),
    "knowledge-export": ("get", frozenset({"supervisor", "director"}), {200}),
    "knowledge-settle": ("post", NOBODY, {302}),
    "knowledge-gap": ("post", frozenset({"supervisor", "director"}), {422}),
    "knowledge-entry": ("get", NOBODY, {200}),
    "knowledge-chosen": ("post", NOBODY, {204}),
    "knowledge-report": ("post", NOBODY, {302}),
    "knowledge-send": ("post", NOBODY, {200}),
    "knowledge-message": ("post", NOBODY, {302}),
    "order-knowledge": ("post", NOBODY, {302}),
    "knowledge-edit": ("get", NOBODY, {200}),
    "knowledge-act": ("post", NOBODY, {302}),
    "knowledge-versions": ("get", NOBODY, {200}),
    "knowledge-file": ("get", NOBODY, {200}),
    "knowledge-part": ("get", EVERYONE - {"admin"}, {200}),
    "announcements": ("get", EVERYONE - {"admin"}, {200}),
    "announcements-bar": ("get", EVERYONE - {"admin"}, {200}),
    "announcement": ("post", frozenset({"supervisor", "director"}), {422}),
    "new": ("get", frozenset({"agent", "caller"}), {200}),
    "caller": ("post", frozenset({"agent", "dispatcher", "caller", "supervisor", "director"}), {200}),
    "assist": ("post", frozenset({"agent", "caller"}), {200}),
    "assistant": ("post", SEES - {"watcher", "mayor", "archivist"}, {200}),
    "assistant-fill": ("post", frozenset({"agent", "caller"}), {200}),
    "diagnosis": ("get", frozenset({"supervisor", "director"}), {200}),
    "diagnosis-new": ("post", frozenset({"supervisor", "director"}), {422}),
    "diagnosis-pack": ("get", frozenset({"supervisor", "director"}), {200}),
    "diagnosis-edit": ("get", NOBODY, {200}),
    "diagnosis-act": ("post", NOBODY, {302}),
    "diagnosis-try": ("get", NOBODY, {200}),
    "diagnosis-compare": ("get", NOBODY, {200}),
    "diagnosis-begin": ("post", NOBODY, {200}),
    "diagnosis-run": ("get", frozenset({"agent", "caller"}), {409}),
    "diagnosis-trail": ("get", NOBODY, {200}),
    "pick-units": ("get", EVERYONE, {200}),
    "pick-classes": ("get", EVERYONE, {200}),
    "pick-areas": ("get", EVERYONE, {200}),
    "pick-person": ("get", EVERYONE, {200}),
    "order": ("get", SEES, {200}),
    "why": ("get", SEES, {200}),
    "marks": ("get", SEES, {200}),
    "since": ("get", SEES, {200, 204}),
    "act": ("get", ACTS, {200}),
    "note": ("post", ACTS, {302, 422}),
    "note-people": ("get", SEES, {200}),
    "contact": ("get", SEES, {302}),
    "contact-edit": ("post", frozenset({"agent", "dispatcher", "caller"}), {200}),
    "contact-change": ("post", frozenset({"agent", "dispatcher", "caller"}), {422}),
    "paper": ("get", SEES, {200}),
    "paper-pdf": ("get", SEES, {200}),
    "file": ("get", NOBODY, {200}),
    "file-show": ("get", NOBODY, {200}),
    "file-let-out": ("post", NOBODY, {302}),
}
OPEN = {"sign-in", "sign-out", "tongue", "screen-link", "setup-first"}
"""Addresses for people who are not signed in."""


QUERIES = {"board-measure": "?m=kpi.7", "board-behind": "?m=kpi.7"}
"""Addresses that ask for something say it."""


def names() -> list[str]:
    return [pattern.name for pattern in urls.urlpatterns]


def address(name: str, number: str) -> str:
    from hotline.accounts.selectors import directory
    from hotline.policy import registry

    policy = registry.load("dezhou-12345")
    given = {
        "home-page": {"name": "supervision"},
        "queue": {"name": "awaiting_dispatch"},
        **{page: {"name": "awaiting_dispatch"} for page in ("many", "list-columns", "list-opens", "list-views")},
        "view-drop": {"name": "awaiting_dispatch", "ident": uuid4()},
        "list-export": {"name": "overdue"},
        "screen-revoke": {"ident": uuid4()},
        "pack": {"name": policy.id},
        "duties-export": {"form": "csv"},
        "duties-draft": {"ident": uuid4()},
        "delegation-end": {"ident": uuid4()},
        "admin-unit": {"ident": "lamps"},
        "admin-person": {"ident": uuid4()},
        "admin-pick": {"version": directory().version},
        "admin-import": {"kind": "units"},
        "admin-export": {"kind": "people", "form": "csv"},
        "admin-line": {"ident": city.LINE},
        **{
            f"knowledge-{page}": {"number": "K1"}
            for page in ("entry", "chosen", "report", "send", "edit", "act", "versions")
        },
        "knowledge-file": {"number": "K1", "digest": "0" * 64},
        "knowledge-part": {"name": "entries"},
        "diagnosis-pack": {"name": "noise"},
        "knowledge-export": {"form": "csv"},
        "pick-units": {"version": directory().version},
        "pick-areas": {"version": directory().version},
        "pick-classes": {"pack": policy.id, "release": policy.release},
        "why": {"number": number, "clock_id": "reply-1"},
        "since": {"number": number, "version": 1},
        "act": {"number": number, "command": "add_note"},
        "assistant": {"number": number, "task": "summary"},
        "recording": {"ident": uuid4(), "ref": "call-1"},
        "score-run": {"ident": uuid4()},
        "score-sheet": {"ident": uuid4(), "subject": "lamps"},
        "paper": {"number": number, "form": "registration", "about": "order"},
        "paper-pdf": {"number": number, "form": "handling", "about": "a1"},
        "file": {"number": number, "ident": uuid4()},
        "file-show": {"number": number, "ident": uuid4()},
        "file-let-out": {"number": number, "ident": uuid4()},
    }
    pattern = next(p for p in urls.urlpatterns if p.name == name)
    plain: dict[str, Any] = {"number": number} if "number" in pattern.pattern.converters else {}
    if set(pattern.pattern.converters) == {"ident"}:
        plain = {"ident": uuid4()}
    from django.urls import reverse

    return reverse(name, kwargs=given.get(name, plain)) + QUERIES.get(name, "")


FORM = {"phone": "1", "text": "DZ", "content": "路灯不亮", "version": "1"}


def test_every_address_has_a_row() -> None:
    assert set(names()) == set(TABLE) | OPEN
    assert [p for p in get_resolver().url_patterns if isinstance(p, URLPattern) and p.name not in {"healthz"}] == []


def test_every_person_of_the_table_exists() -> None:
    assert {username for username, _unit, _role in city.PEOPLE} >= EVERYONE
    roles = {role for _username, _unit, role in city.PEOPLE}
    # Roles that have the same rights as one in the table are left out of the small hotline.
    alike = {Role.SHIFT_LEAD, Role.DISPATCH_LEAD, Role.QUALITY_INSPECTOR, Role.ANALYST, Role.KNOWLEDGE_EDITOR}
    assert roles | {r.value for r in alike} | {Role.SYSTEM.value} >= {r.value for r in Role}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(TABLE))
def test_who_gets_in(name: str, people: dict[str, Person], order: str) -> None:
    method, allowed, wanted = TABLE[name]
    for username in sorted(EVERYONE):
        client = Client()
        client.force_login(people[username])
        response: Any = getattr(client, method)(address(name, order), FORM if method == "post" else None)
        expected = wanted if username in allowed else {403, 404}
        assert response.status_code in expected, f"{username} at {name}: {response.status_code}"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(TABLE))
def test_strangers_are_asked_to_sign_in(name: str, people: dict[str, Person], order: str, stored: Any) -> None:
    method = TABLE[name][0]
    before = stored()
    response = getattr(Client(), method)(address(name, order), FORM if method == "post" else None)
    assert response.status_code == 302 and response["Location"].startswith("/sign-in/")
    piece = getattr(Client(), method)(address(name, order), FORM if method == "post" else None, HTTP_HX_REQUEST="true")
    assert piece.status_code == 401 and "登录已过期" in piece.content.decode()
    assert stored() == before


@pytest.mark.django_db
def test_no_address_carries_personal_data(people: dict[str, Person], order: str) -> None:
    client = Client()
    client.force_login(people["agent"])
    assert client.get("/new/caller/").status_code == 405
    assert client.get("/search/").status_code == 200
    led = client.post("/search/", {"text": city.CONTACT.name})
    assert led.status_code == 302 and "k=" in led["Location"] and city.CONTACT.name not in unquote(led["Location"])
    assert client.post("/search/", {"text": city.CONTACT.phone}).status_code == 200
    assert city.CONTACT.phone not in client.get(f"/{order}/").content.decode()
