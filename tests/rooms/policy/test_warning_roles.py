"""Whose warnings are and who hears of them is the pack's; a role that can do nothing with one is told with its line."""

import pytest

from hotline.core.policy import Facts, Found
from hotline.core.policy.shapes import WARNING_OWNERS, WARNING_READERS, WarningRule, WarningTold
from hotline.core.vocabulary import Role
from hotline.desk import rulebook
from hotline.policy import load
from hotline.policy.errors import PackError
from hotline.policy.loading import load_from
from tests.packs.test_packs import DAY
from tests.rooms.policy.small import TOWN, files

RULE = """\
  - id: warning
    topic: warning
    value:
      owner: {owner}
      told: [{{role: {told}, level: {level}}}]
      windows: [{{days: 2, levels: [{{least: 5, times: 2, once_in: 200}}]}}]
    source: {{doc: law, article: 十一}}
"""


def town(owner="supervisor", told="city_leader", level=2):
    return files(town=TOWN + RULE.format(owner=owner, told=told, level=level))


def test_a_pack_names_its_own() -> None:
    found = load_from(town(), "town").policy.find("warning", Facts(), DAY, DAY)
    assert isinstance(found, Found)
    rule = found.rule.value
    assert rule.owner is Role.SUPERVISOR and rule.told == (WarningTold(Role.CITY_LEADER, 2),)
    assert rule.hears(1) == () and rule.hears(2) == rule.hears(3, 1) == (Role.CITY_LEADER,)
    assert rule.hears(3, 2) == (), "nobody is told twice"


@pytest.mark.parametrize(
    "changed", [{"owner": "agent"}, {"owner": "city_leader"}, {"told": "unit_clerk"}, {"level": 0}]
)
def test_who_cannot_handle_or_read_warnings_is_refused_with_the_line(changed) -> None:
    with pytest.raises(PackError) as wrong:
        load_from(town(**changed), "town")
    text = str(wrong.value)
    assert "town" in text and ("owner" in text or "told" in text) and "supervisor" in text


def test_what_everybody_inherits_is_the_analyst_and_from_the_second_level_the_director() -> None:
    policy = load("dezhou-12345")
    rule = policy.find("warning", Facts(), DAY, DAY).rule.value
    assert isinstance(rule, WarningRule)
    assert rule.owner is Role.ANALYST and rule.told == (WarningTold(Role.CENTRE_DIRECTOR, 2),)
    assert rule.owner in WARNING_OWNERS < WARNING_READERS
    words = [text for section in rulebook.book(policy) for row in section.rows for text in _values(row)]
    assert any("近 2 天：1 级至少 5 件" in text for text in words)
    assert "2 级起还告诉中心主任" in words and not any("Warning" in text for text in words)


def _values(row):
    return [text for _, text in getattr(row, "value", ())] if hasattr(row, "beaten") else []
