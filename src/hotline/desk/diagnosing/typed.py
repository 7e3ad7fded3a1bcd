"""What was typed into the form of a step, or of the scenario itself, as data again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hotline.core.diagnosis.shapes import (
    AnswerKind,
    Choice,
    Condition,
    Detection,
    Ending,
    Operator,
    OrderDraft,
    Scenario,
    Step,
    Way,
)
from hotline.desk.diagnosing.fields import FIELDS, MOST, MOST_ROWS, ORDER, Field
from hotline.desk.diagnosing.shown import words_of
from hotline.knowledge.diagnosis.texts import kind_of

Post = Mapping[str, str]


class Unreadable(ValueError):
    """A field that holds what it cannot; `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def read_step(step: Step, post: Post) -> Step:
    """The step with what was typed. Raises Unreadable."""
    kind = kind_of(step)
    given: dict[str, Any] = {}
    for field in FIELDS[kind]:
        if field.kind == "rows":
            given[field.name] = _typed_rows(field, post)
        elif field.kind == "tick":
            given[field.name] = bool(post.get(field.name))
        else:
            given[field.name] = post.get(field.name, "").strip().replace("\r\n", "\n")[:MOST]
    return _MAKERS[kind](step, given)


def _typed_rows(field: Field, post: Post) -> list[dict[str, str]]:
    found = []
    for n in range(MOST_ROWS):
        row = {column: post.get(f"{field.name}-{n}-{column}", "").strip()[:MOST] for column in field.columns}
        if any(row.values()):
            found.append(row)
    return found


def _pairs(rows: Sequence[Mapping[str, str]], second: str = "said") -> dict[str, str]:
    return {row["key"]: row[second] for row in rows if row["key"]}


def _ask(step: Any, given: dict[str, Any]) -> Step:
    choices = tuple(
        Choice(row["value"], row["label"], row["to"], _words(row["known_as"])) for row in given.pop("choices")
    )
    kind = _member(AnswerKind, given.pop("kind"), "kind")
    return replace(step, **given, kind=kind, choices=choices)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(words_of("columns")["separator"]) if word.strip())


def _look_up(step: Any, given: dict[str, Any]) -> Step:
    return replace(step, **given | {name: _pairs(given[name]) for name in ("arguments", "fields")})


def _fork(step: Any, given: dict[str, Any]) -> Step:
    made = [Way(_conditions(row), row["to"], row["why"]) for row in given.pop("ways")]
    return replace(step, **given, ways=tuple(made))


def _conditions(row: Mapping[str, str]) -> tuple[Condition, ...]:
    return tuple(
        Condition(row[f"{p}what"], _member(Operator, row[f"{p}operator"], "operator"), row[f"{p}compared"])
        for p in ("", "and_")
        if row[f"{p}what"]
    )


def _run(step: Any, given: dict[str, Any]) -> Step:
    return replace(step, **given | {"given": _pairs(given["given"]), "ways": _pairs(given["ways"], "to")})


def _conclude(step: Any, given: dict[str, Any]) -> Step:
    draft = {field: given.pop(name) for name, field in ORDER.items()}
    ending = _member(Ending, given.pop("ending"), "ending")
    order = OrderDraft(**draft) if any(draft.values()) else None
    return replace(step, **given, ending=ending, order=order)


_MAKERS: dict[str, Callable[[Any, dict[str, Any]], Step]] = {
    "ask": _ask,
    "look_up": _look_up,
    "fork": _fork,
    "run": _run,
    "conclude": _conclude,
}


def _member(kind: Any, value: str, field: str) -> Any:
    try:
        return kind(value)
    except ValueError as wrong:
        raise Unreadable(field) from wrong


def read_head(scenario: Scenario, post: Post) -> Scenario:
    """The scenario with its own fields as typed."""

    def lines(name: str) -> tuple[str, ...]:
        return tuple(one.strip()[:200] for one in post.get(name, "").splitlines() if one.strip())

    return replace(
        scenario,
        title=post.get("title", "").strip()[:80] or scenario.title,
        opening=post.get("opening", "").strip()[:500],
        start=post.get("start", "") or scenario.start,
        public=bool(post.get("public")),
        source=post.get("source", "").strip()[:200],
        detection=Detection(lines("words"), lines("never"), lines("sayings"), lines("content_classes")),
    )
