"""A score sheet that cannot be meant as it is written is an error that names the entry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.core.policy.measures import Pick
from hotline.core.policy.scores import Band, Condition, ProposalRule, ScoreItem, ScoreSheet, Section
from hotline.core.vocabulary import CountedKind, ProposalKind, Scored
from hotline.policy.score_faults import faults

LATE = ScoreItem("late", "超期", points=-1, counts=(Pick(CountedKind.LIMIT),))
RATE = ScoreItem("rate", "满意率", measure="kpi.8", bands=(Band(5, 90), Band(3, 80, 90), Band(0, None, 80)))
SHEET = ScoreSheet("unit", "单位", Scored.UNIT, items=(LATE, RATE), highest=100)


def rule(**when: object) -> ProposalRule:
    return ProposalRule("fine", ProposalKind.MONEY, "罚", Condition(**when))


def test_a_sheet_that_can_be_meant_has_no_faults() -> None:
    noted = replace(LATE, id="noted", points=0)
    meant = (rule(item="late", times_at_least=2), replace(rule(last=3, measure="kpi.8"), id="last"))
    assert list(faults(replace(SHEET, items=(LATE, RATE, noted), proposals=meant))) == []


@pytest.mark.parametrize(
    ("changed", "entry", "what"),
    [
        ({"items": (LATE, LATE)}, "unit", "items"),
        ({"sections": (Section("a", "a", 1), Section("a", "a", 1))}, "unit", "sections"),
        ({"lowest": 101}, "unit", "highest"),
        ({"items": (replace(LATE, each=0),)}, "unit.late", "each"),
        ({"items": (ScoreItem("care", "重视", by_hand=True),)}, "unit.care", "full"),
        ({"items": (replace(RATE, bands=()),)}, "unit.rate", "bands"),
        ({"items": (replace(LATE, bands=(Band(1),)),)}, "unit.late", "bands"),
        ({"items": (replace(RATE, bands=(Band(5, 85), Band(3, 80, 90))),)}, "unit.rate", "bands"),
        ({"items": (replace(RATE, bands=(Band(5, 90, 80),)),)}, "unit.rate", "bands"),
        ({"proposals": (rule(),)}, "unit.fine", "when"),
        ({"proposals": (rule(times_at_least=2),)}, "unit.fine", "times_at_least"),
        ({"proposals": (rule(short_by=1, item="late"),)}, "unit.fine", "short_by"),
        ({"proposals": (rule(measure_below=85),)}, "unit.fine", "measure_below"),
    ],
)
def test_each_fault_names_its_entry(changed: dict[str, object], entry: str, what: str) -> None:
    assert [(found[0], found[1]) for found in faults(replace(SHEET, **changed))] == [(entry, what)]
