"""A newly announced holiday moves the open limits of the pack's orders, each as an event; the rest stays."""

from __future__ import annotations

import shutil
from datetime import date, timedelta

import pytest

from hotline.core.vocabulary import ClockName
from hotline.infra import clock
from hotline.orders.selectors import get, records
from hotline.orders.verification import verify
from hotline.policy import registry
from hotline.policy.loading import packs_root
from hotline.supervision import calendars, services
from hotline.supervision.models import CalendarSeen
from tests.rooms.orders import city

PACK = "dezhou-12345"


@pytest.fixture
def calendar_file(tmp_path, monkeypatch):
    """The real packs, copied, to be changed."""
    shutil.copytree(packs_root(), tmp_path / "packs")
    monkeypatch.setenv("HOTLINE_PACKS", str(tmp_path / "packs"))
    registry.reload()
    yield tmp_path / "packs" / "national" / "calendar.yaml"
    monkeypatch.undo()
    registry.reload()


def announce(calendar_file, day: str) -> None:
    """Makes a day of March 2026 a holiday."""
    text = calendar_file.read_text(encoding="utf-8")
    at = text.index("[", text.index("holidays:", text.index("year: 2026"))) + 1
    calendar_file.write_text(f'{text[:at]}"{day}", {text[at:]}', encoding="utf-8")
    registry.reload()


def reply_day(order_id: str) -> date:
    due = next(k.due_at for k in get(order_id).clocks if k.name is ClockName.REPLY)
    assert due is not None
    return clock.local(due).date()


def test_open_limits_move_and_finished_ones_stay(calendar_file, town):
    running, done = city.in_hand(town), city.replied(town)
    assert services.changed_packs() == []
    assert reply_day(running.id) == date(2026, 3, 9)
    announce(calendar_file, "2026-03-05")
    assert services.changed_packs() == [PACK]
    found = services.recompute_calendar(PACK)
    assert found.moved == 1 and found.failed == ()
    assert reply_day(running.id) == date(2026, 3, 10)
    assert reply_day(done.id) == date(2026, 3, 9)
    (moved,) = [r for r in records(running.id) if r.name == "clock_moved"]
    assert moved.cause == "recompute_clocks" and moved.actor_id == "system"
    assert services.changed_packs() == []
    assert verify().ok


def test_doing_it_again_moves_nothing(calendar_file, town):
    order = city.in_hand(town)
    services.changed_packs()
    announce(calendar_file, "2026-03-05")
    services.recompute_calendar(PACK)
    version = get(order.id).version
    assert services.recompute_calendar(PACK).moved == 0 and get(order.id).version == version


def test_what_ended_before_a_day_can_be_left_out(calendar_file, town):
    order = city.in_hand(town)
    services.changed_packs()
    announce(calendar_file, "2026-03-05")
    assert services.recompute_calendar(PACK, since=date(2026, 4, 1)).moved == 0
    assert reply_day(order.id) == date(2026, 3, 9)


def test_another_rule_is_no_other_calendar(calendar_file, town):
    services.changed_packs()
    rules = calendar_file.with_name("rules.yaml")
    text = rules.read_text(encoding="utf-8").replace("{working_days: 5}, counting", "{working_days: 6}, counting")
    rules.write_text(text, encoding="utf-8")
    registry.reload()
    assert services.changed_packs() == []


def test_the_digest_is_of_what_the_calendars_say(calendar_file, town):
    before = calendars.digest_of(PACK)
    registry.reload()
    assert calendars.digest_of(PACK) == before
    announce(calendar_file, "2026-03-05")
    assert calendars.digest_of(PACK) != before


def test_an_order_that_cannot_be_computed_is_named_and_tried_again(calendar_file, town, monkeypatch):
    city.in_hand(town)
    services.changed_packs()
    seen = CalendarSeen.objects.get(pack=PACK)
    announce(calendar_file, "2026-03-05")
    real = calendars.orders.apply

    def refuse(*given, **named):
        from hotline.core.decision import Refusal
        from hotline.core.vocabulary import RefusalCode

        raise calendars.orders.Refused(Refusal(RefusalCode.RULES_CONFLICT))

    monkeypatch.setattr(calendars.orders, "apply", refuse)
    assert len(services.recompute_calendar(PACK).failed) == 1
    assert CalendarSeen.objects.get(pack=PACK).digest == seen.digest and services.changed_packs() == [PACK]
    monkeypatch.setattr(calendars.orders, "apply", real)
    assert services.recompute_calendar(PACK).moved == 1 and services.changed_packs() == []


def test_a_sweep_after_the_move_follows_the_new_limit(calendar_file, town, moving_clock):
    order = city.in_hand(town)
    services.changed_packs()
    announce(calendar_file, "2026-03-05")
    services.recompute_calendar(PACK)
    limit = next(k.due_at for k in get(order.id).clocks if k.name is ClockName.REPLY)
    moving_clock.move_to(limit - timedelta(hours=1))
    services.sweep()
    assert not [r for r in records(order.id) if r.name == "clock_breached" and r.event.clock == "reply-1"]
    moving_clock.move_to(limit + timedelta(seconds=1))
    services.sweep()
    assert [r for r in records(order.id) if r.name == "clock_breached" and r.event.clock == "reply-1"]
