"""Jobs of this room; who is told of what is due is `project.tasks`, for notices are a room above."""

from __future__ import annotations

from hotline.infra import jobs
from hotline.knowledge import gaps, indexing, keeping, sending, using
from hotline.knowledge.diagnosis import after


@jobs.periodic(cron="* * * * *", periodic_id="knowledge.appear", queueing_lock="knowledge.appear")
def appear(*, timestamp: int) -> None:
    """Every minute: texts whose moment has come are shown."""
    keeping.appear()


@jobs.periodic(cron="10 17 * * *", periodic_id="knowledge.fall_due", queueing_lock="knowledge.fall_due")
def fall_due(*, timestamp: int) -> None:
    """At night (01:10 in Asia/Shanghai): what is due is marked, old searches go, terms are counted anew."""
    while keeping.fall_due():
        pass
    using.forget_old()
    after.forget()
    sending.tidy()
    indexing.recount()


@jobs.periodic(cron="*/20 * * * *", periodic_id="knowledge.gaps", queueing_lock="knowledge.gaps")
def gather_gaps(*, timestamp: int) -> None:
    """Searches that found nothing become gaps."""
    gaps.gather()
