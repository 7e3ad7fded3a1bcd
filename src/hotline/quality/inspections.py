"""Inspecting a recording: first, a second time without knowing of the first, corrected, settled (QLT-1).

Every change is a new row. What counts is worked out in `standing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from hotline.accounts.models import Person
from hotline.infra import clock
from hotline.quality.marking import Mark, scored, sheet_at
from hotline.quality.models import Draw, Inspection, Round
from hotline.quality.plans import in_sample
from hotline.quality.refusing import Refused, needs, one_with, only_once, reason_given

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Standing:
    """Where one recording stands. `first`, `second`, `ruling`: the row of that round that was not replaced."""

    draw: Draw
    recording: str
    twice: bool
    rounds: dict[str, Inspection] = field(default_factory=dict)

    @property
    def first(self) -> Inspection | None:
        return self.rounds.get(Round.FIRST)

    @property
    def second(self) -> Inspection | None:
        return self.rounds.get(Round.SECOND)

    @property
    def ruling(self) -> Inspection | None:
        return self.rounds.get(Round.RULING)

    @property
    def counts(self) -> Inspection | None:
        """The sheet that counts: the ruling's, else the first."""
        return self.ruling or self.first

    @property
    def complete(self) -> bool:
        """Inspected, twice where it was to be, and settled where both differ too much."""
        return self.first is not None and (not self.twice or self.second is not None) and not self.apart

    @property
    def apart(self) -> bool:
        """Both rounds differ by more than the plan allows, and nobody has settled it."""
        one, two = self.first, self.second
        if one is None or two is None or self.ruling is not None:
            return False
        return abs(one.score - two.score) > self.draw.tolerance

    @property
    def day(self) -> date:
        return date.fromisoformat(self.draw.pool[self.recording])

    @property
    def since(self) -> datetime:
        """When the result that counts became complete."""
        return max(i.at for i in self.rounds.values())


def standings(draw: Draw, as_of: datetime | None = None) -> list[Standing]:
    """Every recording of a draw that is in the sample, in the order of the draw, as known at `as_of`."""
    rounds: dict[str, dict[str, Inspection]] = {}
    rows = draw.inspections.all() if as_of is None else draw.inspections.filter(at__lte=as_of)
    known = list(rows)
    replaced = {row.replaces_id for row in known}
    for row in known:
        if row.pk not in replaced:
            rounds.setdefault(row.recording, {})[row.round] = row
    twice = set(draw.second)
    return [Standing(draw, r, r in twice, rounds.get(r, {})) for r in in_sample(draw)]


def standing(draw: Draw, recording: str) -> Standing:
    """One recording. Refused when it is not in the sample."""
    found = next((s for s in standings(draw) if s.recording == recording), None)
    if found is None:
        raise Refused("skipped" if recording in draw.drawn else "no_recording")
    return found


def inspect(person: Person, draw: Draw, recording: str, marks: Iterable[Mark], note: str = "") -> Inspection:
    """Fill in the sheet: the first round, or the blind second one by another inspector where it was drawn for that.

    Raises Refused (role, own call, not in the sample, done by somebody else meanwhile, marks the sheet has not).
    """
    needs(person, "inspect", draw.pack)
    if draw.agent in one_with(person):
        raise Refused("own_call")
    now = standing(draw, recording)
    if now.first is None:
        return _store(person, draw, recording, Round.FIRST, marks, note)
    if draw.inspections.filter(recording=recording, by=str(person.pk)).exists():
        raise Refused("own_inspection")
    if not now.twice or now.second is not None:
        raise Refused("not_second")
    return _store(person, draw, recording, Round.SECOND, marks, note)


def correct(person: Person, old: Inspection, marks: Iterable[Mark], note: str) -> Inspection:
    """An inspector's own mistake, before anybody appealed or ruled, and not while the two rounds are apart.

    The old sheet stays; the new one names it.
    """
    needs(person, "inspect", old.pack)
    if old.by != str(person.pk) or old.draw is None or old.round not in (Round.FIRST, Round.SECOND):
        raise Refused("not_yours")
    if old.draw.appeals.filter(recording=old.recording).exists():
        raise Refused("appealed")
    if old.draw.inspections.filter(recording=old.recording, round=Round.RULING).exists():
        raise Refused("settled")
    if standing(old.draw, old.recording).apart:
        # Both have seen the other's sheet by now: who gives way is not theirs to say.
        raise Refused("apart")
    return _store(person, old.draw, old.recording, Round(old.round), marks, reason_given(note), replaces=old)


def settle(person: Person, draw: Draw, recording: str, marks: Iterable[Mark], grounds: str) -> Inspection:
    """The word on a recording that two inspectors judged too differently; by neither of them."""
    needs(person, "rule_inspections", draw.pack)
    if not standing(draw, recording).apart:
        raise Refused("nothing_to_settle")
    return ruled(person, draw, recording, marks, grounds)


def ruled(person: Person, draw: Draw, recording: str, marks: Iterable[Mark], grounds: str) -> Inspection:
    """A ruling's sheet; it takes the place of an earlier ruling's."""
    judged = draw.inspections.filter(recording=recording, by__in=one_with(person)).exclude(round=Round.RULING)
    if judged.exists() or draw.agent in one_with(person):
        raise Refused("own_ruling")
    before = standing(draw, recording).ruling
    return _store(person, draw, recording, Round.RULING, marks, reason_given(grounds), replaces=before)


def _store(
    person: Person,
    draw: Draw,
    recording: str,
    round_: Round,
    marks: Iterable[Mark],
    note: str,
    replaces: Inspection | None = None,
) -> Inspection:
    marks = list(marks)
    sheet = sheet_at(draw.pack, draw.release, draw.sheet)
    with only_once():
        return Inspection.objects.create(
            draw=draw,
            pack=draw.pack,
            release=draw.release,
            sheet=draw.sheet,
            recording=recording,
            agent=draw.agent,
            day=date.fromisoformat(draw.pool[recording]),
            round=round_,
            marks=stored(marks),
            score=scored(sheet, marks).total.quantize(HUNDREDTH),
            note=note.strip(),
            replaces=replaces,
            by=str(person.pk),
            at=clock.now(),
        )


def stored(marks: Sequence[Mark]) -> list[dict[str, object]]:
    """Marks as they are kept."""
    return [mark.stored() for mark in marks]
