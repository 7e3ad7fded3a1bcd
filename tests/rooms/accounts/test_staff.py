"""People by hand, their passwords, and spreadsheets of them."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from hotline.accounts import audit, importing, passwords, staff
from hotline.accounts.faults import NotPossible
from hotline.accounts.models import AuditEntry, Person
from tests.rooms.orders import city
from tests.rooms.together import together


@pytest.fixture
def admin(db) -> Person:
    return city.build()["admin"]


def row(username: str) -> Person:
    return Person.objects.get(username=username)


def fields(person: Person, **changed: object) -> dict[str, object]:
    now = {"name": person.name, "title": person.title, "unit": person.unit_id}
    return now | {"lines": person.lines, "roles": person.roles} | changed


def refused(code: str, function, *arguments) -> None:
    before = (list(Person.objects.order_by("id").values()), AuditEntry.objects.count())
    with pytest.raises(NotPossible) as wrong:
        function(*arguments)
    assert wrong.value.code == code
    assert before == (list(Person.objects.order_by("id").values()), AuditEntry.objects.count())


def test_a_new_person_has_a_password_for_once(admin):
    given = {"name": "钱七", "unit": "lamps", "roles": ["unit_clerk"], "lines": [city.LINE]}
    person, raw = staff.add(admin, " Qian7 ", given)
    assert person.username == "qian7" and person.check_password(raw) and person.must_change_password
    assert AuditEntry.objects.get().detail == {"roles": ["unit_clerk"], "unit": "lamps"}
    refused("username_taken", staff.add, admin, "qian7", given)
    refused("bad_username", staff.add, admin, "钱七", given)
    refused("needs_unit", staff.add, admin, "qian8", given | {"unit": ""})
    refused("no_such_role", staff.add, admin, "qian8", given | {"roles": ["system"]})
    refused("no_such_line", staff.add, admin, "qian8", given | {"lines": ["north"]})
    refused("no_such_unit", staff.add, admin, "qian8", given | {"unit": "gone"})


def test_a_change_of_roles_says_what_was_and_ends_sessions(admin):
    clerk = row("lamps_clerk")
    staff.change(admin, clerk.pk, fields(clerk, roles=["unit_leader"]), staff.mark_of(clerk))
    assert row("lamps_clerk").session_version == clerk.session_version + 1
    assert AuditEntry.objects.get().detail == {"roles": [["unit_clerk"], ["unit_leader"]]}
    refused("stale", staff.change, admin, clerk.pk, fields(clerk, name="别人"), staff.mark_of(clerk))


def test_an_administrator_who_takes_roles_is_seen(admin):
    staff.change(admin, admin.pk, fields(admin, roles=["administrator", "supervisor"]), staff.mark_of(admin))
    assert AuditEntry.objects.get().detail["oneself"] is True


def test_there_is_always_an_administrator(admin):
    refused("last_administrator", staff.change, admin, admin.pk, fields(admin, roles=["agent"]), staff.mark_of(admin))
    refused("oneself", staff.retire, admin, admin.pk, staff.mark_of(admin))


def test_two_administrators_do_not_retire_each_other(transactional_db):
    first = city.build()["admin"]
    second, _raw = staff.add(first, "admin2", {"name": "第二", "unit": "centre", "roles": ["administrator"]})
    marks = {p.pk: staff.mark_of(row(p.username)) for p in (first, second)}
    done = together(
        lambda: staff.retire(first, second.pk, marks[second.pk]),
        lambda: staff.retire(second, first.pk, marks[first.pk]),
        expected=(NotPossible,),
    )
    assert sorted(getattr(one, "code", "done") for one in done) == ["done", "last_administrator"]


def test_whoever_has_the_server_makes_an_administrator(admin, client):
    person, raw = staff.administrator("root2", "应急")
    assert person.own_roles == {"administrator"} and client.login(username="root2", password=raw)
    again, other = staff.administrator("agent")
    assert again.pk == row("agent").pk and row("agent").roles == ["administrator", "agent"]
    assert row("agent").must_change_password and client.login(username="agent", password=other)
    assert set(AuditEntry.objects.values_list("person", "act")) == {
        ("system", "person_added"),
        ("system", "password_reset"),
    }
    refused("bad_username", staff.administrator, "谁")


def test_who_is_retired_cannot_sign_in(admin, client):
    clerk = row("lamps_clerk")
    _person, raw = staff.reset_password(admin, clerk.pk, staff.mark_of(clerk))
    assert client.login(username="lamps_clerk", password=raw)
    clerk = row("lamps_clerk")
    staff.retire(admin, clerk.pk, staff.mark_of(clerk))
    assert not client.login(username="lamps_clerk", password=raw)
    refused("not_active", staff.reset_password, admin, clerk.pk, staff.mark_of(row("lamps_clerk")))
    staff.restore(admin, clerk.pk, staff.mark_of(row("lamps_clerk")))
    assert client.login(username="lamps_clerk", password=raw)


def test_ones_own_password(admin):
    clerk = row("lamps_clerk")
    _person, raw = staff.reset_password(admin, clerk.pk, staff.mark_of(clerk))
    good = "Deng-Liang-le-8"
    refused("old_password", passwords.change_own, clerk, "wrong", good, good)
    refused("not_the_same", passwords.change_own, clerk, raw, good, good + "x")
    refused("same_as_before", passwords.change_own, clerk, raw, raw, raw)
    refused("password_too_short", passwords.change_own, clerk, raw, "kurz", "kurz")
    refused("password_entirely_numeric", passwords.change_own, clerk, raw, "8273645182", "8273645182")
    refused("password_has_name", passwords.change_own, clerk, raw, "lamps_clerk-77", "lamps_clerk-77")
    refused("password_too_plain", passwords.change_own, clerk, raw, "ababababab", "ababababab")
    changed = passwords.change_own(clerk, raw, good, good)
    assert changed.check_password(good) and not row("lamps_clerk").must_change_password
    assert AuditEntry.objects.latest("at").act == "password_changed"


@pytest.mark.req("SEC-2")
def test_the_audit_only_grows(admin):
    audit.note(admin, "exported", "duties", {"rows": 3})
    with pytest.raises(ValueError, match="looked_around"):
        audit.note(admin, "looked_around")
    for statement in ("UPDATE accounts_auditentry SET person = 'x'", "DELETE FROM accounts_auditentry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert audit.find(audit.Wanted(acts=["exported"]))[0].subject == "duties"


def test_pages_of_the_audit_meet(admin):
    for n in range(7):
        audit.note(admin, "exported", f"list{n}")
    first = audit.find(audit.Wanted(limit=3))
    second = audit.find(audit.Wanted(limit=3, before=(first[-1].at, first[-1].id)))
    third = audit.find(audit.Wanted(limit=3, before=(second[-1].at, second[-1].id)))
    assert [e.subject for e in (*first, *second, *third)] == [f"list{n}" for n in (6, 5, 4, 3, 2, 1, 0)]


# --- spreadsheets -----------------------------------------------------------------------------------------------------


def sheet(*rows: tuple[str, ...]) -> list[dict[str, str]]:
    headings = importing.words.PEOPLE_HEADINGS
    return importing.rows_of([list(headings.values()), *map(list, rows)], headings, ("username", "name"))


def test_what_goes_out_comes_in_unchanged(admin):
    plan = importing.plan_people(sheet(*importing.people_rows(Person.objects.all())))
    assert (plan.changes, plan.faults, plan.unchanged) == ([], [], len(city.PEOPLE))


def test_a_file_of_people(admin):
    rows = sheet(
        ("sun8", "孙八", "", "市政处", "承办员、承办单位领导", "", ""),
        ("agent", "李敏", "组长", "centre", "话务员、班长", "德州12345", "在用"),
    )
    plan = importing.plan_people(rows)
    assert [c.key for c in plan.added] == ["sun8"] and not plan.faults
    made = importing.apply_people(admin, rows, plan.mark, "人员.xlsx")
    person, raw = made[0]
    assert person.check_password(raw) and row("sun8").lines == [city.LINE]
    assert row("agent").roles == ["agent", "shift_lead"]
    assert set(AuditEntry.objects.values_list("act", flat=True)) == {
        "person_added",
        "person_changed",
        "people_imported",
    }


def test_faults_are_told_row_by_row(admin):
    rows = sheet(
        ("孙八", "孙八", "", "lamps", "承办员", "", ""),
        ("sun8", "", "", "lamps", "承办员", "", ""),
        ("sun9", "孙九", "", "没有的局", "承办员", "", ""),
        ("sun10", "孙十", "", "lamps", "大总管", "", ""),
        ("agent", "李敏", "", "centre", "话务员", "", "停用"),
        ("sun11", "孙十一", "", "", "承办员", "", ""),
    )
    plan = importing.plan_people(rows)
    assert [(f.row, f.code) for f in plan.faults] == [
        (2, "bad_username"),
        (3, "no_person_name"),
        (4, "no_such_unit"),
        (5, "no_such_role"),
        (6, "retire_by_hand"),
        (7, "needs_unit"),
    ]
    refused("moved", importing.apply_people, admin, rows, plan.mark, "人员.csv")
