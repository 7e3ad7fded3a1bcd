"""Intake: what is written down, and its first outcome."""

import pytest

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.policy import shapes as s
from hotline.core.state import SYSTEM, Actor, Snapshot
from hotline.core.vocabulary import (
    AnswerBasis,
    Channel,
    ContactField,
    Disclosure,
    EmergencyService,
    LinkKind,
    Mode,
    Phase,
    RefusalCode,
    ReworkMode,
    ReworkReason,
    Role,
    Urgency,
    WaiverReason,
)
from hotline.core.workflow import decide
from tests.core.builders import (
    AGENT,
    CALLER,
    DIRECTOR,
    DISPATCHER,
    SHIFT_LEAD,
    START,
    SUPERVISOR,
    UNITS,
    Life,
    clerk,
    direct_answer,
    registration,
    rule,
    strict,
    strict_but,
)


@pytest.mark.req("INT-1")
@pytest.mark.req("INT-3")
@pytest.mark.parametrize("channel", list(Channel))
def test_every_channel_keeps_its_own_number(channel: Channel) -> None:
    life = Life(channel=channel, source_number="S-77", urgency=Urgency.URGENT, keywords=("lamp", "street"))
    order = life.order
    assert (order.channel, order.source_number, order.keywords) == (channel, "S-77", ("lamp", "street"))
    assert (order.phase, order.version, order.registered_at, order.registered_by) == (
        Phase.REGISTERED,
        1,
        START,
        AGENT.id,
    )
    assert order.clocks == ()


@pytest.mark.req("INT-3")
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": "  "}, RefusalCode.FIELD_MISSING),
        ({"content": ""}, RefusalCode.FIELD_MISSING),
        ({"accused": ("nobody",)}, RefusalCode.UNKNOWN_UNIT),
        ({"accused": ("shut",)}, RefusalCode.UNKNOWN_UNIT),
    ],
)
def test_registering_what_cannot_be(fields: dict[str, object], code: RefusalCode) -> None:
    answer = decide(Snapshot(None, AGENT, UNITS), registration(**fields), strict(), START)
    assert getattr(answer, "code", None) is code


@pytest.mark.req("CLS-1")
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"nature": "gossip"}, RefusalCode.UNKNOWN_NATURE),
        ({"nature": ""}, RefusalCode.UNKNOWN_NATURE),
        ({"content_class": "C9"}, RefusalCode.UNKNOWN_CLASS),
    ],
)
def test_both_axes_are_the_packs_lists(fields: dict[str, str], code: RefusalCode) -> None:
    answer = decide(Snapshot(None, AGENT, UNITS), registration(**fields), strict(), START)
    assert getattr(answer, "code", None) is code
    Life().no(AGENT, c.Amend(**fields), code)


@pytest.mark.req("CLS-1")
def test_the_content_class_may_wait_but_not_the_nature() -> None:
    life = Life(content_class="")
    life.do(AGENT, c.Amend(nature="complaint", content_class="C2"))
    assert (life.order.nature, life.order.content_class) == ("complaint", "C2")


@pytest.mark.req("INT-3")
def test_amending_nothing_is_refused_and_changes_are_listed() -> None:
    life = Life()
    life.no(AGENT, c.Amend(title=life.order.title), RefusalCode.NOTHING_TO_DO)
    life.no(AGENT, c.Amend(title=" "), RefusalCode.FIELD_MISSING)
    life.do(AGENT, c.Amend(title=life.order.title, secret=True))
    assert life.events(e.Amended) == [e.Amended(secret=True)]


def test_registering_twice_is_refused() -> None:
    Life().no(AGENT, registration(), RefusalCode.ALREADY_EXISTS)


def test_an_order_that_is_not_there() -> None:
    answer = decide(Snapshot(None, AGENT, UNITS), c.AddNote(text="x"), strict(), START)
    assert getattr(answer, "code", None) is RefusalCode.NO_SUCH_ORDER


@pytest.mark.req("INT-4")
def test_who_must_be_named_is_asked_before_the_order_leaves_the_desk() -> None:
    life = Life(nature="report", contact=frozenset({ContactField.PHONE}))
    for command in (c.SubmitForDispatch(), direct_answer(), c.SubmitToLeader(text="t"), c.JoinGroup(parent="o2")):
        refusal = life.no(AGENT, command, RefusalCode.IDENTITY_MISSING)
        assert refusal.rule == "hand:identity.report"
        assert ContactField.NAME.zh in refusal.text and ContactField.PHONE.zh not in refusal.params["fields"]
    life.do(AGENT, c.DeclineAcceptance(reason="malicious", told=True))
    assert life.phase is Phase.REFUSED


@pytest.mark.req("INT-4")
def test_a_nature_changed_at_the_dispatch_desk_asks_again() -> None:
    life = Life(contact=frozenset()).submitted()
    life.do(DISPATCHER, c.Amend(nature="report"))
    life.no(DISPATCHER, c.AssignToUnit(lead="water"), RefusalCode.IDENTITY_MISSING)


@pytest.mark.req("INT-4")
def test_anonymous_callers_are_accepted_where_the_pack_says_so() -> None:
    assert Life(contact=frozenset()).submitted().phase is Phase.AWAITING_DISPATCH


@pytest.mark.req("INT-5")
def test_not_accepting_needs_a_stated_reason_that_was_told() -> None:
    life = Life()
    life.no(AGENT, c.DeclineAcceptance(reason="boring", told=True), RefusalCode.UNKNOWN_REASON)
    life.no(AGENT, c.DeclineAcceptance(reason="court"), RefusalCode.NOT_TOLD)
    assert life.do(SHIFT_LEAD, c.DeclineAcceptance(reason="court", told=True)) == ["acceptance_declined"]
    assert life.phase is Phase.REFUSED and not life.open_clocks()


@pytest.mark.req("INT-6")
def test_a_direct_answer_closes_at_once_with_its_source() -> None:
    life = Life()
    life.no(AGENT, direct_answer(source_ref=" "), RefusalCode.SOURCE_MISSING)
    life.no(AGENT, direct_answer(answer=""), RefusalCode.FIELD_MISSING)
    life.do(AGENT, direct_answer(source_version="3"))
    assert life.events(e.AnsweredDirectly)[0].source_version == "3"
    order = life.order
    assert (order.phase, order.mode, order.public_answer) == (Phase.ANSWERED_DIRECTLY, Mode.DIRECT, "tomorrow")
    assert order.disclosure is Disclosure.PRIVATE


@pytest.mark.req("INT-7")
def test_an_earlier_order_can_answer_but_not_the_order_itself() -> None:
    life = Life()
    for own in ("o1", "N-1"):
        command = direct_answer(basis=AnswerBasis.EARLIER_ORDER, source_ref=own)
        life.no(AGENT, command, RefusalCode.SELF_LINK)
    life.do(AGENT, direct_answer(basis=AnswerBasis.EARLIER_ORDER, source_ref="o0"))
    assert life.phase is Phase.ANSWERED_DIRECTLY


@pytest.mark.req("INT-7")
def test_a_result_that_was_read_out_is_not_called_back() -> None:
    life = Life().replied()
    life.no(CALLER, c.WaiveCallback(reason=WaiverReason.RESULT_TOLD), RefusalCode.WAIVER_WITHOUT_GROUND)
    life.do(AGENT, c.TellProgress(told="it burns again", result_told=True))
    life.do(CALLER, c.WaiveCallback(reason=WaiverReason.RESULT_TOLD))
    assert life.phase is Phase.CLOSED and not life.open_clocks()


@pytest.mark.req("INT-7")
def test_a_result_cannot_be_told_before_there_is_one() -> None:
    life = Life().working()
    life.no(AGENT, c.TellProgress(told="soon", result_told=True), RefusalCode.WRONG_PHASE)
    life.do(AGENT, c.TellProgress(told="a crew is out"))
    assert not life.order.result_told


@pytest.mark.req("INT-7")
def test_a_redo_makes_the_told_result_void() -> None:
    life = Life().replied()
    life.do(AGENT, c.TellProgress(told="done", result_told=True))
    life.do(SUPERVISOR, c.OrderRework(mode=ReworkMode.SAME_UNIT, reason=ReworkReason.FALSIFIED, text="not true"))
    assert not life.order.result_told and life.order.public_answer == ""


@pytest.mark.req("INT-8")
def test_three_way_calls_need_consent_and_end_after_two_failures() -> None:
    life = Life()
    life.no(AGENT, c.RecordThreeWayCall(unit="water"), RefusalCode.CONSENT_MISSING)
    life.no(AGENT, c.RecordThreeWayCall(unit="nobody", consent=True), RefusalCode.UNKNOWN_UNIT)
    failed = c.RecordThreeWayCall(unit="water", consent=True)
    life.do(AGENT, c.RecordThreeWayCall(unit="water", consent=True, connected=True))
    life.do(AGENT, failed)
    life.do(AGENT, failed)
    refusal = life.no(AGENT, failed, RefusalCode.ATTEMPTS_USED)
    assert refusal.rule == "hand:three_way_call" and "2" in refusal.text
    life.do(AGENT, c.SubmitForDispatch())


@pytest.mark.req("INT-9")
def test_an_emergency_is_handed_over_with_a_receipt() -> None:
    life = Life()
    life.no(AGENT, c.HandOverEmergency(service=EmergencyService.FIRE, receipt=""), RefusalCode.FIELD_MISSING)
    nonsense = c.HandOverEmergency(service="117", receipt="7")  # type: ignore[arg-type]  # what a forged form sends
    life.no(AGENT, nonsense, RefusalCode.FIELD_MISSING)
    life.do(AGENT, c.HandOverEmergency(service=EmergencyService.FIRE, receipt="119-7", remains_ours=True))
    assert life.phase is Phase.REGISTERED
    life.do(AGENT, c.HandOverEmergency(service=EmergencyService.POLICE, receipt="110-3"))
    assert life.phase is Phase.ANSWERED_DIRECTLY


@pytest.mark.req("INT-9")
def test_an_emergency_line_can_hand_a_matter_to_us() -> None:
    life = Life(channel=Channel.EMERGENCY_LINE, source_number="110-55")
    assert life.submitted().phase is Phase.AWAITING_DISPATCH


@pytest.mark.req("CLS-4")
def test_orders_are_linked_once_and_never_to_themselves() -> None:
    life = Life()
    life.no(AGENT, c.LinkOrder(other="o1", kind=LinkKind.REPEAT), RefusalCode.SELF_LINK)
    life.no(AGENT, c.UnlinkOrder(other="o2"), RefusalCode.NOTHING_TO_DO)
    life.do(AGENT, c.LinkOrder(other="o2", kind=LinkKind.REPEAT))
    life.no(AGENT, c.LinkOrder(other="o2", kind=LinkKind.SAME_MATTER), RefusalCode.ALREADY_LINKED)
    life.no(AGENT, c.UnlinkOrder(other="o3"), RefusalCode.NOTHING_TO_DO)
    life.do(AGENT, c.UnlinkOrder(other="o2"))
    assert life.order.links == ()


# --- groups -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("CLS-4")
def test_a_grouped_order_is_answered_by_its_parent() -> None:
    life = Life().submitted()
    life.no(AGENT, c.JoinGroup(parent="o1"), RefusalCode.SELF_LINK)
    life.do(AGENT, c.JoinGroup(parent="o9"))
    assert (life.phase, life.order.group) == (Phase.IN_HAND, "o9")
    assert not life.open_clocks(), "the dispatch is done"
    refusal = life.no(DISPATCHER, c.AssignToUnit(lead="water"), RefusalCode.GROUPED)
    assert "o9" in refusal.text
    life.no(SYSTEM, c.AdoptGroupAnswer(parent="o8", answer="done"), RefusalCode.NOT_IN_GROUP)
    life.no(SYSTEM, c.AdoptGroupAnswer(parent="o9", answer=""), RefusalCode.FIELD_MISSING)
    life.do(SYSTEM, c.AdoptGroupAnswer(parent="o9", answer="done", disclosure=Disclosure.PUBLIC))
    assert (life.phase, life.order.public_answer) == (Phase.REPLIED, "done")
    assert life.open_clocks() == {"callback-1"}


@pytest.mark.req("CLS-4")
def test_a_secret_member_of_a_group_is_answered_alone() -> None:
    life = Life(secret=True)
    life.do(AGENT, c.JoinGroup(parent="o9"))
    life.do(SYSTEM, c.AdoptGroupAnswer(parent="o9", answer="done", disclosure=Disclosure.PUBLIC))
    assert life.order.disclosure is Disclosure.PRIVATE


@pytest.mark.req("CLS-4")
def test_leaving_a_group_goes_back_to_dispatch() -> None:
    life = Life()
    life.do(AGENT, c.JoinGroup(parent="o9"))
    life.no(DISPATCHER, c.LeaveGroup(reason=""), RefusalCode.FIELD_MISSING)
    life.do(DISPATCHER, c.LeaveGroup(reason="another street"))
    assert (life.phase, life.order.group) == (Phase.AWAITING_DISPATCH, "")
    assert life.open_clocks() == {"dispatch-1"}
    life.no(SYSTEM, c.AdoptGroupAnswer(parent="o9", answer="done"), RefusalCode.WRONG_PHASE)


@pytest.mark.req("CLS-4")
def test_a_grouped_order_has_no_dispute_of_its_own() -> None:
    life = Life().submitted()
    life.do(DISPATCHER, c.EscalateDispute(reason="whose?"))
    life.do(AGENT, c.JoinGroup(parent="o9"))
    assert life.order.dispute is None
    life.no(DISPATCHER, c.EscalateDispute(reason="whose?"), RefusalCode.GROUPED)
    life.no(SUPERVISOR, c.RuleDispute(lead="water", text="t"), RefusalCode.GROUPED)


@pytest.mark.req("CLS-4")
def test_units_that_still_assist_stop_when_the_order_joins_a_group() -> None:
    life = Life().signed("water", "roads")
    life.do(clerk("water"), c.RequestReturn(assignment="a1", reason="not ours"))
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    life.do(AGENT, c.JoinGroup(parent="o9"))
    assert not any(a.live for a in life.order.assignments) and not life.open_clocks()


@pytest.mark.req("CLS-4")
@pytest.mark.req("CBK-3")
def test_a_member_rightly_dissatisfied_with_the_common_answer_leaves_the_group() -> None:
    life = Life()
    life.do(AGENT, c.JoinGroup(parent="o9"))
    life.do(SYSTEM, c.AdoptGroupAnswer(parent="o9", answer="done"))
    life.do(CALLER, c.RecordCallback(reached=True, satisfied_result=False))
    life.no(SUPERVISOR, c.LeaveGroup(reason="dark here"), RefusalCode.NOT_JUDGED)
    life.judged()
    life.no(
        DIRECTOR,
        c.OrderRework(mode=ReworkMode.SAME_UNIT, reason=ReworkReason.DISSATISFIED, text="again"),
        RefusalCode.NO_SUCH_PART,
    )
    life.do(SUPERVISOR, c.LeaveGroup(reason="still dark here"))
    assert (life.phase, life.order.public_answer, life.order.callback.dissatisfied) == (
        Phase.AWAITING_DISPATCH,
        "",
        False,
    )
    life.do(DISPATCHER, c.AssignToUnit(lead="water"))


# --- roles ------------------------------------------------------------------------------------------------------------


def test_a_pack_names_who_may_do_something() -> None:
    policy = strict_but(rule("role.decline_acceptance", s.RolesRule((Role.SHIFT_LEAD,))))
    life = Life(policy)
    refusal = life.no(AGENT, c.DeclineAcceptance(reason="court", told=True), RefusalCode.WRONG_ROLE)
    assert Role.SHIFT_LEAD.zh in refusal.text
    life.do(SHIFT_LEAD, c.DeclineAcceptance(reason="court", told=True))


def test_a_dated_rule_about_roles_does_not_touch_earlier_orders() -> None:
    later = rule("role.decline_acceptance", s.RolesRule((Role.SHIFT_LEAD,)))
    object.__setattr__(later, "valid_from", START.date().replace(year=2027))
    Life(strict_but(later)).do(AGENT, c.DeclineAcceptance(reason="court", told=True))


def test_someone_without_a_role_can_do_nothing() -> None:
    nobody = Actor("nobody", "centre")
    life = Life().assigned()
    for command in (c.AddNote(text="x"), c.SignFor(assignment="a1"), c.RecomputeClocks(reason="x")):
        life.no(nobody, command, RefusalCode.WRONG_ROLE)


@pytest.mark.req("INT-3")
def test_a_contact_is_corrected_while_the_order_is_in_hand() -> None:
    life = Life(contact=frozenset({ContactField.PHONE})).assigned()
    both = frozenset({ContactField.PHONE, ContactField.NAME})
    life.do(AGENT, c.CorrectContact(contact=both))
    assert life.order.contact == both and life.phase is Phase.IN_HAND
    # Another value in the same field is a correction, too.
    life.do(AGENT, c.CorrectContact(contact=both))
