"""What stands in a version of an entry, how two versions differ, and what of it a citizen may see (KNW-1, SEC)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from hotline.core.knowledge.life import EDITORS, Refused
from hotline.core.vocabulary import KnowledgeRefusal as Refusal
from hotline.core.vocabulary import KnowledgeSecrecy as Secrecy
from hotline.core.vocabulary import Role

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The text of one version. `answer` is read aloud on the phone, `text` is sent; `internal` never leaves the desk.

    `areas`, `classes`: codes for which it holds, empty for all; `groups`: people for whom. `attachments`: digests of
    kept files with their names. `since`, `until`: first and last day on which it holds. `related`: ids of entries.
    """

    title: str = ""
    questions: Lines = ()
    keywords: Lines = ()
    answer: str = ""
    text: str = ""
    internal: str = ""
    steps: Lines = ()
    material: Lines = ()
    fees: str = ""
    places: Lines = ()
    hours: str = ""
    phones: Lines = ()
    basis: Lines = ()
    attachments: tuple[tuple[str, str], ...] = ()
    areas: Lines = ()
    groups: Lines = ()
    classes: Lines = ()
    since: date | None = None
    until: date | None = None
    secrecy: Secrecy = Secrecy.OPEN
    roles: tuple[Role, ...] = ()
    related: Lines = ()

    def holds_on(self, day: date) -> bool:
        """Whether it is in effect on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


NEVER_PUBLIC = ("internal", "keywords", "roles")
"""Fields that no citizen sees."""


def check(content: Content) -> None:
    """Whether a text can be handed in. Raises Refused naming the first thing that is missing."""
    if not content.title.strip():
        raise Refused(Refusal.NO_TITLE)
    if not (content.answer.strip() or content.text.strip()):
        raise Refused(Refusal.NO_ANSWER)
    if content.since and content.until and content.until < content.since:
        raise Refused(Refusal.ENDS_BEFORE)
    if content.secrecy is Secrecy.SECRET and not content.roles:
        raise Refused(Refusal.NO_ROLES)


def may_read(secrecy: Secrecy, roles: Collection[Role], reader: Collection[Role]) -> bool:
    """Whether somebody with the roles `reader` may see an entry that names `roles`. No role at all is a citizen."""
    if secrecy is Secrecy.OPEN:
        return True
    if not reader:
        return False
    return secrecy is Secrecy.INTERNAL or bool(set(roles) & set(reader)) or bool(EDITORS & set(reader))


def public(content: Content) -> Content | None:
    """What a citizen may see of it: an open entry without its inner lines; None for any other."""
    if content.secrecy is not Secrecy.OPEN:
        return None
    return replace(content, internal="", keywords=(), roles=())


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs between two versions, as lines."""

    field: str
    before: Lines
    after: Lines


def compare(before: Content, after: Content) -> tuple[Change, ...]:
    """Every field that differs, in the order of the form."""
    found = []
    for each in fields(Content):
        old, new = getattr(before, each.name), getattr(after, each.name)
        if old != new:
            found.append(Change(each.name, as_lines(old), as_lines(new)))
    return tuple(found)


def as_lines(value: Any) -> Lines:
    """A field's value as lines of text; () for none."""
    if value is None or value == "":
        return ()
    if isinstance(value, date):
        return (value.isoformat(),)
    if isinstance(value, tuple):
        return tuple(item[1] if isinstance(item, tuple) else str(item) for item in value)
    return tuple(str(value).splitlines())


def to_row(content: Content) -> dict[str, Any]:
    """As JSON keeps it: fields that say nothing are left out."""
    row: dict[str, Any] = {}
    for each in fields(Content):
        value = getattr(content, each.name)
        if value in ("", (), None) or value is Secrecy.OPEN:
            continue
        if isinstance(value, date):
            row[each.name] = value.isoformat()
        elif isinstance(value, tuple):
            row[each.name] = [list(v) if isinstance(v, tuple) else str(v) for v in value]
        else:
            row[each.name] = str(value)
    return row


def from_row(row: Mapping[str, Any]) -> Content:
    """The content of a stored row. KeyError for a field that is none, ValueError for a value that is none."""
    told: dict[str, Any] = {}
    for name, value in row.items():
        told[name] = _READ.get(name, _read)(value)
    unknown = told.keys() - {each.name for each in fields(Content)}
    if unknown:
        raise KeyError(sorted(unknown)[0])
    return Content(**told)


def _read(value: Any) -> Any:
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else str(value)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


_READ: dict[str, Any] = {
    "since": _day,
    "until": _day,
    "secrecy": Secrecy,
    "roles": lambda value: tuple(Role(item) for item in value),
    "attachments": lambda value: tuple((str(item[0]), str(item[1])) for item in value),
}
