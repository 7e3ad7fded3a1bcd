"""The knowledge base of the sample city: entries that its callers ask for, and announcements of these days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from hotline.accounts.models import Person
from hotline.core.knowledge import content as contents
from hotline.core.vocabulary import AnnouncementKind, KnowledgeKind
from hotline.infra import clock
from hotline.knowledge import selectors, services
from hotline.knowledge.diagnosis import keeping
from hotline.knowledge.models import Entry
from hotline.knowledge.services import New, Notice
from hotline.project.sample.messages import load

_NOT_CONTENT = ("message", "kind", "owner")
_CITED: dict[str, selectors.Cited] = {}


def published(line: str, editor: Person) -> list[Entry]:
    """Every entry of the sample, published on `line` as if the editor had let it through."""
    rows = [(_new(line, row), _content(row)) for row in load("knowledge")["entries"]]
    made = services.publish_at_once(rows, str(editor.pk))
    _CITED.clear()
    for (new, _), entry in zip(rows, made, strict=True):
        found = selectors.cite(entry)
        if new.external and found:
            _CITED[new.external] = found
    return made


def _new(line: str, row: Mapping[str, Any]) -> New:
    return New(line, KnowledgeKind(row["kind"]), row["owner"], row.get("message", ""))


def _content(row: Mapping[str, Any]) -> contents.Content:
    return contents.from_row({name: value for name, value in row.items() if name not in _NOT_CONTENT})


def cited(message: str) -> selectors.Cited | None:
    """The entry that answers a message of the sample, after `published`."""
    return _CITED.get(message)


def announced(line: str, editor: Person) -> int:
    """The announcements of the sample, holding around now."""
    rows = load("knowledge")["announcements"]
    for row in rows:
        begin, end = (clock.now() + timedelta(hours=hours) for hours in row["hours"])
        services.announce(
            editor,
            Notice(
                line=line,
                kind=AnnouncementKind(row["kind"]),
                title=row["title"],
                text=row["text"],
                since=begin,
                until=end,
                areas=tuple(row["areas"]),
                places=tuple(row["places"]),
                unit=row["unit"],
            ),
        )
    return len(rows)


DIAGNOSED = (
    ("cable-tv", "set-top-box"),
    ("cable-tv", "interactive-page"),
    ("power-95598", "outage"),
    ("hubei-mobile-10086", "bill"),
)
"""Scenarios of other packs that the city's own line took over. The sample has a billing service (`billing.py`); no
other source of theirs is set up: the runner says so."""


def diagnosed(line: str, editor: Person) -> int:
    """The scenarios the sample took over, published; how many."""
    for pack, name in DIAGNOSED:
        row = keeping.take_over(editor, line, pack, name)
        keeping.publish(editor, row.pk, row.revision)
    return len(DIAGNOSED)
