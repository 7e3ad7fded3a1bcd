"""Dispatch: audit, units, leaders, secrecy, disputes."""

from datetime import date

import pytest

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.deadlines import NaturalDays
from hotline.core.policy import shapes as s
from hotline.core.vocabulary import (
    AssignmentState,
    AuditPoint,
    ClockState,
    Complexity,
    ContactField,
    DisputeLevel,
    DocumentKind,
    DocumentState,
    Mode,
    Part,
    Phase,
    RefusalCode,
    RequestState,
    ReworkMode,
    ReworkReason,
    Role,
)
from tests.core.builders import (
    AGENT,
    CITY_LEADER,
    DIRECTOR,
    DISPATCH_LEAD,
    DISPATCHER,
    SHIFT_LEAD,
    START,
    SUPERVISOR,
    Life,
    answer_of,
    clerk,
    clock_rule,
    direct_answer,
    leader,
    local,
    person,
    rule,
    strict_but,
)

ASSIGN = c.AssignToUnit(lead="water", audit=tuple(AuditPoint))


# --- DSP-1, DSP-2 -----------------------------------------------------------------------------------------------------


@pytest.mark.req("DSP-1")
@pytest.mark.req("PRA-14")
def test_assigning_starts_what_the_unit_owes_from_the_dispatch_on() -> None:
    life = Life().submitted().wait(hours=2)
    life.do(DISPATCHER, ASSIGN)
    part = life.part()
    assert (part.part, part.state, part.mode, part.by_unit) == (
        Part.LEAD,
        AssignmentState.ASSIGNED,
        Mode.ASSIGNED,
        "centre",
    )
    assert life.open_clocks() == {"sign_for-1", "return_window-1", "first_contact-1", "reply-1"}
    assert life.clock("dispatch-1").state is ClockState.MET
    assert life.clock("reply-1").started_at == life.now, "not from the signature (PRA-14)"


@pytest.mark.req("DSP-2")
def test_what_the_form_fails_must_be_ticked_or_sent_back() -> None:
    life = Life(content_class="", content="dark", contact=frozenset({ContactField.PHONE})).submitted()
    refusal = life.no(DISPATCHER, c.AssignToUnit(lead="water"), RefusalCode.AUDIT_FAILED)
    assert refusal.params["points"].split("、") == [
        AuditPoint.CONTACT.zh,
        AuditPoint.CONTENT_CLASS.zh,
        AuditPoint.DESCRIPTION.zh,
    ]
    ticked = (AuditPoint.CONTACT, AuditPoint.CONTENT_CLASS)
    refusal = life.no(DISPATCHER, c.AssignToUnit(lead="water", audit=ticked), RefusalCode.AUDIT_FAILED)
    assert refusal.params["points"] == AuditPoint.DESCRIPTION.zh
    life.do(DISPATCHER, c.AssignToUnit(lead="water", audit=(*ticked, AuditPoint.DESCRIPTION)))
    assert life.events(e.Assigned)[0].audit == (*ticked, AuditPoint.DESCRIPTION)


@pytest.mark.req("DSP-2")
def test_sent_back_with_the_reason_and_the_entry_that_answers_it() -> None:
    life = Life().submitted()
    life.no(DISPATCHER, c.SendBackToAgent(reason=""), RefusalCode.FIELD_MISSING)
    life.do(DISPATCHER, c.SendBackToAgent(reason="answered already", entry="k7"))
    assert life.phase is Phase.SENT_BACK and not life.open_clocks()
    assert life.events(e.SentBackToAgent)[0].entry == "k7"
    life.do(AGENT, c.SubmitForDispatch())
    assert life.open_clocks() == {"dispatch-2"}


@pytest.mark.req("DSP-2")
def test_helpers_stop_when_the_order_is_sent_back() -> None:
    life = Life().signed("water", "roads").answer("roads")
    life.do(DISPATCHER, c.AddAssisting(unit="parks"))
    life.do(DISPATCHER, c.RecallAssignment(assignment="a1", reason="wrong"))
    life.do(DISPATCHER, c.SendBackToAgent(reason="mend it"))
    states = [a.state for a in life.order.assignments]
    assert states == [AssignmentState.RECALLED, AssignmentState.SUBMITTED, AssignmentState.RECALLED]
    assert not life.open_clocks()


@pytest.mark.req("DSP-4")
@pytest.mark.parametrize(
    ("arrival", "due"),
    [
        ("2026-03-02 08:30", "2026-03-02 17:00"),
        ("2026-03-02 16:59", "2026-03-02 17:00"),
        ("2026-03-02 17:00", "2026-03-03 12:00"),
        ("2026-03-03 08:29", "2026-03-03 12:00"),
        ("2026-03-07 10:00", "2026-03-07 17:00"),
    ],
)
def test_same_day_clearing(arrival: str, due: str) -> None:
    life = Life(now=local(arrival)).submitted()
    assert life.clock("dispatch-1").due_at == local(due)


@pytest.mark.req("DSP-4")
def test_dispatching_at_the_limit_is_in_time_and_a_moment_later_late() -> None:
    life = Life().submitted().at("2026-03-02 17:00:00")
    assert life.fire() == []
    life.do(DISPATCHER, ASSIGN)
    assert life.clock("dispatch-1").state is ClockState.MET
    late = Life().submitted().at("2026-03-02 17:00:00.000001")
    events = late.do(DISPATCHER, ASSIGN)
    assert events.count("clock_breached") == 1 and late.clock("dispatch-1").state is ClockState.LATE


def test_units_must_exist_be_active_and_be_named_once() -> None:
    life = Life().submitted()
    audit = tuple(AuditPoint)
    for lead, others, code in (
        ("nobody", (), RefusalCode.UNKNOWN_UNIT),
        ("shut", (), RefusalCode.UNKNOWN_UNIT),
        ("", (), RefusalCode.UNKNOWN_UNIT),
        ("water", ("water",), RefusalCode.UNIT_TWICE),
        ("water", ("roads", "roads"), RefusalCode.UNIT_TWICE),
        ("water", ("nobody",), RefusalCode.UNKNOWN_UNIT),
    ):
        life.no(DISPATCHER, c.AssignToUnit(lead=lead, assisting=others, audit=audit), code)


def test_complexity_set_at_dispatch_governs_the_limit() -> None:
    longer = rule(
        "clock.reply",
        clock_rule(NaturalDays(20), Role.UNIT_CLERK),
        "reply.complex",
        when=(("complexity", ("complex",)),),
        overrides=frozenset({"hand:reply.common"}),
    )
    common = rule("clock.reply", clock_rule(NaturalDays(5), Role.UNIT_CLERK), "reply.common")
    life = Life(strict_but(common, longer)).submitted()
    life.do(DISPATCHER, c.AssignToUnit(lead="water", audit=tuple(AuditPoint), complexity=Complexity.COMPLEX))
    assert life.order.complexity is Complexity.COMPLEX
    assert life.clock("reply-1").rule == "hand:reply.complex"


# --- several units ----------------------------------------------------------------------------------------------------


@pytest.mark.req("DSP-7")
def test_each_unit_has_its_own_part_and_the_lead_waits_or_says_why() -> None:
    life = Life().working("water", "roads")
    refusal = life.no(clerk("water"), answer_of("a1"), RefusalCode.PARTS_OPEN)
    assert "roads" in refusal.params["units"]
    life.do(clerk("water"), answer_of("a1", parts_missing="roads answers next week"))
    life.do(leader("water"), c.ApproveAnswer(assignment="a1"))
    assert life.phase is Phase.REPLIED
    assert life.part("a2").live, "the helper goes on"
    life.answer("roads")
    assert life.phase is Phase.REPLIED and not life.part("a2").live


@pytest.mark.req("DSP-7")
def test_a_helpers_answer_is_not_the_orders() -> None:
    life = Life().working("water", "roads").answer("roads")
    assert life.phase is Phase.IN_HAND
    life.answer("water")
    assert life.phase is Phase.REPLIED


@pytest.mark.req("DSP-7")
def test_adding_and_recalling_helpers_beside_a_live_lead() -> None:
    life = Life().submitted()
    life.no(DISPATCHER, c.AddAssisting(unit="roads"), RefusalCode.WRONG_PHASE)
    life.do(DISPATCHER, ASSIGN)
    life.no(DISPATCHER, c.AddAssisting(unit="water"), RefusalCode.UNIT_BUSY)
    life.do(DISPATCHER, c.AddAssisting(unit="roads"))
    assert life.phase is Phase.IN_HAND and life.part("a2").part is Part.ASSISTING
    life.no(clerk("roads"), c.RecallAssignment(assignment="a2", reason="x"), RefusalCode.NOT_ABOVE_UNIT)
    life.do(DISPATCHER, c.RecallAssignment(assignment="a2", reason="not needed"))
    assert life.phase is Phase.IN_HAND
    assert not [k for k in life.order.clocks if k.assignment == "a2" and k.stopped_at is None]


@pytest.mark.req("DSP-7")
def test_recalling_the_lead_goes_back_to_dispatch_and_the_helper_stays() -> None:
    life = Life().signed("water", "roads")
    life.do(DISPATCHER, c.RecallAssignment(assignment="a1", reason="wrong unit"))
    assert life.phase is Phase.AWAITING_DISPATCH and life.part("a2").live
    assert "dispatch-2" in life.open_clocks()
    life.no(DISPATCHER, c.AssignToUnit(lead="roads", audit=tuple(AuditPoint)), RefusalCode.UNIT_BUSY)
    life.do(DISPATCHER, c.AssignToUnit(lead="pipes", audit=tuple(AuditPoint)))
    lead = life.order.lead()
    assert lead is not None and lead.unit == "pipes"


# --- leaders ----------------------------------------------------------------------------------------------------------


@pytest.mark.req("DSP-1")
@pytest.mark.req("DSP-7")
@pytest.mark.req("SUP-3")
def test_a_leader_names_lead_and_helpers_and_a_last_day() -> None:
    life = Life()
    life.do(AGENT, c.SubmitToLeader(text="grave"))
    assert life.phase is Phase.AWAITING_INSTRUCTION
    life.no(CITY_LEADER, c.GiveInstruction(document="d1", text=""), RefusalCode.FIELD_MISSING)
    early = c.GiveInstruction(document="d1", text="act", due_on=date(2026, 3, 1))
    life.no(CITY_LEADER, early, RefusalCode.BAD_DATE)
    life.no(CITY_LEADER, c.GiveInstruction(document="d1", text="act", assisting=("roads",)), RefusalCode.FIELD_MISSING)
    life.do(
        CITY_LEADER,
        c.GiveInstruction(document="d1", text="act", lead="water", assisting=("roads",), due_on=date(2026, 3, 20)),
    )
    assert life.phase is Phase.IN_HAND and life.order.mode is Mode.INSTRUCTED
    assert [a.bound_by for a in life.order.assignments] == ["instruction", "instruction"]
    assert life.clock("instruction-1").due_at == local("2026-03-20 23:59:59.999999")
    life.no(clerk("water"), c.RequestReturn(assignment="a1", reason="no"), RefusalCode.BOUND_BY_RULING)
    life.no(leader("roads"), c.ReportInstruction(document="d1", result="r"), RefusalCode.NOT_YOUR_UNIT)
    life.no(CITY_LEADER, c.GiveInstruction(document="d1", text="again"), RefusalCode.NO_SUCH_DOCUMENT)
    life.do(leader("water"), c.ReportInstruction(document="d1", result="done"))
    assert life.clock("instruction-1").state is ClockState.MET
    document = life.order.document("d1")
    assert document is not None and document.state is DocumentState.ENDED


@pytest.mark.req("SUP-3")
def test_an_instruction_without_units_goes_to_the_dispatcher() -> None:
    life = Life().submitted()
    life.do(DISPATCHER, c.SubmitToLeader(text="whose is it?", to_role=Role.CENTRE_DIRECTOR))
    assert life.clock("dispatch-1").state is ClockState.MET
    life.no(CITY_LEADER, c.GiveInstruction(document="d1", text="t"), RefusalCode.WRONG_ROLE)
    life.do(DIRECTOR, c.GiveInstruction(document="d1", text="find the unit"))
    assert life.phase is Phase.AWAITING_DISPATCH
    assert life.open_clocks() == {"dispatch-2", "instruction-1"}


@pytest.mark.req("SUP-3")
def test_a_submission_beside_the_handling_does_not_hold_it_up() -> None:
    life = Life().working()
    life.do(SUPERVISOR, c.SubmitToLeader(text="hot"))
    assert life.phase is Phase.IN_HAND
    life.no(CITY_LEADER, c.GiveInstruction(document="d1", text="t", lead="roads"), RefusalCode.LEAD_IS_THERE)
    life.do(CITY_LEADER, c.GiveInstruction(document="d1", text="hurry"))
    assert life.phase is Phase.IN_HAND and "instruction-1" in life.open_clocks()


@pytest.mark.req("SUP-3")
def test_a_submission_goes_to_someone_who_can_instruct() -> None:
    life = Life()
    life.no(AGENT, c.SubmitToLeader(text="t", to_role=Role.AGENT), RefusalCode.FIELD_MISSING)


@pytest.mark.req("SUP-3")
def test_instructions_stay_owed_when_the_order_is_answered_at_the_desk() -> None:
    life = Life()
    life.do(AGENT, c.SubmitToLeader(text="t"))
    life.do(CITY_LEADER, c.GiveInstruction(document="d1", text="answer it yourselves"))
    life.do(SHIFT_LEAD, c.SendBackToAgent(reason="see the instruction"))
    life.do(AGENT, direct_answer())
    assert life.open_clocks() == {"instruction-1"}


# --- secrecy ----------------------------------------------------------------------------------------------------------


@pytest.mark.req("DSP-9")
@pytest.mark.parametrize("unit", ["water", "water-town"])
def test_nothing_goes_to_the_accused_or_below(unit: str) -> None:
    life = Life(accused=("water",)).submitted()
    life.no(DISPATCHER, c.AssignToUnit(lead=unit, audit=tuple(AuditPoint)), RefusalCode.ACCUSED_UNIT)
    life.no(
        DISPATCHER, c.AssignToUnit(lead="city", assisting=(unit,), audit=tuple(AuditPoint)), RefusalCode.ACCUSED_UNIT
    )
    life.signed("city")
    life.no(DISPATCHER, c.AddAssisting(unit=unit), RefusalCode.ACCUSED_UNIT)
    life.no(clerk("city"), c.PassDown(assignment="a1", lead=unit), RefusalCode.ACCUSED_UNIT)
    life.no(clerk("city"), c.PassDown(assignment="a1", lead="roads", assisting=(unit,)), RefusalCode.ACCUSED_UNIT)
    life.no(clerk("city"), c.RequestCoSignature(assignment="a1", unit=unit, text="t"), RefusalCode.ACCUSED_UNIT)
    life.do(DISPATCHER, c.EscalateDispute(reason="r"))
    life.no(DISPATCH_LEAD, c.RuleDispute(lead=unit, text="t"), RefusalCode.ACCUSED_UNIT)
    life.contacted("city").answer("city")
    command = c.OrderRework(mode=ReworkMode.DIRECTOR, reason=ReworkReason.POOR_ANSWER, text="t", unit=unit)
    life.no(DIRECTOR, command, RefusalCode.ACCUSED_UNIT)


@pytest.mark.req("DSP-9")
def test_a_leader_cannot_name_the_accused() -> None:
    life = Life(accused=("water",))
    life.do(AGENT, c.SubmitToLeader(text="t"))
    life.no(CITY_LEADER, c.GiveInstruction(document="d1", text="t", lead="pipes"), RefusalCode.ACCUSED_UNIT)


@pytest.mark.req("DSP-9")
def test_rework_goes_to_a_superior_that_is_not_accused() -> None:
    life = Life(strict_but(rule("secrecy", s.SecrecyRule(keep_from_accused=True))), accused=("city",)).submitted()
    life.no(DISPATCHER, ASSIGN, RefusalCode.ACCUSED_UNIT)
    life.do(DISPATCHER, c.AssignToUnit(lead="alone", audit=tuple(AuditPoint)))


@pytest.mark.req("DSP-9")
def test_a_unit_found_to_be_accused_loses_its_part() -> None:
    life = Life().signed("roads", "water", "parks")
    life.do(clerk("water"), c.SignFor(assignment="a2"))
    life.do(clerk("water"), c.PassDown(assignment="a2", lead="water-county"))
    life.do(DISPATCHER, c.RecallAssignment(assignment="a1", reason="wrong"))
    life.do(DISPATCHER, c.Amend(accused=("water",)))
    live = {a.unit for a in life.order.assignments if a.live}
    assert live == {"parks"}
    assert not [k for k in life.order.clocks if k.unit.startswith("water") and k.stopped_at is None]


@pytest.mark.req("DSP-9")
def test_a_pack_may_say_otherwise() -> None:
    life = Life(strict_but(rule("secrecy", s.SecrecyRule(keep_from_accused=False))), accused=("water",)).signed()
    life.do(clerk("water"), c.PassDown(assignment="a1", lead="water-county"))


# --- disputes ---------------------------------------------------------------------------------------------------------


@pytest.mark.req("DSP-5")
def test_a_dispute_climbs_the_ladder_and_each_rung_rules_alone() -> None:
    life = Life().signed()
    life.no(DISPATCH_LEAD, c.RuleDispute(lead="water", text="t"), RefusalCode.NO_DISPUTE)
    rungs = (
        (DisputeLevel.DISPATCH_LEAD, DISPATCH_LEAD, (SUPERVISOR, DIRECTOR)),
        (DisputeLevel.SUPERVISION, SUPERVISOR, (DISPATCH_LEAD, DIRECTOR)),
        (DisputeLevel.CONFERENCE, DIRECTOR, (DISPATCH_LEAD,)),
    )
    for level, ruler, others in rungs:
        life.do(DISPATCHER, c.EscalateDispute(reason="nobody wants it"))
        assert life.order.dispute is level
        for other in others:
            life.no(other, c.RuleDispute(lead="water", text="t"), RefusalCode.WRONG_LEVEL)
        life.no(ruler, c.RuleDispute(lead="water", text=""), RefusalCode.FIELD_MISSING)
    life.no(DISPATCHER, c.EscalateDispute(reason="again"), RefusalCode.TOP_OF_LADDER)


@pytest.mark.req("DSP-5")
def test_a_ruling_binds_the_present_lead_and_refuses_its_return() -> None:
    life = Life().assigned()
    life.do(clerk("water"), c.RequestReturn(assignment="a1", reason="not ours"))
    life.do(DISPATCHER, c.EscalateDispute(reason="not theirs either"))
    life.do(DISPATCH_LEAD, c.RuleDispute(lead="water", assisting=("roads",), text="water leads"))
    part = life.part()
    assert (part.state, part.bound_by) == (AssignmentState.ASSIGNED, "dispatch_lead")
    request = life.order.request("r1")
    assert request is not None and request.state is RequestState.REFUSED
    assert life.order.dispute is None and life.clock("ruling-1").state is ClockState.MET
    assert (life.part("a2").unit, life.part("a2").bound_by) == ("roads", "dispatch_lead"), "the ruling names it, too"
    life.no(clerk("water"), c.RequestReturn(assignment="a1", reason="no!"), RefusalCode.BOUND_BY_RULING)
    life.no(clerk("roads"), c.RequestReturn(assignment="a2", reason="no!"), RefusalCode.BOUND_BY_RULING)


@pytest.mark.req("DSP-5")
def test_a_ruling_gives_the_lead_to_another_unit() -> None:
    life = Life().signed("water", "roads", "parks")
    life.do(DISPATCHER, c.EscalateDispute(reason="r"))
    life.do(DISPATCH_LEAD, c.RuleDispute(lead="roads", assisting=("parks", "pipes"), text="roads leads"))
    live = {a.unit: (a.part, a.id) for a in life.order.assignments if a.live}
    assert live == {
        "roads": (Part.LEAD, "a4"),
        "parks": (Part.ASSISTING, "a3"),
        "pipes": (Part.ASSISTING, "a5"),
    }
    assert life.phase is Phase.IN_HAND
    assert not [k for k in life.order.clocks if k.assignment in ("a1", "a2") and k.stopped_at is None]


@pytest.mark.req("DSP-5")
def test_the_lead_may_be_taken_from_below_a_helper() -> None:
    life = Life().signed("roads", "water")
    life.do(clerk("water"), c.SignFor(assignment="a2"))
    life.do(clerk("water"), c.PassDown(assignment="a2", lead="pipes"))
    life.do(DISPATCHER, c.EscalateDispute(reason="r"))
    life.do(DISPATCH_LEAD, c.RuleDispute(lead="pipes", text="pipes leads"))
    assert life.part("a2").state is AssignmentState.ANSWERING, "the helper works on it itself again"
    lead = life.order.lead()
    assert lead is not None and lead.unit == "pipes" and not lead.parent


@pytest.mark.req("DSP-5")
def test_a_conference_leaves_minutes() -> None:
    policy = strict_but(rule("dispute", s.DisputeRule(ladder=(DisputeLevel.CONFERENCE,))))
    life = Life(policy).submitted()
    life.do(DISPATCHER, c.EscalateDispute(reason="r"))
    life.do(DIRECTOR, c.RuleDispute(lead="water", text="decided together"))
    minutes = life.order.document("d1")
    assert minutes is not None
    assert (minutes.kind, minutes.state) == (DocumentKind.CONFERENCE_MINUTES, DocumentState.ENDED)
    assert life.phase is Phase.IN_HAND and life.clock("dispatch-1").state is ClockState.MET


@pytest.mark.req("DSP-5")
def test_a_dispute_ends_with_the_next_dispatch_or_theanswer_of() -> None:
    life = Life().submitted()
    life.do(DISPATCHER, c.EscalateDispute(reason="r"))
    life.do(DISPATCHER, ASSIGN)
    assert life.order.dispute is None
    life.do(DISPATCHER, c.EscalateDispute(reason="r"))
    life.answer("water")
    assert life.order.dispute is None


@pytest.mark.req("DSP-5")
def test_under_first_receiver_duty_the_first_unit_may_not_bounce() -> None:
    policy = strict_but(rule("dispute", s.DisputeRule(first_unit_bound=True)))
    life = Life(policy).assigned("water", "roads")
    refusal = life.no(clerk("water"), c.RequestReturn(assignment="a1", reason="no"), RefusalCode.BOUND_BY_RULING)
    assert refusal.rule == "hand:dispute"
    life.do(clerk("roads"), c.RequestReturn(assignment="a2", reason="not ours"))


@pytest.mark.req("DSP-3")
def test_only_dispatchers_dispatch() -> None:
    life = Life().submitted()
    for role in Role:
        if role not in (Role.DISPATCHER, Role.DISPATCH_LEAD):
            life.no(person(role), ASSIGN, RefusalCode.WRONG_ROLE)
    life.do(DISPATCH_LEAD, ASSIGN)
    assert life.order.dispatched_at == START
