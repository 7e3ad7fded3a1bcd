"""Renewal, feedback, gaps, drafts from orders, contradictions, figures (KNW-1, KNW-3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.accounts.models import Person
from hotline.core.vocabulary import FeedbackKind, FeedbackOutcome, KnowledgeKind, Role
from hotline.core.vocabulary import KnowledgeAct as Act
from hotline.core.vocabulary import KnowledgeRefusal as Refusal
from hotline.core.vocabulary import KnowledgeState as State
from hotline.infra import clock
from hotline.infra.clock import MovableClock
from hotline.knowledge import drafting, feedback, gaps, health, keeping, likeness, selectors, services
from hotline.knowledge.models import Entry, Gap
from hotline.knowledge.selectors import Asked
from hotline.knowledge.services import Refused
from hotline.project import telling
from hotline.supervision import notices
from tests.rooms.knowledge import base
from tests.rooms.orders.city import LINE


@pytest.fixture
def people(town: dict[str, Person]) -> dict[str, Person]:
    return town | base.editors()


@pytest.mark.req("KNW-1")
def test_owner_then_leader_then_centre_are_told_each_once(
    people: dict[str, Person], moving_clock: MovableClock
) -> None:
    entry = base.published(base.LAMP, kind=KnowledgeKind.CONTACT)
    heard = []
    for day in range(101):
        for told in keeping.to_tell():
            heard.append((day, told.holder, told.role))
        if day == 90:
            assert keeping.fall_due() == 1 and keeping.fall_due() == 0
        moving_clock.advance(days=1)
    assert heard == [
        (83, "lamps", Role.UNIT_CLERK),
        (93, "lamps", Role.UNIT_LEADER),
        (97, LINE, Role.KNOWLEDGE_EDITOR),
    ]
    assert Entry.objects.get().state == State.DUE.value
    assert selectors.find(people["agent"], Asked("路灯", LINE)).hits[0].due, "shown still, and marked"
    renewed = services.act(people["lamps_clerk"], entry.pk, Act.CONFIRM)
    assert renewed.state == State.PUBLISHED.value and renewed.told == 0
    assert renewed.renew_on == clock.today() + timedelta(days=90)


@pytest.mark.req("KNW-1")
def test_what_is_told_becomes_a_notice(people: dict[str, Person], moving_clock: MovableClock) -> None:
    base.published(base.LAMP, kind=KnowledgeKind.CONTACT)
    base.published(base.WATER, owner="streets", kind=KnowledgeKind.CONTACT)
    moving_clock.advance(days=93)
    assert telling.tell_knowledge() == 2 and telling.tell_knowledge() == 0
    (notice,) = notices.listed(people["lamps_leader"])
    assert base.LAMP.title in notice.text and notice.number.startswith("K")
    assert notices.listed(people["editor"]), "a unit without a leader is told through the centre"
    assert not notices.listed(people["lamps_clerk"])


@pytest.mark.req("KNW-3")
def test_feedback_goes_to_the_owner_with_a_limit(people: dict[str, Person], moving_clock: MovableClock) -> None:
    entry = base.published(base.LAMP)
    said = feedback.report(people["agent"], FeedbackKind.WRONG, "电话已改为13900001234", entry=entry.pk)
    assert said.due_on == clock.today() + timedelta(days=3) and "13900001234" not in said.text
    assert [row.pk for row in feedback.waiting(people["lamps_clerk"])] == [said.pk]
    assert not feedback.waiting(people["streets_clerk"]) and not feedback.waiting(people["agent"])
    with pytest.raises(Refused, match=Refusal.OTHER_UNIT.value):
        feedback.answer(people["streets_clerk"], said.pk, FeedbackOutcome.CORRECTED)
    with pytest.raises(Refused, match=Refusal.NO_REASON.value):
        feedback.answer(people["lamps_clerk"], said.pk, FeedbackOutcome.UNCHANGED)
    moving_clock.advance(days=4)
    (late,) = keeping.to_tell()
    assert late.about == said.pk and late.role is Role.KNOWLEDGE_EDITOR
    feedback.answer(people["lamps_clerk"], said.pk, FeedbackOutcome.CORRECTED, "已更正电话")
    with pytest.raises(Refused, match=Refusal.ENDED.value):
        feedback.answer(people["editor"], said.pk, FeedbackOutcome.CORRECTED)
    (mine,) = feedback.said_by(people["agent"], [LINE])
    assert mine.outcome == FeedbackOutcome.CORRECTED.value and not feedback.waiting(people["editor"])


@pytest.mark.req("KNW-3")
def test_what_is_missing_can_be_said_without_an_entry(people: dict[str, Person]) -> None:
    said = feedback.report(people["agent"], FeedbackKind.MISSING, "没有充电桩安装的内容", line=LINE)
    assert [row.pk for row in feedback.waiting(people["editor"])] == [said.pk]
    with pytest.raises(Refused, match=Refusal.NO_REASON.value):
        feedback.report(people["agent"], FeedbackKind.MISSING, " ", line=LINE)


@pytest.mark.req("KNW-3")
def test_searches_and_orders_without_an_entry_are_one_gap(people: dict[str, Person]) -> None:
    base.some()
    for typed in ("充电桩怎么安装", "小区充电桩安装申请", "装充电桩", "路灯不亮"):
        selectors.find(people["agent"], Asked(typed, LINE))
    assert gaps.gather() == 3 and gaps.gather() == 0
    said = gaps.matter_terms("充电桩安装", "我是王小明，想在小区安装充电桩，电话13900001234")
    assert not any("小明" in term or "139" in term for term in said)
    assert gaps.record_hand_answer(LINE, said, "C4.08", "order-1")
    assert not gaps.record_hand_answer(LINE, said, "C4.08", "order-1"), "an order counts once"
    first = gaps.listed([LINE])[0]
    assert "充电桩" in first.label and first.searches + first.orders >= 3 and first.refs == ("order-1",)
    gaps.close(people["editor"], first.id, base.published(base.WATER).pk)
    assert first.id not in {gap.id for gap in gaps.listed([LINE])}
    with pytest.raises(Refused):
        gaps.close(people["agent"], Gap.objects.first().pk if Gap.objects.exists() else first.id)


@pytest.mark.req("KNW-3")
def test_a_well_answered_order_becomes_a_draft_without_people(people: dict[str, Person]) -> None:
    draft = drafting.from_order(
        people["lamps_clerk"],
        LINE,
        "lamps",
        title="路灯不亮",
        asked="我叫王小明，住幸福里3号楼2单元，电话13900001234，门口路灯不亮怎么报修？",
        answer="您好王先生，路灯报修可打市政处电话0534-2100000，身份证371402199001011234不需要提供。",
        content_class="C1.03",
        keep_phones=("0534-2100000",),
    )
    text = str(draft.draft)
    for personal in ("王小明", "王先生", "13900001234", "3号楼", "2单元", "371402199001011234"):
        assert personal not in text
    assert "0534-2100000" in text and "路灯不亮" in text
    assert draft.state == State.DRAFT.value and draft.owner == "lamps"


@pytest.mark.req("KNW-3")
def test_entries_that_contradict_each_other_are_found(people: dict[str, Person]) -> None:
    one = base.published(base.CARD)
    other = base.published(base.changed(base.CARD, fees="工本费20元", phones=("0000-8600199",)))
    base.published(base.WATER)
    (pair,) = likeness.of_entry(one)
    assert pair.other == other.pk
    assert {name: (here, there) for name, here, there in pair.differ} == {
        "fees": ("40", "20"),
        "phones": ("00008600100", "00008600199"),
    }
    same = base.published(base.changed(base.LAMP, areas=()))
    base.published(base.LAMP)
    doubles = [p for p in likeness.recent([LINE], clock.now() - timedelta(days=1)) if not p.differ]
    assert [same.pk in (p.one, p.other) for p in doubles] == [True]


@pytest.mark.req("KNW-3")
def test_the_figures_of_a_line(people: dict[str, Person], moving_clock: MovableClock) -> None:
    entries = base.some()
    found = selectors.find(people["agent"], Asked("路灯不亮", LINE))
    services.answered(found.search, entries["lamp"].number)
    selectors.find(people["agent"], Asked("量子纠缠实验室预约", LINE))
    feedback.report(people["agent"], FeedbackKind.WRONG, "不对", entry=entries["lamp"].pk)
    gaps.gather()
    moving_clock.advance(days=10)
    told = health.look(LINE, ("C1.03", "C2", "C3"))
    assert (told.entries, told.searches, told.found, told.chosen, told.answered) == (4, 2, 1, 1, 1)
    assert told.uncovered == ("C2",) and told.median_age_days == 10 and told.never_used == 3
    assert (told.gaps, told.feedback_open, told.feedback_late, told.late) == (1, 1, 1, 0)
    (owner,) = told.owners
    assert (owner.unit, owner.entries, owner.feedback_open, owner.used) == ("lamps", 4, 1, 1)
    assert health.look("no-line").entries == 0


@pytest.mark.parametrize(
    ("hours", "differ"),
    [("9:00-12:00，14:00-17:00", ["hours"]), ("8:30-12:00", []), ("8:30-12:00，13:30-17:30", []), ("", [])],
)
def test_opening_hours_that_share_noon_can_still_contradict(hours: str, differ: list[str]) -> None:
    one = base.changed(base.CARD, hours="周一至周六8:30-12:00，13:30-17:30")
    found = likeness.compared(one, base.changed(base.CARD, hours=hours), clock.now())
    assert found is not None and [name for name, _, _ in found[1]] == differ
