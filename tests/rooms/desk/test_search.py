"""The search page and the page of words, as a person uses them."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.test import Client

from hotline.accounts.models import AuditEntry, Person
from hotline.infra import jobs
from hotline.orders import search_runs, search_words
from hotline.orders.search_rows import fill
from tests.rooms.desk.conftest import Browsers

pytestmark = pytest.mark.django_db


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]  # Django's test responses have no types


@pytest.fixture
def found(order: str) -> str:
    fill()
    return order


def test_words_are_led_to_a_sealed_address_that_only_oneself_can_open(at_desk: Browsers, found: str) -> None:
    agent = at_desk("agent")
    led = agent.post("/search/", {"text": "路灯 小区", "phase": "in_hand"})["Location"]
    assert "路灯" not in unquote(led) and "in_hand" not in led
    page = text_of(agent.get(led))
    assert found in page and "<mark>路灯</mark>" in page and 'value="路灯 小区"' in page
    assert '<option value="in_hand" selected>' in page
    assert found not in text_of(at_desk("director").get(led))
    for broken in (led[:-4], "/search/?k=%00", "/search/?k=ab", "/search/?k=路"):
        assert found not in text_of(agent.get(broken))


def test_a_filter_narrows_and_says_when_there_is_nothing(at_desk: Browsers, found: str) -> None:
    agent = at_desk("agent")
    page = text_of(agent.post("/search/", {"text": "路灯", "phase": "archived"}, follow=True))
    assert found not in page and "没有找到" in page
    assert "请至少输两个字" in text_of(agent.post("/search/", {"text": "灯"}, follow=True))


def test_text_with_a_telephone_in_it_is_answered_at_once(at_desk: Browsers, found: str) -> None:
    response = at_desk("agent").post("/search/", {"text": "路灯 13900001234"})
    assert response.status_code == 200


def test_the_administrator_keeps_the_words(at_desk: Browsers, people: dict[str, Person], found: str) -> None:
    admin: Client = at_desk("admin")
    typed = {"words": "照明灯 = 路灯、街灯\n水泵房", "version": "0"}
    assert "said=words_saved" in admin.post("/admin/words/", typed)["Location"]
    assert found in text_of(at_desk("agent").post("/search/", {"text": "照明灯"}, follow=True))
    assert "照明灯 = 路灯、街灯" in text_of(admin.get("/admin/words/"))
    assert admin.post("/admin/words/", typed | {"words": "别的词"}).status_code == 409
    refused = admin.post("/admin/words/", {"words": "对的词\n单", "version": "1"})
    assert refused.status_code == 422 and "第 2 行" in text_of(refused)
    assert [v.number for v in search_words.versions()] == [search_words.current().number]
    (entry,) = AuditEntry.objects.filter(act="words_changed")
    assert entry.detail["added"] == ["水泵房", "照明灯"] and entry.person == str(people["admin"].id)
    search_words.forget()


def test_the_index_is_made_anew_by_a_job(transactional_db: None, at_desk: Browsers, found: str) -> None:
    admin = at_desk("admin")
    assert "said=reindexed" in admin.post("/admin/words/", {"then": "reindex"})["Location"]
    assert "开始重建" in text_of(admin.get("/admin/words/"))
    assert jobs.run_waiting(queues=["search"]) == 1
    run = search_runs.latest()
    assert run is not None and run.ended_at is not None and run.done == 1
    assert "上次重建" in text_of(admin.get("/admin/words/"))
