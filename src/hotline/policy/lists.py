"""The closed lists of a pack: natures, content classes, reasons, forms, phrases, words."""

from __future__ import annotations

from enum import Enum
from typing import Any, cast

from hotline.core import vocabulary
from hotline.core.policy.shapes import Form, Lists, Phrase, Term
from hotline.policy.building import ABOUT, Names
from hotline.policy.documents import Document
from hotline.policy.errors import Bad, Problems
from hotline.policy.papers import forms_of
from hotline.policy.reading import Mapping, Node, each, mapping, text, texts
from hotline.policy.shaped import shaped_lists
from hotline.policy.sources import Registered, read_source

TERM_LISTS = (
    "natures",
    "content_classes",
    "refusal_reasons",
    "accepted_matters",
    "service_commitments",
    "emergencies",
    "goods",
)
_TERM_KEYS = ("id", "label", "source", "code", "text", "keywords", "items")
_WRAPPER = ("source", "unstated", "note", "from", "entries")

VOCABULARY: dict[str, type[Enum]] = {
    kind.family(): kind
    for kind in vars(vocabulary).values()
    if isinstance(kind, type) and issubclass(kind, vocabulary.Term) and kind is not vocabulary.Term
}
"""`phase`, `assignment_state`, … → the words a pack may rename."""


def lists(chain: list[Document], names: Names, problems: Problems, borrowed: dict[str, Document]) -> Lists:
    """The nearest pack of the lineage that states a list gives it whole; words and phrases add up, nearest first."""
    known = names.sources
    terms: dict[str, tuple[Term, ...]] = {}
    for name in TERM_LISTS:
        node = next((d.get(name) for d in reversed(chain) if d.get(name) is not None), None)
        terms[name] = _terms(node, name, known, problems, borrowed) if node else ()
    forms: dict[str, Form] = {}
    phrases: dict[str, Phrase] = {}
    words: dict[str, str] = {}
    for document in chain:
        forms |= {f.id: f for f in forms_of(document.get("forms"), known, problems)}
        phrases |= {p.situation: p for p in _phrases(document.get("phrases"), known, problems)}
        words |= _words(document.get("words"), problems)
    return Lists(
        **cast("dict[str, Any]", {**terms, **shaped_lists(chain, names, problems)}),
        forms=tuple(forms.values()),
        phrases=tuple(phrases.values()),
        words=words,
    )


def borrowed_from(document: Document) -> dict[str, str]:
    """Lists that a pack takes over from one outside its lineage: list → pack."""
    found: dict[str, str] = {}
    for name in TERM_LISTS:
        node = document.get(name)
        if isinstance(node, Mapping) and node.get("from") is not None:
            found[name] = text(node.items["from"])
    return found


def _terms(
    node: Node, name: str, known: dict[str, Registered], problems: Problems, borrowed: dict[str, Document]
) -> tuple[Term, ...]:
    default = ""
    try:
        if isinstance(node, Mapping):
            node.only(_WRAPPER, problems)
            lender = node.get("from")
            if lender is not None:
                source = borrowed.get(text(lender))
                entries = source.get(name) if source else None
                if entries is None:
                    raise lender.bad("borrow_circle", name=text(lender), key=name)
                return _terms(entries, name, known, problems, {})
            default = str(read_source(node.need("source"), known))
            node = node.need("entries")
    except Bad as bad:
        problems.note(bad)
        return ()
    found: dict[str, Term] = {}
    for entry in each(node, problems):
        _term(entry, "", default, known, problems, found)
    problems.rule = ""
    return tuple(found.values())


def _term(
    entry: Mapping, parent: str, default: str, known: dict[str, Registered], problems: Problems, found: dict[str, Term]
) -> None:
    try:
        ident = text(entry.need("id"))
        problems.rule = ident
        entry.only(_TERM_KEYS, problems)
        if ident in found:
            raise entry.bad("duplicate_term", name=ident)
        given = entry.get("source")
        source = str(read_source(given, known)) if given else default
        if not source:
            raise entry.bad("missing_source")
        keywords = entry.get("keywords")
        found[ident] = Term(
            id=ident,
            label=text(entry.need("label")),
            source=source,
            parent=parent,
            code=_text(entry, "code"),
            text=_text(entry, "text"),
            keywords=texts(keywords) if keywords else (),
        )
        for item in each(entry.get("items"), problems):
            _term(item, ident, source, known, problems, found)
    except Bad as bad:
        problems.note(bad)


def _phrases(node: Node | None, known: dict[str, Registered], problems: Problems) -> list[Phrase]:
    found: list[Phrase] = []
    for entry in each(node, problems):
        try:
            problems.rule = text(entry.need("situation"))
            entry.only(("situation", "text", "source", *ABOUT), problems)
            source = str(read_source(entry.get("source") or _no_source(entry), known))
            found.append(Phrase(problems.rule, text(entry.need("text")), source))
        except Bad as bad:
            problems.note(bad)
    problems.rule = ""
    return found


def _no_source(entry: Mapping) -> Node:
    raise entry.bad("missing_source")


def _words(node: Node | None, problems: Problems) -> dict[str, str]:
    found: dict[str, str] = {}
    if node is None:
        return found
    try:
        section = mapping(node)
    except Bad as bad:
        problems.note(bad)
        return found
    for key, value in section.items.items():
        kind, _, word = key.partition(".")
        known = VOCABULARY.get(kind)
        if known is None or word not in {m.value for m in known}:
            problems.add(section.file, section.key_lines[key], "bad_words_key", key=key)
            continue
        try:
            found[key] = text(value)
        except Bad as bad:
            problems.note(bad)
    return found


def _text(entry: Mapping, key: str) -> str:
    node = entry.get(key)
    return text(node) if node else ""
