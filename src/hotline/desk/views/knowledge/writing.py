"""Write an entry, take the next step of its life, compare its versions. Nothing that was typed is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotline.core.knowledge import content as contents
from hotline.core.knowledge.content import Content
from hotline.core.knowledge.life import Refused
from hotline.core.vocabulary import KnowledgeAct, KnowledgeKind, KnowledgeRefusal
from hotline.desk.knowing import entry_form, files
from hotline.desk.knowing.entry import changed, look, pair_of, version_row
from hotline.desk.knowing.entry_form import Typed
from hotline.desk.knowing.shown import lines_for
from hotline.desk.knowing.tabs import tabs
from hotline.desk.views.common import frame, page
from hotline.desk.views.knowledge.finding import found_or_404, line_asked
from hotline.infra import clock
from hotline.infra.tongues import in_words
from hotline.knowledge import gaps, selectors, services


@page("write_knowledge")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """An entry that is not there yet; `gap`: of which its title is taken."""
    line = line_asked(request)
    if request.method == "GET":
        title = _gap_title(request)
        form = entry_form.of_content(Content(title=title), KnowledgeKind.FAQ.value, request.user.unit_id or "")
        return _form(request, form, line)
    form = entry_form.typed(request.POST)
    content = _with_files(request, form, entry_form.content_of(form, request.user))
    kind = next((k for k in KnowledgeKind if k.value == form.values["kind"]), KnowledgeKind.FAQ)
    if content is None:
        return _form(request, form, line, status=422)
    try:
        row = services.create(request.user, services.New(line, kind, form.values["owner"]), content)
    except Refused as refused:
        return _form(request, form, line, refusal=in_words(refused.reason), status=422)
    return _saved(request, row, "know-new")


def _gap_title(request: HttpRequest) -> str:
    ident = request.GET.get("gap", "")
    return next((g.label for g in gaps.listed(request.user.lines) if str(g.id) == ident), "") if ident else ""


@page("write_knowledge")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """The draft of an entry. Somebody faster: what changed meanwhile is told, what was typed stays."""
    row = found_or_404(request.user, number)
    if KnowledgeAct.WRITE not in selectors.may(request.user, row):
        return redirect(f"/knowledge/{number}/")
    kept = contents.from_row(row.draft)
    if request.method == "GET":
        return _form(request, entry_form.of_content(kept, row.kind, row.owner), row.line, row)
    form = entry_form.typed(request.POST)
    form.values["owner"] = row.owner
    content = _with_files(request, form, entry_form.content_of(form, request.user, kept))
    kind = next((k for k in KnowledgeKind if k.value == form.values["kind"]), None)
    if content is None:
        return _form(request, form, row.line, row, status=422)
    try:
        row = services.write(request.user, row.pk, _revision(request), content, kind)
    except Refused as refused:
        stale = refused.reason is KnowledgeRefusal.STALE
        theirs = changed(content, kept, row.line) if stale else []
        return _form(request, form, row.line, row, in_words(refused.reason), theirs, 409 if stale else 422)
    return _saved(request, row, f"know-{number}")


def _with_files(request: HttpRequest, form: Typed, content: Content | None) -> Content | None:
    """The content with its attachments as the form leaves them; None when one cannot be taken."""
    if content is None:
        return None
    named, wrong = files.taken(request.FILES.getlist("file"), content.attachments, request.POST.getlist("drop"))
    if wrong:
        form.errors["file"] = wrong
        return None
    return replace(content, attachments=named)


@page("find_knowledge")
@require_GET
def file(request: HttpRequest, number: str, digest: str) -> HttpResponse:
    """An attachment of an entry, to be saved."""
    found = files.sent(request.user, number, digest)
    if found is None:
        raise Http404
    return HttpResponse(found.path.read_bytes(), headers=found.headers)


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _saved(request: HttpRequest, row: Any, draft: str) -> HttpResponse:
    """Saved; with “hand in” in the same breath, handed in."""
    url = f"/knowledge/{selectors.reference(row.number)}/"
    if request.POST.get("then") == "submit":
        try:
            services.act(request.user, row.pk, KnowledgeAct.SUBMIT, row.revision)
        except Refused as refused:
            form = entry_form.typed(request.POST)
            form.values["owner"] = row.owner
            return _form(request, form, row.line, row, in_words(refused.reason), status=422)
        return redirect(f"{url}?show=draft&done=submit&draft={draft}")
    return redirect(f"{url}?show=draft&done=saved&draft={draft}")


def _form(
    request: HttpRequest,
    form: Typed,
    line: str,
    row: Any = None,
    refusal: str = "",
    theirs: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    lines, number = lines_for(request.user), selectors.reference(row.number) if row is not None else ""
    context = {
        "groups": entry_form.groups(form, line),
        "number": number,
        "revision": row.revision if row is not None else 0,
        "url": f"/knowledge/{number}/edit/" if number else "/knowledge/new/",
        "draft": f"know-{number or 'new'}",
        "line": line,
        "lines": [(i, name) for i, name in lines.items()] if len(lines) > 1 and row is None else [],
        "refusal": refusal,
        "theirs": theirs or [],
        "wrong": bool(form.errors),
        "file_wrong": form.errors.get("file", ""),
        "attachments": contents.from_row(row.draft).attachments if row is not None else (),
        "tabs": tabs(request.user, "drafts"),
    }
    return render(request, "desk/knowledge/form.html", frame(request) | context, status=status)


@page("find_knowledge")
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """A step of its life. A refusal comes back with the entry as it is now."""
    row = found_or_404(request.user, number)
    step = next((a for a in KnowledgeAct if a.value == request.POST.get("step")), None)
    if step is None:
        raise Http404
    appear = _moment(request.POST.get("appear_at", ""))
    try:
        reason = request.POST.get("reason", "")[:1000]
        services.act(request.user, row.pk, step, _revision(request), reason=reason, appear_at=appear)
    except Refused as refused:
        context = look(request.user, number, {}) or {}
        context |= {"refusal": in_words(refused.reason), "tabs": tabs(request.user, "entries")}
        status = 409 if refused.reason is KnowledgeRefusal.STALE else 422
        return render(request, "desk/knowledge/entry.html", frame(request) | context, status=status)
    if step is KnowledgeAct.REVISE:
        return redirect(f"/knowledge/{number}/edit/")
    done = "scheduled" if step is KnowledgeAct.PASS_CENTRE and appear and appear > clock.now() else step.value
    return redirect(f"/knowledge/{number}/?done={done}")


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL) if text else None
    except ValueError:
        return None


@page("find_knowledge")
@require_GET
def versions(request: HttpRequest, number: str) -> HttpResponse:
    """Two versions beside each other, field by field."""
    context = look(request.user, number, {})
    row = found_or_404(request.user, number)
    pair = pair_of(request.user, number, request.GET.get("a", ""), request.GET.get("b", ""))
    if context is None or pair is None:
        return redirect(f"/knowledge/{number}/")
    one, other = pair
    context |= {
        "one": version_row(one),
        "other": version_row(other),
        "changes": changed(one.content, other.content, row.line),
        "tabs": tabs(request.user, "entries"),
    }
    return render(request, "desk/knowledge/versions.html", frame(request) | context)
