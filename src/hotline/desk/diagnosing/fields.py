"""Which fields the form of a step has: one list a kind of step, by which it is drawn and read back."""

from __future__ import annotations

from dataclasses import dataclass

BLANK_ROWS = 2
MOST_ROWS = 30
MOST = 2000
"""Characters of one field."""


@dataclass(frozen=True, slots=True)
class Field:
    """`kind`: line, text, tick, step (a way to go), choice of `options` (a table of words), or rows of `columns`."""

    name: str
    kind: str = "line"
    label: str = ""
    options: str = ""
    columns: tuple[str, ...] = ()


_WHY = Field("why")
FIELDS: dict[str, tuple[Field, ...]] = {
    "ask": (
        Field("text", "text"),
        Field("kind", "choice", options="answer_kind"),
        Field("name"),
        Field("choices", "rows", columns=("value", "label", "to", "known_as")),
        Field("to", "step"),
        Field("help"),
        Field("fills", "choice", options="fills"),
        Field("may_skip", "tick"),
        Field("skip_to", "step"),
        _WHY,
    ),
    "look_up": (
        Field("text", label="text_look_up"),
        Field("connector"),
        Field("name"),
        Field("arguments", "rows", columns=("key", "said")),
        Field("fields", "rows", columns=("key", "said")),
        Field("to", "step"),
        Field("nothing", "step"),
        Field("down", "step"),
        Field("may_lack", "tick"),
        _WHY,
    ),
    "fork": (
        Field("text", label="text_look_up"),
        Field(
            "ways",
            "rows",
            columns=("what", "operator", "compared", "and_what", "and_operator", "and_compared", "to", "why"),
        ),
        Field("otherwise", "step"),
        Field("why_otherwise"),
    ),
    "run": (
        Field("text", label="text_look_up"),
        Field("scenario"),
        Field("given", "rows", columns=("key", "said")),
        Field("ways", "rows", label="scenario_ways", columns=("key", "to")),
        _WHY,
    ),
    "conclude": (
        Field("title", label="title_conclude"),
        Field("answer", "text"),
        Field("ending", "choice", options="ending"),
        Field("order_title"),
        Field("order_content", "text"),
        Field("order_nature"),
        Field("order_class"),
        Field("order_urgency", "choice", options="urgency"),
        Field("hand_to"),
        Field("inside", "text"),
        Field("entry"),
        Field("basis"),
        _WHY,
    ),
}
ORDER = {
    "order_title": "title",
    "order_content": "content",
    "order_nature": "nature",
    "order_class": "content_class",
    "order_urgency": "urgency",
}
OPTIONAL = frozenset({"fills", "urgency"})
