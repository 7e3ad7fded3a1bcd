"""Everything out: entries with all their versions and their history as JSON lines; what is shown as a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hotline.accounts import selectors as accounts
from hotline.accounts.models import Person
from hotline.core.knowledge import content as contents
from hotline.core.vocabulary import KnowledgeKind, KnowledgeState, Role
from hotline.infra import clock, sheets
from hotline.knowledge.models import Entry, History, Version
from hotline.knowledge.selectors import reference, visible
from hotline.knowledge.words import EXPORT

_AT_ONCE = 500
_OWN = ("number", "kind", "state", "owner", "version", "published", "renew_on")


def as_lines(line: str, who: Person | None = None) -> Iterator[str]:
    """One JSON text an entry: what it is, every version, who did what. Drafts are among them as `draft`.

    Of entries that `who` may see; without a person (the operator of the server) of all.
    """
    for rows in _chunks(line, who):
        versions: dict[Any, list[Version]] = {}
        for version in Version.objects.filter(entry__in=rows).order_by("number"):
            versions.setdefault(version.entry_id, []).append(version)
        done: dict[Any, list[History]] = {}
        for each in History.objects.filter(entry__in=rows).order_by("seq"):
            done.setdefault(each.entry_id, []).append(each)
        for row in rows:
            told = _entry(row) | {
                "versions": [_version(v, row) for v in versions.get(row.pk, ())],
                "history": [_done(h) for h in done.get(row.pk, ())],
            }
            yield json.dumps(told, ensure_ascii=False) + "\n"


def _chunks(line: str, who: Person | None) -> Iterator[list[Entry]]:
    after, found = 0, Entry.objects.all() if who is None else visible(who)
    while rows := list(found.filter(line=line, number__gt=after).order_by("number")[:_AT_ONCE]):
        yield rows
        after = rows[-1].number


def _entry(row: Entry) -> dict[str, Any]:
    return {
        "number": reference(row.number),
        "id": str(row.pk),
        "external": row.external,
        "kind": row.kind,
        "owner": row.owner,
        "state": row.state,
        "draft": row.draft,
        "renew_on": row.renew_on.isoformat() if row.renew_on else "",
        "used": row.used,
    }


def _version(version: Version, row: Entry) -> dict[str, Any]:
    return {
        "id": str(version.pk),
        "number": version.number,
        "by": version.by,
        "at": version.at.isoformat(),
        "live": version.pk == row.live,
        "content": version.content,
    }


def _done(row: History) -> dict[str, str]:
    told = {"act": row.act, "by": row.by, "at": row.at.isoformat(), "note": row.note, "for_whom": row.for_whom}
    return {name: value for name, value in told.items() if value} | (
        {"version": str(row.version)} if row.version else {}
    )


def as_sheet(line: str, form: str = "xlsx", who: Person | None = None) -> bytes:
    """What is shown on a line as a table that can be imported again: entries that `who` may see, else all.

    The caller has checked who may take it away.
    """
    widths = [10 if name in _OWN else 30 for name in EXPORT]
    return sheets.write_table(form, list(EXPORT.values()), _rows(line, who), widths)


def _rows(line: str, who: Person | None) -> Iterator[list[str]]:
    directory = accounts.directory()
    for rows in _chunks(line, who):
        shown = {v.pk: v for v in Version.objects.filter(pk__in=[row.live for row in rows if row.live])}
        for row in rows:
            if row.live is None:
                continue
            version = shown[row.live]
            content = contents.from_row(version.content)
            own = {
                "number": reference(row.number),
                "kind": KnowledgeKind(row.kind).zh,
                "state": KnowledgeState(row.state).zh,
                "owner": directory.name(row.owner),
                "secrecy": content.secrecy.zh,
                "roles": "\n".join(Role(role).zh for role in row.roles),
                "version": str(version.number),
                "published": f"{clock.local(row.published_at):%Y-%m-%d}" if row.published_at else "",
                "renew_on": row.renew_on.isoformat() if row.renew_on else "",
            }
            yield [
                own[name] if name in own else "\n".join(contents.as_lines(getattr(content, name))) for name in EXPORT
            ]
