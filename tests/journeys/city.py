"""A small city for journeys: one hotline, seven units on four levels, one person a role. All of it is invented."""

from __future__ import annotations

from hotline.accounts import services as accounts
from hotline.accounts.models import Person

PASSWORD = "Lu-Deng-2026"
LINE = "dezhou"

UNITS = [
    {"id": "city", "name": "市政府", "level": "1", "kind": "government"},
    {"id": "centre", "name": "市民热线中心", "level": "2", "kind": "hotline_centre", "parent": "city"},
    {"id": "works", "name": "城管局", "level": "2", "kind": "bureau", "parent": "city"},
    {"id": "works.lamps", "name": "路灯管理处", "level": "3", "kind": "bureau", "parent": "works"},
    {"id": "works.lamps.east", "name": "东区路灯所", "level": "4", "kind": "bureau", "parent": "works.lamps"},
    {"id": "water", "name": "水务局", "level": "2", "kind": "bureau", "parent": "city"},
    {"id": "power", "name": "供电公司", "level": "2", "kind": "company", "parent": "city"},
]

STAFF = {
    "agent": ("李敏", "centre", "agent"),
    "agent2": ("何洁", "centre", "agent"),
    "shift_lead": ("吕英", "centre", "shift_lead"),
    "dispatcher": ("王强", "centre", "dispatcher"),
    "dispatch_lead": ("周平", "centre", "dispatch_lead"),
    "caller": ("赵静", "centre", "callback_agent"),
    "supervisor": ("孙伟", "centre", "supervisor"),
    "archivist": ("吴芳", "centre", "archivist"),
    "analyst": ("尤佳", "centre", "analyst"),
    "director": ("郑刚", "centre", "centre_director"),
    "mayor": ("冯远", "city", "city_leader"),
    "inspector": ("谢安", "city", "inspection"),
    "works_clerk": ("陈涛", "works", "unit_clerk"),
    "works_clerk2": ("许晴", "works", "unit_clerk"),
    "works_leader": ("褚亮", "works", "unit_leader"),
    "lamps_clerk": ("卫东", "works.lamps", "unit_clerk"),
    "lamps_leader": ("蒋勇", "works.lamps", "unit_leader"),
    "east_clerk": ("沈明", "works.lamps.east", "unit_clerk"),
    "east_leader": ("韩雪", "works.lamps.east", "unit_leader"),
    "water_clerk": ("杨帆", "water", "unit_clerk"),
    "water_leader": ("朱红", "water", "unit_leader"),
}
"""Account name → name, unit, role."""


def build() -> dict[str, Person]:
    """The city with its people, by account name; everybody's password is `PASSWORD`."""
    accounts.save_units(UNITS)
    accounts.save_lines([{"id": LINE, "name": "德州12345", "code": "12345", "prefix": "DZ", "pack": "dezhou-12345"}])
    people = accounts.save_people(
        {"username": username, "name": name, "unit": unit, "roles": [role], "password": PASSWORD}
        for username, (name, unit, role) in STAFF.items()
    )
    return {person.username: person for person in people}
