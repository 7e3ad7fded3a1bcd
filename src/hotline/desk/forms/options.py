"""What a person can choose from. Short lists are in the form; long ones are fetched once by the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from hotline.core.policy.pack import Policy
from hotline.core.policy.shapes import Term as PackTerm
from hotline.core.state import Order, UnitFacts
from hotline.core.vocabulary import AssignmentState, CallbackChannel, CommandName, Role
from hotline.desk.forms.shape import FieldShape, FormShape
from hotline.desk.forms.stage import (
    identity_fields,
    openable,
    outcome_help,
    outcomes_of,
    procedure_help,
    stage_of,
)
from hotline.infra.tongues import in_words

NOT_HANDLING = frozenset({"hotline_centre", "hotline_desk", "leaders_office", "inspection"})
"""Kinds of units that never handle an order."""

LINK_CHANNELS = (CallbackChannel.SMS_LINK, CallbackChannel.APP)
LEADERS = (Role.CITY_LEADER, Role.CENTRE_DIRECTOR)


class Option(NamedTuple):
    """`keys` are what may be typed to find it besides its label; in a short list, a fuller wording."""

    value: str
    label: str
    group: str = ""
    keys: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands around a form: the order (None while it is registered), its policy, and who knows names."""

    order: Order | None
    policy: Policy
    directory_version: str
    unit_name: Callable[[str], str]
    person_name: Callable[[str], str]
    area_name: Callable[[str], str]
    order_number: Callable[[str], str]
    roles: frozenset[Role] = frozenset()


def options_for(shape: FormShape, f: FieldShape, target: str, setting: Setting) -> list[Option]:
    """The options of a field with a short list; empty for one that is typed or picked."""
    if f.name == "checked":
        return [Option(t.value, in_words(t)) for t in identity_fields(setting.order, setting.policy)]
    if f.terms is not None:
        return [Option(t.value, in_words(t)) for t in _terms(shape, f)]
    if f.name == "nature":
        return [Option(t.id, t.label) for t in setting.policy.lists.natures]
    if f.kind == "refusal":
        return [Option(t.id, t.label, keys=t.text) for t in setting.policy.lists.refusal_reasons]
    if setting.order is None:
        return []
    if f.kind == "child":
        done = [a for a in setting.order.children(target) if a.state is AssignmentState.SUBMITTED]
        return [Option(a.id, setting.unit_name(a.unit)) for a in done]
    if f.kind == "link":
        return [Option(k.order, f"{setting.order_number(k.order)} · {in_words(k.kind)}") for k in setting.order.links]
    if f.kind == "procedure":
        specs = openable(setting.order, setting.policy, setting.roles)
        return [Option(p.id, p.title, keys=procedure_help(p)) for p in specs]
    found = stage_of(setting.order, setting.policy, target)
    if f.kind == "outcome" and found:
        spec, stage = found
        return [Option(o.id, o.label, keys=outcome_help(setting.policy, spec, o)) for o in outcomes_of(stage)]
    return []


def _terms(shape: FormShape, f: FieldShape) -> Iterable[Any]:
    if f.name == "to_role":
        return LEADERS
    if shape.name is CommandName.ISSUE_CALLBACK_TOKEN:
        return LINK_CHANNELS
    return f.terms or ()


def label_of(f: FieldShape, value: str, setting: Setting) -> str:
    """The words for a picked value."""
    if f.kind == "class":
        term = setting.policy.content_class(value)
        return term.label if term else value
    naming = {"area": setting.area_name, "person": setting.person_name}.get(f.kind, setting.unit_name)
    return naming(value)


def class_options(terms: Iterable[PackTerm]) -> list[Option]:
    """Content classes as leaves under the name of their parent; a parent without children stands alone."""
    terms = tuple(terms)
    labels = {t.id: t.label for t in terms}
    parents = {t.parent for t in terms if t.parent}
    leaves = [t for t in terms if t.id not in parents]
    return [Option(t.id, t.label, labels.get(t.parent, ""), " ".join((t.id, *t.keywords))) for t in leaves]


def handling_units(
    units: Iterable[UnitFacts], below: str = "", without: frozenset[str] = frozenset()
) -> list[UnitFacts]:
    """Units that could take an order: those under `below`, or all that handle orders; never the accused nor theirs."""
    fit = [u for u in units if u.active and not without.intersection(u.lineage)]
    if below:
        return [u for u in fit if below in u.lineage and u.id != below]
    return [u for u in fit if u.kind not in NOT_HANDLING and u.parent]
