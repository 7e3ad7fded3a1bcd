"""Lists of people to call: who starts, fills and closes them, who calls; numbers only before whom has taken them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hotline.core.policy.outreach import CampaignSpec, Question
from hotline.core.vocabulary import CalleeState
from hotline.outreach import calling
from hotline.outreach.models import Callee, Campaign, DoNotCall, Reply
from hotline.policy import registry
from tests.rooms.desk.test_pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("INT-14")]
Desk = Callable[[str], Any]
ASKED = (Question("willing", "愿意吗？", ("愿意", "不愿意")), Question("why", "为什么？"))
SPEC = CampaignSpec("recruit", "招募献血者", "您好，这里是热线", ASKED, attempts=2, consent=True)
PHONE = "13900001111"
GOOD = f"姓名,电话,同意接听\n李芳,{PHONE},是\n"


@pytest.fixture(autouse=True)
def with_campaigns(monkeypatch: pytest.MonkeyPatch) -> None:
    base = registry.load("dezhou-12345")
    made = replace(base, lists=replace(base.lists, campaigns=(SPEC,)))
    monkeypatch.setattr("hotline.policy.load", lambda _pack: made)
    monkeypatch.setattr("hotline.policy.release", lambda _pack, _release: made)


@pytest.fixture
def started(at_desk: Desk) -> str:
    """The address of a list with one person."""
    form = {"kind": "dezhou|recruit", "title": "三月招募"}
    address = at_desk("director").post("/calls/", form)["Location"].split("?")[0]
    assert upload(at_desk("director"), address, GOOD).status_code == 302
    return str(address)


def upload(client: Any, address: str, text: str) -> Any:
    return client.post(f"{address}people/", {"file": SimpleUploadedFile("名单.csv", text.encode())})


def taken(client: Any, address: str) -> str:
    """Take the next person; returns the id that the form carries."""
    page = text_of(client.post(f"{address}next/", follow=True))
    return page.split('name="callee" value="')[1].split('"')[0]


def test_the_menu_shows_it_only_where_the_pack_has_lists(at_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 'href="/calls/"' in text_of(at_desk("agent").get("/calendar/"))
    assert 'href="/calls/"' not in text_of(at_desk("lamps_clerk").get("/calendar/"))
    plain = registry.load("dezhou-12345")
    monkeypatch.setattr("hotline.policy.load", lambda _pack: plain)
    assert 'href="/calls/"' not in text_of(at_desk("agent").get("/calendar/"))
    assert "没有外呼名单这一项" in text_of(at_desk("agent").get("/calls/"))


def test_leaders_start_a_list_and_see_how_far_it_is(at_desk: Desk, started: str) -> None:
    director = at_desk("director")
    assert "三月招募" in text_of(director.get("/calls/")) and "还没有外呼" not in text_of(director.get("/calls/"))
    page = text_of(director.get(started))
    for words in ("待拨打 <b>1</b>", "共 1 人", "愿意吗？", "试 2 次没打通就不再打", "上传名单", "结束外呼"):
        assert words in page, words
    assert PHONE not in page and "李芳" not in page, "who is on the list is shown to who has taken the person"


def test_callers_neither_start_nor_fill_nor_close(at_desk: Desk, started: str) -> None:
    caller = at_desk("caller")
    page = text_of(caller.get(started)) + text_of(caller.get("/calls/"))
    assert 'data-testid="upload"' not in page and 'data-testid="start"' not in page
    assert caller.post("/calls/", {"kind": "dezhou|recruit"}).status_code == 403
    assert upload(caller, started, GOOD).status_code == 403 and caller.post(f"{started}close/").status_code == 403
    assert Campaign.objects.count() == 1 and Callee.objects.count() == 1
    for username in ("dispatcher", "lamps_clerk", "watcher", "admin"):
        assert at_desk(username).get(started).status_code == 403


def test_leaders_do_not_take_people(at_desk: Desk, started: str) -> None:
    assert at_desk("director").post(f"{started}next/").status_code == 403
    assert calling.progress(Campaign.objects.get()) == {CalleeState.WAITING: 1}


def test_what_cannot_be_started_keeps_the_title(at_desk: Desk) -> None:
    wrong = at_desk("director").post("/calls/", {"kind": "dezhou|nothing", "title": "三月的"})
    assert wrong.status_code == 422 and 'value="三月的"' in text_of(wrong) and not Campaign.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("姓名,电话,同意接听\n王强,12,是\n赵静,13900003333,\n", "第2行：电话没有填"),
        ("姓名,手机\n王强,13900002222\n", "没有“电话”这一列"),
        ("姓名,电话\n", "没有一行有内容"),
        (GOOD, "不止一次"),
    ],
)
def test_a_faulty_list_is_told_by_line_and_nobody_is_listed(at_desk: Desk, started: str, text: str, said: str) -> None:
    wrong = upload(at_desk("supervisor"), started, text)
    page = text_of(wrong)
    assert wrong.status_code == 422 and said in page and "13900003333" not in page
    assert Callee.objects.count() == 1
    none = at_desk("supervisor").post(f"{started}people/")
    assert none.status_code == 422 and "请先选一份名单" in text_of(none)


@pytest.mark.req("SEC-2")
def test_the_number_is_shown_to_who_has_taken_the_person(at_desk: Desk, started: str) -> None:
    caller, agent = at_desk("caller"), at_desk("agent")
    assert PHONE not in text_of(caller.get(f"{started}call/"))
    callee = taken(caller, started)
    shown = caller.get(f"{started}call/")
    page = text_of(shown)
    assert PHONE in page and "李芳" in page and "您好，这里是热线" in page and shown["Cache-Control"] == "no-store"
    assert PHONE not in text_of(agent.get(f"{started}call/"))
    other = agent.post(f"{started}call/", {"callee": callee, "answer-willing": "愿意"})
    assert other.status_code == 409 and "不在您手里" in text_of(other) and not Reply.objects.exists()
    assert 'value="愿意" checked' in text_of(other), "what was ticked is still there"
    assert text_of(agent.post(f"{started}next/", follow=True)).count(PHONE) == 0


def test_answers_are_kept_and_counted(at_desk: Desk, started: str) -> None:
    caller = at_desk("caller")
    callee = taken(caller, started)
    nothing = caller.post(f"{started}call/", {"callee": callee, "came": "answered", "answer-why": " "})
    assert nothing.status_code == 422 and "还没有记下回答" in text_of(nothing) and PHONE in text_of(nothing)
    wrong = caller.post(f"{started}call/", {"callee": callee, "came": "answered", "answer-willing": "也许"})
    assert wrong.status_code == 409 and "从列表中选" in text_of(wrong) and not Reply.objects.exists()
    form = {"callee": callee, "came": "answered", "answer-willing": "愿意", "answer-why": "方便\0"}
    done = caller.post(f"{started}call/", form, follow=True)
    assert "已记下这一位的回答" in text_of(done) and "名单打完了" in text_of(done)
    page = text_of(at_desk("director").get(started))
    assert "已答复 <b>1</b>" in page and "100.0%" in page and "方便" not in page
    assert caller.post(f"{started}call/", form).status_code == 409, "once"


def test_who_is_not_reached_comes_again_and_then_no_more(at_desk: Desk, started: str) -> None:
    caller = at_desk("caller")
    for said in ("还会再轮到", "试够了次数"):
        form = {"callee": taken(caller, started), "came": "not_reached", "answer-willing": "愿意"}
        assert said in text_of(caller.post(f"{started}call/", form, follow=True))
    assert not Reply.objects.exists()


def test_no_more_calls_holds_for_every_list(at_desk: Desk, started: str) -> None:
    caller = at_desk("caller")
    form = {"callee": taken(caller, started), "came": "no_more"}
    done = caller.post(f"{started}call/", form, HTTP_HX_REQUEST="true")
    assert done.status_code == 204 and "recorded_declined" in done["HX-Redirect"]
    assert DoNotCall.objects.count() == 1
    again = at_desk("director").post("/calls/", {"kind": "dezhou|recruit"})["Location"].split("?")[0]
    assert "本人要求过不再来电" in text_of(upload(at_desk("director"), again, GOOD))


def test_put_back_and_closed(at_desk: Desk, started: str) -> None:
    caller = at_desk("caller")
    taken(caller, started)
    assert "已放回名单" in text_of(caller.post(f"{started}back/", follow=True))
    assert calling.progress(Campaign.objects.get()) == {CalleeState.WAITING: 1}
    assert "外呼已结束" in text_of(at_desk("supervisor").post(f"{started}close/", follow=True))
    late = caller.post(f"{started}next/")
    assert late.status_code == 409 and "不再拨打" in text_of(late)
    assert upload(at_desk("director"), started, GOOD).status_code == 409
    assert 'data-testid="next"' not in text_of(caller.get(f"{started}call/"))


@pytest.mark.parametrize("callee", ["", "x", "018f0000-0000-7000-8000-000000000000"])
def test_nobody_of_that_id(at_desk: Desk, started: str, callee: str) -> None:
    form = {"callee": callee, "came": "not_reached"}
    assert at_desk("caller").post(f"{started}call/", form).status_code == 404


def test_lists_of_other_lines_are_not_there(at_desk: Desk, started: str) -> None:
    Campaign.objects.update(line="elsewhere")
    assert at_desk("director").get(started).status_code == 404
    assert at_desk("caller").post(f"{started}next/").status_code == 404
    assert "三月招募" not in text_of(at_desk("director").get("/calls/"))
