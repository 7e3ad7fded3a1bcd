"""Call lists: faulty cells are named with what to write, nothing is half imported, the same file changes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction

from hotline import policy as packs
from hotline.insight import figures, importing, rebuilding, services
from hotline.insight.grouping import Scope
from hotline.insight.models import CallRecord, CountedMatter
from hotline.project.commands.calls import import_
from tests.rooms.orders import city

PACK = "dezhou-12345"
HEAD = "编号,方向,呼入时间,接听时间,结束时间,接听,坐席,评价,有效,原因,工单\n"
GOOD = (
    HEAD
    + "c1,呼入,2026-03-02 09:00:00,2026-03-02 09:00:10,2026-03-02 09:03:00,人工,agent,满意,是,正常,\n"
    + "c2,呼入,2026/3/2 9:05,2026/3/2 9:06,2026/3/2 9:08,人工,agent,不满意,是,正常,\n"
    + "c3,呼入,2026-03-02 09:10:00,,2026-03-02 09:10:40,未接,,,,,\n"
    + "c4,呼入,2026-03-02 09:20:00,,2026-03-02 09:20:40,未接,,,,话务超量,\n"
)
DAY = date(2026, 3, 2)


def figure(measure: str):
    scope = Scope(PACK, DAY, DAY)
    exact = figures.exact(packs.load(PACK), scope)[""][measure]
    assert figures.live(packs.load(PACK), scope)[""][measure] == exact
    return exact


@pytest.fixture
def run(town, tmp_path, monkeypatch):
    callback = import_.callback
    monkeypatch.setattr(import_, "callback", getattr(callback, "__wrapped__", callback))

    def act(text, *options, encoding="utf-8"):
        file = tmp_path / "calls.csv"
        file.write_bytes(text.encode(encoding))
        return CliRunner().invoke(import_, [str(file), "--line", city.LINE, *options])

    return act


@pytest.mark.req("KPI-1")
@pytest.mark.req("KPI-2")
@pytest.mark.req("KPI-5")
def test_calls_count_in_the_measures(run):
    said = run(GOOD)
    assert said.exit_code == 0 and "新导入 4 条" in said.output
    answered, quickly, satisfied = figure("kpi.1"), figure("kpi.2"), figure("kpi.5")
    assert (answered.numerator, answered.denominator) == (2, 3) and sum(answered.left_out.values()) == 1
    assert (quickly.numerator, quickly.denominator) == (1, 2)
    assert (satisfied.numerator, satisfied.denominator) == (1, 2)
    assert rebuilding.verify(PACK).broken == 0


def test_the_same_file_again_changes_nothing(run):
    run(GOOD)
    said = run(GOOD)
    assert said.exit_code == 0 and "新导入 0 条，已有 4 条" in said.output
    assert CallRecord.objects.count() == CountedMatter.objects.count() == 4


def test_a_list_from_excel_is_read_too(run):
    assert run(GOOD, encoding="gb18030").exit_code == 0
    assert CallRecord.objects.count() == 4


BAD = HEAD + (
    "c1,呼进,2026-03-02 09:00:00,,2026-03-02 09:03:00,未接,,,,,\n"
    "c2,呼入,昨天,,2026-03-02 09:03:00,未接,,,,,\n"
    "c3,呼入,2026-03-02 09:00:00,2026-03-02 08:00:00,2026-03-02 09:03:00,人工,,,,,\n"
    "c4,呼入,2026-03-02 09:00:00,,2026-03-02 09:03:00,人工,,,,,\n"
    "c5,呼入,2026-03-02 09:00:00,2026-03-02 09:00:01,2026-03-02 09:03:00,未接,,,,,\n"
    "c6,呼入,2026-03-02 09:00:00,,2026-03-02 09:03:00,未接,nobody,,,,\n"
    "c7,呼入,2026-03-02 09:00:00,,2026-03-02 09:03:00,未接,,,,,DZ1\n"
    ",呼入,2026-03-02 09:00:00,,2026-03-02 09:03:00,未接,,,,,\n"
    "c9,呼入,2026-03-02 09:00:00,,2026-03-02 09:03:00,未接,,,,,\n"
    "c9,呼入,2026-03-02 09:00:00,,2026-03-02 09:04:00,未接,,,,,\n"
    "d1,呼入,2026-03-02 09:00:00,,2026-03-02 09:03:00,未接,,,,,\n"
)
FAULTS = [
    ("第2行，方向", "请写 呼入、呼出"),
    ("第3行，呼入时间", "请写成 2026-03-02 09:00:00"),
    ("第4行，接听时间", "早于呼入时间"),
    ("第5行，接听时间", "要有接听时间"),
    ("第6行，接听时间", "未接的电话不应有接听时间"),
    ("第7行，坐席", "没有账号“nobody”"),
    ("第8行，工单", "没有工单“DZ1”"),
    ("第9行，编号", "没有填"),
    ("第11行，编号", "第10行"),
]


def test_every_faulty_cell_is_named_and_nothing_is_imported(run):
    said = run(BAD)
    assert said.exit_code == 1 and "一条也没有导入" in said.output
    lines = said.output.splitlines()
    for where, what in FAULTS:
        assert any(line.startswith(where) and what in line for line in lines), (where, lines)
    assert not CallRecord.objects.exists() and not CountedMatter.objects.exists()


def test_the_rows_without_a_fault_can_be_imported_alone(run):
    said = run(BAD, "--skip-bad")
    assert said.exit_code == 0 and "新导入 2 条，已有 0 条，有误未导入 9 条" in said.output
    assert set(CallRecord.objects.values_list("external", flat=True)) == {"c9", "d1"}


def test_a_dry_run_stores_nothing(run):
    said = run(GOOD, "--dry-run")
    assert said.exit_code == 0 and "可新导入 4 条" in said.output and not CallRecord.objects.exists()


def test_a_number_that_says_something_else_now_is_named(run):
    run(GOOD)
    said = run(GOOD.replace("不满意", "满意"))
    assert said.exit_code == 1 and "第3行，编号" in said.output and "内容与这一行不同" in said.output
    assert figure("kpi.5").numerator == 1


@pytest.mark.parametrize(
    ("text", "said"), [("", "文件是空的"), ("编号,方向\n", "表头缺少列"), ('编号,"方向\n', "引号")]
)
def test_a_file_of_no_use_says_why(run, text, said):
    found = run(text)
    assert found.exit_code == 1 and said in found.output


def test_an_unknown_line_says_which_there_are(town):
    with pytest.raises(importing.BadFile, match=city.LINE):
        importing.line_named("99999")
    assert importing.line_named("12345") == city.LINE


@pytest.mark.req("KPI-3")
def test_messages_count_by_the_day_of_their_reply(run):
    text = "编号,收到时间,回复时间,原因\n" + (
        "m1,2026-03-02 09:00,2026-03-02 18:00,\nm2,2026-03-02 23:50,2026-03-03 00:10,\n"
        "m3,2026-03-02 10:00,,无效信息\nm4,2026-03-02 10:00,,\n"
    )
    assert run(text, "--messages").exit_code == 0
    replied = figure("kpi.3")
    assert (replied.numerator, replied.denominator, sum(replied.left_out.values())) == (1, 3, 1)
    assert rebuilding.verify(PACK).broken == 0


def test_a_record_is_never_changed(run):
    run(GOOD)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE insight_callrecord SET rating = 'satisfied'")


def test_other_rooms_count_matters_of_their_own(town):
    from hotline.core.counting import counted_entry

    one = counted_entry("doc-1", DAY, {"kind": "staff_complaint", "document": "登记表1号"})
    assert services.record_matters(city.LINE, [one]) == 1
    assert services.record_matters(city.LINE, [one]) == 0
    assert figure("kpi.4").numerator == 1
    other = counted_entry("doc-1", DAY, {"kind": "praise"})
    with pytest.raises(ValueError, match="doc-1"):
        services.record_matters(city.LINE, [other])
