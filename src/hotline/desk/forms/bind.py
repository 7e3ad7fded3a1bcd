"""A form made ready for the template: each field with its value, its options and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from hotline.core.state import Order
from hotline.core.vocabulary import CommandName, Part
from hotline.desk.forms.options import Option, Setting, label_of, options_for
from hotline.desk.forms.shape import FieldShape, FormShape
from hotline.desk.forms.stage import identity_fields
from hotline.desk.words import say, table
from hotline.infra import clock

PICKED = frozenset({"unit", "units", "class", "area", "person"})
"""Kinds chosen from a long list: the browser loads the list once and filters it while one types."""


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    selected: bool
    help: str = ""


@dataclass(frozen=True)
class BoundField:
    """`value` is what stands in the input; `picked` the chosen (value, label) pairs of a picker; `source` its list."""

    shape: FieldShape
    id: str
    name: str
    value: str = ""
    choices: tuple[Choice, ...] = ()
    picked: tuple[Option, ...] = ()
    source: str = ""
    error: str = ""
    show_if: str = ""

    @property
    def optional(self) -> bool:
        """Whether to say that it may stay empty; where something is chosen already there is nothing to say."""
        return not self.shape.required and self.shape.kind not in ("radios", "answer", "checks", "yes")

    @property
    def tall(self) -> bool:
        """Whether it is a long list: what is wrong is then said over it, where it is seen."""
        return self.shape.kind in LONG

    @property
    def template(self) -> str:
        return f"desk/fields/{TEMPLATES.get(self.shape.kind, self.shape.kind)}.html"

    @property
    def group(self) -> bool:
        """Several inputs under one label: a press on that label must not choose the first of them."""
        return TEMPLATES.get(self.shape.kind, self.shape.kind) in GROUPS


TEMPLATES = {
    "unit": "pick",
    "units": "pick",
    "class": "pick",
    "area": "pick",
    "person": "pick",
    "refusal": "radios",
    "child": "radios",
    "link": "radios",
    "procedure": "radios",
    "outcome": "radios",
    "order": "line",
    "words": "line",
    "token": "line",
    "choice": "select",
}


LONG = frozenset({"refusal"})
GROUPS = frozenset({"radios", "answer", "checks"})


@dataclass
class BoundForm:
    """One command's form. `refusal`: why it was refused just now; `stale`: what others changed meanwhile.

    `follows`: it came from a bench, so the next order of the list opens when it is done.
    """

    shape: FormShape
    target: str
    fields: list[BoundField]
    version: int
    key: str
    before: str = ""
    grave: bool = False
    refusal: str = ""
    stale: Any = None
    draft: str = ""
    url: str = ""
    page_url: str = ""
    queue: str = ""
    label: str = ""
    about: str = ""
    routing: dict[str, Any] = field(default_factory=dict)
    follows: bool = False

    @property
    def name(self) -> CommandName:
        return self.shape.name


def bind(
    shape: FormShape,
    target: str,
    setting: Setting,
    version: int,
    key: str,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    prefix: str = "",
) -> BoundForm:
    """The form for `target`, with what was typed before, else with what the order already says.

    `prefix` stands before the names of the inputs, where several commands share one form.
    """
    words = table("commands").get(shape.name.value, {})
    values = typed if typed is not None else initial(shape, target, setting.order)
    wrong = errors or {}
    bound = [
        _bound(shape, f, target, setting, values.get(f.name, ""), wrong.get(f.name, ""), prefix)
        for f in visible(shape, setting)
    ]
    return BoundForm(
        shape=shape,
        target=target,
        fields=bound,
        version=version,
        key=key,
        before=words.get("before", ""),
        grave=words.get("tone") == "grave",
    )


def visible(shape: FormShape, setting: Setting) -> list[FieldShape]:
    """Fields that make sense for this order; the core still has the last word."""
    fields = list(shape.fields)
    if shape.field("checked") and not identity_fields(setting.order, setting.policy):
        fields = [f for f in fields if f.name != "checked"]
    if setting.order is None:
        return fields
    if shape.name is CommandName.SUBMIT_ANSWER:
        waits_for_none = not any(a.part is Part.ASSISTING and a.live for a in setting.order.assignments)
        fields = [f for f in fields if f.name != "parts_missing" or not waits_for_none]
    return fields


def initial(shape: FormShape, target: str, order: Order | None) -> dict[str, Any]:
    """What stands in a fresh form: an amendment starts from the order; the answer from the unit's last one."""
    if order is None:
        return {f.name: _typed(f.default) for f in shape.fields}
    if shape.name is CommandName.AMEND:
        return {f.name: _typed(getattr(order, f.name)) for f in shape.fields}
    part = order.assignment(target)
    if shape.name is CommandName.SUBMIT_ANSWER and part is not None and part.answer is not None:
        return {f.name: _typed(getattr(part.answer, f.name)) for f in shape.fields}
    return {f.name: _typed(f.default) for f in shape.fields}


def _typed(value: Any) -> Any:
    """A value of a command as it would have been typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (tuple, frozenset)):
        return [_typed(v) for v in value]
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%dT%H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _bound(
    shape: FormShape, f: FieldShape, target: str, setting: Setting, value: Any, error: str, prefix: str
) -> BoundField:
    values = value if isinstance(value, list) else [value] if value else []
    options = options_for(shape, f, target, setting)
    if options and f.kind == "radios" and not f.required and f.default is None and shape.name is not CommandName.AMEND:
        options = [Option("", say("form.unchanged")), *options]
        values = values or [""]
    if f.kind in ("procedure", "outcome") and len(options) == 1:
        values = values or [options[0].value]
    picked = tuple(Option(v, label_of(f, v, setting)) for v in values) if f.kind in PICKED else ()
    text = " ".join(values) if f.kind == "words" else (values[0] if values else "")
    return BoundField(
        shape=f,
        name=prefix + f.input,
        id=f"{shape.name.value}-{target or 'order'}-{f.name}",
        value=str(text),
        choices=tuple(Choice(o.value, o.label, o.value in values, o.keys) for o in options),
        picked=picked,
        source=_source(shape, f, target, setting) if f.kind in PICKED else "",
        error=error,
        show_if=f.show_if or table("commands").get(shape.name.value, {}).get("show_if", {}).get(f.name, ""),
    )


def _source(shape: FormShape, f: FieldShape, target: str, setting: Setting) -> str:
    """Where the browser gets the list of a picker."""
    if f.kind == "class":
        return f"/pick/classes/{setting.policy.id}/{setting.policy.release}/"
    if f.kind == "area":
        return f"/pick/areas/{setting.directory_version}/"
    if f.kind == "person":
        return "/pick/person/"
    order = setting.order
    part = order.assignment(target) if order else None
    if shape.name is CommandName.PASS_DOWN and part is not None:
        return f"/pick/units/{setting.directory_version}/?below={part.unit}"
    # A procedure may well be about the unit that is complained about; whether it may be asked, the core says.
    about_accused = f.name == "accused" or shape.name is CommandName.OPEN_PROCEDURE
    without = ",".join(order.accused) if order and not about_accused else ""
    return f"/pick/units/{setting.directory_version}/" + (f"?without={without}" if without else "")
