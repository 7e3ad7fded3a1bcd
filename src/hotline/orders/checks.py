"""Whether what is stored of one order is what its events say, and whether each event had a legal cause. No queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hotline import policy as packs
from hotline.accounts.selectors import directory_of, lines
from hotline.core.codec import encode
from hotline.core.decision import Refusal
from hotline.core.events import Event
from hotline.core.evolve import evolve
from hotline.core.policy import Policy
from hotline.core.state import Actor, Order
from hotline.core.workflow import decide
from hotline.orders import chain, changes, columns, deciding, queues

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredEvent:
    seq: int
    name: str
    at: datetime
    actor_id: str
    actor_unit: str
    data: Any
    cause: dict[str, Any] | None
    prev_hash: bytes
    hash: bytes


@dataclass(slots=True)
class Stored:
    """All rows of one order. `contact` holds the names of the sealed fields that have a value, `unsound` of those
    that cannot be read or do not fit together."""

    id: str
    row: dict[str, Any]
    state: Any
    events: list[StoredEvent] = field(default_factory=list)
    assignments: dict[str, Row] = field(default_factory=dict)
    clocks: dict[str, Row] = field(default_factory=dict)
    entries: list[Row] = field(default_factory=list)
    contact: frozenset[str] = frozenset()
    unsound: tuple[str, ...] = ()


def differences(stored: Stored) -> list[str]:
    """What is wrong with the order, in words for its administrator; empty when nothing is."""
    broken = list(_chain(stored))
    try:
        order, illegal = _replayed(stored)
    except Exception as error:  # whatever the rows hold, the report must name the order and go on
        return [*broken, f"events cannot be replayed: {type(error).__name__}: {error}"]
    return [*broken, *illegal, *_rows(stored, order)]


def _chain(stored: Stored) -> Iterator[str]:
    head = chain.FIRST
    for expected, e in enumerate(stored.events, start=1):
        if e.seq != expected:
            yield f"event {expected} is missing"
            return
        if e.prev_hash != head:
            yield f"event {e.seq} does not follow the one before it"
        fresh = chain.link(e.prev_hash, stored.id, e.seq, e.name, e.at, e.actor_id, e.actor_unit, e.data, e.cause)
        if fresh != e.hash:
            yield f"event {e.seq} was changed after it was written"
        head = e.hash
    if bytes(stored.row["head"]) != head or stored.row["version"] != len(stored.events):
        yield "the last events are missing, or the order names others"


# --- events -----------------------------------------------------------------------------------------------------------


def _replayed(stored: Stored) -> tuple[Order, list[str]]:
    """The fold of the events, and every command that the core would not have granted with just these events."""
    order: Order | None = None
    illegal: list[str] = []
    for group in _groups(stored.events):
        events = [chain.event_of(e.name, e.data) for e in group]
        calendars = (group[0].cause or {}).get("calendars", "")
        policy = packs.release(stored.row["pack"], stored.row["release"], calendars)
        problem = _legal(order, group[0], events, policy)
        if problem:
            illegal.append(f"event {group[0].seq}: {problem}")
        for e, event in zip(group, events, strict=True):
            order = evolve(order, event, e.at, e.actor_id, chain.acts_for(group[0].cause))
    if order is None:
        raise ValueError("no events")
    return order, illegal


def _groups(events: Sequence[StoredEvent]) -> list[list[StoredEvent]]:
    """Events by the command that made them."""
    groups: list[list[StoredEvent]] = []
    for e in events:
        if e.cause is not None or not groups:
            groups.append([])
        groups[-1].append(e)
    return groups


def _legal(order: Order | None, first: StoredEvent, events: list[Event], policy: Policy) -> str:
    """Decide the command again under the unit tree and the pack of its day; empty when it gives the same events."""
    if first.cause is None:
        return "no command is named"
    command = chain.command_of(first.cause)
    tree = directory_of(first.cause["directory"])
    unit = first.actor_unit
    roles, others = chain.roles_of(first.cause), chain.acts_for(first.cause)
    actor = Actor(id=first.actor_id, unit=unit, roles=roles, lineage=tree.lineage(unit), acts_for=others)
    decision = decide(deciding.snapshot(order, actor, command, tree), command, policy, first.at)
    if isinstance(decision, Refusal):
        return f"{command.NAME.value} is refused: {decision.code.value}"
    if list(decision.events) != events:
        return f"{command.NAME.value} gives other events"
    return ""


# --- rows -------------------------------------------------------------------------------------------------------------


def _rows(stored: Stored, order: Order) -> Iterator[str]:
    if encode(order) != stored.state:
        yield "the stored state differs from the events: " + ", ".join(_unequal(encode(order), stored.state))
    if wrong := _unequal(columns.order_columns(order), stored.row):
        yield "columns differ: " + ", ".join(wrong)
    if getattr(lines().get(stored.row["line"]), "code", None) != order.line:
        yield "columns differ: line"
    last = stored.events[-1]
    if (stored.row["changed_at"], stored.row["changed_by"]) != (last.at, last.actor_id):
        yield "columns differ: changed_at, changed_by"
    if order.id != stored.id:
        yield "the events are of another order"
    yield from _table("assignment", columns.assignment_rows(order), stored.assignments)
    yield from _table("clock", columns.clock_rows(order), stored.clocks)
    expected = [changes.entry_row(order.id, e) for e in queues.entries(order, stored.row["line"])]
    if sorted(map(_text, expected)) != sorted(map(_text, stored.entries)):
        yield "list entries differ"
    if {f.value for f in order.contact} != stored.contact:
        yield "contact fields differ"
    if stored.unsound:
        yield "contact was changed outside: " + ", ".join(stored.unsound)


def _table(word: str, expected: Mapping[str, Row], found: Mapping[str, Row]) -> Iterator[str]:
    for ident in sorted(expected.keys() | found.keys()):
        if ident not in found or ident not in expected:
            yield f"{word} {ident} is {'missing' if ident in expected else 'unknown'}"
        elif wrong := _unequal(expected[ident], found[ident]):
            yield f"{word} {ident} differs: {', '.join(wrong)}"


def _unequal(expected: Row, found: Any) -> list[str]:
    """Names of the fields that are not the same; of `found`, only fields that are expected are looked at."""
    if not isinstance(found, Mapping):
        return ["everything"]
    missing = object()
    return [name for name, value in expected.items() if found.get(name, missing) != value]


def _text(row: Row) -> str:
    """A list entry as comparable text; times by their instant."""
    return repr([(k, v.timestamp() if isinstance(v, datetime) else v) for k, v in sorted(row.items())])
