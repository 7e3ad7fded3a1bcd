"""From what was typed to a command: one reader per kind of field. Nothing typed is lost when something is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from hotline.core.commands import Command
from hotline.core.vocabulary import RefusalCode
from hotline.desk.areas import known_area
from hotline.desk.forms.shape import FieldShape, FormShape
from hotline.desk.words import say
from hotline.infra import clock, privacy
from hotline.infra.tongues import in_words

LONGEST = 20_000
"""Characters of one text. A long letter has three thousand, and each event writes the order anew."""


class Typed(Protocol):
    """What Django's QueryDict offers of a POST."""

    def get(self, key: str, default: str = "") -> str: ...
    def getlist(self, key: str) -> list[str]: ...


@dataclass
class Reading:
    """`values` for the command, `errors` by field in words a person understands."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


class Wrong(Exception):
    """A value that cannot be read; its text is shown at the field."""


FindOrder = Callable[[str], str | None]
"""Number of an order → its id, or None when there is none this person may see."""


class Prefixed:
    """The part of a POST whose names begin with `prefix`."""

    def __init__(self, post: Typed, prefix: str) -> None:
        self._post, self._prefix = post, prefix

    def get(self, key: str, default: str = "") -> str:
        return self._post.get(self._prefix + key, default)

    def getlist(self, key: str) -> list[str]:
        return self._post.getlist(self._prefix + key)


def read(shape: FormShape, post: Typed, find_order: FindOrder, skip: frozenset[str] = frozenset()) -> Reading:
    """Read every field of `shape` out of `post`; `skip` names those that the caller fills (an upload)."""
    reading = Reading()
    for f in shape.fields:
        if f.name in skip:
            continue
        try:
            value = _READERS[f.kind](f, post, find_order)
        except Wrong as wrong:
            reading.errors[f.name] = str(wrong)
            continue
        if f.required and value in (None, "", (), frozenset()):
            reading.errors[f.name] = in_words(RefusalCode.FIELD_MISSING).format(field=f"“{f.label}”")
        elif value is None and f.default is not None:
            reading.values[f.name] = f.default
        else:
            reading.values[f.name] = value
    return reading


def command_of(shape: FormShape, reading: Reading, target: str, given: Mapping[str, Any] | None = None) -> Command:
    """The command itself; `target` is the part, request, document or clock it is aimed at."""
    aim = {shape.command.SUBJECT: target} if shape.command.SUBJECT != "order" else {}
    return shape.command(**aim, **reading.values, **(given or {}))


def typed_values(shape: FormShape, post: Typed) -> dict[str, Any]:
    """Exactly what was typed, to be shown again."""
    many = {"checks", "units"}
    return {f.name: post.getlist(f.input) if f.kind in many else post.get(f.input, "") for f in shape.fields}


def _text(f: FieldShape, post: Typed, _: FindOrder) -> str:
    value = post.get(f.input, "").replace("\r\n", "\n").replace("\x00", "").strip()
    if f.kind == "line":
        value = " ".join(value.split())
    if len(value) > LONGEST:
        raise Wrong(say("errors.too_long", field=f.label, limit=LONGEST, length=len(value)))
    return value


def _area(f: FieldShape, post: Typed, find: FindOrder) -> str:
    value = _text(f, post, find)
    if value and not known_area(value):
        raise Wrong(say("errors.choose_from_list", field=f.label))
    return value


def _choice(f: FieldShape, post: Typed, find: FindOrder) -> Any:
    value = _text(f, post, find)
    if not value:
        return None
    if f.terms is None:
        return value
    try:
        return f.terms(value)
    except ValueError as error:
        raise Wrong(say("errors.choose_from_list", field=f.label)) from error


def _checks(f: FieldShape, post: Typed, _: FindOrder) -> Any:
    assert f.terms is not None
    many = frozenset if isinstance(f.default, frozenset) else tuple
    try:
        return many(f.terms(v) for v in post.getlist(f.input))
    except ValueError as error:
        raise Wrong(say("errors.choose_from_list", field=f.label)) from error


def _yes(f: FieldShape, post: Typed, _: FindOrder) -> bool:
    return post.get(f.input, "") == "yes"


def _answer(f: FieldShape, post: Typed, _: FindOrder) -> bool | None:
    return {"yes": True, "no": False}.get(post.get(f.input, ""))


def _number(f: FieldShape, post: Typed, find: FindOrder) -> int | None:
    value = _text(f, post, find)
    if not value:
        return None
    if not re.fullmatch(r"\d{1,4}", value):
        raise Wrong(say("errors.whole_number", field=f.label))
    return int(value)


def _date(f: FieldShape, post: Typed, find: FindOrder) -> date | None:
    value = _text(f, post, find)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Wrong(say("errors.date", field=f.label)) from error


def _moment(f: FieldShape, post: Typed, find: FindOrder) -> datetime | None:
    value = _text(f, post, find)
    if not value:
        return None
    try:
        typed = datetime.fromisoformat(value)
        return typed if typed.tzinfo else typed.replace(tzinfo=clock.LOCAL)
    except ValueError as error:
        raise Wrong(say("errors.moment", field=f.label)) from error


def _units(f: FieldShape, post: Typed, _: FindOrder) -> Sequence[str]:
    return tuple(dict.fromkeys(v for v in post.getlist(f.input) if v))


def _words(f: FieldShape, post: Typed, find: FindOrder) -> Sequence[str]:
    return tuple(dict.fromkeys(re.split(r"[\s,，、;；]+", _text(f, post, find)))) if _text(f, post, find) else ()


def _order(f: FieldShape, post: Typed, find: FindOrder) -> str:
    number = _text(f, post, find).upper()
    if not number:
        return ""
    found = find(number)
    if found is None:
        raise Wrong(in_words(RefusalCode.NO_SUCH_ORDER))
    return found


def _token(f: FieldShape, post: Typed, find: FindOrder) -> str:
    value = _text(f, post, find)
    return privacy.sm3_hex(value.encode()) if value else ""


_READERS: dict[str, Callable[[FieldShape, Typed, FindOrder], Any]] = {
    **dict.fromkeys(
        ("line", "text", "person", "unit", "class", "refusal", "link", "child", "procedure", "outcome"), _text
    ),
    **dict.fromkeys(("choice", "radios"), _choice),
    "area": _area,
    "checks": _checks,
    "yes": _yes,
    "answer": _answer,
    "number": _number,
    "date": _date,
    "moment": _moment,
    "units": _units,
    "words": _words,
    "order": _order,
    "token": _token,
}
