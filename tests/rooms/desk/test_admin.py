"""Administration at the desk: units, people, spreadsheets, lines, jobs, the audit, and the way from nothing."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from hotline.accounts import delegation, importing, numbers, passwords, staff, units
from hotline.accounts.models import AuditEntry, Line, Person, Unit
from hotline.desk.views.admin import setup
from hotline.desk.words import table
from hotline.infra import clock
from hotline.orders import services as orders
from hotline.project.sample import loading
from tests.rooms.orders import city


@pytest.fixture
def admin(at_desk) -> Client:
    return at_desk("admin")


@pytest.fixture(autouse=True)
def time_passes(moving_clock) -> None:
    """Releases of the tree are told apart by their moment."""
    moving_clock.advance(minutes=1)


def page(response: Any) -> str:
    return response.content.decode()


def unit_form(ident: str, **changed: object) -> dict[str, object]:
    unit = Unit.objects.get(pk=ident)
    form = {"mark": units.mark_of(unit), "name": unit.name, "level": unit.level, "kind": unit.kind}
    return form | {"parent": unit.parent_id or "", "handles_orders": "yes"} | changed


def person_form(username: str, **changed: object) -> dict[str, object]:
    person = Person.objects.get(username=username)
    form = {"mark": staff.mark_of(person), "name": person.name, "title": person.title, "unit": person.unit_id or ""}
    return form | {"roles": person.roles, "lines": person.lines} | changed


def address(username: str) -> str:
    return f"/admin/people/{Person.objects.get(username=username).pk}/"


def acts() -> list[str]:
    """What is in the audit, in no order: the clock of these tests stands still."""
    return sorted(AuditEntry.objects.values_list("act", flat=True))


# --- units ------------------------------------------------------------------------------------------------------------


def test_units_are_found_by_pinyin(admin):
    found = page(admin.get("/admin/units/?q=szc"))
    assert "市政处" in found and "环卫处" not in found
    assert "没有找到" in page(admin.get("/admin/units/?q=zzz"))


def test_a_unit_is_added_renamed_and_moved(admin, moving_clock):
    new = {"name": "园林处", "parent": "city", "level": "2", "areas": "990101、990102", "handles_orders": "yes"}
    assert admin.post("/admin/units/new/", new).status_code == 302
    assert Unit.objects.get(pk="ylc").areas == ["990101", "990102"]
    moving_clock.advance(minutes=1)
    admin.post("/admin/units/ylc/", unit_form("ylc", name="园林绿化处", parent="lamps", areas="990101"))
    unit = Unit.objects.get(pk="ylc")
    assert (unit.name, unit.parent_id, unit.areas) == ("园林绿化处", "lamps", ["990101"])


def test_a_refused_change_keeps_what_was_typed_and_changes_nothing(admin):
    refused = admin.post("/admin/units/lamps/", unit_form("lamps", name="照明处", parent="lamps.east"))
    assert refused.status_code == 422
    assert "上级不能是它自己" in page(refused) and "照明处" in page(refused)
    assert Unit.objects.get(pk="lamps").name == "市政处" and not AuditEntry.objects.exists()


def test_a_stale_form_shows_what_is_there_now(admin, moving_clock):
    seen = unit_form("lamps", name="照明一处")
    admin.post("/admin/units/lamps/", unit_form("lamps", name="照明二处"))
    moving_clock.advance(minutes=1)
    stale = admin.post("/admin/units/lamps/", seen)
    assert stale.status_code == 409 and "别人改过" in page(stale) and "照明二处" in page(stale)


def test_a_unit_with_open_work_says_how_much(admin, people):
    number = city.in_hand(people).number
    for username in ("lamps_clerk", "lamps_leader", "east_clerk"):
        person = Person.objects.get(username=username)
        staff.retire(people["admin"], person.pk, staff.mark_of(person))
    admin.post("/admin/units/lamps.east/", unit_form("lamps.east", then="retire"))
    refused = admin.post("/admin/units/lamps/", unit_form("lamps", then="retire"))
    assert refused.status_code == 422
    assert "还有1件工单没有办完" in page(refused) and f'href="/{number}/"' in page(refused)
    assert Unit.objects.get(pk="lamps").active


# --- people -----------------------------------------------------------------------------------------------------------


def test_a_new_person_signs_in_and_must_choose_a_password(admin):
    form = {"name": "钱七", "username": "qian7", "unit": "lamps", "roles": ["unit_clerk"], "lines": [city.LINE]}
    shown = page(admin.post("/admin/people/new/", form))
    raw = shown.split('data-testid="once-qian7">')[1].split("<")[0]
    client = Client()
    assert client.post("/sign-in/", {"username": "qian7", "password": raw}).status_code == 302
    assert client.get("/")["Location"] == "/password/"
    assert client.get("/rail/", HTTP_HX_REQUEST="true")["HX-Redirect"] == "/password/"
    wrong = client.post("/password/", {"old": raw, "new": "1234567890", "again": "1234567890"})
    assert wrong.status_code == 422 and "不能全是数字" in page(wrong)
    good = "Deng-Liang-le-8"
    assert client.post("/password/", {"old": raw, "new": good, "again": good})["Location"] == "/"
    assert client.get("/", follow=True).status_code == 200
    assert Client().login(username="qian7", password=good)
    assert acts().count("signed_in") == 1


def test_a_one_time_password_is_in_no_page_twice(admin):
    raw = (
        page(admin.post(address("agent"), person_form("agent", then="password"))).split('once-agent">')[1].split("<")[0]
    )
    assert Client().login(username="agent", password=raw)
    assert raw not in page(admin.get(address("agent"))) and raw not in page(admin.get("/audit/"))


def test_roles_change_at_once(admin, at_desk):
    agent = at_desk("agent")
    assert agent.get("/new/").status_code == 200
    admin.post(address("agent"), person_form("agent", roles=["archivist"]))
    assert agent.get("/new/").status_code == 302
    refused = admin.post(address("agent"), person_form("agent", roles=["unit_clerk"], unit=""))
    assert refused.status_code == 422 and "必须有单位" in page(refused)


def test_people_are_found_by_unit_and_role(admin):
    found = page(admin.get("/admin/people/?unit=lamps&role=unit_clerk"))
    assert "lamps_clerk" in found and "east_clerk" in found and "lamps_leader" not in found


# --- spreadsheets -----------------------------------------------------------------------------------------------------


def upload(client: Client, kind: str, text: str) -> Any:
    return client.post(f"/admin/{kind}/import/", {"file": SimpleUploadedFile("表.csv", text.encode())})


def confirm(client: Client, kind: str, preview: Any) -> Any:
    context = preview.context
    return client.post(f"/admin/{kind}/import/", {"packed": context["packed"], "mark": context["plan"].mark})


def test_units_go_out_and_come_in(admin):
    book = load_workbook(io.BytesIO(admin.get("/admin/units/export/xlsx/").content))
    assert [cell.value for cell in book.active[1]][:2] == ["代码", "名称"] and book.active.max_row == 6
    preview = upload(admin, "units", "名称,上级单位\n园林处,市政府\n苗圃,园林处\n")
    assert "新增" in page(preview) and not Unit.objects.filter(name="园林处").exists()
    assert confirm(admin, "units", preview)["Location"].endswith("added=2&changed=0")
    assert Unit.objects.get(name="苗圃").parent.name == "园林处"
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert acts == {"exported", "units_imported"}


def test_a_fault_is_told_with_its_row_and_nothing_comes_in(admin):
    faulty = upload(admin, "units", "名称,上级单位\n园林处,市政府\n苗圃,没有的\n")
    assert faulty.status_code == 422 and "第3行：没有“没有的”这个上级单位" in page(faulty)
    assert Unit.objects.count() == 5
    assert "缺少这些列：名称" in page(upload(admin, "units", "甲,乙\n1,2\n"))
    assert "读不出来" in page(admin.post("/admin/units/import/", {"file": SimpleUploadedFile("a.xlsx", b"no")}))
    assert "请选一个文件" in page(admin.post("/admin/units/import/"))


def test_what_changed_after_the_look_is_shown_again(admin):
    preview = upload(admin, "units", "代码,名称\nlamps,照明处\n")
    admin.post("/admin/units/lamps/", unit_form("lamps", name="照明中心"))
    again = confirm(admin, "units", preview)
    assert again.status_code == 409 and "有变化" in page(again) and Unit.objects.get(pk="lamps").name == "照明中心"


def test_what_was_shown_to_one_is_not_done_by_another(admin, people):
    preview = upload(admin, "units", "代码,名称\nlamps,照明处\n")
    second, _raw = staff.add(people["admin"], "admin2", {"name": "第二", "unit": "centre", "roles": ["administrator"]})
    Person.objects.filter(pk=second.pk).update(must_change_password=False)
    other = Client()
    other.force_login(Person.objects.get(pk=second.pk))
    assert confirm(other, "units", preview).status_code == 409
    assert Unit.objects.get(pk="lamps").name == "市政处"


def test_imported_people_get_their_passwords_once(admin):
    preview = upload(admin, "people", "账号,姓名,单位,岗位\nsun8,孙八,市政处,承办员\nagent,李敏,centre,话务员、班长\n")
    shown = page(confirm(admin, "people", preview))
    raw = shown.split('once-sun8">')[1].split("<")[0]
    assert Client().login(username="sun8", password=raw) and "once-agent" not in shown
    assert Person.objects.get(username="agent").roles == ["agent", "shift_lead"]


# --- delegation -------------------------------------------------------------------------------------------------------


def test_a_leader_lends_and_ends(at_desk, people, moving_clock):
    leader, clerk = at_desk("lamps_leader"), at_desk("lamps_clerk")
    assert "代lamps_leader的姓名" not in page(clerk.get("/rules/dezhou-12345/"))
    now = clock.local()
    form = {
        "to": str(people["lamps_clerk"].pk),
        "roles": ["unit_leader"],
        "starts": f"{now:%Y-%m-%dT%H:%M}",
        "ends": f"{now + timedelta(days=2):%Y-%m-%dT%H:%M}",
    }
    refused = leader.post("/delegation/", form | {"to": str(people["streets_clerk"].pk)})
    assert refused.status_code == 422 and "本单位" in page(refused)
    assert "请选代您办理的人" in page(leader.post("/delegation/", form | {"to": ""}))
    assert "日期时间" in page(leader.post("/delegation/", form | {"ends": ""}))
    assert leader.post("/delegation/", form).status_code == 302
    assert "代lamps_leader的姓名" in page(clerk.get("/rules/dezhou-12345/"))
    own = page(leader.get("/delegation/"))
    assert "生效中" in own
    end = own.split('action="/delegation/')[2].split('"')[0]
    assert leader.post(f"/delegation/{end}").status_code == 302
    assert "代lamps_leader的姓名" not in page(clerk.get("/rules/dezhou-12345/"))


# --- lines and jobs ---------------------------------------------------------------------------------------------------


def test_a_line_is_added_with_its_pack(admin, people):
    form = {"pack": "karamay-12345", "name": "克拉玛依", "prefix": "dz", "code": ""}
    assert "前缀“DZ”已经有号码用了" in page(admin.post("/admin/lines/", form))
    assert admin.post("/admin/lines/", form | {"prefix": "kl"}).status_code == 302
    line = Line.objects.get(prefix="KL")
    assert line.pack == "karamay-12345" and line.code
    admin.post(f"/admin/lines/{line.id}/", {"then": "retire"})
    assert not Line.objects.get(pk=line.id).active
    assert acts() == ["line_added", "line_retired"]


def test_a_line_that_is_closed_takes_no_more_orders(admin, people, at_desk):
    admin.post(f"/admin/lines/{city.LINE}/", {"then": "retire"})
    with pytest.raises(orders.NotFound):
        city.registered(people)


def test_a_pack_is_checked_in_words(admin):
    assert "检查：通过" in page(admin.get(f"/admin/lines/{city.LINE}/?check=1"))


def test_a_calendar_that_ends_is_warned_of(admin, moving_clock):
    assert "要由人定" not in page(admin.get(f"/admin/lines/{city.LINE}/"))
    moving_clock.advance(days=290)
    admin = Client()
    admin.force_login(Person.objects.get(username="admin"))
    assert "要由人定" in page(admin.get(f"/admin/lines/{city.LINE}/"))


def failed_job() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts) "
            "VALUES ('events', 'orders.react', '{}', 'failed', 5) RETURNING id"
        )
        return int(cursor.fetchone()[0])


def status(job: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job])
        return str(cursor.fetchone()[0])


def test_failed_jobs_are_tried_again_or_stopped(admin):
    first, second, third = failed_job(), failed_job(), failed_job()
    shown = page(admin.get("/admin/jobs/"))
    assert "工单事件的后续处理" in shown and "试了5次都没有做成" in shown
    admin.post("/admin/jobs/", {"then": "retry", "id": first})
    admin.post("/admin/jobs/", {"then": "stop", "id": second})
    assert (status(first), status(second), status(third)) == ("todo", "cancelled", "failed")
    assert "not_failed" in admin.post("/admin/jobs/", {"then": "retry", "id": second})["Location"]
    admin.post("/admin/jobs/", {"then": "all"})
    assert status(third) == "todo"
    assert acts() == ["job_retried", "job_retried", "job_stopped"]


LOOKED = "<td>查看来电人</td>"


# --- the audit --------------------------------------------------------------------------------------------------------


@pytest.mark.req("SEC-1")
def test_who_saw_a_citizen_is_found_and_the_reason_is_for_those_who_inspect(at_desk, people, admin):
    done = city.registered(people)
    orders.reveal_contact(done.id, people["dispatcher"], "核对地址")
    admin.post("/admin/units/lamps/", unit_form("lamps", name="照明处"))
    director, watcher = at_desk("director"), at_desk("watcher")
    for client in (director, watcher):
        found = page(client.get(f"/audit/?about={done.number}"))
        assert LOOKED in found and "核对地址" in found and "照明处" not in found
    found = page(admin.get("/audit/?who=dispatcher"))
    assert LOOKED in found and "核对地址" not in found
    assert city.CONTACT.name not in found and city.CONTACT.phone not in found
    assert "市政处 → 照明处" in page(admin.get("/audit/?kind=admin"))
    assert "没有符合条件" in page(admin.get("/audit/?kind=admin&until=2020-01-01"))
    assert at_desk("agent").get("/audit/").status_code == 403


def test_the_director_sees_looks_at_orders_of_own_lines_only(at_desk, people):
    done = city.registered(people)
    orders.reveal_contact(done.id, people["dispatcher"], "核对地址")
    Person.objects.filter(username="director").update(lines=[])
    people["director"].refresh_from_db()
    assert LOOKED not in page(at_desk("director").get("/audit/"))


def test_looks_prints_and_exports_are_found_by_who_what_when_and_kind(at_desk, people, admin):
    done = city.in_hand(people)
    orders.reveal_contact(done.id, people["dispatcher"], "核对地址")
    assert at_desk("supervisor").get(f"/{done.number}/print/registration/order/").status_code == 200
    form = {"reason": "月报", "columns": ["number"], "form": "csv"}
    assert at_desk("supervisor").post("/q/open/export/", form).status_code == 200
    today = f"{clock.local():%Y-%m-%d}"

    def acts(query: str) -> list[str]:
        return sorted(row["act"] for row in admin.get(f"/audit/?{query}").context["rows"])

    words = table("admin")["acts"]
    looked, printed, exported = words["revealed"], words["printed"], words["exported"]
    assert acts("kind=papers") == sorted([printed, exported]) and acts("kind=seen") == [looked]
    assert acts(f"about={done.number.lower()}") == sorted([looked, printed])
    assert acts("who=dispatcher") == [looked] and acts("who=supervisor") == sorted([printed, exported])
    assert acts(f"kind=papers&since={today}&until={today}") == sorted([printed, exported])
    assert acts("until=2020-01-01") == []


def test_who_inspects_one_line_reads_nothing_of_another(at_desk, people):
    from hotline.accounts import audit

    done = city.in_hand(people)
    Person.objects.filter(username="agent2").update(lines=["elsewhere"])
    audit.note(people["agent2"], "exported", "elsewhere")
    for who in ("lamps_clerk", "supervisor"):
        audit.note(people[who], "printed", done.number)
        audit.note(people[who], "printed", "XX20260302-00001")
    found = [row["about"] for row in at_desk("director").get("/audit/").context["rows"]]
    assert found == [done.number, done.number]
    everything = [row["about"] for row in at_desk("admin").get("/audit/").context["rows"]]
    assert "elsewhere" in everything and "XX20260302-00001" in everything


def test_the_audit_is_read_page_by_page(admin, people):
    from hotline.accounts import audit

    for n in range(120):
        audit.note(people["admin"], "exported", f"list{n}")
    seen, at = [], "/audit/"
    while at:
        response = admin.get(at)
        seen += [row["about"] for row in response.context["rows"]]
        at = "/audit/" + response.context["later"] if response.context["later"] else ""
    assert sorted(seen) == sorted(f"list{n}" for n in range(120))
    assert admin.get("/audit/?before=nonsense").status_code == 200


def test_every_act_fault_and_message_has_its_words():
    from hotline.accounts import audit

    words = table("admin")
    rooms = [
        Path(module.__file__).read_text() for module in (delegation, importing, numbers, passwords, setup, staff, units)
    ]
    codes = {code for text in rooms for code in re.findall(r'NotPossible\("(\w+)"', text)}
    codes |= set(re.findall(r'return "(\w+)"', rooms[0])) | set(re.findall(r'append\("(\w+)"', rooms[3]))
    assert len(codes) > 40 and codes <= set(words["faults"])
    assert set(audit.ACTS) <= set(words["acts"])
    assert set(words["kinds"]) == {"seen", "own", "admin", "papers", "models"}


# --- from nothing -----------------------------------------------------------------------------------------------------


@pytest.fixture
def empty(db, tmp_path, monkeypatch) -> Client:
    monkeypatch.setattr(setup, "var_dir", lambda: tmp_path)
    yield Client()


FIRST = {"name": "管理员", "username": "root1", "new": "Deng-Liang-le-8", "again": "Deng-Liang-le-8"}


def test_the_first_account_needs_the_code_of_the_machine(empty, tmp_path):
    assert empty.get("/sign-in/")["Location"] == "/setup/first/"
    assert empty.get("/setup/first/").status_code == 200
    code = (tmp_path / "setup-code").read_text().strip()
    wrong = empty.post("/setup/first/", FIRST | {"code": "x" + code})
    assert wrong.status_code == 422 and "开通码不对" in page(wrong) and not Person.objects.exists()
    weak = empty.post("/setup/first/", FIRST | {"code": code, "new": "12345", "again": "12345"})
    assert weak.status_code == 422 and not Person.objects.exists()
    assert empty.post("/setup/first/", FIRST | {"code": code})["Location"] == "/setup/"
    assert Person.objects.get().roles == ["administrator"] and not (tmp_path / "setup-code").exists()
    assert not loading.is_empty(), "the sample city does not come into a centre that is being set up"
    assert Client().get("/setup/first/")["Location"] == "/setup/"
    again = Client().post("/setup/first/", FIRST | {"code": code, "username": "root2"})
    assert again.status_code == 302 and Person.objects.count() == 1


def test_guessing_the_code_is_slow(empty, tmp_path):
    empty.get("/setup/first/")
    code = (tmp_path / "setup-code").read_text().strip()
    for _ in range(8):
        empty.post("/setup/first/", FIRST | {"code": "00"})
    assert empty.post("/setup/first/", FIRST | {"code": code}).status_code == 422 and not Person.objects.exists()


def test_the_wizard_leaves_a_centre_at_work_alone(admin, people):
    city.registered(people)
    before = (list(Line.objects.values()), Unit.objects.count(), Person.objects.count())
    for step in ("pack", "units", "people", "line"):
        form = {
            "step": step,
            "pack": "karamay-12345",
            "city": "某市",
            "name-agent": "某人",
            "prefix": "XX",
            "name": "某",
        }
        assert admin.post("/setup/", form)["Location"] == "/setup/"
    assert before == (list(Line.objects.values()), Unit.objects.count(), Person.objects.count())
    assert "已经开通" in page(admin.get("/setup/?step=pack"))
