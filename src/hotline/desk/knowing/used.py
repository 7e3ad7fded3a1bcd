"""After an order was answered directly: the entry or announcement learns of it; an answer by hand is noted as a gap."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from hotline.core.commands import AnswerDirectly, Command
from hotline.core.state import Order
from hotline.core.vocabulary import AnswerBasis
from hotline.knowledge import gaps, sending, services
from hotline.knowledge.diagnosis import after
from hotline.knowledge.selectors import Asked, cited, find

BY_HAND = frozenset({AnswerBasis.OTHER_SOURCE, AnswerBasis.KNOWLEDGE})
LOOKED_AT = 10


def count(person: Any, order: Order, line: str, number: str, commands: Iterable[Command]) -> None:
    """Take note of what `commands` answered the order with. `line`: the id of its hotline (the order has its code)."""
    for command in commands:
        if isinstance(command, AnswerDirectly):
            _one(person, order, line, number, command)


def _one(person: Any, order: Order, line: str, number: str, command: AnswerDirectly) -> None:
    if after.is_reference(command.source_version):
        return  # a guided diagnosis: its run says what it led to
    found = cited(command.source_version) if command.source_version else None
    if command.basis is AnswerBasis.ANNOUNCEMENT and _uuid(command.source_version):
        services.announcement_used(person, command.source_version, number)
    elif found is not None:
        _learned(person, order, line, int(found.ref[1:]))
    elif command.basis in BY_HAND:
        said = gaps.matter_terms(order.title, order.content)
        gaps.record_hand_answer(line, said, order.content_class, str(order.id))


def _learned(person: Any, order: Order, line: str, entry: int) -> None:
    """The search is logged now, with what became of it: typing is not searching."""
    asked = Asked(order.content or order.title, line, order.area or "", order.content_class)
    result = find(person, asked, limit=LOOKED_AT)
    services.answered(result.search, entry)


def belongs(person: Any, call: str, number: str) -> None:
    """Messages that were written during the call belong to the order that was made of it."""
    if call:
        sending.belongs(person, call, number)


def _uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
