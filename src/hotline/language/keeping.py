"""Trained models in the database: kept, taken into use, taken back. Who may do so and the audit are the caller's."""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q

from hotline.infra import clock
from hotline.infra.prepared import cursor
from hotline.infra.privacy import blind_index, blind_indexes, sm3_hex
from hotline.language import model_file
from hotline.language.model import Model
from hotline.language.models import TrainedModel
from hotline.language.shapes import Kind, State

log = structlog.get_logger(__name__)

PURPOSE = "language.model"
_FRESH_SECONDS = 5.0
MOST_LOADED = 12
"""Models a process holds at once (about 60 MB each when large)."""
KEPT = 3
"""Models out of use whose bytes are kept, the latest of a kind and hotline; besides the current and its predecessor."""


@dataclass(frozen=True, eq=False)
class Loaded:
    """A model in use, with its card."""

    id: str
    model: Model
    card: Mapping[str, Any]


Key = tuple[Kind, str]
_looked: dict[Key, tuple[float, str]] = {}
_loaded: OrderedDict[str, Loaded | None] = OrderedDict()
_lock = Lock()


class Refused(ValueError):
    """A model that is not what this platform made: it is named, and not used."""

    def __init__(self, ident: str) -> None:
        super().__init__(ident)
        self.ident = ident


class NoModel(LookupError):
    """There is no such model, or its bytes were given up."""


def store(kind: Kind, line: str, data: bytes, card: Mapping[str, Any]) -> TrainedModel:
    """Keep a trained model as a candidate, signed. ModelFileError when the bytes are no model."""
    model_file.check(data)
    row = TrainedModel(
        kind=kind.value, line=line, state=State.CANDIDATE.value, trained_at=clock.now(), data=data, card=dict(card)
    )
    row.signature = blind_index(PURPOSE, _signed(row))
    row.data = None
    with transaction.atomic(), cursor() as cur:
        row.save()
        # As they are: Django would write them into the statement as text, and hold six times their size.
        cur.execute("UPDATE language_trainedmodel SET data = %b WHERE id = %s", (data, row.pk))
    row.data = data
    return row


def opened(row: TrainedModel) -> Model:
    """The model of a row. Raises NoModel without bytes, Refused when signature or bytes do not hold."""
    if row.data is None:
        raise NoModel(str(row.id))
    if row.signature not in blind_indexes(PURPOSE, _signed(row)):
        raise Refused(str(row.id))
    try:
        return model_file.load(bytes(row.data))
    except model_file.ModelFileError as error:
        raise Refused(str(row.id)) from error


def load_current(kind: Kind, line: str) -> Loaded | None:
    """The model in use; None where there is none or it is refused: then descriptions suggest.

    Loaded once a process; a change made elsewhere is seen within five seconds.
    """
    ident = _current_id(kind, line)
    if not ident:
        return None
    with _lock:
        if ident not in _loaded:
            _loaded[ident] = _read(ident)
            while len(_loaded) > MOST_LOADED:
                _loaded.popitem(last=False)
        _loaded.move_to_end(ident)
        return _loaded[ident]


class Moved(ValueError):
    """Another model is in use than the one that was seen: somebody was faster. Nothing was changed."""


def switch(ident: UUID | str, seen: str | None = None) -> TrainedModel:
    """Take a model into use; the one before it is retired. Raises NoModel, and Refused when it is not ours.

    `seen`: which was in use when that was decided (empty: none); Moved when it is another by now.
    """
    with transaction.atomic():
        row = TrainedModel.objects.filter(pk=ident).first()
        if row is None:
            raise NoModel(str(ident))
        rows = _held(row.kind, row.line)
        row = next((r for r in rows if r.pk == row.pk), row)
        opened(row)
        before = next((r for r in rows if r.state == State.CURRENT.value), None)
        if before is not None and before.pk == row.pk:
            return row
        _still(before, seen)
        if before is not None:
            _retire(before)
        row.state, row.since, row.previous = State.CURRENT.value, clock.now(), before.pk if before else None
        row.save(update_fields=["state", "since", "previous"])
    forget()
    return row


def back(kind: Kind, line: str, seen: str | None = None) -> TrainedModel | None:
    """One step back: the model before the current one is in use again; none before it: descriptions, and None.

    Raises NoModel when nothing is in use; `seen` and Moved as in `switch`.
    """
    with transaction.atomic():
        rows = _held(kind.value, line)
        current = next((r for r in rows if r.state == State.CURRENT.value), None)
        _still(current, seen)
        if current is None:
            raise NoModel(kind.value)
        before = next((r for r in rows if r.pk == current.previous), None)
        if before is not None:
            opened(before)
        _retire(current)
        if before is not None:
            before.state, before.since = State.CURRENT.value, clock.now()
            before.save(update_fields=["state", "since"])
    forget()
    return before


def models(line: str = "", kind: Kind | None = None, most: int = 50) -> list[Any]:
    """Rows without their bytes, those in use first, then the latest. `kept`: the bytes are still there."""
    kept = ExpressionWrapper(Q(data__isnull=False), BooleanField())
    used = ExpressionWrapper(Q(state=State.CURRENT.value), BooleanField())
    rows = TrainedModel.objects.defer("data").annotate(kept=kept, used=used).order_by("-used", "-trained_at", "-pk")
    if line:
        rows = rows.filter(line=line)
    if kind:
        rows = rows.filter(kind=kind.value)
    return list(rows[:most])


def tidy(kind: Kind, line: str) -> int:
    """Give up the bytes of models nobody goes back to; returns how many. Cards stay."""
    with transaction.atomic():
        rows = _held(kind.value, line)
        current = next((r for r in rows if r.state == State.CURRENT.value), None)
        wanted = {current.pk, current.previous} if current else set()
        wanted |= {r.pk for r in [r for r in rows if r.pk not in wanted][:KEPT]}
        gone = TrainedModel.objects.filter(kind=kind.value, line=line, data__isnull=False).exclude(pk__in=wanted)
        return int(gone.update(data=None))


def sign_again() -> int:
    """After a rotation of keys: models whose signature holds are signed under the active generation; how many were."""
    done = 0
    for ident in TrainedModel.objects.filter(data__isnull=False).values_list("pk", flat=True):
        with transaction.atomic():
            row = TrainedModel.objects.select_for_update().get(pk=ident)
            fresh = blind_index(PURPOSE, _signed(row))
            if row.signature != fresh and row.signature in blind_indexes(PURPOSE, _signed(row)):
                row.signature = fresh
                row.save(update_fields=["signature"])
                done += 1
    return done


def forget() -> None:
    """Ask the database again at the next call."""
    _looked.clear()


def _held(kind: str, line: str) -> list[TrainedModel]:
    """The models of a kind that still have their bytes, locked, latest first."""
    rows = TrainedModel.objects.select_for_update().defer("data").filter(kind=kind, line=line, data__isnull=False)
    return list(rows.order_by("-trained_at", "-pk"))


def _still(current: TrainedModel | None, seen: str | None) -> None:
    if seen is not None and seen != (str(current.pk) if current else ""):
        raise Moved(seen)


def _retire(row: TrainedModel) -> None:
    row.state = State.RETIRED.value
    row.save(update_fields=["state"])


def _current_id(kind: Kind, line: str) -> str:
    moment = time.monotonic()
    found = _looked.get((kind, line))
    if found and moment - found[0] <= _FRESH_SECONDS:
        return found[1]
    ident = (
        TrainedModel.objects.filter(kind=kind.value, line=line, state=State.CURRENT.value)
        .values_list("pk", flat=True)
        .first()
    )
    _looked[kind, line] = (moment, str(ident or ""))
    return _looked[kind, line][1]


def _read(ident: str) -> Loaded | None:
    try:
        row = TrainedModel.objects.get(pk=ident)
        return Loaded(ident, opened(row), row.card)
    except (Refused, NoModel, TrainedModel.DoesNotExist):
        log.error("language.model_refused", model=ident)
        return None


def _signed(row: TrainedModel) -> str:
    """What the signature covers: kind, hotline, bytes and card."""
    card = json.dumps(row.card, sort_keys=True, ensure_ascii=False)
    return "\n".join([row.kind, row.line, sm3_hex(bytes(row.data or b"")), sm3_hex(card.encode())])
