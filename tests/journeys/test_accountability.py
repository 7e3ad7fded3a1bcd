"""互动单 → 自查 → 定责, in a hotline of a company (S3 首问责任制 六): the desk of the rule's own pack (SUP-4)."""

from __future__ import annotations

import pytest

from hotline.accounts import services as accounts
from hotline.accounts.models import Person
from hotline.core.vocabulary import ClockState, ProcedureState, Ruling
from hotline.supervision.sweeper import sweep
from tests.journeys import city, steps
from tests.journeys.people import MATTER
from tests.journeys.written import by, last, order_of

pytestmark = [pytest.mark.journey, pytest.mark.req("SUP-4")]
COMPLAINT = MATTER | {
    "诉求内容": "去营业厅问套餐资费，被两次转到别的窗口，没有人答复。",
    "标题": "问资费被推诿",
    "性质": "投诉",
    "内容分类": "资费标准",
    "地点": "江岸营业厅",
}


@pytest.fixture
def people(live: str, moving_clock: object, monkeypatch: pytest.MonkeyPatch) -> dict[str, Person]:
    """The same people in a company's hotline."""
    named = {"city": "省公司", "centre": "省客户服务中心", "works": "江岸市分公司", "works.lamps": "江岸营业厅"}
    monkeypatch.setattr(city, "UNITS", [unit | {"name": named.get(unit["id"], unit["name"])} for unit in city.UNITS])
    found = city.build()
    mobile = {"id": city.LINE, "name": "客户服务热线", "code": "10086", "prefix": "YD", "pack": "hubei-mobile-10086"}
    accounts.save_lines([mobile])
    return found


def complained(sit) -> str:
    """A complaint that the branch has to answer; its number."""
    number = sit("agent").file_order(matter=COMPLAINT)
    steps.assign(sit("dispatcher"), number, "江岸市分公司")
    return number


def start(supervisor, number: str) -> None:
    supervisor.find(number)
    form = supervisor.open_form("启动程序", {"启动哪项程序": "涉嫌违反首问责任制"})
    supervisor.fill(form, {"情由": "来电录音：两次转接，没有人答复"})
    supervisor.send("启动程序")
    supervisor.is_told("程序已启动")
    supervisor.take("procedures", number)
    supervisor.do("办理程序", {"结果": "已通知", "办理情况": "互动单已发，请自查"})
    supervisor.sees("等江岸市分公司", "“自查”时限", "互动单已发，请自查")


def test_a_breach_is_denied_looked_into_and_ruled(sit, people, moving_clock):
    number = complained(sit)
    supervisor = sit("supervisor")
    start(supervisor, number)

    moving_clock.advance(days=2)
    leader = sit("works_leader", phone=True)
    leader.find(number)
    leader.sees("涉嫌违反首问责任制", "来电录音：两次转接，没有人答复")
    form = leader.open_form("办理程序", {"结果": "有异议"})
    leader.send("办理程序")
    leader.page.get_by_text("请填写“事件内容”").wait_for()
    leader.fill(form, {"事件内容": "当日系统故障，已登记并回电", "办理情况": "附系统故障记录"})
    before = leader.order.get_attribute("data-v") or ""
    leader.send("办理程序")
    leader.moved_on(before)
    leader.sees("有异议", "当日系统故障，已登记并回电")

    supervisor.take("procedures", number)
    supervisor.sees("附系统故障记录", "自查报告")
    supervisor.do("办理程序", {"结果": "违反", "办理情况": "故障记录与录音时间不符"})
    supervisor.sees("已结束", "有责", "处理建议，由有权的人决定", "全省通报批评")
    supervisor.sees("“涉嫌违反首问责任制”（江岸市分公司）结束，认定为有责。")
    procedure = order_of(number).procedures[0]
    assert (procedure.state, procedure.ruling, procedure.unit) == (ProcedureState.ENDED, Ruling.AT_FAULT, "works")
    assert dict(last(number, "step_taken").given) == {}
    assert by(number, "step_taken") == [str(people[who].id) for who in ("supervisor", "works_leader", "supervisor")]


def test_no_report_in_time_is_a_breach(sit, people, moving_clock):
    number = complained(sit)
    supervisor = sit("supervisor")
    start(supervisor, number)
    moving_clock.advance(days=14)
    assert sweep().failed == ()

    leader = sit("works_leader")
    leader.find(number)
    leader.sees("到期没有办理，按“逾期不报”处理", "直接予以全省通报批评", "认定为有责")
    assert leader.button("办理程序").count() == 0
    clocks = [k for k in order_of(number).clocks if k.step == "self_check"]
    assert [k.state for k in clocks] == [ClockState.CANCELLED] and clocks[0].breached_at is not None
