"""Measures: what counts above and below, what is left out, how a figure is written, targets, groups, drill-down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.counting import NO_NUMBERS, Counted
from hotline.core.measures import (
    Figure,
    Group,
    Tally,
    drill,
    figure_of,
    figures,
    grouped,
    keeps,
    needs_of,
    rounded,
    targets_of,
)
from hotline.core.policy.measures import LeftOut, MeasureSpec, Pick, Weighted
from hotline.core.policy.shapes import TargetRule
from hotline.core.vocabulary import CountedKind, MeasureKind, OfNothing, Rounding
from tests.core.builders import dezhou, karamay, make_policy, rule

DAY_1 = date(2026, 3, 1)
LIMIT, CALL, CONCLUDED = CountedKind.LIMIT, CountedKind.CALL, CountedKind.CONCLUDED
_made = iter(range(10**9))


def one(
    kind: CountedKind = LIMIT, day: date = DAY_1, numbers: Mapping[str, float] = NO_NUMBERS, **marks: str
) -> Counted:
    return Counted(kind, day, f"o{next(_made)}", "x-1", marks, numbers)


def limits(met: int = 0, late: int = 0, cancelled: int = 0, **marks: Any) -> list[Counted]:
    results = ("met",) * met + ("late",) * late + ("cancelled",) * cancelled
    return [one(result=result, **marks) for result in results]


IN_TIME = MeasureSpec(
    "in_time",
    "in time",
    top=(Pick(LIMIT, {"result": ("met",)}),),
    bottom=(Pick(LIMIT, {"result": ("met", "late")}),),
    leave_out=(LeftOut(Pick(LIMIT, {"result": ("cancelled",)}), "returned"),),
)


def figure(spec: MeasureSpec, counted: list[Counted], target: TargetRule | None = None) -> Figure:
    return figures([spec], counted, targets={spec.id: target} if target else {})[""][spec.id]


# --- shares -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("top", "bottom", "percent"),
    [(1, 3, "33.33"), (2, 3, "66.67"), (1, 800, "0.13"), (1, 8, "12.50"), (0, 5, "0.00"), (7, 7, "100.00")],
)
def test_percent_has_two_digits_half_rounded_up(top: int, bottom: int, percent: str) -> None:
    assert str(figure_of(IN_TIME, Tally(top, bottom)).value) == percent


def test_a_share_is_two_integers_and_tells_what_it_leaves_out() -> None:
    found = figure(IN_TIME, limits(met=2, late=1, cancelled=4))
    assert (found.numerator, found.denominator, dict(found.left_out)) == (2, 3, {"returned": 4})
    assert found.exact == Fraction(200, 3)


def test_of_nothing_there_is_no_share() -> None:
    found = figure(IN_TIME, limits(cancelled=1), TargetRule(95))
    assert (found.value, found.meets, found.ranked, found.left_out) == (None, None, False, {"returned": 1})
    assert figure_of(IN_TIME, Tally(3, 0)).value is None


@pytest.mark.parametrize(("empty", "value"), [(OfNothing.ZERO, "0.00"), (OfNothing.FULL, "100.00")])
def test_a_pack_may_say_what_nothing_counts_as(empty: OfNothing, value: str) -> None:
    spec = MeasureSpec("m", "m", top=IN_TIME.top, bottom=IN_TIME.bottom, empty=empty)
    found = figure(spec, [], TargetRule(50))
    assert (str(found.value), found.meets, found.denominator) == (value, empty is OfNothing.FULL, 0)


def test_a_target_is_compared_with_the_exact_share() -> None:
    almost = figure_of(IN_TIME, Tally(94_999, 100_000), TargetRule(95))
    assert (str(almost.value), almost.meets) == ("95.00", False)
    assert figure_of(IN_TIME, Tally(19, 20), TargetRule(95)).meets is True
    assert figure_of(IN_TIME, Tally(1, 20), TargetRule(5, at_least=False)).meets is True
    assert figure_of(IN_TIME, Tally(50_001, 1_000_000), TargetRule(5, at_least=False)).meets is False
    assert figure_of(IN_TIME, Tally(29, 1000), TargetRule(2.9)).meets is True
    assert keeps(None, TargetRule(95)) is keeps(Fraction(1), None) is None


@pytest.mark.req("PRA-21")
def test_below_the_minimum_a_figure_is_shown_and_not_ranked() -> None:
    spec = MeasureSpec("m", "m", top=IN_TIME.top, bottom=IN_TIME.bottom, minimum=3)
    assert [figure(spec, limits(met=n)).ranked for n in (2, 3)] == [False, True]
    assert str(figure(spec, limits(met=2)).value) == "100.00"


def test_what_is_left_out_counts_neither_above_nor_below_and_the_first_reason_holds() -> None:
    spec = MeasureSpec(
        "m", "m", top=(Pick(LIMIT),), bottom=(Pick(LIMIT),),
        leave_out=(
            LeftOut(Pick(LIMIT, {"secret": ("yes",)}), "secret"),
            LeftOut(Pick(LIMIT, {"result": ("late",)}), "late"),
        ),
    )  # fmt: skip
    found = figure(spec, [one(secret="yes", result="late"), one(result="late"), one(result="met")])
    assert (found.numerator, found.denominator, found.left_out) == (1, 1, {"secret": 1, "late": 1})


def test_a_matter_that_several_picks_match_counts_once() -> None:
    spec = MeasureSpec("m", "m", MeasureKind.COUNT, top=(Pick(LIMIT), Pick(LIMIT, {"result": ("met",)})))
    assert figure(spec, limits(met=2)).numerator == 2


# --- picks ------------------------------------------------------------------------------------------------------------


def test_a_class_also_stands_for_those_below_it() -> None:
    spec = MeasureSpec("m", "m", MeasureKind.COUNT, top=(Pick(LIMIT, {"content_class": ("C1",)}),))
    matters = [one(content_class=name) for name in ("C1", "C1.01", "C1.01.2", "C10", "C2", "")]
    assert figure(spec, matters).numerator == 3


def test_all_conditions_hold_and_a_mark_that_is_not_there_is_empty() -> None:
    both = Pick(LIMIT, {"result": ("met",), "unit": ("", "roads")})
    spec = MeasureSpec("m", "m", MeasureKind.COUNT, top=(both,))
    assert figure(spec, [one(result="met"), one(result="met", unit="roads"), one(result="met", unit="x")]).value == 2


@pytest.mark.req("KPI-2")
def test_numbers_within_bounds() -> None:
    near = MeasureSpec("m", "m", MeasureKind.COUNT, top=(Pick(CALL, at_most={"wait": 15}, at_least={"wait": 2}),))
    waits = [one(CALL, numbers={"wait": wait}) for wait in (1, 2, 15, 15.5)] + [one(CALL)]
    assert figure(near, waits).numerator == 2


# --- counts, sums, means, mixes ---------------------------------------------------------------------------------------


def talk(kind: MeasureKind, **fields: object) -> MeasureSpec:
    return MeasureSpec("talk", "talk", kind, top=(Pick(CALL),), of_number="talk", **fields)  # type: ignore[arg-type]  # only fields of a measure


def test_counts_and_sums_and_means() -> None:
    calls = [one(CALL, numbers={"talk": seconds}) for seconds in (0.1, 0.2, 60)] + [one(CALL)]
    count = figure(talk(MeasureKind.COUNT, digits=0), calls)
    assert (count.numerator, count.denominator, str(count.value)) == (4, 0, "4")
    total = figure(talk(MeasureKind.SUM, digits=1), calls)
    assert (total.numerator, str(total.value)) == (Decimal("60.3"), "60.3")
    mean = figure(talk(MeasureKind.MEAN, digits=1), calls, TargetRule(20.1, at_least=False))
    assert (mean.denominator, str(mean.value), mean.meets) == (3, "20.1", True)
    assert figure(talk(MeasureKind.MEAN), [one(CALL)]).value is None
    assert figure(talk(MeasureKind.SUM), []).value == 0


SOLVED = MeasureSpec("solved", "s", top=(Pick(CONCLUDED, {"solved": ("yes",)}),), bottom=(Pick(CONCLUDED),))
HAPPY = MeasureSpec("happy", "h", top=(Pick(CONCLUDED, {"happy": ("yes",)}),), bottom=(Pick(CONCLUDED),))
MIX = MeasureSpec(
    "mix", "mix", MeasureKind.MIX,
    parts=(
        Weighted("solved", 60, {"unit_kind": ("town",)}),
        Weighted("happy", 40, {"unit_kind": ("town",)}),
        Weighted("solved", 0.5, {"unit_kind": ("bureau",)}),
        Weighted("happy", 0.5, {"unit_kind": ("bureau",)}),
    ),
)  # fmt: skip


def verdicts(kind: str, unit: str) -> list[Counted]:
    """Half of them solved, all happy."""
    marks: dict[str, Any] = {"unit": unit, "unit_kind": kind, "happy": "yes"}
    return [one(CONCLUDED, solved="yes", **marks), one(CONCLUDED, solved="no", **marks)]


def test_weights_by_kind_of_unit() -> None:
    """北京 接诉即办: rates with weights by the kind of unit (PRA-6)."""
    counted = verdicts("town", "east") + verdicts("bureau", "water")
    rows = figures([MIX, SOLVED, HAPPY], counted, "unit")
    assert {unit: str(row["mix"].value) for unit, row in rows.items()} == {"east": "70.00", "water": "75.00"}
    assert rows["east"]["mix"].ranked


def test_a_mix_without_clear_weights_or_parts_has_no_value() -> None:
    whole = figures([SOLVED, HAPPY, MIX], verdicts("town", "east") + verdicts("bureau", "water"))[""]
    assert whole["mix"].value is None
    assert figures([SOLVED, HAPPY, MIX], [])[""]["mix"].value is None
    assert figures([MIX, HAPPY], verdicts("town", "east"))[""]["mix"].value is None
    assert figures([SOLVED, HAPPY, MIX], verdicts("village", "west"))[""]["mix"].value is None


def test_a_mix_of_a_mix() -> None:
    outer = MeasureSpec("outer", "o", MeasureKind.MIX, parts=(Weighted("mix", 1), Weighted("happy", 1)))
    found = figures([outer, MIX, SOLVED, HAPPY], verdicts("town", "east"))[""]
    assert str(found["outer"].value) == "85.00"


# --- rounding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "half_up", "half_even", "down", "up"),
    [
        ("2.345", "2.35", "2.34", "2.34", "2.35"),
        ("2.355", "2.36", "2.36", "2.35", "2.36"),
        ("2.3449", "2.34", "2.34", "2.34", "2.35"),
        ("-2.345", "-2.35", "-2.34", "-2.34", "-2.35"),
        ("5", "5.00", "5.00", "5.00", "5.00"),
    ],
)
def test_rounding(value: str, half_up: str, half_even: str, down: str, up: str) -> None:
    exact = Fraction(value)
    ways = (Rounding.HALF_UP, Rounding.HALF_EVEN, Rounding.DOWN, Rounding.UP)
    assert [str(rounded(exact, 2, how)) for how in ways] == [half_up, half_even, down, up]


@given(st.fractions(-1000, 1000), st.integers(0, 5), st.sampled_from(Rounding))
def test_rounding_never_goes_farther_than_one_last_digit(exact: Fraction, digits: int, how: Rounding) -> None:
    off = abs(Fraction(rounded(exact, digits, how)) - exact) * 10**digits
    assert off <= Fraction(1, 2) if how in (Rounding.HALF_UP, Rounding.HALF_EVEN) else off < 1


# --- keys -------------------------------------------------------------------------------------------------------------


def test_figures_by_day_month_and_mark() -> None:
    counted = [
        one(day=date(2026, 3, 31), result="met", unit="roads", content_class="C1.01"),
        one(day=date(2026, 3, 1), result="late", unit="parks", content_class="C1.01"),
        one(day=date(2026, 4, 1), result="cancelled", unit="roads", content_class="C2"),
    ]

    def told(by: str) -> dict[str, tuple[object, int, int]]:
        rows = figures([IN_TIME], counted, by)
        found = {key: row["in_time"] for key, row in rows.items()}
        return {key: (f.numerator, f.denominator, sum(f.left_out.values())) for key, f in found.items()}

    assert told("day") == {"2026-03-01": (0, 1, 0), "2026-03-31": (1, 1, 0), "2026-04-01": (0, 0, 1)}
    assert told("month") == {"2026-03": (1, 2, 0), "2026-04": (0, 0, 1)}
    assert told("unit") == {"parks": (0, 1, 0), "roads": (1, 1, 1)}
    assert told("class") == {"C1.01": (1, 2, 0), "C2": (0, 0, 1)}
    assert figures([IN_TIME], [], "day") == {}
    assert list(figures([IN_TIME], [])) == [""]


# --- groups -----------------------------------------------------------------------------------------------------------

SPECS = (
    IN_TIME,
    MeasureSpec("c1", "c1", MeasureKind.COUNT, top=(Pick(LIMIT, {"content_class": ("C1",)}),)),
    MeasureSpec("soon", "s", top=(Pick(CALL, at_most={"wait": 15}),), bottom=(Pick(CALL),)),
    talk(MeasureKind.MEAN),
    MeasureSpec("waits", "w", MeasureKind.SUM, top=(Pick(CALL),), of_number="wait"),
    SOLVED,
    HAPPY,
    MIX,
)
MATTERS = st.lists(
    st.builds(
        lambda kind, day, numbers, marks: one(kind, DAY_1 + timedelta(days=day), numbers, **marks),
        st.sampled_from([LIMIT, CALL, CONCLUDED, CountedKind.TOLD]),
        st.integers(0, 40),
        st.dictionaries(st.sampled_from(["wait", "talk"]), st.sampled_from([0.1, 3, 15, 15.01, 60])),
        st.fixed_dictionaries(
            {},
            optional={
                "result": st.sampled_from(["met", "late", "cancelled"]),
                "content_class": st.sampled_from(["C1", "C1.01", "C2"]),
                "unit": st.sampled_from(["roads", "parks"]),
                "unit_kind": st.sampled_from(["town", "bureau"]),
                "solved": st.sampled_from(["yes", "no"]),
                "happy": st.sampled_from(["yes", "no"]),
                "agent": st.sampled_from(["anna", "ben"]),
            },
        ),
    )
)


@given(MATTERS, st.sampled_from([None, "unit", "class", "agent", "day", "month"]))
def test_groups_give_the_same_figures(counted: list[Counted], by: str | None) -> None:
    groups = list(grouped(counted, SPECS, by))
    whole, together = figures(SPECS, counted, by), figures(SPECS, groups, by)
    assert {key: row for key, row in whole.items() if key in together} == together
    assert all(spec.kind is MeasureKind.MIX or row[spec.id].denominator == 0 for key, row in whole.items()
               if key not in together for spec in SPECS)  # fmt: skip
    assert sum(group.count for group in groups) == sum(m.kind is not CountedKind.TOLD for m in counted)


@given(MATTERS, st.randoms())
def test_the_order_of_matters_does_not_matter(counted: list[Counted], random: object) -> None:
    mixed = list(counted)
    random.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a Random
    assert figures(SPECS, mixed, "unit") == figures(SPECS, counted, "unit")


def test_what_a_database_must_keep_apart() -> None:
    needs = needs_of(SPECS, "agent")
    assert set(needs) == {LIMIT, CALL, CONCLUDED}
    assert needs[LIMIT].marks == {"result", "content_class", "unit_kind", "agent"}
    assert (needs[CALL].numbers, needs[CALL].sums) == ({"wait"}, {"talk"})
    few = [Group(CALL, {}, 7, {"wait": 9}), Group(CALL, {}, 3, {"wait": 16}, {"talk": 100.5}, {"talk": 2})]
    found = figures(SPECS, few)[""]
    assert (found["soon"].numerator, found["soon"].denominator) == (7, 10)
    assert (found["talk"].numerator, found["talk"].denominator) == (Decimal("100.5"), 2)
    assert found["waits"].numerator == 7 * 9 + 3 * 16


# --- the matters behind a figure --------------------------------------------------------------------------------------


def test_drill_down() -> None:
    counted = [*limits(met=1, late=1, cancelled=1), one(CALL)]
    found = list(drill(IN_TIME, counted))
    assert [(d.ref, d.part, d.top, d.bottom, d.left_out) for d in found] == [
        (counted[0].ref, "x-1", True, True, ""),
        (counted[1].ref, "x-1", False, True, ""),
        (counted[2].ref, "x-1", False, False, "returned"),
    ]


@given(MATTERS)
def test_drill_down_adds_up_to_the_figure(counted: list[Counted]) -> None:
    for spec in SPECS[:3]:
        found, whole = list(drill(spec, counted)), figure(spec, counted)
        assert sum(d.top for d in found) == whole.numerator
        assert spec.kind is MeasureKind.COUNT or sum(d.bottom for d in found) == whole.denominator
        assert sum(bool(d.left_out) for d in found) == sum(whole.left_out.values())


# --- packs ------------------------------------------------------------------------------------------------------------


def test_targets_hold_at_the_end_of_the_period() -> None:
    targets = targets_of(dezhou(), date(2026, 3, 31))
    assert {name: (t.percent, t.at_least) for name, t in targets.items()} == {
        "kpi.1": (95, True), "kpi.2": (80, True), "kpi.3": (100, True), "kpi.4": (2, False), "kpi.5": (98, True),
        "kpi.6": (90, True), "kpi.7": (95, True), "kpi.8": (90, True), "kpi.9": (100, True), "kpi.10": (5, False),
        "kpi.11": (95, True),
    }  # fmt: skip
    assert targets_of(karamay(), date(2026, 3, 31), ["base.in_time"]) == {}
    twice = make_policy(rule("target.m", TargetRule(1), "one", when=(("unit_kind", ("",)),)))
    assert targets_of(twice, DAY_1, ["m"]) == {"m": TargetRule(1)}


@pytest.mark.parametrize("policy", [dezhou, karamay])
def test_every_hotline_has_the_base_measures(policy: object) -> None:
    lists = policy().lists  # type: ignore[operator]  # a builder
    base = [spec for spec in lists.measures if spec.id.startswith("base.")]
    assert {spec.label for spec in base} >= {
        "受理量", "直接答复量", "转办数", "办结数", "办结率", "按期回复率", "满意率", "退件数", "逾期数",
        "申请承诺件数", "重办数", "重复诉求数",
    }  # fmt: skip
    assert all(spec.source and not spec.minimum for spec in base)


@pytest.mark.parametrize(
    ("measure", "kind", "marks", "expected"),
    [
        pytest.param(measure, kind, marks, expected, marks=pytest.mark.req(measure.upper().replace(".", "-")))
        for measure, kind, marks, expected in (
            ("kpi.6", LIMIT, {"clock": "dispatch", "result": "late"}, (0, 1, "")),
            ("kpi.6", LIMIT, {"clock": "reply", "result": "late"}, (0, 0, "")),
            ("kpi.7", LIMIT, {"clock": "commitment", "level": "centre", "result": "met"}, (1, 1, "")),
            ("kpi.7", LIMIT, {"clock": "reply", "level": "below", "result": "met"}, (0, 0, "")),
            ("kpi.7", LIMIT, {"clock": "reply", "level": "centre", "result": "unknown"}, (0, 0, "没有时限")),
            ("kpi.8", CONCLUDED, {"result": "unreasonable"}, (0, 0, "")),
            ("kpi.8", CONCLUDED, {"result": "unreachable"}, (0, 0, "回访坐席联系不上")),
            ("kpi.9", CountedKind.CALLED_BACK, {"answered": "yes", "secret": "yes"}, (0, 0, "来电人信息保密")),
            ("kpi.9", CountedKind.CALLED_BACK, {"answered": "no", "secret": "no"}, (0, 1, "")),
            ("kpi.10", CountedKind.ANSWERED, {"level": "centre", "grouped": "yes"}, (0, 0, "")),
            ("kpi.10", CountedKind.ANSWERED, {"level": "below", "grouped": "no"}, (0, 0, "")),
            ("kpi.10", CountedKind.REWORKED, {}, (1, 0, "")),
            ("kpi.11", LIMIT, {"clock": "callback", "result": "unreachable"}, (0, 0, "来电人联系不上")),
        )
    ],
)
def test_what_dezhou_counts(
    measure: str, kind: CountedKind, marks: dict[str, Any], expected: tuple[int, int, str]
) -> None:
    spec = dezhou().measure(measure)
    assert spec is not None
    found = figure(spec, [one(kind, **marks)])
    assert (found.numerator, found.denominator, "".join(found.left_out)) == expected


def test_a_strict_target_is_not_kept_by_itself() -> None:
    ten = Fraction(10)
    assert keeps(ten, TargetRule(10, at_least=False)) and not keeps(ten, TargetRule(10, at_least=False, strict=True))
    assert keeps(Fraction(99, 10), TargetRule(10, at_least=False, strict=True))
