"""The life of an entry as a table: who may do what in which state, and what becomes of it (KNW-1).

A published entry that is revised goes on being shown as it was until the new text has passed: `Life.live` says whether
something is shown, `Life.state` where the text stands that is being worked on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from hotline.core.policy.shapes import KnowledgeRule
from hotline.core.state import Actor
from hotline.core.vocabulary import KnowledgeAct as Act
from hotline.core.vocabulary import KnowledgeRefusal as Refusal
from hotline.core.vocabulary import KnowledgeState as State
from hotline.core.vocabulary import Role

EDITORS = frozenset({Role.KNOWLEDGE_EDITOR})
"""Who writes for every unit: the centre's own editors."""
WRITERS = frozenset({Role.UNIT_CLERK, Role.UNIT_LEADER})
"""Who writes for the own unit and the units below it (共建)."""
UNIT_REVIEWERS = frozenset({Role.UNIT_LEADER})
CENTRE_REVIEWERS = frozenset({Role.KNOWLEDGE_EDITOR, Role.SUPERVISOR, Role.CENTRE_DIRECTOR})
SHOWN = frozenset({State.PUBLISHED, State.DUE})
_CLOCK = frozenset({Role.SYSTEM})


class Refused(Exception):
    """An act that is not possible; nothing was changed."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Life:
    """Where an entry stands. `live`: a version is shown; `author`: who handed in the text that is being reviewed."""

    state: State
    owner: str
    live: bool = False
    author: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table. `reviewed`: not by the author (four eyes); `reason`: only with a reason."""

    states: frozenset[State]
    roles: frozenset[Role]
    to: State | None
    needs_live: bool = False
    reviewed: bool = False
    reason: bool = False


def _step(states: Collection[State], roles: frozenset[Role], to: State | None, **more: bool) -> Step:
    return Step(frozenset(states), roles, to, **more)


_REVIEWS = (State.UNIT_REVIEW, State.CENTRE_REVIEW, State.SCHEDULED)
STEPS: dict[Act, Step] = {
    Act.WRITE: _step((State.DRAFT,), EDITORS | WRITERS, State.DRAFT),
    Act.SUBMIT: _step((State.DRAFT,), EDITORS | WRITERS, None),
    Act.PASS_UNIT: _step((State.UNIT_REVIEW,), UNIT_REVIEWERS, State.CENTRE_REVIEW, reviewed=True),
    Act.PASS_CENTRE: _step((State.CENTRE_REVIEW,), CENTRE_REVIEWERS, None, reviewed=True),
    Act.SEND_BACK: _step(_REVIEWS, UNIT_REVIEWERS | CENTRE_REVIEWERS, State.DRAFT, reason=True),
    Act.APPEAR: _step((State.SCHEDULED,), _CLOCK, State.PUBLISHED),
    Act.FALL_DUE: _step((State.PUBLISHED,), _CLOCK, State.DUE, needs_live=True),
    Act.CONFIRM: _step(SHOWN, EDITORS | WRITERS, State.PUBLISHED, needs_live=True),
    Act.REVISE: _step((State.PUBLISHED, State.DUE, State.WITHDRAWN), EDITORS | WRITERS, State.DRAFT),
    Act.DISCARD: _step((State.DRAFT,), EDITORS | WRITERS, State.PUBLISHED, needs_live=True),
    Act.WITHDRAW: _step(
        set(State) - {State.WITHDRAWN}, EDITORS | WRITERS | CENTRE_REVIEWERS, State.WITHDRAWN, reason=True
    ),
}
"""What is done from where, by whom. `to` None: it depends (`_after_submit`, `_after_pass`)."""


def decide(
    life: Life,
    act: Act,
    actor: Actor,
    rule: KnowledgeRule,
    *,
    owner_lineage: Collection[str] = (),
    later: bool = False,
    reason: str = "",
) -> Life:
    """The life after the act. Raises Refused.

    `owner_lineage`: the owner unit and all above it; a writer of any of them writes for it. `later`: publication is set
    for a moment to come. `reason`: why, where the step asks for it.
    """
    step = STEPS[act]
    if life.state not in step.states:
        raise Refused(Refusal.WRONG_STATE)
    if step.needs_live and not life.live:
        raise Refused(Refusal.NOTHING_SHOWN)
    _check_actor(life, act, step, actor, rule, owner_lineage)
    if step.reason and not reason.strip():
        raise Refused(Refusal.NO_REASON)
    return _AFTER.get(act, _plainly)(life, step, actor, rule, later)


def allowed(life: Life, actor: Actor, rule: KnowledgeRule, owner_lineage: Collection[str] = ()) -> tuple[Act, ...]:
    """What the actor can do with the entry now, in the order of the table."""
    found = []
    for act in STEPS:
        try:
            decide(life, act, actor, rule, owner_lineage=owner_lineage, reason="-")
        except Refused:
            continue
        found.append(act)
    return tuple(found)


def _check_actor(
    life: Life, act: Act, step: Step, actor: Actor, rule: KnowledgeRule, owner_lineage: Collection[str]
) -> None:
    roles = actor.roles & step.roles
    if act is Act.PASS_CENTRE or (act is Act.SEND_BACK and life.state is not State.UNIT_REVIEW):
        roles &= frozenset(rule.reviewers)
    if act is Act.SEND_BACK and life.state is State.UNIT_REVIEW:
        roles &= UNIT_REVIEWERS | EDITORS
    if not roles:
        raise Refused(Refusal.WRONG_ROLE)
    if not roles - WRITERS and (not actor.unit or actor.unit not in (life.owner, *owner_lineage)):
        raise Refused(Refusal.OTHER_UNIT)
    if step.reviewed and life.author and life.author in (actor.id, *actor.one_with, *actor.acts_for):
        raise Refused(Refusal.OWN_TEXT)


def _plainly(life: Life, step: Step, actor: Actor, rule: KnowledgeRule, later: bool) -> Life:
    assert step.to is not None
    live = life.live or step.to in SHOWN
    return replace(life, state=step.to, live=live and step.to is not State.WITHDRAWN)


def _submitted(life: Life, step: Step, actor: Actor, rule: KnowledgeRule, later: bool) -> Life:
    """The centre's editors know no unit's leader to ask: their text goes to the centre's review at once."""
    own = bool(actor.roles & WRITERS) and not actor.roles & EDITORS
    state = State.UNIT_REVIEW if rule.unit_review and own else State.CENTRE_REVIEW
    return replace(life, state=state, author=actor.id)


def _passed(life: Life, step: Step, actor: Actor, rule: KnowledgeRule, later: bool) -> Life:
    return replace(life, state=State.SCHEDULED) if later else replace(life, state=State.PUBLISHED, live=True)


_AFTER: dict[Act, Callable[[Life, Step, Actor, KnowledgeRule, bool], Life]] = {
    Act.SUBMIT: _submitted,
    Act.PASS_CENTRE: _passed,
}
