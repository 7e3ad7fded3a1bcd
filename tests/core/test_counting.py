"""What an order adds to measures, on which day, with which marks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.counting import (
    Counted,
    WrongMark,
    count,
    counted_call,
    counted_entry,
    counted_inspection,
    counted_message,
    counted_of,
    counted_outside,
    counted_survey,
)
from hotline.core.state import Assignment, Attempt, Clock, Document, Order, Procedure, Request, Waits
from hotline.core.vocabulary import (
    AssignmentState,
    CallbackChannel,
    CallbackEnd,
    Channel,
    ClockName,
    ClockState,
    Complexity,
    ContactField,
    CountedKind,
    Disclosure,
    DocumentKind,
    DocumentState,
    LinkKind,
    Mode,
    Part,
    Phase,
    ReplyWish,
    RequestKind,
    ReworkMode,
    ReworkReason,
    Role,
    Ruling,
    SupervisionForm,
    SupervisionReason,
    Urgency,
    WaiverReason,
)
from tests.core.builders import (
    AGENT,
    CALLER,
    DISPATCH_LEAD,
    DISPATCHER,
    LOCAL,
    SUPERVISOR,
    UNITS,
    Life,
    clerk,
    day_end,
    leader,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZONE)
FAR = NOON + timedelta(days=300)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Fact = tuple[datetime, e.Event]

LIMITS = [ClockName.DISPATCH, ClockName.REPLY, ClockName.COMMITMENT, ClockName.CALLBACK]


def clock(name: ClockName, due: datetime | None, ident: str = "x-1", assignment: str = "") -> e.ClockStarted:
    state = ClockState.RUNNING if due else ClockState.UNKNOWN
    made = Clock(ident, name, Role.SUPERVISOR, NOON, due, "pack:rule", assignment=assignment, unit="u", state=state)
    return e.ClockStarted(made)


def stopped(state: ClockState, ident: str = "x-1") -> e.ClockStopped:
    return e.ClockStopped(ident, state)


def called(reached: bool = True, answered: bool | None = True, satisfied: bool | None = True) -> e.CallbackRecorded:
    attempt = Attempt(NOON, reached, answered, satisfied, satisfied, satisfied)
    return e.CallbackRecorded(CallbackChannel.PHONE, attempt, "", "")


def matters(*facts: Fact, as_of: datetime = FAR) -> tuple[Counted, ...]:
    return counted_of("DZ1", [(event, at, "somebody") for at, event in facts], ZONE, as_of, UNITS)


def of(kind: CountedKind, *facts: Fact, as_of: datetime = FAR) -> list[Counted]:
    return [one for one in matters(*facts, as_of=as_of) if one.kind is kind]


def results(*facts: Fact, as_of: datetime = FAR) -> list[tuple[date, str]]:
    """Day and result of the limits."""
    return [(one.day, one.marks["result"]) for one in of(CountedKind.LIMIT, *facts, as_of=as_of)]


def march(day: int) -> date:
    return date(2026, 3, day)


# --- limits -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("KPI-6", "KPI-7", "KPI-11")
@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_met_and_one_that_was_not(name: ClockName) -> None:
    start = (NOON, clock(name, NOON + DAY))
    assert results(start, (NOON + HOUR, stopped(ClockState.MET))) == [(march(3), "met")]
    late = (NOON + DAY, e.ClockBreached("x-1")), (NOON + 2 * DAY, stopped(ClockState.LATE))
    assert results(start, *late) == [(march(3), "late")]
    (one,) = of(CountedKind.LIMIT, start, (NOON + HOUR, stopped(ClockState.MET)))
    assert (one.marks["clock"], one.marks["unit"], one.marks["round"], one.numbers) == (name, "u", "1", {"minutes": 60})


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_counts_on_the_local_day_of_its_due_time(name: ClockName) -> None:
    due = datetime(2026, 3, 3, 23, 59, 59, 999999, tzinfo=ZONE)
    assert results((NOON, clock(name, due)), (NOON + HOUR, stopped(ClockState.MET))) == [(march(3), "met")]
    moved = (NOON, clock(name, due)), (NOON, e.ClockMoved("x-1", due + DAY, (), "extension"))
    assert results(*moved) == [(march(4), "late")]


def test_a_limit_that_was_met_early_waits_for_its_day() -> None:
    facts = (NOON, clock(ClockName.REPLY, NOON + 3 * DAY)), (NOON + HOUR, stopped(ClockState.MET))
    assert results(*facts, as_of=day_end("2026-03-04")) == []
    assert results(*facts, as_of=NOON + 3 * DAY - HOUR) == [(march(5), "met")]


def test_an_open_limit_counts_when_its_time_is_over_and_not_before() -> None:
    start = (NOON, clock(ClockName.REPLY, NOON + DAY))
    assert results(start, as_of=NOON + HOUR) == []
    assert results(start, as_of=NOON + DAY) == []
    assert results(start, as_of=NOON + DAY + HOUR) == [(march(3), "late")]


def test_at_the_end_of_its_day_a_limit_of_24_oclock_is_over() -> None:
    start = (NOON, clock(ClockName.REPLY, day_end("2026-03-03")))
    assert results(start, as_of=day_end("2026-03-03") - timedelta(microseconds=1)) == []
    assert results(start, as_of=day_end("2026-03-03")) == [(march(3), "late")]


def test_what_is_not_breached_by_a_late_timer_is_late_all_the_same() -> None:
    """Timers may come days later; what counts is the due time."""
    start, breach = (NOON, clock(ClockName.REPLY, NOON + DAY)), (NOON + 9 * DAY, e.ClockBreached("x-1"))
    assert results(start, breach, as_of=day_end("2026-03-03")) == results(start, breach) == [(march(3), "late")]


def test_a_paused_limit_is_not_overdue() -> None:
    paused = (NOON, clock(ClockName.REPLY, NOON + DAY)), (NOON + HOUR, e.ClockPaused("x-1"))
    assert results(*paused) == []
    resumed = (NOON + 3 * DAY, e.ClockResumed("x-1", NOON + 4 * DAY, ()))
    assert results(*paused, resumed) == [(march(6), "late")]


def test_a_pause_that_leaves_the_due_time_behind_counts_when_it_ends() -> None:
    paused = (NOON, clock(ClockName.COMMITMENT, NOON + DAY)), (NOON + HOUR, e.ClockPaused("x-1"))
    resumed = (NOON + 3 * DAY, e.ClockResumed("x-1", NOON + DAY, ()))
    assert results(*paused, resumed) == [(march(5), "late")]
    assert results(*paused, (NOON + 3 * DAY, stopped(ClockState.MET))) == [(march(5), "met")]


def test_a_pause_after_the_limit_was_passed_does_not_help() -> None:
    facts = (NOON, clock(ClockName.REPLY, NOON + HOUR)), (NOON + 2 * HOUR, e.ClockPaused("x-1"))
    assert results(*facts) == [(march(2), "late")]


def test_cancelled_in_time_and_cancelled_too_late() -> None:
    start = (NOON, clock(ClockName.DISPATCH, NOON + DAY))
    assert results(start, (NOON + HOUR, stopped(ClockState.CANCELLED))) == [(march(3), "cancelled")]
    breach = (NOON + DAY, e.ClockBreached("x-1"))
    assert results(start, breach, (NOON + 2 * DAY, stopped(ClockState.CANCELLED))) == [(march(3), "late")]


def test_a_limit_nobody_knows_is_nobodys_to_keep() -> None:
    start = (NOON, clock(ClockName.REPLY, None))
    assert results(start) == []
    assert results(start, (NOON + DAY, stopped(ClockState.MET))) == [(march(3), "unknown")]
    named = (NOON + HOUR, e.ClockMoved("x-1", NOON + 2 * DAY, (), "", by_hand=True))
    assert results(start, named, (NOON + DAY, stopped(ClockState.MET))) == [(march(4), "met")]


@pytest.mark.req("KPI-7")
def test_a_limit_moved_after_its_day_is_excused_and_counts_again() -> None:
    start, moved = (NOON, clock(ClockName.REPLY, NOON + DAY)), e.ClockMoved("x-1", NOON + 5 * DAY, (), "extension")
    granted = (NOON + 3 * DAY, moved)
    assert results(start, granted) == [(march(3), "late"), (march(7), "late")]
    met = (NOON + 4 * DAY, stopped(ClockState.MET))
    both = of(CountedKind.LIMIT, start, granted, met)
    assert [(one.part, one.marks["round"], one.marks["result"]) for one in both] == [
        ("x-1", "1", "late"),
        ("x-1/2", "2", "met"),
    ]
    (excused,) = of(CountedKind.EXCUSED, start, granted, met)
    assert (excused.day, excused.part, excused.marks["clock"], excused.marks["unit"]) == (march(5), "x-1", "reply", "u")
    assert results(start, granted, met, as_of=day_end("2026-03-04")) == [(march(3), "late")]


def test_a_limit_moved_on_its_own_day_was_never_late() -> None:
    facts = (NOON, clock(ClockName.REPLY, NOON + HOUR)), (NOON + HOUR, e.ClockBreached("x-1"))
    moved = (NOON + 2 * HOUR, e.ClockMoved("x-1", NOON + 2 * DAY, (), "extension"))
    assert results(*facts, moved, (NOON + DAY, stopped(ClockState.MET))) == [(march(4), "met")]
    assert of(CountedKind.EXCUSED, *facts, moved) == []


def test_a_limit_moved_into_the_past_counts_on_the_day_it_was_moved() -> None:
    moved = (NOON + 3 * DAY, e.ClockMoved("x-1", NOON + DAY, (), "calendar"))
    assert results((NOON, clock(ClockName.REPLY, NOON + 9 * DAY)), moved) == [(march(5), "late")]


def test_windows_are_no_limits() -> None:
    for name in (ClockName.RETURN_WINDOW, ClockName.SUSPENSION):
        assert results((NOON, clock(name, NOON + DAY)), (NOON + 2 * DAY, stopped(ClockState.CANCELLED))) == []


@pytest.mark.req("KPI-7", "DSP-8")
def test_what_units_below_keep_is_marked() -> None:
    top = Assignment("a1", "u", Part.LEAD, AssignmentState.ASSIGNED, NOON, level="2", kind="bureau")
    below = Assignment("a2", "v", Part.LEAD, AssignmentState.ASSIGNED, NOON, parent="a1", level="3", kind="section")
    own = Clock("reply-2", ClockName.REPLY, Role.UNIT_CLERK, NOON, NOON + DAY, "r", unit="v", assignment="a2")
    found = of(
        CountedKind.LIMIT,
        (NOON, e.Assigned((top,), Mode.ASSIGNED, Complexity.COMMON)),
        (NOON, clock(ClockName.REPLY, NOON + DAY, "reply-1", "a1")),
        (NOON, e.PassedDown("a1", (below,), "")),
        (NOON, e.ClockStarted(own)),
        (NOON, stopped(ClockState.MET, "reply-1")),
        (NOON, stopped(ClockState.MET, "reply-2")),
    )
    told = {one.part: (one.marks["level"], one.marks["unit"], one.marks["unit_level"]) for one in found}
    assert told == {"reply-1": ("centre", "u", "2"), "reply-2": ("below", "v", "3")}


# --- call-backs -------------------------------------------------------------------------------------------------------


@pytest.mark.req("KPI-11", "CBK-2")
def test_a_citizen_tried_in_time_and_not_reached() -> None:
    start = (NOON, clock(ClockName.CALLBACK, NOON + 3 * DAY))
    failed = called(reached=False, answered=None, satisfied=None)
    breach, end = (NOON + 3 * DAY, e.ClockBreached("x-1")), (NOON + 4 * DAY, stopped(ClockState.CANCELLED))
    assert results(start, (NOON + DAY, failed), breach, end) == [(march(5), "unreachable")]
    assert results(start, breach, (NOON + 3 * DAY + HOUR, failed), end) == [(march(5), "late")]
    reached = (NOON + 2 * DAY, stopped(ClockState.MET))
    assert results(start, (NOON + DAY, failed), reached) == [(march(5), "met")]


@pytest.mark.req("KPI-11")
def test_a_waived_call_back() -> None:
    facts = (
        (NOON, clock(ClockName.CALLBACK, NOON + DAY)),
        (NOON + HOUR, e.CallbackWaived(WaiverReason.SECRET, "")),
        (NOON + HOUR, e.OrderClosed(CallbackEnd.WAIVED)),
        (NOON + HOUR, stopped(ClockState.CANCELLED)),
    )
    assert results(*facts) == [(march(3), "waived")]
    assert [one.marks["result"] for one in of(CountedKind.CONCLUDED, *facts)] == ["waived"]
    assert of(CountedKind.CALLED_BACK, *facts) == []


def concluded(*facts: Fact) -> list[tuple[date, str, str]]:
    return [(one.day, one.marks["result"], one.marks["round"]) for one in of(CountedKind.CONCLUDED, *facts)]


@pytest.mark.req("KPI-8", "CBK-3")
def test_how_a_call_back_is_concluded() -> None:
    yes, no = (NOON, called()), (NOON, called(satisfied=False))
    assert concluded(yes, (NOON, e.OrderClosed(CallbackEnd.SATISFIED))) == [(march(2), "satisfied", "1")]
    assert concluded(no) == []
    assert concluded(no, (NOON + DAY, e.DissatisfactionJudged(True, ""))) == [(march(3), "reasonable", "1")]
    judged = (NOON + DAY, e.DissatisfactionJudged(False, ""))
    closed = (NOON + DAY, e.OrderClosed(CallbackEnd.UNREASONABLE))
    assert concluded(no, judged, closed) == [(march(3), "unreasonable", "1")]


@pytest.mark.req("KPI-8")
def test_each_round_has_its_own_conclusion() -> None:
    redo = e.ReworkOrdered(ReworkMode.SAME_UNIT, ReworkReason.DISSATISFIED, "")
    facts = (
        (NOON, called(satisfied=False)),
        (NOON, e.DissatisfactionJudged(True, "")),
        (NOON, redo),
        (NOON + DAY, called()),
        (NOON + DAY, e.OrderClosed(CallbackEnd.SATISFIED)),
    )
    assert concluded(*facts) == [(march(2), "reasonable", "1"), (march(3), "satisfied", "2")]
    assert [one.marks["round"] for one in of(CountedKind.CALLED_BACK, *facts)] == ["1", "2"]


@pytest.mark.req("KPI-9")
@pytest.mark.parametrize(("answered", "expected"), [(True, "yes"), (False, "no"), (None, "not_said")])
def test_whether_the_unit_answered_is_what_the_citizen_says(answered: bool | None, expected: str) -> None:
    (one,) = of(CountedKind.CALLED_BACK, (NOON, called(answered=answered)))
    assert (one.marks["answered"], one.marks["reached"], one.marks["by"]) == (expected, "yes", "somebody")
    assert one.marks["very_satisfied"] == "not_said"


def test_not_reached_says_nothing() -> None:
    (one,) = of(CountedKind.CALLED_BACK, (NOON, called(reached=False, answered=None, satisfied=None)))
    assert [one.marks[name] for name in ("reached", "answered", "result_satisfied")] == ["no", "not_said", "not_said"]


def test_very_satisfied_is_kept_with_the_call() -> None:
    life = Life().replied()
    life.wait(hours=1).do(CALLER, c.RecordCallback(reached=True, satisfied_result=True, very_satisfied=True))
    assert [one.marks["very_satisfied"] for one in of_life(life, CountedKind.CALLED_BACK)] == ["yes"]
    life = Life().replied().wait(hours=1)
    life.do(CALLER, c.RecordCallback(reached=True, satisfied_result=False, very_satisfied=True))
    assert [one.marks["very_satisfied"] for one in of_life(life, CountedKind.CALLED_BACK)] == ["not_said"]


# --- redo and answers -------------------------------------------------------------------------------------------------


@pytest.mark.req("KPI-10")
def test_redos_and_answers_are_dated_by_themselves() -> None:
    answer = (NOON, e.OrderReplied("", Disclosure.PRIVATE))
    redo = (NOON + DAY, e.ReworkOrdered(ReworkMode.SAME_UNIT, ReworkReason.DISSATISFIED, ""))
    again = (NOON + 2 * DAY, e.OrderReplied("", Disclosure.PRIVATE))
    found = [(one.kind.value, one.day) for one in matters(answer, redo, again)]
    assert found == [("answered", march(2)), ("reworked", march(3)), ("answered", march(4))]
    rounds = [one.marks["round"] for one in of(CountedKind.ANSWERED, answer, redo, again)]
    assert rounds == ["1", "2"]


@pytest.mark.req("KPI-10", "CLS-4")
def test_the_answer_to_a_group_is_marked() -> None:
    member = (NOON, e.OrderReplied("", Disclosure.PRIVATE, group="other"))
    assert [one.marks["grouped"] for one in of(CountedKind.ANSWERED, member)] == ["yes"]


# --- marks of the order -----------------------------------------------------------------------------------------------


def registered() -> e.Registered:
    order = Order(
        "o1", "DZ1", Phase.REGISTERED, NOON, Channel.PHONE, "12345", "t", "c", "p", "east", "help", "C1.01",
        Urgency.NORMAL, Complexity.COMMON, False, ReplyWish.PHONE, frozenset(ContactField), "anna",
    )  # fmt: skip
    return e.Registered(order)


def test_a_registration_with_its_marks() -> None:
    (one,) = matters((NOON, registered()))
    assert (one.kind, one.day, one.ref, one.part) == (CountedKind.REGISTERED, march(2), "DZ1", "registered-1")
    assert dict(one.marks) == {
        "by": "anna", "agent": "anna", "nature": "help", "content_class": "C1.01", "area": "east", "channel": "phone",
        "line": "12345", "urgency": "normal", "complexity": "common", "secret": "no",
        "unit": "", "unit_kind": "", "unit_level": "",
    }  # fmt: skip


def test_marks_are_those_at_the_end_of_the_day() -> None:
    start = (NOON, registered())
    same_day = (NOON + HOUR, e.Amended(nature="complaint", secret=True, urgency=Urgency.URGENT))
    next_day = (NOON + DAY, e.Amended(nature="report"))
    (one,) = matters(start, same_day, next_day)
    assert [one.marks[n] for n in ("nature", "secret", "urgency")] == ["complaint", "yes", "urgent"]
    (one,) = matters(start, same_day, as_of=NOON)
    assert one.marks["nature"] == "help"


def of_life(life: Life, kind: CountedKind, as_of: datetime = FAR) -> list[Counted]:
    return [one for one in counted_of("o1", life.records, LOCAL, as_of, UNITS) if one.kind is kind]


def test_the_unit_is_that_of_the_part_and_else_the_lead() -> None:
    life = Life().signed("water")
    assert [one.marks["unit"] for one in of_life(life, CountedKind.REGISTERED)] == ["water"]
    (dispatched,) = of_life(life, CountedKind.DISPATCHED)
    marks = [dispatched.marks[n] for n in ("unit", "unit_kind", "unit_level", "mode", "first", "by")]
    assert marks == ["water", "bureau", "bureau", "assigned", "yes", DISPATCHER.id]
    (signed,) = of_life(life, CountedKind.SIGNED)
    assert (signed.marks["level"], signed.marks["in_time"], signed.marks["unit"]) == ("centre", "yes", "water")


def test_signed_too_late() -> None:
    life = Life().assigned("water").wait(days=2)
    life.fire()
    life.do(clerk("water"), c.SignFor(assignment="a1"))
    assert [one.marks["in_time"] for one in of_life(life, CountedKind.SIGNED)] == ["no"]


@pytest.mark.req("DSP-5")
def test_a_return_is_told_as_asked_and_as_ruled_and_the_next_dispatch_is_not_the_first() -> None:
    life = Life().assigned("water")
    life.do(clerk("water"), c.RequestReturn(assignment="a1", reason="not ours"))
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    life.assigned("roads")
    returned = of_life(life, CountedKind.RETURNED)
    assert [(one.part, one.marks["result"], one.marks["unit"], one.marks["level"]) for one in returned] == [
        ("r1-asked", "asked", "water", "centre"),
        ("r1-granted", "granted", "water", "centre"),
    ]
    assert [one.marks["first"] for one in of_life(life, CountedKind.DISPATCHED)] == ["yes", "no"]
    assert [one.marks["unit"] for one in of_life(life, CountedKind.DISPATCHED)] == ["water", "roads"]


@pytest.mark.req("DSP-6")
def test_extensions_are_numbered() -> None:
    life = Life().working("water")
    life.do(clerk("water"), c.RequestExtension(assignment="a1", reason="parts", days=2))
    life.do(DISPATCHER, c.RefuseRequest(request="r1", reason="no"))
    life.do(clerk("water"), c.RequestExtension(assignment="a1", reason="parts", days=2))
    life.do(DISPATCHER, c.GrantRequest(request="r2"))
    life.do(clerk("water"), c.RequestExtension(assignment="a1", reason="parts", days=2, signed=True, stamped=True))
    found = [(one.marks["result"], one.marks["times"]) for one in of_life(life, CountedKind.EXTENDED)]
    assert found == [("asked", "1"), ("refused", "1"), ("asked", "1"), ("granted", "1"), ("asked", "2")]


@pytest.mark.req("HND-3")
def test_a_commitment_asked_and_held() -> None:
    life = Life().working("water")
    until = (life.now + 20 * DAY).date()
    life.do(clerk("water"), c.MakeCommitment(assignment="a1", plan="dig", until=until, interim="we dig"))
    assert [one.marks["result"] for one in of_life(life, CountedKind.COMMITTED)] == ["asked", "held"]


def test_requests_of_other_kinds_do_not_count() -> None:
    asked = Request("r1", RequestKind.SUSPENSION, "a1", "u", NOON, "winter")
    facts = (NOON, e.RequestAsked(asked)), (NOON, e.RequestGranted("r1", ""))
    assert matters(*facts) == ()


def test_answers_of_units_below_count_at_their_level() -> None:
    life = Life().working("water")
    life.do(clerk("water"), c.PassDown(assignment="a1", lead="water-county", note=""))
    life.answer("water-county")
    found = of_life(life, CountedKind.ANSWERED)
    assert [(one.marks["level"], one.marks["unit"], one.marks["unit_level"]) for one in found] == [
        ("below", "water-county", "county")
    ]
    life.do(clerk("water"), c.AdoptAnswer(assignment="a1", child="a2"))
    life.do(leader("water"), c.ApproveAnswer(assignment="a1"))
    found = of_life(life, CountedKind.ANSWERED)
    assert [(one.marks["level"], one.marks["unit"], one.marks["outcome"]) for one in found] == [
        ("below", "water-county", "solved"),
        ("centre", "water", "solved"),
    ]
    assert found[-1].marks["contacted"] == "yes"


def test_a_redo_is_no_dispatch_and_blames_the_unit_that_answered() -> None:
    life = Life().replied("water-county").wait(hours=1)
    life.do(CALLER, c.RecordCallback(reached=True, satisfied_result=False))
    life.do(SUPERVISOR, c.JudgeDissatisfaction(reasonable=True, grounds="true"))
    life.do(SUPERVISOR, c.OrderRework(mode=ReworkMode.SUPERIOR, reason=ReworkReason.DISSATISFIED, text="again"))
    (redo,) = of_life(life, CountedKind.REWORKED)
    assert (redo.marks["unit"], redo.marks["mode"], redo.marks["reason"]) == (
        "water-county",
        "superior",
        "dissatisfied",
    )
    assert [one.marks["unit"] for one in of_life(life, CountedKind.CONCLUDED)] == ["water-county"]
    assert len(of_life(life, CountedKind.DISPATCHED)) == 1


def test_small_matters() -> None:
    paper = Document("d1", DocumentKind.LEADER_SUBMISSION, DocumentState.OPEN, NOON)
    order = Document(
        "d2", DocumentKind.SUPERVISION_ORDER, DocumentState.OPEN, NOON, unit="roads",
        reason=SupervisionReason.MEDIA, form=SupervisionForm.WRITTEN,
    )  # fmt: skip
    facts = (
        (NOON, registered()),
        (NOON, e.ThreeWayCallRecorded("roads", True, "")),
        (NOON, e.OrderLinked("o2", LinkKind.REPEAT)),
        (NOON, e.OrderLinked("o3", LinkKind.FOLLOW_UP)),
        (NOON, e.ProgressTold("soon", False)),
        (NOON, e.LeaderSubmissionIssued(paper, "", True)),
        (NOON, e.InstructionGiven("d1", "", None, True)),
        (NOON, e.InstructionReported("d1", "")),
        (NOON, e.SupervisionPlaced(order, "", "")),
        (NOON, e.LatenessExplained("", "", "")),
        (NOON, e.AcceptanceDeclined("court", "")),
        (NOON, e.NoteAdded("")),
    )
    found = {one.part: one.marks for one in matters(*facts)}
    assert sorted(found) == [
        "d2", "instructed-1", "instructed-2", "instructed-3", "late_explained-1", "refused-1", "registered-1",
        "repeated-1", "three_way-1", "told-1",
    ]  # fmt: skip
    assert [found[f"instructed-{n}"]["step"] for n in (1, 2, 3)] == ["submitted", "given", "reported"]
    assert (found["d2"]["unit"], found["d2"]["reason"], found["d2"]["form"]) == ("roads", "media", "written")
    assert (found["three_way-1"]["unit"], found["three_way-1"]["unit_level"]) == ("roads", "bureau")
    assert (found["refused-1"]["reason"], found["refused-1"]["by"]) == ("court", "somebody")
    assert found["told-1"]["result_told"] == "no"


def test_every_step_of_a_procedure_counts() -> None:
    opened = Procedure(
        "p1", "accountability", "notify", opened_at=NOON, since=NOON, waits=Waits((Role.SUPERVISOR,)), unit="roads"
    )
    limit = Clock("procedure-1", ClockName.PROCEDURE, Role.UNIT_LEADER, NOON, NOON + DAY, "r", "roads", procedure="p1")
    facts = (
        (NOON, e.ProcedureOpened(opened, "")),
        (NOON, e.StepTaken("p1", "notify", "sent", "self_check", "")),
        (NOON, e.ClockStarted(limit)),
        (NOON + DAY, e.StepTaken("p1", "self_check", "silent", "", "", Ruling.AT_FAULT, late=True)),
    )
    names = ("unit", "procedure", "stage", "outcome", "ruling", "ended", "late")
    assert [[one.marks[n] for n in names] for one in of(CountedKind.PROCEDURE, *facts)] == [
        ["roads", "accountability", "notify", "sent", "none", "no", "no"],
        ["roads", "accountability", "self_check", "silent", "at_fault", "yes", "yes"],
    ]
    (late,) = of(CountedKind.LIMIT, *facts)
    marks = [late.marks[n] for n in ("unit", "procedure", "stage", "result")]
    assert marks == ["roads", "accountability", "self_check", "late"]


# --- the log ----------------------------------------------------------------------------------------------------------


def test_events_after_the_moment_asked_for_are_not_seen() -> None:
    facts = (NOON, clock(ClockName.REPLY, NOON + DAY)), (NOON + HOUR, stopped(ClockState.MET))
    assert matters(*facts, as_of=NOON) == ()


def test_the_day_on_which_the_order_must_be_counted_again() -> None:
    records = [(clock(ClockName.REPLY, NOON + 2 * DAY), NOON, ""), (clock(ClockName.DISPATCH, None, "y-1"), NOON, "")]
    assert count("DZ1", records, ZONE, NOON).next_day == march(4)
    assert count("DZ1", records, ZONE, day_end("2026-03-04")).next_day is None
    paused = [*records, (e.ClockPaused("x-1"), NOON + HOUR, "")]
    assert count("DZ1", paused, ZONE, NOON + DAY).next_day is None


def test_an_extension_asked_in_time_and_granted_late_in_a_whole_life() -> None:
    """S2 批复延期: asked before the limit, granted after it. The day that has counted it late stays as it was."""
    life = Life().working("water")
    due = life.clock("reply-1").due_at
    assert due is not None
    life.fire(due - HOUR)
    life.do(clerk("water"), c.RequestExtension(assignment="a1", reason="parts", days=3))
    life.fire(due + 10 * HOUR)
    life.do(DISPATCH_LEAD, c.GrantRequest(request="r1"))
    life.answer("water")
    found = [one for one in of_life(life, CountedKind.LIMIT) if one.marks["clock"] == "reply"]
    assert [(one.day, one.marks["result"]) for one in found] == [
        (due.date(), "late"),
        (found[1].day, "met"),
    ]
    assert found[1].day > due.date()
    assert [one.day for one in of_life(life, CountedKind.EXCUSED)] == [(due + 10 * HOUR).date()]
    assert of_life(life, CountedKind.ARCHIVED) == []
    assert AGENT.id == found[0].marks["agent"]


# --- what no order makes ----------------------------------------------------------------------------------------------


@pytest.mark.req("KPI-1", "KPI-2")
def test_a_call_has_every_mark() -> None:
    one = counted_call("call-7", march(2), {"answered": "by_person", "agent": "anna"}, wait=12.0, talk=90.0)
    assert (one.kind, one.ref, one.part, one.numbers) == (CountedKind.CALL, "call-7", "call", {"wait": 12, "talk": 90})
    assert dict(one.marks) == {
        "direction": "in", "answered": "by_person", "rating": "none", "valid": "yes", "cause": "normal", "hour": "",
        "agent": "anna", "line": "",
    }  # fmt: skip


def test_a_survey_answer_knows_its_unit() -> None:
    marks = {"campaign": "spring", "question": "calm", "answer": "yes", "unit": "water-county"}
    one = counted_survey("s-1", march(2), marks, UNITS)
    assert (one.part, one.marks["unit_kind"], one.marks["unit_level"]) == ("calm", "bureau", "county")
    unknown = counted_entry("e-1", march(2), {"kind": "praise.county", "unit": "nowhere"}, UNITS)
    assert (unknown.marks["unit_kind"], unknown.marks["document"]) == ("", "")


def test_messages_and_inspections() -> None:
    assert counted_message("m-1", march(2), {}).marks["replied"] == "no"
    one = counted_inspection("rec-1", march(2), {"sheet": "calls", "agent": "anna"}, 87.5)
    assert (one.part, one.marks["reviewed"], one.numbers) == ("calls", "no", {"score": 87.5})


@pytest.mark.parametrize(
    ("kind", "marks", "numbers", "name"),
    [
        (CountedKind.CALL, {"ansered": "no"}, {}, "ansered"),
        (CountedKind.CALL, {"answered": "maybe"}, {}, "answered"),
        (CountedKind.CALL, {}, {"score": 3.0}, "score"),
        (CountedKind.SURVEY, {"campaign": "c", "question": "q"}, {}, "answer"),
        (CountedKind.ENTRY, {"unit": "u"}, {}, "kind"),
    ],
)
def test_marks_are_a_closed_list(
    kind: CountedKind, marks: dict[str, str], numbers: dict[str, float], name: str
) -> None:
    with pytest.raises(WrongMark) as wrong:
        counted_outside(kind, march(2), "x", marks, numbers)
    assert wrong.value.name == name
    assert wrong.value.expected
