"""A link is bound to one order and good once; a sample leaves out the same orders whoever asks; what was told shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline import policy as packs
from hotline.accounts import services as accounts
from hotline.callback import selectors, services, tokens
from hotline.callback.models import ResultTold
from hotline.callback.services import Answers
from hotline.core import commands as c
from hotline.core.policy.shapes import CallbackRule
from hotline.core.vocabulary import CallbackChannel, CallbackEnd, Phase, RefusalCode
from hotline.orders import services as orders
from hotline.orders.selectors import NotFound, get, records
from hotline.orders.services import Refused
from tests.rooms.orders import city

MAILBOX = "mailbox"


@pytest.fixture
def by_link(town):
    """A line whose pack lets citizens answer by a link, and people who serve both lines."""
    accounts.save_lines([{"id": MAILBOX, "name": "市长信箱", "prefix": "KL", "pack": "karamay-12345"}])
    return {p.username: p for p in accounts.save_people(
        {"username": p.username, "name": p.name, "lines": [city.LINE, MAILBOX]} for p in town.values()
    )}  # fmt: skip


def replied(people, **changed):
    return city.replied(people, line=MAILBOX, **changed)


# --- tokens ---------------------------------------------------------------------------------------------------------


def test_a_token_names_its_order_and_is_short():
    order = "01890a5d-ac96-774b-bcce-b302099a8057"
    token = tokens.new(order)
    assert tokens.order_of(token) == order and len(token) == 44
    assert len({tokens.new(order) for _ in range(50)}) == 50


@pytest.mark.parametrize("text", ["", "x", "a" * 43, "a" * 45, "字" * 44, "=" * 44, "../" * 15])
def test_what_is_no_token(text):
    try:
        tokens.order_of(text)
    except tokens.BadToken:
        return
    assert len(text) == 44 and text.isascii()


# --- links ----------------------------------------------------------------------------------------------------------


def test_a_citizen_answers_by_the_link(by_link):
    order = replied(by_link)
    token = services.send_link(order.id, by_link["caller"])
    done = services.redeem(token, Answers(satisfied_result=True, satisfied_process=True, solved=True, opinion=" 很好 "))
    assert done.order.phase is Phase.CLOSED and done.order.callback.end is CallbackEnd.SATISFIED
    event = done.events[0]
    assert event.opinion == "很好" and event.channel is CallbackChannel.SMS_LINK


def test_only_the_digest_is_stored(by_link):
    order = replied(by_link)
    token = services.send_link(order.id, by_link["caller"])
    assert get(order.id).callback.tokens == (tokens.digest(token),)
    assert token not in "".join(repr(r) for r in records(order.id))


def test_a_link_is_good_once(by_link):
    order = replied(by_link)
    token = services.send_link(order.id, by_link["caller"])
    services.redeem(token, Answers(satisfied_result=False, opinion="没有修"))
    assert get(order.id).callback.dissatisfied
    version = get(order.id).version
    with pytest.raises(Refused) as no:
        services.redeem(token, Answers(satisfied_result=True))
    assert no.value.refusal.code is RefusalCode.TOKEN_USED and get(order.id).version == version


def test_a_forged_or_foreign_token_says_nothing(by_link):
    order, other = replied(by_link), replied(by_link)
    token = services.send_link(order.id, by_link["caller"])
    forged = (
        tokens.new(order.id), tokens.new(other.id), tokens.new("01890a5d-ac96-774b-bcce-b302099a8057"),
        tokens.new(other.id)[:22] + token[22:], "nonsense",
    )  # fmt: skip
    for text in forged:
        with pytest.raises(Refused) as no:
            services.redeem(text, Answers(satisfied_result=True))
        assert no.value.refusal.code is RefusalCode.TOKEN_USED
    assert get(order.id).phase is Phase.REPLIED


def test_a_pack_without_links_issues_none(town):
    order = city.replied(town)
    with pytest.raises(Refused) as no:
        services.send_link(order.id, town["caller"])
    assert no.value.refusal.code is RefusalCode.NOT_OFFERED


def test_a_double_click_sends_one_link(by_link):
    order = replied(by_link)
    services.send_link(order.id, by_link["caller"], key="form 1")
    with pytest.raises(Refused):
        services.send_link(order.id, by_link["caller"], key="form 1")
    assert len(get(order.id).callback.tokens) == 1


def test_strangers_send_no_links(by_link):
    order = replied(by_link)
    with pytest.raises(NotFound):
        services.send_link(order.id, by_link["streets_clerk"])


# --- samples --------------------------------------------------------------------------------------------------------


def test_the_share_is_kept_and_does_not_depend_on_who_asks():
    ids = [f"01890a5d-ac96-774b-bcce-{n:012x}" for n in range(4000)]
    assert sum(services.in_sample(i, 30) for i in ids) == pytest.approx(1200, abs=120)
    assert all(services.in_sample(i, 100) for i in ids) and not any(services.in_sample(i, 0) for i in ids)
    assert all(services.in_sample(i, 60) for i in ids if services.in_sample(i, 30))


@pytest.fixture
def sampling(monkeypatch):
    """Both packs call back no one but by sample: 0 percent."""

    def share(percent: int) -> None:
        real = packs.load("dezhou-12345")
        rules = tuple(
            replace(rule, value=replace(rule.value, share=percent)) if isinstance(rule.value, CallbackRule) else rule
            for rule in real.rules["callback"]
        )
        changed = replace(real, rules=real.rules | {"callback": rules}, _found={})
        monkeypatch.setattr(packs, "in_force", lambda *_: changed)

    return share


def test_who_is_not_in_the_sample_is_excused_by_the_system(town, reacting, sampling):
    sampling(0)
    order = get(city.replied(town).id)
    assert order.phase is Phase.CLOSED and order.callback.end is CallbackEnd.WAIVED
    assert services.leave_out(order.id) is False


def test_the_whole_is_called_back_where_the_pack_says_so(town, reacting):
    assert get(city.replied(town).id).phase is Phase.REPLIED


# --- what is due ----------------------------------------------------------------------------------------------------


def test_the_list_says_whose_result_was_told(town, reacting, django_assert_max_num_queries):
    told, untold = city.replied(town), city.replied(town)
    orders.apply(told.id, c.TellProgress(told="已修好", result_told=True), town["agent"])
    orders.apply(untold.id, c.TellProgress(told="还在核实"), town["agent"])
    with django_assert_max_num_queries(4):
        page = selectors.due(town["caller"])
    assert {row.row.number: row.result_told for row in page.rows} == {told.number: True, untold.number: False}
    with pytest.raises(NotFound):
        selectors.due(town["lamps_clerk"])


def test_the_note_goes_when_the_order_is_closed(town, reacting):
    order = city.replied(town)
    orders.apply(order.id, c.TellProgress(told="已修好", result_told=True), town["agent"])
    assert ResultTold.objects.count() == 1
    orders.apply(order.id, c.TakeCallback(), town["caller"])
    orders.apply(order.id, city.SATISFIED, town["caller"])
    assert ResultTold.objects.count() == 0
