"""Offers and wants: written down, matched, introduced to each other, settled (INT-14, S1 篇三)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hotline.accounts import audit
from hotline.accounts.models import Person
from hotline.core.matching import MarketEntry, Match, matches
from hotline.core.policy import Facts, Found, Policy
from hotline.core.policy.shapes import MarketRule
from hotline.core.vocabulary import EntryState, Side
from hotline.infra import clock, masking, privacy
from hotline.infra.ids import uuid7
from hotline.outreach.faults import Fault, OutreachFault
from hotline.outreach.models import Entry, EntryAccess, Introduction
from hotline.outreach.sealing import open_field, seal_field


@dataclass(frozen=True)
class Wish:
    """The form of an entry."""

    side: Side
    goods: str
    phone: str
    name: str = ""
    area: str = ""
    quantity: float = 0
    unit: str = ""
    price: float | None = None
    note: str = ""
    order_id: UUID | None = None


def offers_goods(policy: Policy) -> bool:
    """Whether this hotline brings buyers and sellers together."""
    return bool(policy.lists.goods)


def write_down(wish: Wish, line: str, policy: Policy, who: Person) -> Entry:
    """Keep an entry open for as long as the pack says. Raises OutreachFault naming what is wrong."""
    _check(wish, policy)
    today = clock.today()
    ident = uuid7()
    return Entry.objects.create(
        id=ident,
        line=line,
        side=wish.side.value,
        goods=wish.goods,
        area=wish.area,
        quantity=wish.quantity,
        unit=wish.unit.strip(),
        price=wish.price,
        note=wish.note.strip(),
        name=seal_field(Entry, "name", ident, wish.name),
        phone=seal_field(Entry, "phone", ident, wish.phone),
        phone_index=Entry._meta.get_field("phone_index").compute(wish.phone),
        order_id=wish.order_id,
        until=today + timedelta(days=_days(policy, today)),
        by=str(who.pk),
        at=clock.now(),
    )


def _check(wish: Wish, policy: Policy) -> None:
    if not offers_goods(policy):
        raise OutreachFault(Fault.NO_MARKET)
    if wish.goods not in {term.id for term in policy.lists.goods}:
        raise OutreachFault(Fault.UNKNOWN_GOODS)
    if len(privacy.normalise_phone(wish.phone)) < 7:
        raise OutreachFault(Fault.NO_PHONE)
    if wish.quantity < 0 or (wish.price is not None and wish.price < 0):
        raise OutreachFault(Fault.BELOW_ZERO)


def _days(policy: Policy, day: date) -> int:
    found = policy.find("market", Facts(), day, day)
    rule: MarketRule = found.rule.value if isinstance(found, Found) else MarketRule()
    return rule.days


def fitting(entry: Entry) -> tuple[Match, ...]:
    """The open entries of the other side that fit, best first, at most 50."""
    other = Side.WANT if entry.side == Side.OFFER.value else Side.OFFER
    rows = Entry.objects.filter(
        line=entry.line, goods=entry.goods, side=other.value, state=EntryState.OPEN.value, until__gte=clock.today()
    ).order_by("id")[:500]
    return matches(_plain(entry), map(_plain, rows), clock.today())[:50]


def _plain(row: Entry) -> MarketEntry:
    return MarketEntry(str(row.id), Side(row.side), row.goods, row.area, row.until, row.quantity, row.unit, row.price)


def introduce(one: UUID | str, other: UUID | str, who: Person) -> Introduction:
    """Both sides are told of each other and are no longer offered to others. Raises OutreachFault when one is taken."""
    with transaction.atomic():
        rows = {str(r.pk): r for r in Entry.objects.select_for_update().filter(pk__in=[one, other]).order_by("pk")}
        first, second = rows.get(str(one)), rows.get(str(other))
        if first is None or second is None or EntryState.OPEN.value not in (first.state, second.state):
            raise OutreachFault(Fault.TAKEN)
        if {first.state, second.state} != {EntryState.OPEN.value}:
            raise OutreachFault(Fault.TAKEN)
        found = matches(_plain(first), [_plain(second)], clock.today())
        if not found:
            raise OutreachFault(Fault.DOES_NOT_FIT)
        offer, want = (first, second) if first.side == Side.OFFER.value else (second, first)
        Entry.objects.filter(pk__in=rows).update(state=EntryState.INTRODUCED.value)
        return Introduction.objects.create(
            offer=offer, want=want, reasons=[r.value for r in found[0].reasons], by=str(who.pk), at=clock.now()
        )


def settle(introduction: UUID | str, done: bool) -> None:
    """They came to terms, or both are open again."""
    with transaction.atomic():
        row = Introduction.objects.select_for_update().get(pk=introduction)
        if row.done is not None:
            raise OutreachFault(Fault.TAKEN)
        row.done, row.ended_at = done, clock.now()
        row.save(update_fields=["done", "ended_at"])
        state = EntryState.DONE if done else EntryState.OPEN
        Entry.objects.filter(pk__in=[row.offer_id, row.want_id]).update(state=state.value)


def withdraw(entry: UUID | str) -> None:
    """Somebody has no need of it any more."""
    changed = Entry.objects.filter(pk=entry, state=EntryState.OPEN.value).update(state=EntryState.CLOSED.value)
    if not changed:
        raise OutreachFault(Fault.TAKEN)


def open_entries(
    lines: Collection[str], goods: str = "", side: str = "", before: str = "", most: int = 50
) -> list[Entry]:
    """Entries that can be matched, latest first; `before`: the id of the last one of the page above."""
    rows = Entry.objects.filter(line__in=list(lines), state=EntryState.OPEN.value, until__gte=clock.today())
    narrowed = {k: v for k, v in {"goods": goods, "side": side, "pk__lt": before}.items() if v}
    return list(rows.filter(**narrowed).order_by("-id")[:most])


def entry_of(ident: UUID | str, lines: Collection[str]) -> Entry | None:
    """One entry of these lines, whatever has become of it."""
    return Entry.objects.filter(pk=ident, line__in=list(lines)).first()


def entries_of(idents: Collection[str]) -> dict[str, Entry]:
    """Entries by their id."""
    return {str(row.pk): row for row in Entry.objects.filter(pk__in=list(idents))}


def introductions(lines: Collection[str], entry: Entry | None = None, most: int = 50) -> list[Introduction]:
    """Introductions whose end is not known yet, latest first; with `entry`, all of that entry."""
    rows = Introduction.objects.select_related("offer", "want").filter(offer__line__in=list(lines))
    if entry is None:
        rows = rows.filter(done=None)
    else:
        rows = rows.filter(Q(offer=entry) | Q(want=entry))
    return list(rows.order_by("-id")[:most])


def introduction_of(ident: UUID, lines: Collection[str]) -> Introduction | None:
    """One introduction of these lines."""
    rows = Introduction.objects.select_related("offer", "want")
    return rows.filter(pk=ident, offer__line__in=list(lines)).first()


def reveal(entry: Entry, who: Person, reason: str) -> tuple[str, str]:
    """Name and phone in clear. Who saw them, when and why is stored before they are shown."""
    if not reason.strip():
        raise OutreachFault(Fault.NO_REASON)
    with transaction.atomic():
        EntryAccess.objects.create(entry=entry, by=str(who.pk), at=clock.now(), reason=reason.strip())
        audit.note(who, "entry_shown", str(entry.pk), {"reason": reason.strip()})
    return contact(entry)


def contact(entry: Entry) -> tuple[str, str]:
    name, phone = (open_field(Entry, f, entry.pk, getattr(entry, f)) for f in ("name", "phone"))
    return name, phone


def masked_contact(entry: Entry) -> tuple[str, str]:
    """Name and phone as a page shows them."""
    name, phone = contact(entry)
    return masking.mask_name(name), masking.mask_phone(phone)
