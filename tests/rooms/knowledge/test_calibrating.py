"""The confidence of a proposal: fitted within the development messages, without what only they can have given."""

from __future__ import annotations

import pytest

from hotline.core.diagnosis.shapes import Detection, Scenario
from hotline.knowledge.diagnosis import calibrating, detecting
from hotline.knowledge.diagnosis.evaluating import Message

NOISE = Scenario(
    "noise", "噪声", "x", detection=Detection(("噪声", "打桩"), ("停车",), ("工地半夜打桩吵醒孩子", "楼上太吵"))
)


def message(ident: str, scenario: str, text: str) -> Message:
    return Message(ident, "seen", scenario, "", text)


def test_a_fold_does_not_know_what_only_its_messages_say() -> None:
    inside = [message("a", "noise", "工地半夜打桩吵醒孩子"), message("b", "", "停车费太贵")]
    outside = [message("c", "noise", "噪声太大"), message("d", "", "路灯不亮")]
    known = calibrating.without(NOISE, inside, outside).detection
    assert (known.words, known.never, known.sayings) == (("噪声",), (), ("楼上太吵",))
    assert calibrating.without(NOISE, outside, inside).detection.words == ("打桩",)


def test_the_curve_is_found_again() -> None:
    """Of a hundred scores at each place as many are right as the curve says."""
    scores = [(score / 2, n < 100 * detecting._chance(score / 2)) for score in range(-12, 13) for n in range(100)]
    lower, flatter = calibrating.platt(scores)
    assert lower == pytest.approx(detecting.LOWER, abs=0.05) and flatter == pytest.approx(detecting.FLATTER, abs=0.05)


@pytest.mark.req("AIS-1")
def test_what_speaks_neither_for_nor_against_is_where_proposals_begin() -> None:
    assert detecting._chance(0.0) == detecting.SURE and 0.4 < detecting.SURE < 0.5
    found = detecting.detect([NOISE], "工地半夜打桩，噪声吵醒孩子")
    assert found and detecting.SURE <= found[0].confidence < 1
    assert calibrating.inner([message(str(n), "noise", "噪声太大，半夜打桩") for n in range(10)], {"noise": NOISE})
