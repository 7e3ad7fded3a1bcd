"""The tree of units by hand: what is refused changes nothing, and two people at once cannot break it."""

from __future__ import annotations

import pytest

from hotline.accounts import importing, selectors, staff, units
from hotline.accounts.faults import NotPossible
from hotline.accounts.models import AuditEntry, DirectoryRelease, Person, Unit
from tests.rooms.orders import city
from tests.rooms.together import together


@pytest.fixture
def admin(db) -> Person:
    return city.build()["admin"]


def mark(ident: str) -> str:
    return units.mark_of(Unit.objects.get(pk=ident))


def refused(code: str, function, *arguments, **named) -> NotPossible:
    """The call is refused for this reason, and nothing was written."""
    before = (list(Unit.objects.order_by("id").values()), AuditEntry.objects.count(), DirectoryRelease.objects.count())
    with pytest.raises(NotPossible) as wrong:
        function(*arguments, **named)
    assert wrong.value.code == code
    after = (list(Unit.objects.order_by("id").values()), AuditEntry.objects.count(), DirectoryRelease.objects.count())
    assert before == after
    return wrong.value


def test_a_new_unit_is_in_the_tree_at_once(admin):
    unit = units.add(admin, {"name": "解放路街道办", "level": "3", "kind": "street", "areas": ["990102"]}, "city")
    assert unit.id == "jfljdb"
    assert selectors.directory().lineage(unit.id) == ("jfljdb", "city")
    assert selectors.directory().areas[unit.id] == ("990102",)
    assert units.add(admin, {"name": "解放路街道办"}, "lamps").id == "jfljdb2"
    entry = AuditEntry.objects.order_by("id")[0]
    assert (entry.person, entry.act, entry.subject) == (str(admin.pk), "unit_added", "jfljdb")


def test_what_a_new_unit_may_not_be(admin):
    refused("no_name", units.add, admin, {"name": " "}, "city")
    refused("name_taken", units.add, admin, {"name": "市政处"}, "city")
    refused("no_such_parent", units.add, admin, {"name": "新处"}, "nowhere")
    refused("bad_area", units.add, admin, {"name": "新处", "areas": ["99"]}, "city")
    refused("bad_id", units.add, admin, {"name": "新处"}, "city", ident="新 处")
    refused("id_taken", units.add, admin, {"name": "新处"}, "city", ident="lamps")


def test_a_renamed_unit_says_what_it_was(admin):
    units.change(admin, "lamps", {"name": "市政设施中心", "level": "2", "kind": "bureau"}, mark("lamps"))
    assert selectors.directory().name("lamps") == "市政设施中心"
    assert AuditEntry.objects.get().detail == {"name": ["市政处", "市政设施中心"]}


def test_a_form_that_is_stale_changes_nothing(admin):
    seen = mark("lamps")
    units.change(admin, "lamps", {"name": "市政一处"}, seen)
    refused("stale", units.change, admin, "lamps", {"name": "市政二处"}, seen)
    refused("stale", units.move, admin, "lamps", "centre", seen)
    refused("no_such_unit", units.change, admin, "gone", {"name": "无"}, seen)


def test_a_unit_never_comes_below_itself(admin):
    units.move(admin, "lamps.east", "streets", mark("lamps.east"))
    assert selectors.directory().lineage("lamps.east") == ("lamps.east", "streets", "city")
    refused("ring", units.move, admin, "streets", "lamps.east", mark("streets"))
    refused("ring", units.move, admin, "streets", "streets", mark("streets"))


def test_a_unit_with_work_is_not_retired(admin):
    refused("has_units", units.retire, admin, "lamps", mark("lamps"), lambda _: 0)
    assert refused("has_people", units.retire, admin, "streets", mark("streets"), lambda _: 0).params == {"n": 1}
    clerk = Person.objects.get(username="streets_clerk")
    staff.retire(admin, clerk.pk, staff.mark_of(clerk))
    assert refused("has_open_parts", units.retire, admin, "streets", mark("streets"), lambda ids: 3).params == {"n": 3}
    units.retire(admin, "streets", mark("streets"), lambda ids: 0)
    assert selectors.directory().unit("streets").active is False and selectors.directory().name("streets") == "环卫处"
    refused("no_such_parent", units.add, admin, {"name": "环卫一队"}, "streets")
    units.restore(admin, "streets", mark("streets"))
    assert selectors.directory().unit("streets").active is True


def test_two_moves_at_once_close_no_ring(transactional_db):
    admin = city.build()["admin"]
    seen = {name: mark(name) for name in ("lamps", "streets")}
    done = together(
        lambda: units.move(admin, "lamps", "streets", seen["lamps"]),
        lambda: units.move(admin, "streets", "lamps", seen["streets"]),
        expected=(NotPossible,),
    )
    assert sorted(getattr(one, "code", "moved") for one in done) == ["moved", "ring"]
    assert len(selectors.directory().lineage("lamps.east")) >= 3


# --- spreadsheets -----------------------------------------------------------------------------------------------------


def sheet(*rows: tuple[str, ...]) -> list[dict[str, str]]:
    headings = importing.words.UNIT_HEADINGS
    return importing.rows_of([list(headings.values()), *map(list, rows)], headings, ("name",))


def test_what_goes_out_comes_in_unchanged(admin):
    plan = importing.plan_units(sheet(*importing.unit_rows()))
    assert (plan.changes, plan.faults, plan.unchanged) == ([], [], 5)


def test_a_file_is_looked_at_and_then_taken_over(admin):
    rows = sheet(
        ("", "园林处", "", "市政府", "2", "bureau", "990101、990102", "是", "在用"),
        ("", "苗圃", "", "园林处", "3", "", "", "", ""),
        ("lamps", "市政管理处", "", "city", "2", "bureau", "", "是", "在用"),
    )
    plan = importing.plan_units(rows)
    assert [c.name for c in plan.added] == ["园林处", "苗圃"] and not plan.faults
    assert plan.changed[0].fields == {"name": ("市政处", "市政管理处")}
    assert Unit.objects.count() == 5
    importing.apply_units(admin, rows, plan.mark, "单位.xlsx")
    assert selectors.directory().lineage("mp") == ("mp", "ylc", "city")
    assert AuditEntry.objects.get().detail == {"file": "单位.xlsx", "added": 2, "changed": 1}


def test_faults_are_told_row_by_row(admin):
    rows = sheet(
        ("", "", "", "city", "", "", "", "", ""),
        ("x", "甲处", "", "没有的局", "", "", "", "", ""),
        ("lamps", "市政处", "", "lamps.east", "", "", "", "", ""),
        ("streets", "环卫处", "", "city", "", "", "99", "", ""),
        ("centre", "热线中心", "", "city", "", "", "", "", "停用"),
        ("y", "乙处", "", "city", "", "", "", "也许", ""),
        ("y", "乙处二", "", "city", "", "", "", "", ""),
    )
    plan = importing.plan_units(rows)
    told = {(fault.row, fault.code) for fault in plan.faults}
    assert told == {
        (2, "no_name"),
        (3, "no_such_parent"),
        (4, "ring"),
        (5, "bad_area"),
        (6, "retire_by_hand"),
        (7, "twice"),
        (8, "twice"),
    }
    refused("moved", importing.apply_units, admin, rows, plan.mark, "单位.csv")


def test_what_a_file_may_not_do_either(admin):
    clerk = Person.objects.get(username="streets_clerk")
    staff.retire(admin, clerk.pk, staff.mark_of(clerk))
    units.retire(admin, "streets", mark("streets"), lambda ids: 0)
    rows = sheet(
        ("a", "一队", "", "streets", "", "", "", "", ""),
        ("b", "市政处", "", "city", "", "", "", "", ""),
        ("c", "二队", "", "lamps", "", "", "", "", ""),
        ("d", "二队", "", "lamps", "", "", "", "", ""),
    )
    told = {(fault.row, fault.code) for fault in importing.plan_units(rows).faults}
    assert told == {(2, "no_such_parent"), (3, "name_taken"), (4, "name_taken"), (5, "name_taken")}


def test_what_changed_meanwhile_is_shown_again(admin):
    rows = sheet(("lamps", "市政管理处", "", "city", "2", "bureau", "", "是", "在用"))
    seen = importing.plan_units(rows).mark
    units.change(admin, "lamps", {"name": "市政公用处"}, mark("lamps"))
    refused("moved", importing.apply_units, admin, rows, seen, "单位.csv")


def test_a_table_without_headings(admin):
    with pytest.raises(importing.NotASheet) as wrong:
        importing.rows_of([["甲", "乙"]], importing.words.UNIT_HEADINGS, ("name",))
    assert wrong.value.missing == ("名称",)
