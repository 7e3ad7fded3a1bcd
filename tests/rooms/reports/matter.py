"""One order by hand with something for every field of a form. Everything here is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hotline.core import events as e
from hotline.core.policy.pack import Policy
from hotline.core.policy.shapes import Form
from hotline.core.state import (
    Answer,
    Assignment,
    Attempt,
    Callback,
    Clock,
    Document,
    Order,
    Procedure,
    Request,
    Waits,
)
from hotline.core.vocabulary import (
    AssignmentState,
    CallbackChannel,
    Channel,
    ClockName,
    Complexity,
    ContactField,
    ContactMethod,
    DisputeLevel,
    DocumentKind,
    DocumentState,
    Mode,
    Outcome,
    PaperFor,
    Part,
    Phase,
    ReplyWish,
    RequestKind,
    RequestState,
    Role,
    SupervisionReason,
    Urgency,
)
from hotline.orders.chain import Record
from hotline.reports.facts import About, Facts
from hotline.reports.offered import DOCUMENTS

NOW = datetime(2026, 3, 2, 1, 5, tzinfo=UTC)
"""09:05 on the local wall clock."""
MASKED = {ContactField.NAME: "张**", ContactField.PHONE: "139****1234", ContactField.ADDRESS: "幸福里小区***"}
REAL = {ContactField.NAME: "张三丰", ContactField.PHONE: "13900001234", ContactField.ADDRESS: "幸福里小区3号楼2单元"}
UNITS = {"lamps": "市政处", "streets": "环卫处"}
PEOPLE = {"p1": "李敏", "p2": "周强", "p3": "冯远", "system": "系统"}

_ATTEMPT = Attempt(NOW, True, True, True, True, True)
_PARTS = (
    Assignment(
        "a1",
        "lamps",
        Part.LEAD,
        AssignmentState.SIGNED,
        NOW,
        answer=Answer(Outcome.SOLVED, "已换灯具三盏。", "路灯已经修好。"),
    ),
    Assignment("a2", "streets", Part.ASSISTING, AssignmentState.SIGNED, NOW),
)
_DOCUMENTS = (
    Document("d1", DocumentKind.LEADER_SUBMISSION, DocumentState.INSTRUCTED, NOW, to_role=Role.CITY_LEADER),
    Document(
        "d2", DocumentKind.SUPERVISION_ORDER, DocumentState.OPEN, NOW, unit="lamps", reason=SupervisionReason.OVERDUE
    ),
    Document("d3", DocumentKind.CONFERENCE_MINUTES, DocumentState.ENDED, NOW),
)
_ASKED = Request(
    "r1", RequestKind.EXTENSION, "a1", "lamps", NOW, "等配件到货", RequestState.GRANTED, amount=5, answer="同意"
)


def order(**changed: Any) -> Order:
    """An order in the hands of two units, with every kind of paper."""
    made = Order(
        id="0198a000-0000-7000-8000-000000000001",
        number="DZ20260302-00001",
        phase=Phase.IN_HAND,
        registered_at=NOW,
        channel=Channel.PHONE,
        line="dezhou",
        title="路灯不亮",
        content="幸福里小区东门外路灯连续三晚不亮，请尽快维修。",
        place="幸福里小区东门",
        area="990102",
        nature="help",
        content_class="C1.03",
        urgency=Urgency.NORMAL,
        complexity=Complexity.COMMON,
        secret=False,
        reply_wish=ReplyWish.PHONE,
        contact=frozenset(MASKED),
        registered_by="p1",
        keywords=("路灯", "照明"),
        dispatched_at=NOW,
        assignments=_PARTS,
        requests=(_ASKED,),
        documents=_DOCUMENTS,
        clocks=(
            Clock("reply-1", ClockName.REPLY, Role.UNIT_CLERK, NOW, NOW, "x:y", unit="lamps", assignment="a1"),
            Clock("supervision-1", ClockName.SUPERVISION, Role.UNIT_CLERK, NOW, None, "x:y", document="d2"),
        ),
        procedures=(Procedure("p1", "none", "none", NOW, NOW, Waits((Role.SUPERVISOR,)), unit="lamps"),),
        callback=Callback(attempts=(_ATTEMPT,)),
        public_answer="路灯已经修好。\n夜间复查照明正常。",
    )
    return replace(made, **changed)


def records(made: Order) -> tuple[Record, ...]:
    """What was written in the life of that order."""
    d1, d2, d3 = made.documents
    told: list[tuple[e.Event, str]] = [
        (e.Assigned(made.assignments, Mode.ASSIGNED, Complexity.COMMON, note="请尽快到现场"), "p2"),
        (e.LeaderSubmissionIssued(d1, "拟请市政处牵头", True), "p2"),
        (e.InstructionGiven("d1", "立即抢修，周五前办结", date(2026, 3, 6), False), "p3"),
        (e.InstructionReported("d1", "已修好三盏"), "p1"),
        (e.ContactLogged("a1", ContactMethod.PHONE, True, "已说明安排"), "p1"),
        (e.SupervisionPlaced(d2, "a1", "请三日内答复"), "p2"),
        (e.SupervisionAnswered("d2", "正在办理"), "p1"),
        (e.DisputeEscalated(DisputeLevel.CONFERENCE, "两家都说不归自己"), "p2"),
        (e.DisputeRuled(DisputeLevel.CONFERENCE, "lamps", "由市政处承办", d3), "p2"),
        (e.CallbackRecorded(CallbackChannel.PHONE, _ATTEMPT, "修得很快", ""), "p1"),
    ]
    return tuple(Record(made.id, n, event.NAME, event, NOW, who, "") for n, (event, who) in enumerate(told, 1))


def facts(policy: Policy, made: Order | None = None, about: About | None = None, **changed: Any) -> Facts:
    made = made or order()
    known = {
        "contact": MASKED,
        "unit": lambda ident: UNITS.get(ident, ident),
        "person": lambda ident: PEOPLE.get(ident, ident),
        "area": lambda ident: "经开区",
        "centre": "德州12345市民热线",
        "printed_by": "周强",
        "address": "https://hotline.example/DZ20260302-00001/",
        "now": NOW,
        "about": about or About("order"),
    } | changed
    return Facts(order=made, policy=policy, records=records(made), **known)


def about(form: Form, made: Order, policy: Policy) -> About:
    """Something that this form can be printed about."""
    if form.prints is PaperFor.ASSIGNMENT:
        return About("a1", assignment=made.assignments[0])
    if form.prints is PaperFor.REQUEST:
        return About("r1", request=made.requests[0])
    if form.prints in DOCUMENTS:
        document = next(d for d in made.documents if d.kind is DOCUMENTS[form.prints])
        return About(document.id, document=document)
    for spec in policy.lists.procedures:
        for stage in spec.stages:
            if {form.id, form.title} & set(stage.documents):
                given = tuple((f.id, f"{f.label}的内容") for f in stage.fields)
                event = e.StepTaken("p1", stage.id, stage.outcomes[0].id, "", "说明", given=given)
                step = Record(made.id, 20, event.NAME, event, NOW, "p1", "")
                return About("s20", procedure=made.procedures[0], stage=stage, step=step)
    return About("order")
