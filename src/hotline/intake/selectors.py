"""What an agent is shown while writing: hints, earlier matters of the caller, members of a group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hotline import policy as packs
from hotline.accounts.models import Person
from hotline.accounts.selectors import line
from hotline.core.phrasing import Hint
from hotline.core.phrasing import hints as pure_hints
from hotline.core.policy import Facts, Found
from hotline.core.policy.shapes import PhrasingRule
from hotline.core.vocabulary import LinkKind, Phase
from hotline.infra import clock
from hotline.intake.likeness import likeness
from hotline.intake.models import GroupMember
from hotline.intake.words import sentence
from hotline.orders.selectors import OrderRow, by_phone

_SAME = 0.45
_ENDED = frozenset({Phase.ARCHIVED, Phase.CLOSED, Phase.ANSWERED_DIRECTLY, Phase.REFUSED})


@dataclass(frozen=True, slots=True)
class ShownHint:
    """A hint with its sentence."""

    hint: Hint
    text: str


def hints(line_id: str, title: str, content: str, place: str, nature: str = "") -> tuple[ShownHint, ...]:
    """Hints on a text as the line's pack wants it (INT-3); nothing when the pack is silent or contradicts itself."""
    today = clock.today()
    found: Any = packs.load(line(line_id).pack).find("phrasing", Facts(nature=nature, line=line_id), today, today)
    rule = found.rule.value if isinstance(found, Found) else PhrasingRule()
    return tuple(ShownHint(hint, sentence(hint)) for hint in pure_hints(title, content, place, rule))


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier order of the same caller. `alike` 0 to 1; `kind`: the link that suits, None for another matter."""

    row: OrderRow
    alike: float
    kind: LinkKind | None


def earlier_orders(
    person: Person, phone: str, title: str = "", place: str = "", *, without: str = "", limit: int = 20
) -> tuple[Earlier, ...]:
    """Orders of the same telephone that `person` may see, likest first, then newest (CLS-4).

    The same matter still open is a repetition; one that has ended is followed up by the new one.
    """
    found = [_judged(row, title, place) for row in by_phone(person, phone, limit=limit) if row.id != str(without)]
    return tuple(sorted(found, key=lambda e: (e.kind is None, -round(e.alike, 2), -e.row.registered_at.timestamp())))


def _judged(row: OrderRow, title: str, place: str) -> Earlier:
    alike = likeness(title, place, row.title, row.place) if title.strip() else 0.0
    kind = None
    if alike >= _SAME:
        kind = LinkKind.FOLLOW_UP if row.phase in _ENDED else LinkKind.REPEAT
    return Earlier(row, alike, kind)


def members(parent: UUID | str) -> list[str]:
    """Ids of the orders joined into a group, as of the events seen so far."""
    return [str(ident) for ident in GroupMember.objects.filter(parent=parent).values_list("order_id", flat=True)]
