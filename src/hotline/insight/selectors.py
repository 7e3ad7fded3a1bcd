"""What may be read here: boards of figures and the matters behind them, each as far as the person may see.

A unit sees its own figures and those of the units below it; the centre, and whoever watches it, sees its lines whole.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from uuid import UUID

import orjson

from hotline import policy as packs
from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.accounts.selectors import directory, lines, person_names
from hotline.core.counting import Counted
from hotline.core.measures import Figure
from hotline.core.policy import Policy
from hotline.core.policy.measures import MeasureSpec
from hotline.core.vocabulary import Channel, ClockName, CountedKind
from hotline.infra import clock
from hotline.infra.tongues import in_words, said
from hotline.insight import drilling, figures, filling, words
from hotline.insight.drilling import SIDES, Behind, Position, Wanted
from hotline.insight.figures import BY, NoMeasure
from hotline.insight.grouping import Scope
from hotline.insight.models import CallRecord, MessageRecord
from hotline.insight.shapes import NOT_OF_ORDERS
from hotline.orders.selectors import NotFound
from hotline.orders.selectors import rows as order_rows

__all__ = [
    "BY",
    "SIDES",
    "Board",
    "BoardRow",
    "DrillPage",
    "DrillRow",
    "NoMeasure",
    "Wanted",
    "board",
    "drill",
    "names_of",
    "packs_of",
    "waiting",
]


_SEEN_WITH = {CountedKind.INSPECTED: "see_inspections"}
"""Matters that not everybody who sees their sum may see one by one: how a colleague's recording was judged."""


@dataclass(frozen=True)
class BoardRow:
    """The figures of one unit, class, day …; `name` is for people."""

    key: str
    name: str
    figures: dict[str, Figure]


@dataclass(frozen=True)
class Board:
    """Measures of a pack in a period. `total`: everything that the person may see together."""

    pack: str
    title: str
    first: date
    last: date
    by: str
    measures: tuple[MeasureSpec, ...]
    total: dict[str, Figure]
    rows: tuple[BoardRow, ...]


@dataclass(frozen=True)
class DrillRow:
    """A matter behind a figure. `what` it is, in words; `order_id` is empty for a matter that no order made."""

    measure: str
    kind: str
    what: str
    day: date
    ref: str
    part: str
    side: str
    reason: str
    order_id: str
    number: str
    title: str
    unit: str
    unit_name: str


@dataclass(frozen=True)
class DrillPage:
    rows: tuple[DrillRow, ...]
    next: str | None


def packs_of(person: Person) -> tuple[str, ...]:
    """The packs whose figures a person may see."""
    if not person.is_active:
        return ()
    if person.role_set & policies.CENTRE:
        return tuple(dict.fromkeys(line.pack for ident, line in lines().items() if ident in person.lines))
    if person.role_set & policies.UNIT and person.unit_id:
        return tuple(dict.fromkeys(line.pack for line in lines().values()))
    return ()


def scope_of(person: Person, pack: str, first: date, last: date) -> Scope:
    """What of a pack's matters a person may see. NotFound where that is nothing."""
    if pack not in packs_of(person):
        raise NotFound(pack)
    if person.role_set & policies.CENTRE:
        return Scope(pack, first, last, lines=tuple(person.lines))
    return Scope(pack, first, last, units=directory().below(person.unit_id))


def board(person: Person, pack: str, days: tuple[date, date], by: str = "", measures: Sequence[str] = ()) -> Board:
    """The figures of a period (first and last day, both in it), together and by one of BY. NotFound, NoMeasure."""
    if by and by not in BY:
        raise NotFound(by)
    scope, policy = scope_of(person, pack, *days), packs.load(pack).measured_on(days[1])
    total = figures.live(policy, scope, None, measures)[""]
    rows = figures.live(policy, scope, by, measures) if by else {}
    names = names_of(policy, by, rows)
    return Board(
        pack,
        policy.title,
        *days,
        by,
        figures.chosen(policy, measures).specs,
        total,
        tuple(BoardRow(key, names[key], row) for key, row in rows.items()),
    )


def drill(
    person: Person,
    pack: str,
    days: tuple[date, date],
    wanted: Wanted,
    cursor: str | None = None,
    limit: int = 50,
) -> DrillPage:
    """A page of the matters behind a figure, oldest first. Orders that the person may not see are left out."""
    scope, policy = scope_of(person, pack, *days), packs.load(pack)
    found: list[DrillRow] = []
    batch: list[Behind] = []
    matters = drilling.behind(policy, scope, wanted, _position(cursor), max(limit, 50))
    for position, alike in groupby(matters, key=attrgetter("position")):
        batch += alike
        if len(batch) >= limit:
            found += described(batch, person)
            batch = []
            if len(found) >= limit:
                return DrillPage(tuple(found), _cursor(position))
    return DrillPage((*found, *described(batch, person)), None)


def described(matters: Sequence[Behind], person: Person | None = None) -> list[DrillRow]:
    """The matters for people, with number and title of their orders; `person`: only orders that he or she may view."""
    orders = order_rows(one.matter.ref for one in matters if one.matter.kind.value not in NOT_OF_ORDERS)
    outside = _numbers({one.matter.ref for one in matters if one.matter.kind.value in NOT_OF_ORDERS})
    found = []
    for one in matters:
        matter, order = one.matter, orders.get(one.matter.ref)
        if person is not None and order is not None and not policies.can(person, "view", order):
            continue
        if person is not None and not policies.can(person, _SEEN_WITH.get(matter.kind, "see_board")):
            continue
        unit = matter.marks.get("unit", "")
        found.append(
            DrillRow(
                one.measure,
                matter.kind.value,
                _what(matter),
                matter.day,
                matter.ref,
                matter.part,
                one.side,
                one.reason,
                order.id if order else "",
                order.number if order else outside.get(matter.ref, matter.ref),
                order.title if order else "",
                unit,
                directory().name(unit) if unit else "",
            )
        )
    return found


def _what(matter: Counted) -> str:
    """A limit goes by its clock, too."""
    name = matter.marks.get("clock", "")
    return (
        said(words.OF_CLOCK).format(kind=in_words(matter.kind), clock=in_words(ClockName(name)))
        if name
        else in_words(matter.kind)
    )


def _numbers(refs: set[str]) -> dict[str, str]:
    """Ref of a call or message → its number in the telephony."""
    idents = [ident for ref in refs if (ident := _uuid(ref))]
    found: dict[str, str] = {}
    for model in (CallRecord, MessageRecord) if idents else ():
        found |= {str(key): number for key, number in model.objects.filter(id__in=idents).values_list("id", "external")}
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def names_of(policy: Policy, by: str, keys: Iterable[str]) -> dict[str, str]:
    """Key → what people call it."""
    wanted = list(keys)
    people = person_names(wanted) if by == "agent" else {}
    return {key: _name(policy, by, key, people) if key else said(words.NO_KEY) for key in wanted}


def _name(policy: Policy, by: str, key: str, people: Mapping[str, str]) -> str:
    if by == "unit":
        return directory().name(key)
    if by == "class":
        term = policy.content_class(key)
        return term.label if term else key
    if by == "agent":
        return people.get(key, key)
    if by == "channel":
        return in_words(Channel(key)) if key in set(Channel) else key
    return policy.lines.get(key, key) if by == "line" else key


def waiting() -> int:
    """Orders of which something has happened that is not counted yet."""
    return len(filling.waiting(None, clock.now()))


def _cursor(position: Position) -> str:
    day, ident = position
    return base64.urlsafe_b64encode(orjson.dumps([day.isoformat(), ident])).decode().rstrip("=")


def _position(text: str | None) -> Position:
    if not text:
        return drilling.START
    try:
        day, ident = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return date.fromisoformat(day), int(ident)
    except (ValueError, TypeError):
        raise NotFound("cursor") from None
