"""Who the citizen is: sealed, masked, shown to those who may know it, and every look written down."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from hotline.core.vocabulary import ContactField, RefusalCode
from hotline.infra import keys, reencrypt
from hotline.orders import selectors, services
from hotline.orders.contacts import Contact, masked
from hotline.orders.models import ContactAccess, ContactRecord
from hotline.orders.services import NotFound, Refused
from tests.rooms.orders import city


def view(person, order):
    return selectors.order_page(person, order.number).contact


@pytest.mark.req("SEC-1", "SEC-3")
def test_a_page_shows_masked_values_only(people):
    order = city.in_hand(people)
    shown = view(people["lamps_clerk"], order)
    assert shown.fields[ContactField.PHONE] == "139****1234"
    assert set(shown.fields) == city.CONTACT.known and not shown.withheld
    assert shown.may_reveal and not shown.may_change
    assert view(people["agent2"], order).may_change
    assert not view(people["watcher"], order).may_reveal


def test_every_field_has_a_mask():
    full = Contact(
        "张三丰", "13900001234", "幸福里小区3号楼2单元", "幸福里学校", "990102199001011234", "zhang@example.org"
    )
    assert not [f for f, text in masked(full).items() if text == getattr(full, f.value)]
    assert set(masked(full)) == set(ContactField)
    assert masked(Contact(email="not an address"))[ContactField.EMAIL] == "***"


def test_a_look_is_recorded_with_its_reason(people):
    order = city.in_hand(people)
    found = services.reveal_contact(order.id, people["lamps_clerk"], "上门前电话联系")
    assert found == city.CONTACT
    (access,) = ContactAccess.objects.all()
    assert (str(access.order_id), access.person, access.act, access.reason) == (
        order.id,
        str(people["lamps_clerk"].id),
        "revealed",
        "上门前电话联系",
    )


def test_without_a_reason_nothing_is_shown_or_recorded(people):
    order = city.in_hand(people)
    with pytest.raises(Refused) as caught:
        services.reveal_contact(order.id, people["lamps_clerk"], " ")
    assert caught.value.refusal.code is RefusalCode.FIELD_MISSING
    assert not ContactAccess.objects.exists()


@pytest.mark.parametrize(
    ("who", "knows"),
    [
        ("agent", True),  # registered it
        ("agent2", False),
        ("dispatcher", False),
        ("caller", True),
        ("supervisor", True),
        ("director", True),
        ("watcher", False),
        ("lamps_clerk", False),
        ("lamps_leader", False),
    ],
)
def test_the_person_behind_a_secret_order_is_known_to_few(people, who, knows):
    order = city.in_hand(people, secret=True)
    shown = view(people[who], order)
    assert shown.withheld is not knows and bool(shown.fields) is knows
    if knows:
        assert services.reveal_contact(order.id, people[who], "核实").phone == city.CONTACT.phone
    else:
        with pytest.raises(NotFound):
            services.reveal_contact(order.id, people[who], "核实")
        with pytest.raises(NotFound):
            services.change_contact(order.id, Contact(name="别人"), people[who])
        assert not ContactAccess.objects.exists()
        assert order.number not in [row.number for row in selectors.by_phone(people[who], city.CONTACT.phone)]


def test_earlier_orders_of_a_caller_are_found_by_any_writing_of_the_number(people, moving_clock):
    orders = []
    for _ in range(3):
        orders.append(city.registered(people))
        moving_clock.advance(minutes=1)
    city.registered(people, contact=Contact(name="李四", phone="13900009999"))
    found = selectors.by_phone(people["agent"], "+86 139-0000-1234")
    assert [row.number for row in found] == [order.number for order in reversed(orders)]
    assert selectors.by_phone(people["lamps_clerk"], city.CONTACT.phone) == ()
    assert selectors.by_phone(people["agent"], "没有号码") == ()


def test_a_new_number_of_the_same_person_can_be_written_down_while_the_order_is_in_hand(people):
    order = city.in_hand(people)
    services.change_contact(order.id, replace(city.CONTACT, phone="13900007777"), people["caller"])
    assert services.reveal_contact(order.id, people["lamps_clerk"], "回电").phone == "13900007777"
    assert [row.number for row in selectors.by_phone(people["agent"], "13900007777")] == [order.number]
    assert selectors.by_phone(people["agent"], city.CONTACT.phone) == ()


def test_an_order_without_contact_has_no_record(people):
    fields = city.FIELDS | {"nature": "consultation"}
    order = services.register(fields, Contact(), people["agent"])
    assert not ContactRecord.objects.exists()
    assert view(people["agent"], order).fields == {}
    assert services.reveal_contact(order.id, people["agent"], "看看") == Contact()


def test_rotated_keys_leave_contacts_readable_and_findable(people, tmp_path, monkeypatch):
    # Keys of its own: other tests at this moment need those that are retired here.
    monkeypatch.setenv("HOTLINE_KEYS_FILE", str(tmp_path / "keys.json"))
    keys.create()
    order = city.in_hand(people)
    generation = keys.rotate()
    newer = city.registered(people)
    assert services.reveal_contact(order.id, people["agent"], "核实") == city.CONTACT
    assert len(selectors.by_phone(people["agent"], city.CONTACT.phone)) == 2

    assert reencrypt.reencrypt([ContactRecord]) == 1
    assert reencrypt.generations_in_use([ContactRecord]) == {generation.number}
    for number in range(1, generation.number):
        keys.retire(number)
    assert services.reveal_contact(order.id, people["agent"], "核实") == city.CONTACT
    found = {row.number for row in selectors.by_phone(people["agent"], city.CONTACT.phone)}
    assert found == {order.number, newer.number}


def test_values_are_in_no_log(people, caplog):
    caplog.set_level(logging.DEBUG)
    order = city.replied(people)
    services.reveal_contact(order.id, people["agent"], "核实")
    with pytest.raises(Refused):
        services.register(city.FIELDS | {"nature": "unknown"}, city.CONTACT, people["agent"])
    assert city.CONTACT.phone not in caplog.text and city.CONTACT.name not in caplog.text
