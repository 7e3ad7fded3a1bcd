"""The sections of one pack, gathered from its files. Which sections exist is a closed list."""

from __future__ import annotations

from collections.abc import Mapping as Files
from dataclasses import dataclass, field

from hotline.policy.errors import Bad, PackError, Problem, Problems
from hotline.policy.messages import say
from hotline.policy.reading import Mapping, Node, Sequence, read, text

SECTIONS = (
    "pack",
    "title",
    "inherits",
    "covers",
    "from",
    "governed_by",
    "lines",
    "sources",
    "unknowns",
    "words",
    "countings",
    "reminders",
    "calendars",
    "natures",
    "content_classes",
    "refusal_reasons",
    "accepted_matters",
    "service_commitments",
    "emergencies",
    "goods",
    "measures",
    "procedures",
    "score_sheets",
    "desks",
    "campaigns",
    "forms",
    "phrases",
    "rules",
)
LISTS_THAT_ADD_UP = ("rules", "phrases", "forms", "measures", "procedures", "score_sheets", "desks", "campaigns")
"""Sections that may be spread over several files."""
HOLIDAYS = "calendar"
"""A file with this key holds days off and make-up days, not sections."""


@dataclass
class Document:
    """All sections of one pack. `holidays`: its calendar files by the id they give."""

    name: str
    sections: dict[str, Node] = field(default_factory=dict)
    holidays: dict[str, Mapping] = field(default_factory=dict)

    def get(self, section: str) -> Node | None:
        return self.sections.get(section)

    def text(self, section: str) -> str:
        node = self.sections.get(section)
        return text(node) if node else ""


def pack_files(files: Files[str, str], name: str) -> list[str]:
    """Paths of the files that make up one pack; its cases are examples and not part of it."""
    return sorted(p for p in files if p.startswith(f"{name}/") and p.count("/") == 1 and p.endswith(".yaml"))


def pack_names(files: Files[str, str]) -> list[str]:
    return sorted({p.split("/")[0] for p in files if p.endswith("/pack.yaml") and p.count("/") == 1})


def gather(files: Files[str, str], name: str, problems: Problems) -> Document:
    """Read every file of one pack. Problems are collected; an unreadable file leaves its sections out."""
    found, readable = Document(name), True
    for path in pack_files(files, name):
        root = read(files[path], path, problems)
        if root is None:
            readable = False
            continue
        if HOLIDAYS in root.items:
            found.holidays[text(root.items[HOLIDAYS])] = root
            continue
        root.only(SECTIONS, problems)
        for key, node in root.items.items():
            _add(found, key, node, problems)
    if readable:
        _check_name(found, name, problems)
    return found


def _add(found: Document, key: str, node: Node, problems: Problems) -> None:
    before = found.sections.get(key)
    if before is None:
        found.sections[key] = node
    elif key in LISTS_THAT_ADD_UP and isinstance(before, Sequence) and isinstance(node, Sequence):
        found.sections[key] = Sequence(before.file, before.line, before.items + node.items)
    else:
        problems.add(node.file, node.line, "section_twice", key=key, where=f"{before.file}:{before.line}")


def _check_name(found: Document, name: str, problems: Problems) -> None:
    given = found.get("pack")
    if given is None:
        problems.add(f"{name}/pack.yaml", 1, "no_pack_section")
        return
    try:
        if text(given) != name:
            raise given.bad("wrong_pack_name", text=text(given), expected=name)
    except Bad as bad:
        problems.note(bad)


def lineage(files: Files[str, str], name: str, problems: Problems) -> list[Document]:
    """The pack and all it inherits, root first. Raises PackError where the chain itself is broken."""
    chain: list[Document] = []
    wanted = name
    while wanted:
        if wanted in (d.name for d in chain):
            path = " → ".join([d.name for d in chain] + [wanted])
            raise PackError([Problem(f"{wanted}/pack.yaml", 1, "", say("inherits_circle", path=path))])
        known = pack_names(files)
        if wanted not in known:
            line = chain[-1].sections["inherits"].line if chain else 0
            file = f"{chain[-1].name}/pack.yaml" if chain else wanted
            message = say("no_such_pack", name=wanted, expected="、".join(known))
            raise PackError([*problems.found, Problem(file, line, "", message)])
        document = gather(files, wanted, problems)
        chain.append(document)
        wanted = document.text("inherits")
    return chain[::-1]
