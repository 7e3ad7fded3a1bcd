"""The words and patterns of the extraction, read once from `extract_lexicon.txt`."""

from __future__ import annotations

import functools
import re
from importlib import resources

_LINE = re.compile(r"^(\w+)\s*(:?=)\s*(.*)$")
_REFERENCE = re.compile(r"(?<!\?P)<(\w+)>")
FILE = "extract_lexicon.txt"


@functools.cache
def _entries() -> dict[str, tuple[str, str]]:
    entries: dict[str, tuple[str, str]] = {}
    for line in (resources.files(__package__) / FILE).read_text(encoding="utf-8").splitlines():
        found = None if line.startswith("#") or not line.strip() else _LINE.match(line)
        if found:
            entries[found[1]] = (found[2], found[3])
    return entries


@functools.cache
def words(name: str) -> tuple[str, ...]:
    """The words of a line, longest first. KeyError when there is no such line."""
    return tuple(sorted(set(_entries()[name][1].split()), key=lambda word: (-len(word), word)))


@functools.cache
def source(name: str) -> str:
    """A line as the source of a regular expression, its references filled in."""
    mark, text = _entries()[name]
    if mark == "=":
        return "|".join(word if "(?" in word else re.escape(word) for word in words(name))
    return _REFERENCE.sub(lambda found: f"(?:{source(found[1])})", text)


@functools.cache
def raw(name: str) -> str:
    """A line as it stands."""
    return _entries()[name][1]


@functools.cache
def pattern(name: str) -> re.Pattern[str]:
    """A line as a compiled regular expression."""
    return re.compile(source(name))
