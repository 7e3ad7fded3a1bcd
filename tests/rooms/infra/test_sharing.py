"""Values that all who ask at the same time share."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from hotline.infra import sharing
from hotline.infra.sharing import Shared


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of the store, to be set."""
    now = [100.0]
    monkeypatch.setattr(sharing, "monotonic", lambda: now[0])
    return now


def test_a_value_is_made_anew_when_it_is_old(moment: list[float]) -> None:
    shared, made = Shared[int](3.0), iter(range(9))
    assert [shared.get("a", lambda: next(made)) for _ in range(2)] == [0, 0]
    assert shared.get("b", lambda: next(made)) == 1
    moment[0] += 3.1
    assert shared.get("a", lambda: next(made)) == 2
    shared.forget()
    assert shared.get("a", lambda: next(made)) == 3


def test_one_makes_it_and_the_others_have_the_old_one(moment: list[float]) -> None:
    shared, begun, go = Shared[str](3.0), threading.Event(), threading.Event()
    shared.get("a", lambda: "old")
    moment[0] += 4

    def make() -> str:
        begun.set()
        assert go.wait(10)
        return "new"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(shared.get, "a", make)
        assert begun.wait(10)
        assert shared.get("a", lambda: "never") == "old"
        go.set()
        assert first.result(10) == "new"
    assert shared.get("a", lambda: "never") == "new"


def test_what_is_far_too_old_is_waited_for(moment: list[float]) -> None:
    shared = Shared[str](3.0)
    shared.get("a", lambda: "old")
    moment[0] += 60
    assert shared.get("a", lambda: "new") == "new"


def test_what_fails_is_tried_again(moment: list[float]) -> None:
    shared = Shared[int](3.0)
    with pytest.raises(ZeroDivisionError):
        shared.get("a", lambda: 1 // 0)
    assert shared.get("a", lambda: 1) == 1
