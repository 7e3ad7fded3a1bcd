"""Parts of an order: how a unit gets one, and how it ends without an answer."""

from __future__ import annotations

from collections.abc import Iterable

from hotline.core import events as e
from hotline.core.clockwork import cancel, copy_down, done, family, start
from hotline.core.decision import Refuse
from hotline.core.draft import Draft
from hotline.core.policy.shapes import SecrecyRule
from hotline.core.state import Assignment, Request, UnitFacts
from hotline.core.vocabulary import (
    AssignmentState,
    ClockName,
    Mode,
    Part,
    RefusalCode,
    RequestKind,
    RequestState,
)

PENDING = frozenset({RequestState.ASKED, RequestState.ENDORSED})
GRANT_CLOCKS = frozenset({ClockName.RULING, ClockName.CO_SIGNATURE})
"""Clocks of a request: they end with it."""

OWED = frozenset({ClockName.LATE_EXPLANATION, ClockName.SUPERVISION, ClockName.INSTRUCTION, ClockName.PROCEDURE})
"""Limits that are owed to the centre or a leader, or in a procedure: the end of a part or of the order does not excuse
them."""

OF_A_PART = frozenset(ClockName) - OWED - GRANT_CLOCKS
"""Clocks that end when their part ends."""

STARTED_WHEN_GIVEN = (
    ClockName.SIGN_FOR,
    ClockName.RETURN_WINDOW,
    ClockName.FIRST_CONTACT,
    ClockName.RELAY,
    ClockName.ON_SITE,
)

BEYOND_THE_PART = frozenset({RequestKind.OBJECTION, RequestKind.APPEAL})
"""Requests about a judgement: they are ruled on also when the part or the order has ended."""


# --- giving -----------------------------------------------------------------------------------------------------------


def chosen_units(draft: Draft, lead: str, assisting: Iterable[str]) -> tuple[UnitFacts, tuple[UnitFacts, ...]]:
    """The named units: they exist, are named once, and none is the one the matter is about (DSP-9)."""
    helpers = tuple(assisting)
    seen: set[str] = set()
    for ident in (lead, *helpers):
        facts = draft.unit(ident)
        if ident in seen:
            raise Refuse(RefusalCode.UNIT_TWICE, unit=facts.name)
        seen.add(ident)
        not_accused(draft, facts)
    return draft.unit(lead), tuple(draft.unit(u) for u in helpers)


def not_accused(draft: Draft, facts: UnitFacts) -> None:
    """S1 篇十三 第十三条: what accuses a unit is not handed to it, nor to anyone below it."""
    rule, ref = draft.rule("secrecy", SecrecyRule())
    if rule.keep_from_accused and not set(draft.order.accused).isdisjoint((facts.id, *facts.lineage)):
        raise Refuse(RefusalCode.ACCUSED_UNIT, rule=ref, unit=facts.name)


def not_busy(draft: Draft, units: Iterable[UnitFacts]) -> None:
    busy = {a.unit for a in draft.order.assignments if a.live}
    for facts in units:
        if facts.id in busy:
            raise Refuse(RefusalCode.UNIT_BUSY, unit=facts.name)


def new_part(
    draft: Draft,
    facts: UnitFacts,
    part: Part,
    mode: Mode,
    *,
    parent: Assignment | None = None,
    bound_by: str = "",
    redo: int = 0,
    offset: int = 0,
) -> Assignment:
    """`offset`: how many parts were made before this one in the same act, for its id."""
    return Assignment(
        id=f"a{len(draft.order.assignments) + 1 + offset}",
        unit=facts.id,
        part=part,
        state=AssignmentState.ASSIGNED,
        assigned_at=draft.now,
        parent=parent.id if parent else "",
        by_unit=parent.unit if parent else draft.actor.unit,
        level=facts.level,
        kind=facts.kind,
        mode=mode,
        bound_by=bound_by,
        redo=redo,
    )


def new_parts(
    draft: Draft,
    lead: UnitFacts,
    helpers: tuple[UnitFacts, ...],
    mode: Mode,
    *,
    parent: Assignment | None = None,
    bound_by: str = "",
) -> tuple[Assignment, ...]:
    first = new_part(draft, lead, Part.LEAD, mode, parent=parent, bound_by=bound_by)
    rest = (
        new_part(draft, facts, Part.ASSISTING, mode, parent=parent, bound_by=bound_by, offset=n)
        for n, facts in enumerate(helpers, 1)
    )
    return (first, *rest)


def parts_given(draft: Draft, parts: Iterable[Assignment]) -> None:
    """Starts what the unit owes. The citizen's clock runs from here, not from the signature (PRA-14)."""
    for part in parts:
        for name in STARTED_WHEN_GIVEN:
            start(draft, name, part)
        parent = draft.order.assignment(part.parent)
        if parent is None:
            start(draft, ClockName.REPLY, part)
        else:
            copy_down(draft, parent, part)


# --- ending -----------------------------------------------------------------------------------------------------------


def part_done(draft: Draft, part: Assignment) -> None:
    """The part is answered: its reply or commitment was met or late, the rest does not matter any more."""
    done(draft, frozenset({ClockName.SIGN_FOR, ClockName.RELAY, ClockName.REPLY, ClockName.COMMITMENT}), part.id)
    cancel(draft, OF_A_PART, part.id)
    drop_requests(draft, part.id)


def part_ends(draft: Draft, part: Assignment) -> None:
    """The part ends without an answer."""
    cancel(draft, OF_A_PART, part.id)
    drop_requests(draft, part.id)


def drop_requests(draft: Draft, assignment: str) -> None:
    """Requests of a part that has ended are moot, but objections and appeals are about something else."""
    for request in draft.order.requests:
        if request.assignment == assignment and request.kind not in BEYOND_THE_PART:
            drop_request(draft, request)


def drop_request(draft: Draft, request: Request) -> None:
    """Nobody needs the answer to a pending request any more."""
    if request.state in PENDING:
        draft.emit(e.RequestWithdrawn(request.id, moot=True))
        cancel(draft, GRANT_CLOCKS, request=request.id)


def recall(draft: Draft, part: Assignment, reason: str, *, redispatch: bool) -> None:
    """Takes back a part and all that was passed down from it, the deepest first."""
    for ident in reversed(family(draft, part.id)):
        member = draft.part(ident)
        if member.live:
            part_ends(draft, member)
            again = redispatch and member.id == part.id
            draft.emit(e.AssignmentRecalled(member.id, reason, again))


def stop_live_parts(draft: Draft, reason: str) -> None:
    for part in draft.order.assignments:
        current = draft.part(part.id)
        if current.live and not current.parent:
            recall(draft, current, reason, redispatch=False)
    for part in draft.order.assignments:
        if part.live:
            recall(draft, part, reason, redispatch=False)


def take_from_accused(draft: Draft) -> None:
    """A unit that turns out to be accused while it works on the order loses its part (S1 篇十三 第十三条)."""
    rule, _ref = draft.rule("secrecy", SecrecyRule())
    for part in draft.order.assignments:
        facts = draft.units.get(part.unit)
        above = (part.unit, *facts.lineage) if facts else (part.unit,)
        if rule.keep_from_accused and draft.part(part.id).live and not set(draft.order.accused).isdisjoint(above):
            recall(draft, draft.part(part.id), "accused", redispatch=False)


def named_in_lists(draft: Draft) -> str:
    """How an order is named where everybody reads it: a secret one only by the day (DSP-9)."""
    return draft.today.isoformat() if draft.order.secret else draft.order.number


def private_only(draft: Draft) -> bool:
    """S1 篇十三 第十四条, SEC-4: what is unfit for publication is answered to the caller alone."""
    rule, _ref = draft.rule("secrecy", SecrecyRule())
    return draft.order.secret or rule.private_only
