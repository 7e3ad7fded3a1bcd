"""Random lives of orders under four policies: anybody does anything at any time, and what must hold is checked."""

import json
import os
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from hotline.core import codec
from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.decision import Decision, Refusal
from hotline.core.events import EVENTS
from hotline.core.evolve import evolve, replay
from hotline.core.policy import Policy
from hotline.core.state import SYSTEM, Actor, Clock, Order, Snapshot
from hotline.core.vocabulary import (
    CallbackChannel,
    CommandName,
    Complexity,
    ContactField,
    Disclosure,
    Phase,
    RefusalCode,
    ReworkMode,
    Role,
    Urgency,
)
from hotline.core.workflow import allowed, decide
from tests.core.builders import EVERYBODY, POLICIES, START, UNITS, Life, local
from tests.core.causes import CAUSES, FREE, is_legal
from tests.core.invariants import HANDLING, OUTLIVING, check, is_open
from tests.core.nonsense import IDS, nonsense, with_a_slip
from tests.core.samples import sample, who
from tests.core.slow_moves import expected_due, rules_that_hold

STARTS = (START, local("2026-09-25 16:50"), local("2026-03-06 17:10"), local("2026-12-18 11:00"))
ACTS = tuple(n for n in CommandName if n is not CommandName.REGISTER)
OFTEN = (
    "submit_for_dispatch assign_to_unit give_instruction sign_for pass_down submit_answer approve_answer adopt_answer "
    "grant_request record_callback judge_dissatisfaction order_rework take_callback rule_dispute"
)
SELDOM = (
    "answer_directly decline_acceptance hand_over_emergency record_three_way_call join_group recall_assignment amend "
    "send_back_to_agent tell_progress link_order unlink_order add_note attach_file urge place_under_supervision "
    "submit_to_leader escalate_dispute waive_callback archive raise_objection add_assisting request_co_signature "
    "cancel_procedure"
)
WEIGHTS = tuple(12.0 if n.value in OFTEN.split() else 0.8 if n.value in SELDOM.split() else 3.0 for n in ACTS)
"""How often an act is tried: lives should go far, not end at the first desk."""
SPANS = (0, 1, 7, 55, 60, 240, 1439, 1440, 2880, 7000)
HOLIDAYS = (date(2026, 3, 4), date(2026, 3, 9), date(2026, 9, 29), date(2026, 12, 24))


@cache
def moved(policy: str, count: int) -> Policy:
    """The policy after so many late announcements of a day off."""
    before = POLICIES[policy]()
    if not count:
        return before
    calendars = {
        name: replace(calendar, off_days=calendar.off_days | set(HOLIDAYS[:count]))
        for name, calendar in before.calendars.items()
    }
    return replace(before, calendars=calendars, _found={})


class Lives(RuleBasedStateMachine):
    """One order. `life.policy` changes only when a holiday is announced."""

    NAME = ""
    life: Life
    announced = 0
    step = 0

    # --- what is done

    @initialize(
        start=st.sampled_from(STARTS),
        nature=st.sampled_from(("help", "complaint", "consultation", "report")),
        secret=st.booleans(),
        accused=st.sampled_from(((), (), ("roads",), ("water-county",))),
        known=st.sampled_from((frozenset(ContactField), frozenset(ContactField), frozenset({ContactField.NAME}))),
        kind=st.sampled_from([(u, x) for u in Urgency for x in Complexity]),
    )
    def register(
        self,
        start: datetime,
        nature: str,
        secret: bool,
        accused: tuple[str, ...],
        known: frozenset[ContactField],
        kind: tuple[Urgency, Complexity],
    ) -> None:
        policy = moved(self.NAME, 0)
        nature = nature if policy.nature(nature) else "complaint"
        self.started: Counter[str] = Counter()
        self.stopped: Counter[str] = Counter()
        self.breached: Counter[tuple[str, datetime | None]] = Counter()
        self.fired: Counter[tuple[str, str, datetime | None]] = Counter()
        self.life = Life(
            policy,
            start,
            nature=nature,
            secret=secret,
            accused=accused,
            contact=known,
            urgency=kind[0],
            complexity=kind[1],
        )

    @rule(seed=st.integers(0, 2**32 - 1))
    def something_happens(self, seed: int) -> None:
        """A few acts at a time: hypothesis likes short lists and small numbers, an order needs a long, varied life."""
        self.step += 1
        random = Random(f"{seed} {self.step}")
        for _ in range(4):
            self.one_thing(random)

    def one_thing(self, random: Random) -> None:
        chance = random.random()
        if chance < 0.55:
            self.somebody_does_the_next_thing(random)
        elif chance < 0.75:
            self.somebody_does_nonsense(random)
        elif chance < 0.89:
            self.life.wait(minutes=random.choice(SPANS))
        elif chance < 0.97:
            self.timers_fire()
        elif chance < 0.98 and self.announced < len(HOLIDAYS) and self.life.phase is not Phase.ARCHIVED:
            self.a_holiday_is_announced()
        else:
            assert replay(self.life.records) == self.life.order

    def timers_fire(self) -> None:
        """All that are due, as late as they are, in the order of their moments."""
        while self.life.phase is not Phase.ARCHIVED:
            waiting = ((k, k.next_stage) for k in self.life.order.clocks)
            due = [(stage.at, k.id, stage.key) for k, stage in waiting if stage and stage.at <= self.life.now]
            if not due:
                return
            _at, clock, stage = min(due)
            answer = self.give(SYSTEM, c.FireClock(clock=clock, stage=stage))
            assert isinstance(answer, Decision), answer

    def somebody_does_the_next_thing(self, random: Random) -> None:
        """The right person does something that can be done now, now and then with a slip of the pen."""
        for name in random.choices(ACTS, WEIGHTS, k=12):
            for _ in range(3):
                if self.try_out(name, random, slip=random.random() < 0.2):
                    return

    def try_out(self, name: CommandName, random: Random, slip: bool) -> bool:
        at = self.some_target(name, random)
        command = self.variant(sample(name, self.life, at), random)
        if slip:
            command = with_a_slip(command, random, self.life.now)
        return isinstance(self.give(who(name, self.life, at), command), Decision)

    def some_target(self, name: CommandName, random: Random) -> str | None:
        order = self.life.order
        there: tuple[Any, ...] = {
            "assignment": order.assignments,
            "request": order.requests,
            "document": order.documents,
            "clock": order.clocks,
            "procedure": order.procedures,
        }.get(c.COMMANDS[name].SUBJECT, ())
        return random.choice(there).id if there else None

    def variant(self, command: c.Command, random: Random) -> c.Command:
        """Other sensible ways of filling in the same form."""
        match command:
            case c.AssignToUnit():
                lead, other = random.sample(("water", "roads", "city", "parks", "water-county"), 2)
                return replace(command, lead=lead, assisting=(other,) if random.random() < 0.5 else ())
            case c.PassDown():
                below = [u for u, facts in UNITS.items() if len(facts.lineage) > 1 and facts.active]
                return replace(command, lead=random.choice(below))
            case c.SubmitAnswer():
                shown = Disclosure.PUBLIC if random.random() < 0.5 else Disclosure.PRIVATE
                return replace(command, disclosure=shown, parts_missing=random.choice(("", "they are late")))
            case c.RecordCallback():
                return replace(command, reached=random.random() < 0.7, satisfied_result=random.random() < 0.4)
            case c.GiveInstruction():
                return replace(command, lead=random.choice(("", "water", "parks")))
            case c.RuleDispute():
                return replace(command, lead=random.choice(("water", "roads", "pipes")), assisting=("parks",))
            case c.OrderRework():
                return replace(command, mode=random.choice(list(ReworkMode)), unit="roads")
            case c.Amend():
                changes = ({"accused": ("roads",)}, {"secret": True}, {"accused": ()}, {"nature": "complaint"})
                return replace(command, **random.choice(changes))
            case c.OpenProcedure():
                kinds = [p.id for p in self.life.policy.lists.procedures] or ["sheet"]
                return replace(command, kind=random.choice(kinds), unit=random.choice(("", "water", "water-county")))
            case c.TakeStep():
                return sample(command.NAME, self.life, command.procedure, random.randrange(3))
            case c.IssueCallbackToken():
                return replace(command, channel=random.choice(list(CallbackChannel)))
            case _:
                return command

    def somebody_does_nonsense(self, random: Random) -> None:
        name, actor = random.choice(ACTS), random.choice(EVERYBODY)
        if random.random() < 0.5:
            command = sample(name, self.life, random.choice(IDS) if c.COMMANDS[name].SUBJECT != "order" else None)
        else:
            command = nonsense(name, random, self.life.now)
        offers = allowed(self.snapshot(actor), self.life.policy, None, self.life.now)
        at = getattr(command, command.SUBJECT, "")
        offered = {o.target: o.refusal for o in offers if o.command is name}
        answer = self.give(actor, command)
        if at in offered and offered[at] is not None:
            assert answer == offered[at], "what stood against it did not stand"

    def a_holiday_is_announced(self) -> None:
        self.announced += 1
        self.life.policy = moved(self.NAME, self.announced)
        self.give(SYSTEM, c.RecomputeClocks(reason="announced"))

    def teardown(self) -> None:
        if hasattr(self, "life"):
            assert replay(self.life.records) == self.life.order

    # --- what is checked

    def snapshot(self, actor: Actor) -> Snapshot:
        return Snapshot(self.life.order, actor, UNITS)

    def give(self, actor: Actor, command: c.Command) -> Decision | Refusal:
        life = self.life
        before, now = life.order, life.now
        answer = decide(self.snapshot(actor), command, life.policy, now)
        assert decide(self.snapshot(actor), command, life.policy, now) == answer, "not deterministic"
        if before.phase is Phase.ARCHIVED:
            assert isinstance(answer, Refusal) and answer.code is RefusalCode.SEALED
        if isinstance(answer, Refusal):
            assert "…" not in answer.text and "{" not in answer.text, answer
            return answer
        assert answer.events
        for event in answer.events:
            self.one(event, command, actor)
        assert life.order.version == before.version + len(answer.events) == len(life.records)
        assert codec.decode(Order, json.loads(json.dumps(codec.encode(life.order)))) == life.order
        check(life.order, life.policy, now)
        for clock in life.order.clocks:
            self.in_time(clock)
        if isinstance(command, c.RecordCallback | c.TakeCallback):
            assert actor.id not in before.handlers
        return answer

    def one(self, event: e.Event, command: c.Command, actor: Actor) -> None:
        life = self.life
        before = life.order
        assert is_legal(event.NAME, command.NAME), f"{event.NAME} from {command.NAME.value}"
        assert codec.decode(type(event), json.loads(json.dumps(codec.encode(event)))) == event
        life.maybe = evolve(before, event, life.now, actor.id)
        life.records.append((event, life.now, actor.id))
        match event:
            case e.ClockStarted(clock):
                self.started[clock.id] += 1
                assert before.clock(clock.id) is None
                self.right_rule(clock)
            case e.ClockStopped(clock=ident):
                stopped = before.clock(ident)
                assert stopped is not None and is_open(stopped)
                self.stopped[ident] += 1
            case e.ClockBreached(clock=ident):
                late = before.clock(ident)
                assert late is not None and late.due_at is not None and life.now > late.due_at
                self.breached[ident, late.due_at] += 1
                assert self.breached[ident, late.due_at] == 1, "breached twice"
            case e.ReminderSent(clock=ident, stage=stage):
                speaking = before.clock(ident)
                assert speaking is not None
                self.fired[ident, stage, speaking.due_at] += 1
                assert self.fired[ident, stage, speaking.due_at] == 1, "said twice"
            case e.RequestWithdrawn(request=ident, moot=True):
                moot = before.request(ident)
                assert moot is not None and moot.kind not in OUTLIVING
            case e.Archived():
                assert {k.id for k in before.clocks} == set(self.started) == set(self.stopped)
        assert all(n == 1 for n in self.started.values()) and all(n == 1 for n in self.stopped.values())
        assert {k.id for k in life.order.clocks} == set(self.started), "a clock was lost"

    def right_rule(self, clock: Clock) -> None:
        """The rule on the clock is the one that a look at all rules finds."""
        order, policy = self.life.order, self.life.policy
        part = order.assignment(clock.assignment)
        if part is not None and part.parent and clock.name in HANDLING:
            return
        topic = f"clock.{clock.name.value}"
        if (procedure := order.procedure(clock.procedure)) is not None:
            topic = f"clock.procedure.{procedure.kind}.{procedure.stage}"
        found = rules_that_hold(policy, topic, order, part, self.life.now)
        refs = [f"{r.pack}:{r.id}" for r in found]
        assert refs == [clock.rule] if clock.rule else len(refs) != 1, (clock.id, refs)

    def in_time(self, clock: Clock) -> None:
        if not clock.rule or clock.by_hand or not is_open(clock):
            return
        due = expected_due(self.life.policy, clock)
        assert due == clock.due_at, f"{clock.id}: {clock.due_at}, walked {due}"


DEEP = bool(os.environ.get("HOTLINE_DEEP"))


@pytest.mark.parametrize("name", list(POLICIES))
def test_random_lives(name: str) -> None:
    machine = type(f"Lives_{name}", (Lives,), {"NAME": name})
    examples, steps = (400, 120) if DEEP else (25, 50)
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=steps))


def test_every_event_has_its_causes_written_down() -> None:
    assert set(CAUSES) | FREE == set(EVENTS)
    acts = {n.value for n in CommandName}
    assert {a for acts_of in CAUSES.values() for a in acts_of.split()} <= acts
    assert Role.SYSTEM in SYSTEM.roles
