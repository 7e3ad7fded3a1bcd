"""The form of an entry: every field of its content as the desk's own fields, and what was typed read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hotline.accounts import selectors as accounts
from hotline.core.knowledge.content import Content
from hotline.core.vocabulary import KnowledgeKind, KnowledgeSecrecy, Role, Term
from hotline.desk.areas import area_name
from hotline.desk.context import unit_name
from hotline.desk.forms.bind import BoundField, Choice
from hotline.desk.forms.options import Option
from hotline.desk.forms.shape import FieldShape
from hotline.desk.knowing.shown import words_of
from hotline.infra.tongues import in_words
from hotline.knowledge import selectors
from hotline.policy import registry

FIRST = ("title", "kind", "owner", "questions", "answer", "text")
DETAILS = ("steps", "material", "fees", "hours", "places", "phones", "basis")
HOLDS = ("areas", "classes", "groups", "since", "until")
INSIDE = ("internal", "keywords", "secrecy", "roles", "related")
LINES = ("questions", "keywords", "steps", "material", "places", "phones", "basis", "groups")
PICKED = ("areas", "classes")
LONGEST = 20_000


@dataclass
class Typed:
    """What was typed: values by field, lists where several are chosen; what is wrong with which."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def of_content(content: Content, kind: str, owner: str) -> Typed:
    """What stands in the form of an entry that is there already."""
    values: dict[str, Any] = {"kind": kind, "owner": owner, "secrecy": content.secrecy.value}
    for name in (*FIRST, *DETAILS, *HOLDS, *INSIDE):
        if name in ("kind", "owner", "secrecy"):
            continue
        found = getattr(content, name)
        if name == "related":
            values[name] = " ".join(_numbers(found))
        elif name in PICKED or name == "roles":
            values[name] = [str(one) for one in found]
        elif isinstance(found, tuple):
            values[name] = "\n".join(found)
        else:
            values[name] = found.isoformat() if isinstance(found, date) else found
    return Typed(values)


def _numbers(idents: tuple[str, ...]) -> list[str]:
    found = selectors.numbers_of(idents)
    return [found[ident] for ident in idents if ident in found]


def typed(post: Any) -> Typed:
    """What came with the form, cut to what a field may hold."""
    values: dict[str, Any] = {}
    for name in (*FIRST, *DETAILS, *HOLDS, *INSIDE):
        many = name in PICKED or name == "roles"
        values[name] = post.getlist(name) if many else post.get(name, "").strip()[:LONGEST]
    return Typed(values)


def content_of(form: Typed, person: Any, kept: Content | None = None) -> Content | None:
    """The content that was typed; None when something of it is none, told in `form.errors`. Attachments stay."""
    said, values = words_of("wrong"), form.values
    if not values["title"]:
        form.errors["title"] = said["title"]
    row: dict[str, Any] = {name: _split(values[name]) for name in LINES}
    for name in ("title", "answer", "text", "internal", "fees", "hours"):
        row[name] = values[name].replace("\r\n", "\n")
    for name in PICKED:
        row[name] = tuple(dict.fromkeys(one for one in values[name] if one))
    for name in ("since", "until"):
        row[name] = _day(form, name)
    row["secrecy"] = _term(KnowledgeSecrecy, values["secrecy"]) or KnowledgeSecrecy.OPEN
    roles = [_term(Role, one) for one in values["roles"]]
    row["roles"] = tuple(r for r in roles if r) if row["secrecy"] is KnowledgeSecrecy.SECRET else ()
    row["related"] = _related(form, person)
    if form.errors:
        return None
    return Content(**row, attachments=kept.attachments if kept else ())


def _split(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _day(form: Typed, name: str) -> date | None:
    try:
        return date.fromisoformat(form.values[name]) if form.values[name] else None
    except ValueError:
        form.errors[name] = words_of("wrong")["date"]
        return None


def _related(form: Typed, person: Any) -> tuple[str, ...]:
    found = []
    for number in form.values["related"].replace("，", " ").replace("、", " ").split():
        row = selectors.entry_of(person, number) if number[:1] in "Kk" and number[1:].isdecimal() else None
        if row is None:
            form.errors["related"] = words_of("wrong")["related"].format(number=number)
            return ()
        found.append(str(row.pk))
    return tuple(dict.fromkeys(found))


def _term(kind: type[Term], value: str) -> Any:
    return next((term for term in kind if term.value == value), None)


def groups(form: Typed, line: str) -> dict[str, list[BoundField]]:
    """The fields for the template, in their groups."""
    return {
        "first": [_bound(name, form, line) for name in FIRST],
        "details": [_bound(name, form, line) for name in DETAILS],
        "holds": [_bound(name, form, line) for name in HOLDS],
        "inside": [_bound(name, form, line) for name in INSIDE],
    }


def _bound(name: str, form: Typed, line: str) -> BoundField:
    words: Mapping[str, Any] = words_of("fields")[name]
    value = form.values.get(name, "")
    many = value if isinstance(value, list) else [value] if value else []
    shape = FieldShape(
        name=name,
        kind=words["kind"],
        label=words["label"],
        required=name in ("title", "owner", "kind"),
        help=words.get("help", ""),
        placeholder=words.get("placeholder", ""),
        rows=words.get("rows", 0),
    )
    return BoundField(
        shape=shape,
        id=f"know-{name}",
        name=name,
        value="" if isinstance(value, list) else str(value),
        choices=tuple(Choice(v, label, v in many) for v, label in _choices(name)),
        picked=tuple(Option(v, _label(name, v, line)) for v in many) if shape.kind in ("unit", "units") else (),
        source=_source(name, line),
        error=form.errors.get(name, ""),
        show_if="secrecy=secret" if name == "roles" else "",
    )


def _choices(name: str) -> list[tuple[str, str]]:
    if name == "kind":
        return [(one.value, in_words(one)) for one in KnowledgeKind]
    if name == "secrecy":
        return [(one.value, in_words(one)) for one in KnowledgeSecrecy]
    if name == "roles":
        return [(one.value, in_words(one)) for one in Role if one is not Role.SYSTEM]
    return []


def _label(name: str, value: str, line: str) -> str:
    if name == "areas":
        return area_name(value)
    if name == "classes":
        term = registry.load(accounts.lines()[line].pack).content_class(value)
        return term.label if term else value
    return unit_name(value)


def _source(name: str, line: str) -> str:
    version = accounts.directory().version
    if name == "areas":
        return f"/pick/areas/{version}/"
    if name == "classes":
        policy = registry.load(accounts.lines()[line].pack)
        return f"/pick/classes/{policy.id}/{policy.release}/"
    return f"/pick/units/{version}/" if name == "owner" else ""
