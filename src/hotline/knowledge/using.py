"""What became of a search: the ranking learns from it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from hotline.core.knowledge.ranking import HALF_LIFE_DAYS
from hotline.infra import clock
from hotline.knowledge.models import Entry, Learned, Search

LOOKED, ANSWERED, NOT_HELPFUL = 0.3, 1.0, -1.0
"""What an entry learns from being opened, from being the answer, and from having been no help."""

_LEARN = """
INSERT INTO knowledge_learned AS l (term, number, score, at)
SELECT term, %s, greatest(0, %s), %s FROM unnest(%s::text[]) AS t(term) ORDER BY term
ON CONFLICT (term, number) DO UPDATE SET at = excluded.at,
    score = greatest(0, %s + l.score * 0.5 ^ (greatest(0, extract(epoch FROM excluded.at - l.at)) / 86400 / %s))
"""


def chosen(search: UUID, number: int) -> None:
    """Somebody opened this hit of the search."""
    _learn(search, number, LOOKED, None)


def answered(search: UUID | None, number: int) -> None:
    """The caller was answered from this entry."""
    Entry.objects.filter(number=number).update(used=F("used") + 1)
    if search:
        _learn(search, number, ANSWERED, True)


def not_helpful(search: UUID, number: int) -> None:
    """The entry was no answer to that question."""
    _learn(search, number, NOT_HELPFUL, False)


def _learn(search: UUID, number: int, score: float, helped: bool | None) -> None:
    """Once for each kind of thing that can be learned from one search, however often a button is pressed."""
    with transaction.atomic():
        row = Search.objects.select_for_update().filter(pk=search).first()
        if row is None or (row.chosen == number and (helped is None or row.helped == helped)):
            return
        row.chosen, row.helped = number, helped if helped is not None else row.helped
        row.save(update_fields=["chosen", "helped"])
        with connection.cursor() as cursor:
            cursor.execute(_LEARN, [number, score, clock.now(), row.terms, score, HALF_LIFE_DAYS])


def forget_old(days: int = 365) -> int:
    """Drop searches older than that, and what was learned and has faded away. Returns how many searches went."""
    before = clock.now() - timedelta(days=days)
    Learned.objects.filter(at__lt=before).delete()
    gone, _ = Search.objects.filter(at__lt=before).delete()
    return gone
