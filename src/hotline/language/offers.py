"""What was suggested and what was chosen: figures of how often suggestions are right, without text and citizen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from django.db import connection
from django.db.models import Count, Q

from hotline.infra import clock
from hotline.language.models import Offer
from hotline.language.shapes import Choice, Kind, Suggestion

IGNORED_AFTER = timedelta(days=1)
KEPT = timedelta(days=400)

_SHOW = """
INSERT INTO language_offer (ref, kind, line, model, top, preset, shown_at, chosen, choice)
VALUES (%s, %s, %s, %s, %s::jsonb, %s, %s, '', 'open')
ON CONFLICT (ref, kind) DO UPDATE SET line = excluded.line, model = excluded.model, top = excluded.top,
    preset = excluded.preset, shown_at = excluded.shown_at WHERE language_offer.choice = 'open'
"""
_CHOOSE = """
UPDATE language_offer SET chosen = %s, chosen_at = %s,
    choice = CASE WHEN top->0->>0 = %s THEN 'accepted'
                  WHEN top @> jsonb_build_array(jsonb_build_array(%s::text)) THEN 'another' ELSE 'changed' END
WHERE ref = %s AND kind = %s AND choice = 'open'
"""
_CORRECT = """
UPDATE language_offer SET chosen = %s, chosen_at = %s,
    choice = CASE WHEN top->0->>0 = %s THEN 'accepted'
                  WHEN top @> jsonb_build_array(jsonb_build_array(%s::text)) THEN 'another' ELSE 'changed' END
WHERE ref = %s AND kind = %s AND chosen <> %s
"""
_MOVE = """
UPDATE language_offer SET ref = %s WHERE ref = %s
    AND NOT EXISTS (SELECT FROM language_offer t WHERE t.ref = %s AND t.kind = language_offer.kind)
"""


def shown(ref: str, line: str, suggestions: Iterable[Suggestion]) -> None:
    """Keep what is on the screen now; what was shown before under the same `ref` is replaced until it is decided."""
    moment = clock.now()
    rows = [(ref, one.kind.value, line, one.model, _json(one), one.preset, moment) for one in suggestions if one.top]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_SHOW, rows)


def chosen(ref: str, values: Mapping[Kind, str]) -> None:
    """What a person chose for what was suggested under `ref`; the first choice counts. Empty values choose nothing."""
    moment = clock.now()
    rows = [(value, moment, value, value, ref, kind.value) for kind, value in values.items() if value]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_CHOOSE, rows)


def move(ref: str, to: str) -> None:
    """What was shown under `ref` (a form) belongs to `to` (the order that came of it) from now on."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [to, ref, to])


def corrected(ref: str, values: Mapping[Kind, str]) -> None:
    """Somebody put another value in later: that one was right. Empty values and unchanged ones correct nothing."""
    moment = clock.now()
    rows = [(value, moment, value, value, ref, kind.value, value) for kind, value in values.items() if value]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_CORRECT, rows)


def settle() -> int:
    """Suggestions nobody decided in a day were ignored; very old ones are dropped. Returns how many were ignored."""
    moment = clock.now()
    Offer.objects.filter(shown_at__lt=moment - KEPT).delete()
    stale = Offer.objects.filter(choice=Choice.OPEN.value, shown_at__lt=moment - IGNORED_AFTER)
    return int(stale.update(choice=Choice.IGNORED.value))


@dataclass(frozen=True)
class Taken:
    """How suggestions of a kind fared: those decided, the first taken, one of the three taken, ignored."""

    kind: Kind
    decided: int
    accepted: int
    among: int
    preset: int
    preset_kept: int
    ignored: int


def taken(line: str, since: datetime) -> list[Taken]:
    """Per kind, of what was shown since a moment."""
    decided = Q(choice__in=[Choice.ACCEPTED.value, Choice.ANOTHER.value, Choice.CHANGED.value])
    accepted = Q(choice=Choice.ACCEPTED.value)
    rows = (
        Offer.objects.filter(line=line, shown_at__gte=since)
        .values("kind")
        .annotate(
            decided=Count("ref", filter=decided),
            accepted=Count("ref", filter=accepted),
            among=Count("ref", filter=decided & ~Q(choice=Choice.CHANGED.value)),
            preset_=Count("ref", filter=decided & Q(preset=True)),
            preset_kept=Count("ref", filter=accepted & Q(preset=True)),
            ignored=Count("ref", filter=Q(choice=Choice.IGNORED.value)),
        )
    )
    return [
        Taken(Kind(r["kind"]), r["decided"], r["accepted"], r["among"], r["preset_"], r["preset_kept"], r["ignored"])
        for r in rows.order_by("kind")
    ]


def _json(one: Suggestion) -> str:
    return orjson.dumps([[s.value, s.confidence] for s in one.top]).decode()
