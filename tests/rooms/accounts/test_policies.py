"""Both forms of every policy say the same, and what they say is who sees what."""

from __future__ import annotations

from itertools import product

import pytest

from hotline.accounts import policies, services
from hotline.accounts.models import Person
from hotline.core.vocabulary import Role
from hotline.infra import clock
from hotline.orders.models import WorkOrder

UNITS = [
    {"id": "city", "name": "市政府"},
    {"id": "centre", "name": "热线中心", "parent": "city"},
    {"id": "lamps", "name": "市政处", "parent": "city"},
    {"id": "lamps.east", "name": "路灯东所", "parent": "lamps"},
    {"id": "streets", "name": "环卫处", "parent": "city"},
]


def order(number: int, **columns: object) -> WorkOrder:
    texts = (
        "pack release phase channel mode urgency complexity nature content_class area title place lead_unit changed_by"
    )
    moment = clock.now()
    return WorkOrder(
        **dict.fromkeys(texts.split(), ""),
        **{"line": "north", "secret": False, "registered_by": "nobody", "units": [], "accused": []} | columns,
        number=f"N{number}",
        registered_at=moment,
        changed_at=moment,
        version=1,
        head=b"",
        state={},
    )


@pytest.fixture
def world(db) -> tuple[list[Person], list[WorkOrder]]:
    services.save_units(UNITS)
    services.save_lines([{"id": i, "name": i, "prefix": i, "pack": "dezhou-12345"} for i in ("north", "south")])
    people = services.save_people(
        {"username": f"{role}-{unit or 'none'}", "name": "某人", "unit": unit, "roles": [role], "lines": ["north"]}
        for role, unit in product([r for r in Role if r is not Role.SYSTEM], ["centre", "lamps", "lamps.east", None])
    )
    people += services.save_people(
        [
            {"username": "gone", "name": "离职", "unit": "centre", "roles": ["agent"], "is_active": False},
            {"username": "both", "name": "兼职", "unit": "lamps", "roles": ["agent", "unit_clerk"], "lines": ["south"]},
            {"username": "nothing", "name": "无岗", "unit": "centre", "roles": []},
        ]
    )
    agent = next(p for p in people if p.username == "agent-centre")
    shapes = product(
        ["north", "south"],
        [False, True],
        ["nobody", str(agent.pk)],
        [[], ["lamps"], ["lamps.east"], ["streets", "lamps.east"]],
        [[], ["lamps"], ["streets"]],
    )
    orders = [
        order(n, line=line, secret=secret, registered_by=by, units=units, accused=accused)
        for n, (line, secret, by, units, accused) in enumerate(shapes)
    ]
    WorkOrder.objects.bulk_create(orders)
    return people, orders


@pytest.mark.parametrize("action", [name for name, row in policies.ACTIONS.items() if row.on_order])
def test_the_object_form_and_the_queryset_form_agree(world, action):
    people, orders = world
    for person in people:
        listed = set(WorkOrder.objects.filter(policies.scope(person, action)).values_list("number", flat=True))
        assert listed == {o.number for o in orders if policies.can(person, action, o)}, person.username


def who(people: list[Person], action: str, facts: WorkOrder) -> set[str]:
    return {person.username for person in people if policies.can(person, action, facts)}


def test_a_unit_sees_its_parts_and_those_below_but_nobody_elses(world):
    people, _ = world
    seen = who(people, "view", order(1, line="south", units=["lamps.east"]))
    assert {"unit_clerk-lamps.east", "unit_clerk-lamps", "unit_leader-lamps", "both"} <= seen
    assert not seen & {"unit_clerk-centre", "unit_clerk-none", "agent-centre"}
    assert "unit_clerk-lamps.east" not in who(people, "view", order(2, line="south", units=["lamps"]))


def test_staff_of_the_accused_unit_read_no_secret_order(world):
    people, _ = world
    accused = order(1, secret=True, units=["lamps", "lamps.east"], accused=["lamps"])
    assert not who(people, "view", accused) & {"unit_clerk-lamps", "unit_clerk-lamps.east", "unit_leader-lamps"}
    assert "unit_clerk-lamps" in who(people, "view", order(2, units=["lamps"], accused=["lamps"]))


@pytest.mark.req("SUP-5", "SEC-1")
def test_watchers_and_administrators(world):
    people, _ = world
    plain = order(1, units=["lamps"])
    assert "inspection-centre" in who(people, "view", plain)
    assert "inspection-centre" not in who(people, "act", plain) | who(people, "reveal_contact", plain)
    for action, row in policies.ACTIONS.items():
        may = who(people, action, plain)
        assert not {"gone", "nothing"} & may
        assert not row.on_order or "administrator-centre" not in may


def test_the_person_behind_a_secret_order(world):
    people, _ = world
    agent = next(p for p in people if p.username == "agent-centre")
    secret = order(1, secret=True, registered_by=str(agent.pk), units=["lamps"])
    assert {name for name in who(people, "see_identity", secret) if name.endswith("-centre")} == {
        "agent-centre",
        "callback_agent-centre",
        "supervisor-centre",
        "centre_director-centre",
    }


def test_an_action_without_a_row_is_an_error(world):
    people, orders = world
    with pytest.raises(KeyError):
        policies.can(people[0], "fly", orders[0])
    with pytest.raises(KeyError):
        policies.scope(people[0], "fly")


def test_a_new_order_needs_a_role_only(world):
    people, _ = world
    assert {p.username for p in people if policies.can(p, "register")} >= {"agent-centre", "both"}
    assert not any(policies.can(p, "register") for p in people if p.username.startswith("unit_"))
