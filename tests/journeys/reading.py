"""What of a page is said in Chinese although it is read in English: texts of the catalogue, whole or with their blanks
filled in. Data of the hotline (labels of its pack, names, what people wrote) is Chinese and stays so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from hotline.accounts.models import Line, Person
from hotline.accounts.selectors import directory
from hotline.infra.markup import HAN
from hotline.infra.tongues import catalogue
from hotline.policy import registry

SEEN = """() => {
  const found = [], kinds = NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT;
  const walk = document.createTreeWalker(document.documentElement, kinds);
  const data = (e) => e.closest("[lang^=zh], textarea, script, style, .content, .quote");
  for (let node = walk.currentNode; node; node = walk.nextNode()) {
    if (node.nodeType === 3) { if (!data(node.parentElement)) found.push(node.textContent); continue; }
    if (data(node)) continue;
    for (const name of ["placeholder", "title", "aria-label"]) found.push(node.getAttribute(name) || "");
  }
  const clean = found.map((text) => text.trim().replace(/\\s+/g, " "));
  return [...new Set(clean.filter((text) => /\\p{Script=Han}/u.test(text)))];
}"""
_BLANK = re.compile(r"\{\{.*?\}\}|\{\w*\}")
_PARTS = re.compile(f"({_BLANK.pattern})")
LEAST = 3
"""A pattern with fewer Chinese characters of its own would fit what people write."""


def chinese(page: Any, data: frozenset[str]) -> list[str]:
    """Texts of the page that the catalogue knows in English, and that are not `data`."""
    return [text for text in page.evaluate(SEEN) if text not in data and _known(text)]


@cache
def _known(text: str) -> bool:
    plain, patterns = _texts()
    return text in plain or any(pattern.fullmatch(text) for pattern in patterns)


@cache
def _texts() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    known = [" ".join(zh.split()) for zh, en in catalogue("en").items() if zh != en and "{city}" not in zh]
    plain = frozenset(zh for zh in known if not _BLANK.search(zh))
    blanks = [zh for zh in known if _BLANK.search(zh) and len(HAN.findall(_BLANK.sub("", zh))) >= LEAST]
    return plain, tuple(map(_pattern, blanks))


def _pattern(text: str) -> re.Pattern[str]:
    """What the text looks like with its blanks filled in: `{n}` is a number, the others are anything."""
    fit = {"{n}": "[0-9]+"}
    parts = _PARTS.split(text)
    return re.compile("".join(fit.get(p, ".*?" if _BLANK.fullmatch(p) else re.escape(p)) for p in parts))


def data_of_the_hotline() -> frozenset[str]:
    """Words of the packs, names of units and titles of people that a text of the screens happens to be, too."""
    people = Person.objects.values_list("title", flat=True)
    units = [word for unit in directory().all() for word in (unit.name, directory().name(unit.id))]
    return frozenset((*units, *people, *_words()))


def _words() -> Iterator[str]:
    for name in Line.objects.values_list("pack", flat=True).distinct():
        policy = registry.load(name)
        yield from (policy.title, *policy.lists.words.values(), *policy.lines.values(), *_labels(policy.lists))


def _labels(value: Any) -> Iterator[str]:
    if isinstance(value, tuple):
        for one in value:
            yield from _labels(one)
    elif is_dataclass(value):
        for field in fields(value):
            found = getattr(value, field.name)
            yield from (found,) if isinstance(found, str) else _labels(found)
