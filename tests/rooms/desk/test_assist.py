"""帮手 is a registry: panels by the person's rights, suggestions beside their fields; and what filing answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hotline.desk import assist
from hotline.desk.assist import Found, Panel, Suggestion
from hotline.desk.views.intake import TITLE_CHARS, title_of
from tests.rooms.desk.test_pages import CALL, text_of

pytestmark = pytest.mark.django_db
At = Callable[[str], Any]
HINTS = "desk/assist/hints.html"
ASKED: list[assist.Asked] = []


def panel(name: str, action: str = "register", suggestions: tuple[Suggestion, ...] = ()) -> Panel:
    def find(asked: assist.Asked) -> Found:
        ASKED.append(asked)
        return Found({"hints": [f"said by {name}"]}, suggestions)

    return Panel(name, "hints", action, find, HINTS)


def test_a_panel_is_asked_only_with_its_right_and_never_hears_who_calls(at_desk: At, monkeypatch: Any) -> None:
    ASKED.clear()
    monkeypatch.setattr(assist, "PANELS", (panel("mine"), panel("theirs", "administer")))
    page = text_of(at_desk("agent").post("/new/assist/", {"content": "路灯不亮", "phone": "13900001234"}))
    assert "said by mine" in page and "said by theirs" not in page
    (asked,) = ASKED
    assert asked.content == "路灯不亮" and "13900001234" not in repr(asked)


def test_suggestions_stand_at_their_fields_surest_first(at_desk: At, monkeypatch: Any) -> None:
    found = tuple(Suggestion("place", f"p{n}", f"地{n}", n / 10, "因为") for n in range(1, 6))
    other = (Suggestion("nature", "help", "求助", 0.924), Suggestion("nonsense", "x", "x", 1.0))
    monkeypatch.setattr(assist, "PANELS", (panel("mine", suggestions=(*found, *other)),))
    page = text_of(at_desk("agent").post("/new/assist/", {"content": "路灯不亮"}))
    assert [f"take-place-p{n}" in page for n in range(1, 6)] == [False, False, True, True, True]
    assert page.index("take-place-p5") < page.index("take-place-p3")
    assert "<small>92%</small>" in page and "nonsense" not in page
    assert 'id="suggest-title" hx-swap-oob="innerHTML"></span>' in page


def test_after_filing_the_next_call_can_come(at_desk: At) -> None:
    form = CALL | {"then": "submit_for_dispatch", "slot": "2"}
    response = at_desk("agent").post("/new/", form, HTTP_HX_REQUEST="true")
    page = text_of(response)
    assert response.status_code == 200 and 'data-testid="filed"' in page
    assert form["content"] not in page and 'data-draft="new-2"' in page
    assert '"desk:done": {"value": "new-2"}' in response["HX-Trigger"]


@pytest.mark.parametrize("slot", ["9", "", "0", "<script>"])
def test_a_slot_that_does_not_exist_is_the_first(at_desk: At, slot: str) -> None:
    assert 'data-draft="new"' in text_of(at_desk("agent").get("/new/", {"slot": slot}))


def test_the_keys_of_the_outcomes_are_told_to_who_registers(at_desk: At) -> None:
    assert "登记一个电话" in text_of(at_desk("agent").get("/keys/"))
    assert "登记一个电话" not in text_of(at_desk("lamps_clerk").get("/keys/"))


@pytest.mark.parametrize(
    ("title", "content", "made"),
    [
        ("有标题", "x", "有标题"),
        ("", "路灯不亮。请修", "路灯不亮"),
        ("", "\n", ""),
        ("", "长" * 99, "长" * TITLE_CHARS),
    ],
)
def test_a_title_left_out_is_the_beginning_of_the_text(title: str, content: str, made: str) -> None:
    assert title_of(title, content) == made
