"""The two answers of the core: events that happen, or a named refusal; and one offer of what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hotline.core.events import Event
from hotline.core.vocabulary import CommandName, RefusalCode


@dataclass(frozen=True, slots=True)
class Decision:
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not. `rule` is the `pack:id` that refuses, empty where it is the machine itself."""

    code: RefusalCode
    params: Mapping[str, str] = field(default_factory=dict)
    rule: str = ""

    @property
    def text(self) -> str:
        """The sentence for the person, in Chinese."""
        return self.code.zh.format_map(_Blank(self.params))


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


class Refuse(Exception):
    """Raised inside the core by a guard; `decide` and `allowed` turn it into a `Refusal`."""

    def __init__(self, code: RefusalCode, rule: str = "", **params: str) -> None:
        super().__init__(code.value)
        self.refusal = Refusal(code, params, rule)


@dataclass(frozen=True, slots=True)
class Offer:
    """One command at one target (empty = the order itself). `refusal` None: it can be done now."""

    command: CommandName
    target: str = ""
    refusal: Refusal | None = None
