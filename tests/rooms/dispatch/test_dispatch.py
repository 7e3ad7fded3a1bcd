"""The list is imported whole or not at all; suggestions follow it and say why; returns are counted by month."""

from __future__ import annotations

from datetime import date

import pytest

from hotline.core import commands as c
from hotline.core.responsibility import Why, area_lineage
from hotline.core.vocabulary import AuditPoint, DisputeLevel, Phase
from hotline.dispatch import faults, importing, selectors, services
from hotline.dispatch.models import Responsibility
from hotline.orders import services as orders
from hotline.orders.selectors import get, policy_of
from hotline.project.sample import messages as sample
from tests.rooms.orders import city

ROW = {
    "id": "R1", "content_class": "C1.03", "area": "990100", "unit": "lamps", "duty": "lead", "basis": "三定规定第三条",
    "valid_from": "2024-01-01", "valid_to": "",
}  # fmt: skip


@pytest.fixture
def duties(town):
    importing.import_list(
        [
            ROW,
            ROW | {"id": "R2", "unit": "streets", "duty": "assisting"},
            ROW | {"id": "R3", "content_class": "C1", "unit": "streets", "duty": "fallback"},
        ]
    )
    return town


# --- importing ------------------------------------------------------------------------------------------------------


def test_a_row_is_stored_and_replaced_by_its_id(town):
    assert importing.import_list([ROW]).added == ("R1",)
    importing.import_list([ROW | {"unit": "streets", "valid_to": "2026-12-31"}])
    (kept,) = Responsibility.objects.all()
    assert (kept.ref, kept.unit, kept.valid_until) == ("R1", "streets", date(2026, 12, 31))


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"unit": "nobody"}, "unit"), ({"unit": ""}, "unit"), ({"duty": "chief"}, "duty"), ({"basis": " "}, "basis"),
        ({"valid_from": "soon"}, "valid_from"), ({"valid_to": "2023-01-01"}, "valid_to"),
        ({"content_class": ""}, "content_class"),
    ],
)  # fmt: skip
def test_a_fault_names_line_and_column_and_nothing_is_stored(town, changed, column):
    with pytest.raises(importing.BadList) as bad:
        importing.import_list([ROW, ROW | {"id": "R2"} | changed])
    assert [(f.line, f.column) for f in bad.value.faults] == [(3, column)]
    assert not Responsibility.objects.exists()


def test_an_id_comes_once(town):
    with pytest.raises(importing.BadList) as bad:
        importing.import_list([ROW, ROW])
    assert bad.value.faults == [faults.RowFault(3, "id", "R1")]


def test_area_codes_of_the_sample_are_contained_as_their_structure_says():
    for code, parent in sample.area_parents().items():
        assert parent is None or area_lineage(code)[1] == parent


# --- suggesting -----------------------------------------------------------------------------------------------------


def test_the_suggestion_says_rule_and_basis(duties):
    found = selectors.suggest(city.registered(duties).order)
    assert found.lead and found.lead.unit == "lamps" and [a.unit for a in found.assisting] == ["streets"]
    first, second = selectors.explain(found, "路灯", "望澜区")
    assert first == "职责清单：路灯 × 望澜区 → 市政处（三定规定第三条）"
    assert second.startswith("协办：环卫处")


def test_a_suggestion_is_carried_out(duties):
    order = city.registered(duties)
    done = services.accept_suggestion(order.id, duties["dispatcher"], audit=tuple(AuditPoint))
    assert [(a.unit, a.part.value) for a in done.order.assignments] == [("lamps", "lead"), ("streets", "assisting")]


def test_where_no_rule_decides_nobody_is_guessed(town):
    order = city.registered(town)
    with pytest.raises(services.NoSuggestion):
        services.accept_suggestion(order.id, town["dispatcher"])
    assert [r.why for r in selectors.suggest(order.order).why] == [Why.NO_DUTY]
    assert get(order.id).phase is Phase.AWAITING_DISPATCH


def test_who_returned_it_is_not_suggested_again(duties):
    order = _returned(duties)
    found = selectors.suggest(order)
    assert found.lead and found.lead.unit == "streets"
    assert Why.RETURNED in [r.why for r in found.why]


def test_the_audit_shows_what_the_form_lacks(town):
    order = city.registered(town, content_class="", contact=orders.Contact(phone="13900001234"))
    ticks = {tick.point: tick.met for tick in selectors.audit(order.order, policy_of(order.id))}
    assert set(ticks) == set(AuditPoint)
    assert {point for point, met in ticks.items() if not met} == {AuditPoint.CONTACT, AuditPoint.CONTENT_CLASS}


# --- returns and disputes -------------------------------------------------------------------------------------------


def _returned(town):
    order = city.registered(town)
    orders.apply(order.id, city.ASSIGN, town["dispatcher"])
    orders.apply(order.id, c.RequestReturn(assignment="a1", reason="不在管护范围"), town["lamps_clerk"])
    return orders.apply(order.id, c.GrantRequest(request="r1"), town["dispatcher"]).order


def test_returns_are_counted_by_unit_and_month(town, reacting, moving_clock):
    _returned(town)
    order = city.registered(town)
    orders.apply(order.id, city.ASSIGN, town["dispatcher"])
    orders.apply(order.id, c.RequestReturn(assignment="a1", reason="不在管护范围"), town["lamps_clerk"])
    orders.apply(order.id, c.RefuseRequest(request="r1", reason="职责清单已写明"), town["dispatcher"])
    (count,) = selectors.returns(date(2026, 3, 15), [city.LINE])
    assert (count.unit, count.asked, count.returned, count.refused) == ("lamps", 2, 1, 1)
    moving_clock.advance(days=30)
    _returned(town)
    (april,) = selectors.returns(date(2026, 4, 1), [city.LINE])
    assert (april.asked, april.returned) == (1, 1)
    assert selectors.returns(date(2026, 3, 1), ["another line"]) == []


def test_a_dispute_carries_its_history_up(town):
    order = _returned(town)
    orders.apply(order.id, c.AssignToUnit(lead="streets", audit=tuple(AuditPoint)), town["dispatcher"])
    orders.apply(order.id, c.RequestReturn(assignment="a2", reason="属路灯"), town["streets_clerk"])
    known = selectors.dispute(get(order.id))
    assert known.refusals == (("lamps", "不在管护范围"), ("streets", "属路灯")) and known.units_tried == 2
    done = services.escalate(order.id, town["dispatcher"], "两家都不收")
    assert done.order.dispute is DisputeLevel.DISPATCH_LEAD
    assert done.events[0].reason == "两家都不收\n市政处：不在管护范围\n环卫处：属路灯"
