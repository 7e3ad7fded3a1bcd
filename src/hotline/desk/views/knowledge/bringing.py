"""Knowledge in from a file, row by row reported before anything is written; all of it out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from hotline.accounts import audit
from hotline.core.vocabulary import KnowledgeKind
from hotline.desk.knowing.shown import lines_for, words_of
from hotline.desk.knowing.tabs import tabs
from hotline.desk.views.common import frame, page, sheet_file
from hotline.desk.views.knowledge.finding import line_asked
from hotline.infra import clock
from hotline.infra.sheets import FORMS
from hotline.infra.tongues import in_words
from hotline.knowledge import exporting, importing
from hotline.knowledge.reading import read

MOST_BYTES = 20 * 1024 * 1024
MOST_FAULTS = 200
SHOWN = 30


@page("lead_knowledge")
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """First what a file would bring and what is wrong with which row; with `sure` it is published."""
    context: dict[str, Any] = {"line": line_asked(request), "kind": request.POST.get("kind", KnowledgeKind.FAQ.value)}
    status = 200
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None or (file.size or 0) > MOST_BYTES:
            context["refusal"] = words_of("wrong")["file" if file is None else "too_large"]
            status = 422
        else:
            context |= _read(request, file.read(), file.name or "")
    lines = lines_for(request.user)
    context |= {
        "lines": [(i, name, i == context["line"]) for i, name in lines.items()] if len(lines) > 1 else [],
        "kinds": [(k.value, in_words(k), k.value == context["kind"]) for k in KnowledgeKind],
        "tabs": tabs(request.user, "health"),
        "publishes": importing.given_by(request.user, context["line"]).publishes if context["line"] else False,
    }
    return render(request, "desk/knowledge/import.html", frame(request) | context, status=status)


def _read(request: HttpRequest, content: bytes, name: str) -> dict[str, Any]:
    kind = next((k for k in KnowledgeKind if k.value == request.POST.get("kind")), KnowledgeKind.FAQ)
    given = importing.given_by(request.user, line_asked(request), kind)
    plan = read(content, name, given)
    faults = [{"line": f.line, "text": f.text, "left_out": f.left_out} for f in plan.faults[:MOST_FAULTS]]
    found = {
        "name": name[:200],
        "faults": faults,
        "more_faults": max(0, len(plan.faults) - MOST_FAULTS),
        "titles": [(row.line, row.content.title) for row in plan.rows[:SHOWN]],
        "count": len(plan.rows),
        "drafts": sum(row.draft for row in plan.rows),
        "more": max(0, len(plan.rows) - SHOWN),
    }
    if request.POST.get("sure") and plan.rows:
        done = importing.carry_out(plan, str(request.user.pk))
        audit.note(request.user, "knowledge_imported", "knowledge", {"rows": done})
        shown = done - found["drafts"]
        word = "imported" if shown == done else "imported_both" if shown else "imported_drafts"
        found |= {"done": words_of("done")[word].format(n=shown, drafts=found["drafts"])}
    return found


@page("lead_knowledge")
@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse | StreamingHttpResponse:
    """What is shown as a table, or every entry with its versions and history as JSON lines."""
    line = line_asked(request)
    name = words_of("export")["name"].format(
        line=lines_for(request.user).get(line, line), day=clock.today().isoformat()
    )
    if form not in (*FORMS, "jsonl"):
        raise Http404
    audit.note(request.user, "exported", "knowledge", {"form": form})
    if form == "jsonl":
        response = StreamingHttpResponse(
            exporting.as_lines(line, request.user), content_type="application/x-ndjson; charset=utf-8"
        )
        response.headers["Content-Disposition"] = 'attachment; filename="knowledge.jsonl"'
        return response
    return sheet_file(exporting.as_sheet(line, form, request.user), name, form)
