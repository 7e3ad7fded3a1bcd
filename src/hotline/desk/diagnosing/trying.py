"""A dry run of a draft: every answer and every source is invented by who tries it, and nothing is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hotline.core.codec import decode, encode
from hotline.core.diagnosis import running as core
from hotline.core.diagnosis.checks import Fault, FaultKind
from hotline.core.diagnosis.shapes import LookUp, Scenario
from hotline.core.diagnosis.texts import filled
from hotline.core.diagnosis.trail import BadInput, Found, Input
from hotline.desk.diagnosing.shown import source_word, trail_rows, words_of
from hotline.knowledge.diagnosis import showing

MOST = 60
"""Steps of a dry run; a draft may still go round for ever."""
BREAKS = frozenset(
    {
        FaultKind.NO_STEPS,
        FaultKind.DOUBLE_ID,
        FaultKind.UNKNOWN_STEP,
        FaultKind.LOOP,
        FaultKind.UNKNOWN_SCENARIO,
        FaultKind.SCENARIO_LOOP,
        FaultKind.TOO_DEEP,
    }
)
"""Faults with which a draft cannot be run at all."""


def tried(
    scenario: Scenario, known: Mapping[str, Scenario], post: Mapping[str, str], found: tuple[Fault, ...]
) -> dict[str, Any]:
    """Context of `desk/diagnosis/try.html` after what was posted. `broken`: the faults with which it cannot be run."""
    if broken := [fault for fault in found if fault.kind in BREAKS]:
        return {"broken": broken, "title": scenario.title}
    library = {**known, scenario.id: scenario}
    inputs, wrong = _inputs(post), ""
    if "back" in post:
        inputs = inputs[:-1]
    elif given := _given(post):
        try:
            core.run(scenario, (*inputs, given), library.__getitem__)
            inputs = (*inputs, given)
        except BadInput as bad:
            wrong = words_of("wrong")[bad.wrong.value]
    try:
        run = core.run(scenario, inputs, library.__getitem__)
    except (BadInput, LookupError):
        inputs, run = (), core.run(scenario, (), library.__getitem__)
    mask = showing.masker(inputs, library.values())
    step = run.waits
    end = run.conclusion
    return {
        "title": scenario.title,
        "inputs": json.dumps([encode(one) for one in inputs], ensure_ascii=False),
        "began": bool(inputs),
        "trail": trail_rows(showing.trail_row(mark, mask) for mark in run.trail),
        "q": run.question,
        "look": step if isinstance(step, LookUp) else None,
        "source": source_word(step.connector) if isinstance(step, LookUp) else "",
        "asked": list(run.asked.items()),
        "names": list(step.fields.items()) if isinstance(step, LookUp) else [],
        "end": end,
        "answer": filled(end.answer, run.known) if end else "",
        "how": words_of("ending")[end.ending.value] if end else "",
        "order": [filled(t, run.known) for t in (end.order.title, end.order.content)] if end and end.order else [],
        "wrong": wrong,
    }


def _inputs(post: Mapping[str, str]) -> tuple[Input, ...]:
    try:
        return tuple(_texts(decode(Input, one)) for one in json.loads(post.get("inputs", "[]"))[:MOST])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ()


def _texts(one: Input) -> Input:
    """The input, if all that it says is text: the form may carry anything. Raises TypeError."""
    if all(isinstance(said, str) for said in (one.step, one.value, *one.data, *one.data.values())):
        return one
    raise TypeError


def _given(post: Mapping[str, str]) -> Input | None:
    step = post.get("step", "")
    if not step:
        return None
    if "skip" in post:
        return Input(step, Found.SKIPPED)
    came = post.get("came", "")
    if came in (Found.NOTHING.value, Found.DOWN.value):
        return Input(step, Found(came))
    if came:
        names = [name.removeprefix("data-") for name in post if name.startswith("data-")]
        return Input(step, Found.FOUND, data={name: post[f"data-{name}"].strip()[:200] for name in names})
    return Input(step, Found.ANSWERED, post.get("value", ""))
