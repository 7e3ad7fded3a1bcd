"""The guided diagnoses of all packs are sound: no dead end, every path answers."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from hotline.core.diagnosis.checks import faults
from hotline.core.diagnosis.running import run
from hotline.core.diagnosis.shapes import Conclusion, LookUp, OrderDraft, Scenario
from hotline.core.diagnosis.trail import Found, Input
from hotline.policy import registry
from hotline.policy.scenarios import scenario_files, scenarios

PACKS = sorted({path.split("/")[0] for path in scenario_files()})


def of(pack: str) -> dict[str, Scenario]:
    return {s.id: s for s in scenarios(pack)}


@pytest.mark.parametrize("pack", PACKS)
def test_every_scenario_is_sound(pack: str) -> None:
    found = of(pack)
    assert found
    for scenario in found.values():
        connectors = {s.connector for s in scenario.steps if isinstance(s, LookUp)}
        assert faults(scenario, found.get, connectors) == (), scenario.id
        assert scenario.source


@pytest.mark.parametrize("pack", PACKS)
def test_what_goes_into_an_order_is_of_the_pack(pack: str) -> None:
    policy = registry.load(pack)
    drafts = [s.order for x in of(pack).values() for s in x.steps if isinstance(s, Conclusion) and s.order]
    assert all(isinstance(draft, OrderDraft) for draft in drafts)
    for draft in drafts:
        assert not draft.nature or policy.nature(draft.nature), draft
        assert not draft.content_class or policy.content_class(draft.content_class), draft


def worked() -> list[Any]:
    """Every worked run of every scenario: its pack, the scenario, the run."""
    found = []
    for path, text in scenario_files().items():
        node = yaml.safe_load(text)
        for at, one in enumerate(node.get("runs", ())):
            found.append(pytest.param(path.split("/")[0], node["id"], one, id=f"{node['id']}-{at}"))
    return found


def given(scenario: Scenario, library: dict[str, Scenario], one: dict[str, Any]) -> list[Input]:
    """The inputs of a worked run, each when its step waits."""
    inputs: list[Input] = []
    while (step := run(scenario, inputs, library.__getitem__).waits) is not None:
        if isinstance(step, LookUp):
            said = one["sources"][step.id]
            data = said if isinstance(said, dict) else {}
            inputs.append(Input(step.id, Found.FOUND if data else Found(said), data=data))
        else:
            value = one["answers"][step.id]
            found = Found.SKIPPED if value == "skip" else Found.ANSWERED
            inputs.append(Input(step.id, found, "" if value == "skip" else value))
    return inputs


@pytest.mark.req("KNW-5")
@pytest.mark.parametrize(("pack", "name", "one"), worked())
def test_a_worked_run_ends_as_it_says(pack: str, name: str, one: dict[str, Any]) -> None:
    library = of(pack)
    inputs = given(library[name], library, one)
    ended = run(library[name], inputs, library.__getitem__)
    assert ended.conclusion is not None and ended.conclusion.id == one["ends"]
    assert {i.step for i in inputs} == {*one.get("answers", {}), *one.get("sources", {})}
    assert all(mark.why or mark.found is Found.ANSWERED for mark in ended.trail)


def test_every_scenario_has_worked_runs_and_sayings() -> None:
    have = {param.values[1] for param in worked()}
    every = [s for pack in PACKS for s in of(pack).values()]
    assert {s.id for s in every} == have
    assert all(len(s.detection.sayings) >= 3 and s.detection.words for s in every)
