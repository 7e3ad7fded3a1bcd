"""Which unit a simulated dispatcher takes: the responsibility list, and who must not or would not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from hotline.core.responsibility import Duty, DutyKind, Matter, Suggestion, class_lineage, suggest
from hotline.core.state import Order
from hotline.core.vocabulary import AssignmentState, RequestKind, RequestState
from hotline.project.replay.cast import Cast
from hotline.project.replay.life import Life
from hotline.project.sample import messages as sample

FALLBACKS = ("zuofeng", "xinfang", "anlan")
"""Who takes what accuses everybody else that could."""
ENDED = frozenset({AssignmentState.RETURNED, AssignmentState.RECALLED})


def lead_for(life: Life) -> str:
    """The unit the list names, else the next that may have it."""
    candidates = tuple(dict.fromkeys(_candidates(life)))
    refused = {a.unit for a in life.it.assignments if a.state in ENDED}
    fresh = [unit for unit in candidates if unit not in refused]
    return (fresh or list(candidates))[0]


def helpers_for(life: Life, lead: str, rate: str, name: str) -> tuple[str, ...]:
    """Assisting units, mostly none."""
    if not life.happens(name, rate):
        return ()
    count = 2 if life.happens(f"{name}-second", "dispatcher.second_assisting") else 1
    busy = {a.unit for a in life.it.assignments if a.live} | {lead}
    listed = [c.unit for c in life.world.suggest(life.it, life.now.date()).assisting]
    listed = [u for u in listed if u not in busy and life.world.cast.able(u) and not barred(life, u)]
    if listed:
        return tuple(listed[:count])
    free = [unit for unit in life.world.cast.bureaus if unit not in busy and not barred(life, unit)]
    first = int(life.chance.number(f"{name}-which") * len(free)) if free else 0
    return tuple(dict.fromkeys(free[(first + n * 7) % len(free)] for n in range(count))) if free else ()


def barred(life: Life, unit: str) -> bool:
    """Whether the matter is about this unit or one above it (DSP-9)."""
    facts = life.world.cast.units.get(unit)
    return facts is None or not set(life.it.accused).isdisjoint((unit, *facts.lineage))


def _candidates(life: Life) -> Iterator[str]:
    order, cast = life.it, life.world.cast
    busy = {a.unit for a in order.assignments if a.live}

    def fit(unit: str) -> bool:
        return cast.able(unit) and unit not in busy and not barred(life, unit)

    found = life.world.suggest(order, life.now.date())
    listed = (*((found.lead,) if found.lead else ()), *found.alternatives)
    yield from (candidate.unit for candidate in listed if fit(candidate.unit))
    named = listed[0].unit if listed else ""
    above = cast.units[named].lineage[1:] if named in cast.units else ()
    yield from (unit for unit in above if fit(unit) and cast.units[unit].parent)
    tried = sum(a.state in ENDED for a in order.assignments)
    free = [unit for unit in cast.bureaus if fit(unit)]
    if free:
        yield free[int(life.chance.number(f"other-unit-{tried}") * len(free))]
    yield from (unit for unit in FALLBACKS if fit(unit))


# --- the list ---------------------------------------------------------------------------------------------------------

EVER = "2000-01-01"


def duty_rows() -> list[dict[str, str]]:
    """The sample list as it is imported, holding on every day that a message may have."""
    return [dict(row) | {"valid_from": EVER} for row in sample.rows("responsibility") if not row["valid_to"]]


def by_the_list(cast: Cast) -> Callable[[Order, date], Suggestion]:
    """What the list says, without a database."""
    duties: dict[str, list[Duty]] = {}
    for row in duty_rows():
        duty = Duty(
            row["id"],
            row["content_class"],
            row["area"],
            row["unit"],
            DutyKind(row["duty"]),
            row["basis"],
            date.fromisoformat(row["valid_from"]),
        )
        duties.setdefault(duty.content_class, []).append(duty)

    def of_order(order: Order, day: date) -> Suggestion:
        returned = frozenset(
            r.unit for r in order.requests if r.kind is RequestKind.RETURN and r.state is RequestState.GRANTED
        )
        matter = Matter(order.content_class, order.area, day, frozenset(order.accused), returned)
        fitting = [duty for name in class_lineage(order.content_class) for duty in duties.get(name, ())]
        return suggest(matter, fitting, lambda unit: cast.units[unit].lineage, lambda unit: unit in cast.units)

    return of_order
