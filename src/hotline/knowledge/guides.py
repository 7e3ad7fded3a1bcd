"""Service guides as open data gives them (task_code, task_name, handle_location …): a table of their own shape."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

from hotline.infra import sheets
from hotline.knowledge.importing import Given, Plan, planned
from hotline.knowledge.words import GUIDE

NEEDED = {"task_code", "task_name", "department", "handle_location", "materials"}
_LONGEST = 20_000


def is_guide(content: bytes) -> bool:
    """Whether the first line of a file has the columns of a service guide."""
    head = content[:2000].decode("utf-8-sig", "replace").partition("\n")[0]
    return set(head.strip().split(",")) >= NEEDED


def read_guides(content: bytes, given: Given) -> Plan:
    """The plan of a file of guides. The owner is the one that is given: their departments are another province's."""
    plan = Plan()
    try:
        text = sheets.text_of(content)
    except sheets.UnreadableSheet:
        plan.fault(0, "unreadable")
        return plan
    csv.field_size_limit(1_000_000)
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        for number, row in enumerate(csv.DictReader(io.StringIO(text)), 2):
            if number > sheets.MOST_ROWS:
                plan.cut()
                break
            rows.append((number, guide(row)))
    except csv.Error:
        plan.fault(0, "unreadable")
        return plan
    return planned(rows, given, plan)


def guide(row: Mapping[str, str]) -> dict[str, str]:
    """One guide as the fields of an entry."""
    said = {name: _clean(value or "") for name, value in row.items() if name}
    place = re.sub(rf"^{GUIDE['place']}", "", said.get("handle_location", ""))
    days = said.get("promised_time", "").replace(GUIDE["days_sign"], GUIDE["working_days"])
    answer = GUIDE["answer"].format(
        title=said["task_name"],
        department=said.get("department", ""),
        days=GUIDE["days"].format(days=days) if days else "",
        place=GUIDE["at"].format(place=place[:80]) if place else "",
        phone=GUIDE["call"].format(phone=said["consult_phone"][:60]) if said.get("consult_phone") else "",
    )
    others = dict.fromkeys(n for n in (said.get("matter_name"), said.get("sub_task_name")) if n)
    legal = said.get("statutory_time", "").replace(GUIDE["days_sign"], GUIDE["working_days"])
    told = {
        "external": said["task_code"],
        "title": said["task_name"],
        "keywords": "\n".join((*(n for n in others if n != said["task_name"]), said.get("department", ""))),
        "answer": answer,
        "text": "\n".join(t for t in (said.get("accept_standard", ""), GUIDE["legal"].format(days=legal)) if t),
        "material": said.get("materials", "").replace("\uff1b", "\n"),
        "places": place,
        "phones": said.get("consult_phone", ""),
        "groups": said.get("service_object", ""),
    }
    return {name: value for name, value in told.items() if value}


def _clean(value: str) -> str:
    value = value.strip()[:_LONGEST]
    return "" if value in (GUIDE["none"], GUIDE["missing"]) else value
