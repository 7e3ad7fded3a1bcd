"""People, the unit tree, and how soon a change reaches open sessions."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.test import Client

from hotline.accounts import people, selectors, services, sessions
from hotline.accounts.models import DirectoryRelease, Person
from hotline.core.state import SYSTEM
from hotline.core.vocabulary import Role

UNITS = [
    {"id": "city.lamps.east", "name": "路灯东所", "parent": "city.lamps", "level": 3},
    {"id": "city", "name": "市政府", "areas": ["990100"]},
    {"id": "city.lamps", "name": "市政设施管理处", "short_name": "市政处", "parent": "city"},
]
PASSWORD = "a-long-enough-word"


@pytest.fixture
def clerk(db) -> Person:
    services.save_units(UNITS)
    services.save_lines([{"id": "north", "name": "北线", "prefix": "N", "pack": "dezhou-12345"}])
    row = {"username": "clerk", "name": "赵六", "unit": "city.lamps", "roles": ["unit_clerk"], "password": PASSWORD}
    return services.save_people([row])[0]


def asks(client: Client) -> Person | None:
    """Who a request with the client's cookies is from."""
    request = HttpRequest()
    request.session = sessions.SessionStore(
        client.cookies["sessionid"].value if "sessionid" in client.cookies else None
    )
    user = get_user(request)
    return user if user.is_authenticated else None


@pytest.fixture
def signed_in(clerk: Person, client: Client) -> Client:
    assert client.login(username="clerk", password=PASSWORD)
    return client


def an_old_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in another process, some seconds later."""
    monkeypatch.setattr(people, "FRESH_SECONDS", -1.0)


def test_the_tree(clerk):
    tree = selectors.directory()
    assert tree.lineage("city.lamps.east") == ("city.lamps.east", "city.lamps", "city")
    assert tree.below("city") == ("city", "city.lamps", "city.lamps.east")
    assert [u.id for u in tree.children("city.lamps")] == ["city.lamps.east"]
    assert (tree.name("city.lamps"), tree.name("city"), tree.name("gone")) == ("市政处", "市政府", "gone")
    assert tree.unit("city.lamps.east").level == "3" and tree.unit("gone") is None
    assert set(tree.facts(["city", "gone"])) == {"city"} and len(tree.all()) == 3
    assert tree.areas["city"] == ("990100",) and tree.lineage("gone") == ()


def test_a_release_of_the_tree_is_kept_for_ever(clerk):
    first = selectors.directory().version
    assert services.publish_directory() == first and DirectoryRelease.objects.count() == 1
    second = services.save_units([{"id": "city.lamps", "name": "市政处", "parent": "city", "active": False}])
    assert selectors.directory().version == second != first
    assert selectors.directory().unit("city.lamps").active is False
    assert selectors.directory_of(first).unit("city.lamps").active is True
    with pytest.raises(selectors.NoDirectory):
        selectors.directory_of("no such version")


def test_going_back_to_an_earlier_tree_makes_it_the_latest(clerk):
    first = selectors.directory().version
    services.save_units([{"id": "city.new", "name": "新设单位", "parent": "city"}])
    from hotline.accounts.models import Unit

    Unit.objects.filter(id="city.new").delete()
    assert services.publish_directory() == first == selectors.directory().version


def test_the_core_sees_a_person_as_an_actor(clerk):
    actor = selectors.actor_of(clerk)
    assert (actor.id, actor.unit, actor.roles) == (str(clerk.pk), "city.lamps", {Role.UNIT_CLERK})
    assert actor.lineage == ("city.lamps", "city")


def test_names(clerk):
    assert selectors.person_names([str(clerk.pk), "system", "nobody"]) == {str(clerk.pk): "赵六", SYSTEM.id: "系统"}
    assert selectors.person_name("nobody") == "nobody"
    assert [p.name for p in selectors.people_of("city.lamps", Role.UNIT_CLERK)] == ["赵六"]
    assert selectors.people_of("city.lamps", Role.UNIT_LEADER) == []


def test_lines(clerk):
    assert selectors.line("north").prefix == "N" and list(selectors.lines()) == ["north"]
    with pytest.raises(KeyError):
        selectors.line("elsewhere")
    assert clerk.lines == ["north"]


def test_a_role_that_does_not_exist_is_an_error(clerk):
    with pytest.raises(ValueError, match="king"):
        services.save_people([{"username": "x", "name": "某人", "roles": ["king"]}])
    assert not Person.objects.filter(username="x").exists()


def test_saving_again_keeps_what_is_not_named(clerk):
    (again,) = services.save_people([{"username": "clerk", "name": "赵六六"}])
    assert (again.pk, again.name, again.roles, again.unit_id) == (clerk.pk, "赵六六", ["unit_clerk"], "city.lamps")
    assert again.check_password(PASSWORD) and again.session_version == clerk.session_version


def test_signing_in_and_a_wrong_password(signed_in, clerk):
    assert asks(signed_in) == clerk
    assert not Client().login(username="clerk", password="wrong")
    assert asks(Client()) is None


def test_knowing_who_asks_costs_no_query(signed_in, clerk, django_assert_num_queries):
    sessions.forget()
    people.forget()
    with django_assert_num_queries(2):
        assert asks(signed_in) == clerk
    with django_assert_num_queries(0):
        assert asks(signed_in) == clerk


@pytest.mark.parametrize(
    "change",
    [
        lambda person: services.set_password(person, "another-long-word"),
        lambda person: services.set_roles(person, [Role.UNIT_LEADER]),
        lambda person: services.sign_out_everywhere(person),
        lambda person: services.save_people([{"username": "clerk", "name": "赵六", "roles": ["unit_leader"]}]),
        lambda person: services.save_people([{"username": "clerk", "name": "赵六", "is_active": False}]),
    ],
    ids=["password", "roles", "signed out", "saved with another role", "left"],
)
def test_a_change_ends_open_sessions_at_once(signed_in, clerk, change):
    assert asks(signed_in) == clerk
    change(clerk)
    assert asks(signed_in) is None


def test_a_change_by_another_process_is_seen_when_the_memory_is_old(signed_in, clerk, monkeypatch):
    assert asks(signed_in) == clerk
    Person.objects.filter(pk=clerk.pk).update(session_version=2)
    assert asks(signed_in) == clerk
    an_old_memory(monkeypatch)
    assert asks(signed_in) is None


def test_signing_out_ends_the_session(signed_in, clerk, monkeypatch):
    stolen = Client()
    stolen.cookies["sessionid"] = signed_in.cookies["sessionid"].value
    assert asks(stolen) == clerk
    signed_in.logout()
    assert asks(stolen) is None
    an_old_memory(monkeypatch)
    assert asks(stolen) is None


def test_permissions_of_django_are_not_ours(clerk):
    from hotline.accounts.backends import RememberingBackend

    assert not RememberingBackend().has_perm(clerk, "orders.view_workorder")
    assert not RememberingBackend().has_module_perms(clerk, "orders")


def test_a_new_password_in_one_process_does_not_end_the_new_session_in_another(signed_in, clerk):
    """Another process still remembers the person with the old password when the new session comes along."""
    old = Person.objects.get(pk=clerk.pk)
    services.set_password(Person.objects.get(pk=clerk.pk), "another-long-word")
    client = Client()
    assert client.login(username="clerk", password="another-long-word")
    people._people.put(str(clerk.pk), old)
    sessions.forget()
    assert asks(client) == clerk
