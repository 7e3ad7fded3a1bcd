"""`hotline replay` as a person calls it: processes, a scratch database, figures, exit codes."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from hotline.infra.addresses import with_name
from hotline.infra.database import drop
from tests.rooms.replay.stage import rows

COUNT = 24
MAP = "title=title,content=content,created_at=created_at,citizen=citizen,place=place"
BAD_LINE = COUNT + 2


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Composed messages of ten people, and one row without a date."""
    path = tmp_path_factory.mktemp("replay") / "messages.csv"
    with path.open("w", newline="", encoding="gb18030") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(["title", "content", "created_at", "citizen", "place"])
        for row in rows(COUNT, citizens=10):
            table.writerow([row.title, row.content, f"{row.created.at:%Y/%m/%d %H:%M}", row.citizen, row.place])
        table.writerow(["没有日期", "这一行没有日期", "", "U1", ""])
    return path


def replay(*arguments: object, pack: str = "dezhou-12345") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hotline", "replay", *map(str, arguments), "--pack", pack]
    return subprocess.run(command, capture_output=True, text=True, env=dict(os.environ), timeout=300, check=False)


def databases() -> set[str]:
    with psycopg.connect(with_name(os.environ["DATABASE_URL"], "postgres"), autocommit=True) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall()}


def told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("pack", ["dezhou-12345", "karamay-12345"])
def test_everything_goes_from_the_table_to_the_archive(messages: Path, tmp_path: Path, pack: str) -> None:
    out = tmp_path / "figures.json"
    done = replay(messages, "--map", MAP, "--json", out, "--workers", 2, pack=pack)
    assert done.returncode == 0, done.stderr + done.stdout
    figures = told(out)
    assert (figures["rows"], figures["registered"]) == (COUNT + 1, COUNT)
    assert figures["rejected_rows"] == [{"line": BAD_LINE, "reason": "“created_at”没有填日期"}]
    assert set(figures["phases"]) <= {"archived", "refused"}
    assert sum(figures["phases"].values()) == COUNT
    assert figures["events"]["registered"] == COUNT
    assert figures["verify"]["orders"] == COUNT
    assert figures["verify"]["broken"] == figures["invariants"]["broken"] == 0
    measures = figures["measures"]
    own = [f"kpi.{n}" for n in range(6, 12)] if pack == "dezhou-12345" else []
    assert [name for name in measures["total"] if name.startswith("kpi.")] == own
    assert measures["total"]["base.received"]["value"] == COUNT
    assert measures["by_day"].keys() >= {"2025-04-29"}
    assert sum(row["base.received"]["numerator"] for row in measures["by_month"].values()) == COUNT
    assert figures["orders_per_second"] > 0
    for words in ("工单按阶段", "事件按种类", "指标按月", "指标合计", "逾期按单位", "不变量", "全部成立", "用完已删除"):
        assert words in done.stdout
    assert not {name for name in databases() if name.startswith("scratch_replay")}


def test_the_same_seed_gives_the_same_figures_whoever_shares_the_work(messages: Path, tmp_path: Path) -> None:
    found = []
    for workers, name in ((1, "one"), (3, "three")):
        out = tmp_path / f"{name}.json"
        done = replay(messages, "--map", MAP, "--json", out, "--workers", workers, "--seed", 5)
        assert done.returncode == 0, done.stderr + done.stdout
        found.append(
            {key: told(out)[key] for key in ("phases", "events", "measures", "breaches_by_unit", "rejected_rows")}
        )
    assert found[0] == found[1]


def test_a_kept_database_can_be_verified_again(messages: Path) -> None:
    name = f"kept_{os.getpid()}"
    try:
        done = replay(messages, "--map", MAP, "--keep", name, "--limit", 5, "--workers", 1, "--json", "-")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["database"] == f"scratch_{name}"
        assert f"scratch_{name}" in databases()
        address = with_name(os.environ["DATABASE_URL"], f"scratch_{name}")
        again = subprocess.run(
            [sys.executable, "-m", "hotline", "verify"],
            capture_output=True,
            text=True,
            env=dict(os.environ) | {"DATABASE_URL": address},
            timeout=120,
            check=False,
        )
        assert again.returncode == 0, again.stderr
        assert "5 张工单" in again.stdout
    finally:
        drop(f"scratch_{name}")


@pytest.mark.parametrize(
    ("arguments", "pack", "says"),
    [
        (("--map", "content=text,created_at=date"), "dezhou-12345", "文件里的列是：title、content、created_at"),
        (("--map", "content"), "dezhou-12345", "写法不对"),
        (("--map", MAP), "nowhere-12345", "没有规则包“nowhere-12345”"),
        (("--map", MAP, "--keep", "Ä"), "dezhou-12345", "--keep"),
    ],
)
def test_a_wrong_question_gets_one_clear_sentence(messages: Path, arguments: Any, pack: str, says: str) -> None:
    done = replay(messages, *arguments, pack=pack)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = replay(tmp_path / "none.csv", "--map", MAP)
    assert (done.returncode, "找不到文件" in done.stderr) == (2, True)


def test_a_table_without_one_good_row_is_no_failure(tmp_path: Path) -> None:
    path, out = tmp_path / "bad.csv", tmp_path / "figures.json"
    path.write_text("title,content,created_at,citizen,place\n,,,,\n", encoding="utf-8")
    done = replay(path, "--map", MAP, "--json", out)
    assert done.returncode == 0, done.stderr + done.stdout
    assert (told(out)["registered"], len(told(out)["rejected_rows"])) == (0, 1)
