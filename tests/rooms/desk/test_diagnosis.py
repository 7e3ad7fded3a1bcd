"""The runner beside the form: from a text to an answer or an order that has its trail."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from hotline.accounts.models import Person
from hotline.knowledge.diagnosis.models import DiagnosisRun
from tests.rooms.desk.test_pages import CALL
from tests.rooms.orders.city import LINE

pytestmark = pytest.mark.req("KNW-5", "AIS-1", "AIS-2")
NOISE = "工地半夜还在施工，吵得全家睡不着"
KEY = str(uuid4())


@pytest.fixture
def agent(town: dict[str, Person]) -> Client:
    client = Client()
    client.force_login(town["agent"])
    return client


def begin(client: Client, scenario: str = "noise", content: str = NOISE, **more: str) -> Any:
    return client.post(
        "/diagnosis/begin/", {"scenario": scenario, "content": content, "line": LINE, "key": KEY, **more}
    )


def step(client: Client, **given: str) -> Any:
    run = DiagnosisRun.objects.order_by("-id")[0]
    return client.post(f"/diagnosis/run/{run.pk}/", {"revision": str(run.revision), **given})


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_panel_proposes_the_scenario(agent: Client) -> None:
    page = agent.post("/new/assist/", {"content": NOISE, "title": "", "line": LINE, "key": KEY})
    assert 'data-testid="diagnose-noise"' in page.content.decode() and "把握" in text_of(page)
    none = agent.post("/new/assist/", {"content": "公园的长椅坏了想请人修一修", "line": LINE, "key": KEY})
    assert "没有认出场景，可以自己选" in text_of(none)


def test_what_the_text_said_is_confirmed_by_one_press(agent: Client) -> None:
    first = text_of(begin(agent))
    assert "是什么声音？" in first and "已从文中识别：建筑工地施工" in first
    second = text_of(step(agent, step="what", confirm="site"))
    assert "已从文中识别" in second and "晚上十点到早上六点" in second
    step(agent, step="night", value="yes")
    end = step(agent, step="now", value="no")
    assert "填入工单：工地夜间施工扰民" in text_of(end) and 'data-class="C1.06"' in end.content.decode()
    back = text_of(step(agent, back="yes"))
    assert "现在还在施工吗" in back and "填入工单" not in back


def test_a_wrong_or_old_answer_changes_nothing(agent: Client) -> None:
    begin(agent)
    bad = step(agent, step="what", value="nothing-of-that")
    assert bad.status_code == 422 and "请从选项里选一个" in text_of(bad)
    run = DiagnosisRun.objects.get()
    old = agent.post(f"/diagnosis/run/{run.pk}/", {"revision": "1", "step": "what", "value": "site"})
    assert old.status_code == 422 and "别处" in text_of(old)
    assert agent.get(f"/diagnosis/run/{uuid4()}/").status_code == 409
    assert begin(agent, "no-such").status_code == 404


def test_the_trail_goes_with_the_order(agent: Client, town: dict[str, Person]) -> None:
    begin(agent)
    for name, value in (("what", "site"), ("night", "yes"), ("now", "no")):
        step(agent, step=name, value=value)
    filed = agent.post("/new/", CALL | {"content": NOISE, "title": "工地夜间施工扰民", "line": LINE, "key": KEY})
    assert filed.status_code == 302
    run = DiagnosisRun.objects.get()
    assert run.ref
    order = agent.get(f"/{run.ref}/")
    assert 'data-testid="diagnosis-of"' in order.content.decode()
    assert "诊断经过：噪声扰民" in text_of(order) and "夜间施工，现在已停" in text_of(order)
    assert "夜间在住宅集中的地方" in text_of(agent.get(f"/diagnosis/trail/{run.pk}/"))
    stranger = Client()
    stranger.force_login(town["streets_clerk"])
    assert stranger.get(f"/diagnosis/trail/{run.pk}/").status_code == 404
