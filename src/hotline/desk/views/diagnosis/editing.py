"""Scenarios of a line: the list, one with its drawing and steps as forms, versions, and a dry run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotline.accounts import selectors as accounts
from hotline.core.diagnosis.checks import Fault, FaultKind
from hotline.core.diagnosis.shapes import Scenario, exits
from hotline.desk.diagnosing import blank, bound, fields, trying, typed
from hotline.desk.diagnosing.differing import differences
from hotline.desk.diagnosing.drawing import drawing, named, title_of
from hotline.desk.diagnosing.shown import source_word, words_of
from hotline.desk.knowing.shown import lines_for
from hotline.desk.times import stamp
from hotline.desk.views.common import frame, page
from hotline.desk.views.knowledge.finding import line_asked
from hotline.infra import clock
from hotline.knowledge.diagnosis import keeping, models, scenarios, texts
from hotline.policy import scenarios as packs


@page("lead_knowledge")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every scenario of a line: where it comes from, where it stands, which sources it asks."""
    return _listing(request)


def _listing(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    line, lines = line_asked(request), lines_for(request.user)
    own = {row.name: row for row in keeping.of_line(line)}
    known = {name: one.scenario for name, one in scenarios.of_line(line).items()}
    rows = [_row(name, known.get(name), own.get(name)) for name in sorted({*own, *known})]
    taken = set(own)
    context = {
        "rows": sorted(rows, key=lambda row: row["title"]),
        "packs": [(f"{pack}/{one.id}", one.title) for pack, one in packs.everywhere() if one.id not in taken],
        "line": line,
        "lines": [(i, name, i == line) for i, name in lines.items()] if len(lines) > 1 else [],
        "refusal": refusal,
        "toast": words_of("done").get(request.GET.get("done", ""), ""),
    }
    return render(request, "desk/diagnosis/list.html", frame(request) | context, status=status)


def _row(name: str, scenario: Scenario | None, row: models.Scenario | None) -> dict[str, Any]:
    text = scenario or keeping.draft_of(row) if row or scenario else None
    assert text is not None
    here = scenarios.sources(text)
    return {
        "name": name,
        "title": row.title if row else text.title,
        "url": f"/diagnosis/{row.pk}/" if row else f"/diagnosis/pack/{name}/",
        "state": state_of(row),
        "steps": len(text.steps),
        "public": text.public,
        "sources": [(source_word(source), there) for source, there in here.items()],
    }


def state_of(row: models.Scenario | None) -> str:
    """Where a scenario stands, in words."""
    said = words_of("state")
    if row is None:
        return said["pack"]
    if row.withdrawn:
        return said["withdrawn"]
    if not row.live:
        return said["draft"]
    same = scenarios.version(row, row.live) == keeping.draft_of(row)
    return said["live" if same else "changed"].format(number=row.live)


@page("lead_knowledge")
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """A new scenario, or one of a pack taken over as a draft."""
    line, post = line_asked(request), request.POST
    try:
        if taken := post.get("pack", ""):
            pack, _, name = taken.partition("/")
            row = keeping.take_over(request.user, line, pack, name)
        else:
            name = post.get("name", "").strip()
            title = post.get("title", "").strip()[:80] or name
            row = keeping.create(request.user, line, name, blank.empty(name, title))
    except (keeping.BadName, LookupError):
        return _listing(request, words_of("refusal")["bad_name"], 422)
    return redirect(f"/diagnosis/{row.pk}/?done={'taken_over' if taken else 'created'}")


@page("lead_knowledge")
@require_GET
def of_pack(request: HttpRequest, name: str) -> HttpResponse:
    """A scenario of the line's pack, to look at and to take over."""
    line = line_asked(request)
    found = next((one for one in scenarios.of_pack(line) if one.id == name), None)
    if found is None:
        raise Http404
    pack = next((pack for pack, one in packs.everywhere() if one.id == name), "")
    context = {
        "scenario": found,
        "d": drawing(found, (), _known(line)),
        "title": found.title,
        "steps": [_step_row(step, n, found) for n, step in enumerate(found.steps, 1)],
        "pack": f"{pack}/{name}",
        "line": line,
    }
    return render(request, "desk/diagnosis/pack.html", frame(request) | context)


@page("lead_knowledge")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, ident: UUID) -> HttpResponse:
    """The draft: its drawing, its faults, each step as a form. By POST one change of it."""
    row = _own(request, ident)
    if request.method == "GET":
        return _page(request, row)
    post = request.POST
    try:
        draft = keeping.draft_of(row)
        at = blank.next_id(draft) if post.get("do") == "add" else post.get("step", "")
        scenario = _changed(draft, post)
        keeping.write(request.user, row.pk, _revision(post), scenario)
    except typed.Unreadable as wrong:
        said = words_of("refusal")["unreadable"].format(field=words_of("columns").get(wrong.field, wrong.field))
        return _page(request, row, said, 422)
    except _InUse:
        return _page(request, row, words_of("refusal")["in_use"], 422)
    except keeping.Stale as stale:
        return _stale(request, ident, stale)
    return redirect(f"/diagnosis/{ident}/?done=kept#step-{at}")


class _InUse(Exception):
    """A step that others lead to is not removed."""


def _changed(scenario: Scenario, post: Mapping[str, str]) -> Scenario:
    do, name = post.get("do", ""), post.get("step", "")
    if do == "head":
        return typed.read_head(scenario, post)
    if do == "add" and post.get("is") in fields.FIELDS:
        return replace(scenario, steps=(*scenario.steps, blank.new_step(post["is"], blank.next_id(scenario))))
    step = scenario.step(name)
    if step is None:
        raise Http404
    if do == "remove":
        if name == scenario.start or any(name in exits(other) for other in scenario.steps if other.id != name):
            raise _InUse
        return replace(scenario, steps=tuple(s for s in scenario.steps if s.id != name))
    made = typed.read_step(step, post)
    return replace(scenario, steps=tuple(made if s.id == name else s for s in scenario.steps))


@page("lead_knowledge")
@require_POST
def act(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Publish, withdraw, or bring an earlier version back as the draft."""
    row, post = _own(request, ident), request.POST
    do, revision, note = post.get("do", ""), _revision(post), post.get("note", "").strip()
    try:
        if do == "publish":
            keeping.publish(request.user, row.pk, revision, note)
            return redirect(f"/diagnosis/{ident}/?done=published")
        if do == "withdraw":
            keeping.withdraw(request.user, row.pk, revision, note)
            return redirect(f"/diagnosis/{ident}/?done=withdrawn")
        if do == "bring_back" and post.get("number", "").isdecimal() and len(post["number"]) < 9:
            keeping.bring_back(request.user, row.pk, revision, int(post["number"]))
            return redirect(f"/diagnosis/{ident}/?done=brought_back")
    except keeping.NotClean as faulty:
        return _page(request, row, words_of("refusal")["not_clean"].format(n=len(faulty.found)), 422)
    except keeping.Stale as stale:
        return _stale(request, ident, stale)
    except LookupError as missing:
        raise Http404 from missing
    raise Http404


@page("lead_knowledge")
@require_http_methods(["GET", "POST"])
def dry_run(request: HttpRequest, ident: UUID) -> HttpResponse:
    """The draft as a caller would go through it; what sources say is invented by who tries. Nothing is kept."""
    row = _own(request, ident)
    scenario = keeping.draft_of(row)
    known = _known(row.line)
    context = trying.tried(scenario, known, request.POST, _faults(row, scenario))
    context["broken"] = [(named(scenario, f.step), fault_text(f, scenario, known)) for f in context.get("broken", ())]
    return render(request, "desk/diagnosis/try.html", frame(request) | {"row": row, **context})


@page("lead_knowledge")
@require_GET
def compare(request: HttpRequest, ident: UUID) -> HttpResponse:
    """What differs between two versions, or a version and the draft (0), step by step."""
    row = _own(request, ident)
    asked = [request.GET.get(name, "") for name in ("one", "other")]
    numbers = [int(v) if v.isdecimal() and len(v) < 9 else 0 for v in asked]
    try:
        one, other = (scenarios.version(row, n) if n else keeping.draft_of(row) for n in numbers)
    except LookupError as missing:
        raise Http404 from missing
    context = {"row": row, "one": numbers[0], "other": numbers[1], "changes": differences(one, other)}
    return render(request, "desk/diagnosis/compare.html", frame(request) | context)


def _own(request: HttpRequest, ident: UUID) -> models.Scenario:
    row = models.Scenario.objects.filter(pk=ident, line__in=lines_for(request.user)).first()
    if row is None:
        raise Http404
    return row


def _revision(post: Mapping[str, str]) -> int:
    said = post.get("revision", "")
    return int(said) if said.isdecimal() and len(said) < 9 else 0


def _stale(request: HttpRequest, ident: UUID, stale: keeping.Stale) -> HttpResponse:
    said = words_of("refusal")["stale"].format(name=accounts.person_name(stale.by))
    return _page(request, _own(request, ident), said, 409)


def _known(line: str) -> dict[str, Scenario]:
    """Every scenario that is run on the line, by its id."""
    return {name: one.scenario for name, one in scenarios.of_line(line).items()}


def _faults(row: models.Scenario, scenario: Scenario) -> tuple[Fault, ...]:
    return keeping.check(row.line, scenario)


def fault_text(fault: Fault, scenario: Scenario, known: Mapping[str, Scenario]) -> str:
    """A fault in plain Chinese: steps and scenarios by their words, where they have any."""
    text: str = words_of("fault")[fault.kind.value]
    about = fault.about
    if fault.kind is FaultKind.LOOP:
        about = " → ".join(named(scenario, ident) for ident in about.split(" → "))
    elif fault.kind in _ABOUT_SCENARIOS:
        about = known[about].title if about in known else about
    elif fault.kind is FaultKind.UNKNOWN_CONNECTOR:
        about = source_word(about)
    return text.format(step=fault.step, about=about)


_ABOUT_SCENARIOS = frozenset({FaultKind.UNKNOWN_SCENARIO, FaultKind.SCENARIO_LOOP, FaultKind.TOO_DEEP})


def _step_row(step: Any, n: int, scenario: Scenario, faults: Sequence[str] = ()) -> dict[str, Any]:
    return {
        "id": step.id,
        "n": n,
        "title": title_of(step),
        "kind": words_of("kind")[texts.kind_of(step)],
        "start": step.id == scenario.start,
        "faults": faults,
        "fields": bound.form_of(step, scenario),
    }


def _page(request: HttpRequest, row: models.Scenario, refusal: str = "", status: int = 200) -> HttpResponse:
    scenario, known = keeping.draft_of(row), _known(row.line)
    found = _faults(row, scenario)
    told = [(f.step, fault_text(f, scenario, known)) for f in found]
    done = words_of("done").get(request.GET.get("done", ""), "")
    context = {
        "row": row,
        "state": state_of(row),
        "scenario": scenario,
        "title": scenario.title,
        "d": drawing(scenario, {f.step for f in found}, known),
        "steps": [
            _step_row(step, n, scenario, [text for ident, text in told if ident == step.id])
            for n, step in enumerate(scenario.steps, 1)
        ],
        "faults": [(ident, named(scenario, ident), text) for ident, text in told],
        "starts": bound.step_options(scenario, scenario.start)[1:],
        "lists": [
            (name, words_of("fields")[name], "\n".join(getattr(scenario.detection, name)))
            for name in ("words", "never", "sayings", "content_classes")
        ],
        "kinds": list(words_of("kind").items()),
        "history": _history(row),
        "sources": [(source_word(source), there) for source, there in scenarios.sources(scenario).items()],
        "refusal": refusal,
        "toast": done.format(number=row.live),
    }
    return render(request, "desk/diagnosis/edit.html", frame(request) | context, status=status)


def _history(row: models.Scenario) -> list[dict[str, Any]]:
    rows, said, now = keeping.history(row), words_of("act"), clock.now()
    names = accounts.person_names({one.by for one in rows})
    return [
        {
            "act": said[one.act].format(number=one.number, note=one.note),
            "who": names.get(one.by, one.by),
            "at": stamp(one.at, now),
            "number": one.number,
            "note": one.note if one.act != keeping.BROUGHT_BACK else "",
            "live": one.number and one.number == row.live,
        }
        for one in rows
    ]
