"""Chinese in markup: found piece by piece, and said in another language.

A piece is what stands between two tags, two quotation marks or two template tags. `{{ … }}` stays inside its piece, so
that a translation may put it elsewhere; a Chinese text in quotation marks inside a template tag is a piece of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

CHINESE = re.compile(r"[\u3400-\u9fff\uff01-\uff5e\u3001-\u301f]")
HAN = re.compile(r"[\u3400-\u9fff]")
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}|<!--.*?-->|[<>\"]", re.S)
_VARIABLE = re.compile(r"\{\{.*?\}\}")
_QUOTED = re.compile(r'"([^"]*)"')
_HIDDEN = "\ue000"
"""Stands for a quotation mark inside `{{ … }}` while the rest is taken apart."""


def translated(markup: str, say: Callable[[str], str]) -> str:
    """The markup with each Chinese piece said by `say`; everything else as it was."""
    return "".join(_said(part, say) for part in _parts(markup))


def pieces(markup: str) -> Iterator[str]:
    """Every Chinese piece of the markup, each as the key of a catalogue."""
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    translated(markup, keep)
    return iter(found)


def _parts(markup: str) -> Iterator[str]:
    hidden = _VARIABLE.sub(lambda m: m[0].replace('"', _HIDDEN).replace("<", "\ue001").replace(">", "\ue002"), markup)
    at = 0
    for tag in _TAG.finditer(hidden):
        yield _shown(hidden[at : tag.start()])
        yield _shown(tag[0])
        at = tag.end()
    yield _shown(hidden[at:])


def _shown(text: str) -> str:
    return text.replace(_HIDDEN, '"').replace("\ue001", "<").replace("\ue002", ">")


def _said(part: str, say: Callable[[str], str]) -> str:
    if not CHINESE.search(part) or part.startswith(("{#", "<!--")):
        return part
    if part.startswith("{%"):
        return _quoted(part, say)
    outside = _VARIABLE.sub("", part)
    if CHINESE.search(outside):
        text = part.strip()
        part = part.replace(text, say(text), 1)
    return _VARIABLE.sub(lambda m: _quoted(m[0], say), part)


def _quoted(tag: str, say: Callable[[str], str]) -> str:
    """A template tag with the Chinese texts in quotation marks said."""
    return _QUOTED.sub(lambda m: f'"{say(m[1])}"' if CHINESE.search(m[1]) else m[0], tag)
