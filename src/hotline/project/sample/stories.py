"""The stories of the sample city: where an order has come to by now."""

from __future__ import annotations

from datetime import timedelta

from hotline import policy as packs
from hotline.accounts.selectors import directory, line
from hotline.archive import services as archive
from hotline.core import commands as c
from hotline.core.vocabulary import (
    AnswerBasis,
    ClockName,
    EmergencyService,
    Role,
    SupervisionForm,
    SupervisionReason,
)
from hotline.project.sample import knowledge
from hotline.project.sample.acts import (
    answer,
    approve,
    assign,
    called,
    caller,
    clerk,
    contact_of,
    fields_of,
    filed,
    lead_of,
    leader,
    missed,
    redone,
    replied,
    sent,
    sign,
    signed,
)
from hotline.project.sample.carrying import Carrier
from hotline.project.sample.messages import load

LAMPS = "shizheng.ludeng"


# --- before the units -------------------------------------------------------------------------------------------------


def sent_back(k: Carrier) -> None:
    filed(k)
    k.later(0.5).do(k.one(Role.DISPATCHER), c.SendBackToAgent(reason="没有写明楼号，请与来电人核实后补充。"))


def to_a_leader(k: Carrier) -> None:
    filed(k)
    text = "涉及多个部门，责任单位不明确，呈请领导批示。"
    k.later(1).do(k.one(Role.DISPATCH_LEAD), c.SubmitToLeader(text=text))


def instructed(k: Carrier) -> None:
    to_a_leader(k)
    (document,) = k.now.documents
    unit = k.message["lead_unit"]
    command = c.GiveInstruction(document=document.id, text="请主办单位牵头，限期解决并报结果。", lead=unit)
    k.later(4).do(k.one(Role.CITY_LEADER), command)
    sign(k.later(1), lead_of(k))


def answered_directly(k: Carrier) -> None:
    entry = knowledge.cited(k.message["id"])
    command = c.AnswerDirectly(
        basis=AnswerBasis.KNOWLEDGE,
        source_ref=entry.ref if entry else f"知识库：{k.message['title']}",
        source_version=entry.version if entry else "",
        answer=entry.answer if entry else "您好，已按知识库内容为您说明办理条件、所需材料和地点，如有疑问可再次来电。",
    )
    k.register(fields_of(k), contact_of(k), k.one(Role.AGENT), command)


def refused(k: Carrier) -> None:
    named = k.message.get("refusal_reason", "")
    texts = {row["reason"]: row["text"] for row in load("replies")["refusal_texts"]}
    command = c.DeclineAcceptance(reason=refusal_reason(k.line, named), told=True, note=texts.get(named, ""))
    k.register(fields_of(k), contact_of(k), k.one(Role.AGENT), command)


_NEAREST = {
    "litigation": "congress_court_procuratorate",
    "not_in_scope": "unanswerable",
    "other_region": "unanswerable",
}


def refusal_reason(line_id: str, named: str) -> str:
    """The reason of the line's pack that means what the message says; the pack's first one where it knows no such."""
    policy = packs.load(line(line_id).pack)
    for reason in (named, _NEAREST.get(named, "")):
        if policy.refusal_reason(reason) is not None:
            return reason
    return policy.lists.refusal_reasons[0].id


def emergency(k: Carrier) -> None:
    command = c.HandOverEmergency(service=EmergencyService.FIRE, receipt="119接警台 03号", note="已保持到接通。")
    k.register(fields_of(k), contact_of(k), k.one(Role.AGENT), command)


# --- with the units ---------------------------------------------------------------------------------------------------


def forwarded(k: Carrier) -> None:
    signed(k)
    person = clerk(k)
    k.later(1).do(person, c.ForwardInside(assignment=lead_of(k), person=str(person.pk), note="请今天到现场。"))


def passed_down(k: Carrier) -> None:
    signed(k)
    below = able_below(k)
    if below:
        k.later(1).do(clerk(k), c.PassDown(assignment=lead_of(k), lead=below, note="请按时办理并报结果。"))


def able_below(k: Carrier) -> str:
    lead = k.now.lead()
    assert lead is not None
    units = [u.id for u in directory().children(lead.unit) if k.cast.able(u.id)]
    return LAMPS if LAMPS in units else next(iter(units), "")


def signed_below(k: Carrier) -> None:
    passed_down(k)
    for part in k.now.children(lead_of(k)):
        sign(k.later(1), part.id)


def child_answered(k: Carrier) -> None:
    signed_below(k)
    for part in k.now.children(lead_of(k)):
        answer(k, part.id)
        approve(k, part.id)


def child_returns(k: Carrier) -> None:
    passed_down(k)
    for part in k.now.children(lead_of(k)):
        k.later(0.5).do(clerk(k, part.id), c.RequestReturn(assignment=part.id, reason=_reason(k, "return_reasons")))


def in_review(k: Carrier) -> None:
    signed(k)
    answer(k, lead_of(k))


def _reason(k: Carrier, kind: str) -> str:
    return str(k.rng.choice(load("replies")[kind])["text"])


def return_asked(k: Carrier) -> None:
    sent(k)
    k.later(0.8).do(clerk(k), c.RequestReturn(assignment=lead_of(k), reason=_reason(k, "return_reasons")))


def returned(k: Carrier) -> None:
    """Sent back once; the fall-back unit has it now."""
    return_asked(k)
    k.later(0.5).do(k.one(Role.DISPATCHER), c.GrantRequest(request=k.now.requests[-1].id))
    assign(k.later(0.3), "chengguan" if k.message["lead_unit"] != "chengguan" else "zhujian")


def disputed(k: Carrier) -> None:
    return_asked(k)
    k.later(0.4).do(k.one(Role.DISPATCHER), c.EscalateDispute(reason="两个单位都说不是自己的职责，请裁定承办单位。"))


def extension_asked(k: Carrier) -> None:
    signed(k)
    ask_extension(k.later(12))


def ask_extension(k: Carrier, *, second: bool = False) -> None:
    wanted = [r for r in load("replies")["extension_reasons"] if bool(r.get("second")) == second]
    row = k.rng.choice(wanted)
    command = c.RequestExtension(
        assignment=lead_of(k), reason=row["text"], days=row["days"], signed=second, stamped=second
    )
    k.do(leader(k) if second else clerk(k), command)


def second_extension(k: Carrier) -> None:
    extension_asked(k)
    k.later(3).do(k.one(Role.DISPATCHER), c.GrantRequest(request=k.now.requests[-1].id))
    ask_extension(k.later(30), second=True)


def co_signature(k: Carrier) -> None:
    signed(k)
    other = "shizheng" if k.message["lead_unit"] != "shizheng" else "chengguan"
    command = c.RequestCoSignature(assignment=lead_of(k), unit=other, text="现场涉及贵单位设施，请会签处理意见。")
    k.later(3).do(clerk(k), command)


def joint(k: Carrier) -> None:
    lead = k.message["lead_unit"]
    other = next(u for u in ("chengguan", "zhujian", "gongan") if u != lead)
    signed(k, assisting=(other,))


def supervised(k: Carrier) -> None:
    signed(k)
    command = c.PlaceUnderSupervision(
        assignment=lead_of(k),
        reason=SupervisionReason.HOT,
        form=SupervisionForm.WRITTEN,
        text="来电量集中，请加快办理，三个工作日内书面报告进展。",
    )
    k.later(5).do(k.one(Role.SUPERVISOR), command)


def urged(k: Carrier) -> None:
    signed(k)
    k.later(20).do(k.one(Role.SUPERVISOR), c.Urge(assignment=lead_of(k), text="来电人再次来电询问，请抓紧联系。"))


def objection(k: Carrier) -> None:
    redone(k)
    command = c.RaiseObjection(assignment=lead_of(k), about="退回重办", reason="现场照片显示已经办结，请复核。")
    k.later(2).do(leader(k), command)


def commitment(k: Carrier) -> None:
    """To a day that no calendar knows yet: a person has to set the limit."""
    signed(k)
    known = max(packs.load(line(k.line).pack).first_calendar.known_until, k.end.date())
    command = c.MakeCommitment(
        assignment=lead_of(k),
        plan="列入明年改造计划，一季度完成。",
        interim="您好，该处改造已列入明年计划，完成后再次回复您。",
        until=known + timedelta(days=12),
    )
    k.later(8).do(clerk(k), command)


# --- after the reply --------------------------------------------------------------------------------------------------


def result_told(k: Carrier) -> None:
    replied(k)
    k.later(3).do(k.one(Role.AGENT), c.TellProgress(told="来电人询问，已告知办理结果。", result_told=True))


def calling(k: Carrier) -> None:
    replied(k)
    who = caller(k)
    k.later(5).do(who, c.TakeCallback())
    missed(k.later(0.1, any_time=True), who)


def unhappy(k: Carrier) -> None:
    replied(k)
    called(k, satisfied=False)


def redo_signed(k: Carrier) -> None:
    redone(k)
    sign(k.later(2), lead_of(k))


def closed(k: Carrier) -> None:
    replied(k)
    called(k)


def archived(k: Carrier) -> None:
    closed(k)
    seal(k)


def unreachable(k: Carrier) -> None:
    replied(k)
    who = caller(k)
    k.later(5).do(who, c.TakeCallback())
    missed(k.later(0.1, any_time=True), who)
    missed(k.later(26), who)
    seal(k)


def redone_archived(k: Carrier) -> None:
    redo_signed(k)
    answer(k, lead_of(k))
    approve(k, lead_of(k))
    called(k)
    seal(k)


def late_archived(k: Carrier) -> None:
    """Answered after its limit, explained, then sealed."""
    signed(k)
    limit = next(clock.due_at for clock in k.now.clocks if clock.name is ClockName.REPLY) or k.at + timedelta(days=7)
    answer(k.until(limit + timedelta(hours=10)), lead_of(k))
    approve(k, lead_of(k))
    if any(clock.name is ClockName.LATE_EXPLANATION for clock in k.now.clocks):
        text = "配件到货延迟，未及时申请延期，今后提前报告。"
        k.later(4).do(clerk(k), c.ExplainLateness(assignment=lead_of(k), text=text, signed_by=leader(k).name))
    called(k)
    seal(k)


def seal(k: Carrier) -> None:
    k.later(24)
    k.fire()
    k.hand.move_to(k.at)
    k.order = archive.seal(k.now.id).order
