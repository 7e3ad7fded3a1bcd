"""What a run led to, what is kept of it, and when the rest is gone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from hotline.accounts.models import Person
from hotline.infra import clock
from hotline.knowledge.diagnosis.models import DiagnosisRun
from hotline.knowledge.diagnosis.running import REFERENCE

KEPT_DAYS = 30
"""Days after its end for which a run can be gone through again; then only its masked trail is left."""
LEFT_OPEN = 2
"""Days after which a run that was never ended counts as over."""
MOST = 20


def of_call(person: Person, call: str) -> DiagnosisRun | None:
    """The last run of this call of this person that is no order's yet."""
    if not call:
        return None
    rows = DiagnosisRun.objects.filter(by=str(person.pk), call=call, ref="").defer("said")
    return rows.order_by("-id").first()


def belongs(person: Person, call: str, number: str) -> list[DiagnosisRun]:
    """The runs of a call become part of the order that was made of it; those that came to a conclusion."""
    if not call:
        return []
    mine = DiagnosisRun.objects.filter(by=str(person.pk), call=call, ref="", ended_at__isnull=False)
    rows = list(mine.defer("said").order_by("id")[:MOST])
    DiagnosisRun.objects.filter(pk__in=[row.pk for row in rows]).update(ref=number)
    for row in rows:
        row.ref = number
    return rows


def of_order(number: str) -> list[DiagnosisRun]:
    """The runs that led to an order, first things first. Who may see the order may read them."""
    return list(DiagnosisRun.objects.filter(ref=number).defer("said").order_by("id")[:MOST])


def one(ident: UUID | str) -> DiagnosisRun | None:
    """A run by its id, without what was said."""
    return DiagnosisRun.objects.filter(pk=ident).defer("said").first()


def is_reference(text: str) -> bool:
    """Whether an order's source is a diagnosis, not an entry."""
    return text.startswith(REFERENCE)


def referred(text: str) -> DiagnosisRun | None:
    """The run that a source of an order names."""
    try:
        return one(UUID(text.removeprefix(REFERENCE))) if is_reference(text) else None
    except ValueError:
        return None


def forget() -> int:
    """What was said in runs that are over for thirty days is taken away; how many."""
    now = clock.now()
    left = DiagnosisRun.objects.filter(ended_at=None, began_at__lt=now - timedelta(days=LEFT_OPEN))
    left.update(ended_at=now)
    old = DiagnosisRun.objects.filter(said__isnull=False, ended_at__lt=now - timedelta(days=KEPT_DAYS))
    return old.update(said=None)


def as_lines(trail: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """What was asked and what came, without words for how: for a note."""
    return [(row.get("text", ""), row.get("said", "")) for row in trail]
