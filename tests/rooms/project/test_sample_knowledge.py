"""The sample city's knowledge base is in step with its messages and units."""

from __future__ import annotations

from hotline.core.knowledge import content as contents
from hotline.core.vocabulary import AnnouncementKind, KnowledgeKind
from hotline.project.sample.messages import load

OWN = ("message", "kind", "owner")


def test_every_entry_can_be_published_and_answers_a_message_of_the_sample() -> None:
    rows = load("knowledge")["entries"]
    units = {unit["id"] for unit in load("units")["units"]}
    messages = {m["id"] for m in load("messages")["messages"] if m["disposition"] == "answer_directly"}
    assert len(rows) >= 40 and len({row["title"] for row in rows}) == len(rows)
    assert {KnowledgeKind(row["kind"]) for row in rows} == set(KnowledgeKind)
    for row in rows:
        content = contents.from_row({name: value for name, value in row.items() if name not in OWN})
        contents.check(content)
        assert content.questions and row["owner"] in units
    answered = [row["message"] for row in rows if "message" in row]
    assert len(answered) == len(set(answered)) and set(answered) <= messages


def test_the_announcements_hold_around_now() -> None:
    rows = load("knowledge")["announcements"]
    areas = {area["code"] for area in load("areas")["areas"]}
    assert len(rows) >= 3
    for row in rows:
        assert AnnouncementKind(row["kind"]) and set(row["areas"]) <= areas and row["hours"][0] < 0 < row["hours"][1]
