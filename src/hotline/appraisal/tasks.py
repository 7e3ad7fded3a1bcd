"""Jobs of this room."""

from __future__ import annotations

from hotline.appraisal import feeding
from hotline.infra import jobs


@jobs.periodic(cron="25 * * * *", periodic_id="appraisal.feed", queueing_lock="appraisal.feed")
def feed_measures(*, timestamp: int) -> None:
    """Entries and inspections of the days that are over are recorded with insight."""
    feeding.feed()
