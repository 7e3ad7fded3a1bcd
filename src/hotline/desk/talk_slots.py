"""Warnings on the director's first page, topics on the analyst's (AIS-3)."""

from __future__ import annotations

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.desk import talk
from hotline.desk.homes import slots
from hotline.desk.homes.slots import Filled
from hotline.infra import clock
from hotline.insight import topic_pages

FEW = 6


def warnings(person: Person) -> Filled | None:
    """Warnings that wait, the highest level first."""
    if not policies.can(person, "see_topics"):
        return None
    rows = [talk.warning_row(row) for row in topic_pages.warnings(person, limit=FEW)]
    return Filled("desk/home_warnings.html", {"rows": rows})


def topics(person: Person) -> Filled | None:
    """What is talked about, what rises most first."""
    if not policies.can(person, "see_topics"):
        return None
    found = topic_pages.topics_now(person, limit=FEW)
    days = topic_pages.days_of([topic.pk for topic in found], clock.today(), talk.SPARK_DAYS)
    return Filled("desk/home_topics.html", {"rows": [talk.topic_row(topic, days[topic.pk]) for topic in found]})


def fill() -> None:
    """Have both asked for their places."""
    slots.fills(slots.WARNINGS, warnings)
    slots.fills(slots.TOPICS, warnings)
    slots.fills(slots.TOPICS, topics)
