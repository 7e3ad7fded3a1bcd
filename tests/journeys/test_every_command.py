"""Every act of the vocabulary is there for somebody on some order: its button, and behind it a form that can be filled.

The pages are asked for without a browser and read as they were written. The hotline here also offers what the default
pack does not (挂起, 承诺, 短信链接, 超期说明), so that nothing is left out.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client

from hotline.accounts.models import Person
from hotline.core import commands as c
from hotline.core.vocabulary import (
    Channel,
    CommandName,
    ContactMethod,
    LinkKind,
    Outcome,
    SupervisionForm,
    SupervisionReason,
)
from hotline.desk.forms.shape import BY_SYSTEM, FieldShape, shape_of
from hotline.infra import clock
from hotline.infra.paths import base_dir
from hotline.orders import services
from hotline.orders.services import Contact
from hotline.policy import registry
from tests import altered
from tests.journeys import city

pytestmark = pytest.mark.django_db

MATTER = {
    "channel": Channel.PHONE,
    "line": city.LINE,
    "title": "路灯不亮",
    "content": "幸福里小区东门外路灯连续三晚不亮，请尽快维修。",
    "nature": "help",
    "content_class": "C1.03",
}
CALLER = Contact(name="张三丰", phone="13900001234")
ANSWER = {"outcome": Outcome.SOLVED, "internal_text": "换了三盏", "public_text": "您好，路灯已经修好，感谢您的监督。"}
CONTACT = c.LogContact(assignment="a1", method=ContactMethod.PHONE, note="已说明")
NO = c.RecordCallback(reached=True, answered=True, solved=False, satisfied_result=False, satisfied_process=True)
SHADOWS = {"form", "elements", "length", "submit", "reset", "id", "parentNode", "matches", "closest", "dataset"}
"""Names of inputs that would hide from scripts what they ask a form for."""


def step(outcome: str, **fields: object) -> c.TakeStep:
    return c.TakeStep(**{"procedure": "p1", "outcome": outcome, "text": "如此", **fields})  # type: ignore[arg-type]  # fields by name


class Life:
    """One order and what its people do with it; `number` is where it stands."""

    def __init__(self, people: dict[str, Person], **fields: object) -> None:
        self.people = people
        filed = services.register(MATTER | fields, CALLER, people["agent"])
        self.id, self.number = filed.id, filed.number

    def then(self, *acts: tuple[str, c.Command]) -> Life:
        for who, command in acts:
            services.apply(self.id, command, self.people[who])
        return self

    def sent(self) -> Life:
        return self.then(("agent", c.SubmitForDispatch()))

    def assigned(self) -> Life:
        return self.sent().then(("dispatcher", c.AssignToUnit(lead="works")))

    def signed(self) -> Life:
        return self.assigned().then(("works_clerk", c.SignFor(assignment="a1")), ("works_clerk", CONTACT))

    def answered(self) -> Life:
        return self.signed().then(("works_clerk", c.SubmitAnswer(assignment="a1", **ANSWER)))

    def replied(self) -> Life:
        return self.answered().then(("works_leader", c.ApproveAnswer(assignment="a1")))


def lives(people: dict[str, Person], moved: clock.MovableClock) -> Iterator[tuple[str, list[str]]]:
    """Orders at the points of their lives at which something new can be done: number, and who looks at it then."""
    fresh = Life(people)
    other = Life(people)
    services.apply(fresh.id, c.LinkOrder(other=other.id, kind=LinkKind.REPEAT), people["agent"])
    yield fresh.number, ["agent"]
    grouped = Life(people).then(("agent", c.JoinGroup(parent=Life(people).sent().id)))
    yield grouped.number, ["agent"]
    yield Life(people).sent().number, ["dispatcher"]
    disputed = Life(people).sent().then(("dispatcher", c.EscalateDispute(reason="两家都说不是自己的")))
    yield disputed.number, ["dispatch_lead"]
    submitted = Life(people).then(("agent", c.SubmitToLeader(text="请批示")))
    yield submitted.number, ["mayor"]
    submitted.then(("mayor", c.GiveInstruction(document="d1", text="立即办理", lead="works")))
    yield submitted.number, ["works_leader"]
    yield Life(people).assigned().number, ["works_clerk", "dispatcher"]
    sheet = Life(people).assigned().then(("supervisor", c.OpenProcedure(kind="sheet", text="推诿")))
    yield sheet.number, ["supervisor"]
    called = (c.OpenProcedure(kind="conference", text="都不管"), step("called", on=date(2026, 3, 20)))
    yield Life(people).then(*(("dispatcher", command) for command in called)).number, ["dispatcher"]
    yield from in_hand(people)
    yield from at_the_end(people)
    yield from late_and_unknown(people, moved)


def in_hand(people: dict[str, Person]) -> Iterator[tuple[str, list[str]]]:
    signed = Life(people).signed()
    yield signed.number, ["works_clerk", "supervisor"]
    signed.then(("works_clerk", c.RequestExtension(assignment="a1", reason="等配件", days=3)))
    yield signed.number, ["works_clerk", "dispatcher"]
    again = c.RequestExtension(assignment="a1", reason="仍缺配件", days=3, signed=True, stamped=True)
    signed.then(("dispatcher", c.GrantRequest(request="r1")), ("works_clerk", again))
    yield signed.number, ["supervisor"]
    signed.then(
        ("works_clerk", c.RequestSuspension(assignment="a1", reason="等审批", until=date(2026, 3, 12))),
        ("supervisor", c.GrantRequest(request="r3")),
        ("works_clerk", c.RaiseObjection(assignment="a1", about="时限", reason="起算错了")),
        ("supervisor", c.RefuseRequest(request="r4", reason="没有算错")),
    )
    yield signed.number, ["works_clerk"]
    order = c.PlaceUnderSupervision(
        assignment="a1", reason=SupervisionReason.HOT, form=SupervisionForm.WRITTEN, text="三日内答复"
    )
    yield signed.then(("supervisor", order)).number, ["works_leader", "supervisor"]
    passed = Life(people).signed().then(("works_clerk", c.PassDown(assignment="a1", lead="works.lamps")))
    passed.then(
        ("lamps_clerk", c.SignFor(assignment="a2")),
        ("lamps_clerk", c.SubmitAnswer(assignment="a2", **ANSWER)),
        ("lamps_leader", c.ApproveAnswer(assignment="a2")),
    )
    yield passed.number, ["works_clerk"]
    yield Life(people).answered().number, ["works_leader"]


def at_the_end(people: dict[str, Person]) -> Iterator[tuple[str, list[str]]]:
    yield Life(people).replied().number, ["caller", "supervisor"]
    refused = Life(people).replied().then(("caller", c.TakeCallback()), ("caller", NO))
    yield refused.number, ["supervisor"]
    refused.then(("supervisor", c.JudgeDissatisfaction(reasonable=False, grounds="已修好")))
    yield refused.number, ["archivist"]


def late_and_unknown(people: dict[str, Person], moved: clock.MovableClock) -> Iterator[tuple[str, list[str]]]:
    late = Life(people).signed()
    moved.advance(days=40)
    late.then(
        ("works_clerk", c.SubmitAnswer(assignment="a1", **ANSWER)), ("works_leader", c.ApproveAnswer(assignment="a1"))
    )
    yield late.number, ["works_clerk"]
    # No calendar reaches into the year after next: somebody has to say the limit.
    moved.move_to(datetime(2027, 12, 30, 9, 0, tzinfo=clock.LOCAL))
    yield Life(people).assigned().number, ["dispatcher"]


class Page(HTMLParser):
    """The acts that a page offers (name → address of the form, or "" for one without fields) and its inputs."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.acts: dict[str, str] = {}
        self.inputs: set[str] = set()
        self.picks: set[str] = set()
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        mark = found.get("data-testid", "")
        self.ids.add(mark)
        if mark.startswith("do-"):
            self.acts[mark.removeprefix("do-")] = found.get("href", "")
        if tag in ("input", "textarea", "select") and "name" in found:
            self.inputs.add(found["name"])
        if "data-pick" in found:
            self.picks.add(found["data-name"])


LATE = """
  - id: late.three_days
    topic: clock.late_explanation
    value: {length: {working_days: 3}, counting: whole_days, calendar: office, owner: unit_clerk, stages: unit}
    source: {doc: s1-6, article: 第四条}
"""


@pytest.fixture
def generous(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The packs, with what they do not offer switched on."""
    packs = tmp_path / "packs"
    shutil.copytree(base_dir() / "packs", packs)
    national, own = packs / "national" / "rules.yaml", packs / "dezhou-12345" / "rules.yaml"
    for topic in ("suspension", "commitment"):
        mended(national, rf"(topic: {topic}\n    value: \{{)allowed: false", r"\1allowed: true")
    mended(own, r"channels: \[phone, told_in_call\]", "channels: [phone, sms_link, told_in_call]")
    national.write_text(national.read_text(encoding="utf-8") + LATE, encoding="utf-8")
    altered.switch_on(tmp_path, monkeypatch, altered.PROCEDURES)
    yield
    monkeypatch.undo()
    registry.reload()


def mended(file: Path, old: str, new: str) -> None:
    """Change one place in a file."""
    text, changed = re.subn(old, new, file.read_text(encoding="utf-8"))
    assert changed == 1, old
    file.write_text(text, encoding="utf-8")


@pytest.fixture
def people(db: None, generous: None, moving_clock: clock.MovableClock) -> dict[str, Person]:
    return city.build()


def visit(person: Person, number: str, seen: set[str]) -> set[str]:
    """Open the order as this person, and the form of every act that was not seen before."""
    client = Client()
    client.force_login(person)
    page = Page(client.get(f"/{number}/").content.decode())
    for act, address in page.acts.items():
        if act in seen:
            continue
        shape = shape_of(CommandName(act))
        if not address:
            assert not shape.fields, f"{act} has fields but no form"
            assert {"target", "version", "key", "csrfmiddlewaretoken"} <= page.inputs
            continue
        form = Page(client.get(address, headers={"HX-Request": "true"}).content.decode())
        assert {f"form-{act}", f"submit-{act}"} <= form.ids, act
        assert {"target", "version", "key", "csrfmiddlewaretoken"} <= form.inputs, act
        there = form.inputs | form.picks
        assert [f.name for f in shape.fields if must(f) and f.input not in there] == [], act
        assert there.isdisjoint(SHADOWS), act
    return set(page.acts)


def must(shape: FieldShape) -> bool:
    """These may be left out of a form: the reason for not waiting, when there is nobody to wait for; what is compared
    where no pack asks for it; what only some outcomes of a stage want."""
    return shape.name not in ("parts_missing", "checked", "on", "unit")


def test_every_act_has_its_button_and_its_form(people, moving_clock):
    seen: set[str] = set()
    for number, looking in lives(people, moving_clock):
        for who in looking:
            seen |= visit(people[who], number, seen)
    wanted = {name.value for name in CommandName if name not in BY_SYSTEM}
    assert wanted - seen == set()
