"""Recordings inspected once, twice without knowing, corrected, appealed, ruled on; nothing is ever overwritten."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from hotline.accounts.models import Person
from hotline.core.vocabulary import CountedKind, Role
from hotline.infra import clock
from hotline.quality import selectors
from hotline.quality.models import Draw, Inspection
from hotline.quality.services import (
    Mark,
    Recording,
    Refused,
    appeal,
    calibrate,
    correct,
    draw,
    inspect,
    rule,
    set_plan,
    set_up_calibration,
    settle,
)
from tests.rooms.scoring import PACK
from tests.rooms.together import together

FEBRUARY = date(2026, 2, 1)
GREETING, WORDS = Mark("greeting", note="没有问候", second=3), Mark("words")


@pytest.fixture
def drawn(scored_town) -> Draw:
    """Amy's three recordings of February; each is inspected twice."""
    plan = set_plan(scored_town["supervisor"], PACK, "recording", second_share=100)
    pool = [Recording(f"call-{n}", str(scored_town["amy"].pk), date(2026, 2, 1 + n)) for n in range(9)]
    return draw(scored_town["supervisor"], plan, FEBRUARY, pool)[0]


def counted(as_of=None) -> dict[str, float]:
    found = selectors.counted(PACK, FEBRUARY, date(2026, 2, 28), as_of)
    return {m.ref: m.numbers["score"] for m in found if m.kind is CountedKind.INSPECTED}


@pytest.mark.req("APR-2")
@pytest.mark.req("QLT-1")
def test_a_recording_is_scored_item_by_item_by_the_packs_sheet(scored_town, drawn) -> None:
    ref = drawn.drawn[0]
    made = inspect(scored_town["ivy"], drawn, ref, [GREETING, GREETING, Mark("patience", Decimal("-2.5"))], "第一次")
    assert made.score == Decimal("87.50") and made.round == "first"
    assert made.marks[0] == {"item": "greeting", "note": "没有问候", "second": 3}
    assert counted() == {}, "not before the second round"
    inspect(scored_town["kim"], drawn, ref, [GREETING])
    assert counted() == {} and [
        s.recording for s in selectors.disagreements(scored_town["director"], PACK, FEBRUARY)
    ] == [ref]
    settle(scored_town["director"], drawn, ref, [GREETING, GREETING], "两次问候均缺")
    assert counted() == {ref: 90.0}
    (matter,) = selectors.counted(PACK, FEBRUARY, date(2026, 2, 28))
    assert (matter.marks["agent"], matter.marks["reviewed"], matter.marks["sheet"]) == (drawn.agent, "yes", "recording")
    assert matter.day.isoformat() == drawn.pool[ref]


@pytest.mark.req("QLT-1")
def test_the_second_round_is_blind_and_by_somebody_else(scored_town, drawn) -> None:
    ref, ivy, kim, amy = drawn.drawn[0], scored_town["ivy"], scored_town["kim"], scored_town["amy"]
    first = inspect(ivy, drawn, ref, [GREETING])
    assert selectors.shown(kim, drawn, ref) == [] and selectors.shown(ivy, drawn, ref) == [first]
    assert selectors.shown(amy, drawn, ref) == []
    assert ref in {t.recording for t in selectors.to_inspect(kim, PACK, FEBRUARY)}
    assert ref not in {t.recording for t in selectors.to_inspect(ivy, PACK, FEBRUARY)}
    with pytest.raises(Refused, match="own_inspection"):
        inspect(ivy, drawn, ref, [])
    second = inspect(kim, drawn, ref, [GREETING])
    for inspector in (kim, ivy):
        assert set(selectors.shown(inspector, drawn, ref)) == {first, second}
    assert selectors.shown(amy, drawn, ref) == [first]
    assert [s.recording for s in selectors.my_recordings(amy, FEBRUARY)] == [ref]
    with pytest.raises(Refused, match="not_found"):
        selectors.shown(scored_town["ben"], drawn, ref)


@pytest.mark.req("QLT-1")
def test_agreement_of_the_two_rounds(scored_town, drawn) -> None:
    one, two, three = drawn.drawn
    for ref, first, second in ((one, [GREETING], [GREETING]), (two, [], [WORDS]), (three, [GREETING], [])):
        inspect(scored_town["ivy"], drawn, ref, first)
        inspect(scored_town["kim"], drawn, ref, second)
    found = selectors.agreed(scored_town["analyst"], PACK, FEBRUARY)
    assert (found.pairs, found.apart, found.overall.pairs, found.overall.same) == (3, 1, 9, 7)
    assert found.by_item["greeting"].percent == Decimal("66.67")
    assert found.by_item["patience"].kappa is None


def test_a_correction_keeps_what_it_replaces(scored_town, drawn) -> None:
    ref = drawn.drawn[0]
    old = inspect(scored_town["ivy"], drawn, ref, [WORDS])
    before = clock.now()
    clock._moved_for_process[-1].advance(hours=1)
    new = correct(scored_town["ivy"], old, [GREETING], "听错了")
    inspect(scored_town["kim"], drawn, ref, [GREETING])
    assert new.replaces == old and counted() == {ref: 95.0} and counted(before) == {}
    with pytest.raises(Refused, match="not_yours"):
        correct(scored_town["kim"], new, [], "不同意")
    with pytest.raises(Refused, match="stale"):
        correct(scored_town["ivy"], old, [], "再改一次")
    with pytest.raises(Refused, match="reason_needed"):
        correct(scored_town["ivy"], new, [], " ")
    with pytest.raises(DatabaseError), transaction.atomic():
        Inspection.objects.filter(pk=old.pk).update(score=100)
    assert Inspection.objects.filter(recording=ref).count() == 3


def test_who_has_seen_the_other_sheet_does_not_give_way_by_a_correction(scored_town, drawn) -> None:
    ref = drawn.drawn[0]
    first = inspect(scored_town["ivy"], drawn, ref, [])
    inspect(scored_town["kim"], drawn, ref, [GREETING, WORDS])
    assert [s.recording for s in selectors.disagreements(scored_town["supervisor"], PACK, FEBRUARY)] == [ref]
    with pytest.raises(Refused, match="apart"):
        correct(scored_town["ivy"], first, [GREETING, WORDS], "改成一样")
    assert settle(scored_town["supervisor"], drawn, ref, [GREETING], "再听一遍").round == "ruling"


def test_who_acts_for_somebody_is_bound_by_what_binds_them(scored_town, drawn, monkeypatch) -> None:
    ref, other = drawn.drawn[:2]
    lent = {str(scored_town["amy"].pk): frozenset({Role.AGENT})}
    with monkeypatch.context() as patched:
        patched.setattr(Person, "acts_for", lent)
        with pytest.raises(Refused, match="own_call"):
            inspect(scored_town["ivy"], drawn, ref, [])
    for name in ("ivy", "kim"):
        inspect(scored_town[name], drawn, ref, [])
        inspect(scored_town[name], drawn, other, [])
    made = appeal(scored_town["amy"], drawn, ref, "对方先挂断")
    for giver in ("amy", "ivy"):
        with monkeypatch.context() as patched:
            patched.setattr(Person, "acts_for", {str(scored_town[giver].pk): frozenset({Role.AGENT})})
            for upheld in (True, False):
                with pytest.raises(Refused, match="own_ruling"):
                    rule(scored_town["supervisor"], made, upheld, "代办", [])
    assert rule(scored_town["supervisor"], made, False, "录音属实").upheld is False


@pytest.mark.req("QLT-1")
def test_the_agent_appeals_and_somebody_else_rules(scored_town, drawn, moving_clock) -> None:
    ref, amy = drawn.drawn[0], scored_town["amy"]
    with pytest.raises(Refused, match="not_visible"):
        appeal(amy, drawn, ref, "对方先挂断")
    old = inspect(scored_town["ivy"], drawn, ref, [WORDS])
    inspect(scored_town["kim"], drawn, ref, [WORDS])
    for name in ("ben", "supervisor"):
        with pytest.raises(Refused, match="no_role"):
            appeal(scored_town[name], drawn, ref, "对方先挂断")
    made = appeal(amy, drawn, ref, "对方先挂断")
    with pytest.raises(Refused, match="stale"):
        appeal(amy, drawn, ref, "再来一次")
    with pytest.raises(Refused, match="appealed"):
        correct(scored_town["ivy"], old, [], "撤回")
    assert selectors.open_appeals(scored_town["supervisor"], PACK) == [made]
    with pytest.raises(Refused, match="no_role"):
        rule(scored_town["ivy"], made, True, "自己改", [])
    with pytest.raises(Refused, match="marks_needed"):
        rule(scored_town["supervisor"], made, True, "录音证实")
    ruling = rule(scored_town["supervisor"], made, True, "录音证实对方先挂断", [GREETING])
    assert ruling.inspection.score == 95 and counted() == {ref: 95.0}
    assert [i.score for i in selectors.shown(amy, drawn, ref)] == [95]
    with pytest.raises(Refused, match="stale"):
        rule(scored_town["director"], made, False, "不成立")
    assert selectors.open_appeals(scored_town["supervisor"], PACK) == []


def test_appeals_end_with_the_working_days_of_the_sheet(scored_town, drawn, moving_clock) -> None:
    first, second, _ = drawn.drawn
    for ref in (first, second):
        inspect(scored_town["ivy"], drawn, ref, [WORDS])
        inspect(scored_town["kim"], drawn, ref, [WORDS])
    until = selectors.appeal_until(selectors.my_recordings(scored_town["amy"], FEBRUARY)[0])
    assert until == date(2026, 3, 5)
    moving_clock.advance(days=3, hours=14)
    dismissed = rule(scored_town["director"], appeal(scored_town["amy"], drawn, first, "最后一天"), False, "录音清楚")
    assert dismissed.inspection is None and counted()[first] == 60.0
    moving_clock.advance(hours=2)
    with pytest.raises(Refused, match="too_late"):
        appeal(scored_town["amy"], drawn, second, "晚了一天")


@pytest.mark.parametrize(
    ("mark", "key"),
    [
        (Mark("nothing"), "bad_item"),
        (Mark("patience"), "points_needed"),
        (Mark("patience", Decimal(11)), "points_range"),
        (Mark("greeting", Decimal(1)), "points_fixed"),
    ],
)
def test_marks_that_the_sheet_has_no_place_for(scored_town, drawn, mark, key) -> None:
    with pytest.raises(Refused, match=key):
        inspect(scored_town["ivy"], drawn, drawn.drawn[0], [mark])
    assert not Inspection.objects.exists()


def test_who_may_inspect(scored_town, drawn) -> None:
    for name in ("amy", "supervisor", "director", "stranger"):
        with pytest.raises(Refused, match="no_role"):
            inspect(scored_town[name], drawn, drawn.drawn[0], [])
    with pytest.raises(Refused, match="no_recording"):
        inspect(scored_town["ivy"], drawn, "call-of-nobody", [])


def test_two_inspectors_at_once_never_take_one_round(scored_town, drawn) -> None:
    ref = drawn.drawn[0]
    found = together(
        lambda: inspect(scored_town["ivy"], drawn, ref, [GREETING]),
        lambda: inspect(scored_town["kim"], drawn, ref, [GREETING]),
        expected=(Refused,),
    )
    rounds = sorted(i.round for i in Inspection.objects.filter(recording=ref))
    assert rounds in (["first"], ["first", "second"])
    assert sum(isinstance(f, Refused) for f in found) == 2 - len(rounds)


@pytest.mark.req("QLT-1")
def test_a_calibration_sample_compares_inspectors_with_a_reference(scored_town) -> None:
    sample = set_up_calibration(
        scored_town["supervisor"], PACK, "recording", "三月校准", [("a", [GREETING]), ("b", [WORDS])]
    )
    calibrate(scored_town["ivy"], sample, "a", [GREETING])
    with pytest.raises(Refused, match="not_visible"):
        selectors.deviations(scored_town["ivy"], sample)
    calibrate(scored_town["ivy"], sample, "b", [])
    (found,) = selectors.deviations(scored_town["ivy"], sample)
    assert (found.recordings, found.apart, found.agreement.same, found.agreement.pairs) == (2, Decimal("20.00"), 5, 6)
    with pytest.raises(Refused, match="stale"):
        calibrate(scored_town["ivy"], sample, "a", [])
    with pytest.raises(Refused, match="no_role"):
        selectors.deviations(scored_town["amy"], sample)
    assert counted() == {}, "calibration scores nobody"
