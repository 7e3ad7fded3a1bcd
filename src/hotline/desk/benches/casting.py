"""A bench cast once and filled for each order: its markup follows from a few facts, and only values differ.

What a bench looks like (which questions, which buttons) is its shape; the template is rendered once for each shape with
marks where values go. A number, a telephone or a text is never part of a shape: it is poured in each time, escaped.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from html import escape
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from hotline.core.vocabulary import CommandName
from hotline.desk.forms.bind import BoundField, Choice
from hotline.infra.ids import uuid7
from hotline.infra.tongues import kept

SHAPES = 200
"""Casts kept in a process for each language."""

OPEN, CLOSE = "\ue000", "\ue001"
_MARKS = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")


class Head(NamedTuple):
    """What every form of a bench carries; the target is part of the shape, because ids are made of it."""

    url: str
    target: str
    version: str
    key: str
    queue: str
    draft: str


class Input(NamedTuple):
    """One field of a form, as far as its markup goes."""

    id: str
    name: str
    value: str
    choices: tuple[Choice, ...] = ()
    show_if: str = ""
    label: str = ""


def mark(name: str) -> str:
    """The place of the value `name`."""
    return f"{OPEN}{name}{CLOSE}"


def head(command: CommandName, target: str = "") -> Head:
    """The head of the form of one command at one target; its key is poured as `key.<command>`."""
    number = mark("number")
    url = f"/{number}/do/{command.value}/"
    draft = f"{number}:{command.value}:{target}"
    return Head(url, target, mark("version"), mark(f"key.{command.value}"), mark("queue"), draft)


def chosen(field: BoundField) -> Input:
    """A question with its choices; which of them is chosen is part of the shape."""
    return Input(field.id, field.name, field.value, field.choices, field.show_if, field.shape.label)


def written(field: BoundField) -> Input:
    """A text: what stands in it is poured as `text.<name>`."""
    return Input(field.id, field.name, mark(f"text.{field.shape.name}"), (), field.show_if, field.shape.label)


def poured(found: Any, ready: Mapping[str, Any], *commands: CommandName) -> dict[str, Any]:
    """The values of every bench: token, number, version, list, and a key for the form of each command."""
    keys = {f"key.{command.value}": str(uuid7()) for command in commands}
    said = {"token": ready["token"], "number": ready["number"], "version": found.order.version}
    return said | {"queue": ready["queue"]} | keys


def cast(template: str, shape: Mapping[str, Hashable], values: Mapping[str, Any]) -> SafeString:
    """The markup of this shape with these values. What is not itself markup of ours is escaped."""
    parts = list(_parts(template, tuple(shape.items())))
    for at in range(1, len(parts), 2):
        value = values[parts[at]]
        parts[at] = value if type(value) is SafeString else escape(str(value))
    return SafeString("".join(parts))


@kept(SHAPES)
def _parts(template: str, shape: tuple[tuple[str, Hashable], ...]) -> tuple[str, ...]:
    """The markup in pieces: text, the name of a value, text, …"""
    return tuple(_MARKS.split(render_to_string(template, {"bench": dict(shape), "csrf_token": mark("token")})))
