"""Jobs: part of the transaction, due in time, given to another worker when one dies."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from hotline.infra import clock, jobs
from hotline.infra.tasks import retry_lost_jobs
from tests.rooms.infra import jobs_for_tests as mine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_seen():
    mine.seen.clear()


def rows(columns: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM procrastinate_jobs WHERE queue_name = 'tests' ORDER BY id")
        return cursor.fetchall()


def test_a_job_runs_once_its_transaction_is_committed():
    with transaction.atomic():
        mine.note.defer(text="a")
    assert jobs.run_waiting(queues=["tests"]) == 1
    assert mine.seen == ["a"]
    assert jobs.run_waiting(queues=["tests"]) == 0


def test_a_job_disappears_with_its_transaction():
    with pytest.raises(KeyError), transaction.atomic():
        mine.note.defer(text="a")
        raise KeyError
    assert rows("id") == []


def test_a_job_waits_for_its_time_and_can_be_withdrawn():
    number = jobs.defer_at(mine.note, clock.now() + timedelta(hours=1), text="later")
    assert jobs.run_waiting(queues=["tests"]) == 0
    assert jobs.cancel(number) is True
    assert rows("status::text") == [("cancelled",)]
    assert jobs.cancel(number) is False


def test_a_failing_job_is_kept_as_failed():
    mine.fail.defer()
    jobs.run_waiting(queues=["tests"])
    assert rows("status::text") == [("failed",)]


def test_a_job_asks_for_another_in_its_own_transaction():
    mine.ask.defer()
    mine.ask_and_fail.defer()
    jobs.run_waiting(queues=["tests"])
    assert mine.seen == ["asked for"]
    assert len(rows("id")) == 3


def test_the_job_of_a_dead_worker_is_done_by_another():
    mine.note.defer(text="half done")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes') RETURNING id"
        )
        dead = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = 1, worker_id = %s", [dead])
    assert jobs.run_waiting(queues=["tests"]) == 0
    retry_lost_jobs.defer(timestamp=0)
    jobs.run_waiting(queues=["periodic"])
    jobs.run_waiting(queues=["tests"])
    assert mine.seen == ["half done"]
    assert rows("status::text") == [("succeeded",)]
