"""The single acts of sample people: what an agent, a dispatcher, a unit and a call-back agent do with one order."""

from __future__ import annotations

from typing import Any

from hotline.core import commands as c
from hotline.core.vocabulary import (
    AuditPoint,
    Channel,
    ContactMethod,
    Disclosure,
    Outcome,
    ReplyWish,
    ReworkMode,
    ReworkReason,
    Role,
    Urgency,
)
from hotline.orders.services import Contact
from hotline.project.sample.carrying import Carrier
from hotline.project.sample.messages import load

_GENERAL = {
    "outcome": "solved",
    "internal": "已派人到现场核实，当天处理完毕，现场照片留存，处理结果已当面告知。",
    "public": "您好，您反映的{place}的问题，我们已到现场核实并处理完毕。如再出现类似情况，请随时来电，感谢您的监督。",
}


def _text(kind: str, k: Carrier, **wanted: Any) -> dict[str, Any]:
    """A text of the sample of this kind whose fields are as wanted."""
    rows = [row for row in load("replies")[kind] if all(row.get(n) == v for n, v in wanted.items())]
    return k.rng.choice(rows)  # type: ignore[no-any-return]  # rows of a YAML file


# --- intake -----------------------------------------------------------------------------------------------------------


def fields_of(k: Carrier) -> dict[str, Any]:
    m = k.message
    return {
        "channel": Channel(m["channel"]),
        "line": k.line,
        "title": m["title"],
        "content": m["content"],
        "nature": m["nature"],
        "content_class": m["content_class"],
        "place": m["place"],
        "area": m["area"],
        "urgency": Urgency(m["urgency"]),
        "secret": bool(m["secrecy"]),
        "reply_wish": ReplyWish.PHONE,
        "accused": (m["about_unit"],) if m.get("about_unit") else (),
    }


def contact_of(k: Carrier) -> Contact:
    m = k.message
    return Contact(m["caller_name"], m["caller_phone"], address=m["place"], workplace="个体")


def draft(k: Carrier) -> None:
    k.register(fields_of(k), contact_of(k), k.one(Role.AGENT))


def filed(k: Carrier) -> None:
    k.register(fields_of(k), contact_of(k), k.one(Role.AGENT), c.SubmitForDispatch())


# --- dispatch ---------------------------------------------------------------------------------------------------------


def sent(k: Carrier, lead: str = "", assisting: tuple[str, ...] = ()) -> None:
    filed(k)
    assign(k.later(0.3), lead, assisting)


def assign(k: Carrier, lead: str = "", assisting: tuple[str, ...] = ()) -> None:
    command = c.AssignToUnit(lead=lead or k.message["lead_unit"], assisting=assisting, audit=tuple(AuditPoint))
    k.do(k.one(Role.DISPATCHER), command)


# --- units ------------------------------------------------------------------------------------------------------------


def clerk(k: Carrier, part: str = "") -> Any:
    return k.cast.of_unit(_unit(k, part), Role.UNIT_CLERK)


def leader(k: Carrier, part: str = "") -> Any:
    return k.cast.of_unit(_unit(k, part), Role.UNIT_LEADER)


def _unit(k: Carrier, part: str) -> str:
    found = k.now.assignment(part) if part else k.now.lead()
    assert found is not None
    return found.unit


def lead_of(k: Carrier) -> str:
    found = k.now.lead()
    assert found is not None
    return found.id


def signed(k: Carrier, lead: str = "", assisting: tuple[str, ...] = ()) -> None:
    sent(k, lead, assisting)
    sign(k.later(1.5), lead_of(k))


def sign(k: Carrier, part: str) -> None:
    k.do(clerk(k, part), c.SignFor(assignment=part))


def contact(k: Carrier, part: str) -> None:
    note = _text("contact_notes", k, reached=True)
    method = ContactMethod(note["method"])
    k.do(clerk(k, part), c.LogContact(assignment=part, method=method, reached=True, note=note["text"]))


def answer(k: Carrier, part: str) -> None:
    """Contact, then the answer; it waits for the leader."""
    contact(k.later(2), part)
    known = [a for a in load("replies")["answers"] if a["content_class"] == k.message["content_class"]]
    said = k.rng.choice(known) if known else _GENERAL
    command = c.SubmitAnswer(
        assignment=part,
        outcome=Outcome(said["outcome"]),
        internal_text=said["internal"],
        public_text=said["public"].format(place=k.message["place"]),
        disclosure=Disclosure.PRIVATE,
    )
    k.later(20).do(clerk(k, part), command)


def approve(k: Carrier, part: str) -> None:
    k.later(2).do(leader(k, part), c.ApproveAnswer(assignment=part))


def replied(k: Carrier) -> None:
    signed(k)
    answer(k, lead_of(k))
    approve(k, lead_of(k))


# --- call-back --------------------------------------------------------------------------------------------------------


def caller(k: Carrier) -> Any:
    """A call-back agent who has not handled it (CBK-5)."""
    free = [p for p in k.cast.by_role[Role.CALLBACK_AGENT] if str(p.pk) not in k.now.handlers]
    return free[min(int(k.rng.expovariate(0.8)), len(free) - 1)]


def called(k: Carrier, satisfied: bool = True) -> None:
    who = caller(k)
    k.later(6).do(who, c.TakeCallback())
    opinion = _text("callback_opinions", k, result="satisfied" if satisfied else "dissatisfied")
    command = c.RecordCallback(
        reached=True,
        answered=True,
        solved=satisfied,
        satisfied_result=satisfied,
        satisfied_process=opinion["manner"] == "satisfied",
        opinion=opinion["text"],
    )
    k.later(0.1, any_time=True).do(who, command)


def missed(k: Carrier, who: Any) -> None:
    k.do(who, c.RecordCallback(reached=False, opinion=_text("callback_opinions", k, result="unreachable")["text"]))


def redone(k: Carrier) -> None:
    """Dissatisfied, with reason: back to the unit."""
    replied(k)
    called(k, satisfied=False)
    who = k.one(Role.SUPERVISOR)
    k.later(3).do(who, c.JudgeDissatisfaction(reasonable=True, grounds="经核实，来电人反映的情况确实没有解决。"))
    k.do(
        who,
        c.OrderRework(
            mode=ReworkMode.SAME_UNIT, reason=ReworkReason.DISSATISFIED, text="请到现场重新办理，并把结果告知来电人。"
        ),
    )
