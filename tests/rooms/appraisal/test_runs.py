"""A run from draft to issue: computed, shown to those it is about, objected to, ruled on; every change in its trace."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from hotline.accounts.models import Person
from hotline.appraisal import computing, selectors
from hotline.appraisal.models import Objection, Ruling, Run, SheetVersion, Step
from hotline.appraisal.services import (
    Refused,
    cancel,
    correct,
    decide,
    draft,
    draft_for,
    issue,
    object_to,
    publish,
    recompute,
    rule,
)
from hotline.core.vocabulary import Role
from hotline.quality.services import Given, Mark, Recording, inspect, record, set_plan, withdraw
from hotline.quality.services import draw as draw_recordings
from tests.rooms.appraisal.conftest import FEBRUARY
from tests.rooms.scoring import PACK
from tests.rooms.together import together

LATE = "late|limit|late-0|reply-1"


def totals(run: Run) -> dict[str, Decimal]:
    return {subject: row.total for subject, row in computing.current(run).items()}


@pytest.fixture
def drafted(february) -> Run:
    return draft(february["analyst"], PACK, "unit", *FEBRUARY)


@pytest.fixture
def published(february, drafted) -> Run:
    return publish(february["supervisor"], drafted)


@pytest.fixture
def issued(february, published, moving_clock) -> Run:
    moving_clock.advance(days=10)
    return issue(february["director"], published, "考核〔2026〕1号", date(2026, 3, 12))


@pytest.mark.req("APR-1")
def test_a_draft_names_order_document_and_rule_of_each_point(february) -> None:
    record(february["supervisor"], PACK, Given("notice.county", date(2026, 2, 20), "通报", unit="lamps", number="3号"))
    record(
        february["analyst"], PACK, Given("attention", date(2026, 2, 20), "检查", unit="streets", points=Decimal("3.5"))
    )
    run = draft(february["analyst"], PACK, "unit", *FEBRUARY)
    assert totals(run) == {"lamps": 93, "streets": Decimal("113.5")}, "60 % in time gives nothing, 100 % ten"
    shown = selectors.sheet(february["director"], run, "lamps")
    points = [(o.item, o.ref, o.points, o.rule, o.document) for o in shown.result.occasions]
    assert [p[:4] for p in points if p[0] != "notice"] == [
        ("late", "late-0", -1, "unit.late"),
        ("late", "late-1", -1, "unit.late"),
        ("in_time", "in_time", 0, "unit.in_time"),
    ]
    assert [p[4] for p in points if p[0] == "notice"] == ["通报 3号"]
    assert all("L" in o.source or "十四" in o.source for o in shown.result.occasions)
    assert shown.result.awaiting == ("attention",)
    assert [(r.subject, r.place) for r in selectors.standing(february["director"], run)] == [
        ("streets", 1),
        ("lamps", 2),
    ]
    assert selectors.holds(run) == []


@pytest.mark.req("APR-1")
def test_a_unit_sees_its_own_sheet_only_and_only_once_published(february, drafted) -> None:
    leader, other = february["lamps_leader"], february["streets_leader"]
    with pytest.raises(Refused, match="not_found"):
        selectors.run(leader, drafted.pk)
    assert not selectors.runs(leader).exists()
    run = publish(february["supervisor"], drafted)
    assert selectors.sheet(leader, run).row.subject == "lamps" and selectors.sheet(leader, run).may_object
    assert not selectors.sheet(february["lamps_clerk"], run).may_object
    for ask in (selectors.sheet, selectors.trace):
        with pytest.raises(Refused, match="not_found"):
            ask(other, run, "lamps")
    with pytest.raises(Refused, match="not_found"):
        selectors.standing(leader, run)
    assert list(selectors.runs(leader)) == [run] == list(selectors.runs(february["watcher"]))
    for name in ("amy", "stranger", "ivy"):
        assert not selectors.runs(february[name]).exists()
        with pytest.raises(Refused, match="not_found"):
            selectors.sheet(february[name], run, "lamps")


@pytest.mark.req("APR-1")
def test_a_ruling_is_a_new_entry_and_a_new_version(february, published) -> None:
    objection = object_to(february["lamps_leader"], published, LATE, "系统当日停机")
    with pytest.raises(Refused, match="stale"):
        object_to(february["lamps_leader"], published, LATE, "再提一次")
    assert selectors.open_objections(february["director"], PACK) == [objection]
    before = totals(published)
    ruling = rule(february["director"], objection, True, "停机记录属实")
    assert totals(published) == before | {"lamps": before["lamps"] + 1}
    trace = selectors.trace(february["lamps_leader"], published)
    assert [(v.n, v.because, v.total) for v in trace.versions] == [(1, "draft", 98), (2, "ruling", 99)]
    assert trace.versions[1].ruling == ruling and trace.objections == [objection] and trace.rulings == [ruling]
    late = selectors.sheet(february["lamps_leader"], published).result.item("late")
    assert [(o.points, o.was, o.ruling) for o in late.occasions] == [(0, -1, str(ruling.pk)), (-1, None, "")]
    assert [p.id for p in computing.result_of(trace.versions[0]).proposals] == ["fine"]
    assert selectors.sheet(february["director"], published, "lamps").result.proposals == (), "late once now"
    with pytest.raises(Refused, match="stale"):
        rule(february["director"], objection, False, "又改主意")
    assert selectors.holds(published) == []


def test_a_dismissed_objection_changes_nothing(february, published) -> None:
    objection = object_to(february["lamps_leader"], published, LATE, "不服")
    rule(february["director"], objection, False, "记录清楚")
    assert SheetVersion.objects.filter(subject="lamps").count() == 1
    assert selectors.trace(february["lamps_leader"], published).rulings[0].grounds == "记录清楚"


def test_what_cannot_be_objected_to(february, drafted, moving_clock) -> None:
    leader = february["lamps_leader"]
    with pytest.raises(Refused, match="not_published"):
        object_to(leader, drafted, LATE, "草稿")
    run = publish(february["supervisor"], drafted)
    assert run.object_until == date(2026, 3, 7), "five days of a hotline that works every day"
    with pytest.raises(Refused, match="no_occasion"):
        object_to(leader, run, "late|limit|nothing|reply-1", "没有")
    with pytest.raises(Refused, match="reason_needed"):
        object_to(leader, run, LATE, "")
    for name in ("lamps_clerk", "director", "supervisor", "watcher"):
        with pytest.raises(Refused, match="no_role"):
            object_to(february[name], run, LATE, "代提")
    with pytest.raises(Refused, match="no_occasion"):
        object_to(february["streets_leader"], run, LATE, "别人的")
    moving_clock.advance(days=6)
    with pytest.raises(Refused, match="too_late"):
        object_to(leader, run, LATE, "迟了")
    assert not Objection.objects.exists()


def test_issue_waits_for_the_days_and_for_every_word(february, published, moving_clock) -> None:
    objection = object_to(february["lamps_leader"], published, LATE, "系统停机")
    on = date(2026, 3, 12)
    with pytest.raises(Refused, match="still_open"):
        issue(february["director"], published, "1号", on)
    moving_clock.advance(days=10)
    with pytest.raises(Refused, match="open_objections"):
        issue(february["director"], published, "1号", on)
    rule(february["director"], objection, False, "不成立")
    with pytest.raises(Refused, match="number_needed"):
        issue(february["director"], published, " ", on)
    with pytest.raises(Refused, match="no_role"):
        issue(february["supervisor"], published, "1号", on)
    run = issue(february["director"], published, "1号", on)
    assert (run.state, run.number, run.issued_on) == ("issued", "1号", on)
    with pytest.raises(Refused, match="not_published"):
        issue(february["director"], run, "2号", on)
    assert [s.what for s in Step.objects.order_by("n")] == ["drafted", "published", "ruled", "issued"]


@pytest.mark.req("APR-1")
def test_a_later_ruling_makes_a_new_version_with_its_trace(february, issued) -> None:
    ruling = correct(february["director"], issued, "lamps", LATE, "复查发现计时有误")
    assert ruling.after_issue and ruling.objection.own_motion
    trace = selectors.trace(february["lamps_leader"], issued)
    assert [(v.n, v.because) for v in trace.versions] == [(1, "draft"), (2, "ruling")]
    assert [s.what for s in trace.steps] == ["drafted", "published", "issued"]
    again = correct(february["director"], issued, "lamps", LATE, "再复查，应扣半分", Decimal("-0.5"))
    assert totals(issued)["lamps"] == Decimal("98.5") and again.points == Decimal("-0.5")
    with pytest.raises(Refused, match="points_needed"):
        correct(february["director"], issued, "lamps", "in_time|measure|in_time|", "按期率有误")
    correct(february["director"], issued, "lamps", "in_time|measure|in_time|", "按期率有误", Decimal(10))
    assert totals(issued)["lamps"] == Decimal("108.5") and selectors.holds(issued) == []


def test_a_ruling_moves_the_places_of_others(february, published) -> None:
    places = {r.subject: r.place for r in selectors.standing(february["director"], published)}
    assert places == {"streets": 1, "lamps": 2}
    for occasion, points in ((LATE, None), ("in_time|measure|in_time|", Decimal(30))):
        correct(february["director"], published, "lamps", occasion, "更正", points)
    assert {r.subject: (r.place, r.n) for r in selectors.standing(february["director"], published)} == {
        "lamps": (1, 3),
        "streets": (2, 2),
    }


@pytest.mark.req("APR-3")
def test_a_fine_is_proposed_and_a_named_person_decides(february, published, moving_clock) -> None:
    with pytest.raises(Refused, match="not_issued"):
        decide(february["director"], published, "lamps", "fine", True, "同意")
    moving_clock.advance(days=10)
    run = issue(february["director"], published, "1号", date(2026, 3, 12))
    for name in ("supervisor", "analyst", "lamps_leader"):
        with pytest.raises(Refused, match="no_role"):
            decide(february[name], run, "lamps", "fine", True, "同意")
    with pytest.raises(Refused, match="no_proposal"):
        decide(february["director"], run, "streets", "fine", True, "同意")
    with pytest.raises(Refused, match="reason_needed"):
        decide(february["director"], run, "lamps", "fine", True, "")
    (proposal,) = selectors.sheet(february["director"], run, "lamps").result.proposals
    assert (proposal.amount, proposal.kind.value, proposal.evidence) == (-50, "money", ("limit:late-0", "limit:late-1"))
    made = decide(february["director"], run, "lamps", "fine", False, "首次发生，予以提醒")
    assert selectors.trace(february["lamps_leader"], run).decisions == [made] and made.by == str(
        february["director"].pk
    )
    with pytest.raises(Refused, match="stale"):
        decide(february["director"], run, "lamps", "fine", True, "改主意")


def test_a_draft_takes_in_what_is_recorded_and_a_kept_one_does_not(february, drafted, moving_clock) -> None:
    notice = Given("notice.county", date(2026, 2, 20), "通报", unit="lamps")
    moving_clock.advance(hours=1)
    entry = record(february["supervisor"], PACK, notice)
    again = recompute(february["analyst"], drafted)
    assert totals(again)["lamps"] == 93 and SheetVersion.objects.filter(subject="streets").count() == 1
    moving_clock.advance(hours=1)
    run = publish(february["supervisor"], again)
    withdraw(february["supervisor"], entry, "通报撤销")
    assert totals(run)["lamps"] == 93, "published sheets change by rulings only"
    with pytest.raises(Refused, match="not_draft"):
        recompute(february["analyst"], run)


def test_a_period_is_drafted_once_and_again_after_it_was_given_up(february, drafted) -> None:
    with pytest.raises(Refused, match="exists"):
        draft(february["analyst"], PACK, "unit", *FEBRUARY)
    with pytest.raises(Refused, match="reason_needed"):
        cancel(february["analyst"], drafted, " ")
    cancel(february["analyst"], drafted, "重做")
    with pytest.raises(Refused, match="not_draft"):
        publish(february["supervisor"], drafted)
    assert draft(february["analyst"], PACK, "unit", *FEBRUARY).pk != drafted.pk


def test_what_is_no_run(february, moving_clock) -> None:
    for name in ("amy", "director", "lamps_leader", "stranger"):
        with pytest.raises(Refused, match="no_role"):
            draft(february[name], PACK, "unit", *FEBRUARY)
    for sheet in ("none", "recording"):
        with pytest.raises(Refused, match="no_sheet"):
            draft(february["analyst"], PACK, sheet, *FEBRUARY)
    with pytest.raises(Refused, match="no_period"):
        draft(february["analyst"], PACK, "unit", FEBRUARY[1], FEBRUARY[0])
    march = draft(february["analyst"], PACK, "unit", date(2026, 3, 1), date(2026, 3, 31))
    with pytest.raises(Refused, match="not_over"):
        publish(february["supervisor"], march)
    moving_clock.advance(days=31)
    with pytest.raises(Refused, match="drafted_early"):
        publish(february["supervisor"], march)
    publish(february["supervisor"], recompute(february["analyst"], march))
    assert Run.objects.count() == 1


def test_a_sheet_has_a_period_of_its_own(february) -> None:
    run = draft_for(february["analyst"], PACK, "unit", date(2026, 2, 14))
    assert (run.start, run.end) == FEBRUARY


def test_nobody_overwrites_anybody(february, drafted) -> None:
    found = together(
        lambda: publish(february["supervisor"], drafted, expected_version=1),
        lambda: cancel(february["analyst"], drafted, "重做", expected_version=1),
        expected=(Refused,),
    )
    assert [f.key for f in found if isinstance(f, Refused)] == ["stale"]
    drafted.refresh_from_db()
    assert drafted.version == 2 and drafted.state in ("published", "cancelled")


def test_two_rulings_at_once(february, published) -> None:
    objection = object_to(february["lamps_leader"], published, LATE, "系统停机")
    found = together(
        lambda: rule(february["director"], objection, True, "属实"),
        lambda: rule(february["director"], objection, False, "不属实"),
        expected=(Refused,),
    )
    assert [f.key for f in found if isinstance(f, Refused)] == ["stale"] and Ruling.objects.count() == 1


def test_the_database_refuses_to_change_what_was_kept(february, published) -> None:
    row = SheetVersion.objects.get(subject="lamps")
    with pytest.raises(DatabaseError), transaction.atomic():
        SheetVersion.objects.filter(pk=row.pk).update(total=100)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
    assert selectors.holds(published) == []


def test_an_altered_sheet_shows(february, published, monkeypatch) -> None:
    monkeypatch.setattr(computing, "digest_of", lambda data: "0" * 64)
    assert "lamps:1" in selectors.holds(published)


@pytest.mark.req("APR-2")
def test_an_agents_sheet_is_the_agents_own(scored_town, moving_clock, monkeypatch) -> None:
    amy, ben = scored_town["amy"], scored_town["ben"]
    plan = set_plan(scored_town["ivy"], PACK, "recording", 2)
    pool = [Recording(f"call-{n}", str(amy.pk), date(2026, 2, 3)) for n in range(5)]
    (drawn,) = draw_recordings(scored_town["ivy"], plan, FEBRUARY[0], pool)
    for ref, marks in zip(drawn.drawn, ([], [Mark("words")]), strict=True):
        inspect(scored_town["ivy"], drawn, ref, marks)
    moving_clock.advance(minutes=1)
    run = publish(scored_town["supervisor"], draft(scored_town["analyst"], PACK, "agent", *FEBRUARY))
    shown = selectors.sheet(amy, run)
    assert shown.row.total == 30 and shown.result.occasions[0].value == 80, "the mean of 100 and 60"
    assert shown.row.name == "amy的姓名" and set(shown.result.occasions[0].evidence) == set(drawn.drawn)
    with pytest.raises(Refused, match="not_found"):
        selectors.sheet(ben, run, str(amy.pk))
    made = object_to(amy, run, shown.result.occasions[0].key, "录音已申诉")
    with pytest.raises(Refused, match="points_needed"):
        rule(scored_town["director"], made, True, "属实")
    with monkeypatch.context() as patched:
        patched.setattr(Person, "acts_for", {str(amy.pk): frozenset({Role.AGENT})})
        with pytest.raises(Refused, match="own_unit"):
            rule(scored_town["director"], made, True, "代她办事的人", Decimal(40))
    rule(scored_town["director"], made, True, "属实", Decimal(40))
    assert selectors.sheet(amy, run).row.total == 40
