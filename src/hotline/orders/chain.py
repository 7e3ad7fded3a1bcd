"""Events as rows: each is hashed together with the one before, so that no past can be changed unnoticed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hotline.core.codec import decode, encode
from hotline.core.commands import COMMANDS, Command
from hotline.core.events import EVENTS, Event
from hotline.core.state import Actor
from hotline.core.vocabulary import CommandName, Role
from hotline.infra import privacy
from hotline.orders.wire import canonical

FIRST = b""
"""What the first event of an order follows."""


@dataclass(frozen=True, slots=True)
class Act:
    """One command that was granted: who gave it, under which unit tree, and what happened."""

    command: Command
    actor: Actor
    directory: str
    events: tuple[Event, ...]
    calendars: str = ""
    """The release whose calendars were counted with, where it is not the order's own."""


@dataclass(frozen=True, slots=True)
class Record:
    """One stored event. `cause` names the command on its first event, and is empty on the others."""

    order_id: str
    seq: int
    name: str
    event: Event
    at: datetime
    actor_id: str
    actor_unit: str
    cause: str = ""
    acts_for: tuple[str, ...] = ()
    """For whom the actor did it (A/B 角)."""
    actor_name: str = ""
    actor_unit_name: str = ""


def cause_of(act: Act) -> dict[str, Any]:
    """What must be known to decide the command again. It names units by id; the tree is kept by its version."""
    later: dict[str, Any] = {"calendars": act.calendars} if act.calendars else {}
    if act.actor.acts_for:
        later["for"] = list(act.actor.acts_for)
    return {
        "command": act.command.NAME.value,
        "data": encode(act.command),
        "roles": sorted(role.value for role in act.actor.roles),
        "directory": act.directory,
        **later,
    }


def command_of(cause: dict[str, Any]) -> Command:
    """The command that `cause_of` kept. Raises KeyError, TypeError or ValueError for one that is none."""
    return decode(COMMANDS[CommandName(cause["command"])], cause["data"])


def roles_of(cause: dict[str, Any]) -> frozenset[Role]:
    return frozenset(Role(word) for word in cause["roles"])


def acts_for(cause: dict[str, Any] | None) -> tuple[str, ...]:
    """For whom the command was given, where that is not the actor alone."""
    return tuple((cause or {}).get("for", ()))


def event_of(name: str, data: Any) -> Event:
    """The event of a stored row. Raises KeyError, TypeError or ValueError for one that is none."""
    return decode(EVENTS[name], data)


def link(
    prev: bytes, order_id: str, seq: int, name: str, at: datetime, actor: str, unit: str, data: Any, cause: Any
) -> bytes:
    """The hash of one event (32 bytes): SM3 over the hash before it and the canonical JSON of all it says."""
    envelope = [order_id, seq, name, at.astimezone(UTC).isoformat(), actor, unit, data, cause]
    return bytes.fromhex(privacy.sm3_hex(prev + canonical(envelope)))


def rows_of(
    order_id: str, version: int, head: bytes, acts: Sequence[Act], at: datetime
) -> tuple[list[dict[str, Any]], bytes]:
    """The event rows that follow `head` at `version`, for PostgreSQL's `jsonb_populate_recordset`; and the new head."""
    rows: list[dict[str, Any]] = []
    seq = version
    for act in acts:
        cause: dict[str, Any] | None = cause_of(act)
        for event in act.events:
            seq += 1
            data = encode(event)
            fresh = link(head, order_id, seq, event.NAME, at, act.actor.id, act.actor.unit, data, cause)
            rows.append(
                {
                    "order_id": order_id,
                    "seq": seq,
                    "name": event.NAME,
                    "at": at,
                    "actor_id": act.actor.id,
                    "actor_unit": act.actor.unit,
                    "data": data,
                    "cause": cause,
                    "prev_hash": "\\x" + head.hex(),
                    "hash": "\\x" + fresh.hex(),
                }
            )
            head, cause = fresh, None
    return rows, head
