"""Attachments of an entry: taken in as files of an order are, given out to who may see the text that names them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hotline.desk.knowing.shown import words_of
from hotline.handling import holding, kinds
from hotline.handling.kinds import BadFile
from hotline.infra import vault
from hotline.knowledge import selectors

MOST = 10
"""Files of one entry."""
_NAME = 120

Named = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """A file to save: where it lies and what it is called."""

    path: Path
    name: str

    @property
    def headers(self) -> dict[str, str]:
        """What keeps a browser from running it."""
        return {
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(self.name, safe='')}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
        }


def taken(files: Iterable[Any], kept: tuple[Named, ...], dropped: Iterable[str]) -> tuple[tuple[Named, ...], str]:
    """The attachments after a form: those kept, those new; and what is wrong with a new one. A doubtful file is not
    taken: nobody is there to look at it before agents pass it on."""
    gone = set(dropped)
    found = [one for one in kept if one[0] not in gone]
    for file in files:
        content, name = file.read(kinds.MOST_BYTES + 1), _clean(file.name or "")
        try:
            kind, doubt = kinds.inspect(name, content)
        except BadFile:
            return tuple(found), words_of("wrong")["bad_file"].format(name=name)
        if doubt is not None or holding.held(content, name, kind.id):
            return tuple(found), words_of("wrong")["doubtful"].format(name=name)
        digest = vault.keep(content)
        found = [one for one in found if one[0] != digest] + [(digest, name)]
    return tuple(found[:MOST]), ""


def _clean(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable() and sign not in '"<>:|?*').strip(". ")[-_NAME:] or "file"


def sent(person: Any, number: str, digest: str) -> Sent | None:
    """A file that a version of the entry names, or the draft for who works on it; None for any other."""
    page = selectors.page(person, number)
    if page is None:
        return None
    if page.content is None and not page.acts:
        return None
    texts = [page.content, page.draft if page.acts else None]
    texts += [kept.content for kept in selectors.versions_for(page)]
    names = {ident: name for text in texts if text for ident, name in text.attachments}
    if digest not in names:
        return None
    place = vault.path(digest)
    return Sent(place, names[digest]) if place.is_file() else None
