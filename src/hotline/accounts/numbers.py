"""Lines of the hotline by hand: add, change, retire. A line's number prefix is in its orders and never changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from hotline.accounts import audit, people, selectors, services
from hotline.accounts.faults import NotPossible
from hotline.accounts.models import Line, Person

PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,7}")
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_LOCK = 0x6C696E65


def save(by: Person, fields: Mapping[str, Any], packs: Mapping[str, Any], *, unused: bool = False) -> Line:
    """A new line, or another name, number or state of one. `packs`: pack → its line numbers, of those that load.

    The prefix and the pack stay once the line is there, for orders are numbered and ruled by them; unless the caller
    knows that there has been no order yet (`unused`).
    """
    ident, name = str(fields.get("id", "")).strip(), str(fields.get("name", "")).strip()
    code, active = str(fields.get("code", "")).strip(), bool(fields.get("active", True))
    if not name:
        raise NotPossible("no_line_name")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        old = Line.objects.filter(pk=ident).first() if ident else None
        pack, prefix = str(fields.get("pack", "")), str(fields.get("prefix", "")).strip().upper()
        if old and not unused:
            pack, prefix = old.pack, old.prefix
        if not old or unused:
            _new(pack, prefix, packs, ident)
        if old is None:
            ident = ident or _free_id(pack)
        if pack in packs and code not in packs[pack]:
            raise NotPossible("no_such_code", id=code)
        row = {"id": ident, "name": name, "code": code, "prefix": prefix, "pack": pack, "active": active}
        services.save_lines([row])
        if act := _act(old, row):
            audit.note(by, act, ident, row)
        if old is None:
            _serve(by, ident)
    return Line.objects.get(pk=ident)


def _new(pack: str, prefix: str, packs: Mapping[str, Any], ident: str) -> None:
    if pack not in packs:
        raise NotPossible("no_such_pack")
    if not PREFIX.fullmatch(prefix):
        raise NotPossible("bad_prefix")
    if Line.objects.filter(prefix=prefix).exclude(pk=ident).exists():
        raise NotPossible("prefix_taken", prefix=prefix)


def _free_id(pack: str) -> str:
    found, n = pack, 1
    while Line.objects.filter(pk=found).exists():
        n += 1
        found = f"{pack}-{n}"
    return found


def _act(old: Line | None, row: Mapping[str, Any]) -> str:
    if old is None:
        return "line_added"
    if old.active != row["active"]:
        return "line_restored" if row["active"] else "line_retired"
    return "line_changed" if any(getattr(old, name) != value for name, value in row.items()) else ""


def _serve(by: Person, ident: str) -> None:
    """The first line is served by everybody who is there already; later ones are given person by person."""
    if Line.objects.exclude(pk=ident).exists():
        return
    Person.objects.filter(lines=[]).update(lines=[ident])
    for forget in (people.forget, selectors.forget):
        transaction.on_commit(forget)
