"""A step as the fields of its form, with what they hold."""

from __future__ import annotations

from typing import Any

from hotline.core.diagnosis.shapes import Conclusion, Fork, Question, Scenario, Step, Way
from hotline.core.vocabulary import Urgency
from hotline.desk.diagnosing.drawing import named
from hotline.desk.diagnosing.fields import BLANK_ROWS, FIELDS, OPTIONAL, ORDER, Field
from hotline.desk.diagnosing.shown import words_of
from hotline.infra.tongues import in_words
from hotline.knowledge.diagnosis.texts import kind_of


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
    found += [(s.id, named(scenario, s.id)[:28], s.id == value) for s in scenario.steps]
    if value and scenario.step(value) is None:
        found.append((value, value, True))
    return found


def _options(table: str, value: str, blank: bool = False) -> list[tuple[str, str, bool]]:
    said = {u.value: in_words(u) for u in Urgency} if table == "urgency" else words_of(table)
    first = [("", "", not value)] if blank or table in OPTIONAL else []
    return first + [(code, word, code == value) for code, word in said.items()]


def _value(name: str, step: Step) -> str:
    if name in ORDER:
        draft = step.order if isinstance(step, Conclusion) else None
        return getattr(draft, ORDER[name]) if draft else ""
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
