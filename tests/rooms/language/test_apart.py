"""A model learned in a process of its own is the one that would have been learned here."""

from __future__ import annotations

from typing import cast

import pytest

from hotline.language import apart, model_file
from hotline.language.classify import learn
from tests.rooms.language.letters import letters


def test_the_child_gives_the_same_model(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, labels = letters()
    monkeypatch.setattr(apart, "FROM", 1)
    described = {"水务": ["自来水"]}
    model, data = apart.learn_apart(texts, labels, described)
    assert data == model_file.dump(learn(texts, labels, described))
    assert model.answer(texts[0]) == model_file.load(data).answer(texts[0])


def test_too_few_messages_are_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "FROM", 1)
    with pytest.raises(ValueError, match="too few"):
        apart.learn_apart([("路灯不亮", "")], ["城建"])


def test_what_a_failed_child_said_is_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "FROM", 1)
    with pytest.raises(apart.LearningFailed) as failed:
        apart.learn_apart([("路灯不亮", "")] * 3, cast(list[str], ["城建", 7, "环保"]))  # no name of a class: it falls
    assert str(failed.value) == "ended with 1"
