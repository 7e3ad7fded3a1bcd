"""What pages and other rooms read of the knowledge base."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from hotline.accounts import selectors as accounts
from hotline.accounts.models import Person
from hotline.core.knowledge import content as contents
from hotline.core.knowledge.content import Change, Content, may_read
from hotline.core.vocabulary import (
    KnowledgeAct,
    KnowledgeKind,
    KnowledgeSecrecy,
    KnowledgeState,
    Role,
)
from hotline.infra import clock
from hotline.knowledge.announcing import current, holding
from hotline.knowledge.entries import may
from hotline.knowledge.finding import Asked, Hit, Result, find
from hotline.knowledge.models import Entry, History, Version

__all__ = [
    "Asked",
    "Cited",
    "Hit",
    "Page",
    "Result",
    "cite",
    "cited",
    "compare_versions",
    "current",
    "entries",
    "find",
    "history",
    "holding",
    "may",
    "page",
    "public_text",
    "to_review",
    "versions",
    "versions_for",
]


@dataclass(frozen=True, slots=True)
class Cited:
    """How an order names what it was answered from: `AnswerDirectly(source_ref=ref, source_version=version)`."""

    ref: str
    version: str
    title: str
    answer: str


@dataclass(frozen=True, slots=True)
class Page:
    """One entry for a page: what is shown now (`content`), the draft, what the reader can do."""

    entry: Entry
    content: Content | None
    draft: Content | None
    acts: tuple[KnowledgeAct, ...]
    related: tuple[Entry, ...]


def reference(number: int) -> str:
    """What people call an entry: K17."""
    return f"K{number}"


def cite(entry: Entry | UUID) -> Cited | None:
    """The version that is shown now, to answer from; None when nothing is shown."""
    row = entry if isinstance(entry, Entry) else Entry.objects.filter(pk=entry).first()
    if row is None or row.live is None:
        return None
    content = contents.from_row(Version.objects.get(pk=row.live).content)
    return Cited(reference(row.number), str(row.live), content.title, content.answer or content.text)


def cited(version: str) -> Cited | None:
    """What an order was answered with, from the `source_version` that it keeps; None for what is no version."""
    try:
        row = Version.objects.select_related("entry").filter(pk=UUID(version)).first()
    except ValueError:
        return None
    if row is None:
        return None
    content = contents.from_row(row.content)
    return Cited(reference(row.entry.number), str(row.pk), content.title, content.answer or content.text)


def public_text(ident: UUID) -> Content | None:
    """What a citizen sees of an entry: the version shown, open and in effect, without inner lines; else None."""
    row = Entry.objects.filter(pk=ident, live__isnull=False, secrecy=KnowledgeSecrecy.OPEN.value).first()
    if row is None:
        return None
    content = contents.from_row(Version.objects.get(pk=row.live).content)
    return contents.public(content) if content.holds_on(clock.today()) else None


def visible(who: Person) -> QuerySet[Entry]:
    """The entries of the person's lines and unit that he or she may see: secret ones only for the roles they name."""
    roles = [role.value for role in who.role_set]
    if not roles:
        return Entry.objects.none()
    found = Entry.objects.filter(_lines(who))
    if Role.KNOWLEDGE_EDITOR in who.role_set:
        return found
    secret = Q(secrecy=KnowledgeSecrecy.SECRET.value)
    return found.filter(~secret | Q(roles__overlap=roles))


def _lines(who: Person) -> Q:
    """A unit's staff serve no line: they see those of every line, as they answer for what stands there."""
    return Q(line__in=who.lines) if who.lines else Q()


def entry_of(who: Person, ident: UUID | str) -> Entry | None:
    """One entry the person may see, by its id or by what people call it (K17)."""
    if isinstance(ident, str) and ident[:1] in "Kk" and ident[1:].isdecimal():
        return visible(who).filter(number=int(ident[1:])).first()
    return visible(who).filter(pk=ident).first()


def page(who: Person, ident: UUID | str) -> Page | None:
    """All that a page shows of one entry; None when there is none for this person. Drafts are for who works on them."""
    row = entry_of(who, ident)
    if row is None:
        return None
    content = contents.from_row(Version.objects.get(pk=row.live).content) if row.live else None
    acts = may(who, row)
    handed = Version.objects.filter(pk=row.handed_in).first() if row.handed_in else None
    text = handed.content if handed else row.draft
    draft = contents.from_row(text) if text and (acts or row.live is None) else None
    named = [name for name in (content or draft or Content()).related if _uuid(name)]
    related = tuple(visible(who).filter(pk__in=named, live__isnull=False).defer("draft")[:10])
    return Page(row, content, draft, acts, related)


def _uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list of entries. `before`: (changed_at, id) of the last one of the page above."""

    states: Collection[KnowledgeState] = ()
    kinds: Collection[KnowledgeKind] = ()
    owner: str = ""
    content_class: str = ""
    line: str = ""
    before: tuple[datetime, UUID] | None = None
    limit: int = 50


def entries(who: Person, wanted: Wanted) -> list[Entry]:
    """Entries the person may see, latest change first."""
    rows = visible(who).defer("draft")
    narrowed = {
        "state__in": [state.value for state in wanted.states],
        "kind__in": [kind.value for kind in wanted.kinds],
        "owner": wanted.owner,
        "line": wanted.line,
        "classes__contains": [wanted.content_class] if wanted.content_class else [],
    }
    rows = rows.filter(**{name: value for name, value in narrowed.items() if value})
    if wanted.before:
        at, ident = wanted.before
        rows = rows.filter(Q(changed_at__lt=at) | Q(changed_at=at, id__lt=ident))
    return list(rows.order_by("-changed_at", "-id")[: wanted.limit])


def to_review(who: Person, limit: int = 50) -> list[Entry]:
    """Texts that wait for this person: of the own unit, and for the centre where he or she reviews for it."""
    steps = {KnowledgeAct.PASS_UNIT, KnowledgeAct.PASS_CENTRE}
    waiting = (KnowledgeState.UNIT_REVIEW.value, KnowledgeState.CENTRE_REVIEW.value)
    rows = visible(who).filter(state__in=waiting).order_by("changed_at", "id")[: limit * 2]
    return [row for row in rows if steps & set(may(who, row))][:limit]


def own_drafts(who: Person, limit: int = 50) -> list[Entry]:
    """Drafts of the person's unit and the units below it; of every unit for the centre's editors."""
    rows = visible(who).filter(state=KnowledgeState.DRAFT.value)
    if Role.KNOWLEDGE_EDITOR not in who.role_set:
        rows = rows.filter(owner__in=accounts.directory().below(who.unit_id or ""))
    return list(rows.order_by("-changed_at", "-id")[:limit])


def due(who: Person, until: date, limit: int = 100) -> list[Entry]:
    """Entries to be renewed by that day, the longest overdue first."""
    rows = visible(who).filter(live__isnull=False, renew_on__lte=until).defer("draft")
    if Role.KNOWLEDGE_EDITOR not in who.role_set and who.role_set & {Role.UNIT_CLERK, Role.UNIT_LEADER}:
        rows = rows.filter(owner__in=accounts.directory().below(who.unit_id or ""))
    return list(rows.order_by("renew_on", "id")[:limit])


@dataclass(frozen=True, slots=True)
class Done:
    """A row of the history, with names."""

    act: KnowledgeAct
    by: str
    name: str
    at: datetime
    note: str
    version: UUID | None
    for_whom: str


def history(entry: Entry) -> list[Done]:
    """Who did what with the entry, latest first."""
    rows = list(History.objects.filter(entry=entry).order_by("-seq")[:300])
    names = accounts.person_names({name for row in rows for name in (row.by, row.for_whom) if name})
    return [
        Done(
            KnowledgeAct(row.act), row.by, names.get(row.by, row.by), row.at, row.note, row.version,
            names.get(row.for_whom, row.for_whom),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """A version: its number, its text, who wrote it, who let it through and when."""

    id: UUID
    number: int
    content: Content
    by: str
    at: datetime
    passed: tuple[Done, ...]
    live: bool


def versions(entry: Entry, most: int = 100) -> list[Kept]:
    """Every text that was handed in, latest first, with who approved it."""
    passed: dict[UUID, list[Done]] = {}
    for done in history(entry):
        if done.version and done.act in (KnowledgeAct.PASS_UNIT, KnowledgeAct.PASS_CENTRE, KnowledgeAct.CONFIRM):
            passed.setdefault(done.version, []).append(done)
    rows = list(Version.objects.filter(entry=entry).order_by("-number")[:most])
    names = accounts.person_names({row.by for row in rows})
    return [
        Kept(
            row.pk, row.number, contents.from_row(row.content), names.get(row.by, row.by), row.at,
            tuple(passed.get(row.pk, ())), row.pk == entry.live,
        )
        for row in rows
    ]  # fmt: skip


def versions_for(found: Page) -> list[Kept]:
    """The versions that the reader of a page may see: what nobody has let through is for those who work on it."""
    kept = versions(found.entry)
    if found.acts:
        return kept
    return [v for v in kept if v.live or any(done.act is KnowledgeAct.PASS_CENTRE for done in v.passed)]


def compare_versions(entry: Entry, one: UUID, other: UUID) -> tuple[Change, ...]:
    """What differs between two versions of the entry, field by field; () when one of them is none of its versions."""
    rows = {row.pk: contents.from_row(row.content) for row in Version.objects.filter(entry=entry, pk__in=[one, other])}
    return contents.compare(rows[one], rows[other]) if len(rows) == 2 else ()


def compare_with_draft(entry: Entry, draft: Content) -> tuple[Change, ...]:
    """What a reviewer has to look at: the draft against what is shown."""
    shown = Version.objects.filter(pk=entry.live).first() if entry.live else None
    return contents.compare(contents.from_row(shown.content) if shown else Content(), draft)


def readable(who: Person, rows: Iterable[Entry]) -> list[Entry]:
    """Those of the rows that the person may see."""
    return [row for row in rows if may_read(KnowledgeSecrecy(row.secrecy), [Role(r) for r in row.roles], who.role_set)]


def numbers_of(idents: Iterable[str]) -> dict[str, str]:
    """Ids of entries → what people call them."""
    wanted = [ident for ident in idents if _uuid(ident)]
    rows = Entry.objects.filter(pk__in=wanted).values_list("pk", "number") if wanted else ()
    return {str(ident): reference(number) for ident, number in rows}
