"""Worked cases as they are written: a story in steps, each with what must come of it."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Files
from dataclasses import dataclass, field
from datetime import datetime

from hotline.core.counting import Counted
from hotline.core.state import SYSTEM, Actor, UnitFacts
from hotline.core.vocabulary import Role
from hotline.policy.building import moment, term
from hotline.policy.case_matters import WRITTEN, written_matters
from hotline.policy.errors import Problems
from hotline.policy.reading import Mapping, Node, each, mapping, read, sequence, text, texts

CAST = "cast.yaml"
_CASE = ("case", "covers", "source", "reckoning", "with", "steps", "orders", *WRITTEN, "measures", "points", "warnings")
_ORDER = ("with", "steps")
_STEP = ("at", "as", "do", "with", "expect", "note")


@dataclass
class Cast:
    """Who and what plays: people, units, and what an ordinary registration holds."""

    people: dict[str, Actor] = field(default_factory=lambda: {"system": SYSTEM})
    units: dict[str, UnitFacts] = field(default_factory=dict)
    register: dict[str, Node] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    node: Mapping
    at: datetime
    actor: Actor
    do: str
    fields: Mapping | None
    expect: Mapping | None


@dataclass(frozen=True)
class Story:
    name: str
    pack: str
    file: str
    line: int
    covers: tuple[str, ...]
    register: dict[str, Node]
    steps: tuple[Step, ...]
    cast: Cast
    entry: Mapping
    """The case as it is written."""
    outside: tuple[Counted, ...] = ()
    """Counted matters that no order makes: its calls, messages, surveys, entries and inspections."""
    others: tuple[Story, ...] = ()
    """Further orders of the same case."""


def stories(files: Files[str, str], pack: str, problems: Problems) -> list[Story]:
    """Every case of one pack, from texts by path below the packs' folder."""
    folder = f"{pack}/cases/"
    cast = _cast(files.get(folder + CAST), folder + CAST, problems)
    found: list[Story] = []
    for path in sorted(p for p in files if p.startswith(folder) and not p.endswith("/" + CAST)):
        root = read(files[path], path, problems)
        if root is None:
            continue
        root.only(("cases",), problems)
        for entry in each(root.get("cases"), problems):
            found.append(_story(entry, pack, cast, problems))
    return found


def _cast(written: str | None, path: str, problems: Problems) -> Cast:
    cast = Cast()
    root = read(written, path, problems) if written else None
    if root is None:
        return cast
    root.only(("people", "units", "register"), problems)
    for ident, node in mapping(root.need("units")).items.items():
        unit = mapping(node)
        unit.only(("name", "level", "kind", "parent"), problems)
        cast.units[ident] = _unit(ident, unit, cast.units)
    for ident, node in mapping(root.need("people")).items.items():
        person = mapping(node)
        person.only(("unit", "roles"), problems)
        cast.people[ident] = _person(ident, person, cast.units)
    cast.register = mapping(root.need("register")).items
    return cast


def _unit(ident: str, node: Mapping, known: dict[str, UnitFacts]) -> UnitFacts:
    """Units are written from the top down, so that the unit above is known already."""
    parent = _optional(node, "parent")
    return UnitFacts(
        id=ident,
        name=text(node.need("name")),
        level=_optional(node, "level"),
        kind=_optional(node, "kind"),
        parent=parent,
        lineage=(ident, *known[parent].lineage) if parent else (ident,),
    )


def _person(ident: str, node: Mapping, units: dict[str, UnitFacts]) -> Actor:
    unit = text(node.need("unit"))
    roles = frozenset(term(Role, item) for item in sequence(node.need("roles")))
    return Actor(ident, unit, roles, units[unit].lineage)


def _optional(node: Mapping, key: str) -> str:
    found = node.get(key)
    return text(found) if found else ""


def _story(entry: Mapping, pack: str, cast: Cast, problems: Problems) -> Story:
    entry.only(_CASE, problems)
    covers, name = entry.get("covers"), text(entry.need("case"))
    if not any(key in entry.items for key in ("orders", *WRITTEN, "warnings")):
        entry.need("steps")
    outside = written_matters(entry, cast.units, problems)
    others = tuple(_others(entry, name, pack, cast, problems))
    named = texts(covers) if covers else ()
    course = _course(entry, cast, problems)
    return Story(name, pack, entry.file, entry.line, named, *course, cast, entry, outside, others)


def _course(node: Mapping, cast: Cast, problems: Problems) -> tuple[dict[str, Node], tuple[Step, ...]]:
    """What one order is registered with, and its steps."""
    given = node.get("with")
    register = cast.register | (mapping(given).items if given else {})
    return register, tuple(_step(step, cast, problems) for step in each(node.get("steps"), problems))


def _others(entry: Mapping, name: str, pack: str, cast: Cast, problems: Problems) -> Iterator[Story]:
    for node in each(entry.get("orders"), problems):
        node.only(_ORDER, problems)
        yield Story(name, pack, node.file, node.line, (), *_course(node, cast, problems), cast, node)


def _step(node: Mapping, cast: Cast, problems: Problems) -> Step:
    node.only(_STEP, problems)
    fields, expect = node.get("with"), node.get("expect")
    return Step(
        node=node,
        at=moment(node.need("at")),
        actor=_who(node.need("as"), cast, problems),
        do=text(node.need("do")),
        fields=mapping(fields) if fields else None,
        expect=mapping(expect) if expect else None,
    )


def _who(node: Node, cast: Cast, problems: Problems) -> Actor:
    """A person of the cast by name, or `{person, unit, roles}` for one who plays once."""
    if isinstance(node, Mapping):
        node.only(("person", "unit", "roles"), problems)
        roles = frozenset(term(Role, item) for item in sequence(node.need("roles")))
        unit = _optional(node, "unit")
        return Actor(text(node.need("person")), unit, roles, cast.units[unit].lineage if unit else ())
    name = text(node)
    if name not in cast.people:
        raise node.bad("bad_term", text=name, expected="、".join(cast.people))
    return cast.people[name]
