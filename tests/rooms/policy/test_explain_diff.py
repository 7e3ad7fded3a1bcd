"""Why a limit is what it is, rule by rule with its article; and what differs between two packs or releases."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hotline.policy import load, names, registry
from hotline.policy.cases import Run, all_stories, play
from hotline.policy.diff import diff
from hotline.policy.errors import Problems
from hotline.policy.explain import explain, render, why
from hotline.policy.loading import load_from, packs_root
from hotline.policy.stories import stories
from tests import altered
from tests.rooms.policy.small import RULES, TOWN, files

NOW = datetime(2026, 10, 9, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def played(pack: str, name: str) -> Run:
    return play(next(s for s in all_stories(pack) if s.name.startswith(name)), load(pack))


def shown(run: Run, **more: object) -> str:
    return render(explain(run.order, run.policy, [event for event, _, _ in run.records], **more))


def test_a_limit_over_the_national_day_is_explained_day_by_day() -> None:
    run = played("karamay-12345", "投诉5个工作日")
    clock = run.order.clock("reply-1")
    found = why(run.order, clock, run.policy)
    assert found.rule.ref == "karamay-12345:reply.complaint"
    assert [r.ref for r in found.beaten] == ["national:reply.common"]
    assert found.made_up == (date(2026, 10, 10),)
    assert found.skipped == (*(date(2026, 10, n) for n in range(1, 8)), date(2026, 10, 11))
    text = shown(run)
    for said in (
        "时限 回复时限",
        "到期 2026-10-12 24:00",
        "长度 5个工作日，当日不计，至最后一日24时，遇节假日顺延，日历“office”",
        "第十一条(二)2(1)",
        "取代了 national:reply.common（12345热线工作计划 一2）",
        "跳过的非工作日：2026-10-01..10-07，2026-10-11",
        "计入的调休上班日：2026-10-10",
        "nature=complaint",
    ):
        assert said in text


def test_extensions_breaches_commitments_and_unknown_limits_are_told() -> None:
    assert "延期：natural_days 5" in shown(played("dezhou-12345", "延期不得超过7天"))
    assert "已于 2026-03-21 00:00 逾期" in shown(played("karamay-12345", "承诺到期"))
    assert "长度 至2026-06-27" in shown(played("karamay-12345", "承诺件"))
    unknown = shown(played("karamay-12345", "时限落在2027年"))
    assert "到期 待人工确定：calendar_unknown:office:2027-01-01" in unknown
    assert "由人工确定，不按规则计算" in shown(played("dezhou-12345", "时限落在"))


def test_routes_requests_and_refusals_name_their_rule() -> None:
    run = played("karamay-12345", "会签件")
    text = shown(run)
    assert "转办 roads（主办）2026-03-03 09:00" in text and "由领导批示裁定，不能退件" in text
    declined = shown(played("karamay-12345", "属法院职权"))
    assert "不予受理：属人大、法院、检察院职权范围" in declined and "第八条" in declined
    asked = shown(played("dezhou-12345", "24小时内回退"))
    assert "申请 退件：同意" in asked
    open_order = played("karamay-12345", "本热线没有延期")
    text = shown(open_order, now=datetime(2026, 3, 5, 11, tzinfo=NOW.tzinfo))
    assert "现在不能“申请延期”" in text and "karamay-12345:extension.none" in text


@pytest.mark.parametrize("pack", names())
def test_every_story_can_be_explained(pack: str) -> None:
    for story in all_stories(pack):
        run = play(story, load(pack))
        if run.order is None:
            continue  # a case of figures alone
        text = shown(run, now=NOW, name_of=lambda unit: f"<{unit}>")
        assert run.order.number in text and all(clock.name.zh in text for clock in run.order.clocks)


def test_two_releases_differ_field_by_field() -> None:
    old = load_from(files(), "town").policy
    new = load_from(
        files(
            rules=RULES.replace("natural_hours: 2", "natural_hours: 1"), town=TOWN.replace("title: 小城", "title: 小镇")
        ),
        "town",
    ).policy
    (change,) = diff(old, new)
    assert change.mark == "~" and change.what == "clock.dispatch  base:dispatch"
    assert change.fields == (("length", "2小时", "1小时"),)
    assert change.lines() == ["~ clock.dispatch  base:dispatch", "    length：2小时 → 1小时"]
    assert diff(old, old) == []


def test_rules_that_came_or_went() -> None:
    old = load_from(files(), "town").policy
    new = load_from(files(town=TOWN[: TOWN.index("rules:")]), "town").policy
    assert [(c.mark, c.what) for c in diff(old, new)] == [("-", "clock.reply  town:reply.help")]
    assert [(c.mark, c.what) for c in diff(new, old)] == [("+", "clock.reply  town:reply.help")]


def test_two_packs_are_compared_by_what_really_holds() -> None:
    changes = {c.what: c for c in diff(load("dezhou-12345"), load("karamay-12345"))}
    assert changes["audit"].mark == "-"
    assert changes["clock.reply nature=report"].mark == "+"
    assert ("length", "24小时", "当日") in changes["clock.return_window"].fields
    assert changes["natures praise"].mark == "+"
    assert not any("clock.sign_for" in what for what in changes)


@pytest.mark.req("SUP-4")
def test_procedures_and_the_limits_of_their_stages_are_explained() -> None:
    run = next(
        run
        for run in (play(story, load("hubei-mobile-10086")) for story in all_stories("hubei-mobile-10086"))
        if any(clock.step == "self_check" and clock.breached_at for clock in run.order.clocks)
    )
    text = shown(run)
    for said in (
        "涉嫌违反首问责任制·自查（程序时限）",
        "长度 5个工作日",
        "六(二)",
        "程序“涉嫌违反首问责任制”",
        "通知自查：已通知",
        "自查：到期没有办理，按“逾期不报”处理",
        "认定：有责",
        "转交时限",
    ):
        assert said in text, said


def test_a_limit_ahead_of_a_named_day_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    altered.switch_on(tmp_path, monkeypatch, altered.PROCEDURES)
    policy = load("dezhou-12345")
    steps = (
        ("2026-03-02 09:10", "agent", "register", {}),
        ("2026-03-02 09:20", "dispatcher", "open_procedure", {"kind": "conference", "text": "都不管"}),
        ("2026-03-02 09:30", "dispatcher", "take_step", {"outcome": "called", "text": "定了", "on": "2026-03-20"}),
    )
    lines = [
        f"      - {{at: {at}, as: {who}, do: {do}, with: {{{', '.join(f'{k}: {v}' for k, v in given.items())}}}}}"
        for at, who, do, given in steps
    ]
    cast = (packs_root() / "dezhou-12345/cases/cast.yaml").read_text(encoding="utf-8")
    written = {"p/cases/cast.yaml": cast, "p/cases/a.yaml": "cases:\n  - case: 会商\n    steps:\n" + "\n".join(lines)}
    (story,) = stories(written, "p", Problems())
    run = play(story, policy)
    text = shown(run)
    monkeypatch.undo()
    registry.reload()
    assert not run.failures and "长度 至2026-03-20，提前2日" in text and "职责会商·会商（程序时限）" in text
