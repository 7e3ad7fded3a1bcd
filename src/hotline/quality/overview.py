"""One month of inspections at a glance: how far each agent's sample is, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hotline.accounts.models import Person
from hotline.quality.inspections import HUNDREDTH, standings
from hotline.quality.models import Appeal, Draw, Inspection, Plan
from hotline.quality.refusing import may, needs


@dataclass(frozen=True, slots=True)
class Month:
    """One agent's month: recordings in the sample, complete results, their mean (None without any), still apart."""

    draw: Draw
    sample: int
    complete: int
    mean: Decimal | None
    apart: int


def months(person: Person, pack: str, month: date) -> Iterator[Month]:
    """For who may see inspections; an inspector is told no mean while a blind round is open."""
    needs(person, "see_inspections", pack)
    blind = may(person, "inspect", pack)
    for draw in Draw.objects.filter(pack=pack, month=month.replace(day=1)).order_by("agent"):
        rows = standings(draw)
        scores = [row.counts.score for row in rows if row.complete and row.counts]
        hidden = not scores or (blind and len(scores) < len(rows))
        mean = None if hidden else (sum(scores, Decimal(0)) / len(scores)).quantize(HUNDREDTH)
        yield Month(draw, len(rows), len(scores), mean, sum(row.apart for row in rows))


def plan_of(pack: str) -> Plan | None:
    """The plan in use."""
    return Plan.objects.filter(pack=pack, active=True).order_by("-at").first()


def drawn_months(pack: str) -> list[date]:
    """Months of which something was drawn, the latest first."""
    return list(Draw.objects.filter(pack=pack).order_by("-month").values_list("month", flat=True).distinct()[:24])


def appeal_of(draw: Draw, recording: str) -> Appeal | None:
    """The appeal against this recording's score, with its ruling."""
    return draw.appeals.filter(recording=recording).select_related("ruling").first()


def own_of(person: Person, draw: Draw, recording: str) -> Inspection | None:
    """The sheet that this person filled in, as it stands."""
    mine = draw.inspections.filter(recording=recording, by=str(person.pk), replaced_by__isnull=True)
    return mine.exclude(round="ruling").order_by("-at").first()
