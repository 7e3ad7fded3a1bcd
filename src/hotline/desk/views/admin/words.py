"""The centre's own words for the search: edited as lines, kept in versions; the search index made anew."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from hotline.accounts import selectors as accounts
from hotline.desk.times import stamp
from hotline.desk.views.admin.common import fault_said, number, shown
from hotline.desk.views.common import page
from hotline.infra import clock
from hotline.infra.tongues import listed
from hotline.orders import search_runs, search_words
from hotline.orders.tasks import reindex

SHOWN_VERSIONS = 10


@page("administer")
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """The words in force; by POST a new version of them, or a run that makes the index anew."""
    if request.method == "GET":
        return _page(request)
    if request.POST.get("then") == "reindex":
        run = search_runs.begin(request.user)
        reindex.defer(run=run.id)
        return redirect("/admin/words/?said=reindexed")
    return _save(request)


def _save(request: HttpRequest) -> HttpResponse:
    text = request.POST.get("words", "")
    groups, wrong = search_words.read(text)
    if wrong:
        lines = listed(map(str, wrong[:10]))
        fault = fault_said("bad_lines", {"lines": lines, "most": search_words.LONGEST})
        return _page(request, text, fault, 422)
    if len(groups) > search_words.MOST_WORDS:
        return _page(request, text, fault_said("too_many_words", {"most": search_words.MOST_WORDS}), 422)
    try:
        search_words.save(groups, request.user, number(request.POST.get("version", "")))
    except search_words.Stale:
        return _page(request, text, fault_said("stale_words"), 409)
    return redirect("/admin/words/?said=words_saved")


def _page(request: HttpRequest, text: str | None = None, fault: str = "", status: int = 200) -> HttpResponse:
    versions, now = search_words.versions(SHOWN_VERSIONS), clock.now()
    current = versions[0] if versions else search_words.NONE
    run = search_runs.latest()
    context: dict[str, Any] = {
        "text": "\n".join(search_words.line(group) for group in current.groups) if text is None else text,
        "version": current.number,
        "fault": fault,
        "versions": [
            {
                "number": v.number,
                "count": len(v.groups),
                "who": accounts.person_name(v.saved_by),
                "at": stamp(v.saved_at, now) if v.saved_at else "",
            }
            for v in versions
        ],
        "run": run
        and {
            "done": run.done,
            "about": max(run.about, run.done),
            "ended": stamp(run.ended_at, now) if run.ended_at else "",
            "begun": stamp(run.begun_at, now),
        },
    }
    return shown(request, "words", "admin-words", context, status)
