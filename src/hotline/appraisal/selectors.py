"""What may be read of runs and sheets: the centre its packs' sheets, a unit or an agent the own one, once published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from hotline import policy as packs
from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.accounts.selectors import packs_of
from hotline.appraisal import computing
from hotline.appraisal.models import Decision, Objection, Ruling, Run, SheetVersion, State, Step
from hotline.appraisal.refusing import Refused, is_subject, may
from hotline.appraisal.sources import names_of
from hotline.core.appraisal import Period, SheetResult, revise
from hotline.core.policy.scores import ScoreSheet
from hotline.core.vocabulary import Scored
from hotline.infra import clock
from hotline.orders.selectors import rows as order_rows

__all__ = [
    "Shown",
    "Trace",
    "every_run",
    "holds",
    "names_of",
    "numbers_of",
    "open_objections",
    "preview",
    "run",
    "runs",
    "sheet",
    "standing",
    "trace",
]

VISIBLE = (State.PUBLISHED, State.ISSUED)


@dataclass(frozen=True)
class Shown:
    """One subject's sheet for a page. `numbers`: order id → its number. `may_object`: this person may do it now."""

    run: Run
    spec: ScoreSheet
    row: SheetVersion
    result: SheetResult
    numbers: dict[str, str]
    may_object: bool


@dataclass(frozen=True)
class Trace:
    """Everything that happened to one subject's sheet, each in order of time."""

    versions: list[SheetVersion]
    objections: list[Objection]
    rulings: list[Ruling]
    decisions: list[Decision]
    steps: list[Step]


def run(person: Person, ident: UUID | str) -> Run:
    """A run that the person may see anything of. Refused otherwise as if there were none."""
    found = Run.objects.filter(pk=ident).first()
    if found is None or not (may(person, "see_scores", found.pack) or _own_subject(person, found)):
        raise Refused("not_found")
    return found


def runs(person: Person) -> QuerySet[Run]:
    """The runs that the person may see anything of, the latest period first."""
    seen = Q(pk__in=[])
    if policies.can(person, "see_scores"):
        seen |= Q(pack__in=packs_of(person))
    if person.is_active and person.role_set & policies.UNIT and person.unit_id:
        mine = SheetVersion.objects.filter(subject=person.unit_id).values("run")
        seen |= Q(of=Scored.UNIT.value, state__in=VISIBLE, pk__in=mine)
    if person.is_active:
        mine = SheetVersion.objects.filter(subject=str(person.pk)).values("run")
        seen |= Q(of=Scored.AGENT.value, state__in=VISIBLE, pk__in=mine)
    return Run.objects.filter(seen).order_by("-end", "sheet", "-id")


def standing(person: Person, found: Run) -> list[SheetVersion]:
    """Every subject's sheet as it holds, by group and place: for the centre only."""
    if not may(person, "see_scores", found.pack):
        raise Refused("not_found")
    rows = computing.current(found).values()
    return sorted(rows, key=lambda row: (row.group, row.place is None, row.place or 0, -row.total, row.subject))


def sheet(person: Person, found: Run, subject: str = "") -> Shown:
    """One sheet as it holds: of `subject`, or of the person's own unit or work."""
    subject = subject or _own_subject(person, found)
    _may_see(person, found, subject)
    row = found.sheets.filter(subject=subject).order_by("-n").first()
    if row is None:
        raise Refused("not_found")
    _, spec = computing.rules_of(found)
    result = computing.result_of(row)
    return Shown(found, spec, row, result, numbers_of([result]), _may_object(person, found, subject))


def trace(person: Person, found: Run, subject: str = "") -> Trace:
    """What became of one sheet: versions, objections, rulings, decisions, and the steps of its run."""
    subject = subject or _own_subject(person, found)
    _may_see(person, found, subject)
    objections = found.objections.filter(subject=subject)
    return Trace(
        list(found.sheets.filter(subject=subject).order_by("n")),
        list(objections.order_by("at", "id")),
        list(Ruling.objects.filter(objection__in=objections).order_by("n")),
        list(Decision.objects.filter(sheet__run=found, sheet__subject=subject).order_by("at", "id")),
        list(found.steps.exclude(what="ruled").order_by("n")),
    )


def open_objections(person: Person, pack: str) -> list[Objection]:
    """Objections of a pack without a word, oldest first: for who rules."""
    if not may(person, "rule_scores", pack):
        raise Refused("no_role")
    rows = Objection.objects.filter(run__pack=pack, ruling__isnull=True).select_related("run")
    return list(rows.order_by("at", "id"))


def preview(pack: str, ident: str, start: date, end: date) -> tuple[ScoreSheet, tuple[SheetResult, ...]]:
    """A sheet worked out now and kept nowhere, for the command line. Refused for a sheet that the pack has not."""
    policy = packs.load(pack)
    spec = computing.sheet_of(policy, ident)
    return spec, computing.compute(policy, spec, Period(start, end), clock.now())


def numbers_of(results: Iterable[SheetResult]) -> dict[str, str]:
    """Order id → number, of the orders that the sheets name."""
    named = {o.ref for r in results for o in r.occasions} | {m.ref for r in results for m in r.left_out}
    return {ident: row.number for ident, row in order_rows(sorted(i for i in named if _is_id(i))).items()}


def every_run() -> Iterator[Run]:
    """All runs there are, oldest first: for checks by whoever runs the machine."""
    return Run.objects.order_by("id").iterator()


def holds(found: Run) -> list[str]:
    """What of a run does not hold: versions whose digest differs, and sheets that are not what the first version and
    the rulings come to. Empty: everything does."""
    wrong = [f"{row.subject}:{row.n}" for row in found.sheets.all() if computing.digest_of(row.result) != row.digest]
    _, spec = computing.rules_of(found)
    kept = computing.current(found)
    again = revise(spec, [computing.result_of(row) for row in kept.values()], computing.overruled(found))
    return wrong + [r.subject.id for r in again if r != computing.result_of(kept[r.subject.id])]


def _own_subject(person: Person, found: Run) -> str:
    """Whom of the run the person is, or stands for; empty when nobody, or when it is not published."""
    if found.state not in VISIBLE or not person.is_active:
        return ""
    return next((s for s in (person.unit_id or "", str(person.pk)) if is_subject(person, found, s)), "")


def _may_see(person: Person, found: Run, subject: str) -> None:
    if may(person, "see_scores", found.pack):
        return
    if not subject or subject != _own_subject(person, found):
        raise Refused("not_found")


def _may_object(person: Person, found: Run, subject: str) -> bool:
    in_time = found.object_until is None or clock.today() <= found.object_until
    mine = policies.can(person, "object_score") and is_subject(person, found, subject)
    return found.state == State.PUBLISHED and in_time and mine


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
