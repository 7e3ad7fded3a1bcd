"""Lists of people to call and the market, through a real database; personal data stays sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from hotline.accounts import audit
from hotline.accounts.models import AuditEntry, Person
from hotline.core.policy.outreach import CampaignSpec, Question
from hotline.core.policy.shapes import Term
from hotline.core.vocabulary import CalleeState, EntryState, MatchReason, Side
from hotline.infra.sheets import UnreadableSheet, write_csv
from hotline.insight import shapes, surveys
from hotline.insight.models import CountedMatter
from hotline.outreach import calling, market, words
from hotline.outreach.calling import BadRows, ListedPerson
from hotline.outreach.faults import Fault, OutreachFault
from hotline.outreach.models import Callee, DoNotCall, Entry, EntryAccess
from hotline.policy import load
from tests.rooms.orders import city
from tests.rooms.together import together

ASKED = (Question("willing", "愿意吗", ("愿意", "不愿意")), Question("why", "为什么"))
SPEC = CampaignSpec("recruit", "招募", "您好", ASKED, attempts=2, consent=True)
LI = ListedPerson("13900001111", "李某", consent=True)


@pytest.fixture
def policy(monkeypatch):
    base = load("dezhou-12345")
    goods = (Term("grain", "粮食"), Term("fruit", "水果"))
    made = replace(base, lists=replace(base.lists, campaigns=(SPEC,), goods=goods))
    monkeypatch.setattr("hotline.outreach.calling.packs.release", lambda _pack, _release: made)
    return made


@pytest.fixture
def campaign(town, policy):
    return calling.start("recruit", city.LINE, policy, "", town["caller"])


def refused(fault, act, *args, **more):
    with pytest.raises(OutreachFault) as no:
        act(*args, **more)
    assert no.value.fault is fault and words.FAULTS[fault]


# --- lists ------------------------------------------------------------------------------------------------------------


def test_a_person_is_listed_called_and_answers(town, campaign):
    assert calling.add_people(campaign, [LI]) == 1
    taken = calling.take_next(campaign, town["caller"])
    assert (taken.name, taken.phone, taken.spec.opening) == ("李某", "13900001111", "您好")
    assert "13900001111" not in repr(taken) and "13900001111" not in repr(LI)
    state = calling.record(taken.id, town["caller"], reached=True, answers={"willing": "愿意", "why": "方便"})
    assert state is CalleeState.ANSWERED
    assert calling.tallies(campaign) == {"willing": {"愿意": 1}}
    assert calling.take_next(campaign, town["caller"]) is None
    (answer,) = [
        a for a in calling.surveyed("dezhou-12345", date(2026, 3, 2), date(2026, 3, 2)) if a.question == "willing"
    ]
    assert (answer.campaign, answer.answer) == ("recruit", "愿意")


@pytest.mark.req("SEC-2")
def test_names_and_numbers_lie_sealed(town, campaign):
    calling.add_people(campaign, [LI])
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM outreach_callee c")
        (stored,) = cursor.fetchone()
    assert "13900001111" not in stored and "李" not in stored


def test_after_so_many_tries_a_person_is_left_alone(town, campaign):
    calling.add_people(campaign, [LI])
    for state in (CalleeState.WAITING, CalleeState.UNREACHABLE):
        taken = calling.take_next(campaign, town["caller"])
        assert calling.record(taken.id, town["caller"], reached=False) is state
    assert calling.take_next(campaign, town["caller"]) is None
    assert calling.progress(campaign) == {CalleeState.UNREACHABLE: 1}


def test_who_wants_no_more_calls_is_on_no_later_list(town, campaign, policy):
    calling.add_people(campaign, [LI])
    taken = calling.take_next(campaign, town["caller"])
    assert calling.record(taken.id, town["caller"], reached=True, no_more=True) is CalleeState.DECLINED
    assert DoNotCall.objects.count() == 1
    later = calling.start("recruit", city.LINE, policy, "第二次", town["caller"])
    with pytest.raises(BadRows) as bad:
        calling.add_people(later, [ListedPerson("139-0000-1111", consent=True)])
    assert [f.fault for f in bad.value.faults] == [Fault.DO_NOT_CALL]
    assert words.row_fault(2, Fault.DO_NOT_CALL) == "第2行：本人要求过不再来电，不能列入名单。"


def test_who_wants_no_more_calls_is_called_from_no_other_list(town, campaign, policy):
    other = calling.start("recruit", city.LINE, policy, "另一份", town["caller"])
    for found in (campaign, other):
        calling.add_people(found, [LI])
    taken = calling.take_next(campaign, town["caller"])
    calling.record(taken.id, town["caller"], reached=True, no_more=True)
    assert calling.take_next(other, town["agent"]) is None
    assert calling.progress(other) == {CalleeState.DECLINED: 1}


@pytest.mark.req("SEC-1")
def test_every_look_at_a_person_is_in_the_audit(town, campaign, policy, moving_clock):
    calling.add_people(campaign, [LI])
    for _again in range(2):
        calling.take_next(campaign, town["caller"])
    moving_clock.advance(seconds=1)  # rows of one moment have no order
    wish = market.Wish(Side.OFFER, "grain", "13900001111", "李某")
    market.reveal(market.write_down(wish, city.LINE, policy, town["agent"]), town["agent"], "告知对方")
    rows = [(e.act, e.person) for e in AuditEntry.objects.filter(act__in=audit.SHOWN_ACTS).order_by("id")]
    assert rows == [("callee_shown", str(town["caller"].pk)), ("entry_shown", str(town["agent"].pk))]
    assert not AuditEntry.objects.filter(detail__icontains="1390000").exists()


def test_faulty_rows_are_all_named_and_nobody_is_listed(town, campaign):
    rows = [LI, ListedPerson("12", consent=True), LI, ListedPerson("13900002222"),
            ListedPerson("13900003333", unit="nowhere", consent=True)]  # fmt: skip
    with pytest.raises(BadRows) as bad:
        calling.add_people(campaign, rows)
    assert [(f.line, f.fault) for f in bad.value.faults] == [
        (3, Fault.NO_PHONE), (4, Fault.TWICE), (5, Fault.NO_CONSENT), (6, Fault.UNKNOWN_UNIT),
    ]  # fmt: skip
    assert not Callee.objects.exists()


def test_a_list_is_read_from_a_spreadsheet():
    content = write_csv(["姓名", "联系电话", "同意接听"], [["李某", "13900001111", "是"], ["", "", ""]])
    assert calling.people_of(content, "list.csv") == [LI]
    with pytest.raises(UnreadableSheet):
        calling.people_of(write_csv(["姓名"], [["李某"]]), "list.csv")


def test_two_callers_never_get_the_same_person(town, campaign):
    calling.add_people(campaign, [LI, ListedPerson("13900002222", consent=True)])
    got = together(*(lambda who=who: calling.take_next(campaign, Person.objects.get(pk=town[who].pk)).id
                     for who in ("caller", "agent")))  # fmt: skip
    assert len(set(got)) == 2
    assert calling.take_next(campaign, town["caller"]).id in got


def test_whoever_has_not_taken_a_person_cannot_answer_for_it(town, campaign):
    calling.add_people(campaign, [LI])
    taken = calling.take_next(campaign, town["caller"])
    refused(Fault.NOT_YOURS, calling.record, taken.id, town["agent"], reached=True)
    refused(Fault.UNKNOWN_ANSWER, calling.record, taken.id, town["caller"], reached=True, answers={"willing": "也许"})
    refused(Fault.UNKNOWN_QUESTION, calling.record, taken.id, town["caller"], reached=True, answers={"age": "3"})
    row = Callee.objects.get()
    assert (row.state, row.attempts) == ("taken", 0)


def test_a_person_taken_and_forgotten_goes_back(town, campaign, moving_clock):
    calling.add_people(campaign, [LI])
    calling.take_next(campaign, town["caller"])
    assert calling.take_next(campaign, town["agent"]) is None
    moving_clock.advance(minutes=31)
    assert calling.take_next(campaign, town["agent"]) is not None


def test_a_closed_list_calls_nobody(town, campaign):
    calling.close(campaign)
    campaign.refresh_from_db()
    refused(Fault.CLOSED, calling.take_next, campaign, town["caller"])
    refused(Fault.CLOSED, calling.add_people, campaign, [LI])


def test_a_list_of_a_kind_the_hotline_does_not_have_is_refused(town, policy):
    refused(Fault.NO_CAMPAIGN, calling.start, "nothing", city.LINE, policy, "", town["caller"])


# --- the market -------------------------------------------------------------------------------------------------------


def wish(side=Side.OFFER, **more):
    return market.Wish(**{"side": side, "goods": "grain", "phone": "13900001111", "name": "王某", "area": "990102001",
                          "quantity": 10, "unit": "吨", "price": 2500} | more)  # fmt: skip


@pytest.mark.req("INT-14")
def test_an_offer_and_a_want_are_brought_together(town, policy):
    offer = market.write_down(wish(), city.LINE, policy, town["agent"])
    want = market.write_down(wish(Side.WANT, price=2600), city.LINE, policy, town["agent"])
    (found,) = market.fitting(want)
    assert (found.other.id, found.reasons[0]) == (str(offer.id), MatchReason.SAME_AREA)
    made = market.introduce(offer.id, want.id, town["agent"])
    assert market.open_entries([city.LINE]) == [] and market.fitting(want) == ()
    market.settle(made.pk, done=False)
    assert {e.state for e in Entry.objects.all()} == {EntryState.OPEN.value}
    assert len(market.open_entries([city.LINE], goods="grain", side="offer")) == 1
    refused(Fault.TAKEN, market.settle, made.pk, done=True)


def test_what_two_agents_introduce_at_once_is_introduced_once(town, policy):
    offer = market.write_down(wish(), city.LINE, policy, town["agent"])
    wants = [market.write_down(wish(Side.WANT, price=2600), city.LINE, policy, town["agent"]) for _ in range(2)]
    who = [Person.objects.get(pk=town[name].pk) for name in ("agent", "agent2")]
    got = together(
        *(lambda w=w, p=p: market.introduce(offer.id, w.id, p) for w, p in zip(wants, who, strict=True)),
        expected=(OutreachFault,),
    )
    assert sum(isinstance(one, OutreachFault) for one in got) == 1
    assert Entry.objects.filter(state=EntryState.INTRODUCED.value).count() == 2


def test_an_entry_lapses_after_the_days_of_the_pack(town, policy, moving_clock):
    offer = market.write_down(wish(), city.LINE, policy, town["agent"])
    assert offer.until == date(2026, 4, 1)
    want = market.write_down(wish(Side.WANT, price=None), city.LINE, policy, town["agent"])
    moving_clock.advance(days=31)
    assert market.fitting(want) == () and market.open_entries([city.LINE]) == []


def test_a_contact_is_masked_and_a_withdrawn_entry_is_not_offered(town, policy):
    offer = market.write_down(wish(), city.LINE, policy, town["agent"])
    assert market.masked_contact(offer) == ("王*", "139****1111")
    market.withdraw(offer.id)
    refused(Fault.TAKEN, market.withdraw, offer.id)
    assert market.open_entries([city.LINE]) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [({"goods": "gold"}, Fault.UNKNOWN_GOODS), ({"phone": "1"}, Fault.NO_PHONE), ({"price": -1}, Fault.BELOW_ZERO)],
)
def test_a_faulty_entry_is_refused_and_nothing_is_kept(town, policy, changed, fault):
    refused(fault, market.write_down, wish(**changed), city.LINE, policy, town["agent"])
    assert not Entry.objects.exists()


def test_a_hotline_without_goods_has_no_market(town):
    refused(Fault.NO_MARKET, market.write_down, wish(), city.LINE, load("dezhou-12345"), town["agent"])


@pytest.mark.req("APR-3")
def test_answers_are_counted_once_when_their_day_is_over(town, campaign, moving_clock):
    shapes.forget()
    calling.add_people(campaign, [LI])
    taken = calling.take_next(campaign, town["caller"])
    calling.record(taken.id, town["caller"], reached=True, answers={"willing": "愿意"})
    assert surveys.feed() == 0, "the day is not over"
    moving_clock.advance(days=1)
    assert surveys.feed() == 1 and surveys.feed() == 0
    row = CountedMatter.objects.get()
    assert (row.kind, row.day, row.ref) == ("survey", date(2026, 3, 2), str(taken.id))


# --- what the desk needs ----------------------------------------------------------------------------------------------


def test_who_was_taken_stays_with_the_caller_until_put_back(town, campaign):
    calling.add_people(campaign, [LI])
    taken = calling.take_next(campaign, town["caller"])
    assert calling.in_hand(campaign, town["caller"]) == taken
    assert calling.in_hand(campaign, town["agent"]) is None
    calling.put_back(campaign, town["agent"])
    assert calling.in_hand(campaign, town["caller"]) == taken, "only one's own"
    calling.put_back(campaign, town["caller"])
    assert calling.progress(campaign) == {CalleeState.WAITING: 1}
    assert calling.take_next(campaign, town["agent"]).attempts == 0


def test_a_list_of_another_line_is_not_found(town, campaign):
    assert calling.campaign_of(campaign.pk, [city.LINE]) == campaign
    assert calling.campaign_of(campaign.pk, ["other"]) is None


def test_faults_name_the_line_of_the_file(town, campaign):
    content = write_csv(
        ["姓名", "电话", "同意接听"], [["李某", "13900001111", "是"], ["", "", ""], ["王某", "12", "是"]]
    )
    with pytest.raises(BadRows) as bad:
        calling.add_people(campaign, calling.people_of(content, "a.csv"))
    assert [f.line for f in bad.value.faults] == [4]
    (short,) = calling.people_of("姓名,电话\n李某".encode(), "a.csv")
    assert short.phone == ""


@pytest.mark.req("SEC-2")
def test_a_contact_of_the_market_is_shown_for_a_reason_that_is_kept(town, policy):
    wish = market.Wish(Side.OFFER, "grain", "13900001111", "李某")
    entry = market.write_down(wish, city.LINE, policy, town["agent"])
    refused(Fault.NO_REASON, market.reveal, entry, town["agent"], " ")
    assert not EntryAccess.objects.exists()
    assert market.reveal(entry, town["agent"], "告知买家") == ("李某", "13900001111")
    (look,) = EntryAccess.objects.all()
    assert (look.entry_id, look.by, look.reason) == (entry.pk, str(town["agent"].pk), "告知买家")


def test_introductions_wait_until_their_end_is_known(town, policy):
    one, other = (
        market.write_down(market.Wish(side, "grain", phone), city.LINE, policy, town["agent"])
        for side, phone in ((Side.OFFER, "13900001111"), (Side.WANT, "13900002222"))
    )
    made = market.introduce(one.pk, other.pk, town["agent"])
    assert market.introductions([city.LINE]) == [made] and market.introductions(["other"]) == []
    market.settle(made.pk, done=True)
    assert market.introductions([city.LINE]) == [] and market.introductions([city.LINE], one) == [made]
    assert market.entry_of(one.pk, [city.LINE]).state == EntryState.DONE.value
    assert market.entry_of(one.pk, ["other"]) is None
