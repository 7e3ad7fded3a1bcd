"""Spreadsheets and JSON lines into the knowledge base: columns mapped, each row reported, written all at once."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import Q

from hotline.accounts import selectors as accounts
from hotline.accounts.models import Person
from hotline.core.knowledge import content as contents
from hotline.core.knowledge.content import Content
from hotline.core.knowledge.life import CENTRE_REVIEWERS, EDITORS, Refused
from hotline.core.vocabulary import KnowledgeKind, KnowledgeSecrecy, Role, Term
from hotline.infra import clock, sheets, tongues
from hotline.knowledge.entries import New, draft_at_once, publish_at_once
from hotline.knowledge.models import Entry
from hotline.knowledge.rules import rule_of
from hotline.knowledge.words import COLUMNS, FAULTS

MANY = ("questions", "keywords", "steps", "material", "places", "phones", "basis", "areas", "groups", "classes")
_SPLIT = re.compile(r"[\n；;|]+")
_AT_ONCE = 500
_NAMED = 100
"""Characters of a name or number that a file gives."""
LONGEST_TITLE, LONGEST = 300, 60_000
"""Characters of a title, and of all that one entry says."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row that can be written. `line` counts from 1 at the headings, as a spreadsheet does."""

    line: int
    new: New
    content: Content
    draft: bool = False
    """Not shown where it comes from, so not shown here either."""


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

    def cut(self) -> None:
        """More rows than are read of one file: the rest is not."""
        self.fault(0, "cut", most=sheets.MOST_ROWS)


@dataclass(frozen=True, slots=True)
class Given:
    """What holds for every row that does not say otherwise."""

    line: str
    kind: KnowledgeKind = KnowledgeKind.FAQ
    owner: str = ""
    units: frozenset[str] | None = None
    """Units for which whoever brings the file may write; None: every unit."""
    publishes: bool = True
    """Whether what is brought is shown at once; else it lands as drafts, to be handed in."""


def given_by(who: Person, line: str, kind: KnowledgeKind = KnowledgeKind.FAQ) -> Given:
    """What this person may bring: the centre's editors for every unit, others for the own unit and those below it;
    shown at once only by who may let a text through on the line."""
    mine = None if who.role_set & EDITORS else frozenset(accounts.directory().below(who.unit_id or ""))
    passes = who.role_set & CENTRE_REVIEWERS & frozenset(rule_of(line, clock.today()).reviewers)
    return Given(line, kind, who.unit_id or "", mine, bool(passes) and line in who.lines)


def read_sheet(content: bytes, name: str, given: Given) -> Plan:
    """The plan of a spreadsheet (.xlsx, .csv) whose first row names its columns."""
    plan = Plan()
    try:
        table = sheets.read_table(content, name)
    except sheets.UnreadableSheet:
        plan.fault(0, "unreadable")
        return plan
    if len(table) == sheets.MOST_ROWS:
        plan.cut()
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
    """The plan of an export as JSON lines: the version shown of each entry, else the text worked on, as a draft.

    Of its own state, its files and its people a file says nothing here: that is decided anew.
    """
    plan, units = Plan(), _units()
    for number, line in enumerate(io.BytesIO(content), 1):
        if number > sheets.MOST_ROWS:
            plan.cut()
            break
        text = line.decode("utf-8", "replace")
        if not text.strip():
            continue
        try:
            row = _storable(json.loads(text))
            kept, shown = _text_of(row)
            kind, owner = KnowledgeKind(row["kind"]), str(row["owner"])
            external = str(row.get("external") or row.get("id") or row["number"])
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
            plan.fault(number, "unreadable_row")
            continue
        if owner not in units:
            plan.fault(number, "unknown_owner", value=owner[:_NAMED])
            continue
        if kept.attachments:
            plan.fault(number, "files_stay", left_out=False, names=tongues.listed(n for _, n in kept.attachments))
            kept = replace(kept, attachments=())
        _add(plan, number, New(given.line, kind, units[owner], external[:_NAMED]), kept, given, draft=not shown)
    return _without_known(plan, given.line)


def _text_of(row: Mapping[str, Any]) -> tuple[Content, bool]:
    """The text of an exported entry, and whether it was shown. Raises what a broken row makes it meet."""
    versions = row["versions"]
    shown = next((v for v in versions if v["live"]), None)
    text = shown["content"] if shown else row.get("draft") or versions[-1]["content"]
    return contents.from_row(text), shown is not None


def _storable(row: Any) -> Any:
    """The row, if a database takes its text: no zero byte, no half of a pair. Raises ValueError."""
    if "\\u0000" in json.dumps(row):
        raise ValueError
    json.dumps(row, ensure_ascii=False).encode()
    return row


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
            _add(plan, number, New(given.line, kind, owner, told.get("external", "")[:_NAMED]), content, given)
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


def _add(plan: Plan, number: int, new: New, content: Content, given: Given, draft: bool = False) -> None:
    if not content.title.strip():
        plan.fault(number, "no_title")
    elif not (content.answer.strip() or content.text.strip()):
        plan.fault(number, "no_answer")
    elif given.units is not None and new.owner not in given.units:
        plan.fault(number, "other_unit", value=accounts.directory().name(new.owner))
    elif len(content.title) > LONGEST_TITLE or sum(map(len, _strings(content))) > LONGEST:
        plan.fault(number, "too_long")
    elif wrong := _refused(content):
        plan.fault(number, "refused", why=wrong)
    else:
        plan.rows.append(Row(number, new, content, draft or not given.publishes))


def _strings(content: Content) -> Iterator[str]:
    for value in contents.to_row(content).values():
        yield from value if isinstance(value, list) else (str(value),)


def _refused(content: Content) -> str:
    """Why this text could not be handed in by hand either; empty where it could."""
    try:
        contents.check(content)
    except Refused as refused:
        return tongues.in_words(refused.reason)
    return ""


def _without_known(plan: Plan, line: str) -> Plan:
    """Without rows that stand in the file twice or were imported before, so that a file can be read again."""
    ids = [row.new.external for row in plan.rows if row.new.external]
    known = set(Entry.objects.filter(line=line, external__in=ids).values_list("external", flat=True))
    own = _own(plan.rows, line)
    seen: dict[tuple[str, str], int] = {}
    kept = []
    for row in plan.rows:
        key = ("id", row.new.external) if row.new.external else ("title", row.content.title)
        if row.line in own or (row.new.external and row.new.external in known):
            plan.fault(row.line, "known")
        elif key in seen:
            plan.fault(row.line, "twice", other=seen[key])
        else:
            seen[key] = row.line
            kept.append(row)
    plan.rows = kept
    return plan


def _own(rows: Iterable[Row], line: str) -> set[int]:
    """Lines of the file that are entries of this hotline already: what was exported here is read again here.

    Known by its id, or by its number where its title is still the same: another hotline counts from one, too.
    """
    ids = {row.line: found for row in rows if (found := _uuid(row.new.external)) is not None}
    numbers = {row.line: int(row.new.external[1:]) for row in rows if _NUMBER.fullmatch(row.new.external)}
    here = Entry.objects.filter(Q(pk__in=ids.values()) | Q(number__in=numbers.values()), line=line)
    found = {name: title for pk, number, title in here.values_list("pk", "number", "title") for name in (pk, number)}
    same = {row.line for row in rows if found.get(numbers.get(row.line)) == row.content.title}
    return same | {at for at, pk in ids.items() if pk in found}


_NUMBER = re.compile(r"K\d{1,9}")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def carry_out(plan: Plan, by: str) -> int:
    """Write every row of the plan, shown or as a draft; returns how many. In steps of 500, so that a long file holds no
    lock for long."""
    shown, drafts = ([row for row in plan.rows if row.draft is draft] for draft in (False, True))
    for rows, write in ((shown, publish_at_once), (drafts, draft_at_once)):
        for start in range(0, len(rows), _AT_ONCE):
            write([(row.new, row.content) for row in rows[start : start + _AT_ONCE]], by)
    return len(plan.rows)
