"""The agent: what is written down, and what comes of it while the citizen is still there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from hotline.core import commands as c
from hotline.core.policy import Facts, Found
from hotline.core.policy.shapes import ReplyWishRule
from hotline.core.state import Actor
from hotline.core.vocabulary import (
    AnswerBasis,
    Channel,
    Complexity,
    ContactField,
    EmergencyService,
    LinkKind,
    Mode,
    Phase,
    ReplyWish,
    Role,
)
from hotline.project.replay.caller import Caller, caller_of
from hotline.project.replay.life import Act, Life, Step
from hotline.project.replay.phrases import phrase, phrases
from hotline.project.replay.words import Reading, understand
from hotline.project.sample import messages as sample

CONSULTATION = "consultation"
PRAISE = "praise"
ACCUSING = frozenset({"complaint", "report"})
IDENTITY_MISSING = "identity_missing"
NOT_BY_CHANCE = frozenset({IDENTITY_MISSING, "emergency"})


def agent_of(life: Life) -> Actor:
    return life.world.cast.one(Role.AGENT, life.chance, "agent")


def registration(life: Life) -> tuple[dict[str, Any], Caller]:
    """The fields of the form, and who calls."""
    row = life.row
    said = understand(row.title, row.content, life.world.policy)
    areas = [a["code"] for a in sample.load("areas")["areas"] if len(a["code"]) == 9]
    area = life.chance.pick("area", areas)
    caller = caller_of(life, said.nature, area)
    fields = {
        "channel": Channel.WEB,
        "line": life.world.line,
        "title": row.title,
        "content": row.content,
        "nature": said.nature,
        "content_class": said.content_class,
        "place": row.place,
        "area": area,
        "urgency": said.urgency,
        "complexity": Complexity.COMMON,
        "secret": life.happens("secret", "agent.asks_for_secrecy"),
        "reply_wish": _wish(life, caller),
        "source_number": str(row.line),
        "accused": _accused(life, said, area),
    }
    return fields, caller


def _wish(life: Life, caller: Caller) -> ReplyWish:
    found = life.world.policy.rules.get("reply_wish", ())
    offered = found[-1].value.offered if found else ReplyWishRule().offered
    wanted = ReplyWish.PHONE if ContactField.PHONE in caller.known else ReplyWish.ONLINE
    return wanted if wanted in offered else offered[0]


def _accused(life: Life, said: Reading, area: str) -> tuple[str, ...]:
    """Some complaints are about the very unit that would answer for the matter."""
    if said.nature not in ACCUSING or not life.happens("accuses", "agent.names_accused"):
        return ()
    unit = sample.expected_lead(said.content_class, area) if said.content_class else ""
    return (unit,) if unit in life.world.cast.units else ()


# --- the first outcome ------------------------------------------------------------------------------------------------


def first_acts(life: Life, fields: dict[str, Any], caller: Caller) -> tuple[Act, ...]:
    """What is done in the sitting of the registration; empty when the form is finished later."""
    if lacks_identity(life, fields, caller):
        return _declines(life, IDENTITY_MISSING)
    if life.happens("later", "agent.finishes_later"):
        return ()
    return outcome(life)


def steps(life: Life) -> Iterator[Step]:
    """Forms not finished yet, and forms that the dispatcher sent back."""
    order = life.it
    if order.phase is Phase.REGISTERED:
        at = life.capped(life.soon("finish", life.created, "agent.later"), 0.02)
        yield from life.step("outcome", at, *outcome(life))
        yield from life.step("outcome-plain", at, (c.SubmitForDispatch(), agent_of(life)))
        yield from life.step("outcome-refused", at, *_declines(life, IDENTITY_MISSING))
    elif order.phase is Phase.SENT_BACK:
        times = sum(event.NAME == "sent_back_to_agent" for _at, event in life.history)
        agent = agent_of(life)
        at = life.capped(life.soon(f"mend-{times}", None, "agent.mends"), 0.08)
        longer = c.Amend(keywords=(*order.keywords, order.content_class))
        yield from life.step(f"mend-{times}", at, (longer, agent), (c.SubmitForDispatch(note=phrase("mended")), agent))
        yield from life.step(f"mend-{times}-plain", at, (c.SubmitForDispatch(), agent))


def outcome(life: Life) -> tuple[Act, ...]:
    """Linked to the citizen's earlier order, then answered, declined, handed over or submitted for dispatch."""
    agent = agent_of(life)
    links = _links(life, agent)
    return (*links, *_main_outcome(life, agent))


def _links(life: Life, agent: Actor) -> tuple[Act, ...]:
    earlier = _earlier(life)
    if earlier is None or not life.happens("links", "agent.links_repeat"):
        return ()
    same = earlier.it.content_class == understand(life.row.title, life.row.content, life.world.policy).content_class
    kind = LinkKind.REPEAT if same else LinkKind.FOLLOW_UP
    return ((c.LinkOrder(other=earlier.it.id, kind=kind), agent),)


def _earlier(life: Life) -> Life | None:
    known = [other for other in life.earlier if other.order is not None]
    return known[-1] if known else None


def _main_outcome(life: Life, agent: Actor) -> tuple[Act, ...]:
    submit: tuple[Act, ...] = ((c.SubmitForDispatch(), agent),)
    if life.replied is not None:
        return submit  # a unit has really answered this one
    said = understand(life.row.title, life.row.content, life.world.policy)
    if said.danger and life.happens("danger", "agent.emergency_cue"):
        return _hands_over(life, said.danger, agent)
    earlier = _earlier(life)
    if earlier is not None and _in_hand(earlier) and life.happens("group", "agent.joins_group"):
        return ((c.JoinGroup(parent=earlier.it.id), agent),)
    if life.happens("declines", "agent.declines") and (declined := _declines(life, "")):
        return declined
    rate = "agent.answers_consultation" if said.nature == CONSULTATION else "agent.answers_other"
    if said.nature == PRAISE or life.happens("direct", rate):
        return _answers(life, agent, earlier)
    if life.happens("three-way", "agent.three_way_call"):
        return _three_way(life, agent)
    return submit


def _in_hand(earlier: Life) -> bool:
    return earlier.it.phase is Phase.IN_HAND and not earlier.it.group


def _answers(life: Life, agent: Actor, earlier: Life | None) -> tuple[Act, ...]:
    text = life.chance.pick("answer", phrases("direct_answer"))
    if earlier is not None and earlier.it.public_answer:
        basis, ref = AnswerBasis.EARLIER_ORDER, earlier.it.number
    else:
        basis, ref = AnswerBasis.KNOWLEDGE, f"K{int(life.chance.number('entry') * 900) + 100}"
    return ((c.AnswerDirectly(basis=basis, source_ref=ref, source_version="1", answer=text), agent),)


def _three_way(life: Life, agent: Actor) -> tuple[Act, ...]:
    unit = life.chance.pick("three-way-unit", life.world.cast.bureaus)
    connected = life.happens("three-way-connects", "agent.three_way_connects")
    call = c.RecordThreeWayCall(unit=unit, consent=True, connected=connected)
    if not connected:
        return ((call, agent), (c.SubmitForDispatch(), agent))
    answer = c.AnswerDirectly(basis=AnswerBasis.THREE_WAY_CALL, source_ref=unit, answer=phrase("three_way_answer"))
    return ((call, agent), (answer, agent))


def _hands_over(life: Life, service: EmergencyService, agent: Actor) -> tuple[Act, ...]:
    remains = life.happens("danger-remains", "agent.emergency_remains_ours")
    call = c.HandOverEmergency(service=service, receipt=phrase("emergency_receipt"), remains_ours=remains)
    return ((call, agent), (c.SubmitForDispatch(), agent)) if remains else ((call, agent),)


def _declines(life: Life, reason: str) -> tuple[Act, ...]:
    known = [t.id for t in life.world.policy.lists.refusal_reasons]
    usable = [ident for ident in known if ident not in NOT_BY_CHANCE]
    if reason not in known:
        reason = life.chance.pick("decline-reason", usable) if usable else ""
    if not reason:
        return ()
    return ((c.DeclineAcceptance(reason=reason, told=True, note=phrase("decline_note")), agent_of(life)),)


def lacks_identity(life: Life, fields: dict[str, Any], caller: Caller) -> bool:
    """Whether the pack will not accept the matter from somebody who tells so little (INT-4)."""
    facts = Facts(
        nature=fields["nature"],
        content_class=fields["content_class"],
        urgency=fields["urgency"],
        channel=fields["channel"],
        line=fields["line"],
        mode=Mode.DIRECT,
        secret="yes" if fields["secret"] else "no",
    )
    day = life.created.date()
    found = life.world.policy.find("identity", facts, day, day)
    return isinstance(found, Found) and not found.rule.value.required <= caller.known


# --- afterwards -------------------------------------------------------------------------------------------------------


def later_calls(life: Life) -> Iterator[Step]:
    """The citizen calls again to ask; notes and files that arrive meanwhile."""
    order = life.it
    if order.phase is Phase.IN_HAND and order.dispatched_at is not None:
        yield from _meanwhile(life, order.dispatched_at)
    elif order.phase is Phase.REPLIED and not order.result_told:
        yield from _hears_the_result(life)


def _meanwhile(life: Life, start: datetime) -> Iterator[Step]:
    for name, rate, command in _side_acts(life):
        if life.happens(name, rate) and not _done(life, name):
            at = start + timedelta(hours=24 * life.chance.number(f"{name}-at"))
            yield from life.step(name, life.capped(at, 0.7), (command(), agent_of(life)))


def _hears_the_result(life: Life) -> Iterator[Step]:
    if life.happens("told-result", "agent.told_the_result"):
        at = life.since("told-result") + timedelta(hours=8 * life.chance.number("told-result-at"))
        told = c.TellProgress(told=phrase("told_result"), result_told=True)
        yield from life.step("told-result", at, (told, agent_of(life)))


def _side_acts(life: Life) -> tuple[tuple[str, str, Callable[[], c.Command]], ...]:
    digest = f"{int(life.chance.number('file') * 2**53):064x}"
    return (
        ("told", "agent.told_while_in_hand", lambda: c.TellProgress(told=phrase("told"))),
        ("note", "agent.note", lambda: c.AddNote(text=phrase("note"))),
        (
            "file",
            "agent.attachment",
            lambda: c.AttachFile(file=f"file-{life.row.line}", title=phrase("attachment"), digest=digest, size=1024),
        ),
    )


_MADE_BY = {"told": "progress_told", "note": "note_added", "file": "file_attached"}


def _done(life: Life, name: str) -> bool:
    return any(_MADE_BY[name] == event.NAME for _at, event in life.history)
