"""The dispatcher's bench: audit, unit, limit; sent, sent back or handed to a leader, and the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from django.http import HttpRequest

from hotline.accounts.selectors import directory
from hotline.core.commands import AssignToUnit
from hotline.core.vocabulary import AuditPoint, CommandName
from hotline.desk.benches.casting import Head, cast, head, poured
from hotline.desk.benches.facts import at_place
from hotline.desk.benches.limits import Ahead, ahead_again, ahead_piece
from hotline.desk.benches.shape import Bench
from hotline.desk.casting import mark
from hotline.desk.forms.bind import BoundField, BoundForm
from hotline.desk.forms.options import Option as Picked
from hotline.desk.forms.shape import shape_of
from hotline.desk.order_forms import form_of
from hotline.desk.routing import Option, Options
from hotline.desk.verbs import Verb
from hotline.desk.words import table
from hotline.infra.tongues import listed

C = CommandName


class Point(NamedTuple):
    """One point of the audit."""

    point: str
    label: str
    met: bool


class Lead(NamedTuple):
    """One unit that could take it, with the key that chooses it and the limits it would have."""

    key: int
    unit: str
    name: str
    confidence: str
    reasons: tuple[str, ...]
    limits: str

    @property
    def option(self) -> Lead:
        """Itself: where a bench is not cast, the unit stands apart from its key."""
        return self


class Back(NamedTuple):
    """The short form that sends the order back."""

    form: Head
    reason: BoundField
    words: str


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
    values = poured(found, ready, C.ASSIGN_TO_UNIT, C.SEND_BACK_TO_AGENT)
    shape = {
        "form": head(C.ASSIGN_TO_UNIT, verbs.primary.target),
        "listed": bool(ready["queue"]),
        "lead": _pouring(fields["lead"], values),
        "assisting": _pouring(fields["assisting"], values),
        "note": _pouring(fields["note"], values),
        "complexity": fields.get("complexity") if asks_complexity(found) else None,
        "leads": tuple(_lead(n, option, limits[option.unit], values) for n, option in enumerate(who.leads, 1)),
        "why": tuple(_place(f"why.{n}", text, values) for n, text in enumerate(who.why)),
        "nobody": "" if who.answer else _nobody(who),
        "audit": tuple(Point(**t) for t in form.routing["audit"]),
        "back": _back(found, ready, form, values) if back else None,
        "up": at_place(up, values),
    }
    covers = frozenset({C.ASSIGN_TO_UNIT} | {v.command for v in (back, up) if v})
    return Bench(covers=covers, whole=covers, piece=cast("desk/benches/dispatch.html", shape, values))


def _place(name: str, value: Any, values: dict[str, Any]) -> str:
    values[name] = value
    return mark(name)


def _pouring(field: BoundField, values: dict[str, Any]) -> BoundField:
    """The field as part of a shape: what stands in it and what is picked is poured."""
    name = field.shape.name
    picked = tuple(
        Picked(_place(f"{name}.{n}", p.value, values), _place(f"{name}.{n}.label", p.label, values))
        for n, p in enumerate(field.picked)
    )
    return replace(field, value=_place(f"text.{name}", field.value, values), picked=picked)


def _lead(key: int, option: Option, seen: Ahead, values: dict[str, Any]) -> Lead:
    """One unit that could take it, as part of a shape."""
    at = f"lead{key}"
    return Lead(
        key,
        _place(f"{at}.unit", option.unit, values),
        _place(f"{at}.name", option.name, values),
        _place(f"{at}.sure", option.confidence, values) if option.confidence else "",
        tuple(_place(f"{at}.why.{n}", text, values) for n, text in enumerate(option.reasons)),
        _place(f"{at}.limits", ahead_piece(seen), values),
    )


def _limits(found: Any, units: Iterable[str]) -> dict[str, Ahead]:
    """The limits each unit would get, as if the audit were ticked. Units alike before the rules are reckoned once."""
    tree, known = directory(), {}
    said = {}
    for unit in units:
        facts = tree.unit(unit)
        alike = (facts.level, facts.kind) if facts else (unit, "")
        if alike not in known:
            known[alike] = ahead_again(found, AssignToUnit(lead=unit, audit=tuple(AuditPoint)), unit)
        said[unit] = known[alike]
    return said


def _nobody(who: Options) -> str:
    return str(table("benches_dispatch")["assign"]["between" if who.leads else "none"])


def _back(found: Any, ready: Mapping[str, Any], form: BoundForm, values: dict[str, Any]) -> Back:
    """The short form that sends the order back, with the points the form does not show as its first words."""
    words = table("benches_dispatch")["assign"]
    missing = [t["label"] for t in form.routing["audit"] if not t["met"]]
    typed = {"reason": words["back"].format(points=listed(missing)) if missing else ""}
    bound = form_of(found, ready, shape_of(C.SEND_BACK_TO_AGENT), "", typed)
    reason = next(f for f in bound.fields if f.shape.name == "reason")
    shape = replace(reason.shape, kind="text", rows=2, help="", placeholder=words["back_words"])
    return Back(head(C.SEND_BACK_TO_AGENT), _pouring(on_bench(replace(reason, shape=shape)), values), words["back"])


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
