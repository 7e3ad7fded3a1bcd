"""The knowledge base's pure part: every state with every act, renewal, what citizens see, where announcements hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.knowledge import announcements, content, life, ranking, renewal
from hotline.core.knowledge.content import Content
from hotline.core.knowledge.life import Life, Refused
from hotline.core.policy.shapes import KnowledgeRule
from hotline.core.state import SYSTEM, Actor
from hotline.core.vocabulary import AnnouncementKind, AnnouncementState, KnowledgeKind, RenewalStep, Role
from hotline.core.vocabulary import KnowledgeAct as Act
from hotline.core.vocabulary import KnowledgeRefusal as Refusal
from hotline.core.vocabulary import KnowledgeSecrecy as Secrecy
from hotline.core.vocabulary import KnowledgeState as State

RULE = KnowledgeRule()
EDITOR = Actor("e", "centre", frozenset({Role.KNOWLEDGE_EDITOR}))
OTHER_EDITOR = Actor("e2", "centre", frozenset({Role.KNOWLEDGE_EDITOR}))
CLERK = Actor("c", "water", frozenset({Role.UNIT_CLERK}))
LEADER = Actor("l", "water", frozenset({Role.UNIT_LEADER}))
STRANGER = Actor("s", "gas", frozenset({Role.UNIT_LEADER}))
AGENT = Actor("a", "centre", frozenset({Role.AGENT}))
AUTHOR = Actor("w", "water", frozenset({Role.UNIT_LEADER, Role.KNOWLEDGE_EDITOR}))
PEOPLE = {"editor": EDITOR, "clerk": CLERK, "leader": LEADER, "system": SYSTEM}

MATRIX = {
    # state: who can do what (an entry that is shown, written by somebody else)
    State.DRAFT: {
        "editor": {Act.WRITE, Act.SUBMIT, Act.DISCARD, Act.WITHDRAW},
        "clerk": {Act.WRITE, Act.SUBMIT, Act.DISCARD, Act.WITHDRAW},
        "leader": {Act.WRITE, Act.SUBMIT, Act.DISCARD, Act.WITHDRAW},
        "system": set(),
    },
    State.UNIT_REVIEW: {
        "editor": {Act.SEND_BACK, Act.WITHDRAW},
        "clerk": {Act.WITHDRAW},
        "leader": {Act.PASS_UNIT, Act.SEND_BACK, Act.WITHDRAW},
        "system": set(),
    },
    State.CENTRE_REVIEW: {
        "editor": {Act.PASS_CENTRE, Act.SEND_BACK, Act.WITHDRAW},
        "clerk": {Act.WITHDRAW},
        "leader": {Act.WITHDRAW},
        "system": set(),
    },
    State.SCHEDULED: {
        "editor": {Act.SEND_BACK, Act.WITHDRAW},
        "clerk": {Act.WITHDRAW},
        "leader": {Act.WITHDRAW},
        "system": {Act.APPEAR},
    },
    State.PUBLISHED: {
        "editor": {Act.CONFIRM, Act.REVISE, Act.WITHDRAW},
        "clerk": {Act.CONFIRM, Act.REVISE, Act.WITHDRAW},
        "leader": {Act.CONFIRM, Act.REVISE, Act.WITHDRAW},
        "system": {Act.FALL_DUE},
    },
    State.DUE: {
        "editor": {Act.CONFIRM, Act.REVISE, Act.WITHDRAW},
        "clerk": {Act.CONFIRM, Act.REVISE, Act.WITHDRAW},
        "leader": {Act.CONFIRM, Act.REVISE, Act.WITHDRAW},
        "system": set(),
    },
    State.WITHDRAWN: {"editor": {Act.REVISE}, "clerk": {Act.REVISE}, "leader": {Act.REVISE}, "system": set()},
}
pytestmark = pytest.mark.req("KNW-1")


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("who", PEOPLE)
def test_every_state_with_every_act(state: State, who: str) -> None:
    shown = Life(state, "water", live=state is not State.WITHDRAWN, author="somebody")
    assert set(life.allowed(shown, PEOPLE[who], RULE)) == MATRIX[state][who]
    assert not life.allowed(shown, AGENT, RULE)
    assert not life.allowed(shown, STRANGER, RULE)


def test_the_way_of_a_units_text() -> None:
    entry = Life(State.DRAFT, "water")
    entry = life.decide(entry, Act.SUBMIT, CLERK, RULE)
    assert (entry.state, entry.author, entry.live) == (State.UNIT_REVIEW, "c", False)
    entry = life.decide(entry, Act.PASS_UNIT, LEADER, RULE)
    later = life.decide(entry, Act.PASS_CENTRE, EDITOR, RULE, later=True)
    assert (later.state, later.live) == (State.SCHEDULED, False)
    assert life.decide(later, Act.APPEAR, SYSTEM, RULE).live
    entry = life.decide(entry, Act.PASS_CENTRE, EDITOR, RULE)
    assert (entry.state, entry.live) == (State.PUBLISHED, True)
    revised = life.decide(entry, Act.REVISE, CLERK, RULE)
    assert (revised.state, revised.live) == (State.DRAFT, True)
    assert not life.decide(revised, Act.WITHDRAW, CLERK, RULE, reason="gone").live


def test_nobody_passes_the_own_text() -> None:
    own = replace(Life(State.CENTRE_REVIEW, "water"), author=EDITOR.id)
    with pytest.raises(Refused) as refused:
        life.decide(own, Act.PASS_CENTRE, EDITOR, RULE)
    assert refused.value.reason is Refusal.OWN_TEXT
    assert life.decide(own, Act.PASS_CENTRE, OTHER_EDITOR, RULE).live
    lent = replace(OTHER_EDITOR, acts_for=(EDITOR.id,))
    with pytest.raises(Refused):
        life.decide(own, Act.PASS_CENTRE, lent, RULE)


def test_a_pack_says_who_reviews_and_whether_the_unit_does() -> None:
    own_rule = KnowledgeRule(reviewers=(Role.CENTRE_DIRECTOR,), unit_review=False)
    entry = life.decide(Life(State.DRAFT, "water"), Act.SUBMIT, CLERK, own_rule)
    assert entry.state is State.CENTRE_REVIEW
    with pytest.raises(Refused) as refused:
        life.decide(entry, Act.PASS_CENTRE, EDITOR, own_rule)
    assert refused.value.reason is Refusal.WRONG_ROLE


def test_a_unit_above_writes_for_those_below() -> None:
    entry = Life(State.DRAFT, "water-north")
    with pytest.raises(Refused) as refused:
        life.decide(entry, Act.WRITE, CLERK, RULE)
    assert refused.value.reason is Refusal.OTHER_UNIT
    assert life.decide(entry, Act.WRITE, CLERK, RULE, owner_lineage=("water-north", "water", "city")) == entry


@given(st.lists(st.tuples(st.sampled_from(list(Act)), st.sampled_from([EDITOR, OTHER_EDITOR, CLERK, LEADER, SYSTEM]))))
def test_what_is_shown_was_passed_by_another(steps: list[tuple[Act, Actor]]) -> None:
    """However the acts follow each other: nothing is shown that the centre has not passed, nor by its author."""
    entry, passed = Life(State.DRAFT, "water"), False
    for act, actor in steps:
        try:
            after = life.decide(entry, act, actor, RULE, reason="-")
        except Refused:
            continue
        if act is Act.PASS_CENTRE:
            assert entry.author != actor.id
            passed = True
        assert after.live <= passed
        assert (after.state in life.SHOWN) <= after.live
        assert not (after.state is State.WITHDRAWN and after.live)
        entry = after


TEXT = Content(title="补办身份证", answer="带户口簿到派出所办理。", internal="内部提示", areas=("99",), fees="40元")


def test_what_is_missing_is_named() -> None:
    content.check(TEXT)
    for wrong, reason in (
        (replace(TEXT, title=" "), Refusal.NO_TITLE),
        (replace(TEXT, answer=""), Refusal.NO_ANSWER),
        (replace(TEXT, since=date(2026, 2, 2), until=date(2026, 2, 1)), Refusal.ENDS_BEFORE),
        (replace(TEXT, secrecy=Secrecy.SECRET), Refusal.NO_ROLES),
    ):
        with pytest.raises(Refused) as refused:
            content.check(wrong)
        assert refused.value.reason is reason


@pytest.mark.req("KNW-2")
def test_citizens_see_no_inner_lines() -> None:
    shown = content.public(TEXT)
    assert shown and shown.internal == "" and shown.answer == TEXT.answer
    assert content.public(replace(TEXT, secrecy=Secrecy.INTERNAL)) is None
    assert not content.may_read(Secrecy.INTERNAL, (), ())
    assert content.may_read(Secrecy.INTERNAL, (), {Role.AGENT})
    assert not content.may_read(Secrecy.SECRET, (Role.CENTRE_DIRECTOR,), {Role.AGENT})
    assert content.may_read(Secrecy.SECRET, (Role.CENTRE_DIRECTOR,), {Role.CENTRE_DIRECTOR})


def test_versions_are_compared_field_by_field() -> None:
    later = replace(TEXT, fees="免费", steps=("填表", "拍照"))
    assert [(c.field, c.before, c.after) for c in content.compare(TEXT, later)] == [
        ("steps", (), ("填表", "拍照")),
        ("fees", ("40元",), ("免费",)),
    ]
    assert content.compare(TEXT, TEXT) == ()


texts = st.text(max_size=8)
many = st.lists(texts, max_size=3).map(tuple)
days = st.none() | st.dates()
contents = st.builds(
    Content,
    title=texts,
    questions=many,
    answer=texts,
    internal=texts,
    phones=many,
    attachments=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
    since=days,
    until=days,
    secrecy=st.sampled_from(Secrecy),
    roles=st.lists(st.sampled_from(Role), max_size=2).map(tuple),
)


@given(contents)
def test_a_content_is_kept_as_it_was(given_content: Content) -> None:
    assert content.from_row(content.to_row(given_content)) == given_content
    shown = content.public(given_content)
    assert shown is None or not any(getattr(shown, name) for name in content.NEVER_PUBLIC)


def test_an_unknown_field_is_told() -> None:
    with pytest.raises(KeyError):
        content.from_row({"colour": "red"})


DAY = date(2026, 3, 2)


@pytest.mark.parametrize("kind", KnowledgeKind)
def test_each_kind_has_its_term(kind: KnowledgeKind) -> None:
    days = renewal.term(kind, RULE)
    assert days > 0
    assert renewal.renew_on(kind, RULE, DAY) == DAY + timedelta(days=days)
    assert renewal.renew_on(kind, RULE, DAY, DAY) == DAY


def test_owner_then_leader_then_centre_each_once() -> None:
    told, heard = 0, []
    for number in range(-10, 12):
        step = renewal.next_step(DAY, DAY + timedelta(days=number), RULE, told)
        if step:
            heard.append((number, step))
            told = len(renewal.steps_until(DAY, DAY + timedelta(days=number), RULE))
    assert heard == [(-7, RenewalStep.OWNER), (3, RenewalStep.LEADER), (7, RenewalStep.CENTRE)]
    assert renewal.next_step(DAY, DAY + timedelta(days=30), RULE, 0) is RenewalStep.CENTRE


NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
CUT = announcements.Announcement(
    "1", AnnouncementKind.OUTAGE, "停水", "已在抢修", NOW, NOW + HOUR, frozenset({"9901"}), ("新湖街", "槐香苑")
)


@pytest.mark.req("KNW-4")
def test_an_announcement_holds_for_its_time() -> None:
    assert announcements.state(CUT, NOW - HOUR) is AnnouncementState.COMING
    assert announcements.state(CUT, NOW) is AnnouncementState.CURRENT
    assert announcements.state(CUT, NOW + HOUR) is AnnouncementState.OVER
    assert announcements.state(replace(CUT, taken_back=True), NOW) is AnnouncementState.TAKEN_BACK


@pytest.mark.req("KNW-4")
def test_an_announcement_holds_where_it_says() -> None:
    here = announcements.touches(CUT, ("990101", "9901", "99"), "新湖 街12号")
    assert here and here.sure and here.place == "新湖街" and here.in_area
    near = announcements.touches(CUT, ("9901", "99"), "")
    assert near and not near.sure
    assert announcements.touches(CUT, ("99",), "") is None, "a part of the city is not the whole city"
    named = announcements.touches(CUT, (), "我住槐香苑")
    assert named and named.sure and not named.in_area
    assert announcements.touches(CUT, ("9902", "99"), "别处") is None
    everywhere = announcements.touches(replace(CUT, areas=frozenset(), places=()), (), "")
    assert everywhere and everywhere.in_area
    assert announcements.nearest([near, here])[0] is here


def test_a_rare_term_says_more_and_use_fades() -> None:
    assert ranking.idf(1, 1000) > ranking.idf(100, 1000) > ranking.idf(990, 1000) > 0
    later = NOW + timedelta(days=ranking.HALF_LIFE_DAYS)
    assert ranking.decayed(4, NOW, later) == pytest.approx(2)
    assert ranking.decayed(4, later, NOW) == 4
    title = ranking.weights({"title": {"补办": 1}})["补办"]
    text = ranking.weights({"text": {"补办": 1}})["补办"]
    assert title > text > 0
    assert 0 == ranking.learned_share(0) < ranking.learned_share(1) < ranking.learned_share(9) <= ranking.LEARNED
    assert (
        ranking.final(1, 1, 0, True, False) > ranking.final(1, 1, 0, None, False) > ranking.final(1, 1, 0, False, False)
    )
