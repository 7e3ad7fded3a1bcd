"""The only way to change an order. Every function is one transaction: all of it happens, or nothing.

`apply` locks the order, lets the core decide, and stores state, events, derived rows and the job for the consumers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from hotline import policy as packs
from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.accounts.selectors import acting_for, actor_of, line, person_name
from hotline.core.commands import Command, CorrectContact, Register
from hotline.core.decision import Refusal
from hotline.core.state import Actor, Order
from hotline.core.vocabulary import RefusalCode
from hotline.infra import clock, privacy
from hotline.infra.ids import uuid7
from hotline.orders import contacts, deciding, live, locking, numbering, reactions, reading, writing
from hotline.orders.contacts import Contact
from hotline.orders.live import quiet, topics_of
from hotline.orders.results import Applied, NotFound, Refused, Stale
from hotline.policy.services import keep

__all__ = [
    "Applied",
    "Contact",
    "NotFound",
    "Refused",
    "Stale",
    "apply",
    "apply_many",
    "change_contact",
    "quiet",
    "register",
    "reveal_contact",
    "topics_of",
]

_PLAIN_KEY = re.compile(r"[!-~]{1,100}")
Who = Actor | Person
Given = Command | Callable[[Order], Command]
Step = Given | tuple[Given, Who]
"""One of several commands; or a function of the order so far, when it needs an id; or a pair with who gives it."""


def apply(
    order_id: UUID | str,
    command: Command,
    actor: Who,
    *,
    key: str | None = None,
    expected_version: int | None = None,
) -> Applied:
    """Give one command. Raises Refused, Stale, or NotFound (also when a person may not see the order).

    `key`: the same key again on the same order returns the first result and does nothing. `expected_version`: the
    version the form was drawn from.
    """
    return apply_many(order_id, (command,), actor, key=key, expected_version=expected_version)


def apply_many(
    order_id: UUID | str,
    commands: Sequence[Step],
    actor: Who,
    *,
    key: str | None = None,
    expected_version: int | None = None,
) -> Applied:
    """Give several commands one after the other: all of them are granted, or nothing happens."""
    now = clock.now()
    steps = _steps(commands, actor)
    with transaction.atomic():
        locked = locking.lock(order_id)
        if locked is None or not _may(steps[0].person or steps[0].actor, "view", locked):
            raise NotFound(str(order_id))
        scoped = _scoped(locked.id, key)
        if scoped and (done := locking.find_key(scoped)):
            return _repeated(done, locked.order)
        if expected_version is not None and expected_version != locked.order.version:
            raise Stale(locked.changed_by, person_name(locked.changed_by), locked.changed_at, locked.order)
        policy = packs.in_force(locked.pack, locked.release)
        if policy.calendars_of:
            keep(packs.load(locked.pack))
        order, acts = deciding.carry_out(locked.order, locked.line, steps, policy, now)
        events = tuple(event for act in acts for event in act.events)
        if not events:
            return Applied(order, (), locked.order.version + 1)
        written = writing.update(locked, order, acts, now, scoped)
        reactions.ask(locked.id, written.first_seq, events)
        live.tell(order, written.touched)
    return Applied(order, events, written.first_seq)


def register(
    fields_: Mapping[str, Any],
    contact: Contact,
    actor: Who,
    *,
    key: str | None = None,
    then: Sequence[Step] = (),
) -> Applied:
    """Write a matter down under a new number, and give the commands `then` in the same transaction.

    `fields_` are those of `core.commands.Register` without order, number and contact. `key` is the person's: the same
    key again returns the first order. Raises Refused, and NotFound for a line the person does not serve.
    """
    now = clock.now()
    wanted = _line_of(fields_["line"], actor)
    scoped = _scoped(f"register:{actor.id}", key)
    if scoped and (done := locking.find_key(scoped)):
        return _repeated(done)
    policy = packs.load(wanted.pack)
    keep(policy)
    command = Register(
        order=str(uuid7(now)),
        number=numbering.take(wanted, clock.local(now).date()),
        contact=contact.known,
        **{**fields_, "line": wanted.code},
    )
    try:
        with transaction.atomic():
            order, acts = deciding.carry_out(None, wanted.id, _steps((command, *then), actor), policy, now)
            events = tuple(event for act in acts for event in act.events)
            sealed = contacts.sealed_row(order.id, contact) if contact.known else None
            stamp = writing.Stamp(wanted.id, wanted.pack, policy.release)
            written = writing.insert(order, stamp, acts, now, scoped, sealed)
            reactions.ask(order.id, written.first_seq, events)
            live.tell(order, written.touched)
    except IntegrityError:
        # Two requests with one key at once: the other one was first.
        if scoped and (done := locking.find_key(scoped)):
            return _repeated(done)
        raise
    return Applied(order, events, written.first_seq)


def change_contact(
    order_id: UUID | str, contact: Contact, actor: Who, *, expected_version: int | None = None
) -> Applied:
    """Put another contact in place of the order's; recorded, without its values. Raises as `apply` does."""
    with transaction.atomic():
        locked = locking.lock(order_id)
        if locked is None or not _may(actor, "change_contact", locked):
            raise NotFound(str(order_id))
        # An event even when only values change: it raises the version, and a sealed order refuses it.
        command = CorrectContact(contact=contact.known)
        applied = apply(locked.id, command, actor, expected_version=expected_version)
        contacts.write(locked.id, contact)
        contacts.note_access(locked.id, str(actor.id), "changed", "")
    return applied


def reveal_contact(order_id: UUID | str, person: Person, reason: str) -> Contact:
    """The citizen's contact in clear. Who saw it, when and why is stored before it is shown.

    Raises NotFound when the person may not know it, Refused when no reason is given.
    """
    found = reading.row(order_id)
    if found is None or not policies.can(person, "reveal_contact", found):
        raise NotFound(str(order_id))
    if not reason.strip():
        raise Refused(Refusal(RefusalCode.FIELD_MISSING, {"field": "reason"}))
    with transaction.atomic():
        contacts.note_access(found.id, str(person.pk), "revealed", reason.strip())
        return contacts.read(found.id)


# --- helpers ----------------------------------------------------------------------------------------------------------


def _scoped(scope: str, key: str | None) -> str | None:
    """The stored form of a key. Keys come from outside: whatever they hold, they fit into an index."""
    if not key:
        return None
    return f"{scope}:{key if _PLAIN_KEY.fullmatch(key) else privacy.sm3_hex(key.encode('utf-8', 'replace'))}"


def _may(who: Who, action: str, locked: locking.Locked) -> bool:
    """An Actor (the system, a simulation) is trusted; a person needs the policy."""
    return isinstance(who, Actor) or policies.can(who, action, locked)


def _steps(commands: Sequence[Step], actor: Who) -> list[deciding.Step]:
    """Every command with who gives it. ValueError when there is none."""
    if not commands:
        raise ValueError("no command")
    pairs = [step if isinstance(step, tuple) else (step, actor) for step in commands]
    return [
        deciding.Step(given, who)
        if isinstance(who, Actor)
        else deciding.Step(given, actor_of(who), who, tuple(acting_for(who)))
        for given, who in pairs
    ]


def _line_of(ident: str, actor: Who) -> Any:
    try:
        found = line(ident)
    except KeyError:
        raise NotFound(ident) from None
    if isinstance(actor, Person) and not (actor.is_active and found.active and ident in actor.lines):
        raise NotFound(ident)
    return found


def _repeated(done: tuple[str, int, int], order: Order | None = None) -> Applied:
    ident, first, last = done
    records = reading.records(ident, after=first - 1, until=last)
    return Applied(order or reading.get(ident), tuple(r.event for r in records), first, repeated=True)
