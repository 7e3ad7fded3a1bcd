"""Boards, the matters behind a figure, who may see them, and the command."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from django.db import connection, transaction
from rich.cells import cell_len

from hotline import policy as packs
from hotline.core import commands as c
from hotline.core.counting.outside import counted_inspection
from hotline.core.policy.measures import MeasureSpec, Pick, Weighted
from hotline.core.vocabulary import CountedKind, MeasureKind
from hotline.insight import figures, placing, rebuilding, report, rollups, selectors, services
from hotline.insight.drilling import Behind
from hotline.insight.grouping import Scope
from hotline.insight.models import Rollup, RollupState
from hotline.insight.selectors import Wanted
from hotline.orders import services as orders
from hotline.orders.selectors import NotFound
from hotline.project.commands.kpi import command
from tests.rooms.orders import city

pytestmark = pytest.mark.usefixtures("reacting")
PACK = "dezhou-12345"
DAYS = (date(2026, 3, 1), date(2026, 3, 31))
SCOPE = Scope(PACK, *DAYS)


@pytest.fixture
def busy(town, moving_clock):
    """Two orders of the lamps unit that were called back, one of the streets in hand, one secret that accuses them."""
    done = []
    for satisfied in (True, False):
        order = city.replied(town)
        orders.apply(order.id, c.TakeCallback(), town["caller"])
        said = replace(city.SATISFIED, satisfied_result=satisfied)
        done.append(orders.apply(order.id, said, town["caller"]))
    order = city.registered(town)
    orders.apply(order.id, replace(city.ASSIGN, lead="streets"), town["dispatcher"])
    orders.apply(order.id, c.SignFor(assignment="a1"), town["streets_clerk"])
    secret = city.registered(town, secret=True, accused=("streets",))
    moving_clock.advance(days=1)
    services.fill()
    return {"done": done, "streets": order, "secret": secret}


@pytest.fixture
def kpi(town, monkeypatch):
    callback = command.callback
    monkeypatch.setattr(command, "callback", getattr(callback, "__wrapped__", callback))
    return lambda *options: CliRunner().invoke(command, ["--pack", PACK, *options])


@pytest.mark.req("SEC-1")
def test_how_a_recording_was_judged_is_shown_to_who_may_see_inspections(town):
    marks = {"agent": str(town["agent"].pk), "sheet": "recording"}
    matter = counted_inspection("call-1", date(2026, 3, 2), marks, 60)
    behind = [Behind("quality", matter, city.LINE, "bottom", "", (date(2026, 3, 2), 1))]
    assert len(selectors.described(behind, town["supervisor"])) == 1
    assert selectors.described(behind, town["agent"]) == selectors.described(behind, town["lamps_clerk"]) == []


@pytest.mark.req("STA-1")
def test_a_board_by_unit_is_the_same_from_the_sums_and_from_the_matters(town, busy):
    seen = selectors.board(town["supervisor"], PACK, DAYS, "unit")
    names = {row.key: row.name for row in seen.rows}
    assert names["lamps"] == "市政处" and names["streets"] == "环卫处"
    lamps = next(row.figures for row in seen.rows if row.key == "lamps")
    assert (lamps["kpi.9"].numerator, lamps["kpi.9"].denominator) == (2, 2)
    policy = packs.load(PACK)
    for by in (None, *figures.BY):
        assert figures.live(policy, SCOPE, by) == figures.exact(policy, SCOPE, by)


def test_a_unit_sees_its_own_figures_and_nobody_elses(town, busy):
    own = selectors.board(town["streets_clerk"], PACK, DAYS, "unit")
    assert {row.key for row in own.rows} == {"streets"}
    assert own.total["kpi.9"].denominator == 0
    for by in figures.BY:
        policy = packs.load(PACK)
        scope = selectors.scope_of(town["lamps_clerk"], PACK, *DAYS)
        assert figures.live(policy, scope, by) == figures.exact(policy, scope, by)
    whole = selectors.board(town["watcher"], PACK, DAYS) if town["watcher"].lines else None
    assert whole is None or whole.total["kpi.9"].denominator == 2


@pytest.mark.parametrize("who", ["admin"])
def test_who_works_on_no_order_sees_no_figure(town, busy, who):
    with pytest.raises(NotFound):
        selectors.board(town[who], PACK, DAYS)
    with pytest.raises(NotFound):
        selectors.drill(town[who], PACK, DAYS, Wanted("kpi.9"))


def test_what_is_behind_a_figure(town, busy):
    page = selectors.drill(town["supervisor"], PACK, DAYS, Wanted("kpi.9", "unit", "lamps", "top"))
    assert {row.number for row in page.rows} == {order.number for order in busy["done"]} and page.next is None
    assert all(row.side == "top" and row.unit_name == "市政处" for row in page.rows)
    none = selectors.drill(town["supervisor"], PACK, DAYS, Wanted("kpi.9", "unit", "streets"))
    assert none.rows == ()


def test_pages_follow_each_other_without_gap(town, busy, monkeypatch):
    wanted = Wanted("base.received") if packs.load(PACK).measure("base.received") else Wanted("kpi.9")
    whole = selectors.drill(town["supervisor"], PACK, DAYS, wanted).rows
    found, cursor = [], None
    while True:
        page = selectors.drill(town["supervisor"], PACK, DAYS, wanted, cursor, limit=1)
        found += page.rows
        cursor = page.next
        if cursor is None:
            break
    assert tuple(found) == whole and len(whole) >= 2
    with pytest.raises(NotFound):
        selectors.drill(town["supervisor"], PACK, DAYS, wanted, "nonsense")


@pytest.fixture
def measures(monkeypatch):
    """Dezhou with other measures than its own."""

    def use(*specs):
        policy = packs.load(PACK)
        other = replace(policy, lists=replace(policy.lists, measures=specs))
        monkeypatch.setattr(packs, "load", lambda name: other)
        return other

    return use


SIGNED = MeasureSpec("signed", "签收", MeasureKind.COUNT, top=(Pick(CountedKind.SIGNED),))
MINUTES = MeasureSpec(
    "minutes", "用时", MeasureKind.MEAN, top=(Pick(CountedKind.LIMIT, {"result": ("met",)}),), of_number="minutes"
)
OF_A_CLASS = MeasureSpec(
    "class", "城建", MeasureKind.COUNT, top=(Pick(CountedKind.REGISTERED, {"content_class": ("C1",)}),)
)
MIXED = MeasureSpec(
    "mixed", "合计", MeasureKind.MIX, parts=(Weighted("minutes", 1, {"unit_kind": ("bureau",)}), Weighted("share", 1))
)
SHARE = MeasureSpec(
    "share",
    "按期",
    top=(Pick(CountedKind.LIMIT, {"result": ("met",)}),),
    bottom=(Pick(CountedKind.LIMIT),),
)


def test_changed_measures_are_right_at_once_and_kept_again_after_the_job(town, busy, measures):
    changed = measures(SIGNED, MINUTES, OF_A_CLASS, SHARE, MIXED)
    assert not rollups.in_use(changed)
    before = {by: figures.live(changed, SCOPE, by) for by in (None, *figures.BY)}
    assert before[None][""]["signed"].numerator == 3 and before[None][""]["class"].numerator == 4
    assert services.remake_changed() == [PACK] and rollups.in_use(changed)
    assert services.remake_changed() == []
    for by in (None, *figures.BY):
        assert figures.live(changed, SCOPE, by) == before[by] == figures.exact(changed, SCOPE, by), by
    assert rebuilding.verify(PACK).broken == 0
    assert set(Rollup.objects.values_list("measure", flat=True)) <= {"signed", "minutes", "class", "share"} | {
        name for name in Rollup.objects.values_list("measure", flat=True) if name.startswith("@unit_kind=")
    }


def test_while_the_measures_differ_nothing_is_added_to_the_old_sums(town, busy, measures, moving_clock):
    measures(SIGNED)
    before = Rollup.objects.count()
    city.in_hand(town)
    services.fill()
    assert Rollup.objects.count() == before and RollupState.objects.get().definition != ""
    services.remake_changed()
    assert rebuilding.verify(PACK).broken == 0


def test_a_placer_has_a_definition_of_its_own(measures):
    first = placing.measuring(measures(SIGNED)).definition
    assert placing.measuring(measures(SIGNED, SHARE)).definition != first


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_says_value_target_and_counts(busy, kpi):
    said = kpi("--from", "2026-03-01", "--to", "2026-03-31", "--by", "unit")
    assert said.exit_code == 0, said.output
    assert "德州" in said.output and "市政处" in said.output and "环卫处" in said.output
    line = next(line for line in said.output.splitlines() if line.startswith("答复率"))
    assert "100.00%" in line and "是" in line


def test_columns_stand_below_each_other_however_wide_the_words():
    lines = report.table(["单位", "数"], [["市政处", "7"], ["a", "1234"]], (False, True))
    assert len({cell_len(line) for line in lines}) == 1
    assert lines[2] == "市政处     7" and lines[3] == "a       1234"


def test_the_command_lists_the_orders_behind(busy, kpi):
    said = kpi("--from", "2026-03-01", "--to", "2026-03-31", "--orders", "--measure", "kpi.9")
    for order in busy["done"]:
        assert order.number in said.output
    assert "计入分子" in said.output


def test_the_command_speaks_json(busy, kpi):
    said = json.loads(kpi("--from", "2026-03-01", "--to", "2026-03-31", "--by", "unit", "--orders", "--json").output)
    nine = next(m for m in said["total"] if m["id"] == "kpi.9")
    assert (nine["value"], nine["numerator"], nine["denominator"], nine["met"]) == ("100.00", "2", 2, True)
    assert {row["key"] for row in said["rows"]} >= {"lamps", "streets"}
    assert {row["order"] for row in said["orders"] if row["measure"] == "kpi.9"} == {o.number for o in busy["done"]}


def test_the_command_verifies_and_rebuilds(busy, kpi):
    assert kpi("--verify").exit_code == 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL hotline.rebuild = 'on'")
        cursor.execute("UPDATE insight_countedmatter SET agent = 'nobody' WHERE kind = 'signed'")
    said = kpi("--verify")
    assert said.exit_code == 1 and busy["streets"].number in said.output and "nobody" in said.output
    assert kpi("--rebuild", "--verify").exit_code == 0


@pytest.mark.parametrize(
    ("options", "what"),
    [(("--measure", "kpi.99"), "没有指标"), (("--from", "2026-03-02", "--to", "2026-03-01"), "起止日期不对")],
)
def test_a_wrong_question_is_answered_in_words(busy, kpi, options, what):
    said = kpi(*options)
    assert said.exit_code == 1 and what in said.output
    assert CliRunner().invoke(command, ["--pack", "no-such-pack"]).exit_code == 1
