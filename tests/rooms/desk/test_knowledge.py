"""The knowledge base at the desk: found while one types, quoted with its version, told when wrong, kept true."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hotline.accounts.models import Person
from hotline.core.vocabulary import FeedbackKind, KnowledgeSecrecy, Role
from hotline.infra import clock
from hotline.knowledge import models, services
from hotline.knowledge.announcing import listed, uses
from tests.rooms.desk.conftest import Browsers
from tests.rooms.desk.test_pages import CALL, text_of
from tests.rooms.knowledge import base
from tests.rooms.knowledge.test_announcing import cut
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db
HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def shown(people: dict[str, Person]) -> dict[str, models.Entry]:
    return base.some()


@pytest.fixture
def editor(people: dict[str, Person]) -> Client:
    client = Client()
    client.force_login(base.editors()["editor"])
    return client


def ref(entry: models.Entry) -> str:
    return f"K{entry.number}"


def answered(entry: models.Entry, **changed: str) -> dict[str, str]:
    """A call that is answered at once from an entry."""
    form = {
        "answer": base.CARD.answer,
        "basis": "knowledge",
        "source_ref": ref(entry),
        "source_version": str(entry.live),
    }
    form |= changed
    return CALL | {"then": "answer_directly"} | {f"answer_directly-{name}": value for name, value in form.items()}


@pytest.mark.req("KNW-2")
def test_entries_come_while_the_matter_is_typed(at_desk: Browsers, shown: dict[str, models.Entry]) -> None:
    page = text_of(at_desk("agent").post("/new/assist/", {"content": "我的身份证丢了，怎么补办"}))
    entry = shown["card"]
    assert f'data-ref="{ref(entry)}"' in page and f'data-version="{entry.live}"' in page
    assert base.CARD.answer in page and "<mark>" in page and "问法相符" in page
    assert base.CARD.internal not in page, "an inner line is never in what is said to the caller"
    assert models.Search.objects.count() == 0, "half a sentence is no search"
    assert 'data-panel="knowledge"' not in text_of(at_desk("agent").post("/new/assist/", {"content": "嗯"}))


@pytest.mark.req("KNW-1", "INT-6")
def test_an_order_keeps_the_version_it_was_answered_with(
    at_desk: Browsers, people: dict[str, Person], shown: dict[str, models.Entry]
) -> None:
    entry, agent = shown["card"], at_desk("agent")
    assert agent.post("/new/", answered(entry)).status_code == 302
    (row,) = _orders()
    page = text_of(agent.get(f"/{row.number}/"))
    assert f'href="/knowledge/{ref(entry)}/?v={entry.live}"' in page
    entry.refresh_from_db()
    assert entry.used == 1
    search = models.Search.objects.get()
    assert search.chosen == entry.number and search.helped is True
    assert models.Miss.objects.count() == 0


def _orders() -> list[Any]:
    from hotline.orders.models import WorkOrder

    return list(WorkOrder.objects.order_by("-registered_at")[:1])


@pytest.mark.req("KNW-3")
def test_an_answer_by_hand_is_noted_as_a_gap_and_becomes_a_draft_without_the_person(
    at_desk: Browsers, editor: Client, shown: dict[str, models.Entry], people: dict[str, Person]
) -> None:
    form = answered(shown["card"], basis="other_source", source_ref="电力公司", source_version="")
    form |= {"content": "我是张三丰，电话13900001234，家里电表读数不对怎么申请校验", "title": "电表校验"}
    form["answer_directly-answer"] = "带户口簿到供电营业厅申请，电话13900001234回复您。"
    assert at_desk("agent").post("/new/", form).status_code == 302
    gap = models.Gap.objects.get()
    page = text_of(editor.get("/knowledge/gaps/"))
    assert "电表" in page
    order = models.Miss.objects.get().ref
    other = city.registered(people, title="邻里纠纷", content="邻居长期占用楼道").order.id
    assert editor.post(f"/knowledge/gaps/{gap.pk}/", {"order": str(other)}).status_code == 404
    assert not models.Entry.objects.filter(live=None).exists()
    response = editor.post(f"/knowledge/gaps/{gap.pk}/", {"order": order})
    assert response.status_code == 302 and response["Location"].endswith("/edit/")
    draft = models.Entry.objects.order_by("-number").first()
    assert draft is not None and draft.state == "draft" and "电表" in draft.title
    assert "13900001234" not in str(draft.draft) and "张三丰" not in str(draft.draft)
    gap.refresh_from_db()
    assert gap.entry_id == draft.pk and gap.closed_at is not None


@pytest.mark.req("KNW-2")
def test_the_box_finds_previews_and_reports_what_is_missing(at_desk: Browsers, shown: dict[str, models.Entry]) -> None:
    agent, entry = at_desk("agent"), shown["card"]
    page = text_of(agent.post("/knowledge/find/", {"know": "身份证丢了"}, **HTMX))
    assert f"hit-{ref(entry)}" in page
    preview = text_of(agent.get(f"/knowledge/{ref(entry)}/", **HTMX))
    assert base.CARD.answer in preview and base.CARD.internal in preview
    aloud = text_of(agent.get(f"/knowledge/{ref(entry)}/?as=aloud", **HTMX))
    assert base.CARD.answer in aloud and base.CARD.internal not in aloud
    citizen = text_of(agent.get(f"/knowledge/{ref(entry)}/?as=citizen"))
    assert base.CARD.internal not in citizen.split("看到的样子")[1].split("know-more")[0]
    nothing = text_of(agent.post("/knowledge/find/", {"know": "鳄鱼养殖许可"}, **HTMX))
    assert 'data-testid="missing"' in nothing
    agent.post("/knowledge/find/?settled=1", {"know": "鳄鱼养殖许可"}, **HTMX)
    assert models.Search.objects.get().hits == 0
    assert agent.post("/knowledge/missing/", {"text": "鳄鱼养殖许可"}, **HTMX).status_code == 200
    assert models.Feedback.objects.get().kind == FeedbackKind.MISSING.value


@pytest.mark.req("KNW-1")
def test_secret_entries_are_there_only_for_their_roles(at_desk: Browsers, people: dict[str, Person]) -> None:
    secret = base.changed(base.WATER, secrecy=KnowledgeSecrecy.SECRET, roles=(Role.SUPERVISOR,), title="水源地应急值守")
    entry = base.published(secret)
    assert at_desk("supervisor").get(f"/knowledge/{ref(entry)}/").status_code == 200
    for who in ("agent", "lamps_clerk", "director"):
        client = at_desk(who)
        assert client.get(f"/knowledge/{ref(entry)}/").status_code == 404
        assert "水源地" not in text_of(client.post("/knowledge/find/", {"know": "水源地应急值守"}, **HTMX)).replace(
            "“水源地应急值守”", ""
        ).replace('value="水源地应急值守"', "")
        assert client.post(f"/knowledge/{ref(entry)}/feedback/", {"kind": "wrong"}).status_code == 404
    assert at_desk("agent").post(f"/knowledge/{ref(entry)}/send/", {"call": "c"}).status_code == 404


@pytest.mark.req("KNW-1")
def test_nobody_takes_away_an_entry_that_is_secret_to_him(at_desk: Browsers, people: dict[str, Person]) -> None:
    base.published(base.changed(base.WATER, secrecy=KnowledgeSecrecy.SECRET, roles=(Role.SUPERVISOR,)))
    base.published(base.CARD)

    def taken(who: str) -> str:
        client = at_desk(who)
        lines: Any = client.get("/knowledge/export/jsonl/")
        return (b"".join(lines.streaming_content) + client.get("/knowledge/export/csv/").content).decode()

    assert base.WATER.title in taken("supervisor") and base.CARD.title in taken("supervisor")
    assert base.WATER.title not in taken("director") and base.CARD.title in taken("director")


@pytest.mark.req("KPI-3")
def test_a_message_is_written_down_and_belongs_to_the_order(at_desk: Browsers, shown: dict[str, models.Entry]) -> None:
    agent, entry = at_desk("agent"), shown["card"]
    said = text_of(agent.post(f"/knowledge/{ref(entry)}/send/", {"call": "call-1"}, **HTMX))
    assert base.CARD.text in said and base.CARD.internal not in said
    agent.post("/new/", answered(entry) | {"key": "call-1"})
    message = models.Message.objects.get()
    assert message.ref == _orders()[0].number and base.CARD.internal not in message.text
    page = text_of(agent.get(f"/{message.ref}/"))
    assert "等待发送" in page and base.CARD.text in page


@pytest.mark.req("KNW-3", "KNW-1")
def test_wrong_is_said_corrected_reviewed_and_the_next_agent_sees_it(
    at_desk: Browsers, people: dict[str, Person], editor: Client, shown: dict[str, models.Entry]
) -> None:
    entry = shown["lamp"]
    url = f"/knowledge/{ref(entry)}/"
    assert at_desk("agent").post(f"{url}feedback/", {"kind": "wrong", "text": "已改为两天"}, **HTMX).status_code == 200
    clerk, leader = at_desk("lamps_clerk"), at_desk("lamps_leader")
    assert "已改为两天" in text_of(clerk.get("/knowledge/feedback/"))
    assert clerk.post(f"{url}act/", {"step": "revise", "revision": "1"})["Location"] == f"{url}edit/"
    form = {
        "title": base.LAMP.title,
        "kind": "faq",
        "answer": "请说明路段和灯杆编号，市政处一般两天内修复。",
        "secrecy": "open",
    }
    assert clerk.post(f"{url}edit/", form | {"revision": "1"}).status_code == 409, "a stale form is told"
    page = text_of(clerk.post(f"{url}edit/", form | {"revision": "1"}))
    assert "一般两天内修复" in page and "一般三天内修复" in page
    assert clerk.post(f"{url}edit/", form | {"revision": "2", "then": "submit"}).status_code == 302
    review = text_of(leader.get(f"{url}?show=draft"))
    shown_now, handed_in = models.Version.objects.filter(entry=entry).order_by("number")
    both = f"{url}versions/?a={shown_now.pk}&b={handed_in.pk}"
    assert at_desk("agent").get(both).status_code == 302, "what nobody has let through is not for readers"
    assert leader.get(both).status_code == 200
    assert "<del>" in review and "<ins>" in review
    assert clerk.post(f"{url}act/", {"step": "pass_unit", "revision": "4"}).status_code == 422
    assert leader.post(f"{url}act/", {"step": "pass_unit", "revision": "4"}).status_code == 302
    assert ref(entry) in text_of(editor.get("/knowledge/review/"))
    assert editor.post(f"{url}act/", {"step": "pass_centre", "revision": "5"}).status_code == 302
    page = text_of(at_desk("agent2").post("/new/assist/", {"content": "路灯坏了找谁"}))
    assert "一般两天内修复" in page and "一般三天内修复" not in page
    task = models.Feedback.objects.get()
    assert clerk.post(f"/knowledge/feedback/{task.pk}/", {"outcome": "corrected"}).status_code == 302
    task.refresh_from_db()
    assert task.outcome == "corrected"
    first, second = models.Version.objects.filter(entry=entry).order_by("number")
    compared = text_of(editor.get(f"{url}versions/?a={second.pk}&b={first.pk}"))
    assert compared.index("三天内") < compared.index("两天内")


@pytest.mark.req("KNW-1")
def test_a_text_can_be_published_later_and_withdrawn_only_with_a_reason(
    people: dict[str, Person], editor: Client
) -> None:
    form = {"title": "暖气报修", "kind": "faq", "owner": "lamps", "answer": "拨打供热公司电话。", "secrecy": "open"}
    made = editor.post("/knowledge/new/", form | {"then": "submit"})
    assert made.status_code == 302
    entry = models.Entry.objects.get()
    other = Client()
    other.force_login(Person.objects.get(username="editor2"))
    at = f"{clock.local(clock.now() + timedelta(days=2)):%Y-%m-%dT%H:%M}"
    url = f"/knowledge/{ref(entry)}/"
    assert other.post(f"{url}act/", {"step": "pass_centre", "revision": "2", "appear_at": at}).status_code == 302
    entry.refresh_from_db()
    assert entry.state == "scheduled" and entry.live is None
    assert editor.post(f"{url}act/", {"step": "withdraw", "revision": "3"}).status_code == 422
    page = text_of(editor.post(f"{url}act/", {"step": "withdraw", "revision": "3"}))
    assert "请写明理由" in page
    assert editor.post(f"{url}act/", {"step": "withdraw", "revision": "3", "reason": "停办"}).status_code == 302
    assert "停办" in text_of(editor.get(url))


@pytest.mark.req("KNW-1")
def test_what_is_wrong_with_a_form_is_told_and_nothing_is_lost(editor: Client) -> None:
    form = {
        "title": "",
        "kind": "faq",
        "owner": "lamps",
        "answer": "先写在这里的话",
        "since": "某天",
        "related": "K999",
    }
    response = editor.post("/knowledge/new/", form)
    page = text_of(response)
    assert response.status_code == 422 and "先写在这里的话" in page
    for said in ("请填写标题", "日期不对", "没有编号为 K999 的条目"):
        assert said in page
    assert models.Entry.objects.count() == 0


@pytest.mark.req("KNW-4")
def test_an_announcement_is_seen_quoted_counted_and_taken_back(at_desk: Browsers, people: dict[str, Person]) -> None:
    supervisor, agent = at_desk("supervisor"), at_desk("agent")
    until = f"{clock.local(clock.now() + timedelta(hours=4)):%Y-%m-%dT%H:%M}"
    form = {
        "kind": "outage",
        "title": "新湖街停水",
        "text": "抢修，今晚八点恢复。",
        "until": until,
        "places": "新湖街\n槐香苑",
    }
    assert agent.post("/announcements/", form).status_code == 422, "an agent agrees no line"
    assert supervisor.post("/announcements/", form | {"text": ""}).status_code == 422
    assert supervisor.post("/announcements/", form).status_code == 302
    assert "新湖街停水" in text_of(agent.get("/announcements/bar/"))
    panel = text_of(agent.post("/new/assist/", {"content": "家里没水", "address": "新湖街12号"}))
    assert 'data-basis="announcement"' in panel and "“新湖街”在范围内" in panel
    assert "新湖街停水" not in text_of(agent.post("/new/assist/", {"content": "家里没水", "place": "月牙路"}))
    (row,) = listed([city.LINE])
    call = CALL | {"then": "answer_directly"}
    quoted = {
        "answer": row.text,
        "basis": "announcement",
        "source_ref": "公告：新湖街停水",
        "source_version": str(row.pk),
    }
    assert agent.post("/new/", call | {f"answer_directly-{k}": v for k, v in quoted.items()}).status_code == 302
    assert uses([row]) == {row.pk: 1}
    assert "答复 1 个来电" in text_of(supervisor.get("/announcements/"))
    assert supervisor.post(f"/announcements/{row.pk}/", {"then": "take_back"}).status_code == 302
    assert "新湖街停水" not in text_of(agent.get("/announcements/bar/"))


@pytest.mark.req("KNW-4")
def test_who_listens_hears_of_announcements(people: dict[str, Person]) -> None:
    from hotline.desk.knowing.bar import announced_topics

    assert announced_topics(people["agent"]) == [f"announcements:{city.LINE}"]
    assert announced_topics(people["admin"]) == []
    services.announce(people["supervisor"], cut())


@pytest.mark.req("KNW-3")
def test_the_board_shows_cover_and_contradictions_side_by_side(
    at_desk: Browsers, people: dict[str, Person], shown: dict[str, models.Entry]
) -> None:
    base.published(base.changed(base.CARD, fees="工本费20元", phones=("0000-8600999",)), owner="streets")
    director = at_desk("director")
    page = text_of(director.get("/knowledge/health/"))
    assert "分类覆盖" in page and "市政处" in page
    pairs = text_of(director.get("/knowledge/health/?pairs=1", **HTMX))
    assert "说法不一" in pairs and "00008600100" in pairs and "00008600999" in pairs


@pytest.mark.req("KNW-1")
def test_import_reports_each_row_before_it_writes(editor: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    table = "标题,答案,维护单位\n挪车,拨打114转挪车,lamps\n,没有标题,lamps\n办证,去窗口,火星局\n".encode()

    def upload(**more: str) -> str:
        file = SimpleUploadedFile("k.csv", table)
        return text_of(editor.post("/knowledge/import/", {"file": file, "kind": "faq"} | more))

    page = upload()
    assert "可以导入 1 条" in page and "第 3 行：没有标题" in page and "没有“火星局”这个单位" in page
    assert models.Entry.objects.count() == 0
    assert "已导入 1 条" in upload(sure="yes")
    assert models.Entry.objects.get().title == "挪车"
    out = editor.get("/knowledge/export/csv/")
    assert "挪车" in out.content.decode("utf-8-sig")
    assert "挪车" in b"".join(editor.get("/knowledge/export/jsonl/").streaming_content).decode()  # type: ignore[attr-defined]  # a stream
    assert editor.get("/knowledge/export/pdf/").status_code == 404


@pytest.mark.req("KNW-1")
def test_the_first_page_of_an_editor_says_what_is_due_next(editor: Client, shown: dict[str, models.Entry]) -> None:
    models.Entry.objects.filter(pk=shown["card"].pk).update(renew_on=clock.today() + timedelta(days=3))
    page = text_of(editor.get("/start/knowledge/"))
    assert base.CARD.title in page.split("等您审")[0]
    assert base.DRIVING.title not in page


@pytest.mark.req("KNW-1")
def test_a_file_goes_with_the_text_that_names_it(
    at_desk: Browsers, editor: Client, people: dict[str, Person], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from hotline.infra import vault

    monkeypatch.setattr(vault, "folder", lambda: tmp_path)
    form = {"title": "申请表", "kind": "faq", "owner": "lamps", "answer": "填表交到窗口。", "secrecy": "open"}
    bad = editor.post("/knowledge/new/", form | {"file": SimpleUploadedFile("a.exe", b"MZ\x90\x00\x03")})
    assert bad.status_code == 422 and "不能收" in text_of(bad) and models.Entry.objects.count() == 0
    assert (
        editor.post("/knowledge/new/", form | {"file": SimpleUploadedFile("表.txt", "姓名：".encode())}).status_code
        == 302
    )
    entry = models.Entry.objects.get()
    ((digest, name),) = entry.draft["attachments"]
    url = f"/knowledge/{ref(entry)}/file/{digest}/"
    got = editor.get(url)
    assert name == "表.txt" and got.content == "姓名：".encode() and "attachment" in got["Content-Disposition"]
    assert at_desk("agent").get(url).status_code == 404, "a draft is for those who work on it"
    assert at_desk("agent").get(f"/knowledge/{ref(entry)}/").status_code == 404
    assert "申请表" not in text_of(at_desk("agent").get("/knowledge/entries/"))
    assert editor.get(f"/knowledge/{ref(entry)}/file/{'0' * 64}/").status_code == 404
    assert editor.get(f"/knowledge/{ref(entry)}/file/passwd/").status_code == 404
    again = form | {"revision": str(entry.revision), "drop": digest}
    assert editor.post(f"/knowledge/{ref(entry)}/edit/", again).status_code == 302
    entry.refresh_from_db()
    assert "attachments" not in entry.draft
