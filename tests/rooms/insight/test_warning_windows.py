"""Warnings of several windows: one for each topic, whatever the window; slow growth is seen, bursts come only once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from hotline.core.policy.shapes import WarningLevel, WarningRule, WarningWindow
from hotline.infra import clock
from hotline.infra.ids import uuid7
from hotline.insight import growth, raising
from hotline.insight.models import Topic, TopicDay, TopicOrder, UsualDay, Warning, WarningAct
from hotline.insight.raising import State
from tests.rooms.orders import city

RULE = WarningRule(
    (
        WarningWindow(2, (WarningLevel(5, 2, 200), WarningLevel(10, 3, 5000))),
        WarningWindow(7, (WarningLevel(8, 2, 700), WarningLevel(16, 3, 20000)), 1.75),
        WarningWindow(28, (WarningLevel(14, 2, 2800), WarningLevel(28, 3, 80000)), 5),
    )
)
FIRST = date(2026, 3, 1)
LONG_AGO = date(2025, 6, 1)


class City:
    """A topic that grows as a test says; every evening it is looked at."""

    def __init__(self, content_class: str = "", area: str = "") -> None:
        self.topic = Topic(
            line=city.LINE, name="望江苑小区异味", content_class=content_class, area=area, first=FIRST, last=FIRST
        )
        self.day = FIRST
        self.size = 0

    def brings(self, *counts: int) -> list[int]:
        """So many on each of the next days; how many warnings were raised or rose on each."""
        return [self._day(count) for count in counts]

    def _day(self, count: int) -> int:
        if count:
            TopicDay.objects.create(topic=self.topic.pk, day=self.day, count=count)
            TopicOrder.objects.bulk_create(
                TopicOrder(uuid7(), city.LINE, self.topic.pk, self.day, "", "") for _ in range(count)
            )
            self.size += count
            self.topic.size, self.topic.last = self.size, self.day
            self.topic.save()
        found = growth.look(city.LINE, self.day, RULE, LONG_AGO, whole=True)
        raised = raising.settle(city.LINE, found, self.day, clock.now())
        if self.size:
            self.topic.refresh_from_db()
        self.day += timedelta(days=1)
        return raised


@pytest.mark.req("STA-3")
def test_one_a_day_for_weeks_is_warned_of_once_and_says_which_window(town):
    slow = City()
    raised = slow.brings(*[1] * 21)
    assert sum(raised) == 1 and raised.index(1) >= 12
    warning = Warning.objects.get()
    assert (warning.level, warning.days, warning.expected) == (1, 28, 5.0)
    assert warning.count == 21 == len(warning.evidence), "its figures follow"
    with transaction.atomic():
        (told,) = raising.to_tell()
    assert (told.days, told.count, told.level) == (28, 21, 1)
    assert (slow.topic.days, slow.topic.level, slow.topic.course) == (28, 1, "rising")


def test_a_burst_in_slow_growth_lifts_the_same_warning(town):
    slow = City()
    slow.brings(*[1] * 20)
    assert slow.brings(12, 0, 0) == [1, 0, 0]
    warning = Warning.objects.get()
    assert warning.level == 2
    assert sorted(act.what for act in WarningAct.objects.all()) == ["raised", "rose"]
    assert slow.brings(*[0] * 40) == [0] * 40
    warning.refresh_from_db()
    assert warning.fell and warning.rings == []


def test_what_was_a_burst_does_not_come_again_as_slow_growth(town):
    loud = City()
    assert loud.brings(8, 1) == [1, 0]
    warning = Warning.objects.get()
    assert warning.days == 2
    raising.close(town["director"], warning.pk, warning.revision, "已处理")
    assert loud.brings(1, 1, 1, 1, 1, 1, 1) == [0] * 7, "sixteen in nine days, nine of them warned of"
    assert loud.brings(6) == [1], "but a new burst does"
    assert Warning.objects.exclude(state=State.CLOSED.value).get().days == 2


def test_closed_slow_growth_is_silent_while_it_goes_on_and_a_burst_in_it_is_not(town):
    slow = City()
    slow.brings(*[1] * 18)
    warning = Warning.objects.get()
    raising.close(town["director"], warning.pk, warning.revision, "已转主管部门")
    assert slow.brings(*[1] * 4) == [0] * 4
    assert slow.brings(2, 3) == [0, 1]
    assert Warning.objects.exclude(state=State.CLOSED.value).get().days == 2


def test_slow_growth_that_was_down_in_between_comes_again(town):
    slow = City()
    slow.brings(*[1] * 18)
    warning = Warning.objects.get()
    raising.close(town["director"], warning.pk, warning.revision, "已处理")
    slow.brings(*[0] * 60)
    warning.refresh_from_db()
    assert warning.fell
    assert sum(slow.brings(*[2] * 10)) == 1


def test_what_is_usual_for_its_class_and_place_is_no_warning(town):
    UsualDay.objects.bulk_create(
        UsualDay(line=city.LINE, content_class="C1.01", area="990102001", day=FIRST - timedelta(days=n), count=1)
        for n in range(1, 100)
    )
    slow = City("C1.01", "990102")
    assert slow.brings(*[1] * 21) == [0] * 21
    assert slow.topic.course == "steady" and slow.topic.days == 7


def test_a_slow_topic_shows_the_window_that_says_how_it_goes(town):
    slow = City()
    slow.brings(1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)
    assert (slow.topic.course, slow.topic.days, slow.topic.count) == ("new", 28, 3)
    slow.brings(*[0] * 12)
    assert (slow.topic.course, slow.topic.days) == ("new", 28), "all of it lies in these days"


def test_many_of_a_class_over_weeks_though_no_two_are_alike(town):
    def brings(since, days, count):
        UsualDay.objects.bulk_create(
            UsualDay(
                line=city.LINE, content_class="C1.05", area="990102001002", day=since + timedelta(days=n), count=count
            )
            for n in range(days)
        )

    brings(FIRST - timedelta(days=90), 90, 1)
    brings(FIRST, 28, 4)
    quiet = growth.look(city.LINE, FIRST - timedelta(days=1), RULE, LONG_AGO, whole=False)
    assert quiet == []
    day = FIRST + timedelta(days=27)
    (found,) = growth.look(city.LINE, day, RULE, LONG_AGO, whole=False)
    assert (found.subject, found.rise.days, found.rise.count) == ("C1.05@990102001", 28, 112)
    assert found.rise.usual == pytest.approx(28) and found.rise.level == 2
    assert raising.settle(city.LINE, [found], day, clock.now()) == 1
    assert raising.settle(city.LINE, [], day, clock.now()) == 0 and Warning.objects.get().fell
