"""A small knowledge base on the small hotline of the order tests. Everything here is invented."""

from __future__ import annotations

from dataclasses import replace

from hotline.accounts import services as accounts
from hotline.accounts.models import Person
from hotline.core.knowledge.content import Content
from hotline.core.vocabulary import KnowledgeKind
from hotline.knowledge import services
from hotline.knowledge.models import Entry
from tests.rooms.orders.city import LINE

CARD = Content(
    title="居民身份证丢失补领",
    questions=("身份证丢了怎么补办", "身份证不见了去哪里办"),
    answer="本人带户口簿到任一派出所户籍窗口申请补领，二十天内领证。",
    text="身份证丢失补领：本人到任一派出所户籍窗口申请，交验户口簿，现场拍照采集指纹。",
    internal="夜间可先告知临时身份证办理点，不要承诺加急。",
    material=("户口簿",),
    fees="工本费40元",
    phones=("0000-8600100",),
    classes=("C3",),
)
LAMP = Content(
    title="路灯不亮报修",
    questions=("路灯坏了找谁",),
    answer="请说明路段和灯杆编号，市政处一般三天内修复。",
    areas=("990102",),
    classes=("C1.03",),
)
WATER = Content(title="停水原因查询", questions=("为什么没水", "停水了"), answer="可拨打供水服务电话查询计划停水。")
DRIVING = Content(title="机动车驾驶证期满换证", questions=("驾照到期怎么换",), answer="有效期满前九十日内申请换证。")


def editors() -> dict[str, Person]:
    """Two editors of the centre beside the people of the town."""
    people = accounts.save_people(
        {"username": name, "name": f"{name}的姓名", "unit": "centre", "roles": ["knowledge_editor"]}
        for name in ("editor", "editor2")
    )
    return {person.username: person for person in people}


def published(
    content: Content, owner: str = "lamps", kind: KnowledgeKind = KnowledgeKind.FAQ, line: str = LINE
) -> Entry:
    """An entry that is shown."""
    (entry,) = services.publish_at_once([(services.New(line, kind, owner), content)], "somebody")
    return entry


def some() -> dict[str, Entry]:
    """Four entries that are shown."""
    found = {"card": CARD, "lamp": LAMP, "water": WATER, "driving": DRIVING}
    return {name: published(content) for name, content in found.items()}


def changed(content: Content, **fields: object) -> Content:
    """The same with other fields."""
    return replace(content, **fields)  # type: ignore[arg-type]  # fields of Content
