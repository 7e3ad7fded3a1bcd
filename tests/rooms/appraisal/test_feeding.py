"""Entries and inspections in the measures: dated when they were recorded, once, and never moving a past figure."""

from __future__ import annotations

from datetime import date

import pytest

from hotline.appraisal.feeding import feed
from hotline.core.vocabulary import CountedKind
from hotline.insight import shapes
from hotline.insight.models import CountedMatter
from hotline.quality.services import Given, Mark, Recording, draw, inspect, record, set_plan, withdraw
from tests.rooms.scoring import PACK

NOTICE = Given("notice.county", date(2026, 2, 10), "通报", unit="lamps")


def counted() -> list[tuple[str, date]]:
    return list(CountedMatter.objects.order_by("id").values_list("kind", "day"))


@pytest.mark.req("KPI-4")
def test_what_a_day_had_at_its_end_is_counted_once(scored_town, moving_clock) -> None:
    shapes.forget()
    record(scored_town["supervisor"], PACK, NOTICE)
    gone = record(scored_town["supervisor"], PACK, NOTICE)
    withdraw(scored_town["supervisor"], gone, "同一天撤回")
    assert feed() == 0 and counted() == [], "the day is not over"
    moving_clock.advance(days=1)
    assert feed() == 1 and counted() == [(CountedKind.ENTRY.value, date(2026, 3, 2))]
    assert feed() == 0 and len(counted()) == 1
    row = CountedMatter.objects.get()
    assert (row.unit, row.document, row.settled, row.line) == ("lamps", "通报", True, "town")


def test_a_later_correction_moves_no_past_figure(scored_town, moving_clock) -> None:
    shapes.forget()
    old = record(scored_town["supervisor"], PACK, NOTICE)
    moving_clock.advance(days=1)
    feed()
    withdraw(scored_town["supervisor"], old, "撤销")
    moving_clock.advance(days=1)
    assert feed() == 0 and counted() == [("entry", date(2026, 3, 2))]


def test_recordings_count_on_the_day_their_result_became_complete(scored_town, moving_clock) -> None:
    shapes.forget()
    plan = set_plan(scored_town["ivy"], PACK, "recording", 2)
    pool = [Recording(f"call-{n}", str(scored_town["amy"].pk), date(2026, 2, 3)) for n in range(5)]
    (drawn,) = draw(scored_town["ivy"], plan, date(2026, 2, 1), pool)
    inspect(scored_town["ivy"], drawn, drawn.drawn[0], [Mark("greeting")])
    moving_clock.advance(days=1)
    assert feed() == 1
    inspect(scored_town["kim"], drawn, drawn.drawn[1], [])
    moving_clock.advance(days=1)
    assert feed() == 1
    assert counted() == [("inspected", date(2026, 3, 2)), ("inspected", date(2026, 3, 3))]
    assert list(CountedMatter.objects.order_by("id").values_list("numbers__score", flat=True)) == [95, 100]
