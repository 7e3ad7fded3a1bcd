"""Several ticked rows, one command: one form, then one line a row."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hotline.core.vocabulary import CommandName
from hotline.desk import many
from hotline.desk.context import setting_without_order
from hotline.desk.forms.bind import BoundForm, bind
from hotline.desk.forms.read import read, typed_values
from hotline.desk.forms.shape import FormShape
from hotline.desk.listing import words
from hotline.desk.views.common import page, triggered
from hotline.infra.ids import uuid7
from hotline.orders import selectors
from hotline.policy import registry


@page("act")
@require_POST
def several(request: HttpRequest, name: str) -> HttpResponse:
    """First the form with the ticked orders; with `go`, the command itself."""
    person = request.user
    if name not in selectors.queue_names(person):
        raise Http404
    picks = many.picks_of(request.POST.getlist("pick"))
    if not picks or len(picks) > many.MOST:
        text = words("many")["most"].format(most=many.MOST) if picks else words("many")["none"]
        return render(request, "desk/many_none.html", {"text": text}, status=422)
    command = next((c for c in many.commands_for(person, name) if c.value == request.POST.get("command")), None)
    if command is None:
        raise Http404
    shape, found = many.shape_for_many(command), many.ticked(person, picks)
    if not request.POST.get("go"):
        return ask(request, shape, found)
    reading = read(shape, request.POST, lambda _number: None)
    if reading.errors:
        return ask(request, shape, found, typed_values(shape, request.POST), reading.errors)
    results = many.give_each(request, shape, found, reading, request.POST.get("key", "")[:64])
    return _told(request, command, results)


def ask(
    request: HttpRequest,
    shape: FormShape,
    found: many.Ticked,
    typed: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    *,
    url: str = "",
    note: str = "",
) -> HttpResponse:
    """The form with the ticked orders. `url`: where it is sent, if not to this address; `note` stands over it."""
    suggests = shape.name is CommandName.ASSIGN_TO_UNIT
    form = _form(request, shape, found, typed, errors)
    if suggests:
        # Each row has the points that its own form does not show.
        form.fields = [f for f in form.fields if f.shape.name != "audit"]
    rows = [
        {
            "number": row.number if row else "",
            "title": row.title if row else words("many")["no_order"],
            "key": pick.order,
            "assign": many.assign_row(pick, row, request.POST) if suggests and row else None,
        }
        for pick in found.picks
        for row in [found.rows.get(pick.order)]
    ]
    context = {
        "form": form,
        "command": shape.name,
        "url": url or request.path,
        "note": note,
        "rows": rows,
        "suggests": suggests,
        "picks": [f"{p.order}:{p.version}:{p.subject}" for p in found.picks],
    }
    return render(request, "desk/many.html", context, status=422 if errors else 200)


def _form(
    request: HttpRequest, shape: FormShape, found: many.Ticked, typed: dict[str, Any] | None, errors: Any
) -> BoundForm:
    first = next(iter(found.rows.values()), None)
    policy = registry.release(first.pack, first.release) if first else many.policies_of(request.user)[0]
    setting = setting_without_order(policy, request.user.role_set)
    key = request.POST.get("key", "")[:64] or str(uuid7())
    return bind(shape, "many", setting, 0, key, typed, errors)


def _told(request: HttpRequest, command: CommandName, results: list[many.Result]) -> HttpResponse:
    done, refused = [r for r in results if r.done], [r for r in results if not r.done]
    summary = words("many")["summary_refused" if refused else "summary"].format(done=len(done), refused=len(refused))
    context = {"command": command, "results": [*refused, *done], "summary": summary}
    response = render(request, "desk/many_done.html", context)
    return triggered(response, many=[r.key for r in done], changed="")
