"""Topics and warnings at the desk: who reads and who handles them, what stands on the pages, first pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.infra import clock
from hotline.insight import engines, following
from hotline.insight.models import Topic, Warning, WarningAct
from tests.rooms.orders import city

PLACES = ("3栋", "5栋", "东门", "南门", "全小区", "1栋", "7栋", "北区")


@pytest.fixture
def burst(people, moving_clock):
    """Eight orders of one outage within sixteen hours, followed."""
    engines.forget()
    for where in PLACES:
        moving_clock.advance(hours=2)
        city.registered(
            people,
            title=f"望江苑小区{where}停水",
            content=f"望江苑小区{where}从昨天起停水，请尽快恢复供水。",
            content_class="C1.01",
            place="望江苑小区",
        )
    moving_clock.advance(minutes=1)
    following.follow(city.LINE)
    yield Warning.objects.get()
    engines.forget()


def test_the_list_shows_the_topic_with_its_figures_and_picture(at_desk, burst):
    page = at_desk("supervisor").get("/topics/").content.decode()
    assert "望江苑小区" in page and "新出现" in page and "近 2 天" in page
    assert page.count("<rect class=") == 28
    nothing = at_desk("supervisor").get("/topics/?course=fading").content.decode()
    assert "没有这样的话题" in nothing
    odd = at_desk("supervisor").get("/topics/", {"course": "\0'", "class": "%", "area": "990102"})
    assert odd.status_code == 200


@pytest.mark.req("AIS-3")
def test_a_topic_has_keywords_causes_and_its_orders(at_desk, burst):
    topic = Topic.objects.get()
    page = at_desk("director").get(f"/topics/{topic.pk}/").content.decode()
    assert 'data-testid="keywords"' in page and "停水" in page
    assert page.count("data-number=") == 8
    assert "在哪里" in page and "属于哪类" in page and "还没有转办" in page
    rows = at_desk("director").get(
        f"/topics/{topic.pk}/?after={clock.today()}.{'f' * 8}-ffff-ffff-ffff-{'f' * 12}", headers={"HX-Request": "true"}
    )
    assert rows.status_code == 200 and b"<html" not in rows.content


def test_the_page_says_since_when_topics_are_made_and_how_older_orders_come_in(at_desk, burst):
    page = at_desk("director").get("/topics/").content.decode()
    said = page.partition('data-testid="followed"')[2].partition("</p>")[0]
    assert "3月2日" in said and "hotline topics rebuild --days 120" in said


def test_a_topic_that_became_another_leads_there(at_desk, burst):
    topic = Topic.objects.get()
    old = Topic.objects.create(line=city.LINE, first=topic.first, last=topic.last, merged_into=topic.pk)
    answer = at_desk("director").get(f"/topics/{old.pk}/")
    assert answer.status_code == 302 and answer["Location"] == f"/topics/{topic.pk}/"


@pytest.mark.req("STA-3")
def test_a_warning_is_taken_muted_with_a_reason_and_closed_with_a_word(at_desk, burst):
    desk, url = at_desk("supervisor"), f"/warnings/{burst.pk}/"
    page = desk.get(url).content.decode()
    assert page.count("data-number=") == len(burst.evidence) == 8
    without = desk.post(f"{url}act/", {"what": "muted", "revision": 1, "words": " ", "until": ""})
    assert without.status_code == 422 and "请写一句理由" in without.content.decode()
    far = desk.post(f"{url}act/", {"what": "muted", "revision": 1, "words": "计划停水", "until": "2030-01-01"})
    assert far.status_code == 422 and "计划停水" in far.content.decode(), "what was typed is kept"
    until = clock.today() + timedelta(days=2)
    done = desk.post(f"{url}act/", {"what": "muted", "revision": 1, "words": "计划停水", "until": until.isoformat()})
    assert done.status_code == 302
    assert "已静音" in desk.get(done["Location"]).content.decode()
    assert "没有待处理的预警" in desk.get("/warnings/").content.decode()
    assert "望江苑" in desk.get("/warnings/?tab=muted").content.decode()
    late = at_desk("director").post(f"{url}act/", {"what": "taken", "revision": 1})
    assert late.status_code == 409 and "刚被别人处理过" in late.content.decode()
    assert (
        at_desk("director").post(f"{url}act/", {"what": "closed", "revision": 2, "words": "已修好"}).status_code == 302
    )
    again = desk.post(f"{url}act/", {"what": "taken", "revision": 3})
    assert again.status_code == 409 and "已经关闭" in again.content.decode()
    assert "计划停水" in desk.get(url).content.decode(), "its history says why"
    assert WarningAct.objects.count() == 3


def test_a_city_leader_reads_and_handles_nothing(at_desk, burst):
    page = at_desk("mayor").get(f"/warnings/{burst.pk}/").content.decode()
    assert 'data-testid="take"' not in page
    assert at_desk("mayor").post(f"/warnings/{burst.pk}/act/", {"what": "taken", "revision": 1}).status_code == 403
    assert at_desk("agent").get("/warnings/").status_code == 403


def test_another_hotlines_warning_is_not_there(at_desk, people, burst):
    Warning.objects.update(line="another")
    Topic.objects.update(line="another")
    desk = at_desk("director")
    assert desk.get(f"/warnings/{burst.pk}/").status_code == 404
    assert desk.post(f"/warnings/{burst.pk}/act/", {"what": "taken", "revision": 1}).status_code == 404
    assert desk.get(f"/topics/{Topic.objects.get().pk}/").status_code == 404
    assert "望江苑" not in desk.get("/topics/").content.decode()


@pytest.mark.req("AIS-3")
def test_the_directors_first_page_has_the_warning(at_desk, burst):
    page = at_desk("director").get("/start/director/").content.decode()
    assert 'data-testid="home-warnings"' in page and f"/warnings/{burst.pk}/" in page


@pytest.mark.req("AIS-3")
def test_the_analysts_first_page_has_the_topics(at_desk, people, burst):
    people["supervisor"].roles = ["analyst"]
    people["supervisor"].save()
    page = at_desk("supervisor").get("/start/analysis/").content.decode()
    assert 'data-testid="home-topics"' in page and "望江苑" in page


def test_pages_cost_few_queries_however_many_topics(at_desk, burst, django_assert_max_num_queries):
    desk = at_desk("director")
    desk.get("/topics/")
    topic = Topic.objects.get()
    Topic.objects.bulk_create(
        [Topic(line=city.LINE, name=f"话题{n}", first=topic.first, last=topic.last, size=3) for n in range(40)]
    )
    for path in ("/topics/", f"/topics/{topic.pk}/", "/warnings/", f"/warnings/{burst.pk}/"):
        with django_assert_max_num_queries(14):
            assert desk.get(path).status_code == 200
