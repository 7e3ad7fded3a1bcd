"""Jobs of this room."""

from __future__ import annotations

from hotline.accounts import tries
from hotline.infra import jobs


@jobs.periodic(cron="17 * * * *", periodic_id="accounts.forget_tries", queueing_lock="accounts.forget_tries")
def forget_tries(*, timestamp: int) -> None:
    """Counts of wrong passwords that have run out are dropped."""
    tries.forget_old()
