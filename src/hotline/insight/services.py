"""What is written here: calls, messages, matters that other rooms count, and what follows from the log of orders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from hotline.accounts.selectors import line as line_of
from hotline.core.counting import Counted
from hotline.insight import rollups
from hotline.insight.calls import Call, Contradiction, Message, Recorded, one_at_a_time, record_calls, record_messages
from hotline.insight.filling import Filled, fill, fill_all, fill_batch, touch
from hotline.insight.models import RollupState
from hotline.insight.rebuilding import Rebuilt, rebuild
from hotline.insight.storing import Owner, Writer, stored

__all__ = [
    "Call",
    "Contradiction",
    "Filled",
    "Message",
    "Rebuilt",
    "Recorded",
    "fill",
    "fill_all",
    "fill_batch",
    "rebuild",
    "record_calls",
    "record_matters",
    "record_messages",
    "remake_changed",
    "touch",
]


def record_matters(line: str, matters: Iterable[Counted]) -> int:
    """Keep matters of a stored line that no order makes (surveys, inspected recordings, entries), for ever.

    How many were new; the same again changes nothing. ValueError for one that is there and says something else.
    """
    given, owner = list(matters), Owner(line_of(line).pack, line)
    with transaction.atomic():
        one_at_a_time()
        before, writer = stored({matter.ref for matter in given}), Writer()
        for matter in given:
            row = before.get(matter.ref, {}).get((matter.kind.value, matter.part))
            known = {} if row is None else {(matter.kind.value, matter.part): row}
            writer.one(matter.ref, owner, (matter,), known, date.max)
        if writer.differences:
            raise ValueError(", ".join(f"{d.kind} {d.ref} {d.part}" for d in writer.differences[:20]))
        writer.write()
        rollups.add(writer.changes)
    return len(writer.changes)


def remake_changed() -> list[str]:
    """Make the sums of the live board anew where the measures of a pack have changed; returns those packs."""
    return [pack for pack in RollupState.objects.values_list("pack", flat=True) if rollups.remake(pack)]
