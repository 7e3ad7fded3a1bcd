"""The bench stands on the product: its modules import, its lives end, its seeded orders are what the services write."""

from __future__ import annotations

import importlib
import os
import pkgutil
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta

import pytest

import bench
from bench import city, decide, figures, limits, lives, report, seed
from bench.visitor import form_of
from hotline.infra import clock
from hotline.infra.paths import base_dir

MODULES = sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if m.name != "__main__")


@pytest.mark.parametrize("name", MODULES)
def test_modules_import(name: str) -> None:
    importlib.import_module(f"bench.{name}")


def test_the_floor_is_a_program_of_its_own() -> None:
    environment = os.environ | {"FLOOR_DATABASE_URL": "postgresql://nobody@/none", "FLOOR_SERVER": "wsgi"}
    code = "import bench.floor.app as a; assert callable(a.application)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=base_dir(), env=environment)


@pytest.mark.parametrize("pack", ["dezhou-12345", "karamay-12345"])
def test_every_kind_of_life_ends_in_the_archive(pack: str) -> None:
    asked = decide.record(pack, seed=3, count=150)
    kinds = Counter(one.command.NAME.value for one in asked)
    assert kinds["register"] == kinds["archive"] == 150
    for name in ("pass_down", "adopt_answer", "request_return", "order_rework", "fire_clock", "answer_directly"):
        assert kinds[name], name


def test_shares_are_percent() -> None:
    assert sum(lives.SHARES.values()) == 100


@pytest.mark.django_db
def test_seeded_orders_are_as_the_services_write_them() -> None:
    from django.db import connection

    from hotline.orders import verification

    city.settle()
    maker = seed.Maker(1)
    for plan in seed.plans(1, 60, clock.now() - timedelta(days=1)):
        maker.make(plan)
    connection.ensure_connection()
    seed.send(connection.connection, maker.rows)
    seed.note_lists(connection.connection, maker)
    result = verification.verify()
    assert result.orders == 60
    assert result.ok, result.broken


@pytest.mark.django_db
def test_siblings_are_orders_like_any_other() -> None:
    import random

    from django.db import connection

    from hotline.orders import raw, search_rows, verification

    city.settle()
    maker, text = seed.Maker(2), {table: list[bytes]() for table in seed.TABLES}
    given: Counter[date] = Counter()
    for plan in seed.plans(2, 12, clock.now() - timedelta(days=1), given):
        seed.family(maker, plan, [seed.number(2, plan.day, given) for _ in range(3)], text, random.Random(1))
    connection.ensure_connection()
    for table, lines in text.items():
        seed.write(connection.connection, table, b"".join(lines))
    seed.note_lists(connection.connection, maker)
    result = verification.verify()
    assert result.orders == 48 and result.ok, result.broken
    with raw.cursor() as cur:
        cur.execute("SELECT order_id::text, vector::text FROM orders_searchrow ORDER BY 1")
        before = cur.fetchall()
        search_rows.index([ident for ident, _ in before])
        cur.execute("SELECT order_id::text, vector::text FROM orders_searchrow ORDER BY 1")
        assert cur.fetchall() == before and len(before) == 48


def test_a_form_is_read_as_a_browser_sends_it() -> None:
    page = """<form action="/other/"><input name="x" value="1"></form>
    <form action="/new/"><input type="hidden" name="key" value="k"><input type="radio" name="then" value="a">
    <input type="radio" name="then" value="b" checked><input type="checkbox" name="secret" value="1">
    <select name="s"><option value="1">1</option><option value="2" selected>2</option></select>
    <select name="first"><option value="1">1</option><option value="2">2</option></select>
    <textarea name="t">text</textarea></form>"""
    assert form_of(page, "/new/") == {"key": "k", "then": "b", "s": "2", "first": "1", "t": "text"}
    with pytest.raises(LookupError):
        form_of(page, "/nowhere/")


def test_the_better_floor_counts() -> None:
    floors = (figures.Floor("a", 100, "/s"), figures.Floor("b", 200, "/s"))
    figure = figures.Figure("x", 66, "/s", floors, aim_share=0.33)
    assert figure.share == 0.33
    assert figure.reached
    assert not figures.Figure("x", 65, "/s", floors, aim_share=0.33).reached


def test_the_report_names_figure_floor_and_limit() -> None:
    floors = (figures.Floor("bare", 200.0, "/s"),)
    section = figures.Section("list", "Lists", [figures.Figure("a list", 100.0, "/s", floors, aim_share=0.3)])
    rules = {"orders": 10, "many": 20, "entries": 30, "warm": 4, "segment": 10}
    text = report.markdown({"cores": "4"}, [section], rules)
    assert "| a list | 100/s | – | bare 200/s | 50% | ≥ 30% of floor ✓ |" in text
    assert limits.LIMITS.get("list", "") in text


def test_a_run_of_some_sections_leaves_the_others_as_they_are() -> None:
    rules = {"orders": 10, "many": 20, "entries": 30, "warm": 4, "segment": 10}
    first = [figures.Section(n, n.title(), [figures.Figure(f"a {n}", 100.0, "/s")], at="old") for n in ("list", "find")]
    before = report.markdown({"cores": "4"}, first, rules)
    again = figures.Section("find", "Find", [figures.Figure("a find", 7.0, "/s")], at="new")
    fresh = figures.Section("more", "More", [figures.Figure("a more", 8.0, "/s")])
    after = report.renewed(before, {"cores": "8"}, [again, fresh], rules)
    assert [line for line in after.splitlines() if line.startswith("## ")] == [
        "## How it is measured",
        "## List",
        "## Find",
        "## More",
    ]
    assert report.table(first[0]) in after and report.table(again) in after and report.table(first[1]) not in after
    assert "| cores | 8 |" in after and after == report.renewed(after, {"cores": "8"}, [again, fresh], rules)
