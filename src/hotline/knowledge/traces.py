"""What the knowledge base left at an order, asked in one question: most orders have nothing of it."""

from __future__ import annotations

from typing import NamedTuple

from hotline.infra import prepared

_ASK = """
SELECT EXISTS (SELECT FROM knowledge_diagnosisrun WHERE ref = %(ref)s AND ref <> ''),
       EXISTS (SELECT FROM knowledge_message WHERE ref = %(ref)s)
"""


class Traces(NamedTuple):
    """Whether a diagnosis led to the order, and whether texts of entries were sent for it."""

    runs: bool
    messages: bool


def of_order(number: str) -> Traces:
    """What there is to be read for the page of this order."""
    with prepared.cursor() as cursor:
        cursor.execute(_ASK, {"ref": number})
        return Traces(*cursor.fetchone())
