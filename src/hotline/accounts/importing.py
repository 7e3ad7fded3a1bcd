"""Units and people from spreadsheets: what a file would change and what is wrong with it, row by row, before anything
is done. Applying plans again under the lock: what somebody else changed meanwhile is never written over unseen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hotline.accounts import audit, services, staff, units, words
from hotline.accounts.faults import NotPossible
from hotline.accounts.models import Line, Person, Unit
from hotline.core.vocabulary import Role
from hotline.infra import privacy

Row = Mapping[str, str]
_SPLIT = re.compile(f"[{re.escape(words.SEPARATORS)}\\s]+")


class NotASheet(Exception):
    """The table has not the headings that are needed; `missing` names them."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in one row of the file (the headings are row 1)."""

    row: int
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One unit or person that the file adds or changes. `fields`: what it was and what it will be."""

    key: str
    name: str
    new: bool
    fields: Mapping[str, tuple[str, str]]
    values: Mapping[str, Any]


@dataclass(slots=True)
class Plan:
    """What a file would do. `mark` changes when the same file would do something else."""

    changes: list[Change] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    unchanged: int = 0

    @property
    def added(self) -> list[Change]:
        return [c for c in self.changes if c.new]

    @property
    def changed(self) -> list[Change]:
        return [c for c in self.changes if not c.new]

    @property
    def mark(self) -> str:
        facts = [(c.key, c.new, sorted(c.fields.items())) for c in self.changes]
        return privacy.sm3_hex(repr((facts, [(f.row, f.code) for f in self.faults])).encode())[:16]


def rows_of(table: Sequence[Sequence[str]], headings: Mapping[str, str], needed: Iterable[str]) -> list[dict[str, str]]:
    """The rows under the headings, by field name; rows without text are left out. NotASheet without the needed ones."""
    names = {heading: key for key, heading in headings.items()}
    columns = {names[cell.strip()]: n for n, cell in enumerate(table[0]) if cell.strip() in names} if table else {}
    if missing := [headings[key] for key in needed if key not in columns]:
        raise NotASheet(missing)
    found = []
    for n, cells in enumerate(table[1:], 2):
        row = {key: cells[at].strip().lstrip("'") for key, at in columns.items() if at < len(cells)}
        if any(row.values()):
            found.append(row | {"row": str(n)})
    return found


def several(text: str) -> list[str]:
    """The words of a cell or field that holds several."""
    return [word for word in _SPLIT.split(text) if word]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return words.YES if value else words.NO
    return words.SEVERAL.join(value) if isinstance(value, list | tuple) else str(value or "")


# --- units ------------------------------------------------------------------------------------------------------------


def unit_rows() -> list[list[str]]:
    """Every unit as a row of the spreadsheet, those above first."""
    rows = {unit.id: unit for unit in Unit.objects.all()}

    def path(unit: Unit) -> tuple[str, ...]:
        above = rows.get(unit.parent_id or "")
        return (*(path(above) if above else ()), unit.id)

    return [
        [
            unit.id,
            unit.name,
            unit.short_name,
            unit.parent_id or "",
            unit.level,
            words.UNIT_KINDS.get(unit.kind, unit.kind),
            _shown(unit.areas),
            _shown(unit.handles_orders),
            words.AT_WORK if unit.active else words.RETIRED,
        ]
        for unit in sorted(rows.values(), key=path)
    ]


def plan_units(rows: Sequence[Row]) -> Plan:
    """What these rows would change in the tree. A row without code is found by its name, or is new."""
    known = {unit.id: unit for unit in Unit.objects.all()}
    plan, idents = Plan(), _unit_ids(rows, known)
    by_name = _by_name({**{u.id: u.name for u in known.values()}, **{i: rows[n]["name"] for n, i in idents.items()}})
    parents = {unit.id: unit.parent_id or "" for unit in known.values()}
    wanted: list[tuple[Row, Unit | None, dict[str, Any]]] = []
    twice = Counter(idents.values())
    for n, row in enumerate(rows):
        try:
            ident = idents.get(n, "")
            if ident and twice[ident] > 1:
                raise NotPossible("twice", id=ident)
            values = _unit_values(row, known.get(ident), by_name)
            parents[ident] = values["parent"]
            wanted.append((row, known.get(ident), values | {"id": ident}))
        except NotPossible as wrong:
            plan.faults.append(RowFault(int(row["row"]), wrong.code, wrong.params))
    at_work = {u.id for u in known.values() if u.active} | {values["id"] for _, old, values in wanted if not old}
    places = {u.id: (u.parent_id or "", u.name) for u in known.values() if u.active}
    places |= {values["id"]: (values["parent"], values["name"]) for _, _, values in wanted}
    names = Counter(places.values())
    for row, old, values in wanted:
        fault = ""
        if _in_ring(values["id"], parents):
            fault = "ring"
        elif values["parent"] and values["parent"] not in at_work:
            fault = "no_such_parent"
        elif names[places[values["id"]]] > 1:
            fault = "name_taken"
        if fault:
            params = {"id": row.get("parent", "") or values["parent"], "name": values["name"]}
            plan.faults.append(RowFault(int(row["row"]), fault, params))
            continue
        _count(plan, values["id"], values, _unit_now(old) if old else None)
    return plan


def _unit_ids(rows: Sequence[Row], known: Mapping[str, Unit]) -> dict[int, str]:
    """Row → the id its unit has or gets; rows whose name is missing have none."""
    names: dict[str, list[str]] = {}
    for unit in known.values():
        names.setdefault(unit.name, []).append(unit.id)
    taken, found = {row["id"] for row in rows if row.get("id")}, {}
    for n, row in enumerate(rows):
        name, ident = row.get("name", ""), row.get("id", "")
        if not ident and name:
            same = names.get(name, [])
            ident = same[0] if len(same) == 1 else units.free_id(name, taken)
            taken.add(ident)
        if ident:
            found[n] = ident
    return {n: ident for n, ident in found.items() if rows[n].get("name")}


def _unit_values(row: Row, old: Unit | None, by_name: Mapping[str, str]) -> dict[str, Any]:
    ident, state = row.get("id", ""), row.get("active", "")
    if ident and old is None and not units.ID.fullmatch(ident):
        raise NotPossible("bad_id")
    if state not in ("", words.AT_WORK, words.RETIRED):
        raise NotPossible("bad_word", text=state)
    if state and (state == words.AT_WORK) != (old.active if old else True):
        raise NotPossible("retire_by_hand")
    now = _unit_now(old) if old else {"parent": "", "level": "", "kind": "", "short_name": "", "areas": []}
    handles = row.get("handles_orders", "")
    if handles not in ("", words.YES, words.NO):
        raise NotPossible("bad_word", text=handles)
    fields = {key: row.get(key, now[key]) for key in ("short_name", "level", "kind")}
    fields["kind"] = words.kind_of(fields["kind"])
    fields["name"] = row.get("name", "")
    fields["areas"] = several(row["areas"]) if "areas" in row else now["areas"]
    fields["handles_orders"] = handles == words.YES if handles else (old.handles_orders if old else True)
    above = row.get("parent", now["parent"])
    if above and (above := by_name.get(above, "")) == "":
        raise NotPossible("no_such_parent", id=row["parent"])
    return units.checked(fields) | {"parent": above}


def _unit_now(unit: Unit) -> dict[str, Any]:
    return {name: getattr(unit, name) for name in units.FIELDS} | {"parent": unit.parent_id or ""}


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    """What names a unit → its id: ids first, then names that only one unit has."""
    counts = Counter(names.values())
    return {name: ident for ident, name in names.items() if counts[name] == 1} | {ident: ident for ident in names}


def _in_ring(ident: str, parents: Mapping[str, str]) -> bool:
    seen, at = {ident}, parents.get(ident, "")
    while at and at not in seen:
        seen.add(at)
        at = parents.get(at, "")
    return at == ident


def apply_units(by: Person, rows: Sequence[Row], mark: str, name: str) -> Plan:
    """Do what the plan with this mark said. NotPossible `moved` when the same file would now do something else."""
    with units.changing():
        plan = plan_units(rows)
        if plan.faults or plan.mark != mark:
            raise NotPossible("moved")
        services.save_units(dict(c.values) for c in plan.changes)
        _note(by, "units_imported", plan, name)
    return plan


# --- people -----------------------------------------------------------------------------------------------------------


def people_rows(people: Iterable[Person]) -> list[list[str]]:
    """People as rows of the spreadsheet; passwords are in no file."""
    lines = dict(Line.objects.values_list("id", "name"))
    return [
        [
            person.username,
            person.name,
            person.title,
            person.unit_id or "",
            words.SEVERAL.join(role.zh for role in Role if role in person.own_roles),
            words.SEVERAL.join(lines.get(ident, ident) for ident in person.lines),
            words.AT_WORK if person.is_active else words.RETIRED,
        ]
        for person in people
    ]


def plan_people(rows: Sequence[Row]) -> Plan:
    """What these rows would change. Without lines, a new person serves all that are in use."""
    known = {p.username: p for p in Person.objects.filter(username__in=[r.get("username", "").lower() for r in rows])}
    find_unit = _by_name(dict(Unit.objects.filter(active=True).values_list("id", "name")))
    plan, twice = Plan(), Counter(row.get("username", "").lower() for row in rows)
    for row in rows:
        username = row.get("username", "").lower()
        try:
            if not staff.USERNAME.fullmatch(username):
                raise NotPossible("bad_username")
            if twice[username] > 1:
                raise NotPossible("twice", id=username)
            old = known.get(username)
            values = _person_values(row, old, find_unit)
        except NotPossible as wrong:
            plan.faults.append(RowFault(int(row["row"]), wrong.code, wrong.params))
            continue
        now = {n: getattr(old, n) for n in staff.FIELDS} if old else None
        _count(plan, username, values | {"username": username}, now)
    return plan


def _person_values(row: Row, old: Person | None, find_unit: Mapping[str, str]) -> dict[str, Any]:
    state, unit = row.get("active", ""), row.get("unit", old.unit_id or "" if old else "")
    if state and (state == words.AT_WORK) != (old.is_active if old else True):
        raise NotPossible("retire_by_hand")
    if unit and unit not in find_unit:
        raise NotPossible("no_such_unit", id=unit)
    in_words = {role.zh: role.value for role in Role}
    lines = {line.name: line.id for line in Line.objects.all()}
    every = list(Line.objects.filter(active=True).values_list("id", flat=True))
    roles = [in_words.get(word, word) for word in several(row["roles"])] if "roles" in row else old and old.roles
    served = [lines.get(word, word) for word in row.get("lines", "").split(words.SEVERAL) if word.strip()]
    fields = {
        "name": row.get("name", ""),
        "title": row.get("title", old.title if old else ""),
        "unit": find_unit.get(unit, ""),
        "roles": roles or [],
        "lines": served or (old.lines if old else every),
    }
    return staff.checked(fields)


def apply_people(by: Person, rows: Sequence[Row], mark: str, name: str) -> list[tuple[Person, str]]:
    """Do what the plan said; returns the new people with their one-time passwords, which are kept nowhere."""
    with staff.alone():
        plan = plan_people(rows)
        if plan.faults or plan.mark != mark:
            raise NotPossible("moved")
        made = []
        for change in plan.changes:
            fields = dict(change.values) | {"unit": change.values["unit_id"]}
            if change.new:
                made.append(staff.add(by, change.key, fields))
            else:
                person = Person.objects.get(username=change.key)
                staff.change(by, person.pk, fields, staff.mark_of(person))
        _note(by, "people_imported", plan, name)
    return made


def _count(plan: Plan, key: str, values: dict[str, Any], now: Mapping[str, Any] | None) -> None:
    was = now or {}
    pairs = {n: (_shown(was.get(n)), _shown(values[n])) for n in values if n not in ("id", "username")}
    fields = {n: pair for n, pair in pairs.items() if pair[0] != pair[1]}
    if now is not None and not fields:
        plan.unchanged += 1
        return
    plan.changes.append(Change(key, values["name"], now is None, fields, values))


def _note(by: Person, act: str, plan: Plan, name: str) -> None:
    audit.note(by, act, "", {"file": name[:200], "added": len(plan.added), "changed": len(plan.changed)})
