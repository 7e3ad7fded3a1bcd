"""Changing the tree of units by hand: add, rename, move, retire. A unit is never deleted: past orders keep its name.

Every change is an audit entry and a new release of the tree. One change at a time: two moves together could close a
ring, so the whole tree is locked for the moment of a change. `mark` is what the form had seen of the unit; if somebody
has changed it since, nothing is done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from pypinyin import Style, lazy_pinyin

from hotline.accounts import audit, services
from hotline.accounts.faults import NotPossible
from hotline.accounts.models import Person, Unit
from hotline.infra import privacy

FIELDS = ("name", "short_name", "level", "kind", "areas", "handles_orders")
ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
AREA = re.compile(r"\d{6}(\d{3}(\d{3})?)?")
MOST_CHARS = 60
_LOCK = 0x756E6974
OpenParts = Callable[[Sequence[str]], int]
"""How many parts of orders these units still have open; asked of whoever knows orders."""


def mark_of(unit: Unit) -> str:
    """Changes with every change of the unit: a form carries it, to be refused when it is stale."""
    facts = (unit.id, unit.parent_id, unit.active, *(getattr(unit, name) for name in FIELDS))
    return privacy.sm3_hex(repr(facts).encode())[:16]


@contextmanager
def changing() -> Iterator[None]:
    """One change of the tree at a time; at its end the tree is published."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield
        services.publish_directory()


def add(by: Person, fields: Mapping[str, Any], parent: str = "", ident: str = "") -> Unit:
    """A new unit below `parent`. Without `ident` it gets one from its name. NotPossible names what is wrong."""
    values = checked(fields)
    with changing():
        if ident and not ID.fullmatch(ident):
            raise NotPossible("bad_id")
        if ident and Unit.objects.filter(pk=ident).exists():
            raise NotPossible("id_taken", id=ident)
        _place(parent, values["name"])
        unit = Unit.objects.create(id=ident or free_id(values["name"]), parent_id=parent or None, **values)
        audit.note(by, "unit_added", unit.id, {"name": unit.name, "parent": parent})
    return unit


def change(by: Person, ident: str, fields: Mapping[str, Any], mark: str) -> Unit:
    """New name, level, kind, areas. Past orders go on under the new name; their events keep the old one."""
    values = checked(fields)
    with changing():
        unit = _unit(ident, mark)
        was = {name: getattr(unit, name) for name in FIELDS}
        changed = {name: [was[name], values[name]] for name in FIELDS if was[name] != values[name]}
        if "name" in changed:
            _place(unit.parent_id or "", values["name"], ident)
        if changed:
            Unit.objects.filter(pk=ident).update(**values)
            audit.note(by, "unit_changed", ident, changed)
    unit.refresh_from_db()
    return unit


def move(by: Person, ident: str, parent: str, mark: str) -> Unit:
    """Below another unit; never below itself. NotPossible `ring` otherwise."""
    with changing():
        unit = _unit(ident, mark)
        if parent == (unit.parent_id or ""):
            return unit
        if parent in below(ident):
            raise NotPossible("ring")
        _place(parent, unit.name, ident)
        audit.note(by, "unit_moved", ident, {"parent": [unit.parent_id or "", parent]})
        Unit.objects.filter(pk=ident).update(parent=parent or None)
    unit.refresh_from_db()
    return unit


def retire(by: Person, ident: str, mark: str, open_parts: OpenParts) -> None:
    """The unit takes no more orders. NotPossible while it has units or people in it, or open parts of orders."""
    with changing():
        unit = _unit(ident, mark)
        if n := Unit.objects.filter(parent_id=ident, active=True).count():
            raise NotPossible("has_units", n=n)
        if n := Person.objects.filter(unit_id=ident, is_active=True).count():
            raise NotPossible("has_people", n=n)
        if n := open_parts([ident]):
            raise NotPossible("has_open_parts", n=n)
        if unit.active:
            Unit.objects.filter(pk=ident).update(active=False)
            audit.note(by, "unit_retired", ident, {"name": unit.name})


def restore(by: Person, ident: str, mark: str) -> None:
    """A retired unit works again; the unit above must be at work itself."""
    with changing():
        unit = _unit(ident, mark)
        _place(unit.parent_id or "", unit.name, ident)
        if not unit.active:
            Unit.objects.filter(pk=ident).update(active=True)
            audit.note(by, "unit_restored", ident, {"name": unit.name})


def below(ident: str) -> set[str]:
    """The unit and all below it, from the tables (not from the published tree)."""
    parents = dict(Unit.objects.values_list("id", "parent_id"))
    found = {ident}
    while more := {unit for unit, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they are stored. NotPossible for a missing name or what is no area."""
    name = str(fields.get("name", "")).strip()
    if not name:
        raise NotPossible("no_name")
    areas = [str(code).strip() for code in fields.get("areas", ()) if str(code).strip()]
    if wrong := [code for code in areas if not AREA.fullmatch(code)]:
        raise NotPossible("bad_area", area=wrong[0])
    texts = {key: str(fields.get(key, "")).strip() for key in ("short_name", "level", "kind")}
    if max(len(text) for text in (name, *texts.values())) > MOST_CHARS:
        raise NotPossible("too_long", most=MOST_CHARS)
    return {"name": name, **texts, "areas": areas, "handles_orders": bool(fields.get("handles_orders", True))}


def free_id(name: str, taken: set[str] | None = None) -> str:
    """An id that nobody has, from the initials of the name in pinyin."""
    start = "".join(part[0] for part in lazy_pinyin(name, style=Style.NORMAL) if part).lower()
    start = re.sub(r"[^a-z0-9]", "", start)[:40] or "unit"
    known = set(Unit.objects.filter(id__startswith=start).values_list("id", flat=True)) | (taken or set())
    found, n = start, 1
    while found in known:
        n += 1
        found = f"{start}{n}"
    return found


def _unit(ident: str, mark: str) -> Unit:
    unit = Unit.objects.select_for_update().filter(pk=ident).first()
    if unit is None:
        raise NotPossible("no_such_unit", id=ident)
    if mark_of(unit) != mark:
        raise NotPossible("stale")
    return unit


def _place(parent: str, name: str, ident: str = "") -> None:
    """The unit above is at work, and has no other unit of this name below it."""
    if parent and not Unit.objects.filter(pk=parent, active=True).exists():
        raise NotPossible("no_such_parent", id=parent)
    twins = Unit.objects.filter(parent_id=parent or None, name=name, active=True).exclude(pk=ident)
    if twins.exists():
        raise NotPossible("name_taken", name=name)
