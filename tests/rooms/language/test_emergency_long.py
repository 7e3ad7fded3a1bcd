"""A long text costs as much as its length, not the square of it: whoever types cannot make the others wait."""

from __future__ import annotations

from typing import Any

import pytest

from hotline import policy
from hotline.language import emergency, emergency_ways, words

KINDS = policy.load("national").lists.emergencies


class Counting:
    """Stands before a function and counts how often it is called."""

    def __init__(self, function: Any) -> None:
        self.function, self.times = function, 0

    def __call__(self, *given: Any) -> Any:
        self.times += 1
        return self.function(*given)


def test_a_harmless_word_is_compared_with_its_neighbours_only(monkeypatch: pytest.MonkeyPatch) -> None:
    counting = Counting(emergency_ways._inside)
    monkeypatch.setattr(emergency_ways, "_inside", counting)
    text = "打电话" * 1000
    emergency.flags(text, KINDS)
    assert 0 < counting.times <= 8 * len(text)


def test_the_past_is_looked_for_once_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    past = words.EMERGENCY_PAST
    searched: list[int] = []

    class Past:
        def search(self, text: str, first: int, last: int) -> Any:
            searched.append(last - first)
            return past.search(text, first, last)

    monkeypatch.setattr(words, "EMERGENCY_PAST", Past())
    text = "房子着火了，" * 1000
    assert [flag.level for flag in emergency.flags(text, KINDS)] == [emergency.Level.NOW]
    assert searched == [len(text)]
