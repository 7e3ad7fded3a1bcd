"""Announcements: shown at once, where they hold, over by themselves, their use counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hotline.accounts.models import Person
from hotline.core.vocabulary import AnnouncementKind
from hotline.core.vocabulary import KnowledgeRefusal as Refusal
from hotline.infra import clock, stream
from hotline.infra.clock import MovableClock
from hotline.knowledge import announcing, services
from hotline.knowledge.services import Notice, Refused
from tests.rooms.knowledge import base
from tests.rooms.orders.city import LINE

pytestmark = pytest.mark.req("KNW-4")


@pytest.fixture
def people(town: dict[str, Person]) -> dict[str, Person]:
    return town | base.editors()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    heard: list[tuple[str, str]] = []
    kept: Callable[..., str] = stream.publish

    def publish(topic: str, event: str, data: dict[str, object] | None = None) -> str:
        heard.append((topic, event))
        return kept(topic, event, data)

    monkeypatch.setattr(stream, "publish", publish)
    return heard


def cut(**changed: object) -> Notice:
    fields: dict[str, object] = {
        "line": LINE,
        "kind": AnnouncementKind.OUTAGE,
        "title": "新湖街停水",
        "text": "新湖街管道抢修，预计今晚八点恢复供水。",
        "since": clock.now(),
        "until": clock.now() + timedelta(hours=4),
        "areas": ("990102003",),
        "places": ("新湖街", "槐香苑"),
        "unit": "lamps",
    }
    return Notice(**(fields | changed))  # type: ignore[arg-type]  # fields of Notice


def test_seats_are_told_at_once_and_the_callers_address_is_seen(
    people: dict[str, Person], told: list[tuple[str, str]]
) -> None:
    row = services.announce(people["editor"], cut())
    assert told == [(announcing.topic(LINE), "announced")]
    (touch,) = announcing.current(LINE, "990102003001", "新湖街12号3单元")
    assert touch.sure and touch.place == "新湖街" and touch.announcement.line == row.text
    assert announcing.current(LINE, "990103", "月牙路") == []
    assert [t.announcement.id for t in announcing.current(LINE)] == [str(row.pk)]


def test_it_is_over_by_itself(people: dict[str, Person], moving_clock: MovableClock) -> None:
    services.announce(people["editor"], cut())
    services.announce(
        people["editor"],
        cut(title="明天停电", since=clock.now() + timedelta(hours=5), until=clock.now() + timedelta(hours=9)),
    )
    assert [t.announcement.title for t in announcing.current(LINE)] == ["新湖街停水"]
    moving_clock.advance(hours=4)
    assert announcing.current(LINE) == []
    moving_clock.advance(hours=1)
    assert [t.announcement.title for t in announcing.current(LINE)] == ["明天停电"]


def test_calls_answered_with_it_are_counted_once_each(people: dict[str, Person]) -> None:
    row = services.announce(people["editor"], cut())
    for ref in ("order-1", "order-1", "order-2", "", ""):
        assert services.announcement_used(people["agent"], row.pk, ref)
    assert announcing.uses([row]) == {row.pk: 4}
    assert not services.announcement_used(people["agent"], clock_uuid(), "order-3")


def clock_uuid() -> str:
    return "00000000-0000-7000-8000-000000000000"


def test_taken_back_and_prolonged(people: dict[str, Person], told: list[tuple[str, str]]) -> None:
    row = services.announce(people["editor"], cut())
    services.prolong(people["director"], row.pk, clock.now() + timedelta(hours=8))
    services.take_back(people["director"], row.pk)
    assert announcing.current(LINE) == [] and len(told) == 3
    with pytest.raises(Refused, match=Refusal.ENDED.value):
        services.take_back(people["director"], row.pk)


def test_what_is_wrong_is_named(people: dict[str, Person]) -> None:
    for wrong, reason in (
        (cut(title=" "), Refusal.NO_TITLE),
        (cut(text=""), Refusal.NO_LINE),
        (cut(until=clock.now()), Refusal.OVER),
    ):
        with pytest.raises(Refused, match=f"^{reason.value}$"):
            services.announce(people["editor"], wrong)
    with pytest.raises(Refused, match=Refusal.WRONG_ROLE.value):
        services.announce(people["agent"], cut())
    assert announcing.listed([LINE]) == []
