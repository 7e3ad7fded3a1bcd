"""Working a sheet out for everybody, and keeping each version with the digest of what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from hotline import policy as packs
from hotline.appraisal import sources
from hotline.appraisal.models import Ruling, Run, SheetVersion
from hotline.appraisal.refusing import Refused
from hotline.core.appraisal import Overruling, Period, SheetResult, appraise
from hotline.core.codec import decode, encode
from hotline.core.policy.pack import Policy
from hotline.core.policy.scores import ScoreSheet
from hotline.core.vocabulary import Scored
from hotline.infra import clock
from hotline.infra.privacy import sm3_hex


def sheet_of(policy: Policy, ident: str) -> ScoreSheet:
    """The pack's sheet for units, agents or lines. Refused when there is none of that name."""
    known = [s for s in policy.lists.score_sheets if s.of is not Scored.RECORDING]
    found = next((s for s in known if s.id == ident), None)
    if found is None:
        raise Refused("no_sheet", sheet=ident, known="、".join(s.id for s in known))
    return found


def rules_of(run: Run) -> tuple[Policy, ScoreSheet]:
    """The pack at the run's release, and its sheet there."""
    policy = packs.release(run.pack, run.release)
    return policy, sheet_of(policy, run.sheet)


def period_of(run: Run) -> Period:
    return Period(run.start, run.end)


def compute(policy: Policy, sheet: ScoreSheet, period: Period, as_of: Any) -> tuple[SheetResult, ...]:
    """Every subject's sheet from what is known at `as_of`."""
    subjects = sources.subjects(policy, sheet)
    values = sources.measured(policy, sheet, subjects, period)
    return appraise(sheet, subjects, period, sources.counted(policy, sheet, period, as_of), values)


def current(run: Run) -> dict[str, SheetVersion]:
    """Subject → the version that holds."""
    rows = run.sheets.order_by("subject", "-n").distinct("subject")
    return {row.subject: row for row in rows}


def result_of(row: SheetVersion) -> SheetResult:
    """The sheet as a value."""
    return decode(SheetResult, row.result)


def overruled(run: Run) -> dict[str, list[Overruling]]:
    """Every objection that was upheld so far, by subject, in the order of the rulings."""
    found: dict[str, list[Overruling]] = {}
    upheld = Ruling.objects.filter(objection__run=run, upheld=True).select_related("objection").order_by("n")
    for ruling in upheld:
        one = Overruling(str(ruling.pk), ruling.objection.occasion, ruling.points)
        found.setdefault(ruling.objection.subject, []).append(one)
    return found


def keep(
    run: Run,
    sheet: ScoreSheet,
    results: Iterable[SheetResult],
    by: str,
    because: str,
    ruling: Ruling | None = None,
    before: Mapping[str, SheetVersion] | None = None,
) -> list[SheetVersion]:
    """Store the sheets that differ from the version before as the next one."""
    results, before = list(results), before or {}
    names = sources.names_of(sheet, [r.subject.id for r in results])
    made = []
    for result in results:
        old, data = before.get(result.subject.id), encode(result)
        digest = digest_of(data)
        if old is not None and old.digest == digest:
            continue
        made.append(
            SheetVersion(
                run=run,
                subject=result.subject.id,
                name=names[result.subject.id],
                n=old.n + 1 if old else 1,
                because=because,
                ruling=ruling,
                total=result.total,
                group=result.group,
                place=result.place,
                result=data,
                digest=digest,
                by=by,
                at=clock.now(),
            )
        )
    return list(SheetVersion.objects.bulk_create(made))


def digest_of(data: Any) -> str:
    """SM3 over the canonical form of a stored sheet."""
    digest: str = sm3_hex(orjson.dumps(data, option=orjson.OPT_SORT_KEYS))
    return digest
