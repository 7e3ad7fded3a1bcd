"""Offers and wants on the desk: written down, brought together with reasons, settled; contacts masked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from hotline.core.policy.shapes import Term
from hotline.core.vocabulary import EntryState
from hotline.outreach.models import Entry, EntryAccess, Introduction
from hotline.policy import registry
from tests.rooms.desk.test_pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("INT-14")]
Desk = Callable[[str], Any]
OFFER = {"side": "offer", "goods": "goat", "quantity": "50", "unit": "只", "price": "30", "phone": "13900004444",
         "name": "孙丰收", "note": "黑山羊"}  # fmt: skip
WANT = OFFER | {"side": "want", "quantity": "20", "price": "35", "phone": "13900005555", "name": "周收"}


@pytest.fixture(autouse=True)
def with_goods(monkeypatch: pytest.MonkeyPatch) -> None:
    base = registry.load("dezhou-12345")
    goods = (Term("goat", "山羊"), Term("grain", "粮食"))
    made = replace(base, lists=replace(base.lists, goods=goods))
    monkeypatch.setattr("hotline.policy.load", lambda _pack: made)


def write(client: Any, **form: str) -> str:
    response = client.post("/market/", form)
    assert response.status_code == 302, text_of(response)
    return str(response["Location"].split("?")[0])


def test_an_offer_is_written_down_and_found(at_desk: Desk) -> None:
    agent = at_desk("agent")
    assert "现在没有待撮合的供求" in text_of(agent.get("/market/"))
    address = write(agent, **OFFER)
    page = text_of(agent.get("/market/"))
    for words in ("山羊", "50 只", "30 元/只", "孙** 139****4444", "地点不限", address):
        assert words in page, words
    assert "13900004444" not in page and "孙丰收" not in page
    assert address not in text_of(agent.get("/market/?side=want")) and address in text_of(
        agent.get("/market/?goods=goat")
    )
    assert agent.get("/market/?before=x&goods=%00").status_code == 200


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"side": ""}, "请选供应还是求购"),
        ({"goods": "gold"}, "没有这种品类"),
        ({"phone": ""}, "请填写联系电话"),
        ({"phone": "12"}, "电话号码不对"),
        ({"quantity": "许多"}, "数量请填数字"),
        ({"price": "nan"}, "价格请填数字"),
        ({"price": "-1"}, "不能小于0"),
        ({"quantity": "1e99"}, "数量请填数字"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(at_desk: Desk, changed: dict[str, str], said: str) -> None:
    response = at_desk("agent").post("/market/", OFFER | changed)
    page = text_of(response)
    assert response.status_code == 422 and said in page and 'value="孙丰收"' in page and 'value="黑山羊"' in page
    assert not Entry.objects.exists()


def test_fitting_ones_come_with_reasons_and_are_brought_together(at_desk: Desk) -> None:
    agent, caller = at_desk("agent"), at_desk("caller")
    offer, want = write(agent, **OFFER), write(agent, **WANT)
    write(agent, **WANT | {"goods": "grain"})
    page = text_of(agent.get(want))
    assert page.count('data-testid="fitting"') == 1 and "数量足够、价格相合" in page and "13900004444" not in page
    other = offer.split("/")[2]
    done = agent.post(f"{want}introduce/", {"other": other}, follow=True)
    assert "已记下推荐" in text_of(done) and "已推荐" in text_of(done)
    late = caller.post(f"{want}introduce/", {"other": other})
    assert late.status_code == 409 and "已被别人处理" in text_of(late) and Introduction.objects.count() == 1
    assert "等回音" in text_of(caller.get("/market/"))


@pytest.mark.parametrize(("done", "state"), [("yes", EntryState.DONE), ("no", EntryState.OPEN)])
def test_what_became_of_it(at_desk: Desk, done: str, state: EntryState) -> None:
    agent = at_desk("agent")
    offer, want = write(agent, **OFFER), write(agent, **WANT)
    agent.post(f"{want}introduce/", {"other": offer.split("/")[2]})
    address = f"/market/introductions/{Introduction.objects.get().pk}/"
    assert agent.post(address, {"done": "perhaps"}).status_code == 404
    assert agent.post(address, {"done": done}).status_code == 302
    assert {entry.state for entry in Entry.objects.all()} == {state.value}
    again = agent.post(address, {"done": "yes"})
    assert again.status_code == 409 and {entry.state for entry in Entry.objects.all()} == {state.value}


def test_a_sign_that_no_database_takes_does_no_harm(at_desk: Desk) -> None:
    address = write(at_desk("agent"), **OFFER | {"note": "好\0羊", "name": "\0"})
    assert "好羊" in text_of(at_desk("agent").get(address))


def test_withdrawn_once(at_desk: Desk) -> None:
    agent = at_desk("agent")
    address = write(agent, **OFFER)
    assert "已撤回，不再推荐" in text_of(agent.post(f"{address}withdraw/", follow=True))
    assert agent.post(f"{address}withdraw/").status_code == 409
    assert "已撤回" in text_of(agent.get(address)) and 'data-testid="withdraw"' not in text_of(agent.get(address))


@pytest.mark.req("SEC-2")
def test_who_it_is_is_shown_for_a_reason_that_is_kept(at_desk: Desk) -> None:
    agent = at_desk("agent")
    address = write(agent, **OFFER)
    wrong = agent.post(f"{address}contact/", {"reason": " "}, HTTP_HX_REQUEST="true")
    assert wrong.status_code == 422 and "请写明查看的理由" in text_of(wrong) and "13900004444" not in text_of(wrong)
    assert not EntryAccess.objects.exists()
    shown = text_of(agent.post(f"{address}contact/", {"reason": "告知买家"}, HTTP_HX_REQUEST="true"))
    assert "孙丰收 13900004444" in shown and EntryAccess.objects.get().reason == "告知买家"
    assert "13900004444" not in text_of(agent.get(address)), "the next look needs a reason again"


def test_others_and_other_lines_have_no_market(at_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    address = write(at_desk("agent"), **OFFER)
    for username in ("dispatcher", "lamps_clerk", "watcher", "admin"):
        for client in (at_desk(username),):
            assert client.get(address).status_code == 403 and client.post("/market/", WANT).status_code == 403
    Entry.objects.update(line="elsewhere")
    agent = at_desk("agent")
    assert agent.get(address).status_code == 404
    assert agent.post(f"{address}contact/", {"reason": "看看"}).status_code == 404 and not EntryAccess.objects.exists()
    plain = registry.load("dezhou-12345")
    monkeypatch.setattr("hotline.policy.load", lambda _pack: plain)
    assert "没有供求撮合这一项" in text_of(agent.get("/market/"))
    assert "没有供求撮合这一项" in text_of(agent.post("/market/", WANT)) and Entry.objects.count() == 1
