"""Topics over time: an order that turns secret leaves all of it, a restart forgets nothing, old orders are followed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner

from hotline.core import commands as c
from hotline.infra import clock
from hotline.insight import engines, following, topic_pages
from hotline.insight.models import FollowedUntil, Topic, TopicDay, TopicLeft, TopicOrder, UsualDay, Warning
from hotline.orders import services
from hotline.orders.models import WorkOrder
from hotline.project.commands.topics import command
from hotline.project.telling import tell_warnings
from hotline.supervision import notices
from tests.rooms.insight.test_topics import WATER, burst, quiet, told
from tests.rooms.orders import city


@pytest.fixture(autouse=True)
def fresh():
    engines.forget()
    yield
    engines.forget()


def hide(town, order, **more):
    services.apply(order, c.Amend(secret=True, **more), town["agent"])


def counts():
    return sum(TopicDay.objects.values_list("count", flat=True)), sum(UsualDay.objects.values_list("count", flat=True))


@pytest.mark.req("STA-3", "SEC-4")
@pytest.mark.parametrize("restarted", [False, True])
def test_an_order_that_turns_secret_leaves_topic_counts_and_evidence(town, moving_clock, reacting, restarted):
    quiet(town, moving_clock, 3)
    burst(town, moving_clock)
    following.follow(city.LINE)
    before, topic = counts(), Topic.objects.get(size=10)
    named = _order_named(topic)
    tell_warnings()
    assert topic.name in notices.listed(town["director"])[0].text
    hide(town, named, content="改过的文字")
    if restarted:
        engines.forget()
    assert TopicLeft.objects.count() == 1
    following.follow(city.LINE)
    after = Topic.objects.get(pk=topic.pk)
    assert (after.size, after.count) == (9, 9) and counts() == (before[0] - 1, before[1] - 1)
    assert after.name != topic.name and "望江苑" in after.name and "停水" in after.keywords
    assert not TopicOrder.objects.filter(pk=named).exists() and not TopicLeft.objects.exists()
    warning = Warning.objects.get()
    assert named not in map(str, warning.evidence) and warning.count == len(warning.evidence) == 9
    assert warning.title == after.name
    assert tell_warnings() == 0
    (notice,) = notices.listed(town["director"])
    assert after.name in notice.text and topic.name not in notice.text
    burst(town, moving_clock, 1)
    following.follow(city.LINE)
    assert Topic.objects.get(pk=topic.pk).size == 10, "what comes next finds the topic without it"


def test_one_that_stood_alone_and_one_not_followed_yet_leave_too(town, moving_clock, reacting):
    quiet(town, moving_clock, 1)
    following.follow(city.LINE)
    alone = str(TopicOrder.objects.values_list("pk", flat=True).first())
    before = counts()
    hide(town, alone)
    late = city.registered(town, title=WATER[0][0], content=WATER[0][1])
    hide(town, late.id)
    following.follow(city.LINE)
    assert counts() == (before[0], before[1] - 1) and not TopicOrder.objects.filter(pk__in=[alone, late.id]).exists()


def test_what_was_only_counted_is_counted_no_more(town, moving_clock, reacting, monkeypatch):
    burst(town, moving_clock, 4)
    first = _orders()[0]
    monkeypatch.setattr(engines, "MOST_BEGUN", 2)
    following.follow(city.LINE)
    assert TopicOrder.objects.count() == 2 and counts()[1] == 4
    hide(town, first)
    following.follow(city.LINE)
    assert counts()[1] == 3


def test_a_topic_of_which_every_order_turned_secret_says_nothing_any_more(town, moving_clock, reacting):
    burst(town, moving_clock, 6)
    following.follow(city.LINE)
    for order in _orders():
        hide(town, order)
    following.follow(city.LINE)
    topic, warning = Topic.objects.get(), Warning.objects.get()
    assert (topic.size, topic.count, topic.name, topic.keywords, topic.place) == (0, 0, "", [], "")
    assert (warning.title, warning.evidence, warning.count, warning.state) == ("", [], 0, "closed")
    assert topic_pages.topics_now(town["director"]) == [] and counts() == (0, 0)


def test_a_restart_knows_as_much_as_before(town, moving_clock):
    quiet(town, moving_clock, 4)
    burst(town, moving_clock, 7)
    following.follow(city.LINE)
    engine = engines.engine_here(city.LINE)
    known = {key for topic in engine.topics.topics() for key in topic.keys}
    ident = Topic.objects.get(size=7).pk
    moving_clock.advance(days=40)
    following.settle(city.LINE)
    engines.forget()
    burst(town, moving_clock, 3, texts=WATER[7:])
    following.follow(city.LINE)
    again = engines.engine_here(city.LINE)
    kept = {key for topic in again.topics.topics() for key in topic.keys}
    assert set(map(str, TopicOrder.objects.values_list("pk", flat=True))) == kept and len(kept & known) >= 7
    assert Topic.objects.get(pk=ident).size == 10, "a topic of forty days ago is the same topic"


def test_two_alike_before_a_restart_and_one_after_it_are_a_topic(town, moving_clock):
    quiet(town, moving_clock, 4)
    burst(town, moving_clock, 2)
    following.follow(city.LINE)
    assert not Topic.objects.filter(place="望江苑").exists()
    engines.forget()
    burst(town, moving_clock, 1, texts=WATER[2:])
    following.follow(city.LINE)
    assert Topic.objects.get(place="望江苑").size == 3


def test_an_engine_made_anew_stays_within_its_bounds(town, moving_clock, monkeypatch):
    quiet(town, moving_clock, 4)
    burst(town, moving_clock, 8)
    following.follow(city.LINE)
    monkeypatch.setattr(engines, "MOST_OF_TOPIC", 3)
    monkeypatch.setattr(engines, "MOST_INDEXED", 5)
    engines.forget()
    burst(town, moving_clock, 2, texts=WATER[8:])
    following.follow(city.LINE)
    topic = Topic.objects.get(place="望江苑")
    assert topic.size == 10, "stored orders count whether or not the engine still knows them"
    ours = engines.engine_here(city.LINE).topics.topic_of(str(_orders()[-1]))
    assert 3 <= ours.size <= 5


def test_old_orders_are_followed_when_they_are_asked_for(town, moving_clock):
    burst(town, moving_clock, 5)
    moving_clock.advance(days=30)
    following.follow(city.LINE)
    assert not TopicOrder.objects.exists() and counts()[1] == 5, "only counted"
    run = CliRunner()
    assert f"{city.LINE}: 0 orders" in run.invoke(command, ["rebuild"]).output
    assert f"{city.LINE}: 5 orders" in run.invoke(command, ["rebuild", "--days", "40"]).output
    assert Topic.objects.get().size == 5 and counts() == (5, 5)
    since, until = topic_pages.followed(town["director"])
    assert clock.local(since).date() == clock.today() - timedelta(days=40)
    assert until == FollowedUntil.objects.get().at


def test_making_anew_is_all_or_nothing(town, moving_clock, monkeypatch):
    burst(town, moving_clock, 6)
    following.follow(city.LINE)
    before = told()

    def fails(*given):
        raise RuntimeError("the machine stops")

    monkeypatch.setattr(following.topic_storing, "store", fails)
    with pytest.raises(RuntimeError):
        following.rebuild(city.LINE)
    assert told() == before and Topic.objects.get().size == 6


def _orders():
    return [str(one) for one in WorkOrder.objects.order_by("registered_at").values_list("pk", flat=True)]


def _order_named(topic):
    """The order whose title names the topic."""
    titles = WorkOrder.objects.filter(pk__in=TopicOrder.objects.filter(topic=topic.pk).values("pk"))
    return str(next(order.pk for order in titles if topic.name in order.title))


@pytest.mark.req("SEC-4")
@pytest.mark.parametrize("anew", [False, True])
def test_an_old_warning_has_no_title_of_an_order_that_turned_secret(town, moving_clock, reacting, anew):
    quiet(town, moving_clock, 3)
    burst(town, moving_clock)
    following.follow(city.LINE)
    topic, warning = Topic.objects.get(size=10), Warning.objects.get()
    named = _order_named(topic)
    title = WorkOrder.objects.get(pk=named).title
    # The topic was renamed since; the warning of a topic that turned out to be this one has been closed.
    Topic.objects.filter(pk=topic.pk).update(name="别的名字")
    old = Topic.objects.create(line=city.LINE, name=title, first=topic.first, last=topic.last, merged_into=topic.pk)
    Warning.objects.filter(pk=warning.pk).update(topic=old.pk, title=title, state="closed")
    hide(town, named)
    if anew:
        following.rebuild(city.LINE)
    else:
        following.follow(city.LINE)
    row, said, _ = topic_pages.warning(town["director"], warning.pk)
    assert title not in (row.title, said) and row.title and row.renamed
    assert named not in map(str, row.evidence)
