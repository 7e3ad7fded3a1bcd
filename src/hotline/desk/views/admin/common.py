"""What the pages of administration share: the row of pages, refusals in words, what has just been done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hotline.accounts import policies
from hotline.accounts.faults import NotPossible
from hotline.desk.views.common import frame
from hotline.desk.words import table

PAGES = (
    ("setup", "administer"),
    ("admin-units", "administer"),
    ("admin-people", "administer"),
    ("admin-lines", "administer"),
    ("admin-words", "administer"),
    ("admin-models", "administer"),
    ("admin-jobs", "administer"),
    ("audit", "search_audit"),
)


def word(key: str, /, **params: object) -> str:
    """The text `section.name` of `words/admin.toml`."""
    section, _, name = key.partition(".")
    text: str = table("admin")[section][name]
    return text.format(**params) if params else text


def fault_said(code: str, params: Any = None) -> str:
    """A refusal of the rooms as a sentence."""
    if code == "too_long" and not params:
        code = "too_long_span"
    return word(f"faults.{code}", **(params or {}))


def told(refused: NotPossible) -> str:
    return fault_said(refused.code, refused.params)


def status_of(refused: NotPossible) -> int:
    """Somebody else was faster, or the form was filled in wrongly."""
    return 409 if refused.code in {"stale", "moved"} else 422


def shown(
    request: HttpRequest, template: str, current: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of administration, with the row of pages above it."""
    tabs = [
        {"label": word(f"tabs.{name}"), "url": reverse(name), "current": name == current}
        for name, action in PAGES
        if policies.can(request.user, action)
    ]
    base = frame(request) | {"tabs": tabs, "toast": said(request)}
    return render(request, f"desk/admin/{template}.html", base | context, status=status)


def said(request: HttpRequest) -> str:
    """What has just been done, from the address; only numbers come from there."""
    key = request.GET.get("said", "")
    if key not in table("admin")["said"]:
        return ""
    numbers = {name: number(request.GET.get(name, "")) for name in ("added", "changed", "n")}
    return word(f"said.{key}", **numbers)


def number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
