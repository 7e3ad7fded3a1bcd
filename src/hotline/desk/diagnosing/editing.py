"""Steps of a scenario as forms and back: one list of fields a kind of step, read by the same list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hotline.core.diagnosis.shapes import (
    AnswerKind,
    Choice,
    Conclusion,
    Condition,
    Detection,
    Ending,
    Fork,
    LookUp,
    Operator,
    OrderDraft,
    Question,
    Scenario,
    Step,
    Way,
    Within,
)
from hotline.core.vocabulary import Urgency
from hotline.desk.diagnosing.drawing import title_of
from hotline.desk.diagnosing.shown import words_of
from hotline.infra.tongues import in_words
from hotline.knowledge.diagnosis.texts import KINDS, kind_of

BLANK_ROWS = 2
MOST_ROWS = 30
MOST = 2000
Post = Mapping[str, str]


class Unreadable(ValueError):
    """A field that holds what it cannot; `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


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
_ORDER = {
    "order_title": "title",
    "order_content": "content",
    "order_nature": "nature",
    "order_class": "content_class",
    "order_urgency": "urgency",
}
_OPTIONAL = frozenset({"fills", "urgency"})


def form_of(step: Step, scenario: Scenario) -> list[dict[str, Any]]:
    """The fields of a step for the template, with what they hold."""
    return [_bound(field, step, scenario) for field in FIELDS[kind_of(step)]]


def _bound(field: Field, step: Step, scenario: Scenario) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": field.name,
        "kind": field.kind,
        "label": words_of("fields")[field.label or field.name],
    }
    if field.kind == "rows":
        rows = [*_rows(field.name, step), *({} for _ in range(BLANK_ROWS))]
        made["rows"] = [
            [_cell(column, f"{field.name}-{n}-{column}", row.get(column, ""), scenario) for column in field.columns]
            for n, row in enumerate(rows)
        ]
        return made
    value = _value(field.name, step)
    if field.kind == "step":
        made["options"] = step_options(scenario, value)
    elif field.kind == "choice":
        made["options"] = _options(field.options, value)
    return made | {"value": value, "on": value == "yes"}


def _cell(column: str, name: str, value: str, scenario: Scenario) -> dict[str, Any]:
    base = column.removeprefix("and_")
    said = words_of("columns")
    label = said["and_what"] if column == "and_what" else said[base]
    cell: dict[str, Any] = {"name": name, "label": label, "value": value}
    if base == "to":
        cell["options"] = step_options(scenario, value)
    elif base == "operator":
        cell["options"] = _options("operator", value, blank=True)
    return cell


def step_options(scenario: Scenario, value: str) -> list[tuple[str, str, bool]]:
    """Every step as (id, name, chosen), after a blank; a way that leads nowhere keeps its word."""
    found = [("", "", not value)]
    found += [(s.id, f"{title_of(s)[:24]} ({s.id})", s.id == value) for s in scenario.steps]
    if value and scenario.step(value) is None:
        found.append((value, value, True))
    return found


def _options(table: str, value: str, blank: bool = False) -> list[tuple[str, str, bool]]:
    said = {u.value: in_words(u) for u in Urgency} if table == "urgency" else words_of(table)
    first = [("", "", not value)] if blank or table in _OPTIONAL else []
    return first + [(code, word, code == value) for code, word in said.items()]


def _value(name: str, step: Step) -> str:
    if name in _ORDER:
        draft = step.order if isinstance(step, Conclusion) else None
        return getattr(draft, _ORDER[name]) if draft else ""
    value = getattr(step, name)
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(getattr(value, "value", value))


def _rows(name: str, step: Step) -> list[dict[str, str]]:
    if isinstance(step, Question):
        return [
            {
                "value": c.value,
                "label": c.label,
                "to": c.to,
                "known_as": words_of("columns")["separator"].join(c.known_as),
            }
            for c in step.choices
        ]
    if isinstance(step, Fork):
        return [_way_row(way) for way in step.ways]
    second = "to" if name == "ways" else "said"
    return [{"key": key, second: value} for key, value in getattr(step, name).items()]


def _way_row(way: Way) -> dict[str, str]:
    row = {"to": way.to, "why": way.why}
    for prefix, condition in zip(("", "and_"), way.when, strict=False):
        row |= {
            f"{prefix}what": condition.what,
            f"{prefix}operator": condition.operator.value,
            f"{prefix}compared": condition.value,
        }
    return row


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
    draft = {field: given.pop(name) for name, field in _ORDER.items()}
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


def new_step(kind: str, ident: str) -> Step:
    """An empty step of a kind. KeyError for a kind that is none."""
    said, made = words_of("blank"), KINDS[kind]
    if made is Conclusion:
        return Conclusion(ident, said["end"], said["answer"])
    if made is Question:
        return Question(ident, said["question"])
    if made is LookUp:
        return LookUp(ident, "", "", "", "", "")
    return Fork(ident, (), "") if made is Fork else Within(ident, "")


def next_id(scenario: Scenario) -> str:
    """A name that no step has yet."""
    have = {step.id for step in scenario.steps}
    return next(name for n in range(1, len(have) + 2) if (name := f"s{n}") not in have)


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


def empty(name: str, title: str) -> Scenario:
    """A scenario to begin with: one question and one conclusion."""
    said = words_of("blank")
    ask = Question("s1", said["question"], AnswerKind.TEXT, to="s2")
    return Scenario(name, title, "s1", (ask, Conclusion("s2", said["end"], said["answer"])))
