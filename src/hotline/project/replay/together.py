"""All consumers of one command in one transaction: a replay shows millions of events, and nobody waits beside it.

Same consumers, same receipts as `project.wiring`. Where one of them fails, nothing of it stays, and the wiring shows
the events again, one consumer at a time.
"""

from __future__ import annotations

from django.db import connection, transaction

from hotline.infra import clock
from hotline.orders.reactions import Reaction
from hotline.project import wiring

_RECEIPTS = """
INSERT INTO project_receipt (order_id, seq, consumer, at)
SELECT %s::uuid, t.seq, t.consumer, %s FROM unnest(%s::int[], %s::text[]) AS t (seq, consumer)
ON CONFLICT DO NOTHING RETURNING seq, consumer
"""


def run(reaction: Reaction) -> None:
    """Let every consumer of these events act that has not. Raises wiring.ConsumersFailed when one of them cannot."""
    try:
        _at_once(reaction)
    except Exception:  # whatever it was: one by one, the wiring names the consumer that fails
        wiring.run(reaction)


def _at_once(reaction: Reaction) -> None:
    acting = [(record, consumer) for record in reaction.records for consumer in wiring.CONSUMERS.get(record.name, ())]
    if not acting:
        return
    names = {consumer: wiring.name_of(consumer) for _record, consumer in acting}
    with transaction.atomic():
        with connection.cursor() as cursor:
            seqs = [record.seq for record, _consumer in acting]
            cursor.execute(_RECEIPTS, [reaction.order_id, clock.now(), seqs, [names[c] for _r, c in acting]])
            fresh = set(cursor.fetchall())
        for record, consumer in acting:
            if (record.seq, names[consumer]) in fresh:
                consumer(record)
