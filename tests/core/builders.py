"""Small builders: policies by hand, both packs, a tree of units, people of every role, orders led there by commands.

`Life` is one order's life under one policy: `do` must succeed, `no` must be refused, `fire` lets the timers speak.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hotline import policy as packs
from hotline.core import commands as c
from hotline.core.calendars import Calendar, WorkingSpan
from hotline.core.deadlines import (
    CIVIL_LAW,
    Counting,
    Cutoff,
    Cutoffs,
    Length,
    NaturalDays,
    NaturalMinutes,
    Roll,
    WorkingDays,
)
from hotline.core.decision import Decision, Refusal
from hotline.core.events import Event
from hotline.core.evolve import evolve
from hotline.core.policy import Policy, Rule, Source
from hotline.core.policy import shapes as s
from hotline.core.state import SYSTEM, Actor, Assignment, Clock, Order, Snapshot, UnitFacts
from hotline.core.vocabulary import (
    AnswerBasis,
    AuditPoint,
    CallbackChannel,
    Channel,
    ContactField,
    ContactMethod,
    Outcome,
    Phase,
    RefusalCode,
    ReworkMode,
    ReworkReason,
    Role,
    StageKind,
)
from hotline.core.workflow import decide
from tests.core.procedures import LIMITS, PROCEDURES

LOCAL = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
"""A working Monday."""


def local(text: str) -> datetime:
    """`2026-03-02 09:00` on the local wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def day_end(text: str) -> datetime:
    """The last moment of a local day."""
    return local(text + " 23:59:59.999999")


# --- units and people -------------------------------------------------------------------------------------------------

_TREE = {
    "city": "",
    "water": "city",
    "water-county": "water",
    "water-town": "water-county",
    "water-section": "water-town",
    "pipes": "water",
    "roads": "city",
    "roads-county": "roads",
    "parks": "city",
    "alone": "",
    "centre": "city",
}
_LEVELS = ("city", "bureau", "county", "town", "section")


def _lineage(ident: str) -> tuple[str, ...]:
    chain = [ident]
    while _TREE[chain[-1]]:
        chain.append(_TREE[chain[-1]])
    return tuple(chain)


UNITS: dict[str, UnitFacts] = {
    ident: UnitFacts(ident, f"unit {ident}", _LEVELS[len(_lineage(ident)) - 1], "bureau", parent, _lineage(ident))
    for ident, parent in _TREE.items()
} | {"shut": UnitFacts("shut", "unit shut", "bureau", "bureau", "city", ("shut", "city"), active=False)}


def person(role: Role, unit: str = "centre", ident: str = "") -> Actor:
    return Actor(ident or f"{role.value}@{unit}", unit, frozenset({role}), _lineage(unit) if unit else ())


def clerk(unit: str) -> Actor:
    return person(Role.UNIT_CLERK, unit)


def leader(unit: str) -> Actor:
    return person(Role.UNIT_LEADER, unit)


AGENT = person(Role.AGENT)
SHIFT_LEAD = person(Role.SHIFT_LEAD)
DISPATCHER = person(Role.DISPATCHER)
DISPATCH_LEAD = person(Role.DISPATCH_LEAD)
CALLER = person(Role.CALLBACK_AGENT)
CALLER_2 = person(Role.CALLBACK_AGENT, ident="another-caller")
SUPERVISOR = person(Role.SUPERVISOR)
DIRECTOR = person(Role.CENTRE_DIRECTOR)
CITY_LEADER = person(Role.CITY_LEADER, "city")
ARCHIVIST = person(Role.ARCHIVIST)
CENTRE_STAFF = tuple(person(role) for role in Role if role not in (Role.UNIT_CLERK, Role.UNIT_LEADER, Role.SYSTEM))
EVERYBODY = (
    *CENTRE_STAFF,
    CALLER_2,
    CITY_LEADER,
    SYSTEM,
    *(who(unit) for unit in UNITS if unit not in ("shut", "centre") for who in (clerk, leader)),
)


# --- policies ---------------------------------------------------------------------------------------------------------

OFFICE_HOURS = (WorkingSpan(time(8, 30), time(12)), WorkingSpan(time(13, 30), time(17, 30)))
OFFICE = Calendar(
    id="office", zone=LOCAL, spans=OFFICE_HOURS, known_from=date(2020, 1, 1), known_until=date(2026, 12, 31)
)
EVERY_DAY = Counting(roll=Roll.NONE)
HOUR = 60


def rule(topic: str, value: Any, ident: str = "", **fields: Any) -> Rule:
    name = ident or topic
    return Rule(name, "hand", topic, value, Source("hand", name), date(2000, 1, 1), **fields)


def clock_rule(length: Length, owner: Role, counting: Counting = CIVIL_LAW) -> s.ClockRule:
    """A limit with a reminder a working day before, at the limit, and a working day after."""
    stages = (
        s.StageRule("before", StageKind.BEFORE, (owner,), WorkingDays(1)),
        s.StageRule("due", StageKind.AT, (owner, Role.SUPERVISOR)),
        s.StageRule("after", StageKind.AFTER, (Role.SUPERVISOR,), WorkingDays(1)),
    )
    return s.ClockRule(length, counting, "office", owner, stages=stages)


NATURES = tuple(s.Term(n, n) for n in ("consultation", "help", "complaint", "report"))
LISTS = s.Lists(
    natures=NATURES,
    content_classes=(s.Term("C1", "C1"), s.Term("C1.01", "C1.01", parent="C1"), s.Term("C2", "C2")),
    refusal_reasons=(s.Term("malicious", "malicious"), s.Term("court", "court")),
    forms=(s.Form("minutes", "会议纪要", ("会议时间",)),),
    procedures=PROCEDURES,
)


def make_policy(*rules: Rule, calendar: Calendar = OFFICE, lists: s.Lists = LISTS) -> Policy:
    """Later rules of a topic without conditions take the place of earlier ones."""
    topics: dict[str, tuple[Rule, ...]] = {}
    for each in rules:
        kept = () if not each.when else tuple(r for r in topics.get(each.topic, ()) if r.id != each.id)
        topics[each.topic] = (*kept, each)
    return Policy("hand", "hand", "1", "", ("hand",), {"office": calendar}, topics, lists)


STRICT_RULES: tuple[Rule, ...] = (
    rule(
        "clock.dispatch",
        clock_rule(
            Cutoffs((Cutoff(time(8, 30), time(17), time(17)), Cutoff(time(17), time(8, 30), time(12)))),
            Role.DISPATCHER,
            EVERY_DAY,
        ),
    ),
    rule("clock.sign_for", clock_rule(NaturalMinutes(24 * HOUR), Role.UNIT_CLERK, EVERY_DAY)),
    rule("clock.return_window", clock_rule(NaturalMinutes(24 * HOUR), Role.UNIT_CLERK, EVERY_DAY)),
    rule("clock.first_contact", clock_rule(WorkingDays(1), Role.UNIT_CLERK)),
    rule("clock.reply", clock_rule(WorkingDays(5), Role.UNIT_CLERK)),
    rule("clock.commitment", clock_rule(WorkingDays(10), Role.UNIT_CLERK)),
    rule("clock.callback", clock_rule(NaturalDays(3), Role.CALLBACK_AGENT, EVERY_DAY)),
    rule("clock.late_explanation", clock_rule(WorkingDays(3), Role.UNIT_LEADER)),
    rule("clock.supervision", clock_rule(WorkingDays(3), Role.UNIT_LEADER)),
    rule("clock.instruction", clock_rule(WorkingDays(10), Role.UNIT_LEADER)),
    rule("clock.co_signature", clock_rule(WorkingDays(2), Role.UNIT_LEADER)),
    rule("clock.ruling", clock_rule(WorkingDays(1), Role.DISPATCHER)),
    rule("identity", s.IdentityRule()),
    rule(
        "identity",
        s.IdentityRule(frozenset({ContactField.NAME, ContactField.PHONE})),
        "identity.report",
        when=(("nature", ("report",)),),
        overrides=frozenset({"hand:identity"}),
    ),
    rule("phrasing", s.PhrasingRule(min_chars=6)),
    rule("three_way_call", s.ThreeWayRule(max_attempts=2)),
    rule("audit", s.AuditRule(tuple(AuditPoint))),
    rule("return", s.ReturnRule()),
    rule(
        "extension",
        s.ExtensionRule(
            max_length=NaturalDays(7), total_times=2, later_needs_signature=True, later_needs_endorsement=True
        ),
    ),
    rule("suspension", s.SuspensionRule(allowed=True, max_length=NaturalDays(30))),
    rule("commitment", s.CommitmentRule(allowed=True, max_length=NaturalDays(90))),
    rule("dispute", s.DisputeRule()),
    rule("reply", s.ReplyRule(min_chars=2, contact_required=True)),
    rule(
        "callback",
        s.CallbackRule(attempts=2, apart_minutes=60, channels=tuple(CallbackChannel)),
    ),
    rule(
        "dissatisfaction",
        s.DissatisfactionRule(
            judges=(Role.SUPERVISOR,), modes=(ReworkMode.SAME_UNIT, ReworkMode.SUPERIOR), director_after=2
        ),
    ),
    rule("archive", s.ArchiveRule(retention_years=10)),
    *(rule(topic, replace(clock_rule(length, owner), ahead=ahead)) for topic, (length, owner, ahead) in LIMITS.items()),
)

BUSY_RULES: tuple[Rule, ...] = (
    rule("clock.relay", clock_rule(NaturalMinutes(30), Role.UNIT_CLERK, EVERY_DAY)),
    rule("clock.on_site", clock_rule(NaturalMinutes(2 * HOUR), Role.UNIT_CLERK, EVERY_DAY)),
    rule("identity_check", s.IdentityCheckRule((ContactField.NAME, ContactField.PHONE, ContactField.WORKPLACE), 2)),
    rule("dispute", s.DisputeRule(updates_catalogue=True)),
)


@cache
def strict() -> Policy:
    """Everything is limited, audited, reviewed; contact comes first."""
    return make_policy(*STRICT_RULES)


@cache
def lenient() -> Policy:
    """As little as a hotline can state: one limit, returns at once, no review by leaders, commitments reviewed."""
    return make_policy(
        rule("clock.reply", clock_rule(NaturalDays(10), Role.UNIT_CLERK)),
        rule("return", s.ReturnRule(reviewed=False, reason_required=False)),
        rule("extension", s.ExtensionRule(total_times=9, plain_times=9, before_due=False)),
        rule("review", s.ReviewRule(leader_reviews=False)),
        rule("commitment", s.CommitmentRule(allowed=True, reviewed=True)),
        rule("callback", s.CallbackRule(share=10)),
    )


def strict_but(*changed: Rule, calendar: Calendar = OFFICE) -> Policy:
    """The strict policy with rules of some topics replaced."""
    topics = {r.topic for r in changed}
    return make_policy(*(r for r in STRICT_RULES if r.topic not in topics), *changed, calendar=calendar)


def strict_without(*topics: str) -> Policy:
    return make_policy(*(r for r in STRICT_RULES if r.topic not in topics))


@cache
def busy() -> Policy:
    """Strict, and units hand on and arrive within a limit, callers are identified, conferences change the catalogue."""
    return strict_but(*BUSY_RULES)


@cache
def dezhou() -> Policy:
    return packs.load("dezhou-12345")


@cache
def karamay() -> Policy:
    return packs.load("karamay-12345")


POLICIES: dict[str, Callable[[], Policy]] = {
    "strict": strict,
    "lenient": lenient,
    "busy": busy,
    "dezhou": dezhou,
    "karamay": karamay,
}


# --- one life ---------------------------------------------------------------------------------------------------------

KNOWN = frozenset({ContactField.NAME, ContactField.PHONE, ContactField.ADDRESS, ContactField.WORKPLACE})


class Life:
    """One order from its registration on. Time stands still unless a test moves it."""

    def __init__(self, policy: Policy | None = None, now: datetime = START, **fields: Any) -> None:
        self.policy = policy or strict()
        self.now = now
        self.maybe: Order | None = None
        self.records: list[tuple[Event, datetime, str]] = []
        self.do(AGENT, registration(**fields))

    @property
    def order(self) -> Order:
        assert self.maybe is not None
        return self.maybe

    @property
    def phase(self) -> Phase:
        return self.order.phase

    def ask(self, actor: Actor, command: c.Command) -> Decision | Refusal:
        return decide(Snapshot(self.maybe, actor, UNITS), command, self.policy, self.now)

    def do(self, actor: Actor, command: c.Command) -> list[str]:
        """The names of the events; the command must be granted."""
        answer = self.ask(actor, command)
        assert isinstance(answer, Decision), f"{command.NAME.value}: {answer.code.value} {dict(answer.params)}"
        for event in answer.events:
            self.maybe = evolve(self.maybe, event, self.now, actor.id)
            self.records.append((event, self.now, actor.id))
        return [event.NAME for event in answer.events]

    def no(self, actor: Actor, command: c.Command, code: RefusalCode) -> Refusal:
        answer = self.ask(actor, command)
        assert isinstance(answer, Refusal), f"{command.NAME.value} was granted"
        assert answer.code is code, f"{answer.code.value} {dict(answer.params)}"
        assert "{" not in answer.text and "…" not in answer.text, answer.text
        return answer

    def events(self, kind: type[Event]) -> list[Any]:
        return [event for event, _at, _actor in self.records if isinstance(event, kind)]

    # --- time

    def wait(self, **span: float) -> Life:
        self.now += timedelta(**span)
        return self

    def at(self, text: str) -> Life:
        self.now = local(text)
        return self

    def fire(self, until: datetime | None = None) -> list[str]:
        """All timers up to `until` (or now), each at its moment; then it is `until`."""
        end, said = until or self.now, []
        for clock, stage in self._waiting(end):
            self.now = max(stage, clock.started_at)
            key = clock.next_stage
            assert key is not None
            said += self.do(SYSTEM, c.FireClock(clock=clock.id, stage=key.key))
        self.now = end
        return said

    def _waiting(self, end: datetime) -> Iterator[tuple[Clock, datetime]]:
        while True:
            due = [(k.next_stage.at, k.id, k) for k in self.order.clocks if k.next_stage and k.next_stage.at <= end]
            if not due:
                return
            at, _id, clock = min(due, key=lambda found: found[:2])
            yield clock, at

    # --- what is there

    def part(self, ident: str = "a1") -> Assignment:
        found = self.order.assignment(ident)
        assert found is not None
        return found

    def clock(self, ident: str) -> Clock:
        found = self.order.clock(ident)
        assert found is not None, f"no {ident}: {[k.id for k in self.order.clocks]}"
        return found

    def open_clocks(self) -> set[str]:
        return {k.id for k in self.order.clocks if k.stopped_at is None}

    # --- short ways

    def submitted(self) -> Life:
        self.do(AGENT, c.SubmitForDispatch())
        return self

    def assigned(self, lead: str = "water", *assisting: str) -> Life:
        """With the units, waiting to be signed for."""
        if self.phase in (Phase.REGISTERED, Phase.SENT_BACK):
            self.submitted()
        self.do(DISPATCHER, c.AssignToUnit(lead=lead, assisting=assisting, audit=tuple(AuditPoint)))
        return self

    def signed(self, lead: str = "water", *assisting: str) -> Life:
        self.assigned(lead, *assisting)
        self.do(clerk(lead), c.SignFor(assignment=self.latest(lead)))
        return self

    def working(self, lead: str = "water", *assisting: str) -> Life:
        """Signed for and the citizen contacted."""
        self.signed(lead, *assisting)
        return self.contacted(lead)

    def latest(self, unit: str) -> str:
        """The unit's latest part."""
        return [a.id for a in self.order.assignments if a.unit == unit][-1]

    def contacted(self, unit: str) -> Life:
        self.do(clerk(unit), c.LogContact(assignment=self.latest(unit), method=ContactMethod.PHONE, note="called"))
        return self

    def answer(self, unit: str, **fields: Any) -> Life:
        """Signs when needed, contacts, answers; the unit's leader approves where the pack asks for it."""
        ident = self.latest(unit)
        if self.part(ident).signed_at is None:
            self.do(clerk(unit), c.SignFor(assignment=ident))
        if not self.part(ident).contacts:
            self.contacted(unit)
        self.do(clerk(unit), answer_of(ident, **fields))
        if self.part(ident).live:
            self.do(leader(unit), c.ApproveAnswer(assignment=ident))
        return self

    def replied(self, lead: str = "water") -> Life:
        self.assigned(lead)
        return self.answer(lead)

    def dissatisfied(self, lead: str = "water") -> Life:
        """Called back: not satisfied."""
        self.replied(lead)
        self.do(CALLER, c.RecordCallback(reached=True, satisfied_result=False))
        return self

    def judged(self, reasonable: bool = True) -> Life:
        self.do(SUPERVISOR, c.JudgeDissatisfaction(reasonable=reasonable, grounds="checked"))
        return self

    def rework(self, lead: str = "water", mode: ReworkMode = ReworkMode.SAME_UNIT) -> Life:
        """The citizen was not satisfied, with reason; done again."""
        self.dissatisfied(lead).judged()
        self.do(SUPERVISOR, c.OrderRework(mode=mode, reason=ReworkReason.DISSATISFIED, text="again"))
        return self

    def closed(self, lead: str = "water") -> Life:
        self.replied(lead)
        self.do(CALLER, c.RecordCallback(reached=True, satisfied_result=True))
        return self

    def passed(self, *chain: str) -> Life:
        """With the first unit, passed down unit by unit; everybody above the last has signed."""
        self.signed(chain[0])
        for upper, lower in pairwise(chain):
            self.do(clerk(upper), c.PassDown(assignment=self.latest(upper), lead=lower))
            if lower != chain[-1]:
                self.do(clerk(lower), c.SignFor(assignment=self.latest(lower)))
        return self


@contextmanager
def unchanged(life: Life) -> Iterator[None]:
    """What happens inside writes nothing."""
    before = life.order, len(life.records)
    yield
    assert (life.order, len(life.records)) == before


def registration(**fields: Any) -> c.Register:
    given: dict[str, Any] = {
        "order": "o1",
        "number": "N-1",
        "channel": Channel.PHONE,
        "line": "12345",
        "title": "the lamps are dark",
        "content": "all lamps of one street are dark",
        "nature": "help",
        "content_class": "C1.01",
        "contact": KNOWN,
    }
    return c.Register(**(given | fields))


def answer_of(assignment: str, **fields: Any) -> c.SubmitAnswer:
    given: dict[str, Any] = {
        "outcome": Outcome.SOLVED,
        "internal_text": "a fuse",
        "public_text": "the lamps burn again",
    }
    return c.SubmitAnswer(assignment=assignment, **(given | fields))


def direct_answer(**fields: Any) -> c.AnswerDirectly:
    given: dict[str, Any] = {"basis": AnswerBasis.KNOWLEDGE, "source_ref": "k1", "answer": "tomorrow"}
    return c.AnswerDirectly(**(given | fields))


def extension(assignment: str = "a1", days: int = 7, **fields: Any) -> c.RequestExtension:
    return c.RequestExtension(assignment=assignment, reason="parts are late", days=days, **fields)


def with_calendar(policy: Policy, calendar: Calendar) -> Policy:
    """The same rules under another calendar, as after an announcement."""
    return replace(policy, calendars=dict.fromkeys(policy.calendars, calendar), _found={})
