"""`hotline policy`: check needs no database and exits 1 on a mistake; explain and diff read what is published."""

import json
import os
import subprocess
import sys

from click.testing import CliRunner

from hotline.project.commands.policy import command
from tests.rooms.policy.small import TOWN


def test_check_lists_every_pack() -> None:
    result = CliRunner().invoke(command, ["check", "--json"])
    assert result.exit_code == 0, result.output
    found = {pack["name"]: pack for pack in json.loads(result.output)}
    covered = [pack["covers"] for pack in found.values() if (pack["covers"] or "").startswith("PCK-")]
    assert sorted(covered) == [f"PCK-{n:02}" for n in range(1, 25)]
    assert (found["national"]["covers"], found["dezhou-12345"]["covers"]) == (None, "PCK-01")
    for name, pack in found.items():
        assert not pack["errors"] and not pack["cases_failed"], name
        if name != "national":
            assert pack["cases_run"] and pack["unstated"] and pack["unknowns"], name


def test_check_for_people() -> None:
    result = CliRunner().invoke(command, ["check"])
    assert result.exit_code == 0 and "目录编号 PCK-01" in result.output and "未通过 0 个" in result.output


def test_check_runs_without_django_and_without_a_database() -> None:
    code = (
        "import sys; from hotline.project.commands.policy import command\n"
        "try: command(['check', '--quiet'])\n"
        "except SystemExit as end: assert not end.code\n"
        "assert 'django.db' not in sys.modules"
    )
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_mistake_is_told_and_exits_1(packs) -> None:
    assert CliRunner().invoke(command, ["check"]).exit_code == 0
    (packs / "town/pack.yaml").write_text(TOWN.replace("days: 3", "days: x"), encoding="utf-8")
    result = CliRunner().invoke(command, ["check"])
    assert result.exit_code == 1
    assert "town/pack.yaml:10 [reply.help] “x”不是整数" in result.output
    as_json = CliRunner().invoke(command, ["check", "--json"])
    assert as_json.exit_code == 1
    assert [pack["ok"] for pack in json.loads(as_json.output)] == [True, False]


def test_a_case_that_fails_exits_1(packs) -> None:
    (packs / "town/cases").mkdir()
    (packs / "town/cases/a.yaml").write_text(
        "cases: [{case: 甲, steps: [{at: 2026-03-02 09:00, as: system, do: archive, with: {manifest: x}}]}]\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(command, ["check", "--json"])
    assert result.exit_code == 1
    town = json.loads(result.output)[1]
    assert (town["cases_run"], town["cases_failed"]) == (1, 1) and "no_such_order" in town["failures"][0]


def test_a_folder_without_packs_is_no_success(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("HOTLINE_PACKS", str(tmp_path))
    assert CliRunner().invoke(command, ["check"]).exit_code == 1


def test_diff_of_two_packs_needs_no_database() -> None:
    result = CliRunner().invoke(command, ["diff", "dezhou-12345", "karamay-12345"])
    assert result.exit_code == 0 and "- audit" in result.output
    assert "两者规则相同" in CliRunner().invoke(command, ["diff", "national", "national"]).output


def test_diff_with_a_pack_that_is_not_there() -> None:
    result = CliRunner().invoke(command, ["diff", "dezhou-12345", "moon"])
    assert result.exit_code == 1 and "没有“moon”这个规则包" in result.output
