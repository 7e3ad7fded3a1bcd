"""Side notes: who reads which, and who can be mentioned in one.

A note is internal: no paper for the citizen and no public page holds it. The centre reads every note of its orders. A
unit reads the centre's notes that are not kept to the centre, and those written in its own branch (above or below it);
what another unit notes for itself is not its business. Who wrote a note decides, and that is read off the event when it
is shown, so that notes written before this rule fall under it too.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from hotline.accounts import policies
from hotline.accounts import selectors as accounts
from hotline.accounts.models import Person
from hotline.core.commands import AddNote
from hotline.core.events import NoteAdded
from hotline.orders import services
from hotline.orders.chain import Record
from hotline.orders.reading import OrderRow
from hotline.orders.reading import row as row_by_id
from hotline.orders.results import Applied, NotFound

MOST_MENTIONED = 20


class NotMentionable(Exception):
    """Somebody who is mentioned may not see the order, or not this note. `names`: those who see the order, so that
    the author could have mentioned them in another note; who sees nothing of it is not named."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__("not mentionable")
        self.names = names


def of_centre(person: Person, row: OrderRow) -> bool:
    """Whether the person reads the order as staff of its line, not only as staff of a unit."""
    return bool(person.role_set & policies.CENTRE) and row.line in person.lines


def readable(person: Person, row: OrderRow, author_unit: str, centre_only: bool) -> bool:
    """Whether a note of somebody of `author_unit` is for this person, who may see the order."""
    if of_centre(person, row):
        return True
    if centre_only:
        return False
    tree, own = accounts.directory(), person.unit_id or ""
    author = tree.lineage(author_unit)
    if not set(author).intersection(row.units):
        return True  # by the centre: no unit that has a part
    return own in author or author_unit in tree.lineage(own)


def shown(person: Person, row: OrderRow, records: Iterable[Record]) -> tuple[Record, ...]:
    """The events without the notes that are not for this person."""
    return tuple(r for r in records if not isinstance(r.event, NoteAdded) or _for(person, row, r, r.event))


def _for(person: Person, row: OrderRow, record: Record, note: NoteAdded) -> bool:
    ident = str(person.pk)
    if ident in (record.actor_id, *note.mentions):
        return True
    return readable(person, row, record.actor_unit, note.centre_only)


def mentionable(author: Person, row: OrderRow, centre_only: bool = False) -> list[Person]:
    """Colleagues who may see the order and would read this note, by name, without its author."""
    found = accounts.people_around(row.line, row.units)
    return [
        p
        for p in found
        if p.pk != author.pk
        and policies.can(p, "view", row)
        and readable(p, row, author.unit_id or "", centre_only and of_centre(author, row))
    ]


def add(
    order_id: UUID | str,
    author: Person,
    text: str,
    mentions: Iterable[str] = (),
    centre_only: bool = False,
    *,
    key: str | None = None,
) -> Applied:
    """Write a note; those mentioned get a notice. A note contradicts nobody, so it needs no version.

    Raises NotMentionable, NotFound and Refused; then nothing was written.
    """
    row = row_by_id(order_id)
    if row is None or not policies.can(author, "view", row):
        raise NotFound(str(order_id))
    wanted = tuple(dict.fromkeys(mentions))[:MOST_MENTIONED]
    if wanted:
        fit = {str(p.pk) for p in mentionable(author, row, centre_only)}
        if strange := [ident for ident in wanted if ident not in fit]:
            known = {str(p.pk): p.name for p in mentionable(author, row)}
            raise NotMentionable(tuple(known[ident] for ident in strange if ident in known))
    command = AddNote(text=text, mentions=wanted, centre_only=centre_only and of_centre(author, row))
    return services.apply(order_id, command, author, key=key)
