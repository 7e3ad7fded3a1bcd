"""Cases that expect points: of played orders, calls, entries and inspections, against the pack's sheets."""

from __future__ import annotations

import pytest

from hotline.policy import load, registry
from hotline.policy.cases import play
from hotline.policy.errors import Problems
from hotline.policy.stories import stories
from tests.rooms import scoring

CAST = """\
units:
  lamps: {name: 市政处, kind: bureau, level: "2"}
  streets: {name: 环卫处, kind: bureau, level: "2"}
  mayor: {name: 市政府, kind: government, level: "1"}
people:
  agent: {unit: mayor, roles: [agent]}
register: {line: "12345"}
"""
CASE = """\
cases:
  - case: 考核
    covers: [APR-1]
    entries:
      - {at: 2026-03-02 09:00, kind: notice.county, unit: lamps, document: 通报}
      - {at: 2026-03-02 09:00, kind: attention, unit: lamps, document: 检查记录, points: 3.5}
    inspections:
      - {at: 2026-03-03 09:00, sheet: recording, agent: amy, score: 96}
      - {at: 2026-03-04 09:00, sheet: recording, agent: amy, score: 93.9}
    points:
      - POINTS
"""
RIGHT = [
    "{sheet: unit, subject: lamps, from: 2026-01-01, to: 2026-12-31, total: 98.50, items: {notice: -5, late: 0},"
    " awaiting: [in_time], proposals: [], place: 2, ranked: yes, left_out: {}}",
    "{sheet: unit, subject: lamps, from: 2026-03-03, to: 2026-12-31, total: 100, place: 1}",
    "{sheet: agent, subject: amy, from: 2026-03-01, to: 2026-03-31, total: 30}",
    "{sheet: agent, subject: ben, from: 2026-03-01, to: 2026-03-31, total: 0, awaiting: [recordings]}",
]
WRONG = [
    ("{sheet: unit, subject: lamps, from: 2026-01-01, to: 2026-12-31, total: 98}", "实际是“98.5”"),
    ("{sheet: unit, subject: lamps, from: 2026-01-01, to: 2026-12-31, items: {notice: -6}}", "实际是“-5”"),
    ("{sheet: unit, subject: lamps, from: 2026-01-01, to: 2026-12-31, items: {other: -6}}", "“other”不在词汇之内"),
    ("{sheet: unit, subject: lamps, from: 2026-01-01, to: 2026-12-31, proposals: [fine]}", "期望proposals为“fine”"),
    ("{sheet: unit, subject: mayor, from: 2026-01-01, to: 2026-12-31, total: 1}", "“mayor”不在词汇之内"),
    ("{sheet: none, subject: lamps, from: 2026-01-01, to: 2026-12-31, total: 1}", "“none”不在词汇之内"),
    ("{sheet: unit, subject: lamps, from: 2026-01-01, to: 2026-12-31, total: many}", "“many”不是数"),
    ("{sheet: unit, subject: lamps, from: 2026-01-01, to: 2026-12-31, colour: red}", "不认识的键“colour”"),
]


@pytest.fixture
def failures(tmp_path, monkeypatch):
    """What a case with these points fails at."""
    scoring.write_packs(tmp_path)
    monkeypatch.setenv("HOTLINE_PACKS", str(tmp_path))
    registry.reload()

    def played(points: str) -> list[str]:
        problems = Problems()
        texts = {"town/cases/cast.yaml": CAST, "town/cases/one.yaml": CASE.replace("POINTS", points)}
        (story,) = stories(texts, "town", problems)
        assert not problems.found
        return play(story, load("town")).failures

    yield played
    registry.reload()


@pytest.mark.req("APR-1")
@pytest.mark.req("APR-2")
@pytest.mark.parametrize("points", RIGHT)
def test_what_comes_true_is_no_failure(failures, points: str) -> None:
    assert failures(points) == []


@pytest.mark.parametrize(("points", "said"), WRONG)
def test_what_does_not_is_said_with_its_line(failures, points: str, said: str) -> None:
    (failure,) = failures(points)
    assert said in failure and failure.startswith("town/cases/one.yaml:11")
