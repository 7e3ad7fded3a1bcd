"""One order with everything its page shows, as far as this person may see it. Three queries, four when it has links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from hotline import policy as packs
from hotline.accounts import policies
from hotline.accounts.directory import Directory
from hotline.accounts.models import Person
from hotline.accounts.selectors import directory, full_actor_of, person_names
from hotline.core.codec import decode
from hotline.core.decision import Offer
from hotline.core.events import NoteAdded
from hotline.core.policy import Policy, Rule
from hotline.core.state import Actor, Assignment, Clock, Document, Order, Request
from hotline.core.vocabulary import ContactField, LinkKind, Phase
from hotline.core.workflow import allowed, order_units
from hotline.infra import clock, privacy
from hotline.orders import contacts, deciding, notes, reading
from hotline.orders.chain import Record
from hotline.orders.columns import due_of_part
from hotline.orders.models import ContactRecord, WorkOrder
from hotline.orders.raw import cursor
from hotline.orders.reading import ROW, WIDTH, OrderRow, row_of
from hotline.orders.results import NotFound
from hotline.orders.wire import clean, loads


@dataclass(frozen=True, slots=True)
class ContactView:
    """What the page may show of the citizen: masked values, or nothing (`withheld`).

    `damaged`: the stored values are not those that were written, so nothing of them is shown.
    """

    fields: dict[ContactField, str]
    withheld: bool
    may_reveal: bool
    may_change: bool
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class ClockView:
    clock: Clock
    unit_name: str
    rule: Rule | None


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """One unit's part with the parts it passed down; `due_at` and `clock` of the duty that ends first."""

    assignment: Assignment
    unit_name: str
    children: tuple[AssignmentView, ...]
    due_at: datetime | None
    clock: Clock | None


@dataclass(frozen=True, slots=True)
class LinkView:
    order_id: str
    number: str
    title: str
    phase: Phase
    kind: LinkKind


@dataclass(frozen=True, slots=True)
class OrderPage:
    row: OrderRow
    order: Order
    policy: Policy
    actor: Actor
    contact: ContactView
    timeline: tuple[Record, ...]
    clocks: tuple[ClockView, ...]
    assignments: tuple[AssignmentView, ...]
    requests: tuple[Request, ...]
    documents: tuple[Document, ...]
    links: tuple[LinkView, ...]
    offers: tuple[Offer, ...]
    names: dict[str, str]
    now: datetime


_COLUMNS = ", ".join(f"o.{name.strip()}" for name in ROW.split(","))
_BY_NUMBER = f"""
SELECT {_COLUMNS}, o.state::text, c.name, c.phone, c.address, c.workplace, c.identity_number, c.email
FROM orders_workorder o LEFT JOIN orders_contactrecord c ON c.order_id = o.id WHERE o.number = %s
"""
_BY_IDS = f"SELECT {ROW} FROM orders_workorder WHERE id = ANY(%s::uuid[])"


def order_page(person: Person, number: str) -> OrderPage:
    """Everything about one order. NotFound when there is none, or the person may not see it."""
    with cursor() as cur:
        cur.execute(_BY_NUMBER, (number,))
        found = cur.fetchone()
    row = row_of(found[:WIDTH]) if found else None
    if found is None or row is None or not policies.can(person, "view", row):
        raise NotFound(number)
    order: Order = decode(Order, loads(found[WIDTH]))
    now, tree, actor = clock.now(), directory(), full_actor_of(person)
    policy = packs.in_force(row.pack, row.release)
    timeline = notes.shown(person, row, _acting(reading.records(row.id)))
    names = _names(order, timeline, tree)
    snapshot = deciding.snapshot(order, actor, None, tree)
    return OrderPage(
        row=row,
        order=order,
        policy=policy,
        actor=actor,
        contact=_contact(person, row, found[WIDTH + 1 :]),
        timeline=tuple(_named(record, names, tree) for record in timeline),
        clocks=tuple(ClockView(c, tree.name(c.unit) if c.unit else "", policy.rule(c.rule)) for c in order.clocks),
        assignments=_parts(order, "", tree),
        requests=order.requests,
        documents=order.documents,
        links=_links(person, row, order),
        offers=allowed(snapshot, policy, None, now),
        names=names,
        now=now,
    )


def _contact(person: Person, row: OrderRow, sealed: tuple[Any, ...]) -> ContactView:
    if not policies.can(person, "see_identity", row):
        return ContactView({}, True, False, False)
    values = dict(zip((f.value for f in ContactField), sealed, strict=True))
    try:
        contact = contacts.opened(row.id, values)
    except privacy.Unreadable:
        return ContactView({}, False, False, False, damaged=True)
    return ContactView(
        contacts.masked(contact),
        False,
        policies.can(person, "reveal_contact", row),
        policies.can(person, "change_contact", row),
    )


def _names(order: Order, timeline: tuple[Record, ...], tree: Directory) -> dict[str, str]:
    """The names of all people and units on the page."""
    people = {record.actor_id for record in timeline} | order.handlers
    people |= {other for record in timeline for other in record.acts_for}
    people |= {ident for r in timeline if isinstance(r.event, NoteAdded) for ident in r.event.mentions}
    people |= {order.registered_by, order.callback.taken_by, *(a.handler for a in order.assignments)} - {""}
    units = {record.actor_unit for record in timeline} | set(order_units(order))
    units |= {r.unit for r in order.requests} | {d.unit for d in order.documents} | {c.unit for c in order.clocks}
    return person_names(people) | {unit: tree.name(unit) for unit in units if unit}


def _acting(timeline: tuple[Record, ...]) -> Iterator[Record]:
    """The first event of a command says for whom it was given; so do the ones that followed from it."""
    others: tuple[str, ...] = ()
    for record in timeline:
        others = record.acts_for if record.cause else others
        yield replace(record, acts_for=others) if others else record


def _named(record: Record, names: dict[str, str], tree: Directory) -> Record:
    return replace(
        record,
        actor_name=names.get(record.actor_id, record.actor_id),
        actor_unit_name=tree.name(record.actor_unit) if record.actor_unit else "",
    )


def _parts(order: Order, parent: str, tree: Directory) -> tuple[AssignmentView, ...]:
    return tuple(_part(order, a, tree) for a in order.assignments if a.parent == parent)


def _part(order: Order, a: Assignment, tree: Directory) -> AssignmentView:
    due = due_of_part(order, a.id)
    return AssignmentView(a, tree.name(a.unit), _parts(order, a.id, tree), due.due_at if due else None, due)


def _links(person: Person, row: OrderRow, order: Order) -> tuple[LinkView, ...]:
    """Linked orders the person may see.

    Orders linked as repeated or followed up come from one citizen: beside a secret one, such a link would tell who that
    is, so it is shown only to those who may know (SEC-3).
    """
    knows = policies.can(person, "see_identity", row)
    kinds = {link.order: link.kind for link in order.links if knows or link.kind is LinkKind.SAME_MATTER}
    if not kinds:
        return ()
    with cursor() as cur:
        cur.execute(_BY_IDS, (list(kinds),))
        rows = [row_of(found) for found in cur.fetchall()]
    return tuple(
        LinkView(r.id, r.number, r.title, r.phase, kinds[r.id])
        for r in sorted(rows, key=lambda r: r.number)
        if policies.can(person, "view" if kinds[r.id] is LinkKind.SAME_MATTER else "see_identity", r)
    )


# --- finding one order ------------------------------------------------------------------------------------------------

_FIND = f"SELECT {ROW} FROM orders_workorder WHERE number = %s"


def find_number(person: Person, number: str) -> str:
    """The id of the order with this number. NotFound when there is none, or the person may not see it."""
    with cursor() as cur:
        cur.execute(_FIND, (clean(number),))
        found = cur.fetchone()
    row = row_of(found) if found else None
    if row is None or not policies.can(person, "view", row):
        raise NotFound(number)
    return row.id


def search_numbers(person: Person, prefix: str, limit: int = 10) -> tuple[OrderRow, ...]:
    """Orders whose number begins with `prefix` and that the person may see, newest first."""
    found = WorkOrder.objects.filter(policies.scope(person), number__startswith=clean(prefix)).order_by("-number")
    return _rows(found.values_list("pk", flat=True)[:limit])


def by_phone(person: Person, phone: str, limit: int = 20) -> tuple[OrderRow, ...]:
    """Earlier orders of a caller, newest first; only those whose citizen the person may know."""
    indexes = privacy.blind_indexes("phone", privacy.normalise_phone(phone))
    if not privacy.normalise_phone(phone):
        return ()
    orders = ContactRecord.objects.filter(phone_index__in=indexes).values("order_id")
    found = WorkOrder.objects.filter(policies.scope(person, "by_phone"), pk__in=orders).order_by(
        "-registered_at", "-pk"
    )
    return _rows(found.values_list("pk", flat=True)[:limit])


def _rows(idents: Any) -> tuple[OrderRow, ...]:
    wanted = [str(ident) for ident in idents]
    if not wanted:
        return ()
    with cursor() as cur:
        cur.execute(_BY_IDS, (wanted,))
        rows = {r.id: r for r in map(row_of, cur.fetchall())}
    return tuple(rows[ident] for ident in wanted)


def timeline(person: Person, order_id: UUID | str, after: int = 0) -> tuple[Record, ...]:
    """The events of an order after one of them, with names. NotFound as for the page."""
    row = reading.row(order_id)
    if row is None or not policies.can(person, "view", row):
        raise NotFound(str(order_id))
    found, tree = notes.shown(person, row, reading.records(row.id, after)), directory()
    names = person_names(record.actor_id for record in found)
    return tuple(_named(record, names, tree) for record in found)
