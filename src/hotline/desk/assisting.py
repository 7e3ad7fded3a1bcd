"""What a panel of 帮手 is asked and what it answers; the panels themselves are listed in `assist.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from hotline.core.policy.pack import Policy
from hotline.desk.understanding.reading import found_in
from hotline.desk.words import table
from hotline.language.form import Found as Read
from hotline.language.shapes import Suggestion as Offered


@dataclass(frozen=True)
class Asked:
    """What stands in the form at a pause in typing. Never who the caller is: a panel needs the matter only.

    `address`: where the caller lives, to see whether an announcement concerns it; nothing else may use it.
    """

    person: Any
    line: str
    policy: Policy
    now: datetime
    title: str = ""
    content: str = ""
    place: str = ""
    nature: str = ""
    content_class: str = ""
    area: str = ""
    address: str = ""
    key: str = ""
    """The form's own key: under it what was suggested is kept. It says nothing of anybody."""

    @cached_property
    def read(self) -> list[Read]:
        """The findings in the text: read once, however many panels look at them; gone with the request."""
        return found_in(self.content, self.now)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value for a field of the form. `label` is what the person reads, `confidence` 0 to 1, `why` one sentence.

    `preset`: sure enough to be filled in at once, shown as such, taken back by one key.
    """

    field: str
    value: str
    label: str
    confidence: float
    why: str = ""
    preset: bool = False

    @property
    def sure(self) -> str:
        """The confidence in words; empty for what is certain."""
        if self.confidence >= 1:
            return ""
        text: str = table("agent")["suggestion"]["sure"]
        return text.format(percent=round(self.confidence * 100))


@dataclass(frozen=True, slots=True)
class Found:
    """What a panel has to say: the context of its template (empty: the panel is left out), and suggestions.

    `offers`: those of its suggestions that are kept to be compared with what is chosen. `apart`: what stands elsewhere
    on the page (alarm, marks), as context of `desk/assist.html`.
    """

    context: Mapping[str, Any] = field(default_factory=dict)
    suggestions: tuple[Suggestion, ...] = ()
    offers: tuple[Offered, ...] = ()
    apart: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Panel:
    """`title`: its name under `[panels]` in `words/agent.toml`; `action`: the right one needs, a row of
    `accounts.policies`; `find` is asked at each pause; `template` draws its context."""

    name: str
    title: str
    action: str
    find: Callable[[Asked], Found]
    template: str
