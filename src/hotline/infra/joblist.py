"""The jobs as they stand in PostgreSQL, for whoever looks after them: how many wait, which failed, trying again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from hotline.infra import clock
from hotline.infra.jobs import app


@dataclass(frozen=True, slots=True)
class Job:
    """One job. `order`: the order it is about, where its arguments name one. `late`: it is due and nobody took it."""

    id: int
    task: str
    status: str
    attempts: int
    due: datetime | None
    order: str
    last: datetime | None
    late: bool = False


_COUNTS = """
SELECT status::text, count(*),
       count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, '-infinity') <= %s)
FROM procrastinate_jobs GROUP BY 1
"""
_LIST = """
SELECT j.id, j.task_name, j.status::text, j.attempts, j.scheduled_at, coalesce(j.args->>'order', ''),
       (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id)
FROM procrastinate_jobs j WHERE j.status::text = ANY(%s) AND (%s::bigint IS NULL OR j.id < %s)
ORDER BY j.id DESC LIMIT %s
"""
FAILED, WAITING, DOING = "failed", "todo", "doing"


def counts() -> dict[str, int]:
    """How many jobs wait (`todo`; of these `due` now), are being done, failed."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [clock.now()])
        rows = cursor.fetchall()
    found = {status: number for status, number, _due in rows}
    return {name: found.get(name, 0) for name in (FAILED, WAITING, DOING)} | {"due": sum(row[2] for row in rows)}


def listed(status: str, before: int | None = None, limit: int = 50) -> list[Job]:
    """Jobs of a status, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(_LIST, [[status], before, before, limit])
        rows, now = cursor.fetchall(), clock.now()
    return [Job(*row, late=row[2] == WAITING and (row[4] is None or row[4] <= now)) for row in rows]


def retry(job_id: int) -> Job | None:
    """Try a failed job again now; the job, or None when it had not failed."""
    with transaction.atomic():
        job = _locked(job_id, FAILED)
        if job is not None:
            app.job_manager.retry_job_by_id(job_id, retry_at=clock.now())
    return job


def retry_all(limit: int = 1000) -> int:
    """Try every failed job again, the oldest of them first; returns how many."""
    return sum(retry(job.id) is not None for job in reversed(listed(FAILED, limit=limit)))


def stop(job_id: int) -> Job | None:
    """A failed job is not shown any more, a waiting one is not done; None when it is neither, or has begun."""
    with transaction.atomic():
        job = _locked(job_id, FAILED, WAITING)
        if job is None:
            return None
        if job.status == WAITING:
            return job if app.job_manager.cancel_job_by_id(job_id) else None
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'cancelled' WHERE id = %s", [job_id])
        return job


_ONE = """
SELECT id, task_name, status::text, attempts, scheduled_at, coalesce(args->>'order', ''), NULL
FROM procrastinate_jobs WHERE id = %s AND status::text = ANY(%s) FOR UPDATE
"""


def _locked(job_id: int, *states: str) -> Job | None:
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [job_id, list(states)])
        row = cursor.fetchone()
    return Job(*row) if row else None
