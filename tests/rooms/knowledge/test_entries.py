"""Entries through the database: their way to the public, versions, stale forms, who may see what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from hotline.accounts.models import Person
from hotline.core.vocabulary import KnowledgeAct as Act
from hotline.core.vocabulary import KnowledgeKind, KnowledgeSecrecy, Role
from hotline.core.vocabulary import KnowledgeRefusal as Refusal
from hotline.core.vocabulary import KnowledgeState as State
from hotline.infra import clock
from hotline.infra.clock import MovableClock
from hotline.knowledge import selectors, services
from hotline.knowledge.models import Entry, Posting, Shown, TermCount, Version
from hotline.knowledge.services import New, Refused
from tests.rooms.knowledge import base
from tests.rooms.orders.city import LINE

pytestmark = pytest.mark.req("KNW-1")
NEW = New(LINE, KnowledgeKind.FAQ, "lamps")


@pytest.fixture
def people(town: dict[str, Person]) -> dict[str, Person]:
    return town | base.editors()


def refused(reason: Refusal) -> object:
    return pytest.raises(Refused, match=f"^{reason.value}$")


def through(people: dict[str, Person], entry: Entry) -> Entry:
    """From the unit's draft to what is shown."""
    entry = services.act(people["lamps_clerk"], entry.pk, Act.SUBMIT, entry.revision)
    entry = services.act(people["lamps_leader"], entry.pk, Act.PASS_UNIT, entry.revision)
    return services.act(people["editor"], entry.pk, Act.PASS_CENTRE, entry.revision)


def test_a_units_text_goes_its_way_and_everyone_who_passed_it_is_named(people: dict[str, Person]) -> None:
    entry = services.create(people["lamps_clerk"], NEW, base.LAMP)
    assert not selectors.find(people["agent"], selectors.Asked("路灯", LINE)).hits
    entry = through(people, entry)
    (hit,) = selectors.find(people["agent"], selectors.Asked("路灯", LINE)).hits
    assert hit.id == entry.pk and hit.version == entry.live
    acts = [done.act for done in selectors.history(entry)]
    assert acts == [Act.PASS_CENTRE, Act.PASS_UNIT, Act.SUBMIT, Act.WRITE]
    (version,) = selectors.versions(entry)
    assert version.live and [done.name for done in version.passed] == ["editor的姓名", "lamps_leader的姓名"]
    assert entry.renew_on == clock.today() + timedelta(days=180)


def test_what_is_shown_stays_until_the_new_text_has_passed(people: dict[str, Person]) -> None:
    entry = through(people, services.create(people["lamps_clerk"], NEW, base.LAMP))
    first = selectors.cite(entry)
    assert first
    entry = services.act(people["lamps_clerk"], entry.pk, Act.REVISE, entry.revision)
    better = base.changed(base.LAMP, answer="市政处当天修复。", title="路灯报修电话")
    entry = services.write(people["lamps_clerk"], entry.pk, entry.revision, better)
    shown = selectors.find(people["agent"], selectors.Asked("路灯不亮", LINE)).hits[0]
    assert shown.content == base.LAMP
    entry = through(people, entry)
    assert selectors.find(people["agent"], selectors.Asked("路灯报修", LINE)).hits[0].content == better
    newest, oldest = selectors.versions(entry)
    assert [c.field for c in selectors.compare_versions(entry, oldest.id, newest.id)] == ["title", "answer"]
    kept = selectors.cited(first.version)
    assert kept and kept.answer == base.LAMP.answer, "an order keeps the version it was answered with"


def test_a_stale_form_is_told(people: dict[str, Person]) -> None:
    entry = services.create(people["editor"], NEW, base.LAMP)
    services.write(people["editor2"], entry.pk, entry.revision, base.WATER)
    with refused(Refusal.STALE):
        services.write(people["editor"], entry.pk, entry.revision, base.CARD)
    assert Entry.objects.get().title == base.WATER.title


def test_a_text_without_an_answer_is_not_handed_in(people: dict[str, Person]) -> None:
    entry = services.create(people["editor"], NEW, base.changed(base.LAMP, answer="", text=""))
    with refused(Refusal.NO_ANSWER):
        services.act(people["editor"], entry.pk, Act.SUBMIT, entry.revision)


def test_who_may_not_write_is_refused_and_nothing_is_kept(people: dict[str, Person]) -> None:
    for name, reason in (("streets_clerk", Refusal.OTHER_UNIT), ("agent", Refusal.WRONG_ROLE)):
        with refused(reason):
            services.create(people[name], NEW, base.LAMP)
    with refused(Refusal.NO_OWNER):
        services.create(people["editor"], New(LINE, KnowledgeKind.FAQ, "nowhere"), base.LAMP)
    assert not Entry.objects.exists()


def test_nobody_passes_the_own_text(people: dict[str, Person]) -> None:
    entry = services.create(people["editor"], NEW, base.LAMP)
    entry = services.act(people["editor"], entry.pk, Act.SUBMIT)
    with refused(Refusal.OWN_TEXT):
        services.act(people["editor"], entry.pk, Act.PASS_CENTRE)
    assert selectors.to_review(people["editor"]) == []
    assert [row.pk for row in selectors.to_review(people["editor2"])] == [entry.pk]


def test_publication_at_a_moment_that_was_set(people: dict[str, Person], moving_clock: MovableClock) -> None:
    from hotline.knowledge import keeping

    entry = services.create(people["editor"], NEW, base.LAMP)
    services.act(people["editor"], entry.pk, Act.SUBMIT)
    entry = services.act(people["editor2"], entry.pk, Act.PASS_CENTRE, appear_at=clock.now() + timedelta(hours=2))
    assert entry.state == State.SCHEDULED.value
    assert keeping.appear() == 0 and not Shown.objects.exists()
    moving_clock.advance(hours=2)
    assert keeping.appear() == 1 and keeping.appear() == 0
    assert Entry.objects.get().state == State.PUBLISHED.value and Shown.objects.count() == 1


def test_withdrawn_is_found_no_more_and_nothing_of_it_is_left_in_the_search(people: dict[str, Person]) -> None:
    entries = base.some()
    with refused(Refusal.NO_REASON):
        services.act(people["editor"], entries["lamp"].pk, Act.WITHDRAW)
    services.act(people["editor"], entries["lamp"].pk, Act.WITHDRAW, reason="职责已移交")
    numbers = {hit.number for hit in selectors.find(people["agent"], selectors.Asked("路灯不亮", LINE)).hits}
    assert entries["lamp"].number not in numbers
    assert not Posting.objects.filter(number=entries["lamp"].number).exists()
    counted = dict(TermCount.objects.filter(rows__gt=0).values_list("term", "rows"))
    assert counted[""] == 3 and "路灯" not in counted
    assert selectors.cite(entries["lamp"].pk) is None


def test_what_was_handed_in_cannot_be_changed(people: dict[str, Person]) -> None:
    base.published(base.LAMP)
    for statement in ("UPDATE knowledge_version SET number = 9", "DELETE FROM knowledge_history"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Version.objects.get().number == 1


@pytest.mark.req("KNW-2")
def test_inner_lines_and_inner_entries_reach_no_citizen(people: dict[str, Person]) -> None:
    card = base.published(base.CARD)
    shown = selectors.public_text(card.pk)
    assert shown and shown.internal == "" and shown.answer == base.CARD.answer
    inner = base.published(base.changed(base.WATER, secrecy=KnowledgeSecrecy.INTERNAL))
    secret = base.published(base.changed(base.DRIVING, secrecy=KnowledgeSecrecy.SECRET, roles=(Role.CENTRE_DIRECTOR,)))
    assert selectors.public_text(inner.pk) is None and selectors.public_text(secret.pk) is None
    assert not selectors.find((), selectors.Asked("停水", LINE)).hits, "a citizen finds open entries only"
    assert selectors.find(people["agent"], selectors.Asked("停水", LINE)).hits
    wanted = selectors.Asked("驾照换证", LINE)
    assert secret.pk not in {hit.id for hit in selectors.find(people["agent"], wanted).hits}
    assert selectors.find(people["director"], wanted).hits[0].id == secret.pk
    assert selectors.page(people["agent"], secret.pk) is None
    assert selectors.page(people["director"], secret.pk) is not None


def test_a_message_holds_only_what_a_citizen_may_see(people: dict[str, Person]) -> None:
    sent = services.send(people["agent"], base.published(base.CARD).pk, call="call-1")
    assert base.CARD.text in sent.text and base.CARD.internal not in sent.text
    inner = base.published(base.changed(base.WATER, secrecy=KnowledgeSecrecy.INTERNAL))
    with refused(Refusal.WRONG_ROLE):
        services.send(people["agent"], inner.pk, call="call-1")


def test_a_page_shows_the_draft_to_who_works_on_it(people: dict[str, Person]) -> None:
    entry = base.published(base.LAMP)
    entry = services.act(people["lamps_clerk"], entry.pk, Act.REVISE)
    services.write(people["lamps_clerk"], entry.pk, entry.revision, base.changed(base.LAMP, answer="新答复"))
    mine, other = selectors.page(people["lamps_clerk"], f"K{entry.number}"), selectors.page(people["agent"], entry.pk)
    assert mine and mine.draft and mine.draft.answer == "新答复" and Act.SUBMIT in mine.acts
    assert other and other.draft is None and other.content == base.LAMP and other.acts == ()
