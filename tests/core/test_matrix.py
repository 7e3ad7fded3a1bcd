"""Every order phase and every assignment state against every command; and `allowed` against `decide` everywhere."""

from functools import cache

import pytest

from hotline.core.commands import COMMANDS
from hotline.core.decision import Decision, Refusal
from hotline.core.state import Actor, Snapshot
from hotline.core.vocabulary import AssignmentState, CommandName, Phase, RefusalCode, Role
from hotline.core.workflow import allowed, decide, roles_of
from tests.core.builders import EVERYBODY, UNITS, Life, strict
from tests.core.matrix import PHASES, STATES, read
from tests.core.samples import sample, who

BY_PHASE = list(read("phase_matrix.txt"))
BY_STATE = list(read("assignment_matrix.txt"))

FIELD_LEVEL = {
    (CommandName.RECOMPUTE_CLOCKS, RefusalCode.NOTHING_TO_DO),  # whether anything moves is only known by computing it
    (CommandName.FIRE_CLOCK, RefusalCode.NOT_REACHED),  # which stage
    (CommandName.RECORD_CALLBACK, RefusalCode.TOKEN_USED),  # which link
    (CommandName.WAIVE_CALLBACK, RefusalCode.WAIVER_WITHOUT_GROUND),  # which reason
    (CommandName.OPEN_PROCEDURE, RefusalCode.WRONG_ROLE),  # which procedure
    (CommandName.OPEN_PROCEDURE, RefusalCode.PROCEDURE_NOT_FOR_THIS),
}
"""Refusals that depend on what was written into the form, for the sensible commands of `samples`."""


@cache
def in_phase(column: str) -> Life:
    """Built once; the tests only ask, they never act on it."""
    phase, build = PHASES[column]
    life = build()
    assert life.phase is phase
    return life


@cache
def in_state(column: str) -> Life:
    state, ident, build = STATES[column]
    life = build()
    assert life.part(ident).state is state
    return life


def test_the_matrices_are_complete() -> None:
    assert {(n, col) for n, col, _ in BY_PHASE} == {(n, col) for n in CommandName for col in PHASES}
    assert {phase for phase, _ in PHASES.values()} == set(Phase)
    aimed = {n for n in CommandName if COMMANDS[n].SUBJECT == "assignment"}
    assert {(n, col) for n, col, _ in BY_STATE} == {(n, col) for n in aimed for col in STATES}
    assert {state for state, _, _ in STATES.values()} == set(AssignmentState)


@pytest.mark.parametrize(("name", "column", "code"), BY_PHASE, ids=lambda v: getattr(v, "value", v))
def test_phase(name: CommandName, column: str, code: RefusalCode | None) -> None:
    life = in_phase(column)
    _as_expected(life, name, None, code)


@pytest.mark.parametrize(("name", "column", "code"), BY_STATE, ids=lambda v: getattr(v, "value", v))
def test_state(name: CommandName, column: str, code: RefusalCode | None) -> None:
    _as_expected(in_state(column), name, STATES[column][1], code)


def _as_expected(life: Life, name: CommandName, at: str | None, code: RefusalCode | None) -> None:
    actor, command = who(name, life, at), sample(name, life, at)
    answer = life.ask(actor, command)
    assert life.ask(actor, command) == answer, "the same question, the same answer"
    if code is None:
        assert isinstance(answer, Decision) and answer.events, answer
    else:
        assert isinstance(answer, Refusal) and answer.code is code, answer
        assert "…" not in answer.text and "{" not in answer.text


# --- everybody, everywhere --------------------------------------------------------------------------------------------

COLUMNS = [("phase", column) for column in PHASES] + [("state", column) for column in STATES]


def _life(kind: str, column: str) -> Life:
    return in_phase(column) if kind == "phase" else in_state(column)


@pytest.mark.parametrize(("kind", "column"), COLUMNS)
def test_allowed_agrees_with_decide(kind: str, column: str) -> None:
    """What stands against an act stands when it is done; what is offered can fail only over the form's fields."""
    life = _life(kind, column)
    for actor in EVERYBODY:
        offers = allowed(Snapshot(life.order, actor, UNITS), life.policy, None, life.now)
        assert {o.command for o in offers} == set(CommandName) - {CommandName.REGISTER}
        for offer in offers:
            at = offer.target or None
            answer = life.ask(actor, sample(offer.command, life, at))
            where = f"{actor.id} {offer.command.value} {offer.target}"
            if offer.refusal is not None:
                assert answer == offer.refusal, where
            elif isinstance(answer, Refusal):
                assert (offer.command, answer.code) in FIELD_LEVEL, f"{where}: {answer.code.value}"


@pytest.mark.parametrize(("kind", "column"), COLUMNS)
def test_every_target_is_offered_once(kind: str, column: str) -> None:
    life = _life(kind, column)
    offers = allowed(Snapshot(life.order, EVERYBODY[0], UNITS), life.policy, None, life.now)
    pairs = [(o.command, o.target) for o in offers]
    assert len(pairs) == len(set(pairs))
    parts = {o.target for o in offers if COMMANDS[o.command].SUBJECT == "assignment"} - {""}
    assert parts == {a.id for a in life.order.assignments}


def test_one_role_at_a_time() -> None:
    life = in_phase("awd")
    both = Actor("p", "centre", frozenset({Role.AGENT, Role.DISPATCHER}))
    snapshot = Snapshot(life.order, both, UNITS)
    as_agent = {o.command for o in allowed(snapshot, strict(), Role.AGENT, life.now) if o.refusal is None}
    as_both = {o.command for o in allowed(snapshot, strict(), None, life.now) if o.refusal is None}
    as_judge = {o.command for o in allowed(snapshot, strict(), Role.SUPERVISOR, life.now) if o.refusal is None}
    assert CommandName.ASSIGN_TO_UNIT in as_both - as_agent and as_judge == set()


@pytest.mark.parametrize("name", [n for n in CommandName if n is not CommandName.REGISTER])
def test_the_wrong_roles_are_refused_by_name(name: CommandName) -> None:
    """In a phase where the right person could do it, everybody else hears who may."""
    columns = [col for n, col, code in BY_PHASE if n is name and code is None] or ["inh"]
    life = in_phase(columns[0])
    right = roles_of(life.policy, name)
    for role in set(Role) - right:
        answer = life.ask(Actor("x", "water", frozenset({role}), ("water", "city")), sample(name, life))
        assert isinstance(answer, Refusal) and answer.code is RefusalCode.WRONG_ROLE, role
        assert any(r.zh in answer.text for r in right)


def test_nothing_can_be_done_to_an_order_that_is_not_there() -> None:
    snapshot = Snapshot(None, EVERYBODY[0], UNITS)
    offers = allowed(snapshot, strict(), None, Life().now)
    assert {o.refusal.code for o in offers if o.refusal} == {RefusalCode.NO_SUCH_ORDER}
    life = in_phase("inh")
    for name in set(CommandName) - {CommandName.REGISTER}:
        answer = decide(snapshot, sample(name, life), strict(), life.now)
        assert isinstance(answer, Refusal) and answer.code is RefusalCode.NO_SUCH_ORDER
