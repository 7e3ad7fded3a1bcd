"""What people decided is learned at night, and in use only if better; units by list, like decisions and text."""

from __future__ import annotations

import pytest

from hotline import policy as packs
from hotline.core import commands as c
from hotline.core.vocabulary import AuditPoint
from hotline.dispatch import duties, importing, past
from hotline.dispatch.suggesting import Asked, suggest_unit
from hotline.infra import clock
from hotline.insight import learning
from hotline.language import keeping
from hotline.language.masking import masked
from hotline.language.models import TrainedModel
from hotline.language.shapes import Kind, State
from hotline.orders import services as orders
from hotline.orders.decided import decided, decisions
from tests.rooms.orders import city

PLACES = ["幸福里小区", "东湖公园", "望江苑", "青山路", "新桥村", "清泉花园", "北门", "柳堤路"]
MATTERS = {
    ("C1.03", "lamps"): [
        "路灯连续几晚不亮，夜里很黑",
        "灯杆歪了，灯罩掉下来",
        "整条街的路灯白天也亮着",
        "新装的路灯闪个不停",
    ],
    ("C1.04", "streets"): [
        "垃圾桶满了没有人来清运",
        "路面很脏好几天没人打扫",
        "建筑垃圾堆在绿化带旁",
        "公厕脏得进不去也没人冲洗",
    ],
}
DETAILS = (
    "老人晚上出门摔了一跤 孩子上晚自习都不敢走 隔壁超市老板也说看不清 上周打过电话没有回音 "
    "物业说不归他们管 已经拖了半个多月 靠近公交站台的那一段 从菜市场往西一百米 下雨天积水更加难走 "
    "附近工地的车来来往往 居委会登记过两回 门口还有一所幼儿园 楼里住的多是退休职工 请派人先到现场看看 "
    "希望这个月能有答复 照片我可以补发过来 去年也出过一样的事 夜班回来总要绕道 邻居们商量着一起反映 "
    "摆摊的人倒是越来越多 转角的监控拍得到 河堤散步的人不少 二号楼到六号楼都这样 我愿意带你们去找"
).split()


@pytest.fixture(autouse=True)
def fresh():
    keeping.forget()
    yield
    keeping.forget()


@pytest.fixture
def year(town, moving_clock):
    """96 decided orders, one every two hours."""
    for place in range(96):
        (content_class, unit), matters = list(MATTERS.items())[place % 2]
        one = place // 2
        half = one // 24
        told = [DETAILS[at % 24] for at in (one + half * 9, one * 7 + half * 5 + 3, one * 11 + half * 13 + 9)]
        matter, where = matters[one % 4], PLACES[one % 8]
        moving_clock.advance(hours=2)
        done = city.registered(
            town,
            title=f"{where}{matter[:6]}",
            content=f"{where}这边{matter}，{'，'.join(told)}。联系电话13900005678。",
            content_class=content_class,
        )
        orders.apply(done.id, c.AssignToUnit(lead=unit, audit=tuple(AuditPoint)), town["dispatcher"])
    return town


def test_decided_texts_come_in_batches_latest_first(year):
    now = clock.now()
    rows = list(decided(city.LINE, now - learning.SPAN, now, batch=7))
    assert len(rows) == 96 == len({row.id for row in rows})
    assert [row.registered_at for row in rows] == sorted((row.registered_at for row in rows), reverse=True)
    assert {(row.content_class, row.unit) for row in rows} == set(MATTERS)
    assert list(decided("another", now - learning.SPAN, now)) == []
    assert sum(d.count for d in decisions(city.LINE, now - learning.SPAN)) == 96


def test_secret_orders_are_not_learned_from(town):
    city.in_hand(town, secret=True)
    now = clock.now()
    assert list(decided(city.LINE, now - learning.SPAN, now)) == []


def test_no_telephone_and_no_name_reach_a_model():
    text = masked("我是王小明，电话13900005678，身份证990102199001011234，路灯不亮。", clock.now())
    assert "1390000" not in text and "990102" not in text and "王小明" not in text and "路灯不亮" in text


@pytest.mark.req("CLS-2")
def test_a_night_learns_measures_and_takes_into_use_what_is_better(year, moving_clock):
    done = {outcome.kind: outcome for outcome in learning.nightly()}
    assert done[Kind.NATURE].done == "too_few", "all are of one nature"
    assert done[Kind.CONTENT_CLASS].done == "switched" and done[Kind.UNIT].done in ("switched", "kept")
    row = TrainedModel.objects.get(kind=Kind.CONTENT_CLASS.value)
    card = row.card
    assert row.state == State.CURRENT.value and card["rows"] + card["tested"] <= 96
    assert card["accuracy"]["value"] > 0.9 and card["compared"]["better"] and card["compared_with"] == ""
    assert {"ece", "macro_f1", "per_class", "threshold", "data_digest", "since", "until", "trained_at"} <= set(card)
    assert set(card["per_class"]) == {"C1.03", "C1.04"}
    assert "1390000" not in bytes(row.data).decode("utf-8", "ignore")
    unit = TrainedModel.objects.get(kind=Kind.UNIT.value)
    assert len(unit.card["weights"]) == 5
    again = {outcome.kind: outcome for outcome in learning.nightly()}
    assert again[Kind.CONTENT_CLASS].done == "kept", "the same rows make no better model"
    assert keeping.load_current(Kind.CONTENT_CLASS, city.LINE).id == str(row.pk)


@pytest.mark.req("DSP-3")
@pytest.mark.req("CLS-2")
def test_a_unit_is_suggested_by_list_and_by_like_decisions_with_reasons_as_data(year):
    past.recount(city.LINE)
    policy = packs.load("dezhou-12345")
    asked = Asked("路灯不亮", "幸福里小区路灯不亮", "C1.03", "990102", city.LINE)
    found = suggest_unit(asked, policy)
    first = found.top[0]
    assert first.unit == "lamps" and first.duty is None and first.confidence < 1
    assert (first.past.count, first.past.all, first.past.area) == (48, 48, "990102")
    importing.import_list(
        [
            {
                "id": "R1", "content_class": "C1.03", "area": "990100", "unit": "lamps", "duty": "lead",
                "basis": "三定规定第三条", "valid_from": "2024-01-01", "valid_to": "",
            }
        ]
    )  # fmt: skip
    duties.forget()
    listed = suggest_unit(asked, policy)
    assert listed.top[0].duty.basis == "三定规定第三条" and listed.top[0].confidence > first.confidence
    assert listed.preset and listed.listed.lead.unit == "lamps"
    returned = suggest_unit(Asked(*asked_of(asked), returned=frozenset({"lamps"})), policy)
    assert "lamps" not in [candidate.unit for candidate in returned.top]
    assert suggest_unit(Asked("", "", "C9.99", "990102", city.LINE), policy).top == ()


def asked_of(asked: Asked) -> tuple[str, str, str, str, str]:
    return asked.title, asked.content, asked.content_class, asked.area, asked.line


def test_like_decisions_are_those_of_the_narrowest_area_that_has_any():
    rows = [("990102001", "near", 3), ("990103001", "far", 5), ("990102", "near", 1)]
    assert [(p.unit, p.area, p.count, p.all) for p in past.narrowed(rows, "990102001002")] == [
        ("near", "990102001", 3, 3)
    ]
    assert [(p.unit, p.area) for p in past.narrowed(rows, "990104")] == [("far", "990100"), ("near", "990100")]
    assert past.narrowed([], "990104") == []
