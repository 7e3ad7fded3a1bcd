"""Counted matters of random lives: whatever happens later, what a day has counted stays as it was."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from hotline.core.counting import Counted, count, counted_of
from hotline.core.counting.marks import MARKS, NUMBERS
from hotline.core.measures import figures, grouped
from hotline.core.policy.measures import MeasureSpec, Pick
from hotline.core.vocabulary import CountedKind, MeasureKind
from tests.core.builders import LOCAL, POLICIES, UNITS, Life
from tests.core.test_machine import DEEP, Lives

DAY = timedelta(days=1)
END = time(23, 59, 59, 999999)


def end_of(at: datetime) -> datetime:
    return datetime.combine(at.astimezone(LOCAL).date(), END, LOCAL)


def counted(life: Life, as_of: datetime) -> tuple[Counted, ...]:
    return counted_of("o1", life.records, LOCAL, as_of, UNITS)


def check_counting(life: Life) -> None:
    """For every day with an event, a due time or their neighbours."""
    last = max(life.now, life.records[-1][1])
    whole = counted(life, end_of(last) + 400 * DAY)
    assert len({(one.kind, one.part) for one in whole}) == len(whole), "a matter was counted twice"
    assert [one.day for one in whole] == sorted(one.day for one in whole)
    check_marks(whole)
    moments = {end_of(at) for _event, at, _actor in life.records}
    moments |= {end_of(clock.due_at) for clock in life.order.clocks if clock.due_at is not None}
    moments |= {moment + DAY for moment in moments} | {moment - DAY for moment in moments}
    for moment in sorted(moments):
        day = moment.date()
        then = count("o1", life.records, LOCAL, moment, UNITS)
        assert [one for one in whole if one.day <= day] == list(then.matters), day
        after = [one.day for one in counted(life, moment) if one.day > day]
        assert not after
        check_next_day(life, moment, then.next_day)


def check_marks(whole: tuple[Counted, ...]) -> None:
    """Packs can rely on the words: every mark is one of its kind, and has one of its values."""
    for one in whole:
        known = MARKS[one.kind]
        assert one.marks.keys() <= known.keys()
        for mark, value in one.marks.items():
            allowed = known[mark]
            assert allowed is None or value in allowed, (one.kind, mark, value)
        assert set(one.numbers) <= set(NUMBERS.get(one.kind, ()))


def test_every_kind_has_its_marks() -> None:
    assert set(MARKS) == set(CountedKind)


def check_next_day(life: Life, moment: datetime, said: object) -> None:
    """If nothing more happens, the order counts again on the day that was said, and not before."""
    so_far = [record for record in life.records if record[1] <= moment]
    known = set(map(name, counted_of("o1", so_far, LOCAL, moment, UNITS)))
    later = counted_of("o1", so_far, LOCAL, moment + 4000 * DAY, UNITS)
    days = [one.day for one in later if name(one) not in known]
    assert min(days, default=None) == said


def name(one: Counted) -> tuple[str, str]:
    return one.kind.value, one.part


COUNTS = tuple(
    MeasureSpec(kind.value, kind.value, MeasureKind.COUNT, top=(Pick(kind),)) for kind in CountedKind
)  # fmt: skip
MINUTES = MeasureSpec("minutes", "minutes", MeasureKind.SUM, top=(Pick(CountedKind.LIMIT),), of_number="minutes")


def check_groups(life: Life) -> None:
    """Groups give what the matters themselves give, and days add up to the whole."""
    whole = counted(life, end_of(life.now))
    specs = (*COUNTS, MINUTES)
    assert figures(specs, whole) == figures(specs, grouped(whole, specs))
    for by in ("day", "unit", "class"):
        rows = figures(specs, whole, by)
        assert rows == figures(specs, grouped(whole, specs, by), by)
        for spec in COUNTS:
            assert sum(row[spec.id].numerator for row in rows.values()) == figures(specs, whole)[""][spec.id].numerator


class Counting(Lives):
    def teardown(self) -> None:
        super().teardown()
        if hasattr(self, "life"):
            check_counting(self.life)
            check_groups(self.life)


@pytest.mark.parametrize("policy", list(POLICIES))
def test_what_a_day_has_counted_stays(policy: str) -> None:
    machine = type(f"Counting_{policy}", (Counting,), {"NAME": policy})
    examples, steps = (400, 120) if DEEP else (12, 40)
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=steps))
