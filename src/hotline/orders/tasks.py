"""Jobs of this room: show events to consumers, add up the counts of lists, forget old idempotency keys."""

from __future__ import annotations

from hotline.infra import jobs
from hotline.orders import counts, search_rows, search_runs
from hotline.orders.reactions import react

__all__ = ["add_up", "fill_search", "forget_keys", "react", "reindex"]


@jobs.periodic(cron="* * * * *", periodic_id="orders.add_up", queueing_lock="orders.add_up")
def add_up(*, timestamp: int) -> None:
    """Fold the changes of the counts into the counts, so that reading one stays cheap."""
    counts.add_up()


@jobs.periodic(cron="41 18 * * *", periodic_id="orders.forget_keys", queueing_lock="orders.forget_keys")
def forget_keys(*, timestamp: int) -> None:
    """A form that is sent again after a month is not a repetition."""
    counts.forget_keys(days=30)


@jobs.periodic(cron="* * * * * */5", queue="search", periodic_id="orders.search", queueing_lock="orders.search")
def fill_search(*, timestamp: int) -> None:
    """Every five seconds: orders that have changed are found by their new words, all of them after units changed."""
    while search_rows.fill():
        pass
    if run := search_runs.keep_up():
        reindex.defer(run=run.id)


@jobs.task(queue="search", name="orders.reindex")
def reindex(*, run: int) -> None:
    """Some batches of a run that makes the search rows anew; then it asks for itself again."""
    if search_runs.work(run, batches=search_runs.BATCHES_A_JOB):
        reindex.defer(run=run)
