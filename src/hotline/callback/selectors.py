"""What is to be called back, with what the caller of today must know before dialling."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.accounts.models import Person
from hotline.callback.models import ResultTold
from hotline.orders.selectors import QueueRow, queue


@dataclass(frozen=True, slots=True)
class DueCallback:
    """A row of the list; `result_told`: the citizen has heard the result in a call, so waive instead of calling."""

    row: QueueRow
    result_told: bool


@dataclass(frozen=True, slots=True)
class DuePage:
    rows: tuple[DueCallback, ...]
    next: str | None


def due(person: Person, cursor: str | None = None, limit: int = 30) -> DuePage:
    """The person's list of due call-backs, due first; two queries. NotFound when it is not this person's work."""
    page = queue(person, "to_call_back", cursor=cursor, limit=limit)
    told = result_told([row.order_id for row in page.rows])
    return DuePage(tuple(DueCallback(row, str(row.order_id) in told) for row in page.rows), page.next)


def result_told(order_ids: list[str]) -> set[str]:
    """Those of the orders whose result was told in a call."""
    found = ResultTold.objects.filter(order_id__in=order_ids).values_list("order_id", flat=True)
    return {str(ident) for ident in found}
