"""The list of everything in a file, in order, and its digest (ARC-1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from hotline.core.events import FileAttached
from hotline.infra import clock, privacy, vault
from hotline.orders import filing
from hotline.orders.selectors import records, row

FORMAT = 1


class NoOrder(LookupError):
    """There is no such order."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The list and its SM3 digest (64 hex digits)."""

    contents: dict[str, Any]
    digest: str


def build(order_id: str, until: int) -> Manifest:
    """The manifest of an order's events up to number `until`: number, rules, events, attachments, contact digest."""
    contents = _contents(order_id, until) | {"contact": filing.contact_digest(order_id)}
    return Manifest(contents, digest_of(contents))


def _contents(order_id: str, until: int) -> dict[str, Any]:
    """Everything of a manifest but the contact, which may no longer be readable."""
    found = row(order_id)
    if found is None:
        raise NoOrder(order_id)
    return {
        "format": FORMAT,
        "order": str(found.id),
        "number": found.number,
        "line": found.line,
        "pack": found.pack,
        "release": found.release,
        "events": [
            [e.seq, e.name, clock.local(e.at).isoformat(), e.actor, e.hash]
            for e in filing.filed_events(order_id, until)
        ],
        "attachments": _attachments(order_id, until),
    }


def _attachments(order_id: str, until: int) -> list[list[Any]]:
    found = records(order_id, until=until)
    return [[r.seq, r.event.file, r.event.digest, r.event.size] for r in found if isinstance(r.event, FileAttached)]


def digest_of(contents: dict[str, Any]) -> str:
    """SM3 over the canonical JSON of a list."""
    return privacy.sm3_hex(orjson.dumps(contents, option=orjson.OPT_SORT_KEYS))


def differences(stored: dict[str, Any], order_id: str, until: int) -> tuple[str, ...]:
    """What in the case is not as `stored` says; empty = everything matches. Words: parts of a manifest."""
    now = _contents(order_id, until)
    found = [part for part in stored if part not in ("events", "attachments", "contact") and now[part] != stored[part]]
    here = {event[0]: event for event in now["events"]}
    found += [f"event {event[0]}" for event in stored["events"] if here.pop(event[0], None) != event]
    found += [f"event {seq}" for seq in here]
    if now["attachments"] != stored["attachments"]:
        found.append("attachments")
    found += [f"file {digest[:12]}" for _seq, _file, digest, _size in stored["attachments"] if not vault.intact(digest)]
    if not filing.contact_matches(order_id, stored["contact"]):
        found.append("contact")
    return tuple(found)
