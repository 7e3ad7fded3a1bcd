"""The only writer of entries: one transaction an act, refused by name, each act a row of the history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from hotline.accounts import selectors as accounts
from hotline.accounts.models import Person
from hotline.core.knowledge import content as contents
from hotline.core.knowledge import life, renewal
from hotline.core.knowledge.content import Content
from hotline.core.knowledge.life import Life, Refused
from hotline.core.state import SYSTEM, Actor
from hotline.core.vocabulary import KnowledgeAct as Act
from hotline.core.vocabulary import KnowledgeKind
from hotline.core.vocabulary import KnowledgeRefusal as Refusal
from hotline.core.vocabulary import KnowledgeState as State
from hotline.infra import clock
from hotline.infra.ids import uuid7
from hotline.knowledge import indexing
from hotline.knowledge.models import Entry, History, Version
from hotline.knowledge.rules import rule_of

Who = Person | None
"""Who acts; None is the system."""


@dataclass(frozen=True, slots=True)
class New:
    """What an entry is from its first moment on."""

    line: str
    kind: KnowledgeKind
    owner: str
    external: str = ""


def create(who: Person, new: New, content: Content) -> Entry:
    """A draft. Raises Refused when the person does not write for that unit."""
    if not new.owner or accounts.directory().unit(new.owner) is None:
        raise Refused(Refusal.NO_OWNER)
    row = _blank(new, content)
    actor, _ = _decided(row, Act.WRITE, who, "", False)
    with transaction.atomic():
        row.number = next_numbers(1)[0]
        row.save(force_insert=True)
        _note(row, Act.WRITE, actor, None, "")
    return row


def _blank(new: New, content: Content) -> Entry:
    row = Entry(
        line=new.line, kind=new.kind.value, owner=new.owner, external=new.external, changed_at=clock.now(), number=0
    )
    row.draft = contents.to_row(content)
    _columns(row, content)
    return row


def next_numbers(count: int) -> list[int]:
    """Numbers for new entries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('knowledge_number') FROM generate_series(1, %s)", [count])
        return [int(number) for (number,) in cursor.fetchall()]


def write(who: Person, ident: UUID, revision: int, content: Content, kind: KnowledgeKind | None = None) -> Entry:
    """Change the draft. Raises Refused, STALE when somebody else changed it meanwhile."""
    with transaction.atomic():
        row = _held(ident, revision)
        actor, after = _decided(row, Act.WRITE, who, "", False)
        row.draft = contents.to_row(content)
        row.kind = kind.value if kind else row.kind
        if row.live is None:
            _columns(row, content)
        return _keep(row, after, Act.WRITE, actor, "")


def act(
    who: Who,
    ident: UUID,
    step: Act,
    revision: int | None = None,
    *,
    reason: str = "",
    appear_at: datetime | None = None,
) -> Entry:
    """Take a step of an entry's life. `revision` None: whatever it is now (jobs). Raises Refused; nothing changes then.

    `appear_at` (aware): from when a text that passes is shown; earlier than now means now.
    """
    with transaction.atomic():
        row = _held(ident, revision)
        later = appear_at is not None and appear_at > clock.now()
        if step is Act.SUBMIT:
            contents.check(contents.from_row(row.draft))
        actor, after = _decided(row, step, who, reason, later)
        row.appear_at = appear_at if after.state is State.SCHEDULED else None
        _EFFECTS.get(step, _nothing)(row, actor, after)
        return _keep(row, after, step, actor, reason)


def may(who: Person, row: Entry) -> tuple[Act, ...]:
    """What the person can do with the entry now."""
    rule, lineage = rule_of(row.line, clock.today()), accounts.directory().lineage(row.owner)
    found: dict[Act, None] = {}
    for actor in (accounts.actor_of(who), *accounts.acting_for(who)):
        found.update(dict.fromkeys(life.allowed(_life(row), actor, rule, lineage)))
    return tuple(step for step in Act if step in found)


def publish_at_once(rows: list[tuple[New, Content]], by: str) -> list[Entry]:
    """Entries that were checked elsewhere (import, sample city): published by `by` in one go."""
    now, today, made = clock.now(), clock.today(), []
    numbers = iter(next_numbers(len(rows)))
    versions, history = [], []
    for new, content in rows:
        row = _blank(new, content)
        version = Version(id=uuid7(), entry=row, number=1, content=row.draft, by=by, at=now)
        row.number, row.state, row.live, row.published_at = next(numbers), State.PUBLISHED.value, version.pk, now
        row.draft, row.author = {}, by
        row.renew_on = renewal.renew_on(new.kind, rule_of(new.line, today), today, content.until)
        versions.append(version)
        history.append(History(entry=row, seq=1, act=Act.PASS_CENTRE.value, version=version.pk, by=by, at=now))
        made.append(row)
    with transaction.atomic():
        Entry.objects.bulk_create(made, batch_size=500)
        Version.objects.bulk_create(versions, batch_size=500)
        History.objects.bulk_create(history, batch_size=500)
        indexing.show_many([(row, content) for row, (_, content) in zip(made, rows, strict=True)])
    return made


def draft_at_once(rows: list[tuple[New, Content]], by: str) -> list[Entry]:
    """Entries brought in a file that `by` may not let through, or that were not shown: drafts, to be handed in."""
    now, made, history = clock.now(), [], []
    for (new, content), number in zip(rows, next_numbers(len(rows)), strict=True):
        row = _blank(new, content)
        row.number = number
        history.append(History(entry=row, seq=1, act=Act.WRITE.value, by=by, at=now))
        made.append(row)
    with transaction.atomic():
        Entry.objects.bulk_create(made, batch_size=500)
        History.objects.bulk_create(history, batch_size=500)
    return made


def _held(ident: UUID, revision: int | None) -> Entry:
    row = Entry.objects.select_for_update().filter(pk=ident).first()
    if row is None:
        raise Refused(Refusal.UNKNOWN)
    if revision is not None and row.revision != revision:
        raise Refused(Refusal.STALE)
    return row


def _life(row: Entry) -> Life:
    return Life(State(row.state), row.owner, row.live is not None, row.author)


def _decided(row: Entry, step: Act, who: Who, reason: str, later: bool) -> tuple[Actor, Life]:
    """Who acts and what becomes of it: with the own roles first, else for an absent colleague (A/B 角)."""
    rule, lineage = rule_of(row.line, clock.today()), accounts.directory().lineage(row.owner)

    def asked(actor: Actor) -> Life:
        return life.decide(_life(row), step, actor, rule, owner_lineage=lineage, later=later, reason=reason)

    if who is None:
        return SYSTEM, asked(SYSTEM)
    own = accounts.actor_of(who)
    try:
        return own, asked(own)
    except Refused as first:
        for actor in accounts.acting_for(who):
            try:
                return actor, asked(actor)
            except Refused:
                continue
        raise first


def _keep(row: Entry, after: Life, step: Act, actor: Actor, note: str) -> Entry:
    row.state, row.author = after.state.value, after.author
    row.revision += 1
    row.changed_at = clock.now()
    row.save()
    version = row.live if step in _OF_LIVE else row.handed_in
    _note(row, step, actor, version, note)
    return row


_OF_LIVE = frozenset({Act.APPEAR, Act.PASS_CENTRE, Act.CONFIRM, Act.FALL_DUE})


def _note(row: Entry, step: Act, actor: Actor, version: UUID | None, note: str) -> None:
    History.objects.create(
        entry=row,
        seq=row.revision,
        act=step.value,
        version=version,
        by=actor.id,
        at=clock.now(),
        note=note.strip(),
        for_whom=actor.acts_for[0] if actor.acts_for else "",
    )


def _columns(row: Entry, content: Content) -> None:
    row.title, row.secrecy = content.title, content.secrecy.value
    row.roles, row.areas, row.classes = [r.value for r in content.roles], list(content.areas), list(content.classes)
    row.since, row.until = content.since, content.until


def _nothing(row: Entry, actor: Actor, after: Life) -> None:
    return None


def _hand_in(row: Entry, actor: Actor, after: Life) -> None:
    number = Version.objects.filter(entry=row).count() + 1
    made = Version.objects.create(entry=row, number=number, content=row.draft, by=actor.id, at=clock.now())
    row.handed_in = made.pk


def _pass(row: Entry, actor: Actor, after: Life) -> None:
    if after.state is not State.SCHEDULED:
        _appear(row, actor, after)


def _appear(row: Entry, actor: Actor, after: Life) -> None:
    version = Version.objects.get(pk=row.handed_in)
    content = contents.from_row(version.content)
    row.live, row.handed_in, row.draft, row.published_at = version.pk, None, {}, clock.now()
    _columns(row, content)
    _renewed(row, content)
    indexing.show(row, content)


def _renewed(row: Entry, content: Content) -> None:
    today = clock.today()
    rule = rule_of(row.line, today)
    row.renew_on = renewal.renew_on(KnowledgeKind(row.kind), rule, today, content.until)
    row.told = 0


def _confirm(row: Entry, actor: Actor, after: Life) -> None:
    _renewed(row, contents.from_row(Version.objects.get(pk=row.live).content))


def _revise(row: Entry, actor: Actor, after: Life) -> None:
    latest = Version.objects.filter(entry=row).order_by("-number").first()
    shown = Version.objects.filter(pk=row.live).first() or latest
    row.draft = shown.content if shown else row.draft


def _send_back(row: Entry, actor: Actor, after: Life) -> None:
    row.handed_in = None


def _discard(row: Entry, actor: Actor, after: Life) -> None:
    row.draft = {}


def _withdraw(row: Entry, actor: Actor, after: Life) -> None:
    row.live = row.handed_in = row.renew_on = None
    indexing.hide(row.number)


_EFFECTS: dict[Act, Callable[[Entry, Actor, Life], None]] = {
    Act.SUBMIT: _hand_in,
    Act.PASS_CENTRE: _pass,
    Act.APPEAR: _appear,
    Act.CONFIRM: _confirm,
    Act.REVISE: _revise,
    Act.SEND_BACK: _send_back,
    Act.DISCARD: _discard,
    Act.WITHDRAW: _withdraw,
}
