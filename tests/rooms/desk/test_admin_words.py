"""Administration in words: kinds of units, and what the acts of the audit were about; no id where there is a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from hotline import policy as packs
from hotline.accounts import importing, words
from hotline.desk.homes import running
from hotline.desk.words import table
from hotline.infra import clock
from tests.rooms.desk.test_admin import page, unit_form
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(at_desk: Any, moving_clock: Any) -> Client:
    """Releases of the tree are told apart by their moment."""
    moving_clock.advance(minutes=1)
    return at_desk("admin")


def test_calendars_that_end_are_one_sentence_with_their_packs_and_days(admin, people, moving_clock, monkeypatch):
    monkeypatch.setattr(running, "in_use", lambda: ["dezhou-12345", "shandong-12345", "power-95598"])
    assert "calendars" not in page(admin.get("/start/administration/"))
    ends = packs.load("dezhou-12345").calendars["office"].known_until
    moving_clock.advance(days=(ends - clock.today()).days - 10)
    text = page(admin.get("/start/administration/"))
    assert text.count("只公布到") == 1 and text.count(ends.isoformat()) == 1
    assert all(packs.load(name).title in text for name in ("dezhou-12345", "shandong-12345"))


def test_the_audit_says_what_acts_were_about_in_words(at_desk, people, admin):
    from hotline.accounts import audit

    done = city.in_hand(people)
    assert at_desk("supervisor").get(f"/{done.number}/print/handling/a1/").status_code == 200
    form = {"reason": "月报", "columns": ["number"], "form": "csv"}
    assert at_desk("supervisor").post("/q/open/export/", form).status_code == 200
    admin.post("/admin/units/lamps/", unit_form("lamps", kind="供水"))
    audit.note(people["admin"], "model_switched", "0198c7aa-0000-7000-8000-000000000000", {"kind": "nature"})
    audit.note(people["admin"], "job_stopped", "17", {"task": "orders.react"})
    audit.note(people["admin"], "exported", "duties", {"rows": 3, "form": "csv", "pack": "dezhou-12345"})
    audit.note(people["admin"], "reindexed", "4", {"from": "2026-03-01"})
    audit.note(people["admin"], "words_changed", "4", {"version": 4})
    rows = {f"{row['about']}|{row['detail']}" for row in admin.get("/audit/").context["rows"]}
    assert rows >= {
        "第 4 版|版本：4",
        "|从：2026-03-01",
        f"职责清单|格式：CSV；规则包：{packs.load('dezhou-12345').title}；行数：3",
        "|任务：工单事件的后续处理（通知、统计、台账）",
        "性质|",
    }
    assert any(row.endswith("类别：部门 → 供水") for row in rows)
    told = "\n".join(rows)
    assert not re.search(r"\b(handling|a1|bureau|water|open|dezhou-12345|csv|html)\b", told), told
    listed = admin.get("/audit/?about=" + table("queues")["open"]["label"]).context["rows"]
    assert [row["act"] for row in listed] == [table("admin")["acts"]["exported"]]


def test_every_kind_of_units_has_a_word_and_comes_back_from_it(admin, people):
    kinds = set()
    for file in [*Path("packs").glob("*/**/*.yaml"), Path("src/hotline/project/sample/data/units.yaml")]:
        kinds |= set(_kinds(yaml.safe_load(file.read_text())))
    kinds |= {row[3] for row in table("admin")["template"]["units"]}
    assert len(kinds) > 60 and kinds <= set(words.UNIT_KINDS)
    assert all(words.kind_of(word) == kind for kind, word in words.UNIT_KINDS.items())
    assert words.kind_of(" 气象站 ") == "气象站"
    page_of_units = page(admin.get("/admin/units/"))
    assert "<td>部门</td>" in page_of_units and "bureau" not in page_of_units
    assert 'value="部门"' in page(admin.get("/admin/units/lamps/"))
    sheet = admin.get("/admin/units/export/csv/").content.decode("utf-8-sig")
    assert ",部门," in sheet and "bureau" not in sheet
    rows = importing.rows_of([line.split(",") for line in sheet.splitlines()], words.UNIT_HEADINGS, ("name",))
    plan = importing.plan_units(rows)
    assert (plan.changes, plan.faults, plan.unchanged) == ([], [], len(rows))


def _kinds(found: Any) -> Iterator[str]:
    """Kinds of units in a pack's file: what its rules ask for, and the units of its cases."""
    if isinstance(found, dict):
        for name, value in found.items():
            if name in ("unit_kind", "unit_kinds"):
                yield from value if isinstance(value, list) else [value]
            elif name == "kind" and "level" in found:
                yield value
            yield from _kinds(value)
    elif isinstance(found, list):
        for one in found:
            yield from _kinds(one)
