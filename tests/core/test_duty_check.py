"""Gaps and overlaps of the list of duties, found by the question a dispatcher asks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.duty_check import DutyFault, Fault, faults
from hotline.core.responsibility import Duty, DutyKind, Matter, suggest

DAY = date(2026, 3, 2)
AREAS = ("990101", "990102")
pytestmark = pytest.mark.req("DSP-3")


def duty(ident, content_class, area, unit, kind="lead", **more):
    return Duty(ident, content_class, area, unit, DutyKind(kind), "basis", **{"valid_from": DAY} | more)


def check(*duties, classes=("C1", "C1.01"), day=DAY):
    return faults(duties, classes, AREAS, day, lambda u: (u,), lambda u: u != "closed")


def test_a_complete_list_has_no_fault():
    assert check(duty("1", "C1", "", "roads")) == ()


def test_a_class_without_a_unit_is_a_gap_everywhere_or_in_the_areas_left_out():
    assert check(duty("1", "C1.01", "", "roads")) == (DutyFault(Fault.GAP, "C1"),)
    assert check(duty("1", "C1", "990101", "roads"), classes=("C1",)) == (DutyFault(Fault.GAP, "C1", ("990102",)),)


def test_a_duty_that_has_ended_leaves_a_gap():
    ended = duty("1", "C1", "", "roads", valid_until=DAY)
    assert check(ended, classes=("C1",)) == ()
    assert [f.fault for f in check(ended, classes=("C1",), day=date(2026, 3, 3))] == [Fault.GAP]


def test_two_leads_that_are_equally_near_overlap_and_both_are_named():
    rows = (duty("1", "C1", "990101", "roads"), duty("2", "C1", "990101", "parks"), duty("3", "C1", "990102", "roads"))
    (found,) = check(*rows, classes=("C1",))
    assert (found.fault, found.areas, set(found.duties)) == (Fault.OVERLAP, ("990101",), {"1", "2"})


def test_what_only_the_fall_back_unit_answers_is_said():
    (found,) = check(duty("1", "C1", "", "last", "fallback"), classes=("C1",))
    assert (found.fault, found.units) == (Fault.ONLY_FALLBACK, ("last",))


def test_rows_that_lead_nowhere_are_named():
    kinds = {f.fault for f in check(duty("1", "C9", "", "roads"), duty("2", "C1", "", "closed"))}
    assert {Fault.UNKNOWN_CLASS, Fault.INACTIVE_UNIT, Fault.GAP} == kinds


_rows = st.lists(
    st.tuples(
        st.sampled_from(["C1", "C1.01", "C2"]),
        st.sampled_from(["", *AREAS]),
        st.sampled_from(["roads", "parks", "closed"]),
        st.sampled_from(list(DutyKind)),
    ),
    max_size=8,
)


@given(_rows)
def test_no_gap_or_overlap_means_that_every_question_has_one_answer(rows):
    duties = [Duty(str(n), c, a, u, k, "basis", DAY) for n, (c, a, u, k) in enumerate(rows)]
    found = check(*duties)
    open_questions = {(f.content_class, area) for f in found for area in (f.areas or AREAS) if f.fault in OPEN}
    for content_class in ("C1", "C1.01"):
        for area in AREAS:
            answer = suggest(Matter(content_class, area, DAY), duties, lambda u: (u,), lambda u: u != "closed")
            assert (answer.lead is None) == ((content_class, area) in open_questions)


OPEN = {Fault.GAP, Fault.OVERLAP}
