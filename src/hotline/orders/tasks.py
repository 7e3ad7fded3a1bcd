"""Jobs of this room: show events to consumers, add up the counts of lists, forget old idempotency keys."""

from __future__ import annotations

from hotline.infra import jobs
from hotline.orders import counts
from hotline.orders.reactions import react

__all__ = ["add_up", "forget_keys", "react"]


@jobs.periodic(cron="* * * * *", periodic_id="orders.add_up", queueing_lock="orders.add_up")
def add_up(*, timestamp: int) -> None:
    """Fold the changes of the counts into the counts, so that reading one stays cheap."""
    counts.add_up()


@jobs.periodic(cron="41 18 * * *", periodic_id="orders.forget_keys", queueing_lock="orders.forget_keys")
def forget_keys(*, timestamp: int) -> None:
    """A form that is sent again after a month is not a repetition."""
    counts.forget_keys(days=30)
