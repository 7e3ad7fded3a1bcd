"""The guided diagnoses of all packs are sound: no dead end, every path answers."""

from __future__ import annotations

import pytest

from hotline.core.diagnosis.checks import faults
from hotline.core.diagnosis.shapes import Conclusion, LookUp, OrderDraft, Scenario
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
