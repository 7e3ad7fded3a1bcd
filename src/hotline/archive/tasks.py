"""Jobs of this room."""

from __future__ import annotations

from hotline.archive import services
from hotline.infra import jobs


@jobs.periodic(cron="*/15 * * * *", periodic_id="archive.seal_ended", queueing_lock="archive.seal_ended")
def archive_closed(*, timestamp: int) -> None:
    """What has ended and waited long enough is sealed."""
    services.seal_ended()
