"""The ledger: what a person records about a unit or an agent, with its document (APR-1: every point has its document).

Nothing in it is changed: a correction is a new entry that names the old one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from hotline import policy as packs
from hotline.accounts.directory import directory
from hotline.accounts.models import Person
from hotline.core.policy.measures import Pick
from hotline.core.policy.pack import Policy
from hotline.core.vocabulary import CountedKind
from hotline.infra import clock
from hotline.quality.models import Entry
from hotline.quality.refusing import Refused, needs, only_once, reason_given


@dataclass(frozen=True, slots=True)
class Given:
    """What is to be recorded. Either `unit` or `agent`. `points` only for an item whose points a person gives."""

    kind: str
    day: date
    document: str
    unit: str = ""
    agent: str = ""
    number: str = ""
    order: str = ""
    sheet: str = ""
    points: Decimal | None = None
    reason: str = ""


def kinds(policy: Policy) -> dict[str, str]:
    """The kinds of entry that a pack's sheets and measures look at, with the title of the first that does."""
    found: dict[str, str] = {}
    for sheet in policy.lists.score_sheets:
        for item in sheet.items:
            for kind in _named(item.counts):
                found.setdefault(kind, item.title)
            if item.by_hand:
                found.setdefault(item.id, item.title)
        for quota in sheet.quotas:
            for kind in _named(quota.counts):
                found.setdefault(kind, quota.title)
    for measure in policy.lists.measures:
        for kind in _named((*measure.top, *measure.bottom)):
            found.setdefault(kind, measure.label)
    return found


def _named(picks: tuple[Pick, ...]) -> Iterator[str]:
    for pick in picks:
        if pick.of is CountedKind.ENTRY:
            yield from pick.where.get("kind", ())


def record(person: Person, pack: str, given: Given) -> Entry:
    """Write an entry. Raises Refused (role, a kind the pack has not, nobody or two named, no document)."""
    needs(person, "record_entry", pack)
    _check(pack, given)
    with only_once():
        return _store(person, pack, given)


def correct(person: Person, old: Entry, given: Given) -> Entry:
    """The entry as it should have been; the old one no longer counts. Who comes second to it is refused."""
    needs(person, "record_entry", old.pack)
    reason_given(given.reason)
    _check(old.pack, given)
    with only_once():
        return _store(person, old.pack, given, replaces=old)


def withdraw(person: Person, old: Entry, reason: str) -> Entry:
    """The old entry no longer counts, and nothing takes its place."""
    needs(person, "record_entry", old.pack)
    same = Given(
        old.kind, old.day, old.document, old.unit, old.agent, old.number, old.order, old.sheet, old.points,
        reason_given(reason),
    )  # fmt: skip
    with only_once():
        return _store(person, old.pack, same, replaces=old, withdrawn=True)


def entries(person: Person, pack: str) -> QuerySet[Entry]:
    """All entries of a pack for who may see them, newest first, with those they replaced."""
    needs(person, "see_entries", pack)
    return Entry.objects.filter(pack=pack).order_by("-at", "-id")


def holding(pack: str, start: date, end: date, as_of: datetime | None = None) -> QuerySet[Entry]:
    """The entries of these days that count, as they were known at `as_of` (default: now)."""
    known, later = (
        Entry.objects.filter(pack=pack, day__range=(start, end), withdrawn=False),
        Q(replaced_by__isnull=True),
    )
    if as_of is not None:
        known, later = known.filter(at__lte=as_of), later | Q(replaced_by__at__gt=as_of)
    return known.filter(later).order_by("day", "id")


def entry(ident: UUID | str) -> Entry:
    """One entry. Refused when there is none."""
    found = Entry.objects.filter(pk=ident).first()
    if found is None:
        raise Refused("not_found")
    return found


def _check(pack: str, given: Given) -> None:
    known = kinds(packs.load(pack))
    if given.kind not in known:
        raise Refused("bad_kind", kind=given.kind, kinds="、".join(known))
    if not given.document.strip():
        raise Refused("document_needed")
    if bool(given.unit) is bool(given.agent):
        raise Refused("whom")
    if given.unit and directory().unit(given.unit) is None:
        raise Refused("no_unit", unit=given.unit)
    if given.agent and not _is_person(given.agent):
        raise Refused("no_agent", agent=given.agent)


def _is_person(ident: str) -> bool:
    try:
        return bool(Person.objects.filter(pk=UUID(ident)).exists())
    except ValueError:
        return False


def _store(person: Person, pack: str, given: Given, replaces: Entry | None = None, withdrawn: bool = False) -> Entry:
    return Entry.objects.create(
        pack=pack,
        kind=given.kind,
        sheet=given.sheet,
        day=given.day,
        unit=given.unit,
        agent=given.agent,
        document=given.document.strip(),
        number=given.number.strip(),
        order=given.order.strip(),
        points=given.points,
        reason=given.reason.strip(),
        withdrawn=withdrawn,
        replaces=replaces,
        by=str(person.pk),
        at=clock.now(),
    )
