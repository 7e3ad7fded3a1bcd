"""Orders that stand where a journey of one role begins: given by command, past the screens that other journeys walk."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.accounts.models import Person
from hotline.core import commands as c
from hotline.core.vocabulary import AuditPoint, Channel, ContactMethod, Outcome
from hotline.orders import services
from hotline.orders.services import Contact
from tests.journeys import city
from tests.journeys.people import CALLER, MATTER, REPLY
from tests.journeys.written import order_of

People = Mapping[str, Person]


def to_sign(people: People, title: str = "幸福里东门路灯不亮", unit: str = "works") -> str:
    """The number of an order that waits for this unit to sign for it."""
    fields = {
        "channel": Channel.PHONE,
        "line": city.LINE,
        "title": title,
        "content": str(MATTER["诉求内容"]),
        "nature": "help",
        "content_class": "C1.03",
        "place": str(MATTER["地点"]),
    }
    contact = Contact(name=str(CALLER["姓名"]), phone=str(CALLER["电话"]), address=str(CALLER["住址"]))
    order = services.register(fields, contact, people["agent"], then=[c.SubmitForDispatch()])
    services.apply(order.id, c.AssignToUnit(lead=unit, audit=tuple(AuditPoint)), people["dispatcher"])
    return order.number


def in_hand(people: People, title: str = "幸福里东门路灯不亮", unit: str = "works") -> str:
    """One that the unit has signed for."""
    number = to_sign(people, title, unit)
    services.apply(_id(number), c.SignFor(assignment="a1"), people[f"{unit}_clerk"])
    return number


def in_review(people: People, title: str = "幸福里东门路灯不亮", unit: str = "works") -> str:
    """One whose answer waits for the unit's leader."""
    number = in_hand(people, title, unit)
    contacted = c.LogContact(assignment="a1", method=ContactMethod.PHONE, note="说明今晚到现场维修")
    services.apply(_id(number), contacted, people[f"{unit}_clerk"])
    answer = c.SubmitAnswer(
        assignment="a1",
        outcome=Outcome.SOLVED,
        public_text=str(REPLY["给来电人的答复"]),
        internal_text=str(REPLY["办理情况（内部）"]),
    )
    services.apply(_id(number), answer, people[f"{unit}_clerk"])
    return number


def replied(people: People, title: str = "幸福里东门路灯不亮", unit: str = "works") -> str:
    """One that waits to be called back."""
    number = in_review(people, title, unit)
    services.apply(_id(number), c.ApproveAnswer(assignment="a1"), people[f"{unit}_leader"])
    return number


def _id(number: str) -> str:
    return order_of(number).id


def pass_down(people: People, number: str) -> None:
    """The works bureau passes it down to the lamps, which answer with their leader's signature."""
    ident = order_of(number).id
    services.apply(ident, c.PassDown(assignment="a1", lead="works.lamps"), people["works_clerk"])
    services.apply(ident, c.SignFor(assignment="a2"), people["lamps_clerk"])
    answer = c.SubmitAnswer(assignment="a2", outcome=Outcome.SOLVED, public_text="已修好。", internal_text="换灯三盏。")
    services.apply(ident, answer, people["lamps_clerk"])
    services.apply(ident, c.ApproveAnswer(assignment="a2"), people["lamps_leader"])
