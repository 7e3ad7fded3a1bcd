"""A month of all seeded orders appraised for 200 units, on the 100-point sheet of a county and two figures."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bench import city, insight
from bench.figures import Figure, Section

UNITS = 200
FIRST = date(2026, 1, 1)
SHEET = ("heze-county", "unit-annual")
FIGURES = ("kpi.7", "kpi.8")

# The sample city has fewer units: its matters are spread over so many by their order.
_SPREAD = "UPDATE insight_countedmatter SET unit = 'bench.' || abs(hashtext(ref)) %% %s WHERE unit <> ''"


def measure() -> Section:
    """Working out, keeping, ruling; with the matters that the section before left."""
    from hotline.appraisal import computing, selectors, services, sources
    from hotline.core.appraisal import Period
    from hotline.infra import clock
    from hotline.policy import load

    if not _counted():
        insight.measure()
    people = _spread()
    policy, sheet = load(city.PACK), _sheet()
    period = Period(FIRST, FIRST + timedelta(days=insight.MONTH - 1))
    seconds, results = _timed(lambda: computing.compute(policy, sheet, period, clock.now()))
    read, matters = _timed(lambda: sum(1 for _ in sources.counted(policy, sheet, period, clock.now())))
    points = sum(len(r.occasions) for r in results)
    computing.sheet_of = lambda *_: sheet  # type: ignore[assignment]  # a run needs the sheet in the pack
    kept, run = _timed(lambda: services.draft(people["analyst"], city.PACK, sheet.id, period.start, period.end))
    services.publish(people["analyst"], run)
    worst = min(results, key=lambda r: r.total)
    occasion = worst.occasions[0].key
    ruled, _ = _timed(
        lambda: services.correct(people["director"], run, worst.subject.id, occasion, "bench", Decimal(0))
    )
    checked, wrong = _timed(lambda: selectors.holds(run))
    if len(results) != UNITS or wrong:
        raise RuntimeError(f"{len(results)} sheets, of which do not hold: {wrong}")
    note = f"{UNITS} units, {matters:,} matters that the sheet looks at, {points:,} points named"
    return Section(
        "appraisal",
        "A month appraised",
        [
            Figure("all sheets worked out", seconds, " s", most=10, note=note),
            Figure("of which reading the matters", read, " s"),
            Figure("worked out and kept as a draft", kept, " s", most=10),
            Figure("one ruling: sheets revised, places moved", ruled, " s", most=2),
            Figure("every kept sheet checked again", checked, " s"),
        ],
        "The days of the seeded year are folded into one month, its matters spread over 200 units.",
    )


def _sheet() -> Any:
    from hotline.core.policy.measures import Pick
    from hotline.core.policy.scores import Band, ScoreItem
    from hotline.core.vocabulary import CountedKind
    from hotline.policy import load

    pack, ident = SHEET
    found = load(pack).score_sheet(ident)
    assert found is not None
    section, bands = found.sections[-1].id, (Band(5, at_least=90), Band(0, below=90))
    extra = tuple(ScoreItem(f"by-{name}", name, section, measure=name, bands=bands) for name in FIGURES)
    sample = (Pick(CountedKind.LIMIT, {"clock": ("reply",)}),)
    return replace(found, items=(*found.items, *extra), sample=sample, minimum=10)


def _counted() -> bool:
    from hotline.insight.models import CountedMatter

    return bool(CountedMatter.objects.filter(day__gte=FIRST).exists())


def _spread() -> dict[str, Any]:
    """The matters over all units, and who may draft and rule."""
    from django.db import connection, transaction

    from hotline.accounts import services as accounts

    accounts.save_units(
        {"id": f"bench.{n}", "name": f"bench {n}", "kind": "bureau", "level": "3"} for n in range(UNITS)
    )
    from hotline.accounts.models import Unit

    Unit.objects.exclude(id__startswith="bench.").update(handles_orders=False)
    people = accounts.save_people(
        {"username": f"bench-{name}", "name": name, "roles": roles, "lines": [city.LINE]}
        for name, roles in (("analyst", ["analyst"]), ("director", ["centre_director"]))
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL hotline.rebuild = 'on'")
        cursor.execute(_SPREAD, [UNITS])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) insight_countedmatter")
    return {person.name: person for person in people}


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = act()
    return time.perf_counter() - begun, result
