"""Procedures of the pack: who opens them, who acts at each stage, what each outcome brings, what silence brings."""

import json
from dataclasses import replace
from datetime import date

import pytest

from hotline.core import codec
from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.evolve import replay
from hotline.core.policy import shapes as s
from hotline.core.state import SYSTEM, Actor, Order, Waits
from hotline.core.vocabulary import (
    ClockName,
    ClockState,
    CommandName,
    Phase,
    ProcedureState,
    RefusalCode,
    Role,
    Ruling,
)
from hotline.core.workflow import allowed, decide
from tests.core import builders as b
from tests.core.builders import (
    AGENT,
    ARCHIVIST,
    CALLER,
    DIRECTOR,
    DISPATCHER,
    SUPERVISOR,
    UNITS,
    Life,
    clerk,
    day_end,
    leader,
    local,
    rule,
    strict,
    strict_but,
    unchanged,
)

pytestmark = pytest.mark.req("SUP-4")
SHEET = c.OpenProcedure(kind="sheet", text="推诿")


def step(outcome: str, procedure: str = "p1", **fields: object) -> c.TakeStep:
    return c.TakeStep(**{"procedure": procedure, "outcome": outcome, "text": "如此", **fields})  # type: ignore[arg-type]  # fields by name


def checking() -> Life:
    """The unit is asked to look into itself."""
    life = Life().working()
    life.do(SUPERVISOR, SHEET)
    life.do(SUPERVISOR, step("sent"))
    return life


def judging() -> Life:
    life = checking()
    life.do(leader("water"), step("denied", given={"post": "desk"}))
    return life


def at(life: Life, ident: str = "p1") -> str:
    found = life.order.procedure(ident)
    assert found is not None
    return found.stage if found.state is ProcedureState.OPEN else found.state.value


def ruling(life: Life) -> Ruling:
    return life.order.procedures[0].ruling


# --- a life of one ----------------------------------------------------------------------------------------------------


def test_from_the_sheet_to_the_notice() -> None:
    life = Life().working()
    assert life.do(SUPERVISOR, SHEET) == ["procedure_opened"]
    opened = life.order.procedures[0]
    assert (opened.unit, opened.stage, opened.waits) == ("water", "notify", Waits((Role.SUPERVISOR,)))
    assert life.do(SUPERVISOR, step("sent")) == ["step_taken", "clock_started"]
    assert life.order.procedures[0].waits == Waits((Role.UNIT_LEADER,), "water")
    clock = life.clock("procedure-1")
    assert (clock.unit, clock.owner, clock.procedure) == ("water", Role.UNIT_LEADER, "p1")
    assert clock.due_at == day_end("2026-03-09"), "five working days after Monday"
    given = {"remark": " ", "post": "desk 3"}
    assert life.do(leader("water"), step("denied", given=given)) == ["step_taken", "clock_stopped"]
    assert life.clock("procedure-1").state is ClockState.MET
    taken = life.events(e.StepTaken)[-1]
    assert taken.given == (("post", "desk 3"),) and taken.documents == ("自查报告",) and not taken.late
    assert life.do(DIRECTOR, step("at_fault")) == ["step_taken"]
    assert ruling(life) is Ruling.AT_FAULT
    assert life.do(SUPERVISOR, step("done")) == ["step_taken", "procedure_ended"]
    assert (at(life), ruling(life)) == ("ended", Ruling.AT_FAULT), "a last step without a ruling leaves what was ruled"
    assert life.events(e.StepTaken)[-1].proposes == ("扣奖金",)
    assert life.order.procedures[0].steps == 4
    life.no(SUPERVISOR, step("done"), RefusalCode.PROCEDURE_ENDED)
    assert replay(life.records) == life.order


@pytest.mark.parametrize(
    ("outcome", "stands", "found", "proposes"),
    [("admitted", "ended", Ruling.AT_FAULT, ("通报",)), ("denied", "judge", Ruling.NONE, ())],
)
def test_every_outcome_of_the_unit(outcome: str, stands: str, found: Ruling, proposes: tuple[str, ...]) -> None:
    life = checking()
    life.do(leader("water"), step(outcome, given={"post": "desk"}))
    assert (at(life), ruling(life), life.events(e.StepTaken)[-1].proposes) == (stands, found, proposes)


@pytest.mark.parametrize(("outcome", "found"), [("at_fault", Ruling.AT_FAULT), ("cleared", Ruling.NOT_AT_FAULT)])
def test_every_ruling(outcome: str, found: Ruling) -> None:
    life = judging()
    life.do(SUPERVISOR, step(outcome))
    assert ruling(life) is found


# --- silence ----------------------------------------------------------------------------------------------------------


def test_no_report_in_time_counts_as_a_breach() -> None:
    """S3 首问责任制 六(二): 逾期不报的视为违反."""
    life = checking()
    life.fire(local("2026-03-09 23:59"))
    life.at("2026-03-10 00:00")
    said = life.do(SYSTEM, c.FireClock(clock="procedure-1", stage="due"))
    assert said == ["reminder_sent", "clock_breached", "step_taken", "clock_stopped", "procedure_ended"]
    taken = life.events(e.StepTaken)[-1]
    assert (taken.outcome, taken.late, taken.text, taken.given) == ("silent", True, "", ())
    assert taken.proposes == ("通报", "扣奖金") and ruling(life) is Ruling.AT_FAULT
    assert life.clock("procedure-1").state is ClockState.CANCELLED, "nobody did what it was for"
    assert life.clock("procedure-1").breached_at is not None


def test_the_last_moment_is_in_time_and_the_next_is_not() -> None:
    life = checking()
    life.now = day_end("2026-03-09")
    in_time = checking()
    in_time.now = day_end("2026-03-09")
    in_time.do(leader("water"), step("denied", given={"post": "desk"}))
    life.at("2026-03-10 00:00")
    with unchanged(life):
        no = life.no(leader("water"), step("denied", given={"post": "desk"}), RefusalCode.STEP_TOO_LATE)
    assert no.rule == "hand:clock.procedure.sheet.check" and "逾期不报" in no.text


def test_where_silence_says_nothing_a_late_step_is_still_taken() -> None:
    life = Life().working()
    life.do(SUPERVISOR, c.OpenProcedure(kind="conference", text="两家都不管"))
    life.fire(local("2026-03-06 00:00"))
    assert at(life) == "assent" and life.clock("procedure-1").breached_at is not None
    life.do(leader("city"), step("given"))
    assert life.clock("procedure-1").state is ClockState.LATE and at(life) == "meet"


# --- who --------------------------------------------------------------------------------------------------------------


def test_who_may_act_is_said_by_the_stage() -> None:
    life = checking()
    for other in (SUPERVISOR, clerk("water"), leader("roads"), leader("city"), leader("water-county")):
        with unchanged(life):
            no = life.no(other, step("admitted", given={"post": "desk"}), RefusalCode.NOT_YOUR_STEP)
        assert "unit water" in no.text and Role.UNIT_LEADER.zh in no.text
    life.do(leader("water"), step("denied", given={"post": "desk"}))
    life.no(leader("water"), step("cleared"), RefusalCode.NOT_YOUR_STEP)
    life.do(DIRECTOR, step("cleared"))


def test_the_unit_directly_above_acts_or_the_centre_where_there_is_none() -> None:
    life = Life().working()
    life.do(SUPERVISOR, c.OpenProcedure(kind="conference", unit="water-county", text="两家都不管"))
    life.no(leader("city"), step("given"), RefusalCode.NOT_YOUR_STEP)
    life.no(leader("water-county"), step("given"), RefusalCode.NOT_YOUR_STEP)
    assert life.clock("procedure-1").unit == "water"
    life.do(leader("water"), step("given"))
    life.do(SUPERVISOR, c.OpenProcedure(kind="conference", unit="alone", text="两家都不管"))
    life.do(DISPATCHER, step("given", "p2"))


def test_who_opens_is_said_by_the_procedure() -> None:
    life = Life().working()
    for other in (AGENT, DISPATCHER, DIRECTOR, leader("water")):
        life.no(other, SHEET, RefusalCode.WRONG_ROLE)
    life.no(CALLER, SHEET, RefusalCode.WRONG_ROLE)
    life.no(b.person(Role.INSPECTION), SHEET, RefusalCode.WRONG_ROLE)
    nobody = b.make_policy(*b.STRICT_RULES, lists=replace(b.LISTS, procedures=()))
    Life(nobody).no(SUPERVISOR, SHEET, RefusalCode.NOT_OFFERED)


@pytest.mark.req("HND-8")
def test_a_unit_opens_only_in_a_matter_that_it_handles_and_takes_back_only_its_own() -> None:
    aid = c.OpenProcedure(kind="aid", text="申请援助")
    life = Life().working()
    life.no(clerk("roads"), aid, RefusalCode.NOT_YOUR_UNIT)
    life.do(clerk("water"), aid)
    life.do(SUPERVISOR, SHEET)
    assert [p.by_unit for p in life.order.procedures] == ["water", ""]
    life.no(clerk("roads"), c.CancelProcedure(procedure="p1", reason="x"), RefusalCode.WRONG_ROLE)
    life.no(clerk("water"), c.CancelProcedure(procedure="p2", reason="x"), RefusalCode.WRONG_ROLE)
    life.do(DISPATCHER, step("granted"))
    assert ruling(life) is Ruling.GRANTED


def test_offers_say_ahead_what_can_be_done() -> None:
    life = checking()
    for actor in b.EVERYBODY:
        offers = allowed(b.Snapshot(life.order, actor, UNITS), life.policy, None, life.now)
        can = [o.target for o in offers if o.command is CommandName.TAKE_STEP and o.refusal is None]
        assert can == (["p1"] if actor == leader("water") else [])


# --- for which orders -------------------------------------------------------------------------------------------------


def test_only_for_natures_and_classes_that_it_is_for() -> None:
    hearing, conference = (c.OpenProcedure(kind=k, text="t") for k in ("hearing", "conference"))
    Life(nature="complaint").do(AGENT, hearing)
    Life().no(DISPATCHER, hearing, RefusalCode.PROCEDURE_NOT_FOR_THIS)
    no = Life().no(AGENT, hearing, RefusalCode.WRONG_ROLE)
    assert Role.SUPERVISOR.zh in no.text, "who opens what there is for this order"
    Life(content_class="C1").assigned().do(SUPERVISOR, conference)
    Life(content_class="C2").assigned().no(SUPERVISOR, conference, RefusalCode.PROCEDURE_NOT_FOR_THIS)
    Life().no(SUPERVISOR, c.OpenProcedure(kind="nothing", text="t"), RefusalCode.UNKNOWN_PROCEDURE)
    Life().no(SUPERVISOR, replace(SHEET, unit="water", text=" "), RefusalCode.FIELD_MISSING)


def test_a_unit_is_named_or_is_the_lead() -> None:
    Life().no(SUPERVISOR, SHEET, RefusalCode.FIELD_MISSING)
    Life().no(SUPERVISOR, replace(SHEET, unit="shut"), RefusalCode.UNKNOWN_UNIT)
    life = Life()
    life.do(SUPERVISOR, replace(SHEET, unit="roads"))
    assert life.order.procedures[0].unit == "roads"
    about_nobody = Life(nature="complaint").working()
    about_nobody.do(AGENT, c.OpenProcedure(kind="hearing", unit="water", text="t"))
    assert about_nobody.order.procedures[0].unit == ""


@pytest.mark.parametrize("unit", ["water", "roads"])
def test_two_of_one_kind_about_one_unit_do_not_run_side_by_side(unit: str) -> None:
    life = checking()
    if unit == "water":
        life.no(SUPERVISOR, replace(SHEET, unit=unit), RefusalCode.PROCEDURE_RUNNING)
        life.do(leader("water"), step("admitted", given={"post": "desk"}))
    life.do(SUPERVISOR, replace(SHEET, unit=unit))
    assert at(life, "p2") == "notify"


@pytest.mark.req("DSP-9", "SEC-3")
def test_the_accused_unit_is_not_asked_where_matters_are_kept_from_it() -> None:
    life = Life(nature="complaint", accused=("roads",))
    for unit in ("roads", "roads-county"):
        life.no(SUPERVISOR, replace(SHEET, unit=unit), RefusalCode.ACCUSED_UNIT)
    life.no(SUPERVISOR, c.OpenProcedure(kind="conference", unit="roads-county", text="t"), RefusalCode.ACCUSED_UNIT)
    life.do(SUPERVISOR, c.OpenProcedure(kind="conference", unit="roads", text="t"))
    inside = strict_but(rule("secrecy", s.SecrecyRule(keep_from_accused=False)))
    Life(inside, accused=("roads",)).do(SUPERVISOR, replace(SHEET, unit="roads"))


@pytest.mark.req("DSP-9")
def test_a_unit_that_turns_out_to_be_accused_is_not_asked_any_more() -> None:
    life = Life()
    life.do(SUPERVISOR, replace(SHEET, unit="roads"))
    life.do(SUPERVISOR, step("sent"))
    life.do(SUPERVISOR, replace(SHEET, unit="water"))
    assert life.do(AGENT, c.Amend(accused=("roads",))) == ["amended", "procedure_cancelled", "clock_stopped"]
    assert [at(life, p) for p in ("p1", "p2")] == ["cancelled", "notify"]


# --- what is written down ---------------------------------------------------------------------------------------------


def test_every_field_that_the_stage_wants() -> None:
    life = checking()
    for given in ({}, {"post": "  "}, {"remark": "r"}):
        with unchanged(life):
            no = life.no(leader("water"), step("admitted", given=given), RefusalCode.FIELD_MISSING)
        assert "责任岗位" in no.text
    life.no(leader("water"), step("admitted", given={"post": "d", "phone": "1"}), RefusalCode.FIELD_INVALID)
    life.no(leader("water"), step("admitted", given={"post": "d"}, text=" "), RefusalCode.FIELD_MISSING)
    no = life.no(leader("water"), step("sent", given={"post": "d"}), RefusalCode.UNKNOWN_OUTCOME)
    assert "有异议" in no.text


def test_what_was_given_comes_back_from_the_file() -> None:
    command = step("denied", given={"post": "三号窗口"})
    assert codec.decode(c.TakeStep, json.loads(json.dumps(codec.encode(command)))) == command
    bare = step("sent")
    assert "given" not in codec.encode(bare) and codec.decode(c.TakeStep, codec.encode(bare)) == bare
    life = judging()
    assert codec.decode(Order, json.loads(json.dumps(codec.encode(life.order)))) == life.order
    for event, _at, _actor in life.records:
        assert codec.decode(type(event), json.loads(json.dumps(codec.encode(event)))) == event


# --- a day that is named ----------------------------------------------------------------------------------------------


def hearing() -> Life:
    life = Life(nature="complaint")
    life.do(AGENT, c.OpenProcedure(kind="hearing", text="t"))
    return life


def test_the_summons_is_served_so_long_before_the_day() -> None:
    """S0 法律援助 二6: 开庭前3日."""
    life = hearing()
    life.do(DISPATCHER, step("fixed", on=date(2026, 3, 20)))
    assert life.clock("procedure-1").due_at == day_end("2026-03-17")
    assert life.events(e.StepTaken)[-1].on == date(2026, 3, 20)
    life.do(AGENT, step("moved", on=date(2026, 4, 1)))
    assert life.clock("procedure-2").due_at == day_end("2026-03-29")
    life.do(AGENT, step("summoned", on=date(2026, 4, 2)))
    held = life.clock("procedure-3")
    assert (held.due_at, held.rule) == (day_end("2026-04-02"), ""), "no rule says how: to the end of that day"
    life.do(DISPATCHER, step("agreed"))
    assert ruling(life) is Ruling.AGREED


def test_a_day_that_cannot_be() -> None:
    life = hearing()
    for day, code in (
        (None, RefusalCode.FIELD_MISSING),
        (date(2026, 3, 2), RefusalCode.BAD_DATE),
        (date(2050, 1, 1), RefusalCode.TOO_FAR),
        (date(2026, 3, 4), RefusalCode.DAY_TOO_NEAR),
    ):
        with unchanged(life):
            no = life.no(DISPATCHER, step("fixed", on=day), code)
        assert code is not RefusalCode.DAY_TOO_NEAR or no.rule == "hand:clock.procedure.hearing.summon"
    life.do(DISPATCHER, step("fixed", on=date(2026, 3, 5)))
    assert life.clock("procedure-1").due_at == day_end("2026-03-02"), "today, at the latest"
    hearing().do(DISPATCHER, step("none", on=date(2026, 1, 1)))


def test_a_day_of_which_the_calendar_knows_nothing() -> None:
    life = hearing()
    life.do(DISPATCHER, step("fixed", on=date(2027, 3, 5)))
    assert life.clock("procedure-1").state in (ClockState.UNKNOWN, ClockState.RUNNING)


# --- the catalogue ----------------------------------------------------------------------------------------------------


@pytest.mark.req("DSP-5")
def test_a_conference_says_who_answers_from_now_on() -> None:
    """PRA-12: 纪要 updates the list of duties."""
    life = Life(area="A1").working()
    life.do(SUPERVISOR, c.OpenProcedure(kind="conference", text="两家都不管"))
    life.do(leader("city"), step("given"))
    life.no(SUPERVISOR, step("settled"), RefusalCode.FIELD_MISSING)
    life.no(SUPERVISOR, step("settled", unit="shut"), RefusalCode.UNKNOWN_UNIT)
    assert life.do(SUPERVISOR, step("settled", unit="parks"))[-1] == "catalogue_change_ruled"
    change = life.events(e.CatalogueChangeRuled)[0]
    assert (change.content_class, change.area, change.lead, change.assisting) == ("C1.01", "A1", "parks", ())
    assert change.basis == "会议纪要 N-1"


@pytest.mark.req("DSP-9")
def test_a_secret_order_is_not_named_in_the_list_that_everybody_reads() -> None:
    life = Life(area="A1", secret=True).working()
    life.do(SUPERVISOR, c.OpenProcedure(kind="conference", text="两家都不管"))
    life.do(leader("city"), step("given"))
    life.do(SUPERVISOR, step("settled", unit="parks"))
    assert life.events(e.CatalogueChangeRuled)[0].basis == "会议纪要 2026-03-02"


@pytest.mark.req("DSP-5")
@pytest.mark.parametrize("wanted", [True, False])
def test_a_ruled_dispute_updates_the_catalogue_where_the_pack_wants_it(wanted: bool) -> None:
    life = Life(strict_but(rule("dispute", s.DisputeRule(updates_catalogue=wanted)))).submitted()
    for who in (DISPATCHER, b.DISPATCH_LEAD, SUPERVISOR):
        life.do(who, c.EscalateDispute(reason="nobody wants it"))
        if life.order.dispute is not None and life.order.dispute.value == "conference":
            break
    life.do(DIRECTOR, c.RuleDispute(lead="parks", assisting=("roads",), text="they lead"))
    changes = life.events(e.CatalogueChangeRuled)
    assert [(x.lead, x.assisting) for x in changes] == ([("parks", ("roads",))] if wanted else [])
    assert all(x.basis.endswith(" N-1") for x in changes)


# --- beside the handling ----------------------------------------------------------------------------------------------


def test_it_goes_on_when_the_order_is_closed_and_keeps_it_out_of_the_archive() -> None:
    life = checking().answer("water")
    life.do(CALLER, c.RecordCallback(reached=True, satisfied_result=True))
    assert life.phase is Phase.CLOSED and "procedure-1" in life.open_clocks()
    with unchanged(life):
        no = life.no(ARCHIVIST, c.Archive(manifest="5e"), RefusalCode.DOCUMENTS_OPEN)
    assert "互动单" in no.text
    life.do(leader("water"), step("admitted", given={"post": "desk"}))
    life.do(ARCHIVIST, c.Archive(manifest="5e"))
    life.no(SUPERVISOR, SHEET, RefusalCode.SEALED)


def test_recalling_the_part_does_not_end_it() -> None:
    life = checking()
    life.do(DISPATCHER, c.RecallAssignment(assignment="a1", reason="wrong unit"))
    assert "procedure-1" in life.open_clocks()
    life.do(leader("water"), step("admitted", given={"post": "desk"}))


def test_it_can_be_taken_back() -> None:
    life = checking()
    life.no(SUPERVISOR, c.CancelProcedure(procedure="p1", reason=" "), RefusalCode.FIELD_MISSING)
    life.no(DISPATCHER, c.CancelProcedure(procedure="p1", reason="x"), RefusalCode.WRONG_ROLE)
    life.no(SUPERVISOR, c.CancelProcedure(procedure="p9", reason="x"), RefusalCode.NO_SUCH_PROCEDURE)
    assert life.do(SUPERVISOR, c.CancelProcedure(procedure="p1", reason="x")) == [
        "procedure_cancelled",
        "clock_stopped",
    ]
    assert at(life) == "cancelled" and life.clock("procedure-1").state is ClockState.CANCELLED
    life.no(SUPERVISOR, c.CancelProcedure(procedure="p1", reason="x"), RefusalCode.PROCEDURE_ENDED)
    life.no(leader("water"), step("admitted", given={"post": "d"}), RefusalCode.PROCEDURE_ENDED)
    life.do(SUPERVISOR, SHEET)


def test_the_pack_may_name_other_people_for_the_commands() -> None:
    life = Life(strict_but(rule("role.open_procedure", s.RolesRule((Role.CENTRE_DIRECTOR,))))).working()
    life.no(SUPERVISOR, SHEET, RefusalCode.WRONG_ROLE)
    both = Actor("d", "centre", frozenset({Role.CENTRE_DIRECTOR, Role.SUPERVISOR}))
    life.do(both, SHEET)


def test_an_unknown_limit_is_set_by_hand() -> None:
    """The calendar of the next year is not announced yet: a person sets the limit, and silence counts from there."""
    life = Life(now=local("2026-12-30 09:00")).working()
    life.do(SUPERVISOR, SHEET)
    life.do(SUPERVISOR, step("sent"))
    assert life.clock("procedure-1").state is ClockState.UNKNOWN
    life.do(DISPATCHER, c.SetDue(clock="procedure-1", due_at=day_end("2027-01-08"), reason="holidays unknown"))
    life.fire(local("2027-01-09 00:00"))
    assert at(life) == "ended"


def test_the_same_question_has_the_same_answer() -> None:
    life = checking()
    snapshot = b.Snapshot(life.order, SYSTEM, UNITS)
    late = day_end("2026-03-09") + b.timedelta(microseconds=1)
    fire = c.FireClock(clock="procedure-1", stage="due")
    assert decide(snapshot, fire, strict(), late) == decide(snapshot, fire, strict(), late)
    assert life.clock("procedure-1").name is ClockName.PROCEDURE
