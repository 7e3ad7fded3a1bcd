"""Periodic upkeep of the job tables."""

from __future__ import annotations

from procrastinate import JobContext

from hotline.infra import jobs

# Workers report every ten seconds; one that has been silent for a minute is dead.
_SILENT_SECONDS = 60
_KEEP_HOURS = 24 * 7


@jobs.app.periodic(cron="* * * * *")
@jobs.app.task(queue="periodic", queueing_lock="retry_lost_jobs", pass_context=True)
async def retry_lost_jobs(context: JobContext, timestamp: int) -> None:
    """Jobs whose worker died are given to another one."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_SILENT_SECONDS):
        await manager.retry_job(job)


@jobs.app.periodic(cron="17 18 * * *")
@jobs.app.task(queue="periodic", queueing_lock="remove_done_jobs", pass_context=True)
async def remove_done_jobs(context: JobContext, timestamp: int) -> None:
    """Finished jobs are kept for a week; what they did is in the orders' own events."""
    await context.app.job_manager.delete_old_jobs(nb_hours=_KEEP_HOURS)
