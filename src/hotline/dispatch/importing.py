"""Reading a responsibility list from rows of text: every faulty row is named, and then nothing is stored.

Rows are matched by their id. What a row said before is kept as a change, so that the history of each duty can be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction

from hotline.accounts.selectors import directory
from hotline.core.responsibility import DutyKind
from hotline.dispatch import duties
from hotline.dispatch.faults import RowFault
from hotline.dispatch.models import DutyChange, Responsibility
from hotline.dispatch.words import DUTY_WORDS
from hotline.infra import clock

COLUMNS = ("id", "content_class", "area", "unit", "duty", "basis", "valid_from", "valid_to")
_STORED = ["unit", "content_class", "area", "duty", "basis", "valid_from", "valid_until"]


class BadList(Exception):
    """The list has faults; nothing was stored."""

    def __init__(self, faults: list[RowFault]) -> None:
        super().__init__("; ".join(f"line {f.line}: {f.column} {f.value!r}" for f in faults[:20]))
        self.faults = faults


@dataclass(frozen=True)
class Change:
    """One duty as it was (empty: it is new) and as it is now, in the words of `said`."""

    ref: str
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do: ids of the rows by what became of them, and every change in full."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    unchanged: int = 0
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Known:
    """What names may stand for in a list: content classes by id and by label. Empty: every class is taken as it is."""

    classes: Mapping[str, str] = field(default_factory=dict)


def import_list(
    rows: Iterable[Mapping[str, str]],
    *,
    known: Known | None = None,
    who: str = "",
    note: str = "",
    whole: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Store a list with the columns COLUMNS, matching earlier rows by id.

    `whole`: duties that hold today and are not in the list end today. `dry_run`: only say what would happen. Raises
    BadList when a unit or class is unknown, a date or duty is not understood, or an id comes twice.
    """
    made = _read_all(rows, known or Known())
    today = clock.today()
    with transaction.atomic():
        held = {row.ref: row for row in Responsibility.objects.select_for_update().order_by("ref")}
        before = {ref: said(row) for ref, row in held.items()}
        ending = _ending(held, made, today) if whole else []
        for row in ending:
            row.valid_until = today
        done = _compared(before, made, ending)
        if not dry_run:
            _store(done, made | {row.ref: row for row in ending}, who, note)
    duties.forget()
    return done


def _ending(
    before: Mapping[str, Responsibility], made: Mapping[str, Responsibility], day: date
) -> list[Responsibility]:
    return [r for r in before.values() if r.ref not in made and (r.valid_until is None or r.valid_until > day)]


def _compared(
    before: Mapping[str, dict[str, str]], made: Mapping[str, Responsibility], ending: list[Responsibility]
) -> Imported:
    added = tuple(ref for ref in made if ref not in before)
    changed = tuple(ref for ref, row in made.items() if ref in before and said(row) != before[ref])
    rows = [*(made[ref] for ref in (*added, *changed)), *ending]
    return Imported(
        added=added,
        changed=changed,
        ended=tuple(row.ref for row in ending),
        unchanged=len(made) - len(added) - len(changed),
        changes=tuple(Change(row.ref, before.get(row.ref, {}), said(row)) for row in rows),
    )


def _store(done: Imported, rows: Mapping[str, Responsibility], who: str, note: str) -> None:
    Responsibility.objects.bulk_create(
        [rows[c.ref] for c in done.changes], update_conflicts=True, unique_fields=["ref"], update_fields=_STORED
    )
    at = clock.now()
    DutyChange.objects.bulk_create(
        DutyChange(ref=c.ref, at=at, who=who, note=note, before=dict(c.before), after=dict(c.after))
        for c in done.changes
    )


def said(row: Responsibility) -> dict[str, str]:
    """A duty in words, as in the list."""
    return {
        "content_class": row.content_class,
        "area": row.area,
        "unit": row.unit,
        "duty": row.duty,
        "basis": row.basis,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_until.isoformat() if row.valid_until else "",
    }


def ruled(content_class: str, area: str, lead: str, assisting: Iterable[str], basis: str, day: date, who: str) -> None:
    """A ruling says who answers from `day` on (PRA-12): what said otherwise ends the day before."""
    with transaction.atomic():
        rows = Responsibility.objects.select_for_update().filter(content_class=content_class, area=area)
        taken = rows.filter(duty__in=[DutyKind.LEAD.value, DutyKind.ASSISTING.value])
        for row in taken.order_by("ref"):
            if row.valid_until is None or row.valid_until >= day:
                was = said(row)
                row.valid_until = day - timedelta(days=1)
                row.save(update_fields=["valid_until"])
                DutyChange.objects.create(ref=row.ref, at=clock.now(), who=who, note=basis, before=was, after=said(row))
        parts = [(lead, DutyKind.LEAD), *((unit, DutyKind.ASSISTING) for unit in assisting)]
        for n, (unit, kind) in enumerate(parts, 1):
            row = Responsibility(
                ref=_free_ref(f"{basis}-{n}"),
                unit=unit,
                content_class=content_class,
                area=area,
                duty=kind.value,
                basis=basis,
                valid_from=day,
            )
            row.save(force_insert=True)
            DutyChange.objects.create(ref=row.ref, at=clock.now(), who=who, note=basis, before={}, after=said(row))
    duties.forget()


def _free_ref(wanted: str) -> str:
    same = Responsibility.objects.filter(ref__startswith=wanted).count()
    return f"{wanted}-{same + 1}" if same else wanted


# --- reading ----------------------------------------------------------------------------------------------------------


def _read_all(rows: Iterable[Mapping[str, str]], known: Known) -> dict[str, Responsibility]:
    faults: list[RowFault] = []
    made: dict[str, Responsibility] = {}
    labels = {label: ident for ident, label in known.classes.items()}
    units = {directory().name(facts.id): facts.id for facts in directory().all()}
    for line, row in enumerate(rows, 2):
        if not any(value and value.strip() for value in row.values()):
            continue
        found = _read(line, _plain(row, labels, units), known, faults)
        if found is not None and found.ref in made:
            faults.append(RowFault(line, "id", found.ref))
        elif found is not None:
            made[found.ref] = found
    if faults:
        raise BadList(faults)
    return made


def _plain(row: Mapping[str, str], labels: Mapping[str, str], units: Mapping[str, str]) -> dict[str, str]:
    """Codes where the list gives names: people know units and classes by their names."""
    values = {name: (row.get(name) or "").strip() for name in (*COLUMNS, "class_name", "unit_name")}
    values["content_class"] = values["content_class"] or labels.get(values["class_name"], values["class_name"])
    values["unit"] = values["unit"] or units.get(values["unit_name"], values["unit_name"])
    values["duty"] = DUTY_WORDS.get(values["duty"], values["duty"])
    return values


def _read(line: int, values: Mapping[str, str], known: Known, faults: list[RowFault]) -> Responsibility | None:
    before = len(faults)
    for name in ("id", "content_class", "unit", "duty", "basis", "valid_from"):
        if not values[name]:
            faults.append(RowFault(line, name, ""))
    if values["unit"] and directory().unit(values["unit"]) is None:
        faults.append(RowFault(line, "unit", values["unit"]))
    if known.classes and values["content_class"] and values["content_class"] not in known.classes:
        faults.append(RowFault(line, "content_class", values["content_class"]))
    if values["duty"] and values["duty"] not in {kind.value for kind in DutyKind}:
        faults.append(RowFault(line, "duty", values["duty"]))
    first = _day(line, "valid_from", values["valid_from"], faults)
    last = _day(line, "valid_to", values["valid_to"], faults)
    if first and last and last < first:
        faults.append(RowFault(line, "valid_to", values["valid_to"]))
    if len(faults) > before or first is None:
        return None
    return Responsibility(
        ref=values["id"],
        unit=values["unit"],
        content_class=values["content_class"],
        area=values["area"],
        duty=values["duty"],
        basis=values["basis"],
        valid_from=first,
        valid_until=last,
    )


def _day(line: int, column: str, text: str, faults: list[RowFault]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(RowFault(line, column, text))
        return None
