"""Whole lives over the pure core: everything ends, nothing that must hold is broken, chance is repeatable."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.calendars import DAY_END
from hotline.core.measures import Figure, figures
from hotline.core.vocabulary import CallbackEnd, Phase
from hotline.infra.clock import LOCAL
from hotline.project.replay.checks import counted, summary
from hotline.project.replay.dates import Moment
from hotline.project.replay.engine import Ended
from hotline.project.replay.figures import of_orders
from hotline.project.replay.rates import rates
from hotline.project.replay.reading import Row
from hotline.project.replay.shards import cut
from tests.rooms.replay.stage import FAR, PACKS, START, names, play, rows, world

BUSY = rates().changed(
    unit__returns=0.3,
    unit__extends=0.5,
    unit__extends_again=0.9,
    unit__commits=0.5,
    unit__co_signs=0.4,
    unit__passes_down=0.9,
    unit__passes_on=0.9,
    unit__pass_assisting=0.6,
    unit__late=0.3,
    unit__late_to_sign=0.3,
    unit__sends_down_again=0.4,
    unit__review_sends_back=0.3,
    unit__objects=0.8,
    dispatcher__sends_back=0.2,
    dispatcher__submits_to_leader=0.3,
    dispatcher__submits_while_in_hand=0.2,
    dispatcher__assisting=0.6,
    dispatcher__adds_assisting=0.3,
    dispatcher__recalls=0.15,
    callback__unreachable=0.4,
    callback__satisfied=0.4,
    callback__satisfied_after_redo=0.5,
    supervisor__reasonable=0.8,
    supervisor__supervises=0.6,
    agent__without_contact=0.1,
    agent__names_accused=0.9,
    agent__joins_group=0.9,
    agent__emergency_cue=1.0,
)
"""Everything unusual happens often."""
CALM = {
    name.replace(".", "__"): 0.0
    for name in rates().numbers
    if name not in ("unit.contacts", "callback.satisfied", "run.horizon_days", "dispatcher.disputes_after")
} | {"callback__satisfied": 1.0, "callback__says_answered": 1.0}


def faults(ended: list[Ended]) -> list[str]:
    return [what for end in ended for what in summary(end, START + FAR * 3).faults]


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_life_ends_and_nothing_is_broken(pack: str, seed: int) -> None:
    ended = play(world(pack, seed, BUSY), rows(60, citizens=25, seed=seed))
    assert faults(ended) == []
    assert {end.life.it.phase for end in ended} <= {Phase.ARCHIVED, Phase.REFUSED}
    assert {end.why for end in ended} == {""}


@pytest.mark.parametrize("pack", PACKS)
def test_simulated_people_do_all_that_the_pack_offers(pack: str) -> None:
    ended = play(world(pack, 4, BUSY), rows(300, citizens=120))
    seen = Counter(name for end in ended for name in names(end))
    packs_own = {"commitment_held"} if pack == "karamay-12345" else {"request_endorsed", "clock_moved"}
    wanted = packs_own | {
        "answered_directly",
        "acceptance_declined",
        "emergency_handed_over",
        "three_way_call_recorded",
        "order_linked",
        "group_joined",
        "sent_back_to_agent",
        "leader_submission_issued",
        "instruction_given",
        "instruction_reported",
        "assignment_returned",
        "assignment_recalled",
        "dispute_escalated",
        "dispute_ruled",
        "passed_down",
        "answer_adopted",
        "sent_down_again",
        "answer_sent_back",
        "lateness_explained",
        "reminder_sent",
        "clock_breached",
        "urged",
        "supervision_placed",
        "supervision_answered",
        "supervision_lifted",
        "callback_waived",
        "dissatisfaction_judged",
        "rework_ordered",
        "archived",
    }
    assert wanted - set(seen) - {"lateness_explained"} == set()
    ends = Counter(end.life.it.callback.end for end in ended)
    assert ends.keys() >= {CallbackEnd.SATISFIED, CallbackEnd.UNREASONABLE, CallbackEnd.UNREACHABLE, CallbackEnd.WAIVED}


def test_answers_come_back_through_three_levels() -> None:
    ended = play(world(changed=BUSY), rows(200))
    deep = [end for end in ended if any(a.parent for a in end.life.it.assignments if _child(end, a.parent))]
    assert deep


def _child(end: Ended, ident: str) -> bool:
    part = end.life.it.assignment(ident)
    return part is not None and bool(part.parent)


def test_a_calm_life_goes_straight() -> None:
    (end,) = play(world(changed=rates().changed(**CALM)), rows(1))
    assert [name for name in names(end) if not name.startswith(("clock_", "reminder_"))] == [
        "registered",
        "submitted_for_dispatch",
        "assigned",
        "signed_for",
        "contact_logged",
        "answer_submitted",
        "answer_approved",
        "order_replied",
        "callback_taken",
        "callback_recorded",
        "order_closed",
        "archived",
    ]
    assert not [event for _at, event in end.life.history if isinstance(event, e.ClockBreached)]


# --- chance -----------------------------------------------------------------------------------------------------------


def picture(ended: list[Ended]) -> list[tuple[int, list[str], object]]:
    return [(end.life.row.line, names(end), [at for at, _event in end.life.history]) for end in ended]


def test_the_same_seed_is_the_same_run() -> None:
    messages = rows(40, citizens=15)
    first, second = (picture(play(world(seed=7), messages)) for _ in range(2))
    assert first == second
    assert first != picture(play(world(seed=8), messages))


def test_who_shares_the_work_changes_nothing() -> None:
    messages = rows(60, citizens=12)
    parts = [
        end
        for shard in cut(messages, 3, "dezhou-12345", 7, START)
        for end in play(world(seed=7), list(shard.rows), FAR)
    ]
    together = picture(play(world(seed=7), messages))
    assert sorted(picture(parts)) == together


# --- what the table says ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("days", [0.01, 0.5, 3, 45])
def test_a_real_answer_is_given_at_its_time(pack: str, days: float) -> None:
    messages = [
        Row(r.line, r.title, r.content, r.created, r.citizen, r.place, "真实的答复", _later(r, days)) for r in rows(40)
    ]
    ended = play(world(pack, 3), messages)
    assert faults(ended) == []
    answered = [end for end in ended if end.life.it.phase is Phase.ARCHIVED]
    assert len(answered) > 30
    for end in answered:
        first = next(at for at, event in end.life.history if isinstance(event, e.OrderReplied))
        told = next(event for _at, event in end.life.history if isinstance(event, e.OrderReplied))
        assert told.public_answer == "真实的答复"
        assert end.life.row.replied is not None
        assert first == end.life.row.replied.at


def _later(row: Row, days: float) -> Moment:
    return Moment(row.created.at + timedelta(days=days), True)


def test_simulated_time_may_end_first() -> None:
    ended = play(world(changed=BUSY), rows(40), timedelta(days=1))
    left = {end.life.it.phase for end in ended if end.why == "time"}
    assert left
    assert left.isdisjoint({Phase.ARCHIVED, Phase.REFUSED})
    assert faults(ended) == []


def test_beyond_the_announced_holidays_people_set_the_limits() -> None:
    late = [Row(r.line, r.title, r.content, Moment(r.created.at.replace(year=2031), True), r.citizen) for r in rows(30)]
    ended = play(world(seed=2), late)
    assert faults(ended) == []
    assert any(isinstance(event, e.ClockMoved) and event.by_hand for end in ended for _at, event in end.life.history)


# --- measures over whole lives ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", PACKS)
def test_a_past_day_stays_as_it_was(pack: str) -> None:
    """Each day's figures at its end are those of the whole log, months later, also where limits were moved late."""
    ended = play(world(pack, 6, BUSY), rows(60, citizens=30))
    whole = _measured(ended, START + FAR * 3)
    for day in list(whole)[::4]:
        over = datetime.combine(date.fromisoformat(day), DAY_END, LOCAL)
        assert _measured(ended, over)[day] == whole[day]


def _measured(ended: list[Ended], as_of: datetime) -> dict[str, dict[str, Figure]]:
    specs = of_orders(ended[0].life.world.policy.lists.measures)
    return figures(specs, (group for end in ended for group in counted(end.life, as_of)), "day")


# --- the checks themselves --------------------------------------------------------------------------------------------


def test_the_checks_see_what_is_wrong() -> None:
    (end,) = play(world(changed=rates().changed(**CALM)), rows(1))
    life = end.life
    assert faults([end]) == []
    life.history.append((life.history[0][0], e.NoteAdded("?")))
    found = "\n".join(faults([end]))
    assert "run backwards" in found
    assert "seal is not its last event" in found
    assert "events seen" in found


def test_a_unit_that_is_accused_is_seen_to_have_it() -> None:
    (end,) = play(world(changed=rates().changed(**CALM)), rows(1))
    from dataclasses import replace

    order = end.life.it
    end.life.order = replace(order, accused=(order.assignments[0].unit,))
    assert any("accuses" in what for what in faults([end]))


def test_nobody_going_on_is_a_fault() -> None:
    (end,) = play(world(changed=rates().changed(**CALM)), rows(1))
    assert any("nobody can go on" in what for what in faults([Ended(end.life, "stuck")]))
    assert c.AddNote.NAME not in end.life.given_up
