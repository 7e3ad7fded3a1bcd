"""Jobs in PostgreSQL (procrastinate): a job is stored in the same transaction as the change that asks for it.

A job runs at least once. When a worker dies in the middle, `retry_lost_jobs` (tasks.py) gives the job to another, so
every job checks under a row lock whether its work is already done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from procrastinate import App, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

__all__ = [
    "AlreadyEnqueued",
    "app",
    "cancel",
    "defer_at",
    "on_app_ready",
    "periodic",
    "run_waiting",
    "run_worker",
    "task",
]

# A job that fails is tried again after 5, 25, 125 … seconds, then shown as failed.
_RETRY = RetryStrategy(max_attempts=5, exponential_wait=5)


def task(
    *, queue: str, name: str | None = None, retry: bool | int | RetryStrategy = _RETRY, **options: Any
) -> Callable[[Callable[..., Any]], Task]:
    """Make a function a job. Its arguments are keywords and JSON values; identifiers travel as text."""
    return app.task(queue=queue, name=name, retry=retry, pass_context=False, **options)


def periodic(
    *, cron: str, queue: str = "periodic", periodic_id: str = "", **options: Any
) -> Callable[[Callable[..., Any]], Task]:
    """Make a function a job that is due by `cron` (UTC); it is given `timestamp`, once however many workers run."""

    def decorate(function: Callable[..., Any]) -> Task:
        made = app.task(queue=queue, retry=_RETRY, **options)(function)
        return app.periodic(cron=cron, periodic_id=periodic_id)(made)

    return decorate


def defer_at(job: Task, when: datetime, **arguments: Any) -> int:
    """Store `job` to run at `when` (aware); returns its number. Part of the caller's transaction."""
    return job.configure(schedule_at=when).defer(**arguments)


def cancel(job_id: int) -> bool:
    """Withdraw a job that has not begun; False when it has, or never was."""
    return app.job_manager.cancel_job_by_id(job_id)


def run_worker(*, queues: Iterable[str] | None = None, concurrency: int = 4, name: str | None = None) -> None:
    """Work until told to stop (SIGTERM, SIGINT): jobs in hand are finished first, for at most ten seconds."""
    asyncio.run(_work(queues=queues, concurrency=concurrency, name=name, wait=True, shutdown_graceful_timeout=10))


def run_waiting(*, queues: Iterable[str] | None = None) -> int:
    """Run every job that is due now in this process, and those they ask for; returns how many were run."""
    before = _finished()
    asyncio.run(
        _work(
            queues=queues,
            concurrency=1,
            wait=False,
            listen_notify=False,
            install_signal_handlers=False,
            delete_jobs="never",
            with_periodic=False,
        )
    )
    return _finished() - before


async def _work(*, with_periodic: bool = True, **options: Any) -> None:
    # A second app for the worker's own connection. Tasks stay bound to the first one, whose connection is Django's:
    # so a job that asks for another job does it in its own transaction, as a view does.
    working = App(connector=app.connector.get_worker_connector(), worker_defaults=app.worker_defaults)
    working.tasks = app.tasks
    if with_periodic:
        working.periodic_registry = app.periodic_registry
    async with working.open_async():
        await working.run_worker_async(**options)


def _finished() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(attempts), 0) FROM procrastinate_jobs")
        return int(cursor.fetchone()[0])


def on_app_ready(real_app: App) -> None:
    """Called by procrastinate once all tasks are known."""
    real_app.worker_defaults = {**(real_app.worker_defaults or {}), "fetch_job_polling_interval": 5.0}
