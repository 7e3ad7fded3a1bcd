"""Where values come from: documents registered by id in `sources`, articles given beside each value."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.core.policy.rules import Source
from hotline.policy.documents import Document
from hotline.policy.errors import Bad, Problems
from hotline.policy.reading import Mapping, Node, mapping, text


@dataclass(frozen=True, slots=True)
class Registered:
    """A document of the register: which file it stands in, and its title."""

    file: str
    title: str


def register(chain: list[Document], problems: Problems) -> dict[str, Registered]:
    found: dict[str, Registered] = {}
    for document in chain:
        section = document.get("sources")
        if section is None:
            continue
        try:
            for ident, node in mapping(section).items.items():
                entry = mapping(node)
                entry.only(("file", "title", "note"), problems)
                found[ident] = Registered(text(entry.need("file")), text(entry.need("title")))
        except Bad as bad:
            problems.note(bad)
    return found


def source_of(owner: Mapping, known: dict[str, Registered], default: Source | None = None) -> Source:
    """The `source` of an entry: `{doc: s1-13, article: 第十一条}`, or what its list gives as default."""
    node = owner.get("source")
    if node is None:
        if default is not None:
            return default
        raise owner.bad("missing_source")
    return read_source(node, known)


def read_source(node: Node, known: dict[str, Registered]) -> Source:
    given = mapping(node)
    for key in given.items:
        if key not in ("doc", "article"):
            raise given.bad("unknown_key", key=key, expected="doc、article")
    doc = text(given.need("doc"))
    article = text(given.need("article"))
    if doc not in known:
        raise given.bad("unknown_source", name=doc, expected="、".join(sorted(known)))
    if not article:
        raise given.bad("empty_text", key="article")
    return Source(known[doc].file, article, known[doc].title)
