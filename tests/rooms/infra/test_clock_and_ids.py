"""The clock that can be moved, and identifiers that follow it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from hotline.infra import clock
from hotline.infra.ids import uuid7

NOON = datetime(2026, 2, 28, 12, 0, tzinfo=clock.LOCAL)


def test_now_is_aware_and_utc():
    assert clock.now().tzinfo is UTC
    assert clock.now() <= clock.now()


def test_a_moved_clock_stands_still_until_it_is_moved():
    with clock.moved_to(NOON) as moved:
        assert clock.now() == NOON
        assert clock.today().isoformat() == "2026-02-28"
        moved.advance(hours=13)
        assert clock.today().isoformat() == "2026-03-01"
        moved.move_to(NOON)
        assert clock.local() == NOON
    assert clock.now() > NOON


def test_moved_clocks_nest():
    with clock.moved_to(NOON):
        with clock.moved_to(NOON + timedelta(days=1)):
            assert clock.now() == NOON + timedelta(days=1)
        assert clock.now() == NOON


def test_other_threads_keep_real_time_unless_the_process_is_moved():
    seen = []
    with clock.moved_to(NOON):
        _in_thread(lambda: seen.append(clock.now()))
    with clock.moved_to(NOON, process_wide=True):
        _in_thread(lambda: seen.append(clock.now()))
    assert seen[0] != NOON
    assert seen[1] == NOON


def test_naive_moments_and_negative_steps_are_refused():
    with pytest.raises(ValueError, match="time zone"):
        clock.MovableClock(datetime(2026, 1, 1))  # noqa: DTZ001 - the naive moment is the point
    with pytest.raises(ValueError, match="negative"):
        clock.MovableClock(NOON).advance(hours=-1)


def test_ids_are_version_7_and_ordered_by_the_clock():
    with clock.moved_to(NOON) as moved:
        ids = []
        for _ in range(200):
            ids.append(uuid7())
            moved.advance(microseconds=1)
    assert ids == sorted(ids)
    assert {i.version for i in ids} == {7}
    assert ids[0].int >> 80 == int(NOON.timestamp() * 1000)


def test_ids_of_one_moment_differ():
    assert len({uuid7(NOON) for _ in range(1000)}) == 1000


def _in_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
