"""The sample city is complete and consistent: pure checks on its data files, no database."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict
from itertools import islice

import pytest

from hotline.core.vocabulary import Channel, ContactMethod, Outcome, Role, Urgency
from hotline.project.sample import messages as sample

ROLES = {role.value for role in Role} - {Role.SYSTEM.value}
KINDS = set(
    "government bureau judicial hotline_centre hotline_desk leaders_office inspection"
    " water heat gas power telecom bus rail".split()
)
CHANNELS = {channel.value for channel in Channel} - {Channel.IMPORT.value}
DISPOSITIONS = {"assign", "answer_directly", "refuse", "emergency_handover", "submit_to_leader"}
FICTIONAL = re.compile(r"1390000\d{4}|0000-\d+")

UNITS = {unit["id"]: unit for unit in sample.load("units")["units"]}
AREAS = {area["code"]: area for area in sample.load("areas")["areas"]}
PEOPLE = {person["username"]: person for person in sample.rows("people")}
DUTIES = sample.rows("responsibility")
CLASSES = {one["id"]: one for one in sample.load("content_classes")["classes"]}
ITEMS = [item["id"] for one in CLASSES.values() for item in one["items"]]
NATURES = {nature["id"] for nature in sample.load("content_classes")["natures"]}
MESSAGES = {message["id"]: message for message in sample.load("messages")["messages"]}
REPLIES = sample.load("replies")


def ancestors(code: str) -> list[str]:
    """The area itself, then each area that contains it."""
    line: list[str] = []
    step: str | None = code
    while step is not None:
        line.append(step)
        step = AREAS[step]["parent"]
    return line


def test_ids_are_unique() -> None:
    for name, key in (("units", "id"), ("areas", "code"), ("messages", "id")):
        every = [row[key] for row in sample.load(name)[name]]
        assert len(every) == len(set(every)), name
    for name, key in (("people", "username"), ("responsibility", "id")):
        every = [row[key] for row in sample.rows(name)]
        assert len(every) == len(set(every)), name
    replies = [row["id"] for rows in REPLIES.values() for row in rows]
    assert len(replies) == len(set(replies))
    assert len({person["name"] for person in PEOPLE.values()}) == len(PEOPLE)
    assert len(ITEMS) == len(set(ITEMS)) == 159


def test_counts_promised_to_a_newcomer() -> None:
    assert len(UNITS) >= 90
    assert {unit["level"] for unit in UNITS.values()} == {1, 2, 3, 4}
    assert len(PEOPLE) >= 220
    assert len(DUTIES) >= 150
    assert len(MESSAGES) >= 120
    assert len(REPLIES["answers"]) >= 40
    assert len(CLASSES) == 9 and len(NATURES) == 4


def test_units_form_one_tree_with_levels() -> None:
    roots = [unit for unit in UNITS.values() if unit["parent"] is None]
    assert [root["level"] for root in roots] == [1]
    calendars = {calendar["id"] for calendar in sample.load("units")["calendars"]}
    for unit in UNITS.values():
        assert re.fullmatch(r"[a-z0-9]+(\.[a-z0-9]+)*", unit["id"])
        assert unit["kind"] in KINDS and unit["calendar"] in calendars
        assert unit["areas"] and set(unit["areas"]) <= set(AREAS)
        assert unit["short_names"]
        if unit["parent"] is not None:
            assert unit["level"] == UNITS[unit["parent"]]["level"] + 1, unit["id"]
    assert {"heat", "gas", "water", "power", "telecom", "bus"} <= {unit["kind"] for unit in UNITS.values()}


def test_areas_form_one_tree() -> None:
    assert [area["code"] for area in AREAS.values() if area["parent"] is None] == [sample.CITY_CODE]
    assert all(code.startswith("99") for code in AREAS), "99 is no real province"
    for code in AREAS:
        assert ancestors(code)[-1] == sample.CITY_CODE


def test_people_have_units_and_roles() -> None:
    seen: Counter[str] = Counter()
    for person in PEOPLE.values():
        assert re.fullmatch(r"[a-z0-9-]+", person["username"])
        assert person["unit"] in UNITS
        roles = set(person["roles"].split("|"))
        assert roles and roles <= ROLES
        seen.update(roles)
        if {"unit_clerk", "unit_leader"} <= roles:
            assert UNITS[person["unit"]]["level"] == 4, "only a section may have one person for both"
    assert set(seen) == ROLES


def test_every_handling_unit_has_clerk_and_leader() -> None:
    staff = Counter((p["unit"], role) for p in PEOPLE.values() for role in p["roles"].split("|"))
    for unit in UNITS.values():
        for role in ("unit_clerk", "unit_leader"):
            assert bool(staff[unit["id"], role]) == unit["handles_orders"], (unit["id"], role)


def test_demo_accounts_exist() -> None:
    accounts = [account["username"] for account in sample.load("accounts")["accounts"]]
    assert set(accounts) <= set(PEOPLE)
    assert {"agent1", "lead1", "dispatcher1", "clerk-shizheng", "leader-shizheng", "callback1"} <= set(accounts)
    assert {"supervisor1", "mayor1", "inspector1", "admin"} <= set(accounts)
    shown = {role for name in accounts for role in PEOPLE[name]["roles"].split("|")}
    assert len(shown) >= 13


def test_duties_refer_to_what_exists() -> None:
    for duty in DUTIES:
        assert duty["unit"] in UNITS and UNITS[duty["unit"]]["handles_orders"]
        assert duty["area"] in AREAS
        assert duty["content_class"] in CLASSES or duty["content_class"] in ITEMS
        assert duty["duty"] in {"lead", "assisting", "fallback"} and duty["basis"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", duty["valid_from"])
        assert not duty["valid_to"] or duty["valid_from"] < duty["valid_to"]


def test_every_class_and_area_has_one_lead_on_any_day() -> None:
    """Most specific area wins; two lead rows at the same place on one day would be a contradiction."""
    assert {d["content_class"] for d in DUTIES if d["duty"] == "fallback"} == set(CLASSES)
    for day in ("2024-01-01", "2026-06-30", "2026-07-01", "2026-11-22"):
        leads = Counter(
            (d["content_class"], d["area"])
            for d in DUTIES
            if d["duty"] == "lead" and d["valid_from"] <= day and (not d["valid_to"] or day <= d["valid_to"])
        )
        assert max(leads.values()) == 1
        for item in ITEMS:
            for area in AREAS:
                assert any((item, code) in leads for code in ancestors(area)), (item, area)


def test_a_lead_unit_stands_in_the_area_it_answers_for() -> None:
    for duty in DUTIES:
        served = UNITS[duty["unit"]]["areas"]
        assert set(ancestors(duty["area"])) & set(served), duty["id"]


def test_messages_are_whole_and_agree_with_the_responsibility_list() -> None:
    for message in MESSAGES.values():
        assert message["nature"] in NATURES and message["channel"] in CHANNELS
        assert message["urgency"] in {urgency.value for urgency in Urgency}
        assert message["disposition"] in DISPOSITIONS
        assert message["area"] in AREAS
        assert 40 <= len(message["content"]) <= 200, message["id"]
        assert message["title"] and message["caller_name"]
        if message["disposition"] == "refuse":
            assert message["lead_unit"] is None and message["refusal_reason"]
        else:
            assert message["lead_unit"] == sample.expected_lead(message["content_class"], message["area"])
        if "about_unit" in message:
            assert message["lead_unit"] != message["about_unit"]
            assert not message["lead_unit"].startswith(message["about_unit"] + ".")
        if "repeat_of" in message:
            assert MESSAGES[message["repeat_of"]]["caller_phone"] == message["caller_phone"]


def test_messages_are_diverse() -> None:
    rows = list(MESSAGES.values())
    assert {row["content_class"][:2] for row in rows} == set(CLASSES)
    assert {row["nature"] for row in rows} == NATURES
    assert {row["channel"] for row in rows} == CHANNELS
    assert {row["disposition"] for row in rows} == DISPOSITIONS
    assert sum(row["secrecy"] for row in rows) >= 8
    assert sum("about_unit" in row for row in rows) >= 3
    assert sum("repeat_of" in row for row in rows) >= 3
    assert min(Counter(row["group"] for row in rows if row.get("group", "").startswith("heat")).values()) >= 2
    assert {"advertising", "malicious", "litigation"} <= {row.get("refusal_reason") for row in rows}


def test_replies_fit_classes_and_refusals() -> None:
    assert {answer["content_class"] for answer in REPLIES["answers"]} <= set(ITEMS)
    assert {answer["content_class"][:2] for answer in REPLIES["answers"]} == set(CLASSES)
    told = {refusal["reason"] for refusal in REPLIES["refusal_texts"]}
    assert {row["refusal_reason"] for row in MESSAGES.values() if row["disposition"] == "refuse"} <= told
    assert {answer["outcome"] for answer in REPLIES["answers"]} <= {outcome.value for outcome in Outcome}
    assert {note["method"] for note in REPLIES["contact_notes"]} <= {method.value for method in ContactMethod}
    for name in ("contact_notes", "return_reasons", "extension_reasons", "callback_opinions"):
        assert len(REPLIES[name]) >= 6


def test_no_telephone_could_be_real() -> None:
    numbers = [unit["duty_phone"] for unit in UNITS.values()]
    numbers += [message["caller_phone"] for message in MESSAGES.values()]
    numbers += [message.caller_phone for message in sample.iter_messages(3, 200)]
    assert all(FICTIONAL.fullmatch(number) for number in numbers)
    for text in (json.dumps([message["content"] for message in MESSAGES.values()]), json.dumps(REPLIES)):
        assert not re.search(r"(?<!\d)(1[3-9]\d{9}|\d{3,4}-\d{7,8})(?!\d)", text)


def test_composed_messages_repeat_by_seed_and_only_grow() -> None:
    first = list(sample.iter_messages(7, 300))
    assert first == list(islice(sample.iter_messages(7, 1000), 300))
    assert first != list(sample.iter_messages(8, 300))
    assert len({message.content for message in first}) > 270
    assert list(sample.iter_messages(7, 0)) == []
    with pytest.raises(ValueError, match="negative"):
        list(sample.iter_messages(7, -1))


def test_composed_messages_are_whole() -> None:
    for message in sample.iter_messages(20261122, 2000):
        row = asdict(message)
        assert "{" not in message.title + message.content
        assert row["content_class"] in ITEMS and row["nature"] in NATURES and row["channel"] in CHANNELS
        assert message.lead_unit in UNITS and message.area in AREAS
        assert 25 <= len(message.content) <= 200
    covered = {message.content_class[:2] for message in sample.iter_messages(1, 2000)}
    assert covered == set(CLASSES)
