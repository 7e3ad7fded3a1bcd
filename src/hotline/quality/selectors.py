"""What may be read of inspections, and by whom. The second round is blind: who still has to judge sees no judgement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hotline.accounts.models import Person
from hotline.quality.agreement import Agreement, agreement
from hotline.quality.appeals import appeal_until
from hotline.quality.calibration import deviations
from hotline.quality.counting import counted, settled
from hotline.quality.inspections import Standing, standing, standings
from hotline.quality.ledger import entries, entry, holding, kinds
from hotline.quality.marking import read, sheet_at, words_of
from hotline.quality.models import Appeal, Draw, Inspection
from hotline.quality.plans import holds, in_sample
from hotline.quality.refusing import Refused, may, needs

__all__ = [
    "Agreed",
    "Task",
    "agreed",
    "appeal_until",
    "counted",
    "deviations",
    "disagreements",
    "draw",
    "entries",
    "entry",
    "holding",
    "holds",
    "in_sample",
    "kinds",
    "my_recordings",
    "open_appeals",
    "settled",
    "shown",
    "to_inspect",
]


@dataclass(frozen=True, slots=True)
class Task:
    """A recording that a person could inspect now. It does not say in which round: that would tell of the first."""

    draw: Draw
    recording: str
    day: date


@dataclass(frozen=True, slots=True)
class Agreed:
    """Agreement of the two rounds of a month, over all items and for each; `apart`: pairs that had to be settled."""

    pairs: int
    apart: int
    overall: Agreement
    by_item: dict[str, Agreement]


def draw(person: Person, ident: UUID | str) -> Draw:
    """One draw: for who may see inspections, and for its agent. Refused otherwise as if there were none."""
    found = Draw.objects.filter(pk=ident).select_related("plan").first()
    if found is None or not (may(person, "see_inspections", found.pack) or found.agent == str(person.pk)):
        raise Refused("not_found")
    return found


def to_inspect(person: Person, pack: str, month: date) -> list[Task]:
    """What is left for this inspector: first rounds, and second rounds of recordings that another one judged."""
    needs(person, "inspect", pack)
    me, found = str(person.pk), list[Task]()
    for one in Draw.objects.filter(pack=pack, month=month.replace(day=1)).exclude(agent=me).order_by("agent"):
        mine = set(one.inspections.filter(by=me).values_list("recording", flat=True))
        for now in standings(one):
            open_ = now.first is None or (now.twice and now.second is None)
            if open_ and now.recording not in mine:
                found.append(Task(one, now.recording, now.day))
    return found


def shown(person: Person, one: Draw, recording: str) -> list[Inspection]:
    """The sheets of a recording that the person may see, oldest first.

    The agent sees the one that counts, once the result is complete. An inspector who could still judge it in the blind
    round sees none; who has judged sees the own one until the result is complete.
    """
    now, me = standing(one, recording), str(person.pk)
    if one.agent == me:
        return [now.counts] if now.complete and now.counts else []
    if not may(person, "see_inspections", one.pack):
        raise Refused("not_found")
    rows = list(one.inspections.filter(recording=recording).order_by("at", "id"))
    blind = may(person, "inspect", one.pack) and not now.complete and now.ruling is None
    waits = now.first is None or (now.twice and now.second is None)
    return [row for row in rows if row.by == me] if blind and waits else rows


def my_recordings(person: Person, month: date) -> list[Standing]:
    """An agent's own results of a month that are complete."""
    rows = Draw.objects.filter(agent=str(person.pk), month=month.replace(day=1))
    return [now for one in rows for now in standings(one) if now.complete]


def disagreements(person: Person, pack: str, month: date) -> list[Standing]:
    """Recordings that two inspectors judged too differently and nobody has settled."""
    needs(person, "rule_inspections", pack)
    rows = Draw.objects.filter(pack=pack, month=month.replace(day=1)).order_by("agent")
    return [now for one in rows for now in standings(one) if now.apart]


def open_appeals(person: Person, pack: str) -> list[Appeal]:
    """Appeals without a word, oldest first."""
    needs(person, "rule_inspections", pack)
    return list(Appeal.objects.filter(draw__pack=pack, ruling__isnull=True).select_related("draw").order_by("id"))


def agreed(person: Person, pack: str, month: date) -> Agreed:
    """How far the blind second round agrees with the first, item by item (percent, and Cohen's kappa)."""
    needs(person, "see_inspections", pack)
    by_item: dict[str, list[tuple[str, str]]] = {}
    pairs = apart = 0
    for one in Draw.objects.filter(pack=pack, month=month.replace(day=1)):
        sheet = sheet_at(one.pack, one.release, one.sheet)
        for now in standings(one):
            if now.first is None or now.second is None:
                continue
            pairs += 1
            apart += abs(now.first.score - now.second.score) > one.tolerance
            first, second = (words_of(sheet, read(row.marks)) for row in (now.first, now.second))
            for item in first:
                by_item.setdefault(item, []).append((first[item], second[item]))
    every = [pair for found in by_item.values() for pair in found]
    return Agreed(pairs, apart, agreement(every), {item: agreement(found) for item, found in by_item.items()})
