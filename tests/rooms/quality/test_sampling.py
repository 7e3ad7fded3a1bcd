"""Draws that anybody can repeat."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from hotline.infra.privacy import sm3_hex
from hotline.quality import plans, sampling
from hotline.quality.models import Draw
from hotline.quality.services import Recording, Refused, draw, set_plan, skip
from tests.rooms.scoring import PACK

FEBRUARY = date(2026, 2, 1)
refs = st.text("0123456789abcdef-", min_size=1, max_size=12)


def calls(agent: object, count: int = 10) -> list[Recording]:
    return [Recording(f"call-{n:02}", str(agent.pk), date(2026, 2, 1 + n)) for n in range(count)]


@given(st.sets(refs, max_size=40), st.integers(0, 50), st.integers(0, 100))
def test_a_draw_is_a_part_of_the_pool_and_comes_out_the_same(pool: set[str], number: int, share: int) -> None:
    first = sampling.drawn("seed", pool, number)
    assert len(first) == min(number, len(pool)) == len(set(first)) and set(first) <= pool
    assert sampling.drawn("seed", sorted(pool, reverse=True), number) == first
    assert first == sampling.drawn("seed", pool, number + 1)[:number]
    twice = sampling.second("seed", first, share)
    assert set(twice) <= set(first) and len(twice) * 100 >= len(first) * share


def test_other_seeds_draw_other_recordings() -> None:
    pool = [f"call-{n}" for n in range(200)]
    drawn = [tuple(sampling.drawn(f"seed-{n}", pool, 30)) for n in range(20)]
    assert len(set(drawn)) == 20
    counts = [sum(ref in d for d in drawn) for ref in pool]
    assert 0 < sum(counts) / len(counts) == 3 and max(counts) < 12


@pytest.mark.req("APR-2")
@pytest.mark.req("QLT-1")
def test_the_months_recordings_are_drawn_once_and_can_be_drawn_again_by_hand(scored_town) -> None:
    plan = set_plan(scored_town["ivy"], PACK, "recording", second_share=50)
    assert plan.number == 3, "what the pack says"
    pool = [
        *calls(scored_town["amy"]),
        *calls(scored_town["ben"], 2),
        Recording("march", str(scored_town["amy"].pk), date(2026, 3, 1)),
    ]
    draws = {d.agent: d for d in draw(scored_town["ivy"], plan, FEBRUARY, pool)}
    amy = draws[str(scored_town["amy"].pk)]
    assert len(amy.drawn) == 3 and len(amy.second) == 2 and "march" not in amy.pool
    assert len(draws[str(scored_town["ben"].pk)].drawn) == 2, "all there are"
    seed = sm3_hex(f"{plan.pk}|2026-02|{amy.agent}".encode())
    assert amy.drawn == sorted(amy.pool, key=lambda ref: sm3_hex(f"{seed}|{ref}".encode()))[:3]
    assert all(plans.holds(d) for d in draws.values())
    later = draw(scored_town["ivy"], plan, FEBRUARY, [Recording("late", str(scored_town["amy"].pk), date(2026, 2, 3))])
    assert [d.drawn for d in later if d.agent == amy.agent] == [amy.drawn]


def test_a_changed_draw_shows_and_the_database_refuses_it(scored_town) -> None:
    plan = set_plan(scored_town["ivy"], PACK, "recording")
    (one,) = draw(scored_town["ivy"], plan, FEBRUARY, calls(scored_town["amy"]))
    with pytest.raises(DatabaseError), transaction.atomic():
        Draw.objects.filter(pk=one.pk).update(drawn=["call-00"])
    with pytest.raises(DatabaseError), transaction.atomic():
        one.delete()
    one.drawn = list(reversed(one.drawn))
    assert not plans.holds(one)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM quality_draw")
        assert cursor.fetchone() == (1,)


def test_the_next_in_order_takes_the_place_of_what_cannot_be_heard(scored_town) -> None:
    plan = set_plan(scored_town["ivy"], PACK, "recording")
    (one,) = draw(scored_town["ivy"], plan, FEBRUARY, calls(scored_town["amy"], 4))
    (spare,) = set(one.pool) - set(one.drawn)
    assert skip(scored_town["ivy"], one, one.drawn[0], "没有声音") == spare
    assert set(plans.in_sample(one)) == {*one.drawn[1:], spare}
    with pytest.raises(Refused, match="no_recording"):
        skip(scored_town["ivy"], one, one.drawn[0], "没有声音")
    assert skip(scored_town["ivy"], one, spare, "没有声音") == "" and len(plans.in_sample(one)) == 2


def test_who_may_plan_and_when(scored_town) -> None:
    for name in ("amy", "analyst", "lamps_leader", "stranger"):
        with pytest.raises(Refused, match="no_role"):
            set_plan(scored_town[name], PACK, "recording")
    with pytest.raises(Refused, match="no_sheet"):
        set_plan(scored_town["ivy"], PACK, "unit")
    for number in (0, 10**9):
        with pytest.raises(Refused, match="bad_plan"):
            set_plan(scored_town["ivy"], PACK, "recording", number)
    for tolerance in ("NaN", "Infinity", "-1", "123456"):
        with pytest.raises(Refused, match="bad_plan"):
            set_plan(scored_town["ivy"], PACK, "recording", tolerance=Decimal(tolerance))
    plan = set_plan(scored_town["ivy"], PACK, "recording", 2)
    with pytest.raises(Refused, match="future_month"):
        draw(scored_town["ivy"], plan, date(2026, 3, 1), calls(scored_town["amy"]))
    with pytest.raises(Refused, match="few_pools"):
        draw(scored_town["ivy"], plan, date(2026, 1, 1), calls(scored_town["amy"]))
    again = set_plan(scored_town["supervisor"], PACK, "recording", 4)
    plan.refresh_from_db()
    assert again.active and not plan.active
