"""What the other rooms ask about people and units."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.db.models import Q

from hotline.accounts.directory import Directory, NoDirectory, directory, directory_of
from hotline.accounts.models import Line, Person
from hotline.core.state import SYSTEM, Actor
from hotline.core.vocabulary import Role
from hotline.infra.tongues import in_words

__all__ = [
    "Directory",
    "NoDirectory",
    "acting_for",
    "actor_of",
    "directory",
    "directory_of",
    "full_actor_of",
    "line",
    "lines",
    "packs_of",
    "people_around",
    "people_of",
    "people_of_lines",
    "person_name",
    "person_names",
    "person_of",
]

TAKES_CALLS = (Role.AGENT, Role.SHIFT_LEAD, Role.CALLBACK_AGENT)

_LINES_FRESH_SECONDS = 2.0
_lines: list[tuple[float, dict[str, Line]]] = []
_names: dict[str, str] = {}
_MOST_NAMES = 100_000


def actor_of(person: Person) -> Actor:
    """The person as the core sees him or her, with the own roles only."""
    unit = person.unit_id or ""
    lineage = directory().lineage(unit)
    return Actor(str(person.id), unit, person.own_roles, lineage, one_with=tuple(person.acts_for))


def acting_for(person: Person) -> list[Actor]:
    """The person acting for each absent colleague who lent roles, one after the other; mostly nobody."""
    own = actor_of(person)
    return [replace(own, roles=own.roles | roles, acts_for=(giver,)) for giver, roles in person.acts_for.items()]


def full_actor_of(person: Person) -> Actor:
    """The person with everything he or she may do now, for a page that says what is possible."""
    others = acting_for(person)
    if not others:
        return actor_of(person)
    roles = frozenset[Role]().union(*(other.roles for other in others))
    return replace(others[0], roles=roles, acts_for=tuple(person.acts_for))


def person_names(idents: Iterable[str]) -> dict[str, str]:
    """Id → name, for staff and for the system; an id that is nobody's is left out. Names are remembered."""
    wanted = set(idents)
    found = {ident: _names[ident] for ident in wanted if ident in _names}
    if SYSTEM.id in wanted:
        found[SYSTEM.id] = in_words(Role.SYSTEM)
    missing = [uuid for ident in wanted - found.keys() if (uuid := _uuid(ident))]
    if missing:
        if len(_names) > _MOST_NAMES:
            _names.clear()
        rows = {str(key): name for key, name in Person.objects.filter(id__in=missing).values_list("id", "name")}
        _names.update(rows)
        found.update(rows)
    return found


def person_name(ident: str) -> str:
    """The name of one person; the id itself when it is nobody's."""
    return person_names([ident]).get(ident, ident)


def people_of(unit: str, role: Role | None = None) -> list[Person]:
    """The active people of a unit, by name; with `role`, only those who have it."""
    people = Person.objects.filter(unit_id=unit, is_active=True)
    if role is not None:
        people = people.filter(roles__contains=[role.value])
    return list(people.order_by("name"))


def people_of_lines(lines: Iterable[str], roles: Iterable[Role] = TAKES_CALLS) -> list[Person]:
    """The active people who serve any of these lines in any of these roles, by name."""
    found = Person.objects.filter(is_active=True, lines__overlap=list(lines), roles__overlap=[r.value for r in roles])
    return list(found.order_by("name"))


def people_around(line: str, units: Iterable[str]) -> list[Person]:
    """The active staff who work for a line, and those of these units and of the units above them, by name.

    Whether one of them may see an order is for `policies.can` to say.
    """
    tree = directory()
    above = {name for unit in units for name in (tree.lineage(unit) or (unit,))}
    found = Person.objects.filter(Q(lines__contains=[line]) | Q(unit_id__in=above), is_active=True)
    return list(found.order_by("name"))


def person_of(ident: str) -> Person | None:
    """The account with this id; None when there is none."""
    uuid = _uuid(ident)
    return Person.objects.filter(pk=uuid).first() if uuid else None


def lines() -> dict[str, Line]:
    """Every line by its id. Another process's change is seen within two seconds."""
    moment = time.monotonic()
    if not _lines or moment - _lines[0][0] > _LINES_FRESH_SECONDS:
        _lines[:] = [(moment, {found.id: found for found in Line.objects.order_by("id")})]
    return _lines[0][1]


def line(ident: str) -> Line:
    """One line; KeyError when there is none of that id."""
    return lines()[ident]


def packs_of(person: Person) -> frozenset[str]:
    """The packs of the lines that a person serves."""
    found = lines()
    return frozenset(found[ident].pack for ident in person.lines if ident in found)


def forget() -> None:
    """Ask the database again at the next call."""
    _lines.clear()
    _names.clear()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
