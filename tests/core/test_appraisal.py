"""Score sheets: every point with its matter and rule; sums, bands, quotas, places, proposals and rulings."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.appraisal import (
    Overruling,
    Period,
    SheetResult,
    Subject,
    Value,
    appraise,
    exact,
    period_of,
    revise,
    score,
)
from hotline.core.appraisal.ranking import among_first, among_last, places
from hotline.core.codec import decode, encode
from hotline.core.counting import Counted
from hotline.core.policy.measures import LeftOut, Pick
from hotline.core.policy.scores import Band, Condition, ProposalRule, Quota, ScoreItem, ScoreSheet, Section
from hotline.core.vocabulary import CountedKind, ProposalKind, Scored, ScorePeriod

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
DAY = date(2026, 3, 2)
ROADS = Subject("roads", unit_kind="bureau", unit_level="3")
K = CountedKind


def matter(
    what: CountedKind, ref: str, day: date = DAY, numbers: dict[str, float] | None = None, /, **marks: str
) -> Counted:
    return Counted(what, day, ref, marks.pop("part", "p"), {"unit": "roads"} | marks, numbers or {})


def overdue(ref: str, **marks: str) -> Counted:
    return matter(K.LIMIT, ref, **({"clock": "reply", "result": "late"} | marks))


def entry(ref: str, kind: str, points: float | None = None, **marks: str) -> Counted:
    numbers = {} if points is None else {"points": points}
    return matter(K.ENTRY, ref, DAY, numbers, **({"kind": kind, "document": f"{ref}号文"} | marks))


def pick(of: CountedKind, **where: str | tuple[str, ...]) -> Pick:
    return Pick(of, {k: (v,) if isinstance(v, str) else v for k, v in where.items()})


LATE = ScoreItem(
    "overdue", "超期", section="effect", points=-1, counts=(pick(K.LIMIT, result="late"),), source="三(三)1(1)"
)
UNIT_SHEET = ScoreSheet(
    id="unit-annual",
    title="单位年度考核",
    of=Scored.UNIT,
    period=ScorePeriod.YEAR,
    highest=None,
    sections=(
        Section("care", "领导重视", 10),
        Section("effect", "办理成效", 80, from_full=True, may_exceed=True),
    ),
    items=(
        ScoreItem("attention", "重视", section="care", by_hand=True, full=4),
        ScoreItem("staff", "专人", section="care", by_hand=True, full=6),
        LATE,
        ScoreItem("notice", "县通报", section="effect", points=-5, counts=(pick(K.ENTRY, kind="notice.county"),)),
        ScoreItem("praised", "很满意", section="effect", points=1, counts=(pick(K.CALLED_BACK, very_satisfied="yes"),)),
    ),
    exclusions=(LeftOut(pick(K.LIMIT, result="late", urgency="urgent"), "剔除"),),
)


def by_total(**totals: int) -> list[Any]:
    sheet = ScoreSheet(
        "s", "s", Scored.UNIT, lowest=None, items=(ScoreItem("n", "n", points=1, counts=(Pick(K.CLOSED),)),)
    )
    matters = [matter(K.CLOSED, f"{u}{n}", unit=u) for u, total in totals.items() for n in range(total)]
    return list(appraise(sheet, [Subject(u) for u in totals], YEAR, matters))


@pytest.mark.req("APR-1")
def test_a_unit_sheet_names_order_document_and_rule_of_each_point() -> None:
    counted = [overdue("o1"), overdue("o2"), entry("e1", "notice.county"), entry("e2", "attention", 3.5)]
    result = score(UNIT_SHEET, ROADS, YEAR, counted)
    assert result.total == Decimal("76.5")  # 3.5 + (80 - 1 - 1 - 5)
    assert [(o.ref, o.points, o.rule, o.source) for o in result.item("overdue").occasions] == [
        ("o1", Decimal(-1), "unit-annual.overdue", "三(三)1(1)"),
        ("o2", Decimal(-1), "unit-annual.overdue", "三(三)1(1)"),
    ]
    assert result.item("notice").occasions[0].document == "e1号文"
    assert result.awaiting == ("staff",)
    assert [(s.id, s.full, s.points) for s in result.sections] == [
        ("care", 10, Decimal("3.5")),
        ("effect", 80, 73),
    ]


@pytest.mark.req("APR-1")
def test_rewards_may_lift_a_section_only_where_the_sheet_says_so() -> None:
    happy = [matter(K.CALLED_BACK, f"o{n}", very_satisfied="yes") for n in range(3)]
    assert score(UNIT_SHEET, ROADS, YEAR, happy).total == 83
    capped = score(UNIT_SHEET, ROADS, YEAR, [entry("e1", "attention", 4), entry("e2", "staff", 9)])
    assert capped.total == 90
    assert [(a.at, a.limit, a.amount) for a in capped.adjustments] == [("item:staff", 6, -3)]


@pytest.mark.req("APR-1")
def test_what_is_left_out_gives_nothing_and_says_why() -> None:
    result = score(UNIT_SHEET, ROADS, YEAR, [overdue("o1", urgency="urgent"), overdue("o2")])
    assert result.item("overdue").points == -1
    assert [(m.item, m.ref, m.reason) for m in result.left_out] == [("overdue", "o1", "剔除")]


def test_matters_of_others_and_of_other_days_do_not_count() -> None:
    before = Counted(K.LIMIT, date(2025, 12, 31), "o1", "p", {"unit": "roads", "result": "late"})
    assert score(UNIT_SHEET, ROADS, YEAR, [before, overdue("o2", unit="parks")]).total == 80


@pytest.mark.req("APR-1")
def test_an_upheld_objection_stays_on_the_sheet_with_what_it_was() -> None:
    counted = [overdue("o1"), overdue("o2")]
    first = score(UNIT_SHEET, ROADS, YEAR, counted)
    gone = Overruling("r1", "overdue|limit|o1|p")
    after = score(UNIT_SHEET, ROADS, YEAR, counted, overruled=[gone])
    assert after.total == first.total + 1
    one, two = after.item("overdue").occasions
    assert (one.points, one.was, one.ruling) == (0, -1, "r1") and two.ruling == ""
    half = score(
        UNIT_SHEET, ROADS, YEAR, counted, overruled=[gone, Overruling("r2", "overdue|limit|o1|p", exact(-0.5))]
    )
    assert half.total == first.total + exact("0.5")
    assert after.item("overdue").times == 1 and half.item("overdue").times == 2


def test_every_nth_matter_carries_the_points() -> None:
    item = ScoreItem("third", "每三件", points=2, each=3, counts=(Pick(K.CLOSED),))
    sheet = ScoreSheet("s", "s", Scored.UNIT, items=(item,))
    counted = [matter(K.CLOSED, f"o{n}") for n in range(7)]
    result = score(sheet, ROADS, YEAR, counted)
    assert [int(o.points) for o in result.occasions] == [0, 0, 2, 0, 0, 2, 0] and result.total == 4
    fewer = score(
        sheet,
        ROADS,
        YEAR,
        counted,
        overruled=[Overruling("r", "third|closed|o0|p"), Overruling("r", "third|closed|o1|p")],
    )
    assert fewer.total == 2


# S2 12345市长热线考核办法 一1: the conversion as it stands there.
CONVERSION = tuple(
    Band(p, low, high)
    for p, low, high in [
        (0, None, 60),
        (5, 60, 65),
        (10, 65, 70),
        (15, 70, 75),
        (20, 75, 80),
        (25, 80, 85),
        (30, 85, 90),
        (35, 90, 95),
        (40, 95, None),
    ]
)
AGENT_SHEET = ScoreSheet(
    "agent",
    "话务员",
    Scored.AGENT,
    items=(ScoreItem("recordings", "录音质检", inspection="recording", bands=CONVERSION),),
)


@pytest.mark.req("APR-2")
@pytest.mark.parametrize(
    ("scores", "points"),
    [([59], 0), ([60], 5), ([64, 65], 5), ([94, 96], 40), ([95], 40), ([94.9, 95], 35), ([100, 0], 0)],
)
def test_the_mean_of_the_recordings_is_converted(scores: list[float], points: int) -> None:
    counted = [
        Counted(K.INSPECTED, DAY, f"call-{n}", "", {"sheet": "recording", "agent": "amy"}, {"score": s})
        for n, s in enumerate(scores)
    ]
    (occasion,) = score(AGENT_SHEET, Subject("amy"), YEAR, counted).occasions
    assert occasion.points == points
    assert occasion.evidence == tuple(f"call-{n}" for n in range(len(scores)))
    assert score(AGENT_SHEET, Subject("amy"), YEAR, []).awaiting == ("recordings",)


@pytest.mark.req("APR-2")
def test_a_card_counts_down_to_nothing_and_no_further() -> None:
    card = ScoreSheet(
        "card",
        "12分",
        Scored.AGENT,
        starts_at=12,
        items=(
            ScoreItem("rude", "服务态度", points=-6, counts=(pick(K.ENTRY, kind="rude"),)),
            ScoreItem("slip", "差错", points=-1, by_hand=True),
        ),
        proposals=(ProposalRule("retrain", ProposalKind.COACHING, "离岗培训", Condition(score_below=1)),),
    )
    amy = Subject("amy")
    entries = [entry("e1", "rude", agent="amy"), entry("e2", "slip", agent="amy"), entry("e3", "rude", agent="amy")]
    one = score(card, amy, YEAR, entries[:2])
    assert (one.total, one.proposals) == (5, ())
    two = score(card, amy, YEAR, entries)
    assert two.total == 0 and [(a.at, a.amount) for a in two.adjustments] == [("sheet", 1)]
    assert [p.id for p in two.proposals] == ["retrain"]


@pytest.mark.req("APR-3")
@pytest.mark.parametrize(
    ("unit", "reached", "fines"),
    [
        ("licences", 0, [-50]),
        ("licences", 1, []),
        ("market", 8, []),
        ("market", 7, [-50]),
        ("market", 6, [-100]),
        ("store", 0, []),
    ],
)
def test_quotas_and_what_they_propose(unit: str, reached: int, fines: list[int]) -> None:
    """S0 第四篇 九(四): one of one missing 50; of more, one missing 50, more than one missing 100."""
    quota = Quota("calls", "咨询量", (pick(K.ENTRY, kind="consult"),), {"market": 8, "licences": 1})
    fine = [
        ProposalRule("one", ProposalKind.MONEY, "50元", Condition(quota="calls", due_at_most=1), amount=-50),
        ProposalRule(
            "by-one", ProposalKind.MONEY, "50元", Condition(quota="calls", due_at_least=2, short_by=1), amount=-50
        ),
        ProposalRule(
            "more", ProposalKind.MONEY, "100元", Condition(quota="calls", due_at_least=2, short_over=1), amount=-100
        ),
    ]
    sheet = ScoreSheet("quota", "配额", Scored.UNIT, quotas=(quota,), proposals=tuple(fine))
    result = score(sheet, Subject(unit), YEAR, [entry(f"e{n}", "consult", unit=unit) for n in range(reached)])
    assert [int(p.amount) for p in result.proposals] == fines
    assert all(p.evidence == ("quota:calls",) for p in result.proposals)


@pytest.mark.req("APR-3")
def test_a_figure_gives_points_by_band_and_proposals_below_a_share() -> None:
    bands = (Band(20, 85), Band(0, below=85))
    low = ProposalRule("mend", ProposalKind.NOTICE, "整改", Condition(measure="awareness", measure_below=85))
    sheet = ScoreSheet(
        "s", "s", Scored.UNIT, items=(ScoreItem("known", "知晓率", measure="awareness", bands=bands),), proposals=(low,)
    )

    def at(figure: str | None) -> tuple[int, int]:
        result = score(sheet, ROADS, YEAR, [], {"awareness": Value.of(Decimal(figure)) if figure else None})
        return int(result.total), len(result.proposals)

    assert (at("85.00"), at("84.99"), at(None)) == ((20, 0), (0, 1), (0, 0))


@pytest.mark.req("APR-1")
def test_equals_share_a_place_and_the_next_is_left_free() -> None:
    assert {r.subject.id: r.place for r in by_total(a=5, b=3, c=3, d=1)} == {"a": 1, "b": 2, "c": 2, "d": 4}
    assert among_first(2, 2) and not among_first(None, 2)
    assert among_last(4, 4, 1) and not among_last(2, 4, 2), "equals that do not all fit are not last"
    assert among_last(2, 4, 3) and not among_last(1, 3, 3), "nobody is last of as many"


@pytest.mark.req("APR-3")
def test_the_last_three_by_a_measure_are_not_eligible() -> None:
    """S3 移动 六(三)."""
    rule = ProposalRule("out", ProposalKind.INELIGIBLE, "不能参加年度优秀单位评比", Condition(measure="solved", last=3))
    sheet = ScoreSheet("s", "s", Scored.UNIT, proposals=(rule,))
    figures = {u: {"solved": Value.of(Decimal(n))} for u, n in zip("abcde", (90, 80, 70, 95, 60), strict=True)}
    results = appraise(sheet, [Subject(u) for u in "abcdef"], YEAR, [], figures)
    assert {r.subject.id for r in results if r.proposals} == {"b", "c", "e"}


@pytest.mark.req("APR-1")
def test_like_with_like_and_too_few_are_scored_but_not_ranked() -> None:
    item = ScoreItem("late", "超期", points=-1, counts=(pick(K.LIMIT, result="late"),))
    sheet = ScoreSheet(
        "s",
        "s",
        Scored.UNIT,
        starts_at=100,
        items=(item,),
        sample=(Pick(K.LIMIT),),
        minimum=2,
        group_by="unit_kind",
        unit_kinds=("bureau", "township"),
    )
    units = [
        Subject("a", "bureau"),
        Subject("b", "bureau"),
        Subject("c", "township"),
        Subject("d", "bureau"),
        Subject("e", "shop"),
    ]
    counted = [matter(K.LIMIT, f"{u}{n}", unit=u, result="met") for u in "abc" for n in range(2)]
    counted += [matter(K.LIMIT, "d", unit="d", result="late"), matter(K.LIMIT, "a9", unit="a", result="late")]
    found = {r.subject.id: (r.total, r.group, r.place, r.of, r.ranked) for r in appraise(sheet, units, YEAR, counted)}
    assert found == {
        "a": (99, "bureau", 2, 2, True),
        "b": (100, "bureau", 1, 2, True),
        "c": (100, "township", 1, 1, True),
        "d": (99, "bureau", None, 0, False),
    }


def test_classes_below_and_numbers_can_be_picked() -> None:
    picks = (Pick(K.ANSWERED, {"content_class": ("C1",)}, at_least={"minutes": 10}, at_most={"minutes": 20}),)
    sheet = ScoreSheet("s", "s", Scored.UNIT, items=(ScoreItem("n", "n", points=1, counts=picks),))
    counted = [
        matter(K.ANSWERED, f"o{n}", DAY, {"minutes": m}, content_class=c)
        for n, (c, m) in enumerate([("C1", 10), ("C1.03", 20), ("C10", 15), ("C1.03", 21), ("C1", 9)])
    ] + [matter(K.ANSWERED, "o9", content_class="C1")]
    assert [o.ref for o in score(sheet, ROADS, YEAR, counted).occasions] == ["o0", "o1"]


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [
        (ScorePeriod.MONTH, date(2026, 12, 1), date(2026, 12, 31)),
        (ScorePeriod.QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
        (ScorePeriod.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_periods(kind: ScorePeriod, start: date, end: date) -> None:
    assert period_of(kind, date(2026, 12, 15)) == Period(start, end)
    assert period_of(ScorePeriod.MONTH, date(2028, 2, 1)).end == date(2028, 2, 29)


def test_points_are_decimals() -> None:
    assert exact(0.1) + exact(0.2) == Decimal("0.3") and str(exact(100.0)) == "100"


# --- properties -------------------------------------------------------------------------------------------------------

points = st.integers(-20, 20).map(lambda n: n / 2)
bounds = st.none() | st.integers(0, 12).map(lambda n: n / 2)


@st.composite
def sheets(draw: st.DrawFn) -> ScoreSheet:
    sections = tuple(
        Section(f"s{n}", "", draw(st.integers(0, 20)), draw(st.booleans()), draw(st.booleans()))
        for n in range(draw(st.integers(0, 2)))
    )
    items = []
    for n in range(draw(st.integers(1, 4))):
        section = draw(st.sampled_from(sections)).id if sections else ""
        by_hand = draw(st.booleans())
        items.append(
            ScoreItem(
                f"i{n}",
                "",
                section=section,
                points=draw(points),
                most=draw(bounds),
                by_hand=by_hand,
                full=draw(bounds) if by_hand else None,
                each=draw(st.integers(1, 3)),
                counts=()
                if by_hand
                else (pick(K.LIMIT, result=draw(st.sampled_from(["late", "met"]))), Pick(K.CLOSED)),
            )
        )
    return ScoreSheet(
        "s",
        "s",
        Scored.UNIT,
        starts_at=draw(st.integers(0, 100)),
        lowest=draw(st.none() | st.just(0)),
        highest=draw(st.none() | st.integers(0, 100)),
        sections=sections,
        items=tuple(items),
        exclusions=(LeftOut(pick(K.LIMIT, urgency="urgent"), "剔除"), LeftOut(pick(K.ENTRY, urgency="urgent"), "剔除")),
    )


one_matter = st.builds(
    lambda ref, day, kind, result, urgency, given: Counted(
        kind,
        DAY + timedelta(days=day),
        f"o{ref}",
        kind.value,
        {"unit": "roads", "result": result, "urgency": urgency, "kind": f"i{ref % 4}"},
        given,
    ),
    st.integers(0, 40),
    st.integers(-3, 3),
    st.sampled_from([K.LIMIT, K.CLOSED, K.ENTRY]),
    st.sampled_from(["late", "met"]),
    st.sampled_from(["urgent", "normal"]),
    points.map(lambda p: {"points": p}) | st.just({}),
)
counted_matters = st.lists(one_matter, max_size=25, unique_by=lambda m: (m.kind, m.ref))


@given(sheets(), counted_matters, st.randoms(use_true_random=False))
def test_the_total_is_the_start_and_every_line_in_any_order(
    sheet: ScoreSheet, counted: list[Counted], chance: Any
) -> None:
    result = score(sheet, ROADS, YEAR, counted)
    lines = sum((o.points for o in result.occasions), Decimal(0)) + sum(
        (a.amount for a in result.adjustments), Decimal(0)
    )
    assert result.total == result.start + lines
    if sheet.highest is not None and (sheet.lowest or 0) <= sheet.highest:
        assert result.total <= exact(sheet.highest)
    assert sheet.lowest is None or result.total >= exact(sheet.lowest) or sheet.highest is not None
    for item in sheet.items:
        assert item.most is None or abs(result.item(item.id).points) <= exact(item.most)
    mixed = list(counted)
    chance.shuffle(mixed)
    assert score(sheet, ROADS, YEAR, mixed) == result


@given(sheets(), counted_matters)
def test_what_is_left_out_or_overruled_gives_nothing(sheet: ScoreSheet, counted: list[Counted]) -> None:
    result = score(sheet, ROADS, YEAR, counted)
    out = {(m.kind, m.ref) for m in result.left_out}
    assert not out & {(o.kind, o.ref) for o in result.occasions}
    remaining = [m for m in counted if (m.kind.value, m.ref) not in out]
    assert score(sheet, ROADS, YEAR, remaining).total == result.total
    every = [Overruling("r", o.key) for o in result.occasions]
    nothing = score(sheet, ROADS, YEAR, counted, overruled=every)
    assert nothing.total == score(sheet, ROADS, YEAR, []).total
    assert [o.was for o in nothing.occasions if o.points] == []


@given(st.dictionaries(st.text("abcdef", min_size=1), st.decimals(0, 5, places=1), min_size=1))
def test_places_follow_from_those_who_are_better(values: dict[str, Decimal]) -> None:
    for subject, place in places(values).items():
        assert place == 1 + sum(1 for other in values.values() if other > values[subject])


@given(sheets(), counted_matters, st.data())
def test_a_kept_sheet_is_revised_as_if_it_were_scored_anew(
    sheet: ScoreSheet, counted: list[Counted], data: st.DataObject
) -> None:
    first = score(sheet, ROADS, YEAR, counted)
    kept = decode(SheetResult, json.loads(json.dumps(encode(first))))
    assert kept == first
    some = data.draw(st.sets(st.sampled_from(first.occasions))) if first.occasions else set()
    rulings = {"roads": [Overruling("r", o.key, data.draw(st.none() | points.map(exact))) for o in some]}
    once = revise(sheet, [kept], rulings)
    assert once == appraise(sheet, [ROADS], YEAR, counted, overruled=rulings)
    assert revise(sheet, once, {}) == (first,)
