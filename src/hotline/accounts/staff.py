"""People by hand: add, change, retire. Every change is an audit entry that says what was and what is.

Nobody takes away the last administrator, nor retires himself. `mark` is what the form had seen of the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from hotline.accounts import audit, people, selectors, services
from hotline.accounts.faults import NotPossible
from hotline.accounts.models import Line, Person, Unit
from hotline.accounts.passwords import one_time
from hotline.core.state import SYSTEM
from hotline.core.vocabulary import Role
from hotline.infra import privacy

FIELDS = ("name", "title", "unit_id", "lines", "roles")
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
MOST_CHARS = 40
_LOCK = 0x70656F70
OF_UNIT = frozenset({Role.UNIT_CLERK.value, Role.UNIT_LEADER.value})


def mark_of(person: Person) -> str:
    """Changes with every change of the person: a form carries it, to be refused when it is stale."""
    facts = (str(person.pk), person.is_active, person.session_version, *(getattr(person, name) for name in FIELDS))
    return privacy.sm3_hex(repr(facts).encode())[:16]


def locked(ident: object, mark: str) -> Person:
    """The person's row, for the rest of the transaction. NotPossible when gone or changed since `mark`."""
    try:
        person = Person.objects.select_for_update().filter(pk=UUID(str(ident))).first()
    except ValueError:
        person = None
    if person is None:
        raise NotPossible("no_such_person")
    if mark_of(person) != mark:
        raise NotPossible("stale")
    return person


def add(by: Person, username: str, fields: Mapping[str, Any]) -> tuple[Person, str]:
    """A new account with a one-time password, returned once."""
    values, raw = checked(fields), one_time()
    username = username.strip().lower()
    if not USERNAME.fullmatch(username):
        raise NotPossible("bad_username")
    with alone():
        if Person.objects.filter(username=username).exists():
            raise NotPossible("username_taken", username=username)
        person = Person.objects.create_person(username, raw, must_change_password=True, **values)
        audit.note(by, "person_added", username, {"roles": values["roles"], "unit": values["unit_id"] or ""})
    _forget()
    return person, raw


def change(by: Person, ident: object, fields: Mapping[str, Any], mark: str) -> Person:
    """New name, unit, lines, roles. What the person may do changes at once: open sessions end."""
    values = checked(fields)
    with alone():
        person = locked(ident, mark)
        changed = {n: [getattr(person, n), values[n]] for n in FIELDS if getattr(person, n) != values[n]}
        if not changed:
            return person
        if "roles" in changed and Role.ADMINISTRATOR.value not in values["roles"]:
            _another_administrator(person)
        for name, value in values.items():
            setattr(person, name, value)
        person.__dict__.pop("own_roles", None)
        person.session_version += not changed.keys().isdisjoint({"unit_id", "lines", "roles"})
        person.save(update_fields=[*FIELDS, "session_version"])
        audit.note(by, "person_changed", person.username, changed | _of_oneself(by, person))
    _forget()
    return person


def reset_password(by: Person, ident: object, mark: str) -> tuple[Person, str]:
    """A one-time password: returned once, to be changed at the first sign-in. Open sessions end."""
    raw = one_time()
    with alone():
        person = locked(ident, mark)
        if not person.is_active:
            raise NotPossible("not_active")
        person.must_change_password = True
        person.save(update_fields=["must_change_password"])
        services.set_password(person, raw)
        audit.note(by, "password_reset", person.username)
    return person, raw


def administrator(username: str, name: str = "") -> tuple[Person, str]:
    """Make an administrator, or open the account of one again, with a one-time password: for whoever has the server.

    An account that is there keeps its roles and becomes an administrator. The audit names the system as who did it.
    """
    username, raw, by = username.strip().lower(), one_time(), SYSTEM.id
    if not USERNAME.fullmatch(username):
        raise NotPossible("bad_username")
    with alone():
        person = Person.objects.select_for_update().filter(username=username).first()
        act, roles = ("password_reset" if person else "person_added"), [Role.ADMINISTRATOR.value]
        if person is None:
            person = Person(username=username, name=name.strip() or username)
        was = list(person.roles)
        person.roles = sorted({*was, *roles})
        person.is_active = person.must_change_password = True
        person.session_version += 1
        person.set_password(raw)
        person.save()
        audit.note(by, act, username, {} if was == person.roles else {"roles": [was, person.roles]})
    _forget()
    return person, raw


def retire(by: Person, ident: object, mark: str) -> None:
    """The account is closed; what the person did keeps the name."""
    with alone():
        person = locked(ident, mark)
        if person.pk == by.pk:
            raise NotPossible("oneself")
        _another_administrator(person)
        _switch(by, person, False, "person_retired")


def restore(by: Person, ident: object, mark: str) -> None:
    """A closed account is opened again, when its unit is at work."""
    with alone():
        person = locked(ident, mark)
        if person.unit_id and not Unit.objects.filter(pk=person.unit_id, active=True).exists():
            raise NotPossible("no_such_unit", id=person.unit_id)
        _switch(by, person, True, "person_restored")


def _switch(by: Person, person: Person, active: bool, act: str) -> None:
    if person.is_active == active:
        return
    person.is_active = active
    person.session_version += 1
    person.save(update_fields=["is_active", "session_version"])
    audit.note(by, act, person.username)
    _forget()


def checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they are stored. NotPossible for what does not exist, and for roles that need a unit."""
    name, title = (str(fields.get(key) or "").strip() for key in ("name", "title"))
    unit = str(fields.get("unit") or "")
    if not name:
        raise NotPossible("no_person_name")
    if max(len(name), len(title)) > MOST_CHARS:
        raise NotPossible("too_long", most=MOST_CHARS)
    roles = _known(fields.get("roles", ()), {r.value for r in Role if r is not Role.SYSTEM}, "no_such_role")
    lines = _known(fields.get("lines", ()), set(Line.objects.values_list("id", flat=True)), "no_such_line")
    if unit and not Unit.objects.filter(pk=unit, active=True).exists():
        raise NotPossible("no_such_unit", id=unit)
    if OF_UNIT & set(roles) and not unit:
        raise NotPossible("needs_unit")
    return {"name": name, "title": title, "unit_id": unit or None, "lines": lines, "roles": roles}


def _known(given: Iterable[Any], known: set[str], code: str) -> list[str]:
    wanted = sorted({str(word) for word in given})
    if wrong := [word for word in wanted if word not in known]:
        raise NotPossible(code, id=wrong[0])
    return wanted


def _of_oneself(by: Person, person: Person) -> dict[str, Any]:
    """Giving oneself roles is allowed (somebody has to be first), but it stands out in the search."""
    return {"oneself": True} if by.pk == person.pk else {}


def _another_administrator(person: Person) -> None:
    role = Role.ADMINISTRATOR.value
    if role not in person.roles or not person.is_active:
        return
    if not Person.objects.filter(roles__contains=[role], is_active=True).exclude(pk=person.pk).exists():
        raise NotPossible("last_administrator")


@contextmanager
def alone() -> Iterator[None]:
    """A transaction in which nobody else changes people: two administrators must not retire each other."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield


def _forget() -> None:
    for forget in (people.forget, selectors.forget):
        forget()
        transaction.on_commit(forget)
