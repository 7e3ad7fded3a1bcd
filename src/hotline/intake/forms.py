"""From what a form sends to what the core takes: text becomes terms, with every fault named by its field."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, get_type_hints

from hotline.core.codec import decode
from hotline.core.commands import COMMANDS, Command, Register
from hotline.core.decision import Refusal
from hotline.core.vocabulary import FIELD_LABELS, CommandName, RefusalCode
from hotline.intake.words import BAD_CHOICE
from hotline.orders.services import Contact, Refused

_GIVEN = frozenset({"order", "number", "contact"})
_SEVERAL = frozenset({"keywords", "accused", "assisting", "audit"})
_BETWEEN = re.compile(r"[,;\s，；、]+")
_TRUE = frozenset({"true", "on", "1", "yes"})


def register_fields(form: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of `Register` without order, number and contact; unknown names are left out. Refused names a bad one."""
    return _fields(Register, {k: v for k, v in form.items() if k not in _GIVEN})


def command_of(name: str, form: Mapping[str, Any]) -> Command:
    """A command with its fields. Refused when it is unknown or a field is missing or bad."""
    try:
        kind = COMMANDS[CommandName(name)]
    except ValueError:
        raise _invalid("command") from None
    values = _fields(kind, form)
    for field in dataclasses.fields(kind):
        needed = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if needed and field.name not in values:
            label = FIELD_LABELS.get(field.name, field.name)
            raise Refused(Refusal(RefusalCode.FIELD_MISSING, {"field": label}))
    return kind(**values)


def contact_of(form: Mapping[str, Any]) -> Contact:
    """The caller's contact out of a form."""
    return Contact(**{f.name: str(form.get(f.name) or "").strip() for f in dataclasses.fields(Contact)})


def _fields(kind: type[Command], form: Mapping[str, Any]) -> dict[str, Any]:
    known = {f.name for f in dataclasses.fields(kind)}
    values = {}
    for name, raw in form.items():
        if name in known and raw not in ("", None):
            values[name] = _value(kind, name, raw)
    return values


def _value(kind: type[Command], name: str, raw: Any) -> Any:
    declared = _types(kind)[name]
    try:
        if declared is bool:
            return raw if isinstance(raw, bool) else str(raw).lower() in _TRUE
        if declared is int:
            return int(raw)
        if name in _SEVERAL and isinstance(raw, str):
            raw = [part.strip() for part in _BETWEEN.split(raw) if part.strip()]
        # The codec reads by declared types; a class of one field lets it read one value.
        return decode(_holder(kind, name), {"value": raw}).value
    except (KeyError, TypeError, ValueError):
        raise _invalid(name) from None


@cache
def _types(kind: type[Command]) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _holder(kind: type[Command], name: str) -> Any:
    return dataclasses.make_dataclass("One", [("value", _types(kind)[name])])


def _invalid(name: str) -> Refused:
    return Refused(Refusal(RefusalCode.FIELD_INVALID, {"field": FIELD_LABELS.get(name, name), "why": BAD_CHOICE}))
