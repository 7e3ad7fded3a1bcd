"""Search rows made anew, in batches with progress: for rows made otherwise, and when units changed."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import F

from hotline.accounts import audit
from hotline.accounts.directory import directory_of
from hotline.accounts.models import Person
from hotline.accounts.selectors import directory
from hotline.core.state import SYSTEM
from hotline.infra import clock
from hotline.infra.ids import uuid7
from hotline.orders import raw, search_areas, search_rows
from hotline.orders.models import SearchRun
from hotline.orders.reading import BEFORE_ALL, ids_after

BATCH = 500
"""Orders of one transaction."""
BATCHES_A_JOB = 10


@dataclass(frozen=True, slots=True)
class Run:
    """How far a run is. `about`: roughly how many orders there are; a run that has ended has done all."""

    id: int
    begun_at: datetime
    begun_by: str
    since: date | None
    done: int
    about: int
    ended_at: datetime | None


def begin(person: Person | str, since: date | None = None) -> SearchRun:
    """A new run over the orders registered since a day (all of them), recorded. The caller sees to it that it goes on.

    One that is under way ends here: the new one does its work, too.
    """
    with transaction.atomic():
        SearchRun.objects.filter(ended_at=None).update(ended_at=clock.now())
        like = "" if since else likeness()
        fields = {"begun_at": clock.now(), "begun_by": _name(person), "since": since, "cursor": _before(since)}
        run: SearchRun = SearchRun.objects.create(**fields, like=like)
        audit.note(person, "reindexed", str(run.id), {"from": since.isoformat()} if since else {})
    return run


def keep_up() -> SearchRun | None:
    """A new run when the rows of the orders before are no longer what would be made now; None when they are.

    A unit that has moved is seen by the units above it once the run has come to its orders.
    """
    wanted = likeness()
    last = SearchRun.objects.exclude(like="").order_by("-id").values_list("like", flat=True).first()
    return None if last == wanted else begin(SYSTEM.id)


@functools.lru_cache(maxsize=4)
def _likeness(version: str) -> str:
    tree = directory_of(version)
    said = sorted(f"{u.id} {u.parent} {tree.name(u.id)}" for u in tree.all()) + sorted(search_areas.names(tree).items())
    return f"{search_rows.MADE}:{hashlib.sha256(repr(said).encode()).hexdigest()[:16]}"


def likeness() -> str:
    """What search rows depend on besides their orders: how they are made, the tree of units, names of areas."""
    return _likeness(directory().version)


def _name(person: Person | str) -> str:
    return person if isinstance(person, str) else str(person.pk)


def _before(since: date | None) -> str:
    """An id before those of all orders registered since a day: ids begin with the moment they were made at."""
    if since is None:
        return BEFORE_ALL
    moment = datetime.combine(since, time(), clock.LOCAL)
    return str(uuid7(moment))[:13] + BEFORE_ALL[13:]


def step(run_id: int) -> bool:
    """One batch of a run; whether there is more. Two workers at once: the second waits, and does the next batch."""
    with transaction.atomic():
        run = SearchRun.objects.select_for_update().filter(pk=run_id, ended_at=None).first()
        if run is None:
            return False
        idents = ids_after(str(run.cursor), BATCH)
        search_rows.index(idents)
        ended = len(idents) < BATCH
        SearchRun.objects.filter(pk=run_id).update(
            cursor=idents[-1] if idents else run.cursor,
            done=F("done") + len(idents),
            ended_at=clock.now() if ended else None,
        )
    return not ended


def work(run_id: int, progress: Callable[[int], None] = lambda done: None, batches: int | None = None) -> bool:
    """So many batches of a run, or all; `progress` is told of each batch. Whether there is more to do."""
    while batches is None or batches > 0:
        more = step(run_id)
        progress(BATCH)
        if not more:
            return False
        batches = None if batches is None else batches - 1
    return True


_ABOUT = "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'orders_workorder'::regclass"


def latest() -> Run | None:
    """The latest run."""
    run = SearchRun.objects.order_by("-id").first()
    if run is None:
        return None
    with raw.cursor() as cur:
        cur.execute(_ABOUT)
        (about,) = cur.fetchone()
    return Run(run.id, run.begun_at, run.begun_by, run.since, run.done, about, run.ended_at)
