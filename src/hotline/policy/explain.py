"""Why an order's limits, route and refusals are what they are: rule by rule, each with its article. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hotline.core.calendars import Calendar, CalendarUnknown
from hotline.core.draft import Draft
from hotline.core.events import AcceptanceDeclined, Event, StepTaken
from hotline.core.policy.pack import Policy
from hotline.core.policy.procedures import ProcedureSpec
from hotline.core.policy.rules import Conflict, Facts, Found, Rule
from hotline.core.policy.shapes import ClockRule
from hotline.core.state import Actor, Assignment, Clock, Order, Procedure, Snapshot, UnitFacts
from hotline.core.vocabulary import ProcedureState, RequestKind, Role, Ruling
from hotline.core.workflow import allowed
from hotline.policy import wording
from hotline.policy.messages import say

Names = Callable[[str], str]
CENTRE_ROLES = frozenset(Role) - {Role.UNIT_CLERK, Role.UNIT_LEADER, Role.SYSTEM, Role.ADMINISTRATOR}
UNIT_ROLES = frozenset({Role.UNIT_CLERK, Role.UNIT_LEADER})
TOPIC_OF_REQUEST = {
    RequestKind.RETURN: "return",
    RequestKind.EXTENSION: "extension",
    RequestKind.SUSPENSION: "suspension",
    RequestKind.CO_SIGNATURE: "co_signature",
    RequestKind.COMMITMENT: "commitment",
    RequestKind.OBJECTION: "objection",
    RequestKind.APPEAL: "objection",
}


@dataclass(frozen=True)
class Why:
    """Why one clock is what it is. Days are those between the start and the limit, as the calendar counts them."""

    clock: Clock
    rule: Rule | None
    beaten: tuple[Rule, ...]
    length: str
    counting: str
    calendar: str
    skipped: tuple[date, ...]
    made_up: tuple[date, ...]


@dataclass(frozen=True)
class Section:
    """A heading with what belongs to it."""

    title: str
    lines: tuple[str, ...]


def why(order: Order, clock: Clock, policy: Policy) -> Why:
    """The rule of a clock, what that rule beat for this order, and the days its count left out."""
    rule = policy.rule(clock.rule)
    if rule is None:
        return Why(clock, None, (), "", "", "", (), ())
    facts = facts_of(order, policy, order.assignment(clock.assignment))
    beaten = tuple(r for r in policy.rules[rule.topic] if r.ref in rule.overrides and r.matches(facts))
    value: ClockRule = rule.value
    calendar = policy.calendars[value.calendar]
    skipped, made_up = _days(clock, calendar)
    length = say("length_on_date", n=clock.last_day) if clock.last_day else wording.length(value.length)
    if value.ahead:
        length = say("length_ahead", n=length, ahead=wording.length(value.ahead))
    counting = wording.counting(value.counting, value.length)
    return Why(clock, rule, beaten, length, counting, value.calendar, skipped, made_up)


def facts_of(order: Order, policy: Policy, part: Assignment | None = None) -> Facts:
    """What rules see of this order, or of one unit's part of it."""
    return _draft(order, policy).facts(part)


def explain(
    order: Order, policy: Policy, events: Iterable[Event] = (), name_of: Names = str, now: datetime | None = None
) -> list[Section]:
    """Everything about one order: facts, limits, route, requests, what is refused now and by which rule.

    `events` are the order's own, for what its state does not keep; `name_of` gives a unit's name; `now` is the moment
    for which present refusals are told, none when it is left out.
    """
    sections = [_heading(order, policy)]
    sections += [_clock_section(order, clock, policy, name_of) for clock in order.clocks]
    sections += [_route_section(order, part, policy, name_of) for part in order.assignments]
    happened = tuple(events)
    sections += _declined(policy, happened)
    sections += [_procedure_section(each, policy, happened, name_of) for each in order.procedures]
    sections += [_request_section(order, policy, index) for index in range(len(order.requests))]
    if now is not None:
        sections += _refusals(order, policy, now, name_of)
    return [section for section in sections if section.title]


def _draft(order: Order, policy: Policy) -> Draft:
    return Draft(Snapshot(order, Actor("explain"), {}), policy, order.registered_at)


def _calendar(policy: Policy) -> Calendar:
    return next(iter(policy.calendars.values()))


def _heading(order: Order, policy: Policy) -> Section:
    facts = facts_of(order, policy)
    shown = "，".join(f"{name}={value}" for name, value in zip(Facts._fields, facts, strict=True) if value)
    calendar = _calendar(policy)
    dispatched = wording.moment(order.dispatched_at, calendar) or say("explain_nothing")
    return Section(
        say("explain_order", number=order.number, pack=policy.title, release=policy.release),
        (
            say("explain_facts", facts=shown),
            say("explain_days", accepted=wording.moment(order.registered_at, calendar), dispatched=dispatched),
        ),
    )


# --- limits -----------------------------------------------------------------------------------------------------------


def _clock_section(order: Order, clock: Clock, policy: Policy, name_of: Names) -> Section:
    unit = name_of(clock.unit) if clock.unit else policy.title
    title = say("explain_clock", name=_called(order, clock, policy), unit=unit, state=clock.state.zh)
    found = why(order, clock, policy)
    calendar = policy.calendars[found.calendar] if found.calendar else _calendar(policy)
    lines = [say("explain_started", at=wording.moment(clock.started_at, calendar))]
    if clock.due_at is None:
        lines.append(say("explain_due_unknown", reason=clock.reason or say("explain_no_rule")))
    else:
        lines.append(say("explain_due", at=wording.moment(clock.due_at, calendar)))
    if clock.by_hand:
        lines.append(say("explain_by_hand"))
    lines += _rule_lines(found.rule, clock.rule)
    if found.rule is not None:
        counted = f"{found.length}，{found.counting}" if found.counting else found.length
        lines.append(say("explain_length", length=counted, calendar=found.calendar))
    lines += [say("explain_beats", rule=rule.ref, source=rule.source) for rule in found.beaten]
    if found.skipped:
        lines.append(say("explain_skipped", days=wording.days(found.skipped)))
    if found.made_up:
        lines.append(say("explain_made_up", days=wording.days(found.made_up)))
    lines += _moved_lines(clock, calendar)
    return Section(title, tuple(lines))


def _called(order: Order, clock: Clock, policy: Policy) -> str:
    """A limit by name; that of a stage with the procedure's and the stage's name."""
    procedure = order.procedure(clock.procedure)
    spec = policy.procedure(procedure.kind) if procedure else None
    stage = spec.stage(clock.step) if spec else None
    return f"{spec.title}·{stage.title}（{clock.name.zh}）" if spec and stage else clock.name.zh


def _rule_lines(rule: Rule | None, ref: str) -> list[str]:
    if rule is None:
        return [say("explain_rule_gone", rule=ref) if ref else say("explain_no_rule")]
    lines = [say("explain_rule", rule=rule.ref), say("explain_source", source=rule.source)]
    if rule.unstated:
        lines.append(say("explain_unstated"))
    if rule.note:
        lines.append(say("explain_note", note=rule.note))
    return lines


def _moved_lines(clock: Clock, calendar: Calendar) -> list[str]:
    lines = [say("explain_extended", text=f"{kind} {amount}") for kind, amount in clock.extended]
    for since, until in clock.pauses:
        text = f"{wording.moment(since, calendar)} — {wording.moment(until, calendar)}"
        lines.append(say("explain_paused", text=text))
    if clock.breached_at is not None:
        lines.append(say("explain_breached", at=wording.moment(clock.breached_at, calendar)))
    return lines


def _days(clock: Clock, calendar: Calendar) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Days off that the count passed over, and weekend days it counted because they were made working days."""
    if clock.due_at is None or calendar.open_every_day:
        return (), ()
    first, last = calendar.local(clock.started_at).date(), calendar.local(clock.due_at).date()
    passed = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    try:
        skipped = tuple(day for day in passed if not calendar.is_working_day(day))
    except CalendarUnknown:
        return (), ()
    return skipped, tuple(day for day in passed if day in calendar.make_up_days)


# --- route, requests, refusals ----------------------------------------------------------------------------------------


def _route_section(order: Order, part: Assignment, policy: Policy, name_of: Names) -> Section:
    at = wording.moment(part.assigned_at, _calendar(policy))
    title = say("explain_route", unit=name_of(part.unit), part=part.part.zh, at=at)
    lines = [f"{part.mode.zh}：{part.state.zh}"]
    if part.bound_by:
        lines.append(say("explain_bound", by=_word(part.bound_by)))
    for topic in ("secrecy", "return", "review"):
        lines += _topic_lines(order, part, policy, topic)
    return Section(title, tuple(lines))


def _word(value: str) -> str:
    from hotline.core.vocabulary import Binding

    try:
        return Binding(value).zh
    except ValueError:
        return value


def _topic_lines(order: Order, part: Assignment | None, policy: Policy, topic: str) -> list[str]:
    hit = _draft(order, policy).search(topic, part)
    if isinstance(hit, Conflict):
        return [say("explain_conflict", rules="、".join(r.ref for r in hit.rules))]
    if not isinstance(hit, Found):
        return []
    shown = say("explain_topic", topic=topic, value=wording.plain(hit.rule.value))
    beaten = [say("explain_beats", rule=rule.ref, source=rule.source) for rule in hit.beaten]
    return [shown, *_rule_lines(hit.rule, hit.rule.ref), *beaten]


def _declined(policy: Policy, events: Iterable[Event]) -> list[Section]:
    found = []
    for event in events:
        if isinstance(event, AcceptanceDeclined):
            reason = policy.refusal_reason(event.reason)
            title = say("explain_declined", reason=reason.label if reason else event.reason)
            lines = (reason.text, say("explain_source", source=reason.source)) if reason else ()
            found.append(Section(title, lines))
    return found


def _procedure_section(procedure: Procedure, policy: Policy, events: Iterable[Event], name_of: Names) -> Section:
    """Where a procedure stands, what ended each stage, and where it is written."""
    spec = policy.procedure(procedure.kind)
    about = name_of(procedure.unit) if procedure.unit else ""
    state = procedure.state.zh
    if spec is None:
        return Section(say("explain_procedure", title=procedure.kind, about=about, state=state), ())
    stage = spec.stage(procedure.stage)
    if procedure.state is ProcedureState.OPEN and stage is not None:
        state = stage.title
    lines = [say("explain_source", source=spec.source)] if spec.source else []
    lines += [_step_line(e, spec) for e in events if isinstance(e, StepTaken) and e.procedure == procedure.id]
    if procedure.ruling is not Ruling.NONE:
        lines.append(say("explain_ruling", ruling=procedure.ruling.zh))
    return Section(say("explain_procedure", title=spec.title, about=about, state=state), tuple(lines))


def _step_line(event: StepTaken, spec: ProcedureSpec) -> str:
    stage = spec.stage(event.stage)
    outcome = stage.outcome(event.outcome) if stage else None
    named = {"stage": stage.title if stage else event.stage, "outcome": outcome.label if outcome else event.outcome}
    return say("explain_step_late" if event.late else "explain_step", **named)


def _request_section(order: Order, policy: Policy, index: int) -> Section:
    request = order.requests[index]
    title = say("explain_request", kind=request.kind.zh, state=request.state.zh)
    part = order.assignment(request.assignment)
    answer = (say("explain_note", note=request.answer),) if request.answer else ()
    return Section(title, (*answer, *_topic_lines(order, part, policy, TOPIC_OF_REQUEST[request.kind])))


def _refusals(order: Order, policy: Policy, now: datetime, name_of: Names) -> list[Section]:
    """What a rule of the pack forbids now, to whoever could otherwise do it; refusals of the machine are left out."""
    units = {part.unit: UnitFacts(part.unit, name_of(part.unit), lineage=(part.unit,)) for part in order.assignments}
    actors = [Actor("explain", "", CENTRE_ROLES)]
    actors += [Actor("explain", unit, UNIT_ROLES, (unit,)) for unit in units]
    told: dict[str, Section] = {}
    for actor in actors:
        for offer in allowed(Snapshot(order, actor, _frozen(units)), policy, None, now):
            refusal = offer.refusal
            if refusal is None or not refusal.rule:
                continue
            title = say("explain_refusal", command=offer.command.zh, text=refusal.text)
            told.setdefault(title, Section(title, tuple(_rule_lines(policy.rule(refusal.rule), refusal.rule))))
    return list(told.values())


def _frozen(units: dict[str, UnitFacts]) -> Mapping[str, UnitFacts]:
    return units


def render(sections: Iterable[Section]) -> str:
    """Plain text: headings, and what belongs to them indented."""
    return "\n".join("\n".join([s.title, *(f"    {line}" for line in s.lines)]) for s in sections)
