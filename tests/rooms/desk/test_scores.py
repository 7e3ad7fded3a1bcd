"""Score sheets at the desk: who sees which, objections, rulings, issue, decisions, and the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import hotline.desk
from hotline.accounts.models import Person
from hotline.appraisal.models import Decision, Objection, Ruling, Run, SheetVersion, Step
from hotline.appraisal.services import draft, publish
from hotline.core.counting import Counted
from hotline.core.vocabulary import CountedKind
from hotline.desk.words import table
from hotline.insight import shapes
from hotline.insight.services import record_matters
from hotline.policy import registry
from hotline.quality.models import Entry
from tests.rooms import scoring
from tests.rooms.desk.conftest import Browsers

pytestmark = pytest.mark.django_db
LATE = "late|limit|late-0|reply-1"


@pytest.fixture
def people(db: None, moving_clock: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Person]]:
    scoring.write_packs(tmp_path)
    monkeypatch.setenv("HOTLINE_PACKS", str(tmp_path))
    registry.reload()
    shapes.forget()
    made = scoring.people()
    record_matters("town", [*(_limit(f"late-{n}", "lamps", "late") for n in range(2)), _limit("met", "streets", "met")])
    yield made
    registry.reload()


def _limit(ref: str, unit: str, result: str) -> Counted:
    marks = {"unit": unit, "unit_kind": "bureau", "clock": "reply", "result": result, "level": "centre"}
    return Counted(CountedKind.LIMIT, date(2026, 2, 10), ref, "reply-1", marks)


@pytest.fixture
def drafted(people: dict[str, Person]) -> Run:
    return draft(people["analyst"], scoring.PACK, "unit", date(2026, 2, 1), date(2026, 2, 28))


@pytest.fixture
def published(people: dict[str, Person], drafted: Run) -> Run:
    return publish(people["supervisor"], drafted)


def text_of(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return str(response.content.decode())


def said(response: Any) -> str:
    """The refusal on a page."""
    text = text_of(response, 422)
    return re.sub(r"<[^>]+>", "", text.split('data-testid="refusal"')[1].split(">", 1)[1].split("</p>")[0])


def everything() -> list[int]:
    return [model.objects.count() for model in (Run, Step, SheetVersion, Objection, Ruling, Decision, Entry)]


def sheet_url(run: Run, subject: str = "lamps") -> str:
    return f"/scores/{run.pk}/{subject}/"


def test_who_sees_which_sheet(at_desk: Browsers, published: Run) -> None:
    lists = {name: text_of(at_desk(name).get("/scores/")) for name in ("director", "lamps_leader", "stranger", "ben")}
    assert "单位考核" in lists["director"] and "单位考核" in lists["lamps_leader"]
    assert "还没有考核表" in lists["stranger"] and "还没有公布过您的考核表" in lists["ben"]
    own = at_desk("lamps_leader").get(f"/scores/{published.pk}/")
    assert own["Location"] == sheet_url(published)
    for username, subject in [("lamps_leader", "streets"), ("lamps_clerk", "streets"), ("ben", "lamps")]:
        assert at_desk(username).get(sheet_url(published, subject)).status_code == 404
    for username in ("stranger", "ben"):
        assert at_desk(username).get(f"/scores/{published.pk}/").status_code == 404


def test_a_draft_is_the_centres_only(at_desk: Browsers, drafted: Run) -> None:
    assert "草稿，只有中心能看到" in text_of(at_desk("director").get(f"/scores/{drafted.pk}/"))
    assert at_desk("lamps_leader").get(sheet_url(drafted)).status_code == 404
    assert "单位考核" not in text_of(at_desk("lamps_leader").get("/scores/"))


def test_every_point_has_its_matter_and_article(at_desk: Browsers, published: Run) -> None:
    page = text_of(at_desk("lamps_leader").get(sheet_url(published)))
    for words in (
        "98",
        "第 2 名（同组 2 个）",
        "超期",
        "到期的时限",
        "late-0",
        "-1",
        "十四1",
        "待评分或没有数据",
        "异议期到",
    ):
        assert words in page, words
    assert page.count('data-testid="object"') == 3, "late twice, and the figure"
    assert "m=in_time&amp;from=2026-02-01&amp;to=2026-02-28&amp;by=unit&amp;key=lamps" in page
    assert "建议" in page and "扣罚部门负责人" in page and "印发以后由中心主任确认" in page
    ranked = text_of(at_desk("director").get(f"/scores/{published.pk}/"))
    assert ranked.index("环卫处") < ranked.index("市政处")
    assert 'data-testid="object"' not in text_of(at_desk("lamps_clerk").get(sheet_url(published))), (
        "a leader's business"
    )


@pytest.mark.req("APR-1")
def test_from_draft_to_issue(at_desk: Browsers, people: dict[str, Person], moving_clock: Any) -> None:
    supervisor, leader, director = at_desk("supervisor"), at_desk("lamps_leader"), at_desk("director")
    made = supervisor.post("/scores/", {"sheet": "town/unit", "month": "2026-02"})
    run = Run.objects.get()
    assert made["Location"] == f"/scores/{run.pk}/?done=drafted" and run.start == date(2026, 2, 1)
    assert "草稿已生成" in text_of(supervisor.get(made["Location"]))
    assert supervisor.post(f"/scores/{run.pk}/", {"what": "publish", "version": run.version}).status_code == 302

    told = text_of(leader.get("/notices/"))
    assert "已公布，请查看您的得分" in told and f'href="/scores/{run.pk}/"' in told

    said_so = leader.post(sheet_url(run), {"what": "object", "occasion": LATE, "reason": "节假日顺延"})
    assert "异议已提交" in text_of(leader.get(said_so["Location"]))
    waiting = text_of(director.get("/scores/"))
    assert "等您裁定的异议 1 项" in waiting and "节假日顺延" in waiting
    page = text_of(director.get(sheet_url(run)))
    objection = re.search(r'name="objection" value="([^"]+)"', page)
    assert objection is not None
    run.refresh_from_db()
    word = {"what": "rule", "version": run.version, "objection": objection[1], "upheld": "yes", "reason": "顺延成立"}
    assert director.post(sheet_url(run), word).status_code == 302
    told = text_of(leader.get("/notices/"))
    assert "的异议已有裁定" in told and f'href="{sheet_url(run)}"' in told
    page = text_of(leader.get(sheet_url(run)))
    assert "99" in page and "异议成立，改为 0 分" in page and "原 -1 分，裁定更正" in page

    run.refresh_from_db()
    issue = {"what": "issue", "version": run.version, "number": "考核〔2026〕1号", "on": "2026-03-20"}
    assert "异议期到" in said(director.post(f"/scores/{run.pk}/", issue))
    moving_clock.advance(days=20)
    assert director.post(f"/scores/{run.pk}/", issue).status_code == 302
    assert "考核〔2026〕1号" in text_of(leader.get(sheet_url(run)))


def test_a_proposal_is_decided_by_a_person(at_desk: Browsers, published: Run, moving_clock: Any) -> None:
    director = at_desk("director")
    decide = {"what": "decide", "proposal": "fine", "confirmed": "no", "reason": "首次，约谈"}
    assert "印发以后才能这样做" in said(director.post(sheet_url(published), decide))
    moving_clock.advance(days=20)
    director.post(f"/scores/{published.pk}/", {"what": "issue", "number": "1号", "on": "2026-03-20"})
    assert director.post(sheet_url(published), decide).status_code == 302
    assert "不采纳" in text_of(at_desk("lamps_leader").get(sheet_url(published)))


@pytest.mark.parametrize(
    ("who", "form", "words"),
    [
        ("lamps_leader", {"what": "object", "occasion": LATE, "reason": " "}, "请写明理由"),
        ("lamps_leader", {"what": "object", "occasion": "no", "reason": "x"}, "没有这一项记录"),
        ("lamps_clerk", {"what": "object", "occasion": LATE, "reason": "x"}, "您的岗位不能做这件事"),
        ("supervisor", {"what": "correct", "occasion": LATE, "reason": "x"}, "您的岗位不能做这件事"),
        ("director", {"what": "correct", "occasion": LATE, "reason": "x", "points": "很多"}, "分数请填数字"),
        ("director", {"what": "correct", "occasion": LATE, "reason": "x", "version": "1"}, "已经有人先改了"),
        ("director", {"what": "decide", "proposal": "fine", "reason": "x"}, "请选择"),
        ("director", {"what": "rule", "objection": "no", "reason": "x"}, "没有这一项记录"),
    ],
)
def test_what_is_refused_on_a_sheet_changes_nothing(
    at_desk: Browsers, published: Run, who: str, form: dict[str, str], words: str
) -> None:
    before = everything()
    assert words in said(at_desk(who).post(sheet_url(published), form))
    assert everything() == before


@pytest.mark.parametrize(
    ("who", "form", "words"),
    [
        ("supervisor", {"what": "publish"}, "只有草稿"),
        ("supervisor", {"what": "cancel", "reason": "x"}, "只有草稿"),
        ("supervisor", {"what": "issue", "number": "1", "on": "2026-03-01"}, "您的岗位不能做这件事"),
        ("director", {"what": "issue", "number": "1", "on": "x"}, "请填日期"),
        ("watcher", {"what": "publish"}, "您的岗位不能做这件事"),
    ],
)
def test_what_is_refused_on_a_run_changes_nothing(
    at_desk: Browsers, published: Run, who: str, form: dict[str, str], words: str
) -> None:
    before = everything()
    assert words in said(at_desk(who).post(f"/scores/{published.pk}/", form))
    assert everything() == before
    assert at_desk("stranger").post(f"/scores/{published.pk}/", form).status_code == 404


@pytest.mark.parametrize(
    ("who", "form"),
    [
        ("supervisor", {"sheet": "town/no", "month": "2026-02"}),
        ("supervisor", {"sheet": "town/unit", "month": "x"}),
        ("stranger", {"sheet": "town/unit", "month": "2026-02"}),
        ("director", {"sheet": "town/unit", "month": "2026-02"}),
    ],
)
def test_a_run_that_cannot_be_started(at_desk: Browsers, who: str, form: dict[str, str]) -> None:
    before = everything()
    assert said(at_desk(who).post("/scores/", form)) and everything() == before


# --- the ledger -------------------------------------------------------------------------------------------------------

NOTICE = {
    "kind": "notice.county",
    "about": "unit",
    "unit": "lamps",
    "document": "专报",
    "number": "3号",
    "day": "2026-02-20",
}


def test_an_entry_is_recorded_counted_and_withdrawn(at_desk: Browsers, drafted: Run) -> None:
    supervisor = at_desk("supervisor")
    done = supervisor.post("/ledger/", NOTICE)
    page = text_of(supervisor.get(done["Location"]))
    assert "专报 3号" in page and "市政处" in page and "已记入考核记载" in page
    supervisor.post(f"/scores/{drafted.pk}/", {"what": "recompute", "version": drafted.version})
    assert "专报 3号" in text_of(supervisor.get(sheet_url(drafted)))
    entry = Entry.objects.get()
    supervisor.post("/ledger/", {"what": "withdraw", "entry": str(entry.pk), "reason": "重复"})
    assert "已撤回" in text_of(supervisor.get("/ledger/")) and Entry.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"document": ""}, "请写明文件名称"),
        ({"unit": ""}, "请写明所涉单位或人员"),
        ({"unit": "no"}, "没有“no”这个单位"),
        ({"kind": "no"}, "没有“no”这类记载"),
        ({"day": "昨天"}, "请填日期"),
        ({"order": "TW20260101-00001"}, "没有工单“TW20260101-00001”"),
        ({"points": "x"}, "分数请填数字"),
    ],
)
def test_what_the_ledger_refuses_is_not_written(at_desk: Browsers, changed: dict[str, str], words: str) -> None:
    response = at_desk("supervisor").post("/ledger/", NOTICE | changed)
    assert words in said(response) and Entry.objects.count() == 0
    assert 'value="3号"' in response.content.decode(), "what was typed is kept"


def test_who_writes_the_ledger(at_desk: Browsers) -> None:
    assert at_desk("lamps_leader").get("/ledger/").status_code == 403
    assert "记一项" not in text_of(at_desk("watcher").get("/ledger/"))
    assert "您的岗位不能做这件事" in said(at_desk("watcher").post("/ledger/", NOTICE)) and Entry.objects.count() == 0


def test_every_text_that_these_pages_ask_for_is_there() -> None:
    folder = Path(hotline.desk.__file__).parent
    files = ("scoring.py", "views/scores.py", "views/ledger.py")
    source = "".join((folder / name).read_text(encoding="utf-8") for name in files)
    asked = set(re.findall(r"""phrase\(\s*"(\w+)\.(\w+)\"""", source))
    words = table("scores")
    assert len(asked) > 20 and not {(section, name) for section, name in asked if name not in words[section]}
