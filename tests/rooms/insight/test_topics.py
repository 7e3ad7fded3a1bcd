"""New orders become topics, and what rises a warning: as they come as at once, over restarts, heard of once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, connection, transaction

from hotline.infra import clock
from hotline.insight import engines, following, raising
from hotline.insight.models import FollowedUntil, Topic, TopicDay, TopicOrder, UsualDay, Warning, WarningAct
from hotline.insight.raising import State
from hotline.project.commands.topics import command
from hotline.project.telling import tell_warnings
from hotline.supervision import notices
from tests.rooms.orders import city

WATER = (
    ("望江苑全小区停水两天了", "望江苑小区从昨天早上起停水，整栋楼没有水用，请尽快恢复供水。"),
    ("望江苑停水没人管", "我住望江苑，小区停水，打物业电话没人接，什么时候来水。"),
    ("望江苑小区停水何时恢复", "望江苑小区停水，家里有老人小孩，希望尽快恢复供水。"),
    ("望江苑3栋停水", "望江苑3栋停水一整天，没有通知，请恢复供水。"),
    ("请尽快恢复望江苑供水", "望江苑小区停水已经第二天，生活很不方便，请恢复供水。"),
    ("望江苑停水影响做饭", "望江苑小区停水，没办法做饭洗漱，请供水公司尽快处理。"),
    ("反映望江苑小区停水问题", "望江苑停水两天，物业说水管爆了，请尽快抢修恢复供水。"),
    ("望江苑小区大面积停水", "望江苑小区大面积停水，居民到处提水，请尽快恢复。"),
    ("望江苑停水请抢修", "望江苑水管爆裂停水，请供水公司抢修，恢复供水。"),
    ("望江苑还没来水", "望江苑小区停水，说好今天来水到现在还没来，请恢复供水。"),
)
OTHERS = (
    ("东湖公园门口路灯不亮", "东湖公园门口路灯坏了一个星期，晚上看不清。"),
    ("清泉花园噪音扰民", "清泉花园楼下烧烤摊半夜喧哗，无法休息。"),
    ("咨询公积金提取手续", "请问买房提取公积金需要哪些材料。"),
    ("柳堤路坑洼不平", "柳堤路路面坑洼，骑车容易摔倒，请修补。"),
    ("新桥村垃圾无人清运", "新桥村垃圾堆在村口没有人清运，夏天很臭。"),
    ("公交15路等车时间太长", "公交15路早高峰要等四十分钟，请增加班次。"),
)


@pytest.fixture(autouse=True)
def fresh():
    engines.forget()
    yield
    engines.forget()


def quiet(town, moving_clock, days=10):
    """Ordinary days: each other matter once in a while, one matter of water elsewhere."""
    for day in range(days):
        for title, content in OTHERS[day % 3 :: 3]:
            moving_clock.advance(hours=3)
            city.registered(town, title=title, content=content, area="990102", content_class="C1.03")
        moving_clock.advance(hours=18)


def burst(town, moving_clock, count=10, hours=2, texts=WATER, **changed):
    for at in range(count):
        title, content = texts[at % len(texts)]
        moving_clock.advance(hours=hours)
        city.registered(
            town, **{"title": title, "content": content, "content_class": "C1.01", "place": "望江苑"} | changed
        )
    moving_clock.advance(seconds=30)


def told():
    """What is stored, without ids."""
    members = {}
    for order, topic in TopicOrder.objects.values_list("order_id", "topic"):
        members.setdefault(topic, set()).add(order)
    alone = members.pop(None, set())
    days = sorted((d.day, d.count) for d in TopicDay.objects.all())
    return sorted(map(sorted, members.values())), alone, days, sorted(UsualDay.objects.values_list("day", "count"))


@pytest.mark.req("STA-3")
def test_ten_orders_of_one_outage_become_a_topic_and_a_warning_with_its_evidence(town, moving_clock):
    quiet(town, moving_clock)
    following.follow(city.LINE)
    assert not Warning.objects.exists(), "quiet days raise nothing"
    burst(town, moving_clock)
    done = following.follow(city.LINE)
    assert done.orders == 10 and done.raised == 1
    topic = Topic.objects.get(size__gte=8)
    assert "望江苑" in topic.name and topic.place == "望江苑" and topic.content_class == "C1.01"
    assert topic.course == "new" and topic.level == 2 and topic.area == "990102"
    assert "停水" in topic.keywords
    warning = Warning.objects.get()
    assert (warning.kind, warning.state, warning.level) == ("new_topic", "open", 2)
    assert warning.count == topic.count == len(warning.evidence) and warning.expected < 2
    assert following.follow(city.LINE).raised == 0
    assert following.settle(city.LINE) == 0, "raised once"


def test_followed_as_they_come_is_the_same_as_at_once(town, moving_clock):
    quiet(town, moving_clock, 6)
    burst(town, moving_clock)
    following.follow(city.LINE)
    at_once = told()
    with connection.cursor() as cursor:
        for table in ("topic", "topicorder", "topicday", "usualday", "followeduntil"):
            cursor.execute(f"DELETE FROM insight_{table}")
    engines.forget()
    step, following.STEP = following.STEP, 5
    try:
        following.follow(city.LINE)
    finally:
        following.STEP = step
    assert told() == at_once


def test_a_step_that_is_run_again_counts_nothing_twice(town, moving_clock):
    burst(town, moving_clock, 4)
    following.follow(city.LINE)
    before = told()
    assert following.follow(city.LINE).orders == 0
    assert told() == before


def test_after_a_restart_a_topic_is_recognised_by_its_members(town, moving_clock):
    burst(town, moving_clock, 6)
    following.follow(city.LINE)
    ident = Topic.objects.get().pk
    engines.forget()
    burst(town, moving_clock, 4, texts=WATER[6:])
    following.follow(city.LINE)
    topic = Topic.objects.get()
    assert topic.pk == ident and topic.size == 10


def test_topics_made_anew_keep_their_ids_and_warnings(town, moving_clock):
    burst(town, moving_clock)
    following.follow(city.LINE)
    ident, before = Topic.objects.get().pk, told()
    following.rebuild(city.LINE)
    assert Topic.objects.get().pk == ident and told() == before and Warning.objects.count() == 1


def test_secret_orders_are_not_followed(town, moving_clock):
    burst(town, moving_clock, secret=True)
    assert following.follow(city.LINE).orders == 0 and not TopicOrder.objects.exists()


def test_many_of_a_class_in_a_street_are_a_warning_though_no_two_are_alike(town, moving_clock):
    quiet(town, moving_clock, 4)
    named = (
        "环城南路高压钠灯夜间熄灭 消防井盖丢失三处 菜场泔水渗漏发臭 隔壁养狗半夜乱叫 公厕冲水阀损坏 梧桐枝杈遮挡信号灯 "
        "柏油凹陷积水溅人 通讯光缆垂落半空 阁楼隔断违规出租 集中供暖温度偏低 流动摊贩堵塞斑马线 烧烤排烟直冲阳台"
    ).split()
    texts = tuple((one, one) for one in named)
    burst(town, moving_clock, 12, hours=1, texts=texts, content_class="C1.05", area="990102001", place="")
    following.follow(city.LINE)
    warning = Warning.objects.get()
    assert (warning.kind, warning.subject, warning.count) == ("many", "C1.05@990102001", 12)
    assert len(warning.evidence) == 12 and warning.level >= 2


@pytest.mark.req("STA-3")
def test_who_is_told_what_and_once(town, moving_clock):
    burst(town, moving_clock, 6)
    following.follow(city.LINE)
    assert Warning.objects.get().level == 1
    assert tell_warnings() == 1 and tell_warnings() == 0, "the analyst, once"
    assert notices.unread(town["director"]).count == 0
    burst(town, moving_clock, 6, texts=WATER[4:])
    following.follow(city.LINE)
    assert tell_warnings() == 2, "it rose: the analyst again, and the director"
    (notice,) = notices.listed(town["director"])
    assert "望江苑" in notice.text and "2级预警" in notice.text and notice.order_id == Warning.objects.get().pk


@pytest.mark.req("STA-3")
def test_a_muted_warning_is_silent_until_its_day_and_every_act_stands(town, moving_clock):
    quiet(town, moving_clock)
    burst(town, moving_clock, 6)
    following.follow(city.LINE)
    warning = Warning.objects.get()
    moving_clock.advance(minutes=1)
    for words, until, why in (("", clock.today(), "no_words"), ("误报", None, "no_day")):
        with pytest.raises(raising.Wrong) as wrong:
            raising.mute(town["director"], warning.pk, warning.revision, until, words)
        assert wrong.value.why == why
    raising.mute(town["director"], warning.pk, 1, clock.today() + timedelta(days=1), "计划内停水，已公告")
    with pytest.raises(raising.Wrong) as wrong:
        raising.take(town["director"], warning.pk, 1)
    assert wrong.value.why == "stale"
    assert tell_warnings() == 0
    burst(town, moving_clock, 6, texts=WATER[4:])
    assert following.follow(city.LINE).raised == 0 and tell_warnings() == 0
    moving_clock.advance(days=1)
    burst(town, moving_clock, 8, hours=1)
    following.follow(city.LINE)
    following.settle(city.LINE)
    assert Warning.objects.get().state == State.OPEN and tell_warnings() == 2
    assert [act.what for act in WarningAct.objects.order_by("id")][:2] == ["raised", "muted"]
    with pytest.raises(IntegrityError), transaction.atomic():
        WarningAct.objects.update(words="另一个理由")


def test_a_closed_warning_comes_again_only_after_it_was_usual_or_higher(town, moving_clock):
    burst(town, moving_clock, 6)
    following.follow(city.LINE)
    warning = Warning.objects.get()
    raising.close(town["director"], warning.pk, warning.revision, "已恢复供水")
    assert following.settle(city.LINE) == 0
    moving_clock.advance(days=6)
    assert following.settle(city.LINE) == 0 and Warning.objects.get().fell
    burst(town, moving_clock, 8)
    assert following.follow(city.LINE).raised == 1
    assert Warning.objects.exclude(state="closed").get().kind == "rising_topic"


def test_a_warning_of_another_line_or_for_another_role_is_not_there(town, moving_clock):
    burst(town, moving_clock, 6)
    following.follow(city.LINE)
    warning = Warning.objects.get()
    with pytest.raises(Warning.DoesNotExist):
        raising.take(town["lamps_clerk"], warning.pk, 1)
    with pytest.raises(Warning.DoesNotExist):
        raising.take(town["mayor"], warning.pk, 1)


def test_the_cursor_stands_at_the_last_order(town, moving_clock):
    burst(town, moving_clock, 3)
    following.follow(city.LINE)
    assert FollowedUntil.objects.get().at == clock.now() - timedelta(seconds=30)


def test_the_command_follows_and_makes_anew(town, moving_clock):
    burst(town, moving_clock, 6)
    run = CliRunner()
    assert "6 orders, 1 topics touched, 1 warnings raised" in run.invoke(command, ["follow"]).output
    assert f"{city.LINE}: 6 orders" in run.invoke(command, ["rebuild", "--line", city.LINE]).output
    assert Topic.objects.count() == Warning.objects.count() == 1
    assert run.invoke(command, ["follow", "--line", "nowhere"]).exit_code == 1
