"""The large model at the desk: off without settings, masked, marked, written down, and never in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hotline.accounts import audit
from hotline.accounts.models import Person
from hotline.infra.privacy import Unreadable
from hotline.infra.resting import Rest
from hotline.language.assistant import asking
from hotline.orders import selectors
from tests.model_server import MODEL, ModelServer, serving
from tests.rooms.desk.test_pages import CALL, text_of
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db
At = Callable[[str], Any]
SECRETS = ("张三丰", "13900001234", "1234", "3号楼2单元", "11010519900307231X", "刘桂兰")
CONTENT = "我叫张三丰，电话139-0000-1234，证件11010519900307231X，邻居刘桂兰女士也说东门路灯三盏不亮。"
PIECE = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A server that is connected."""
    with serving() as stub:
        monkeypatch.setenv("HOTLINE_ASSISTANT", str(stub.settings(tmp_path / "assistant.toml", rest=3600)))
        monkeypatch.setattr(asking, "rest", Rest())
        yield stub


@pytest.fixture
def told(people: dict[str, Person]) -> str:
    """An order whose text says who the citizen is, answered by its unit."""
    return city.replied(people, content=CONTENT).number


def uses() -> list[audit.Seen]:
    return audit.find(audit.Wanted(acts=audit.MODEL_ACTS))


def test_off_by_default_no_page_speaks_of_it(at_desk: At, order: str, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("HOTLINE_ASSISTANT", str(tmp_path / "none.toml"))
    client = at_desk("agent")
    assert 'data-testid="assistant"' not in text_of(client.get(f"/{order}/"))
    assert "assistant-fill" not in text_of(client.get("/new/"))
    assert "没有接大模型" in text_of(client.post(f"/{order}/assistant/summary/", **PIECE))
    assert uses() == []


def test_nothing_personal_of_the_order_leaves(at_desk: At, told: str, model: ModelServer) -> None:
    model.answers({"summary": "〔姓名1〕反映路灯不亮", "points": ["三盏"]})
    client = at_desk("supervisor")
    for task in ("summary", "draft", "compare"):
        client.post(f"/{told}/assistant/{task}/", {"call": f"我是张三丰，打{city.CONTACT.phone}"}, **PIECE)
    assert len(model.received) == 3 and "路灯" in model.everything
    assert [one for one in SECRETS if one in model.everything] == []
    assert "的姓名" not in model.everything, "who of the staff did what is not told either"


def test_a_summary_is_marked_and_written_down_without_its_text(at_desk: At, told: str, model: ModelServer) -> None:
    model.answers({"summary": "东门路灯不亮，已修好", "points": ["三盏", "夜间复查"]})
    page = text_of(at_desk("agent").post(f"/{told}/assistant/summary/", **PIECE))
    assert "机器起草" in page and "东门路灯不亮，已修好" in page and "夜间复查" in page
    (used,) = uses()
    assert (used.act, used.subject) == ("assistant_asked", told)
    detail = dict(used.detail)
    assert detail.pop("ms") >= 0
    assert detail == {"assistant_task": "summary", "model": MODEL, "tokens": 42, "came": "answered"}


def test_a_draft_can_be_taken_over_and_changes_nothing_by_itself(
    at_desk: At, told: str, model: ModelServer, stored: Any
) -> None:
    before = stored()
    model.answers({"reply": "〔姓名1〕您好，路灯已修好。<script>"})
    page = text_of(at_desk("lamps_clerk").post(f"/{told}/assistant/draft/", **PIECE))
    assert "张三丰您好，路灯已修好。&lt;script&gt;" in page and 'data-take-over="public_text"' in page
    assert stored() == before


def test_contradictions_show_both_sides(at_desk: At, told: str, model: ModelServer) -> None:
    model.answers({"contradictions": [{"said": "五盏不亮", "written": "东门路灯三盏不亮", "what": "数量"}]})
    asked = {"call": "一共五盏不亮"}
    page = text_of(at_desk("caller").post(f"/{told}/assistant/compare/", asked, **PIECE))
    assert "五盏不亮" in page and "东门路灯三盏不亮" in page and "数量" in page
    model.answers({"contradictions": []})
    assert "没有发现" in text_of(at_desk("caller").post(f"/{told}/assistant/compare/", asked, **PIECE))


def test_without_scripts_the_answer_stands_on_the_page(at_desk: At, told: str, model: ModelServer) -> None:
    model.answers({"summary": "东门路灯不亮，已修好"})
    page = text_of(at_desk("agent").post(f"/{told}/assistant/summary/"))
    assert "东门路灯不亮，已修好" in page and 'data-testid="order"' in page


@pytest.mark.parametrize(
    ("how", "says"), [({"status": 500}, "服务出错"), ({"say": "x"}, "不能用"), ({"refusal": "n"}, "没有回答")]
)
def test_what_went_wrong_is_one_sentence_and_written_down(
    at_desk: At, told: str, model: ModelServer, how: dict[str, Any], says: str
) -> None:
    for name, value in how.items():
        setattr(model, name, value)
    response = at_desk("agent").post(f"/{told}/assistant/summary/", **PIECE)
    assert response.status_code == 200 and says in text_of(response) and "机器起草" not in text_of(response)
    assert len(uses()) == 1


def test_a_secret_order_is_never_given_to_it(at_desk: At, people: dict[str, Person], model: ModelServer) -> None:
    number = city.registered(people, secret=True).number
    client = at_desk("agent")
    assert 'data-testid="assistant"' not in text_of(client.get(f"/{number}/"))
    assert "保密工单" in text_of(client.post(f"/{number}/assistant/summary/", **PIECE))
    form = {"content": "举报", "secret": "on"}
    assert "保密工单" in text_of(client.post("/new/assistant/", form, **PIECE))
    assert model.received == [] and uses() == []


def test_what_cannot_be_masked_does_not_leave(at_desk: At, told: str, model: ModelServer, monkeypatch: Any) -> None:
    def sealed(_order: object) -> dict[str, str]:
        raise Unreadable

    monkeypatch.setattr(selectors, "known_of_citizen", sealed)
    assert "读不出来" in text_of(at_desk("agent").post(f"/{told}/assistant/summary/", **PIECE))
    assert model.received == [] and uses() == []


def test_only_who_works_on_an_order_may_ask(at_desk: At, told: str, model: ModelServer) -> None:
    assert at_desk("watcher").post(f"/{told}/assistant/summary/", **PIECE).status_code == 403
    assert at_desk("streets_clerk").post(f"/{told}/assistant/summary/", **PIECE).status_code == 404
    assert at_desk("agent").post(f"/{told}/assistant/fill/", **PIECE).status_code == 404
    assert 'data-testid="assistant"' not in text_of(at_desk("watcher").get(f"/{told}/"))
    assert model.received == []


def test_fields_of_a_form_are_proposed_and_taken_one_by_one(at_desk: At, model: ModelServer) -> None:
    model.answers({"title": "东门路灯不亮", "place": "东门", "nature": "help", "content_class": "C99", "urgency": "x"})
    form = CALL | {"content": CONTENT, "name": "张三丰", "phone": "13900001234", "title": ""}
    page = text_of(at_desk("agent").post("/new/assistant/", form, **PIECE))
    assert "机器起草" in page and 'data-take="nature" data-value="help" data-label="求助"' in page
    assert 'data-take="title"' in page and 'data-take="place"' in page
    assert 'data-take="content_class"' not in page and 'data-take="urgency"' not in page
    assert [one for one in SECRETS if one in model.everything] == []
    assert model.last["可选的值"]["nature"]["help"] == "求助"
    assert (uses()[0].subject, uses()[0].detail["assistant_task"]) == ("", "fill")


def test_an_empty_form_is_not_sent(at_desk: At, model: ModelServer) -> None:
    assert "先写下诉求内容" in text_of(at_desk("agent").post("/new/assistant/", {"content": " "}, **PIECE))
    assert model.received == []


def test_uses_are_found_in_the_audit_by_who_inspects(at_desk: At, told: str, model: ModelServer) -> None:
    model.answers({"summary": "好"})
    at_desk("agent").post(f"/{told}/assistant/summary/", **PIECE)
    page = text_of(at_desk("director").get("/audit/", {"kind": "models", "about": told}))
    assert "请大模型起草" in page and told in page and MODEL in page and "用途：概括" in page and "结果：有结果" in page
