"""Jobs of the project itself."""

from __future__ import annotations

from datetime import timedelta

from hotline.infra import clock, jobs

_KEEP = timedelta(days=30)
"""Longer than any job is kept or tried again (a week)."""


@jobs.periodic(cron="53 18 * * *", periodic_id="project.forget_receipts", queueing_lock="project.forget_receipts")
def forget_receipts(*, timestamp: int) -> None:
    """Receipts of jobs that cannot come again are dropped."""
    from hotline.project.models import Receipt

    Receipt.objects.filter(at__lt=clock.now() - _KEEP).delete()


@jobs.periodic(cron="*/10 * * * *", periodic_id="project.tell_knowledge", queueing_lock="project.tell_knowledge")
def tell_knowledge(*, timestamp: int) -> None:
    """Owners of knowledge, then their leaders, then the centre hear what is due; each of it once (KNW-1, SUP-1)."""
    from hotline.project.telling import tell_knowledge as tell

    tell()


@jobs.periodic(cron="* * * * *", periodic_id="project.tell_warnings", queueing_lock="project.tell_warnings")
def tell_warnings(*, timestamp: int) -> None:
    """Owners of warnings hear of those that were raised; the director of the higher levels, too (STA-3)."""
    from hotline.project.telling import tell_warnings as tell

    tell()
