"""A hotline's warnings belong to the role its pack names, and who else hears of them is the pack's, too."""

from dataclasses import replace

import pytest

from hotline.core.policy.shapes import WarningTold
from hotline.core.vocabulary import Role
from hotline.insight import engines, following, growth, raising
from hotline.insight.models import Warning
from hotline.project.telling import tell_warnings
from hotline.supervision import notices
from tests.rooms.insight.test_topics import WATER, burst
from tests.rooms.orders import city


@pytest.fixture(autouse=True)
def fresh():
    engines.forget()
    yield
    engines.forget()


@pytest.fixture
def ours(monkeypatch):
    """A pack in which the supervisor looks after warnings, and the city hears of the second level."""
    known = growth.rule_of

    def rule_of(line, day):
        rule = known(line, day)
        return rule and replace(rule, owner=Role.SUPERVISOR, told=(WarningTold(Role.CITY_LEADER, 2),))

    for room in (growth, raising):
        monkeypatch.setattr(room, "rule_of", rule_of)


@pytest.mark.req("STA-3")
def test_the_owner_hears_of_each_and_the_others_from_their_level_on(town, moving_clock, ours):
    burst(town, moving_clock, 6)
    following.follow(city.LINE)
    assert Warning.objects.get().owner == "supervisor" and tell_warnings() == 1
    assert [notices.unread(town[who]).count for who in ("supervisor", "mayor", "director")] == [1, 0, 0]
    burst(town, moving_clock, 6, texts=WATER[4:])
    following.follow(city.LINE)
    assert tell_warnings() == 2 and tell_warnings() == 0
    assert [notices.unread(town[who]).count for who in ("supervisor", "mayor", "director")] == [2, 1, 0]
