"""Cases that expect warnings: how many were reported on which days, against the pack's windows."""

from __future__ import annotations

import pytest

from hotline.policy.cases import play
from hotline.policy.errors import PackError, Problems
from hotline.policy.loading import load_from
from hotline.policy.stories import stories
from tests.rooms.policy.small import TOWN, files

RULE = """\
  - id: warning
    topic: warning
    value:
      windows:
        - days: 2
          levels: [{least: 5, times: 2, once_in: 200}]
        - days: 7
          least_usual: 1
          levels: [{least: 7, times: 2, once_in: ONCE}]
    source: {doc: law, article: 十一}
"""
CAST = """\
units:
  lamps: {name: 市政处, kind: bureau, level: "2"}
people:
  agent: {unit: lamps, roles: [agent]}
register: {line: "12345"}
"""
CASE = """\
cases:
  - case: 预警
    covers: [STA-3]
    warnings:
      - WARNING
"""
DAYS = "on: 2026-03-31, since: 2025-06-01, reported: [{from: 2026-03-25, to: 2026-03-31, each: 1}]"


def failures(warning: str, rule: str = RULE.replace("ONCE", "700")) -> list[str]:
    problems = Problems()
    texts = {"town/cases/cast.yaml": CAST, "town/cases/w.yaml": CASE.replace("WARNING", warning)}
    (story,) = stories(texts, "town", problems)
    assert not problems.found
    return play(story, load_from(files(town=TOWN + rule), "town").policy).failures


@pytest.mark.req("STA-3")
def test_what_is_right_fails_nowhere() -> None:
    assert failures(f'{{{DAYS}, level: 1, window: 7, count: 7, expected: "1.0", course: new}}') == []
    assert failures(f"{{{DAYS}, usual: [{{from: 2025-10-01, to: 2026-03-31, each: 1}}], level: 0}}") == []
    assert failures(f"{{{DAYS.replace('each: 1', 'each: 1, every: 3')}, level: 0, count: 1}}") == []


@pytest.mark.parametrize(
    ("warning", "said"),
    [
        (f"{{{DAYS}, level: 2}}", "期望level为“2”，实际是“1”"),
        (f"{{{DAYS}, window: 2}}", "实际是“7”"),
        (f"{{{DAYS}, count: 8}}", "实际是“7”"),
        (f"{{{DAYS}, course: fading}}", "实际是“new”"),
        (f"{{{DAYS}, colour: red}}", "不认识的键“colour”"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(warning: str, said: str) -> None:
    (told,) = failures(warning)
    assert told.startswith("town/cases/w.yaml:5 ") and said in told


def test_a_pack_without_the_rule_is_told() -> None:
    (told,) = failures(f"{{{DAYS}, level: 0}}", "")
    assert "warning" in told


def test_a_longer_window_that_is_wrong_as_often_is_refused() -> None:
    with pytest.raises(PackError) as refused:
        load_from(files(town=TOWN + RULE.replace("ONCE", "200")), "town")
    assert "once_in" in str(refused.value)
