"""Sealed files: their lists, whether they still match, and how long they are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Func, TextField, Value
from django.db.models.fields.json import KT

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.archive import manifest
from hotline.archive.models import SealedFile
from hotline.orders import filing
from hotline.orders.selectors import NotFound, get, row


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a sealed file is what was sealed. `differs` names what is not."""

    number: str
    differs: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.differs


def sealed_file(person: Person, order_id: UUID | str) -> SealedFile:
    """The stored list of a sealed order. NotFound when it is not sealed, or the person may not see it."""
    order = row(order_id)
    found = SealedFile.objects.filter(order_id=order_id).first()
    if order is None or found is None or not policies.can(person, "view", order):
        raise NotFound(str(order_id))
    return found


def check(order_id: UUID | str) -> Checked:
    """Look everything up again: events, attachments' bytes, contact, and the digest in the order itself.

    NotFound when nothing was sealed.
    """
    stored = SealedFile.objects.filter(order_id=order_id).first()
    if stored is None:
        raise NotFound(str(order_id))
    contents: dict[str, Any] = stored.contents
    differs = list(manifest.differences(contents, str(order_id), stored.version))
    if manifest.digest_of(contents) != stored.digest:
        differs.append("list")
    if get(order_id).seal != stored.digest:
        differs.append("seal")
    return Checked(stored.number, tuple(differs))


def check_all(numbers: Sequence[str] = ()) -> Iterator[Checked]:
    """Look every sealed order up again, or those with these numbers; one without a file is said to lack it."""
    for ident, number in filing.archived_orders(numbers):
        try:
            yield check(ident)
        except NotFound:
            yield Checked(number, ("file",))


def key_generations() -> set[int]:
    """Generations of the keys that digests in sealed files were made with: without them a file cannot be checked."""
    generation = Func(KT("contents__contact"), Value(":"), Value(1), function="split_part", output_field=TextField())
    found = SealedFile.objects.annotate(generation=generation).values_list("generation", flat=True).distinct()
    return {int(number) for number in found if number}


def due_for_review(day: date, limit: int = 200) -> list[SealedFile]:
    """Files whose time of keeping has ended before `day`, oldest first: a person decides what becomes of them."""
    rows = SealedFile.objects.filter(keep_until__isnull=False, keep_until__lte=day)
    return list(rows.order_by("keep_until", "order_id")[:limit])
