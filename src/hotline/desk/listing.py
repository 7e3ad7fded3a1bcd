"""Over a list: what it is narrowed to, which columns it has, and the names people have given to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.utils.safestring import SafeString

from hotline.accounts import selectors as accounts
from hotline.core.policy.pack import Policy
from hotline.core.vocabulary import Channel, ClockName, Urgency
from hotline.desk.areas import area_name
from hotline.desk.molds import fill, joined
from hotline.desk.pieces import select_piece
from hotline.desk.words import table
from hotline.infra.tongues import in_words, kept, said
from hotline.orders.selectors import NO_UNIT, Kept
from hotline.policy import registry

FILTERS = (
    *("urgency", "nature", "content_class", "limit", "clock", "owner"),
    *("channel", "unit", "area", "from", "to", "mine"),
)
"""In the order in which they are shown. They live in the address."""
SHOWN = ("urgency", "nature", "content_class")
"""Filters that stand open over the list; the others are behind a button."""


class Column(NamedTuple):
    """One column that can be chosen. `cls`: its class; `width`: its track in the grid."""

    name: str
    cls: str
    width: str


COLUMNS = (
    Column("place", "p", "minmax(96px, 200px)"),
    Column("class", "c", "112px"),
    Column("nature", "n", "72px"),
    Column("channel", "w", "88px"),
    Column("area", "a", "96px"),
    Column("registered", "r", "104px"),
    Column("unit", "u", "116px"),
    Column("state", "s", "96px"),
)
USUAL = ("place", "class", "unit", "state")
NARROW = ("unit", "state")
"""Columns that stay beside an open order."""


def words(section: str) -> Mapping[str, str]:
    """A section of `words/lists.toml`."""
    found: Mapping[str, str] = table("lists")[section]
    return found


def chosen(names: Iterable[str] | None) -> tuple[Column, ...]:
    """The columns of these names in the order of the list; None: the usual ones."""
    wanted = set(USUAL if names is None else names)
    return tuple(column for column in COLUMNS if column.name in wanted)


@lru_cache(maxsize=64)
def tracks(columns: tuple[Column, ...]) -> str:
    """The grid of the list as a style: whole, and beside an open order."""
    whole = " ".join(column.width for column in columns)
    few = " ".join("112px" if c.name == "unit" else "88px" for c in columns if c.name in NARROW)
    return f"--cols: 124px 148px minmax(160px, 1fr) {whole}; --few: 124px 144px minmax(120px, 1fr) {few}"


@kept(64)
def head(columns: tuple[Column, ...]) -> SafeString:
    """The names over the columns."""
    fixed = joined(fill("head", cls="", text=words("columns")[name]) for name in ("limit", "number", "title"))
    return joined((fixed, *(fill("head", cls=c.cls, text=words("columns")[c.name]) for c in columns)))


# --- filters ----------------------------------------------------------------------------------------------------------


def asked(query: Mapping[str, str]) -> dict[str, str]:
    """The filters of an address; dates that are none, and words no filter has, are left out."""
    found = {name: query[name].strip()[:80] for name in FILTERS if query.get(name, "").strip()}
    for name in ("from", "to"):
        if name in found and not _is_day(found[name]):
            del found[name]
    for name in ("limit", "mine"):
        if name in found and found[name] not in words(name):
            del found[name]
    return found


def _is_day(text: str) -> bool:
    try:
        return 1 < date.fromisoformat(text).year < 9999
    except ValueError:
        return False


def canonical(filters: Mapping[str, str]) -> str:
    """Filters as an address says them."""
    return urlencode([(name, filters[name]) for name in FILTERS if filters.get(name)])


def of_query(text: str) -> dict[str, str]:
    return asked(dict(parse_qsl(text)))


@dataclass(frozen=True)
class Choices:
    """What can be chosen in a filter: values and their words."""

    of: dict[str, list[tuple[str, str]]]

    def word(self, name: str, value: str) -> str:
        return dict(self.of.get(name, ())).get(value, value)


def policies_of(person: Any) -> tuple[Policy, ...]:
    """The packs of the hotlines this person works for."""
    lines = accounts.lines()
    return tuple(registry.load(pack) for pack in sorted({lines[i].pack for i in person.lines if i in lines}))


@kept(64)
def choices(policies: tuple[Policy, ...]) -> Choices:
    """Several hotlines share their natures by id; classes are offered when only one of them has any."""
    classed = [p.lists.content_classes for p in policies if p.lists.content_classes]
    return Choices(
        {
            "urgency": [(u.value, in_words(u)) for u in Urgency],
            "nature": list({t.id: t.label for p in policies for t in p.lists.natures}.items()),
            "content_class": [(t.id, t.label) for t in classed[0] if not t.parent] if len(classed) == 1 else [],
            "limit": list(words("limit").items()),
            "channel": [(c.value, in_words(c)) for c in Channel],
            "clock": [(c.value, in_words(c)) for c in ClockName],
            "mine": list(words("mine").items()),
        }
    )


@kept(512)
def selects(policies: tuple[Policy, ...], filters: tuple[tuple[str, str], ...], names: tuple[str, ...]) -> SafeString:
    """Filters with a short list."""
    values, options = dict(filters), choices(policies).of
    return joined(
        select_piece(name, words("filter")[name], options[name], values.get(name, ""))
        for name in names
        if options[name]
    )


def filter_words(person: Any, filters: Mapping[str, str]) -> list[dict[str, str]]:
    """Each filter in words, with the address of the list without it."""
    options = choices(policies_of(person))
    naming = {"unit": accounts.directory().name, "area": area_name, "owner": owner_name}
    found = []
    for name in FILTERS:
        if name not in filters:
            continue
        value = naming[name](filters[name]) if name in naming else options.word(name, filters[name])
        text = value if name in ("limit", "mine") else f"{words('filter')[name]}{said('：')}{value}"
        rest = canonical({k: v for k, v in filters.items() if k != name})
        found.append({"name": name, "text": text, "without": f"?{rest}" if rest else "?all=1"})
    return found


def owner_name(value: str) -> str:
    """The unit whose limits are meant, or the centre itself."""
    return str(words("owner")["centre"]) if value == NO_UNIT else accounts.directory().name(value)


def view_chips(kept: Kept, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    """Named views over the list."""
    here = canonical(filters)
    return [
        {
            "id": view.id,
            "name": view.name,
            "url": f"?{view.query}" if view.query else "?all=1",
            "own": view.own,
            "shared": view.shared,
            "current": bool(here) and here == view.query,
            "opens": kept.opens_with == view.id,
        }
        for view in kept.views
    ]
