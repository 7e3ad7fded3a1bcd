"""`hotline eval classify` and `hotline eval topics` on files of the documented shapes."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from hotline.project.commands.eval import command
from tests.rooms.language.letters import letters
from tests.rooms.language.test_topics import FUMES, PARKING


def _write(path: Path, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    texts, labels = letters()
    rows = [(str(i), *text, label) for i, (text, label) in enumerate(zip(texts, labels, strict=True))]
    head = ("id", "title", "content", "label")
    return _write(tmp_path / "a.csv", head, rows[::2]), _write(tmp_path / "b.csv", head, rows[1::2])


def _run(*args: str | Path) -> str:
    result = CliRunner().invoke(command, [str(arg) for arg in args])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_train_and_test_as_json(files: tuple[Path, Path]) -> None:
    train, test = files
    made = json.loads(
        _run("classify", "--train", train, "--test", test, "--text", "title", "content", "--label", "label", "--json")
    )
    assert set(made["macro_f1"]) == {"value", "low", "high"}
    assert made["macro_f1"]["low"] <= made["macro_f1"]["value"] <= made["macro_f1"]["high"]
    assert 0 <= made["accuracy"] <= 1 and made["accuracy"] > 0.5
    assert set(made["per_class"]) == {"交通", "环境", "教育", "社保"}
    assert made["per_class"]["交通"]["support"] == 15
    assert made["near_duplicates_of_training_rows"] > 0
    assert {"ece", "coverage", "preset", "seconds"} <= set(made)


def test_folds_of_one_file_and_few_examples(files: tuple[Path, Path]) -> None:
    train, _ = files
    args = ["classify", "--train", train, "--text", "title,content", "--label", "label", "--folds", "2", "--json"]
    made = json.loads(_run(*args, "--examples-per-class", "5", "--plain"))
    assert made["rows"] == {"train": 20, "test": 60, "groups": made["rows"]["groups"]}
    above = made["macro_f1_above_plain"]
    assert above["value"] == pytest.approx(made["macro_f1"]["value"] - made["plain_macro_f1"]["value"], abs=2e-4)
    assert above["low"] <= above["value"] <= above["high"]
    assert json.loads(_run(*args))["accuracy"] == json.loads(_run(*args))["accuracy"]


def test_one_key_is_one_message(files: tuple[Path, Path], tmp_path: Path) -> None:
    train, test = files
    args = ["classify", "--train", train, "--train", test, "--test", test, "--text", "title", "--label", "label"]
    made = json.loads(_run(*args, "--key", "id", "--json"))
    assert made["rows"]["train"] == 60


def test_classes_may_be_described(files: tuple[Path, Path], tmp_path: Path) -> None:
    train, test = files
    described = _write(tmp_path / "c.csv", ("class", "word"), [("交通", "公交"), ("旅游", "景区")])
    output = _run(
        "classify", "--train", train, "--test", test, "--text", "title", "--label", "label", "--classes", described
    )
    assert "宏平均 F1" in output and "旅游" in output


def test_a_missing_column_is_named(files: tuple[Path, Path]) -> None:
    train, _ = files
    result = CliRunner().invoke(command, ["classify", "--train", str(train), "--text", "title", "--label", "kind"])
    assert result.exit_code == 1
    assert "kind" in result.output and "title" in result.output


def test_topics(tmp_path: Path) -> None:
    texts, _ = letters()
    rows = [(f"p{i}", *text, f"2024-03-0{i + 1} 10:00:00") for i, text in enumerate(PARKING)]
    rows += [(f"f{i}", *text, "2024/3/5") for i, text in enumerate(FUMES)]
    rows += [(f"x{i}", *text, "2024-03-02") for i, text in enumerate(texts)]
    messages = _write(tmp_path / "m.csv", ("message_id", "title", "content", "created_at"), rows)
    known = [(f"p{i}", "parking") for i in range(len(PARKING))] + [("gone", "parking")]
    reference = _write(tmp_path / "r.csv", ("message_id", "topic"), known)
    made = json.loads(_run("topics", "--messages", messages, "--reference", reference, "--json"))
    assert made["mean_f1"] == made["per_topic"]["parking"]["f1"] > 0.7
    assert made["per_topic"]["parking"]["reference_messages"] == 5
    assert "parking" in _run("topics", "--messages", messages, "--reference", reference)


def test_units_by_text_and_area(tmp_path: Path) -> None:
    texts, labels = letters()
    head = ("title", "content", "area", "unit")
    rows = [
        (*text, f"99010{place % 2}", f"{label}局")
        for place, (text, label) in enumerate(zip(texts, labels, strict=True))
    ]
    train, test = _write(tmp_path / "a.csv", head, rows[::2]), _write(tmp_path / "b.csv", head, rows[1::2])
    duties = _write(tmp_path / "d.csv", ("area", "unit"), [("", "交通局"), ("990100", "环境局")])
    options = ("--train", train, "--text", "title", "content", "--unit", "unit", "--area", "area")
    made = json.loads(_run("route", *options, "--test", test, "--duties", duties, "--json"))
    assert made["accuracy"]["low"] <= made["accuracy"]["value"] <= made["accuracy"]["high"]
    assert made["accuracy"]["value"] > 0.7 and made["rows"]["test"] == len(rows[1::2])
    assert set(made["text_alone"]) == {"macro_f1", "accuracy"} and len(made["weights"]) == 4
    assert "承办单位推荐测评" in _run("route", *options, "--folds", "2")


def test_emergencies_as_json(tmp_path: Path) -> None:
    head = ("text", "kind")
    rows = [("楼下着火了", "fire"), ("我想问一下公积金怎么取", ""), ("担心着火", "")]
    made = json.loads(
        _run(
            "emergency",
            "--messages",
            _write(tmp_path / "m.csv", head, rows),
            "--text",
            "text",
            "--kind",
            "kind",
            "--json",
        )
    )
    assert made["missed"]["count"] == 0 and made["false_now"]["count"] == 0 and made["false_any"]["count"] == 1
    assert made["per_kind"]["fire"]["support"] == 1
