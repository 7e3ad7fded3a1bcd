"""Jobs of this room."""

from __future__ import annotations

from hotline.handling import services
from hotline.infra import jobs


@jobs.periodic(cron="29 18 * * *", periodic_id="handling.forget_drafts", queueing_lock="handling.forget_drafts")
def forget_drafts(*, timestamp: int) -> None:
    """Drafts nobody touched for two months are dropped."""
    services.forget_old_drafts()
