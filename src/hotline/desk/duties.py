"""The list of duties as pages show it: rows, changes and faults in words; who reads which part of it first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from hotline import policy as packs
from hotline.accounts import selectors as accounts
from hotline.core.duty_check import DutyFault, Fault
from hotline.core.policy.shapes import Term
from hotline.core.vocabulary import Role
from hotline.desk.areas import area_name, areas
from hotline.desk.times import stamp
from hotline.desk.words import table
from hotline.dispatch import selectors, words
from hotline.dispatch.importing import Change, Imported
from hotline.dispatch.models import DutyChange, Responsibility
from hotline.infra import clock
from hotline.infra.tongues import listed, said
from hotline.policy import PackError

UNIT_ROLES = frozenset({Role.UNIT_CLERK, Role.UNIT_LEADER})
COMPARED = ("content_class", "area", "unit", "duty", "basis", "valid_from", "valid_to")
"""What a duty says, in the order in which a change is told."""


def say(key: str, /, **params: object) -> str:
    text: str = table("duties")["words"][key]
    return text.format(**params) if params else text


def classes_of(person: Any) -> dict[str, str]:
    """Content class → label, of the packs of all lines: the list is one for the whole installation. Own lines first."""
    lines = accounts.lines()
    own = [i for i in person.lines if i in lines]
    found: dict[str, str] = {}
    for ident in (*own, *(i for i in lines if i not in own)):
        for term in classes_of_pack(lines[ident].pack):
            found.setdefault(term.id, term.label)
    return found


def classes_of_pack(name: str) -> tuple[Term, ...]:
    """The classes of a pack; none where its files are faulty: the list can still be read then."""
    try:
        return packs.load(name).lists.content_classes
    except PackError:
        return ()


def own_units(person: Any) -> tuple[str, ...]:
    """The units whose rows somebody from a unit reads first: the own one and those below. Empty for the centre."""
    if not (person.role_set & UNIT_ROLES and person.unit_id):
        return ()
    return (person.unit_id, *accounts.directory().below(person.unit_id))


def shown(rows: Iterable[Responsibility], labels: Mapping[str, str], day: date) -> list[dict[str, Any]]:
    """Rows of the list in names. `state`: whether a row holds on the day, will hold, or is over."""
    return [
        {
            "ref": row.ref,
            "class": labels.get(row.content_class, row.content_class),
            "code": row.content_class,
            "area": _area(row.area),
            "unit": accounts.directory().name(row.unit),
            "duty": said(words.DUTY_LABELS[row.duty]),
            "kind": row.duty,
            "basis": row.basis,
            "dates": dates(row.valid_from.isoformat(), row.valid_until.isoformat() if row.valid_until else ""),
            "state": "over" if row.valid_until and row.valid_until < day else "to_come" if row.valid_from > day else "",
        }
        for row in rows
    ]


def dates(first: str, last: str) -> str:
    return say("dates", first=first, last=last) if last else say("since", first=first)


def _area(code: str) -> str:
    return area_name(code) if code else say("everywhere")


# --- changes ----------------------------------------------------------------------------------------------------------


def history(ref: str, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """What became of one duty, latest first, or of the whole list: when, by whom, from which file, what differs."""
    found = selectors.duty_changes(ref)
    names = accounts.person_names(change.who for change in found if change.who)
    return [_told(change, labels, names) for change in found]


def _told(change: DutyChange, labels: Mapping[str, str], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "ref": change.ref,
        "at": stamp(change.at, clock.now()),
        "who": names.get(change.who, say("by_command")),
        "note": change.note,
        "kind": kind_of(change.before, change.after),
        "what": _what(change.before, labels) if change.before else "",
        "lines": differences(change.before, change.after, labels),
    }


def kind_of(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """A change in one word: new, ended, changed."""
    if not before:
        return say("new")
    differs = [name for name in COMPARED if before.get(name) != after.get(name)]
    return say("ended") if differs == ["valid_to"] and after.get("valid_to") else say("changed")


def differences(before: Mapping[str, str], after: Mapping[str, str], labels: Mapping[str, str]) -> list[dict[str, str]]:
    """Field by field: what it said, what it says; a new duty in full."""
    return [
        {
            "name": say(f"field_{name}"),
            "was": _value(name, before.get(name, ""), labels) if before else "",
            "now": _value(name, after.get(name, ""), labels),
        }
        for name in COMPARED
        if before.get(name, "") != after.get(name, "") or (not before and name != "valid_to")
    ]


def _value(name: str, text: str, labels: Mapping[str, str]) -> str:
    if name == "content_class":
        return labels.get(text, text)
    if name == "area":
        return _area(text)
    if name == "unit":
        return accounts.directory().name(text)
    if name == "duty":
        return said(words.DUTY_LABELS.get(text, text))
    return text or say("without_end")


def preview(done: Imported, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """What an import would do, the rows that change first: those deserve a look."""
    kinds = {**dict.fromkeys(done.added, "added"), **dict.fromkeys(done.changed, "changed")}
    order = ("ended", "changed", "added")
    rows = [(kinds.get(change.ref, "ended"), change) for change in done.changes]
    rows.sort(key=lambda pair: order.index(pair[0]))
    return [
        {"kind": say(kind), "tone": kind, "ref": c.ref, "what": _what(c.before or c.after, labels), **_lines(c, labels)}
        for kind, c in rows
    ]


def _what(says: Mapping[str, str], labels: Mapping[str, str]) -> str:
    return say(
        "what",
        label=labels.get(says["content_class"], says["content_class"]),
        area=_area(says["area"]),
        unit=accounts.directory().name(says["unit"]),
        duty=said(words.DUTY_LABELS[says["duty"]]),
    )


def _lines(change: Change, labels: Mapping[str, str]) -> dict[str, Any]:
    if not change.before:
        after = change.after
        return {"lines": [], "basis": f"{after['basis']} · {dates(after['valid_from'], after['valid_to'])}"}
    return {"lines": differences(change.before, change.after, labels), "basis": ""}


# --- faults of the whole list -----------------------------------------------------------------------------------------


def check(labels: Mapping[str, str], wanted: Collection[str], day: date) -> list[dict[str, Any]]:
    """Gaps and overlaps of the `wanted` classes on a day, in sentences, kind by kind, the serious ones first."""
    found = selectors.duty_faults(wanted, list(areas(accounts.directory().version)), day)
    found = tuple(f for f in found if f.fault is not Fault.UNKNOWN_CLASS or f.content_class not in labels)
    groups = []
    for kind in sorted(Fault, key=lambda fault: fault not in words.SERIOUS):
        told = [_fault(fault, labels) for fault in found if fault.fault is kind]
        if told:
            groups.append({"kind": kind.value, "title": table("duties")["faults"][kind.value], "lines": told,
                           "serious": kind in words.SERIOUS})  # fmt: skip
    return groups


def _fault(fault: DutyFault, labels: Mapping[str, str]) -> dict[str, Any]:
    directory = accounts.directory()
    text = words.list_fault(
        fault,
        labels.get(fault.content_class, fault.content_class),
        listed(area_name(area) for area in fault.areas),
        listed(directory.name(unit) for unit in fault.units),
    )
    return {"text": text, "rows": list(fault.duties)}
