"""The small jobs of the room, and `hotline verify` as a command."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import connection

from hotline.core import commands as c
from hotline.orders import services, tasks
from hotline.orders.models import CommandKey, QueueCount, QueueDelta
from hotline.project.commands.verify import command
from tests.rooms.orders import city


def test_counts_are_folded_by_a_job(people):
    city.registered(people)
    tasks.add_up(timestamp=0)
    assert not QueueDelta.objects.exists()
    assert QueueCount.objects.get(queue="awaiting_dispatch", holder=city.LINE).entries == 1


def test_old_keys_are_forgotten_and_young_ones_kept(people, moving_clock):
    order = city.registered(people)
    services.apply(order.id, c.AddNote(text="早"), people["agent"], key="old")
    moving_clock.advance(timedelta(days=29))
    services.apply(order.id, c.AddNote(text="晚"), people["agent"], key="young")
    moving_clock.advance(timedelta(days=2))
    tasks.forget_keys(timestamp=0)
    assert [key.key for key in CommandKey.objects.all()] == [f"{order.id}:young"]


@pytest.fixture
def hotline_verify(monkeypatch):
    """The command on the database of the test."""
    # Without the wrapper that would start the product's own server.
    monkeypatch.setattr(command, "callback", command.callback.__wrapped__)
    return lambda *arguments: CliRunner().invoke(command, arguments)


def test_the_command_names_the_order_and_ends_with_1(people, hotline_verify):
    sound, broken = city.in_hand(people), city.in_hand(people)
    assert hotline_verify().exit_code == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders_workorder SET phase = 'closed' WHERE id = %s", [broken.id])
    result = hotline_verify()
    assert result.exit_code == 1 and f"{broken.number}：columns differ: phase" in result.stderr
    assert sound.number not in result.output
    assert hotline_verify(sound.number).exit_code == 0
    unknown = hotline_verify("DZ-none")
    assert unknown.exit_code == 1 and "DZ-none：没有这张工单" in unknown.stderr
