"""Archive: one case, one file, sealed (ARC-1)."""

from __future__ import annotations

from datetime import date

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.clockwork import cancel
from hotline.core.decision import Refuse
from hotline.core.draft import Draft, require
from hotline.core.moves.parts import PENDING
from hotline.core.moves.procedures import title_of
from hotline.core.moves.register import move
from hotline.core.policy.shapes import ArchiveRule
from hotline.core.vocabulary import ClockName, DocumentState, Phase, ProcedureState, RefusalCode, Role, listed

FINISHED = frozenset({Phase.CLOSED, Phase.ANSWERED_DIRECTLY, Phase.REFUSED})


def _nothing_open(draft: Draft, target: str) -> None:
    """A file with an open instruction, supervision order, objection or procedure in it cannot be sealed."""
    documents = [d.kind.zh for d in draft.order.documents if d.state is not DocumentState.ENDED]
    requests = [r.kind.zh for r in draft.order.requests if r.state in PENDING]
    running = [title_of(draft, p) for p in draft.order.procedures if p.state is ProcedureState.OPEN]
    if documents or requests or running:
        raise Refuse(RefusalCode.DOCUMENTS_OPEN, documents=listed(documents + requests + running))


@move(c.Archive, frozenset({Role.ARCHIVIST, Role.SYSTEM}), FINISHED, guard=_nothing_open)
def archive(draft: Draft, cmd: c.Archive) -> None:
    require(cmd.manifest, "manifest")
    rule, _ref = draft.rule("archive", ArchiveRule())
    cancel(draft, frozenset(ClockName))
    draft.emit(e.Archived(cmd.manifest, _keep_until(draft.today, rule.retention_years)))


def _keep_until(today: date, years: int) -> date | None:
    """Retention counts from 1 January after the sealing; 0 years = for ever."""
    return date(today.year + 1 + years, 1, 1) if years else None
