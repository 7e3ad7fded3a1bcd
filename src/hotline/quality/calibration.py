"""Calibration: all inspectors score the same recordings, and see afterwards how far they judge alike (QLT-1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hotline import policy as packs
from hotline.accounts.models import Person
from hotline.infra import clock
from hotline.policy.services import keep
from hotline.quality.agreement import Agreement, agreement
from hotline.quality.inspections import HUNDREDTH, stored
from hotline.quality.marking import Mark, read, scored, sheet_at, sheet_of, words_of
from hotline.quality.models import Calibration, Inspection, Round
from hotline.quality.refusing import Refused, may, needs, only_once, reason_given


@dataclass(frozen=True, slots=True)
class Deviation:
    """One inspector against the reference: item by item, and how far the scores lie apart on average."""

    inspector: str
    recordings: int
    agreement: Agreement
    apart: Decimal | None


def set_up(
    person: Person, pack: str, sheet: str, title: str, marks: Sequence[tuple[str, Iterable[Mark]]]
) -> Calibration:
    """Choose the recordings, each with the marks that are the reference. Raises Refused."""
    needs(person, "plan_inspections", pack)
    policy = packs.load(pack)
    sheet_of(policy, sheet)
    if not marks:
        raise Refused("few_pools")
    with only_once():
        keep(policy)
        made = Calibration.objects.create(
            pack=pack,
            release=policy.release,
            sheet=sheet,
            title=reason_given(title),
            recordings=[recording for recording, _ in marks],
            by=str(person.pk),
            at=clock.now(),
        )
        for recording, given in marks:
            _store(person, made, recording, given)
    return made


def inspect(person: Person, sample: Calibration, recording: str, marks: Iterable[Mark]) -> Inspection:
    """One inspector's sheet for one recording of the sample, once."""
    needs(person, "inspect", sample.pack)
    if recording not in sample.recordings:
        raise Refused("no_recording")
    with only_once():
        return _store(person, sample, recording, marks)


def deviations(person: Person, sample: Calibration) -> list[Deviation]:
    """Each inspector against the reference. An inspector sees it after scoring all of the sample.

    NotFound is told as Refused: who may not see inspections and has not taken part learns nothing.
    """
    by = _by_person(sample)
    mine = by.get(str(person.pk), {})
    blind = may(person, "inspect", sample.pack) and len(mine) < len(sample.recordings)
    if blind or not may(person, "see_inspections", sample.pack):
        raise Refused("not_visible" if blind else "no_role")
    reference = by[sample.by]
    return [_deviation(sample, who, rows, reference) for who, rows in sorted(by.items()) if who != sample.by]


def _by_person(sample: Calibration) -> dict[str, dict[str, Inspection]]:
    found: dict[str, dict[str, Inspection]] = {}
    for row in sample.inspections.filter(replaced_by__isnull=True):
        found.setdefault(row.by, {})[row.recording] = row
    return found


def _deviation(
    sample: Calibration, who: str, rows: dict[str, Inspection], reference: dict[str, Inspection]
) -> Deviation:
    sheet = sheet_at(sample.pack, sample.release, sample.sheet)
    pairs: list[tuple[str, str]] = []
    for recording, row in rows.items():
        one, other = (words_of(sheet, read(r.marks)) for r in (row, reference[recording]))
        pairs += [(one[item], other[item]) for item in one]
    apart = [abs(row.score - reference[recording].score) for recording, row in rows.items()]
    mean = (sum(apart, Decimal(0)) / len(apart)).quantize(HUNDREDTH) if apart else None
    return Deviation(who, len(rows), agreement(pairs), mean)


def _store(person: Person, sample: Calibration, recording: str, marks: Iterable[Mark]) -> Inspection:
    marks = list(marks)
    sheet = sheet_at(sample.pack, sample.release, sample.sheet)
    return Inspection.objects.create(
        calibration=sample,
        pack=sample.pack,
        release=sample.release,
        sheet=sample.sheet,
        recording=recording,
        round=Round.CALIBRATION,
        marks=stored(marks),
        score=scored(sheet, marks).total.quantize(HUNDREDTH),
        by=str(person.pk),
        at=clock.now(),
    )
