"""Money and discipline are proposals: a named person confirms or declines each, with the reason (APR-3)."""

from __future__ import annotations

from hotline.accounts.models import Person
from hotline.appraisal import computing
from hotline.appraisal.models import Decision, Run, State
from hotline.appraisal.refusing import Refused, changing, is_bound, needs, reason_given
from hotline.infra import clock


def decide(
    person: Person,
    run: Run,
    subject: str,
    proposal: str,
    confirmed: bool,
    reason: str,
    expected_version: int | None = None,
) -> Decision:
    """Of an issued sheet, on the version that holds now. Decided twice is refused; after a new version a proposal that
    still stands can be decided anew. Nothing is carried out here: the decision is what others act on."""
    needs(person, "rule_scores", run.pack)
    why = reason_given(reason)
    with changing(run, expected_version, State.ISSUED, refusal="not_issued") as held:
        if is_bound(person, held, subject):
            raise Refused("own_unit")
        row = computing.current(held).get(subject)
        if row is None or proposal not in {p.id for p in computing.result_of(row).proposals}:
            raise Refused("no_proposal")
        return Decision.objects.create(
            sheet=row, proposal=proposal, confirmed=confirmed, reason=why, by=str(person.pk), at=clock.now()
        )
