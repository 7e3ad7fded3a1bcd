"""Changes to people, units and lines. What a change means for open sessions and caches is settled here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from hotline.accounts import directory as directories
from hotline.accounts import people, selectors
from hotline.accounts.models import DirectoryRelease, Line, Person, Unit
from hotline.core.vocabulary import Role
from hotline.infra import clock, privacy

_UNIT_FIELDS = ["name", "short_name", "level", "kind", "parent_id", "areas", "active", "handles_orders"]
_PERSON_FIELDS = ["name", "title", "unit_id", "lines", "roles", "is_active"]


def save_units(rows: Iterable[Mapping[str, Any]]) -> str:
    """Create or change units (in any order) and publish the tree; returns its version.

    A row has `id` and `name`, and may have `short_name`, `level`, `kind`, `parent` (id), `areas`, `active`,
    `handles_orders`.
    """
    made = [_unit(row) for row in rows]
    with transaction.atomic():
        Unit.objects.bulk_create(made, update_conflicts=True, unique_fields=["id"], update_fields=_UNIT_FIELDS)
        return publish_directory()


def _unit(row: Mapping[str, Any]) -> Unit:
    fields = dict(row)
    parent = fields.pop("parent", None)
    return Unit(**fields | {"parent_id": parent or None, "level": str(fields.get("level", ""))})


def publish_directory() -> str:
    """Freeze the present unit tree as a release; returns its version. Unchanged trees give the same version."""
    rows = [
        {
            "id": unit.id,
            "name": unit.name,
            "short_name": unit.short_name,
            "level": unit.level,
            "kind": unit.kind,
            "parent": unit.parent_id or "",
            "areas": unit.areas,
            "active": unit.active,
        }
        for unit in Unit.objects.order_by("id")
    ]
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    version = privacy.sm3_hex(text.encode())[:32]
    DirectoryRelease.objects.update_or_create(
        version=version,
        defaults={"published_at": clock.now()},
        create_defaults={"published_at": clock.now(), "units": rows},
    )
    directories.forget()
    transaction.on_commit(directories.forget)
    return version


def save_lines(rows: Iterable[Mapping[str, Any]]) -> None:
    """Create or change lines. A row has `id`, `name`, `prefix`, `pack` and may have `code`, `active`."""
    Line.objects.bulk_create(
        [Line(**row) for row in rows],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "code", "prefix", "pack", "active"],
    )
    selectors.forget()
    transaction.on_commit(selectors.forget)


def save_people(rows: Iterable[Mapping[str, Any]]) -> list[Person]:
    """Create or change people by `username`; returns them as stored.

    A row has `username`, `name`, and may have `title`, `unit` (id), `lines` (default: every active line), `roles`
    (values of Role), `password` (clear text; without it a new account cannot sign in and an old one keeps its own).
    Changed roles or units end that person's open sessions. ValueError for a role that does not exist.
    """
    rows = [dict(row) for row in rows]
    usernames = [row["username"] for row in rows]
    every_line = [line.id for line in Line.objects.filter(active=True).order_by("id")]
    with transaction.atomic():
        before = {p.username: p for p in Person.objects.select_for_update().filter(username__in=usernames)}
        people_now = [_person(row, before.get(row["username"]), every_line) for row in rows]
        Person.objects.bulk_create(
            people_now,
            update_conflicts=True,
            unique_fields=["username"],
            update_fields=[*_PERSON_FIELDS, "password", "session_version"],
        )
    _forget_people()
    return list(Person.objects.filter(username__in=usernames).order_by("username"))


def _person(row: dict[str, Any], old: Person | None, every_line: list[str]) -> Person:
    roles = sorted({Role(word).value for word in row.get("roles", old.roles if old else ())})
    person = Person(
        username=row["username"],
        name=row["name"],
        title=row.get("title", old.title if old else ""),
        unit_id=row.get("unit", old.unit_id if old else None) or None,
        lines=list(row.get("lines", old.lines if old else every_line)),
        roles=roles,
        is_active=row.get("is_active", old.is_active if old else True),
        password=_password(row.get("password"), old),
        session_version=old.session_version if old else 1,
    )
    if old:
        person.id = old.id
        changed = (old.roles, old.unit_id, old.lines, old.is_active) != (
            person.roles,
            person.unit_id,
            person.lines,
            person.is_active,
        )
        person.session_version += changed
    return person


def _password(raw: str | None, old: Person | None) -> str:
    return old.password if old and not raw else make_password(raw or None)


def set_password(person: Person, raw: str) -> None:
    """Change the password; every open session of the person ends within seconds."""
    person.set_password(raw)
    person.session_version += 1
    person.save(update_fields=["password", "session_version"])
    _forget_people()


def set_roles(person: Person, roles: Iterable[Role]) -> None:
    """Change the roles; every open session of the person ends within seconds."""
    person.roles = sorted(Role(role).value for role in roles)
    person.__dict__.pop("own_roles", None)
    person.session_version += 1
    person.save(update_fields=["roles", "session_version"])
    _forget_people()


def sign_out_everywhere(person: Person) -> None:
    """End every open session of the person within seconds."""
    Person.objects.filter(pk=person.pk).update(session_version=F("session_version") + 1)
    person.refresh_from_db(fields=["session_version"])
    _forget_people()


def _forget_people() -> None:
    for forget in (people.forget, selectors.forget):
        forget()
        transaction.on_commit(forget)
