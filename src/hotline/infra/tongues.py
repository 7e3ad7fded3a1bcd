"""The languages of the screens. Every text is written in Chinese; a catalogue says it in another language.

A text is its own key: `said("待签收")` is that text, or what `locale/en.po` says for it while someone reads English.
What no catalogue knows stays Chinese and is found by `make check`. Data of a hotline (labels of a pack, names, what
citizens and units wrote) is never translated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache, wraps
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

SOURCE = "zh-Hans"
TONGUES = (SOURCE, "en")
COOKIE = "hotline-tongue"
SEVERAL = "\u3001"
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


class Word(Protocol):
    """A term of the vocabulary."""

    zh: str


def in_words(term: Word) -> str:
    """A term as it is spoken."""
    return said(term.zh)


def listed(words: Iterable[str]) -> str:
    """Words as a sentence lists them."""
    return said(SEVERAL).join(words)


def beside(*words: str) -> str:
    """Words one after the other, apart where the language keeps words apart."""
    return ("" if _speaking.get() == SOURCE else " ").join(filter(None, words))


def kept(maxsize: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """`lru_cache` for a function that gives words: what it gave is kept for each language apart."""

    def wrap(make: Callable[P, T]) -> Callable[P, T]:
        @lru_cache(maxsize=maxsize * len(TONGUES))
        def made(tongue: str, *args: P.args, **named: P.kwargs) -> T:
            return make(*args, **named)

        @wraps(make)
        def asked(*args: P.args, **named: P.kwargs) -> T:
            return made(_speaking.get(), *args, **named)  # type: ignore[arg-type]  # lru_cache wants all hashable

        return asked

    return wrap
