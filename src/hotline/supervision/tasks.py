"""Jobs of this room: clocks fire within seconds; moved calendars are noticed."""

from __future__ import annotations

from hotline.infra import jobs
from hotline.supervision import services


@jobs.periodic(
    cron="* * * * * */5", queue="deadlines", periodic_id="supervision.sweep", queueing_lock="supervision.sweep"
)
def sweep(*, timestamp: int) -> None:
    """Every five seconds: what is due fires. A sweep that was missed is made up by the next one."""
    services.sweep()


@jobs.periodic(cron="*/10 * * * *", periodic_id="supervision.calendars", queueing_lock="supervision.calendars")
def look_at_calendars(*, timestamp: int) -> None:
    """After a pack with another calendar was put in place, its open limits are computed anew."""
    for pack in services.changed_packs():
        recompute.configure(queueing_lock=f"supervision.recompute:{pack}").defer(pack=pack)


@jobs.task(queue="periodic", name="supervision.recompute")
def recompute(*, pack: str) -> None:
    services.recompute_calendar(pack)
