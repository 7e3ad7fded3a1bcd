"""New files of packs come into force in every process, without a restart and never by halves.

An administrator asks for it: the packs in use are loaded and their cases played first; then a row says so, and every
process that serves or works looks for new rows and loads the packs anew, all of them or none. An order keeps the rules
it was filed under; the calendars of the newest files hold for all (`registry.in_force`).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

import structlog
from django.db import DatabaseError, connection

from hotline.core.policy.pack import Policy
from hotline.infra import clock
from hotline.policy import registry
from hotline.policy.check import check_some
from hotline.policy.errors import PackError
from hotline.policy.loading import files_on_disk, load_from, packs_root
from hotline.policy.models import Renewal

LOOK_SECONDS = 3.0
log = structlog.get_logger(__name__)


def changed(names: Iterable[str]) -> list[Policy]:
    """Those of these packs whose files say something else than is in force, as they say it. PackError: broken files."""
    files = files_on_disk(packs_root())
    if registry.same_files(files):
        return []
    fresh = [load_from(files, name).policy for name in names]
    return [policy for policy in fresh if registry.load(policy.id).release != policy.release]


def renew(names: Iterable[str], by: str) -> list[str]:
    """Bring the files into force everywhere; `names`: the packs in use.

    Returns what is wrong with them; then nothing has changed anywhere.
    """
    wrong = [f"{report.name}: {text}" for report in check_some(names) for text in (*report.errors, *report.failures)]
    if wrong:
        return wrong
    try:
        registry.renew()
    except PackError as error:
        return [str(problem) for problem in error.problems]
    Renewal.objects.create(by=by, at=clock.now())
    return []


def latest() -> int:
    """The number of the last renewal."""
    return Renewal.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def follow(seen: int) -> int:
    """Load the packs anew if somebody asked for it after `seen`; what is now seen. Broken files change nothing."""
    newest = latest()
    if newest > seen:
        try:
            registry.renew()
            log.info("packs.renewed", renewal=newest)
        except PackError as error:
            log.error("packs.not_renewed", renewal=newest, problems=len(error.problems))
    return newest


def watch() -> threading.Event:
    """Follow from now on, in a thread of this process, until the event that is returned is set."""
    stop = threading.Event()
    threading.Thread(target=_watch, args=(stop,), name="packs", daemon=True).start()
    return stop


def _watch(stop: threading.Event) -> None:
    seen: int | None = None
    while not stop.wait(LOOK_SECONDS):
        try:
            seen = latest() if seen is None else follow(seen)
        except DatabaseError:
            # The database is away or being restarted; it is asked again.
            pass
        finally:
            connection.close()
