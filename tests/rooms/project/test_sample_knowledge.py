"""The sample city's knowledge base is in step with its messages and units."""

from __future__ import annotations

from hotline.core.knowledge import content as contents
from hotline.core.vocabulary import AnnouncementKind, KnowledgeKind
from hotline.project.sample.messages import load, rows

OWN = ("message", "kind", "owner")


def test_every_entry_can_be_published_and_answers_a_message_of_the_sample() -> None:
    entries = load("knowledge")["entries"]
    units = {unit["id"] for unit in load("units")["units"]}
    messages = {m["id"] for m in load("messages")["messages"] if m["disposition"] == "answer_directly"}
    assert len(entries) >= 40 and len({row["title"] for row in entries}) == len(entries)
    assert {KnowledgeKind(row["kind"]) for row in entries} == set(KnowledgeKind)
    for row in entries:
        content = contents.from_row({name: value for name, value in row.items() if name not in OWN})
        contents.check(content)
        assert content.questions and row["owner"] in units
    answered = [row["message"] for row in entries if "message" in row]
    assert len(answered) == len(set(answered)) and set(answered) <= messages


def test_what_is_under_way_and_said_is_of_the_sample() -> None:
    told = load("knowledge")
    people = {row["username"] for row in rows("people")}
    titles = {row["title"] for row in told["entries"]}
    assert all({row["by"], row.get("reviewer", row["by"])} <= people for row in told["drafts"])
    assert all(row["kind"] == "missing" or row["title"] in titles for row in told["feedback"])
    assert len(set(told["searches"])) == len(told["searches"]) >= 25


def test_the_announcements_hold_around_now() -> None:
    notices = load("knowledge")["announcements"]
    areas = {area["code"] for area in load("areas")["areas"]}
    assert len(notices) >= 3
    for row in notices:
        assert AnnouncementKind(row["kind"]) and set(row["areas"]) <= areas and row["hours"][0] < 0 < row["hours"][1]
