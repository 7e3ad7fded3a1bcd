"""Score sheets and rulings are told to those they are about: the unit's people or the agent, in the notice centre."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from hotline.appraisal.models import Objection, Run
from hotline.core.vocabulary import Role, Scored
from hotline.quality.models import Appeal
from hotline.supervision.audience import Holder
from hotline.supervision.notices import write_about

PUBLISHED, OBJECTION_RULED, APPEAL_RULED = "score_published", "objection_ruled", "appeal_ruled"
UNIT_PEOPLE = (Role.UNIT_LEADER, Role.UNIT_CLERK)


def score_published(run: Run, title: str) -> None:
    """Everybody who has a sheet in the run may look at it, and may object for some days."""
    subjects = run.sheets.order_by("subject").values_list("subject", flat=True).distinct()
    for subject in subjects:
        for holder in _holders(run, subject):
            write_about(holder, run.pk, f"scores/{run.pk}", PUBLISHED, {"title": title})


def objection_ruled(objection: Objection, title: str) -> None:
    """To those it is about: one of them objected."""
    run = objection.run
    for holder in _holders(run, objection.subject):
        path = f"scores/{run.pk}/{quote(objection.subject, safe='')}"
        write_about(holder, run.pk, path, OBJECTION_RULED, {"title": title})


def appeal_ruled(appeal: Appeal) -> None:
    """To the agent who appealed."""
    path = f"quality/{appeal.draw.pk}/{quote(appeal.recording, safe='')}"
    write_about(Holder(appeal.by), appeal.draw.pk, path, APPEAL_RULED, {})


def _holders(run: Run, subject: str) -> Iterator[Holder]:
    if run.of == Scored.UNIT.value:
        yield from (Holder(subject, role.value) for role in UNIT_PEOPLE)
    elif run.of == Scored.AGENT.value:
        yield Holder(subject)
