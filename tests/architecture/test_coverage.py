"""The run itself says which requirement is tested; one that loses its last test fails the run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from hotline.infra.paths import base_dir
from hotline.policy import names
from hotline.policy.cases import all_stories
from hotline.project import coverage
from hotline.project.commands.coverage import command

KNOWN = coverage.Catalogue({"A-1": "甲", "A-2": "乙", "A-3": "丙"}, {"A-3": "下一步"})


def runs(*added: tuple[str, str, str]) -> coverage.Runs:
    made = coverage.Runs()
    for each in added:
        made.add(*each)
    return made


def test_a_run_is_written_and_read_back(tmp_path: Path) -> None:
    made = runs(("A-1", "p", "tests/x.py::t"), ("A-1", "", "tests/y.py::t"))
    made.write(tmp_path)
    assert coverage.last_run(tmp_path) == made.found


def test_an_id_that_lost_its_last_test_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    before = coverage.as_markdown(KNOWN, runs(("A-1", "p", "tests/x.py::t"), ("A-2", "", "tests/x.py::u")).found)
    (tmp_path / coverage.DOCUMENT).write_text(before, encoding="utf-8")
    assert coverage.promised(tmp_path) == {"A-1", "A-2"}
    left = runs(("A-1", "p", "tests/x.py::t")).found
    assert coverage.faults(KNOWN, left, coverage.promised(tmp_path)) == ["A-2 乙：原来有测试，现在没有了。"]


def test_ids_that_nobody_knows_and_promises_that_came_true_are_faults() -> None:
    told = coverage.faults(KNOWN, runs(("B-1", "", "t"), ("A-3", "", "t")).found, [])
    assert len(told) == 2 and told[0].startswith("需求目录里没有 B-1") and told[1].startswith("A-3 已有测试")


def test_without_and_later_are_told_apart() -> None:
    told = coverage.as_json(KNOWN, runs(("A-1", "p", "tests/x.py::t")).found)
    assert (told["covered"], told["without"], told["later"]) == (["A-1"], ["A-2"], {"A-3": "下一步"})


def test_every_id_in_tests_and_cases_is_in_the_catalogue() -> None:
    known = set(coverage.catalogue(base_dir()).titles)
    for path in sorted((base_dir() / "tests").rglob("*.py")):
        for marks in re.findall(r"mark\.req\(([^)]*)\)", path.read_text(encoding="utf-8")):
            assert set(re.findall(r'"([A-Z]{3}-\d+)"', marks)) <= known, path.name
    for pack in names():
        for story in all_stories(pack):
            assert set(story.covers) <= known, f"{story.file}:{story.line}"


def test_later_names_only_known_ids() -> None:
    known = coverage.catalogue(base_dir())
    assert set(known.later) <= set(known.titles)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_the_command_prints_the_last_run(options: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / coverage.CATALOGUE).write_text('[ids]\nA-1 = "甲"\n[later]\n', encoding="utf-8")
    monkeypatch.setattr("hotline.project.commands.coverage.base_dir", lambda: tmp_path)
    refused = CliRunner().invoke(command, options)
    assert refused.exit_code == 1 and "make test" in refused.output
    runs(("A-1", "p", "tests/x.py::t")).write(tmp_path)
    told = CliRunner().invoke(command, [*options, "--write"])
    assert told.exit_code == 0 and "A-1" in told.output
    assert "| A-1 | 甲 | 1 | `p` |" in (tmp_path / coverage.DOCUMENT).read_text(encoding="utf-8")
