"""Of each term the entries in which it stands, kept in this process for as long as nothing of it has changed.

A question asks for some forty terms. Their lists are read from the database once and then added up in memory, so that
what everybody asks for costs nothing again. Whether a list still holds is asked each time: see `_STATE`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from hotline.infra.prepared import cursor

MOST_KEPT = 4_000_000
"""Places kept in a process, eight bytes each; the lists that were not asked for longest go first."""

_STATE = """
SELECT term, rows, xmin::text || ctid::text FROM knowledge_termcount WHERE term = ANY(string_to_array(%s, ' '))
"""
"""Every publication and withdrawal counts its terms anew, in its own transaction: the row of a term is then written by
another transaction (xmin), or again by the same one to another place (ctid). The state is read before the list: a list
may be newer than its state, and is then read once more, but never older. (No term has a space in it; a text goes to the
database faster than an array.)"""
_LISTS = """
SELECT q.term, p.numbers, p.weights FROM unnest(%s::text[]) AS q(term) CROSS JOIN LATERAL (
    SELECT array_agg(number) AS numbers, array_agg(weight::float4) AS weights
    FROM knowledge_posting WHERE term = q.term) AS p
"""
_HEADER = 20
"""Bytes before the elements of an array of one dimension as PostgreSQL sends it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The numbers of the entries in which a term stands, rising, and how much it says of each."""

    numbers: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]


NOWHERE = Listed(np.empty(0, np.int32), np.empty(0, np.float32))


class Kept:
    """Lists by term, each with the state it was read in. Several threads may use it."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most, self._size = most, 0
        self._lists: OrderedDict[tuple[str, str], tuple[str, Listed]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, base: str, term: str, state: str) -> Listed | None:
        """The list of a term of a database, if it was read in this state."""
        with self._lock:
            found = self._lists.get((base, term))
            if found is None or found[0] != state:
                return None
            self._lists.move_to_end((base, term))
            return found[1]

    def put(self, base: str, term: str, state: str, listed: Listed) -> None:
        """Keep a list in place of an older one."""
        with self._lock:
            before = self._lists.pop((base, term), None)
            self._lists[base, term] = (state, listed)
            self._size += listed.numbers.size - (before[1].numbers.size if before else 0)
            while self._size > self._most and len(self._lists) > 1:
                self._size -= self._lists.popitem(last=False)[1][1].numbers.size

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._lists.clear()
            self._size = 0


_kept = Kept()


def forget() -> None:
    """Ask the database again for everything."""
    _kept.clear()


def counts(terms: Iterable[str]) -> tuple[dict[str, int], dict[str, str]]:
    """Of the terms that stand anywhere: in how many entries, and the state to ask `lists` with."""
    with cursor() as cur:
        cur.execute(_STATE, [" ".join(terms)])
        found = [row for row in cur.fetchall() if row[1]]
    return {term: rows for term, rows, _ in found}, {term: state for term, _, state in found}


def lists(terms: Collection[str], states: dict[str, str]) -> dict[str, Listed]:
    """Term → where it stands. `states`: what `counts` has said a moment ago."""
    base, found, unknown = str(connection.settings_dict["NAME"]), dict[str, Listed](), []
    for term in terms:
        listed = _kept.get(base, term, states[term])
        if listed is None:
            unknown.append(term)
        else:
            found[term] = listed
    if unknown:
        for term, listed in _read(unknown):
            found[term] = listed
            _kept.put(base, term, states[term], listed)
    return found


def _read(terms: list[str]) -> Iterable[tuple[str, Listed]]:
    with cursor() as cur:
        cur.execute(_LISTS, [terms], binary=True)
        sent = cur.pgresult
        return [
            (
                bytes(sent.get_value(row, 0)).decode(),
                _listed(sent.get_value(row, 1), sent.get_value(row, 2)),
            )
            for row in range(sent.ntuples)
        ]


def _listed(numbers: bytes | None, weights: bytes | None) -> Listed:
    if numbers is None or weights is None:
        return NOWHERE
    where, how_much = _elements(numbers, ">i4"), _elements(weights, ">f4")
    rising = np.argsort(where, kind="stable")
    return Listed(where[rising].astype(np.int32), how_much[rising].astype(np.float32))


def _elements(sent: bytes, kind: str) -> npt.NDArray[Any]:
    """The elements of an array of numbers of four bytes: each comes behind its size."""
    values: npt.NDArray[Any] = np.frombuffer(sent, np.dtype([("size", ">i4"), ("value", kind)]), offset=_HEADER)[
        "value"
    ]
    return values
