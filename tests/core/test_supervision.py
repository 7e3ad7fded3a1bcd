"""Supervision orders and urging (SUP-2)."""

import pytest

from hotline.core import commands as c
from hotline.core.policy import shapes as s
from hotline.core.vocabulary import (
    ClockState,
    DocumentState,
    Phase,
    RefusalCode,
    SupervisionForm,
    SupervisionReason,
)
from tests.core.builders import (
    AGENT,
    CALLER,
    DIRECTOR,
    DISPATCHER,
    SUPERVISOR,
    SYSTEM,
    Life,
    clerk,
    day_end,
    leader,
    local,
    rule,
    strict_but,
)


def placed(reason: SupervisionReason = SupervisionReason.HOT, part: str = "a1") -> c.PlaceUnderSupervision:
    return c.PlaceUnderSupervision(assignment=part, reason=reason, form=SupervisionForm.WRITTEN, text="hurry")


def document_state(life: Life) -> DocumentState:
    found = life.order.document("d1")
    assert found is not None
    return found.state


@pytest.mark.req("SUP-2")
def test_a_supervision_order_is_answered_by_the_units_leader_in_time() -> None:
    life = Life().working("water", "roads")
    life.no(DISPATCHER, placed(), RefusalCode.WRONG_ROLE)
    life.no(SUPERVISOR, placed(part="a9"), RefusalCode.NO_SUCH_PART)
    life.do(SUPERVISOR, placed())
    assert life.clock("supervision-1").due_at == day_end("2026-03-05")
    life.no(clerk("water"), c.AnswerSupervision(document="d1", text="t"), RefusalCode.WRONG_ROLE)
    life.no(leader("roads"), c.AnswerSupervision(document="d1", text="t"), RefusalCode.NOT_YOUR_UNIT)
    life.no(leader("water"), c.AnswerSupervision(document="d1", text=""), RefusalCode.FIELD_MISSING)
    life.no(leader("water"), c.AnswerSupervision(document="d2", text="t"), RefusalCode.NO_SUCH_DOCUMENT)
    life.do(leader("water"), c.AnswerSupervision(document="d1", text="tomorrow"))
    assert (life.clock("supervision-1").state, document_state(life)) == (ClockState.MET, DocumentState.ANSWERED)
    life.no(leader("water"), c.AnswerSupervision(document="d1", text="t"), RefusalCode.NO_SUCH_DOCUMENT)
    life.do(DIRECTOR, c.LiftSupervision(document="d1", text="done"))
    life.no(DIRECTOR, c.LiftSupervision(document="d1", text="done"), RefusalCode.NO_SUCH_DOCUMENT)
    assert document_state(life) is DocumentState.ENDED


@pytest.mark.req("SUP-2")
def test_lifting_without_an_answer_is_no_answer_in_time() -> None:
    life = Life().working()
    life.do(SUPERVISOR, placed())
    life.do(SUPERVISOR, c.LiftSupervision(document="d1", text="not needed"))
    assert life.clock("supervision-1").state is ClockState.CANCELLED


@pytest.mark.req("SUP-2")
@pytest.mark.parametrize("reason", list(SupervisionReason))
def test_every_reason_of_the_pack_and_no_other(reason: SupervisionReason) -> None:
    Life().working().do(SUPERVISOR, placed(reason))
    policy = strict_but(rule("supervision", s.SupervisionRule(frozenset(SupervisionReason) - {reason})))
    refusal = Life(policy).working().no(SUPERVISOR, placed(reason), RefusalCode.NOT_OFFERED)
    assert refusal.rule == "hand:supervision" and reason.zh in refusal.text


@pytest.mark.req("SUP-2")
def test_supervision_outlives_the_closing_and_keeps_the_file_open() -> None:
    life = Life().working()
    life.do(SUPERVISOR, placed())
    life.answer("water")
    life.do(SUPERVISOR, placed(SupervisionReason.MEDIA))
    life.fire(local("2026-03-09 09:00"))
    assert life.clock("supervision-1").breached_at is not None
    life.do(CALLER, c.RecordCallback(reached=True, satisfied_result=True))
    assert life.phase is Phase.CLOSED and life.open_clocks() == {"supervision-1", "supervision-2"}


@pytest.mark.req("SUP-2")
def test_an_open_supervision_order_is_not_archived() -> None:
    life = Life().closed()
    life.do(SUPERVISOR, placed())
    refusal = life.no(SYSTEM, c.Archive(manifest="m"), RefusalCode.DOCUMENTS_OPEN)
    assert "督办单" in refusal.text
    life.do(SUPERVISOR, c.LiftSupervision(document="d1", text="t"))
    life.do(SYSTEM, c.Archive(manifest="m"))


@pytest.mark.req("SUP-1")
def test_urging_is_recorded_and_is_not_a_supervision_order() -> None:
    life = Life().assigned()
    life.no(AGENT, c.Urge(assignment="a1", text=""), RefusalCode.FIELD_MISSING)
    assert life.do(AGENT, c.Urge(assignment="a1", text="please")) == ["urged"]
    assert life.order.documents == ()
    life.answer("water")
    life.no(AGENT, c.Urge(assignment="a1", text="please"), RefusalCode.WRONG_STATE)


@pytest.mark.req("SUP-2")
def test_a_unit_without_a_part_cannot_be_put_under_supervision() -> None:
    life = Life().submitted()
    life.no(SUPERVISOR, placed(), RefusalCode.NO_SUCH_PART)
