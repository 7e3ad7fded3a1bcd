"""A figure of a past day is the same whenever it is asked for, whatever happens to its orders afterwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hotline import policy as packs
from hotline.core import commands as c
from hotline.core.vocabulary import ClockName, ContactMethod, ReworkMode, ReworkReason
from hotline.infra import clock
from hotline.insight import figures, rebuilding, services
from hotline.insight.grouping import Scope
from hotline.insight.models import CountedMatter
from hotline.orders import services as orders
from hotline.orders.selectors import get
from hotline.supervision.services import sweep
from tests.rooms.orders import city

pytestmark = pytest.mark.usefixtures("reacting")
PACK = "dezhou-12345"
EXTENSION = c.RequestExtension(assignment="a1", reason="配件到货需要时间，已向来电人说明", days=2)


def days_to(last: date) -> dict[date, object]:
    """Every day from the first Monday with its figures, from the matters and from the kept sums."""
    found = {}
    day = date(2026, 3, 2)
    while day <= last:
        scope = Scope(PACK, day, day)
        policy = packs.load(PACK)
        exact = [figures.exact(policy, scope, by) for by in (None, "class", "unit", "agent", "channel", "line")]
        live = [figures.live(policy, scope, by) for by in (None, "class", "unit", "agent", "channel", "line")]
        assert live == exact
        found[day] = exact
        day += timedelta(days=1)
    return found


def live_on(moving_clock, days: float) -> date:
    """Some days later; limits that were reached have fired and everything is counted. The last day that is settled."""
    until = moving_clock.now() + timedelta(days=days)
    while moving_clock.now() < until:
        moving_clock.move_to(min(until, moving_clock.now() + timedelta(hours=8)))
        sweep()
        services.fill()
    return clock.local(until - timedelta(minutes=15)).date() - timedelta(days=1)


def due_of(order_id: str, name: ClockName):
    return max(found.due_at for found in get(order_id).clocks if found.name is name and found.due_at)


@pytest.fixture
def stays(moving_clock):
    """Remember the figures of all settled days, and compare with them later."""
    remembered: dict[date, object] = {}

    def check(last: date) -> None:
        now = days_to(last)
        assert remembered.items() <= now.items()
        remembered.update(now)
        assert rebuilding.verify(PACK).broken == 0

    return check


@pytest.mark.req("KPI-7")
def test_an_extension_granted_after_the_due_day(town, moving_clock, stays):
    order = city.in_hand(town)
    due = due_of(order.id, ClockName.REPLY)
    moving_clock.move_to(due - timedelta(hours=20))
    services.fill()
    asked = orders.apply(order.id, EXTENSION, town["lamps_clerk"])
    (request,) = [r.id for r in asked.order.requests]
    last = live_on(moving_clock, 2)
    assert last >= clock.local(due).date()
    stays(last)
    late = figures.exact(packs.load(PACK), Scope(PACK, clock.local(due).date(), clock.local(due).date()))[""]["kpi.7"]
    orders.apply(order.id, c.GrantRequest(request=request), town["dispatcher"])
    stays(last)
    excused = CountedMatter.objects.filter(kind="excused")
    stays(live_on(moving_clock, 3))
    assert (late.numerator, late.denominator) == (0, 1)
    assert excused.count() == 1 and excused.get().day > clock.local(due).date()


def test_an_amendment_to_another_class(town, moving_clock, stays):
    order = city.registered(town)
    stays(live_on(moving_clock, 1))
    orders.apply(order.id, c.Amend(content_class="C1.04"), town["dispatcher"])
    orders.apply(order.id, city.ASSIGN, town["dispatcher"])
    orders.apply(order.id, c.SignFor(assignment="a1"), town["lamps_clerk"])
    orders.apply(order.id, city.CONTACTED, town["lamps_clerk"])
    orders.apply(order.id, c.SubmitAnswer(assignment="a1", **city.ANSWER), town["lamps_clerk"])
    orders.apply(order.id, c.ApproveAnswer(assignment="a1"), town["lamps_leader"])
    stays(live_on(moving_clock, 1))
    classes = dict(
        CountedMatter.objects.filter(kind__in=["registered", "answered"]).values_list("kind", "content_class")
    )
    assert classes == {"registered": "C1.03", "answered": "C1.04"}
    stays(live_on(moving_clock, 12))


@pytest.mark.req("KPI-8")
@pytest.mark.req("KPI-10")
def test_a_second_call_back(town, moving_clock, stays):
    order = city.replied(town)
    orders.apply(order.id, c.TakeCallback(), town["caller"])
    unhappy = c.RecordCallback(
        reached=True, answered=True, solved=False, satisfied_result=False, satisfied_process=True
    )
    orders.apply(order.id, unhappy, town["caller"])
    orders.apply(order.id, c.JudgeDissatisfaction(reasonable=True, grounds="路灯仍不亮"), town["supervisor"])
    stays(live_on(moving_clock, 1))
    redo = c.OrderRework(mode=ReworkMode.SAME_UNIT, reason=ReworkReason.DISSATISFIED, text="请重新维修")
    orders.apply(order.id, redo, town["supervisor"])
    part = get(order.id).assignments[-1].id
    stays(live_on(moving_clock, 1))
    orders.apply(order.id, c.SignFor(assignment=part), town["lamps_clerk"])
    orders.apply(
        order.id, c.LogContact(assignment=part, method=ContactMethod.PHONE, note="再次说明"), town["lamps_clerk"]
    )
    orders.apply(order.id, c.SubmitAnswer(assignment=part, **city.ANSWER), town["lamps_clerk"])
    orders.apply(order.id, c.ApproveAnswer(assignment=part), town["lamps_leader"])
    stays(live_on(moving_clock, 1))
    orders.apply(order.id, c.TakeCallback(), town["caller"])
    orders.apply(order.id, city.SATISFIED, town["caller"])
    stays(live_on(moving_clock, 10))
    results = list(CountedMatter.objects.filter(kind="called_back").order_by("day").values_list("day", flat=True))
    assert len(results) == 2 and results[0] < results[1]
    period = figures.exact(packs.load(PACK), Scope(PACK, date(2026, 3, 1), date(2026, 3, 31)))[""]
    assert (period["kpi.8"].numerator, period["kpi.8"].denominator) == (1, 2)
    assert (period["kpi.10"].numerator, period["kpi.10"].denominator) == (1, 2)


def test_a_command_that_began_before_midnight_still_counts_on_its_day(town, moving_clock):
    """The day is settled a quarter of an hour later: until then an event of its last second may still arrive."""
    moving_clock.move_to(moving_clock.now().replace(hour=15, minute=59))  # 23:59 in Shanghai
    order = city.registered(town)
    moving_clock.advance(minutes=5)
    services.fill()
    assert CountedMatter.objects.filter(kind="registered", settled=False).count() == 1
    moving_clock.advance(minutes=20)
    services.fill()
    assert CountedMatter.objects.filter(ref=order.id, settled=False).count() == 0
