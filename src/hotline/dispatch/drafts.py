"""A list of duties between upload and taking over: what it would do is shown first, and then exactly that is done."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from hotline.accounts.models import Person
from hotline.dispatch.importing import Imported, Known, import_list
from hotline.dispatch.models import DutyDraft
from hotline.infra import clock, privacy

KEPT = timedelta(hours=12)
"""A working day: who is called away may take the list over in the afternoon."""


class NoDraft(Exception):
    """It was taken over, thrown away, replaced by a later upload, or is too old."""


class ListMoved(Exception):
    """The list was changed by somebody else: it would now do something other than was shown. `now` says what."""

    def __init__(self, now: Imported) -> None:
        super().__init__("the list has changed since")
        self.now = now


def upload(rows: Sequence[Mapping[str, str]], name: str, who: Person, known: Known, whole: bool) -> DutyDraft:
    """Try a list and keep it for the person, in place of an earlier one. Raises BadList; then nothing is kept."""
    done = import_list(rows, known=known, whole=whole, dry_run=True)
    kept = [{column: text for column, text in row.items() if column and text} for row in rows]
    DutyDraft.objects.filter(at__lt=clock.now() - KEPT).delete()
    DutyDraft.objects.filter(by=str(who.pk)).delete()
    return DutyDraft.objects.create(
        by=str(who.pk), at=clock.now(), name=name, whole=whole, rows=kept, foreseen=_digest(done)
    )


def draft(ident: UUID, who: Person) -> DutyDraft:
    """The person's own draft. Raises NoDraft."""
    found = DutyDraft.objects.filter(pk=ident, by=str(who.pk), at__gte=clock.now() - KEPT).first()
    if found is None:
        raise NoDraft
    return found


def foresee(kept: DutyDraft, known: Known) -> Imported:
    """What the draft would do now. Raises BadList when a unit or class is gone in the meantime."""
    return import_list(kept.rows, known=known, whole=kept.whole, dry_run=True)


def take_over(ident: UUID, who: Person, known: Known) -> Imported:
    """Do what was shown. Raises NoDraft, BadList, and ListMoved: then nothing is changed, and the draft is kept."""
    with transaction.atomic():
        kept = DutyDraft.objects.select_for_update().filter(pk=draft(ident, who).pk).first()
        if kept is None:
            raise NoDraft
        now = foresee(kept, known)
        if _digest(now) != kept.foreseen:
            raise ListMoved(now)
        done = import_list(kept.rows, known=known, who=str(who.pk), note=kept.name, whole=kept.whole)
        kept.delete()
    return done


def seen(ident: UUID, who: Person, done: Imported) -> None:
    """The person has been shown what it does now."""
    DutyDraft.objects.filter(pk=ident, by=str(who.pk)).update(foreseen=_digest(done))


def discard(ident: UUID, who: Person) -> None:
    DutyDraft.objects.filter(pk=ident, by=str(who.pk)).delete()


def _digest(done: Imported) -> str:
    told = [[c.ref, dict(c.before), dict(c.after)] for c in done.changes]
    return privacy.sm3_hex(json.dumps(told, ensure_ascii=False, sort_keys=True).encode())
