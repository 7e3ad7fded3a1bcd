"""A bench cast once and filled for each order: its markup follows from a few facts, and only values differ.

What a bench looks like (which questions, which buttons) is its shape; how that is cast and filled: `desk.casting`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from hotline.core.vocabulary import CommandName
from hotline.desk.casting import SHAPES, Cast, cast_of, filled, mark
from hotline.desk.forms.bind import BoundField, Choice
from hotline.infra.ids import uuid7
from hotline.infra.tongues import kept


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
    return filled(_parts(template, tuple(shape.items())), values)


@kept(SHAPES)
def _parts(template: str, shape: tuple[tuple[str, Hashable], ...]) -> Cast:
    return cast_of(template, {"bench": dict(shape)})
