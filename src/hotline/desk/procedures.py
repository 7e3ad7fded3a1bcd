"""The procedures of an order, made ready for its page: where each stands, what was done in it, what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hotline.core import events as e
from hotline.core.policy.pack import Policy
from hotline.core.policy.procedures import ProcedureSpec
from hotline.core.state import Procedure
from hotline.core.vocabulary import ProcedureState, Ruling
from hotline.desk.forms.stage import papers_of, roles_said
from hotline.desk.pieces import chip_piece, limits_piece
from hotline.desk.stages import reason_said, stage_title
from hotline.desk.times import day_of, stamp
from hotline.desk.why import Limit
from hotline.desk.words import say
from hotline.infra.tongues import in_words


@dataclass(frozen=True)
class Block:
    """One procedure. `limit` is the limit of its present stage with its why; `now` says whose step it is."""

    id: str
    title: str
    about: str
    state: str
    ended: bool
    found: str
    now: str
    chip: Any
    limit: Any
    steps: tuple[dict[str, Any], ...]
    source: str
    text: str
    prints: tuple[Mapping[str, str], ...] = ()


Prints = Mapping[str, Iterable[Mapping[str, str]]]
"""Papers as links, by what they are about."""


def blocks(page: Any, unit: Callable[[str], str], limits: Mapping[str, Limit], prints: Prints) -> list[Block]:
    """Every procedure of `orders.selectors.order_page`, in the order in which they were opened."""
    return [_block(p, page, unit, limits, prints) for p in page.order.procedures]


def _block(p: Procedure, page: Any, unit: Callable[[str], str], limits: Mapping[str, Limit], prints: Prints) -> Block:
    spec: ProcedureSpec | None = page.policy.procedure(p.kind)
    going_on = p.state is ProcedureState.OPEN
    limit = next((x for c in page.order.clocks if c.procedure == p.id and (x := limits.get(c.id)) and x.open), None)
    return Block(
        id=p.id,
        title=spec.title if spec else p.kind,
        about=unit(p.unit) if p.unit else "",
        state=stage_title(page.policy, p.kind, p.stage) if going_on else in_words(p.state),
        ended=not going_on,
        found=in_words(p.ruling) if p.ruling is not Ruling.NONE else "",
        now=say("procedure.now", who=_who(p, page.policy, unit)) if going_on else "",
        chip=chip_piece(limit.chip) if limit else "",
        limit=limits_piece([limit]) if limit else "",
        steps=tuple(_steps(p, page, prints)),
        source=spec.source if spec else "",
        text=spec.text if spec else "",
        prints=tuple(prints.get(p.id, ())),
    )


def _who(p: Procedure, policy: Policy, unit: Callable[[str], str]) -> str:
    return (unit(p.waits.unit) if p.waits.unit else "") + roles_said(policy, p.waits.roles)


def _steps(p: Procedure, page: Any, prints: Prints) -> Iterable[dict[str, Any]]:
    for record in page.timeline:
        event, at, who = record.event, stamp(record.at, page.now), record.actor_name or say("stale.nobody")
        if isinstance(event, e.ProcedureOpened) and event.procedure.id == p.id:
            yield {"at": at, "who": who, "title": say("procedure.opened"), "text": event.text}
        elif isinstance(event, e.StepTaken) and event.procedure == p.id:
            step = _step(p, event, page.policy, page.now) | {"prints": tuple(prints.get(f"s{record.seq}", ()))}
            yield {"at": at, "who": "" if event.late else who, **step}
        elif isinstance(event, e.ProcedureCancelled) and event.procedure == p.id:
            yield {"at": at, "who": who, "title": say("procedure.cancelled"), "text": reason_said(event.reason)}


def _step(p: Procedure, event: e.StepTaken, policy: Policy, now: datetime) -> dict[str, Any]:
    spec = policy.procedure(p.kind)
    stage = spec.stage(event.stage) if spec else None
    outcome = stage.outcome(event.outcome) if stage else None
    labels = {f.id: f.label for f in stage.fields} if stage else {}
    given = [(labels.get(k, k), v) for k, v in event.given]
    if event.on:
        given.append(((outcome.day_label if outcome else "") or say("procedure.day"), day_of(event.on, now)))
    return {
        "title": stage.title if stage else event.stage,
        "outcome": outcome.label if outcome else event.outcome,
        "late": event.late,
        "text": event.text,
        "given": given,
        "papers": papers_of(policy, event.documents),
        "proposes": event.proposes,
    }
