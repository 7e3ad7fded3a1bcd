"""Spreadsheets and JSON lines into the knowledge base: columns mapped, each row reported, written all at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hotline.accounts import selectors as accounts
from hotline.core.knowledge import content as contents
from hotline.core.knowledge.content import Content
from hotline.core.vocabulary import KnowledgeKind, KnowledgeSecrecy, Role, Term
from hotline.infra import sheets, tongues
from hotline.knowledge.entries import New, publish_at_once
from hotline.knowledge.models import Entry
from hotline.knowledge.words import COLUMNS, FAULTS

MANY = ("questions", "keywords", "steps", "material", "places", "phones", "basis", "areas", "groups", "classes")
_SPLIT = re.compile(r"[\n；;|]+")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One row that can be written. `line` counts from 1 at the headings, as a spreadsheet does."""

    line: int
    new: New
    content: Content


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row; line 0 is about the whole file. `left_out`: the row is not written."""

    line: int
    text: str
    left_out: bool = True


@dataclass
class Plan:
    """What a file brings: rows to write and what is to be said of the others."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, name: str, left_out: bool = True, **values: object) -> None:
        """Note one."""
        self.faults.append(Fault(line, tongues.said(FAULTS[name]).format(**values), left_out))


@dataclass(frozen=True, slots=True)
class Given:
    """What holds for every row that does not say otherwise."""

    line: str
    kind: KnowledgeKind = KnowledgeKind.FAQ
    owner: str = ""


def read_sheet(content: bytes, name: str, given: Given) -> Plan:
    """The plan of a spreadsheet (.xlsx, .csv) whose first row names its columns."""
    plan = Plan()
    try:
        table = sheets.read_table(content, name)
    except sheets.UnreadableSheet:
        plan.fault(0, "unreadable")
        return plan
    headings = [heading.strip() for heading in table[0]] if table else []
    columns = [COLUMNS.get(heading, "") for heading in headings]
    if "title" not in columns:
        plan.fault(0, "no_columns")
        return plan
    for heading, column in zip(headings, columns, strict=True):
        if heading and not column:
            plan.fault(1, "unknown_field", left_out=False, value=heading)
    rows = ((n, _told(columns, cells)) for n, cells in enumerate(table[1:], 2) if any(cells))
    return planned(rows, given, plan)


def _told(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    told: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column and cell.strip():
            told[column] = f"{told[column]}\n{cell.strip()}" if column in told else cell.strip()
    return told


def read_lines(content: bytes, given: Given) -> Plan:
    """The plan of an export as JSON lines: the version shown of each entry, else its latest."""
    plan = Plan()
    for number, text in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
            version = next((v for v in row["versions"] if v["live"]), row["versions"][-1])
            kept = contents.from_row(version["content"])
            new = New(given.line, KnowledgeKind(row["kind"]), row["owner"], row.get("external") or row["number"])
        except (ValueError, KeyError, IndexError, TypeError):
            plan.fault(number, "unreadable")
            continue
        _add(plan, number, new, kept)
    return _without_known(plan, given.line)


def planned(rows: Iterable[tuple[int, Mapping[str, str]]], given: Given, plan: Plan | None = None) -> Plan:
    """The plan of rows whose columns are named as fields."""
    plan, units = plan or Plan(), _units()
    for number, told in rows:
        kind = _term(KnowledgeKind, told.get("kind", given.kind.value))
        owner = units.get(told.get("owner", given.owner))
        if kind is None:
            plan.fault(number, "unknown_kind", value=told["kind"])
            continue
        if owner is None:
            plan.fault(number, "unknown_owner", value=told.get("owner", given.owner))
            continue
        content = _content(number, told, plan)
        if content:
            _add(plan, number, New(given.line, kind, owner, told.get("external", "")), content)
    return _without_known(plan, given.line)


def _units() -> dict[str, str]:
    """Units by id, name and short name."""
    directory = accounts.directory()
    found: dict[str, str] = {}
    for unit in directory.all():
        for name in (unit.id, unit.name, directory.name(unit.id)):
            found.setdefault(name, unit.id)
    return found


def _term(kind: type[KnowledgeKind], said: str) -> KnowledgeKind | None:
    return next((term for term in kind if said in (term.value, term.zh)), None)


def _content(number: int, told: Mapping[str, str], plan: Plan) -> Content | None:
    row: dict[str, object] = {}
    for name, value in told.items():
        if name in ("kind", "owner", "external"):
            continue
        row[name] = [part.strip() for part in _SPLIT.split(value) if part.strip()] if name in MANY else value
    for name, kind, fault in (("secrecy", KnowledgeSecrecy, "wrong_secrecy"), ("roles", Role, "wrong_role")):
        if name in row and not _named(row, name, kind):
            plan.fault(number, fault, value=told[name])
            return None
    try:
        return contents.from_row(row)
    except ValueError:
        plan.fault(number, "wrong_date", value=told.get("since", "") or told.get("until", ""))
        return None


def _named(row: dict[str, object], name: str, kind: type[Term]) -> bool:
    """Words of a list instead of what a person wrote for them."""
    said = _SPLIT.split(str(row[name])) if name == "roles" else [str(row[name])]
    found = [next((t.value for t in kind if word.strip() in (t.value, t.zh)), None) for word in said if word.strip()]
    row[name] = found if name == "roles" else found[0]
    return all(found)


def _add(plan: Plan, number: int, new: New, content: Content) -> None:
    if not content.title.strip():
        plan.fault(number, "no_title")
    elif not (content.answer.strip() or content.text.strip()):
        plan.fault(number, "no_answer")
    else:
        plan.rows.append(Row(number, new, content))


def _without_known(plan: Plan, line: str) -> Plan:
    """Without rows that stand in the file twice or were imported before, so that a file can be read again."""
    ids = [row.new.external for row in plan.rows if row.new.external]
    known = set(Entry.objects.filter(line=line, external__in=ids).values_list("external", flat=True))
    seen: dict[tuple[str, str], int] = {}
    kept = []
    for row in plan.rows:
        key = ("id", row.new.external) if row.new.external else ("title", row.content.title)
        if row.new.external in known and row.new.external:
            plan.fault(row.line, "known")
        elif key in seen:
            plan.fault(row.line, "twice", other=seen[key])
        else:
            seen[key] = row.line
            kept.append(row)
    plan.rows = kept
    return plan


def carry_out(plan: Plan, by: str) -> int:
    """Publish every row of the plan; returns how many. In steps of 500, so that a long file holds no lock for long."""
    for start in range(0, len(plan.rows), _AT_ONCE):
        publish_at_once([(row.new, row.content) for row in plan.rows[start : start + _AT_ONCE]], by)
    return len(plan.rows)
