"""Who answers: narrowest area, item before class, fall-back last; two equally near are shown both."""

from __future__ import annotations

from datetime import date

import pytest

from hotline.core.responsibility import Duty, DutyKind, Matter, Suggestion, Why, area_lineage, class_lineage, suggest

DAY = date(2026, 3, 2)


def duty(ident: str, content_class: str, area: str, unit: str, kind: str = "lead", **more: date) -> Duty:
    return Duty(ident, content_class, area, unit, DutyKind(kind), f"basis {ident}", **{"valid_from": DAY} | more)


def ask(*duties: Duty, **more: object) -> Suggestion:
    matter = Matter(**{"content_class": "C1.03", "area": "990102001", "day": DAY} | more)
    return suggest(matter, duties, lambda u: (u, u.partition(".")[0]), lambda u: u != "closed")


def whys(found: Suggestion) -> list[Why]:
    return [reason.why for reason in found.why]


def test_codes_are_taken_apart_by_their_structure():
    assert area_lineage("990102001003") == ("990102001003", "990102001", "990102", "990100", "990000")
    assert area_lineage("990102") == ("990102", "990100", "990000")
    assert area_lineage("990100") == ("990100", "990000")
    assert area_lineage("east") == ("east",) and area_lineage("") == ()
    assert class_lineage("C1.02.3") == ("C1.02.3", "C1.02", "C1")
    assert class_lineage("") == ()


def test_the_narrowest_area_comes_first():
    found = ask(duty("1", "C1.03", "990100", "city"), duty("2", "C1.03", "990102", "district"))
    assert found.lead and found.lead.unit == "district"
    assert whys(found) == [Why.ITEM_IN_AREA]
    assert [c.unit for c in found.alternatives] == ["city"]


def test_in_one_area_the_item_comes_before_the_class():
    found = ask(duty("1", "C1", "990102", "general"), duty("2", "C1.03", "990102", "special"))
    assert found.lead and found.lead.unit == "special"


def test_a_narrower_class_duty_comes_before_a_wider_item_duty():
    found = ask(duty("1", "C1", "990102", "district"), duty("2", "C1.03", "990100", "city"))
    assert found.lead and found.lead.unit == "district" and whys(found) == [Why.CLASS_IN_AREA]


def test_the_fall_back_comes_last_even_when_it_is_nearer():
    rows = [duty("1", "C1", "990102001", "last", "fallback"), duty("2", "C1.03", "", "anywhere")]
    assert ask(*rows).lead.unit == "anywhere"  # type: ignore[union-attr]
    alone = ask(rows[0])
    assert alone.lead and alone.lead.unit == "last" and whys(alone) == [Why.FALLBACK]


def test_two_equally_near_are_both_shown():
    found = ask(duty("1", "C1.03", "990102", "b"), duty("2", "C1.03", "990102", "a"))
    assert found.lead is None
    assert [c.unit for c in found.alternatives] == ["a", "b"]
    assert whys(found) == [Why.ITEM_IN_AREA, Why.ITEM_IN_AREA, Why.EQUALLY_NEAR]


def test_one_unit_named_twice_is_no_tie():
    found = ask(duty("1", "C1.03", "990102", "a"), duty("2", "C1.03", "990102", "a"))
    assert found.lead and found.lead.unit == "a" and found.alternatives == ()


def test_the_accused_and_those_below_never_get_it():
    found = ask(
        duty("1", "C1.03", "990102", "police.east"), duty("2", "C1.03", "990100", "city"), accused=frozenset({"police"})
    )
    assert found.lead and found.lead.unit == "city"
    assert Why.ACCUSED in whys(found)


def test_who_returned_it_or_is_closed_is_not_asked_again():
    rows = (duty("1", "C1.03", "990102001", "a"), duty("2", "C1.03", "990102", "closed"))
    found = ask(*rows, duty("3", "C1.03", "990100", "b"), returned=frozenset({"a"}))
    assert found.lead and found.lead.unit == "b"
    assert whys(found) == [Why.ITEM_IN_AREA, Why.RETURNED, Why.INACTIVE]


def test_assisting_units_of_the_narrowest_list_come_along():
    found = ask(
        duty("1", "C1.03", "990102", "lead"),
        duty("2", "C1.03", "990102", "helper", "assisting"),
        duty("3", "C1.03", "990100", "far helper", "assisting"),
        duty("4", "C1.03", "990102", "lead", "assisting"),
    )
    assert [c.unit for c in found.assisting] == ["helper"]
    assert whys(found) == [Why.ITEM_IN_AREA, Why.ASSISTS]


@pytest.mark.parametrize(
    ("day", "unit"),
    [(date(2026, 3, 1), None), (date(2026, 3, 2), "old"), (date(2026, 3, 9), "old"), (date(2026, 3, 10), "new")],
)
def test_duties_are_dated(day, unit):
    found = ask(
        duty("1", "C1.03", "", "old", valid_until=date(2026, 3, 9)),
        duty("2", "C1.03", "", "new", valid_from=date(2026, 3, 10)),
        day=day,
    )
    assert (found.lead.unit if found.lead else None) == unit
    assert unit or whys(found) == [Why.NO_DUTY]


def test_without_a_class_nobody_is_guessed():
    assert whys(ask(duty("1", "C1.03", "", "a"), content_class="")) == [Why.NO_CLASS]
