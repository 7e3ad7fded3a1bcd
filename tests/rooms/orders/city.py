"""A small hotline for tests: five units, one line, one person a role. Everything here is invented."""

from __future__ import annotations

from typing import Any

from hotline.accounts import services as accounts
from hotline.accounts.models import Person
from hotline.core import commands as c
from hotline.core.vocabulary import AuditPoint, Channel, ContactMethod, Outcome, Urgency
from hotline.orders import services
from hotline.orders.services import Applied, Contact

LINE = "dezhou"
UNITS = [
    {"id": "city", "name": "市政府", "level": "1", "kind": "government"},
    {"id": "centre", "name": "热线中心", "level": "2", "kind": "hotline_centre", "parent": "city"},
    {"id": "lamps", "name": "市政处", "level": "2", "kind": "bureau", "parent": "city"},
    {"id": "lamps.east", "name": "路灯东所", "level": "3", "kind": "bureau", "parent": "lamps"},
    {"id": "streets", "name": "环卫处", "level": "2", "kind": "bureau", "parent": "city"},
]
PEOPLE = [
    ("agent", "centre", "agent"),
    ("agent2", "centre", "agent"),
    ("dispatcher", "centre", "dispatcher"),
    ("caller", "centre", "callback_agent"),
    ("supervisor", "centre", "supervisor"),
    ("archivist", "centre", "archivist"),
    ("director", "centre", "centre_director"),
    ("watcher", "city", "inspection"),
    ("mayor", "city", "city_leader"),
    ("admin", "centre", "administrator"),
    ("lamps_clerk", "lamps", "unit_clerk"),
    ("lamps_leader", "lamps", "unit_leader"),
    ("east_clerk", "lamps.east", "unit_clerk"),
    ("streets_clerk", "streets", "unit_clerk"),
]
FIELDS: dict[str, Any] = {
    "channel": Channel.PHONE,
    "line": LINE,
    "title": "路灯不亮",
    "content": "幸福里小区东门外路灯连续三晚不亮，老人出行不便，请尽快维修。",
    "nature": "help",
    "content_class": "C1.03",
    "place": "幸福里小区东门",
    "area": "990102",
    "urgency": Urgency.NORMAL,
}
CONTACT = Contact(name="张三丰", phone="13900001234", address="幸福里小区3号楼2单元")
ANSWER = {
    "outcome": Outcome.SOLVED,
    "internal_text": "已到现场更换灯具三盏，夜间复查照明正常。",
    "public_text": "您好，路灯已经修好，夜间复查照明正常，感谢您的监督。",
}
ASSIGN = c.AssignToUnit(lead="lamps", audit=tuple(AuditPoint))
CONTACTED = c.LogContact(assignment="a1", method=ContactMethod.PHONE, note="已说明维修安排")
SATISFIED = c.RecordCallback(reached=True, answered=True, solved=True, satisfied_result=True, satisfied_process=True)


def build() -> dict[str, Person]:
    """The hotline with its people, by account name."""
    accounts.save_units(UNITS)
    accounts.save_lines([{"id": LINE, "name": "德州12345", "prefix": "DZ", "pack": "dezhou-12345"}])
    people = accounts.save_people(
        {"username": name, "name": f"{name}的姓名", "unit": unit, "roles": role.split("|")}
        for name, unit, role in PEOPLE
    )
    return {person.username: person for person in people}


def registered(people: dict[str, Person], **changed: Any) -> Applied:
    """An order that waits for dispatch."""
    contact = changed.pop("contact", CONTACT)
    return services.register(FIELDS | changed, contact, people["agent"], then=[c.SubmitForDispatch()])


def in_hand(people: dict[str, Person], **changed: Any) -> Applied:
    """An order that the lamps unit has signed for."""
    order = registered(people, **changed)
    services.apply(order.id, ASSIGN, people["dispatcher"])
    return services.apply(order.id, c.SignFor(assignment="a1"), people["lamps_clerk"])


def replied(people: dict[str, Person], **changed: Any) -> Applied:
    """An order that the unit has answered."""
    order = in_hand(people, **changed)
    services.apply(order.id, CONTACTED, people["lamps_clerk"])
    services.apply(order.id, c.SubmitAnswer(assignment="a1", **ANSWER), people["lamps_clerk"])
    return services.apply(order.id, c.ApproveAnswer(assignment="a1"), people["lamps_leader"])


def archived(people: dict[str, Person]) -> Applied:
    """An order at the end of its life."""
    order = replied(people)
    services.apply(order.id, c.TakeCallback(), people["caller"])
    services.apply(order.id, SATISFIED, people["caller"])
    return services.apply(order.id, c.Archive(manifest="0" * 64), people["archivist"])
