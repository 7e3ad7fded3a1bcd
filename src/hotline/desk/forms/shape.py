"""What the form of a command looks like, read off the command's own dataclass and `words/fields.toml`.

The core stays the one place that says which fields a command has and which may stay empty; this module only adds how
a person fills them.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from hotline.core.commands import COMMANDS, Command
from hotline.core.vocabulary import CommandName
from hotline.desk.words import table
from hotline.infra.tongues import kept

TARGETS = frozenset({"assignment", "request", "document", "clock", "procedure"})
"""Fields that say what a command is aimed at; they come from the offer, not from a person."""

COMPUTED: Mapping[CommandName, frozenset[str]] = {
    CommandName.REGISTER: frozenset({"order", "number", "line", "contact"}),
    CommandName.ATTACH_FILE: frozenset({"digest", "size"}),
    CommandName.ISSUE_CALLBACK_TOKEN: frozenset({"digest"}),
    CommandName.ADD_NOTE: frozenset({"mentions", "centre_only"}),
    CommandName.ARCHIVE: frozenset({"manifest"}),
    CommandName.TAKE_STEP: frozenset({"given"}),
}
"""Fields that the services fill: ids, digests, what is known of the caller; a stage's own fields have their inputs."""

BY_SYSTEM = frozenset(
    {
        CommandName.REGISTER,
        CommandName.CORRECT_CONTACT,
        CommandName.ADOPT_GROUP_ANSWER,
        CommandName.FIRE_CLOCK,
        CommandName.RECOMPUTE_CLOCKS,
    }
)
"""Commands without a form on the order page: the clocks' and consumers' own, and those with a page of their own."""


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field of a form. `terms` is the enum it chooses from, if any; `default` what stands in it at first."""

    name: str
    kind: str
    label: str
    required: bool
    help: str = ""
    placeholder: str = ""
    rows: int = 0
    terms: type[Enum] | None = None
    default: Any = None
    show_if: str = ""

    @property
    def input(self) -> str:
        """The name of its input. `form` would stand in a browser's way: scripts ask an element for its `form`."""
        return f"{self.name}_" if self.name == "form" else self.name


@dataclass(frozen=True, slots=True)
class FormShape:
    """The form of one command: its fields in the order in which a person is asked."""

    command: type[Command]
    fields: tuple[FieldShape, ...]

    @property
    def name(self) -> CommandName:
        return self.command.NAME

    def field(self, name: str) -> FieldShape | None:
        return next((f for f in self.fields if f.name == name), None)


@kept(128)
def shape_of(name: CommandName) -> FormShape:
    """The form of a command, built once a process."""
    cls = COMMANDS[name]
    hints = typing.get_type_hints(cls)
    hidden = TARGETS | COMPUTED.get(name, frozenset())
    layout = table("commands").get(name.value, {})
    fields = [_field(name, f, hints[f.name]) for f in dataclasses.fields(cls) if f.name not in hidden]
    order: list[str] = layout.get("order", [])
    fields.sort(key=lambda f: order.index(f.name) if f.name in order else len(order))
    return FormShape(cls, tuple(fields))


def _field(command: CommandName, f: dataclasses.Field[Any], hint: Any) -> FieldShape:
    words = _words(command, f.name)
    kind, terms = _kind(hint)
    default = f.default if f.default is not dataclasses.MISSING else None
    optional = bool(f.metadata.get("optional")) or default is not None
    return FieldShape(
        name=f.name,
        kind=words.get("kind", kind),
        label=words["label"],
        required=words.get("required", not optional),
        help=words.get("help", ""),
        placeholder=words.get("placeholder", ""),
        rows=words.get("rows", 0),
        terms=terms,
        default=default,
    )


def _words(command: CommandName, name: str) -> dict[str, Any]:
    """General words of a field with those of this command laid over them. A field must have a label."""
    general = table("fields").get(name, {})
    own = table("fields")["command"].get(command.value, {}).get(name, {})
    return {**general, **own}


def _kind(hint: Any) -> tuple[str, type[Enum] | None]:
    """The kind of input for a type, and the enum it chooses from."""
    inner = [t for t in typing.get_args(hint) if t is not type(None)]
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        kind, terms = _kind(inner[0])
        return ("answer" if kind == "yes" else kind), terms
    if typing.get_origin(hint) in (tuple, frozenset):
        item = inner[0]
        return ("checks", item) if isinstance(item, type) and issubclass(item, Enum) else ("words", None)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "choice", hint
    return _PLAIN[hint], None


_PLAIN: dict[Any, str] = {str: "line", bool: "yes", int: "number", date: "date", datetime: "moment"}


@kept(128)
def shapes() -> Mapping[CommandName, FormShape]:
    """The forms of all commands a person can give on an order that exists."""
    return {name: shape_of(name) for name in COMMANDS if name not in BY_SYSTEM}
