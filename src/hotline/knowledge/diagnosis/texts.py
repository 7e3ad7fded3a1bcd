"""Scenarios as data: written to rows, read from them, named by what they say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from hotline.core.codec import decode, encode
from hotline.core.diagnosis.shapes import Conclusion, Detection, Fork, LookUp, Question, Scenario, Step, Within
from hotline.knowledge.diagnosis.models import ScenarioText

KINDS: dict[str, type] = {"ask": Question, "look_up": LookUp, "fork": Fork, "run": Within, "conclude": Conclusion}


_PAIRS = {"look_up": ("arguments", "fields"), "run": ("given", "ways")}
"""Fields whose order was chosen by who wrote them: kept as pairs, for the database sorts the names of an object."""


def as_row(scenario: Scenario) -> dict[str, Any]:
    """As JSON keeps it; each step says what it is."""
    row: dict[str, Any] = encode(scenario)
    row["steps"] = [_step_row(kind_of(step), encode(step)) for step in scenario.steps]
    return row


def _step_row(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    pairs = {name: [list(pair) for pair in row[name].items()] for name in _PAIRS.get(kind, ()) if name in row}
    return {"is": kind, **row, **pairs}


def from_row(row: Mapping[str, Any]) -> Scenario:
    """What `as_row` wrote. Raises KeyError, TypeError or ValueError for what is none."""
    head = {name: value for name, value in row.items() if name not in ("steps", "detection", "told")}
    detection, told = decode(Detection, row.get("detection", {})), tuple(row.get("told", ()))
    return Scenario(**head, told=told, detection=detection, steps=_steps(row))


def kind_of(step: Step) -> str:
    """What a step does, as packs and rows call it."""
    return next(name for name, kind in KINDS.items() if isinstance(step, kind))


def _steps(row: Mapping[str, Any]) -> tuple[Step, ...]:
    return tuple(
        decode(KINDS[one["is"]], {name: _value(one["is"], name, value) for name, value in one.items() if name != "is"})
        for one in row.get("steps", ())
    )


def _value(kind: str, name: str, value: Any) -> Any:
    return dict(value) if name in _PAIRS.get(kind, ()) and isinstance(value, list) else value


def digest(scenario: Scenario) -> str:
    """The same for the same text, whoever wrote it."""
    said = json.dumps(as_row(scenario), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def keep(scenario: Scenario) -> str:
    """Write the text down, where it is not there yet; its digest."""
    key = digest(scenario)
    ScenarioText.objects.bulk_create([ScenarioText(digest=key, content=as_row(scenario))], ignore_conflicts=True)
    return key


def kept(digests: Mapping[str, str]) -> dict[str, Scenario]:
    """The texts under their ids; KeyError when one was never kept."""
    found = {row.digest: row.content for row in ScenarioText.objects.filter(digest__in=digests.values())}
    return {name: from_row(found[key]) for name, key in digests.items()}
