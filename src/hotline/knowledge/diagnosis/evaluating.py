"""`hotline eval detect`: how often the right scenario is proposed, how surely, and how often it ends in an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from hotline.core.diagnosis.running import run
from hotline.core.diagnosis.shapes import Conclusion, Ending, LookUp, Scenario
from hotline.core.diagnosis.trail import BadInput, Found, Input
from hotline.knowledge.diagnosis.detecting import SURE, detect, signs_of, sure
from hotline.language import tables
from hotline.language.tables import lines_of

HIT_DETECTED, HIT_ANSWERED = 0.80, 0.54
"""What S4 第1篇 三a reports of its system, without saying how it was measured."""
BANDS = (SURE, 0.7, 0.9, 1.0001)


class DataError(tables.DataError):
    """The file is not what is asked for."""


@dataclass(frozen=True, slots=True)
class Message:
    """One labelled message. `scenario`: the right one, "" for none. `answers`: how the call went on, step by step."""

    ident: str
    half: str
    scenario: str
    title: str
    text: str
    answers: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)


def read(messages: Path, data: Path | None = None) -> list[Message]:
    """Messages of a CSV: either with their `text`, or as `set`, `id` of message sets under `data`. Raises DataError."""
    rows = _rows(messages)
    if rows and "text" not in rows[0]:
        if data is None:
            raise DataError("these labels name messages by id: say where the sets are (--data)")
        texts = _texts(data)
        rows = [row | texts[(row["set"], row["id"])] for row in rows if (row["set"], row["id"]) in texts]
    try:
        return [_message(row) for row in rows]
    except KeyError as missing:
        raise DataError(f"{messages.name} has no column {missing}") from missing


def _rows(path: Path) -> list[dict[str, str]]:
    return lines_of(path)[1]


def _texts(data: Path) -> dict[tuple[str, str], dict[str, str]]:
    found = {}
    for path in sorted(data.glob("*/*.csv")):
        for row in _rows(path):
            ident = row.get("message_id") or row.get("letter_id")
            if ident and "content" in row:
                found[(path.parent.name, ident)] = {
                    "title": row.get("title", "").strip(),
                    "text": row["content"].strip(),
                }
    return found


def _message(row: Mapping[str, str]) -> Message:
    return Message(
        row["id"],
        row.get("half", ""),
        row["scenario"],
        row.get("title", ""),
        row["text"],
        _pairs(row.get("answers", "")),
        _pairs(row.get("sources", "")),
    )


def _pairs(text: str) -> dict[str, str]:
    return dict(one.split("=", 1) for one in text.split(";") if "=" in one)


def measure(messages: Iterable[Message], scenarios: Mapping[str, Scenario]) -> dict[str, Any]:
    """Detected share, precision, calibration, answered share and every error. The surest proposal counts."""
    told: dict[str, Any] = {
        "labelled": 0,
        "none": 0,
        "right": 0,
        "wrong": 0,
        "missed": 0,
        "first_three": 0,
        "errors": [],
    }
    each: dict[str, dict[str, int]] = {name: {"labelled": 0, "right": 0, "proposed": 0} for name in scenarios}
    for one in messages:
        found = detect(scenarios.values(), one.text, one.title)
        got = found[0].name if found else ""
        told["labelled" if one.scenario else "none"] += 1
        told["right"] += bool(got) and got == one.scenario
        told["wrong"] += bool(got) and got != one.scenario
        told["missed"] += bool(one.scenario) and not got
        told["first_three"] += bool(one.scenario) and one.scenario in {f.name for f in found}
        if one.scenario in each:
            each[one.scenario]["labelled"] += 1
            each[one.scenario]["right"] += got == one.scenario
        if got:
            each[got]["proposed"] += 1
        if got != one.scenario:
            told["errors"].append(
                (one.ident, one.scenario or "-", got or "-", round(found[0].confidence, 2) if found else 0)
            )
    told["detected"] = _share(told["right"], told["labelled"])
    told["precision"] = _share(told["right"], told["right"] + told["wrong"])
    told["scenarios"] = each
    return told


def calibration(messages: Iterable[Message], scenarios: Mapping[str, Scenario]) -> list[dict[str, float]]:
    """Of the proposals in each band of confidence: how many, how sure on average, how many right."""
    made = [
        (sure(signs), name == one.scenario)
        for one in messages
        for name, scenario in scenarios.items()
        if (signs := signs_of(scenario, one.text, one.title)) is not None
    ]
    bands = [(0.0, SURE), *pairwise(BANDS)]
    rows = []
    for low, high in bands:
        inside = [(chance, right) for chance, right in made if low <= chance < high]
        if inside:
            said = sum(chance for chance, _ in inside) / len(inside)
            rows.append(
                {"from": low, "n": len(inside), "said": said, "right": _share(sum(r for _, r in inside), len(inside))}
            )
    return rows


def answered(
    messages: Iterable[Message], scenarios: Mapping[str, Scenario], found: Mapping[str, Any]
) -> dict[str, Any]:
    """Of the messages whose call was written down step by step: how many end in an answer, without an order.

    `found`: what the sources of a scripted call say, by scenario and the name that the script uses.
    """
    told: dict[str, Any] = {"scripted": 0, "answered": 0, "order": 0, "handed_over": 0, "not_detected": 0}
    for one in messages:
        if not (one.scenario and one.answers):
            continue
        told["scripted"] += 1
        proposed = detect(scenarios.values(), one.text, one.title)
        if not proposed or proposed[0].name != one.scenario:
            told["not_detected"] += 1
            continue
        told[ending(one, scenarios, found).value] += 1
    told["share"] = _share(told["answered"], told["scripted"])
    return told


def ending(one: Message, scenarios: Mapping[str, Scenario], found: Mapping[str, Any]) -> Ending:
    """How a scripted call ends. DataError when the script does not lead to a conclusion."""
    scenario, inputs = scenarios[one.scenario], list[Input]()
    while (step := run(scenario, inputs, scenarios.__getitem__).waits) is not None:
        if isinstance(step, LookUp):
            said = one.sources.get(step.id, "nothing")
            data = found.get(said, {}).get(step.id, {})
            came = Found.FOUND if data else Found(said)
            inputs.append(Input(step.id, came, data=data))
        else:
            inputs.append(Input(step.id, Found.ANSWERED, one.answers.get(step.id, "")))
        try:
            run(scenario, inputs, scenarios.__getitem__)
        except BadInput as wrong:
            raise DataError(f"{one.ident}: {wrong}") from wrong
    end = run(scenario, inputs, scenarios.__getitem__).conclusion
    assert isinstance(end, Conclusion)
    return end.ending


SAID: dict[str, dict[str, dict[str, str]]] = {
    "found": {
        "planned": {"reason": "planned work", "from": "8:00", "until": "18:00"},
        "standard": {"amount": "700", "since": "2026-01"},
    },
    "extra": {"account": {"balance": "12.5", "fee": "88", "plan": "58", "extra": "30", "item": "extra"}},
    "owing": {"account": {"balance": "-3", "fee": "58", "plan": "58", "extra": "0", "item": ""}},
    "plan": {"account": {"balance": "20", "fee": "58", "plan": "58", "extra": "0", "item": ""}},
}
"""What sources say in scripted calls, by the name the script gives."""


def as_lines(halves: Mapping[str, tuple[dict[str, Any], list[dict[str, float]], dict[str, Any]]]) -> list[str]:
    """The figures for the terminal."""
    lines = []
    for name, (told, bands, calls) in halves.items():
        lines.append(
            f"{name}: {told['right']} of {told['labelled']} detected ({told['detected']:.0%}, S4 {HIT_DETECTED:.0%}), "
            f"precision {told['precision']:.0%}, {told['none']} of no scenario"
        )
        lines += [
            f"  {row['from']:.1f}+  n {row['n']}  said {row['said']:.2f}  right {row['right']:.2f}" for row in bands
        ]
        lines += [
            f"  {ident:18} {row['right']}/{row['labelled']} detected, {row['proposed']} proposed"
            for ident, row in told["scenarios"].items()
        ]
        if calls["scripted"]:
            lines.append(
                f"  answered without an order: {calls['answered']} of {calls['scripted']} "
                f"({calls['share']:.0%}, S4 {HIT_ANSWERED:.0%}); order {calls['order']}, "
                f"handed over {calls['handed_over']}, not detected {calls['not_detected']}"
            )
        lines += [f"  error {ident}: {was} -> {got} ({chance})" for ident, was, got, chance in told["errors"]]
    return lines


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
