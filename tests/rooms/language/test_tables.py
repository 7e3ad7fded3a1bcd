"""Tables that are measured on, in the forms people hand over."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from hotline.infra.sheets import write_xlsx
from hotline.language.tables import DataError, lines_of
from hotline.project.commands.eval import command

HEAD, ROWS = ["title", "content"], [["路灯", "三天不亮，请修"], ["停水", "第一行\n第二行"]]
SAID = [dict(zip(HEAD, row, strict=True)) for row in ROWS]
CSV = 'title,content\r\n路灯,"三天不亮，请修"\r\n\r\n停水,"第一行\n第二行"\r\n'


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.encode("gb18030"),
        CSV.replace(",", "\t").encode(),
        write_xlsx(HEAD, ROWS, [10, 10]),
    ],
    ids=["utf-8", "mark", "gb18030", "tabs", "xlsx"],
)
def test_one_table_in_every_form(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "some").write_bytes(content)
    assert lines_of(tmp_path / "some", HEAD) == (HEAD, SAID)


def test_short_and_long_rows(tmp_path: Path) -> None:
    (tmp_path / "some.csv").write_text("a,b\n1\n2,3,4\n", "utf-8")
    assert lines_of(tmp_path / "some.csv")[1] == [{"a": "1", "b": ""}, {"a": "2", "b": "3"}]


@pytest.mark.parametrize(("content", "told"), [(bytes(range(256)), "不是能读的表格"), (b"", "没有“title”列")])
def test_what_is_no_table_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "some.csv").write_bytes(content)
    with pytest.raises(DataError, match=told):
        lines_of(tmp_path / "some.csv", HEAD)


@pytest.mark.parametrize("name", ["classify", "route", "similar", "topics", "warnings", "emergency", "detect"])
def test_every_command_tells_it_in_a_sentence(tmp_path: Path, name: str) -> None:
    file = tmp_path / "broken.csv"
    file.write_bytes(b"PK\x03\x04" + bytes(range(256)))
    given = {
        "classify": ["--train", file, "--text", "t", "--label", "l"],
        "route": ["--train", file, "--text", "t", "--unit", "u"],
        "emergency": ["--messages", file, "--text", "t"],
        "detect": ["--messages", file],
    }.get(name, ["--messages", file, "--reference", file])
    result = CliRunner().invoke(command, [name, *map(str, given)])
    assert result.exit_code == 1
    assert result.output.startswith("Error: broken.csv：不是能读的表格")
