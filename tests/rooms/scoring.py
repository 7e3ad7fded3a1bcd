"""A small hotline with score sheets, for the rooms that score. Everything here is invented."""

from __future__ import annotations

from pathlib import Path

from hotline.accounts import services as accounts
from hotline.accounts.models import Person
from tests.rooms.policy.small import files

PACK = "town"
SHEETS = """\
measures:
  - id: in_time
    label: 按期率
    source: {doc: law, article: 十一}
    top: [{of: limit, where: {clock: reply, result: met}}]
    bottom: [{of: limit, where: {clock: reply, result: [met, late]}}]
score_sheets:
  - id: recording
    title: 录音质检
    of: recording
    starts_at: 100
    objection_days: 3
    source: {doc: law, article: 十二}
    items:
      - {id: greeting, title: 问候语, by_hand: true, points: -5, source: {doc: law, article: 十二1}}
      - {id: words, title: 服务忌语, by_hand: true, points: -40, source: {doc: law, article: 十二2}}
      - {id: patience, title: 耐心, by_hand: true, full: 10, source: {doc: law, article: 十二3}}
  - id: agent
    title: 话务员考核
    of: agent
    source: {doc: law, article: 十三}
    inspections: 3
    items:
      - id: recordings
        title: 录音质检
        inspection: recording
        bands: [{below: 60, points: 0}, {at_least: 60, below: 95, points: 30}, {at_least: 95, points: 40}]
        source: {doc: law, article: 十三1}
  - id: unit
    title: 单位考核
    of: unit
    starts_at: 100
    objection_days: 5
    group_by: unit_kind
    unit_kinds: [bureau]
    source: {doc: law, article: 十四}
    items:
      - id: late
        title: 超期
        points: -1
        counts: [{of: limit, where: {clock: reply, result: late}}]
        source: {doc: law, article: 十四1}
      - id: notice
        title: 通报
        points: -5
        counts: [{of: entry, where: {kind: notice.county}}]
        source: {doc: law, article: 十四2}
      - id: in_time
        title: 按期率
        measure: in_time
        bands: [{at_least: 90, points: 10}, {below: 90, points: 0}]
        source: {doc: law, article: 十四3}
      - {id: attention, title: 领导重视, by_hand: true, full: 4, source: {doc: law, article: 十四4}}
    proposals:
      - id: fine
        kind: money
        text: 扣罚部门负责人
        amount: -50
        when: {item: late, times_at_least: 2}
        source: {doc: law, article: 十五}
"""
UNITS = [
    {"id": "city", "name": "市政府", "level": "1", "kind": "government"},
    {"id": "centre", "name": "热线中心", "level": "2", "kind": "hotline_centre", "parent": "city"},
    {"id": "lamps", "name": "市政处", "level": "2", "kind": "bureau", "parent": "city"},
    {"id": "streets", "name": "环卫处", "level": "2", "kind": "bureau", "parent": "city"},
]
PEOPLE = [
    ("amy", "centre", "agent"),
    ("ben", "centre", "agent"),
    ("ivy", "centre", "quality_inspector"),
    ("kim", "centre", "quality_inspector"),
    ("supervisor", "centre", "supervisor"),
    ("analyst", "centre", "analyst"),
    ("director", "centre", "centre_director"),
    ("watcher", "city", "inspection"),
    ("lamps_leader", "lamps", "unit_leader"),
    ("lamps_clerk", "lamps", "unit_clerk"),
    ("streets_leader", "streets", "unit_leader"),
    ("stranger", "centre", "supervisor"),
]


def write_packs(folder: Path) -> None:
    """The small packs with their sheets."""
    for path, text in (files() | {"town/sheets.yaml": SHEETS}).items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def people() -> dict[str, Person]:
    """Everybody by account name; the stranger serves a line of another pack."""
    accounts.save_units(UNITS)
    accounts.save_lines(
        [
            {"id": "town", "name": "小城热线", "prefix": "TW", "pack": PACK},
            {"id": "other", "name": "别处热线", "prefix": "OT", "pack": "base"},
        ]
    )
    made = accounts.save_people(
        {
            "username": name,
            "name": f"{name}的姓名",
            "unit": unit,
            "roles": [role],
            "lines": ["other"] if name == "stranger" else ["town"],
        }
        for name, unit, role in PEOPLE
    )
    return {person.username: person for person in made}
