"""The languages of the screens. Every text is written in Chinese; a catalogue says it in another language.

A text is its own key: `said("待签收")` is that text, or what `locale/en.po` says for it while someone reads English.
What no catalogue knows stays Chinese and is found by `make check`. Data of a hotline (labels of a pack, names, what
citizens and units wrote) is never translated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

SOURCE = "zh-Hans"
TONGUES = (SOURCE, "en")
COOKIE = "hotline-tongue"
FOLDER = Path(__file__).parent.parent / "locale"

_speaking: ContextVar[str] = ContextVar("speaking", default=SOURCE)


def speaking() -> str:
    """The language of the page that is being made."""
    return _speaking.get()


@contextmanager
def spoken(tongue: str) -> Iterator[None]:
    """A stretch of work in one language."""
    token = _speaking.set(tongue)
    try:
        yield
    finally:
        _speaking.reset(token)


@cache
def catalogue(tongue: str) -> Mapping[str, str]:
    """Chinese text → text in `tongue`, read once a process, when it is first asked for."""
    from babel.messages.pofile import read_po  # not needed by those who read Chinese

    with (FOLDER / f"{tongue}.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale=tongue) if m.id and m.string}


def said(text: str) -> str:
    """A Chinese text, or a pattern with `{…}`, in the language that is spoken; itself where that is Chinese."""
    tongue = _speaking.get()
    return text if tongue == SOURCE else catalogue(tongue).get(text, text)
