"""Inspections at the desk: tasks, the sheet, the blind second round, appeals, who sees what; refusals write nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

import hotline.desk
from hotline.accounts.models import Person
from hotline.desk.entered import Unreadable
from hotline.desk.inspecting import marks_of, typed_of
from hotline.desk.words import table
from hotline.policy import load, registry
from hotline.quality.models import Appeal, AppealRuling, Draw, Inspection, Plan, Skip
from hotline.quality.services import Mark, Recording, draw, inspect, set_plan
from tests.rooms import scoring
from tests.rooms.desk.conftest import Browsers

pytestmark = pytest.mark.django_db
FEBRUARY = date(2026, 2, 1)


@pytest.fixture
def people(db: None, moving_clock: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Person]]:
    scoring.write_packs(tmp_path)
    monkeypatch.setenv("HOTLINE_PACKS", str(tmp_path))
    registry.reload()
    yield scoring.people()
    registry.reload()


@pytest.fixture
def drawn(people: dict[str, Person]) -> Draw:
    """Amy's three recordings of February, each to be inspected twice."""
    plan = set_plan(people["supervisor"], scoring.PACK, "recording", second_share=100)
    pool = [Recording(f"call-{n}", str(people["amy"].pk), date(2026, 2, 1 + n)) for n in range(9)]
    return draw(people["supervisor"], plan, FEBRUARY, pool)[0]


def text_of(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return unquote(response.content.decode())


def said(response: Any) -> str:
    text = text_of(response, 422)
    return text.split('data-testid="refusal"')[1].split(">", 1)[1].split("</p>")[0]


def url_of(found: Draw, number: int = 0) -> str:
    return f"/quality/{found.pk}/{found.drawn[number]}/"


def everything() -> list[int]:
    return [model.objects.count() for model in (Plan, Draw, Inspection, Skip, Appeal, AppealRuling)]


def inspected(people: dict[str, Person], found: Draw, second: tuple[Mark, ...] = ()) -> None:
    inspect(people["ivy"], found, found.drawn[0], [Mark("greeting")])
    inspect(people["kim"], found, found.drawn[0], second or [Mark("greeting")])


@pytest.mark.req("QLT-1")
def test_an_inspector_takes_a_task_and_fills_in_the_sheet(at_desk: Browsers, drawn: Draw) -> None:
    ivy = at_desk("ivy")
    assert "等您评分 3 条" in text_of(ivy.get("/quality/?month=2026-02"))
    page = text_of(ivy.get(url_of(drawn)))
    assert all(words in page for words in ("问候语", "-5", "服务忌语", "耐心", "±10"))
    marks = {"v-greeting": "2", "n-greeting": "没有问候", "s-greeting": "3", "v-patience": "-2.5", "v-words": ""}
    done = ivy.post(url_of(drawn), {"what": "inspect", **marks})
    assert "评分已交" in text_of(ivy.get(done["Location"])) and "等您评分 2 条" in text_of(ivy.get(done["Location"]))
    made = Inspection.objects.get()
    assert made.score == Decimal("87.5") and len(made.marks) == 3 and made.marks[0]["second"] == 3


@pytest.mark.req("QLT-1")
def test_the_second_round_is_blind(at_desk: Browsers, drawn: Draw) -> None:
    form = {"what": "inspect", "v-words": "1", "n-words": "说了不知道"}
    at_desk("ivy").post(url_of(drawn), form)
    blind = text_of(at_desk("kim").get(url_of(drawn)))
    assert "说了不知道" not in blind and 'data-testid="filled"' not in blind and "交评分" in blind
    assert at_desk("amy").get(url_of(drawn)).status_code == 404, "not before the result is complete"
    at_desk("kim").post(url_of(drawn), {"what": "inspect"})
    assert "待裁定" in text_of(at_desk("supervisor").get(url_of(drawn)))
    assert "两次评分相差过大 1 条" in text_of(at_desk("supervisor").get("/quality/?month=2026-02"))
    settled = at_desk("supervisor").post(url_of(drawn), {"what": "settle", "v-greeting": "1", "note": "复听认定"})
    assert "95" in text_of(at_desk("supervisor").get(settled["Location"]))
    assert "95" in text_of(at_desk("amy").get(url_of(drawn)))


@pytest.mark.req("QLT-1")
def test_the_agent_appeals_and_somebody_else_rules(at_desk: Browsers, people: dict[str, Person], drawn: Draw) -> None:
    inspected(people, drawn)
    amy, director = at_desk("amy"), at_desk("director")
    assert drawn.drawn[0] in text_of(amy.get("/quality/?month=2026-02"))
    told = amy.post(url_of(drawn), {"what": "appeal", "note": "第二秒已经问候"})
    assert "申诉已提交" in text_of(amy.get(told["Location"])) and "等待裁定" in text_of(amy.get(url_of(drawn)))
    assert "待裁定的申诉 1 项" in text_of(director.get("/quality/"))
    page = text_of(director.get(url_of(drawn)))
    assert 'id="v-greeting" name="v-greeting" inputmode="decimal" value="1"' in page, (
        "begins with the sheet that counts"
    )
    assert "请选择" in said(director.post(url_of(drawn), {"what": "rule", "note": "x"}))
    ruled = director.post(url_of(drawn), {"what": "rule", "upheld": "yes", "note": "复听属实"})
    assert "申诉成立" in text_of(director.get(ruled["Location"]))
    notices = text_of(amy.get("/notices/"))
    assert "申诉已有裁定" in notices and f'href="{url_of(drawn)}"' in notices
    mine = text_of(amy.get(url_of(drawn)))
    assert "100 分" in mine and "复听属实" in mine


def test_a_mistake_is_corrected_with_a_reason(at_desk: Browsers, people: dict[str, Person], drawn: Draw) -> None:
    inspected(people, drawn)
    ivy = at_desk("ivy")
    assert "请写明理由" in said(ivy.post(url_of(drawn), {"what": "correct", "v-greeting": "2"}))
    ivy.post(url_of(drawn), {"what": "correct", "v-greeting": "2", "note": "漏记一次"})
    assert Inspection.objects.filter(replaces__isnull=False).get().score == 90


def test_a_recording_without_sound_makes_room_for_the_next(at_desk: Browsers, drawn: Draw) -> None:
    assert "请写明理由" in said(at_desk("ivy").post(url_of(drawn), {"what": "skip"}))
    at_desk("ivy").post(url_of(drawn), {"what": "skip", "note": "没有声音"})
    page = text_of(at_desk("ivy").get("/quality/?month=2026-02"))
    assert "等您评分 3 条" in page and f"/{drawn.drawn[0]}/" not in page


def test_leads_see_means_and_how_far_inspectors_agree(
    at_desk: Browsers, people: dict[str, Person], drawn: Draw
) -> None:
    inspected(people, drawn)
    page = text_of(at_desk("supervisor").get("/quality/?month=2026-02"))
    assert "amy的姓名" in page and "95" in page and "100.00%（3/3 项一致" in page
    assert "95" not in re.sub(
        r"<[^>]+>", "", text_of(at_desk("ivy").get("/quality/?month=2026-02")).split("各话务员")[1]
    )


def test_a_plan_and_a_draw(at_desk: Browsers, people: dict[str, Person]) -> None:
    supervisor = at_desk("supervisor")
    supervisor.post("/quality/", {"what": "plan", "number": "5", "share": "20", "tolerance": "4"})
    assert "每人每月 5 条，复评 20%，相差超过 4 分由人裁定" in text_of(supervisor.get("/quality/"))
    assert "没有可抽的录音" in said(supervisor.post("/quality/", {"what": "draw", "month": "2026-02"}))
    assert "当月结束以后" in said(supervisor.post("/quality/", {"what": "draw", "month": "2026-03"}))
    assert "请填整数" in said(
        supervisor.post("/quality/", {"what": "plan", "number": "x", "share": "1", "tolerance": "1"})
    )
    assert everything()[:2] == [1, 0]


@pytest.mark.parametrize(
    ("who", "form", "words"),
    [
        ("ivy", {"what": "inspect", "v-greeting": "很多"}, "请填次数"),
        ("ivy", {"what": "inspect", "v-greeting": "-1"}, "请填次数"),
        ("ivy", {"what": "inspect", "v-patience": "99"}, "应在"),
        ("ivy", {"what": "inspect", "v-patience": "NaN"}, "请填次数"),
        ("ivy", {"what": "inspect", "v-greeting": "1", "s-greeting": "x"}, "请填次数"),
        ("ivy", {"what": "settle", "note": "x"}, "您的岗位不能做这件事"),
        ("supervisor", {"what": "inspect"}, "您的岗位不能做这件事"),
        ("watcher", {"what": "appeal", "note": "x"}, "您的岗位不能做这件事"),
        ("director", {"what": "rule", "upheld": "no", "note": "x"}, "没有这条记录"),
        ("director", {"what": "settle", "note": "x"}, "无须裁定"),
    ],
)
def test_what_is_refused_changes_nothing(
    at_desk: Browsers, drawn: Draw, who: str, form: dict[str, str], words: str
) -> None:
    before = everything()
    assert words in said(at_desk(who).post(url_of(drawn), form))
    assert everything() == before


@pytest.mark.parametrize("who", ["ben", "stranger"])
def test_others_find_nothing(at_desk: Browsers, drawn: Draw, who: str) -> None:
    assert at_desk(who).get(url_of(drawn)).status_code == 404
    assert at_desk(who).post(url_of(drawn), {"what": "appeal", "note": "x"}).status_code == 404


def test_only_where_there_is_a_sheet_for_recordings(at_desk: Browsers) -> None:
    assert "没有录音评分表" in text_of(at_desk("stranger").get("/quality/"))
    assert 'href="/quality/"' not in text_of(at_desk("stranger").get("/scores/"))
    assert 'href="/quality/"' in text_of(at_desk("supervisor").get("/scores/"))
    assert at_desk("lamps_leader").get("/quality/").status_code == 403


def test_what_was_typed_and_marks_are_the_same(people: dict[str, Person]) -> None:
    sheet = load("town").score_sheet("recording")
    assert sheet is not None
    marks = [Mark("greeting", note="a", second=3)] * 2 + [Mark("patience", Decimal("1.5"))]
    assert marks_of(sheet, typed_of(marks)) == marks
    with pytest.raises(Unreadable):
        marks_of(sheet, {"v-greeting": "10"})


def test_every_text_that_these_pages_ask_for_is_there() -> None:
    folder = Path(hotline.desk.__file__).parent
    source = "".join((folder / name).read_text(encoding="utf-8") for name in ("inspecting.py", "views/quality.py"))
    asked = set(re.findall(r"""word\(\s*"(\w+)\.(\w+)\"""", source))
    assert len(asked) > 8 and not {(s, name) for s, name in asked if name not in table("quality")[s]}
