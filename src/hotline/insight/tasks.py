"""Jobs of this room."""

from __future__ import annotations

from hotline.infra import jobs
from hotline.insight import services, surveys


@jobs.periodic(cron="* * * * * */5", queue="insight", periodic_id="insight.fill", queueing_lock="insight.fill")
def fill(*, timestamp: int) -> None:
    """Every five seconds: what has happened is counted. A run that was missed is made up by the next one."""
    services.fill()


@jobs.periodic(cron="*/10 * * * *", queue="insight", periodic_id="insight.remake", queueing_lock="insight.remake")
def remake(*, timestamp: int) -> None:
    """After measures of a pack were changed, the sums of its live board are made anew."""
    services.remake_changed()


@jobs.periodic(cron="35 * * * *", queue="insight", periodic_id="insight.surveys", queueing_lock="insight.surveys")
def survey(*, timestamp: int) -> None:
    """Answers to outbound calls of the days that are over are counted."""
    surveys.feed()
