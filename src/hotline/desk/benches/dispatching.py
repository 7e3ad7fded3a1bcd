"""The dispatcher's bench: audit, unit, limit; sent, sent back or handed to a leader, and the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from hotline.accounts.selectors import directory
from hotline.core.commands import AssignToUnit
from hotline.core.vocabulary import AuditPoint, CommandName
from hotline.desk.benches.limits import Ahead, ahead
from hotline.desk.benches.shape import Bench
from hotline.desk.forms.bind import BoundField, BoundForm
from hotline.desk.forms.options import Option as Picked
from hotline.desk.forms.shape import shape_of
from hotline.desk.order_forms import form_of
from hotline.desk.routing import Options
from hotline.desk.verbs import Verb
from hotline.desk.words import table
from hotline.infra.tongues import listed

C = CommandName


def dispatch_bench(request: HttpRequest, found: Any, ready: Mapping[str, Any]) -> Bench | None:
    """The order that waits to be assigned, with everything needed to send it by one key."""
    verbs = ready["verbs"]
    form = form_of(found, ready, shape_of(C.ASSIGN_TO_UNIT), verbs.primary.target)
    who: Options = form.routing["options"]
    helpers = who.helpers if who.answer else ()
    fields = {f.shape.name: on_bench(f) for f in form.fields}
    if who.answer:
        fields["lead"] = filled(fields["lead"], who.answer.unit, who.answer.name)
    for helper in helpers:
        fields["assisting"] = filled(fields["assisting"], helper.unit, helper.name)
    limits = _limits(found, [option.unit for option in who.leads])
    back, up = verb_of(verbs, C.SEND_BACK_TO_AGENT), verb_of(verbs, C.SUBMIT_TO_LEADER)
    context = {
        "form": form,
        "lead": fields["lead"],
        "assisting": fields["assisting"],
        "note": fields["note"],
        "complexity": fields.get("complexity") if asks_complexity(found) else None,
        "leads": [{"key": n, "option": option, "ahead": limits[option.unit]} for n, option in enumerate(who.leads, 1)],
        "why": who.why,
        "nobody": "" if who.answer else _nobody(who),
        "audit": form.routing["audit"],
        "back": _back(found, ready, form) if back else None,
        "up": up,
    }
    covers = frozenset({C.ASSIGN_TO_UNIT} | {v.command for v in (back, up) if v})
    return Bench("desk/benches/dispatch.html", context, covers, covers)


def _limits(found: Any, units: Iterable[str]) -> dict[str, Ahead]:
    """The limits each unit would get, as if the audit were ticked. Units alike before the rules are reckoned once."""
    tree, known = directory(), {}
    said = {}
    for unit in units:
        facts = tree.unit(unit)
        alike = (facts.level, facts.kind) if facts else (unit, "")
        if alike not in known:
            known[alike] = ahead(found, AssignToUnit(lead=unit, audit=tuple(AuditPoint)), unit)
        said[unit] = known[alike]
    return said


def _nobody(who: Options) -> str:
    return str(table("benches_dispatch")["assign"]["between" if who.leads else "none"])


def _back(found: Any, ready: Mapping[str, Any], form: BoundForm) -> dict[str, Any]:
    """The short form that sends the order back, with the points the form does not show as its first words."""
    words = table("benches_dispatch")["assign"]
    missing = [t["label"] for t in form.routing["audit"] if not t["met"]]
    typed = {"reason": words["back"].format(points=listed(missing)) if missing else ""}
    bound = form_of(found, ready, shape_of(C.SEND_BACK_TO_AGENT), "", typed)
    reason = next(f for f in bound.fields if f.shape.name == "reason")
    shape = replace(reason.shape, kind="text", rows=2, help="", placeholder=words["back_words"])
    return {"form": bound, "reason": on_bench(replace(reason, shape=shape)), "words": words["back"]}


def asks_complexity(found: Any) -> bool:
    """Whether the hotline's rules tell common matters from complex ones."""
    rules = (rule for stated in found.policy.rules.values() for rule in stated)
    return any(name == "complexity" for rule in rules for name, _wanted in rule.when)


def verb_of(verbs: Any, command: CommandName, target: str = "") -> Verb | None:
    """The act if it can be done now at this target."""
    every = (verbs.primary, *verbs.quick, *verbs.menu)
    return next((v for v in every if v and v.command is command and v.target == target), None)


def on_bench(field: BoundField) -> BoundField:
    """A field with an id of its own: the full form of the same act may stand beside the bench."""
    return replace(field, id=f"bench-{field.id}")


def filled(field: BoundField, value: str, label: str) -> BoundField:
    """A picker with one more chosen."""
    return replace(field, picked=(*field.picked, Picked(value, label)))
