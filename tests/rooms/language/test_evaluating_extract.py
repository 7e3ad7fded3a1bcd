"""Labels without text, joined with texts that lie elsewhere, give precision and recall by kind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hotline.language import evaluating_extract
from hotline.language.extract_shapes import Kind, Span, without_overlaps
from hotline.project.commands.eval import command

LABELS = Path(__file__).parents[2] / "data" / "extraction_labels.csv"
TEXT = "湖滨路路灯坏了\n从去年开始不亮。请尽快维修。"


def folder(tmp_path: Path) -> Path:
    (tmp_path / "teddy2020_c").mkdir()
    rows = f'message_id,title,content,created_at\nM1,{TEXT.splitlines()[0]},"{TEXT.splitlines()[1]}",2026-11-22\n'
    (tmp_path / "teddy2020_c" / "hot_issue_messages.csv").write_text(rows, encoding="utf-8")
    labels = [
        "set,id,half,kind,start,end,value",
        "teddy_hot_issue,M1,held,place,0,3,",
        "teddy_hot_issue,M1,held,time,8,13,2025/..",
        "teddy_hot_issue,M1,held,ask,16,21,",
        "teddy_hot_issue,M1,held,person,3,5,",
    ]
    (tmp_path / "labels.csv").write_text("\n".join(labels) + "\n", encoding="utf-8")
    return tmp_path


def test_figures_by_kind(tmp_path: Path) -> None:
    data = folder(tmp_path)
    told = evaluating_extract.evaluate(data / "labels.csv", data, "held")
    assert told["by_kind"]["place"]["f1"]["value"] == 1.0
    assert told["by_kind"]["time"]["same_value"] == 1.0
    assert told["by_kind"]["person"]["recall"]["value"] == 0.0
    assert told["all"]["recall"]["value"] == 0.75
    assert "place" in "\n".join(evaluating_extract.as_lines(told))


def test_a_label_is_used_once() -> None:
    labels = [(Kind.PLACE, 0, 4, "")]
    found = [Span(Kind.PLACE, 0, 4, "", 0.9), Span(Kind.PLACE, 1, 4, "", 0.9)]
    right, all_found, labelled = evaluating_extract.compare(labels, found, 0.5).sum(axis=0)[:3]
    assert (right, all_found, labelled) == (1, 2, 1)


def test_a_message_that_is_not_in_its_set_is_told(tmp_path: Path) -> None:
    data = folder(tmp_path)
    text = (data / "labels.csv").read_text(encoding="utf-8").replace("M1", "M2")
    (data / "labels.csv").write_text(text, encoding="utf-8")
    with pytest.raises(KeyError):
        evaluating_extract.read_messages(data / "labels.csv", data)


def test_the_labels_hold_no_words_of_citizens() -> None:
    lines = LABELS.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "set,id,half,kind,start,end,value"
    assert len({tuple(line.split(",")[:2]) for line in lines[1:]}) == 300
    chinese = {char for line in lines[1:] for char in line if "\u4e00" <= char <= "\u9fff"}
    assert chinese <= set(
        "个次件条项名位份起家张处块层楼年月天小时公里周岁星期分钟多半米亩平方户人台辆间口栋吨公斤斤分贝度顿头套"
    )


def test_of_two_that_overlap_the_surer_stays_and_asks_hold_others() -> None:
    sure, weak = Span(Kind.PLACE, 0, 4, "", 0.9), Span(Kind.ORGANISATION, 2, 8, "", 0.6)
    ask = Span(Kind.ASK, 0, 10, "", 0.8)
    assert without_overlaps([weak, sure, ask]) == [sure, ask]


def test_the_command_prints_a_table_and_json(tmp_path: Path) -> None:
    data = folder(tmp_path)
    given = ["extract", "--labels", str(data / "labels.csv"), "--data", str(data)]
    table = CliRunner().invoke(command, given)
    assert table.exit_code == 0 and "place" in table.output
    told = json.loads(CliRunner().invoke(command, [*given, "--half", "held", "--json"]).output)
    assert told["half"] == "held" and told["by_kind"]
