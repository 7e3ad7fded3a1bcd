"""Archive: one case, one file, sealed (ARC-1)."""

from datetime import date

import pytest

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.state import SYSTEM
from hotline.core.vocabulary import CommandName, Phase, RefusalCode
from tests.core.builders import (
    AGENT,
    ARCHIVIST,
    CALLER,
    EVERYBODY,
    Life,
    direct_answer,
    karamay,
    lenient,
    unchanged,
)
from tests.core.samples import sample

SEAL = c.Archive(manifest="5ea1")
pytestmark = pytest.mark.req("ARC-1")


def test_the_seal_and_how_long_the_file_is_kept() -> None:
    life = Life().closed()
    life.no(ARCHIVIST, c.Archive(manifest=""), RefusalCode.FIELD_MISSING)
    life.no(AGENT, SEAL, RefusalCode.WRONG_ROLE)
    life.do(ARCHIVIST, SEAL)
    assert (life.phase, life.order.seal) == (Phase.ARCHIVED, "5ea1")
    assert life.events(e.Archived)[0].keep_until == date(2037, 1, 1), "ten years from the next 1 January"
    for_ever = Life(lenient()).closed()
    for_ever.do(SYSTEM, SEAL)
    assert for_ever.events(e.Archived)[0].keep_until is None


def test_every_way_an_order_ends_can_be_archived_and_no_other() -> None:
    for life in (
        Life(),
        Life().submitted(),
        Life().assigned(),
        Life().replied(),
        Life().dissatisfied(),
        Life().rework(),
    ):
        life.no(SYSTEM, SEAL, RefusalCode.WRONG_PHASE)
    answered, refused = Life(), Life()
    answered.do(AGENT, direct_answer())
    refused.do(AGENT, c.DeclineAcceptance(reason="court", told=True))
    for life in (answered, refused, Life().closed(), Life().dissatisfied().judged(reasonable=False)):
        life.do(SYSTEM, SEAL)


def test_the_front_desk_archives_in_karamay() -> None:
    """S1 篇十三 第十一条(六)."""
    life = Life(karamay()).closed()
    life.no(SYSTEM, SEAL, RefusalCode.WRONG_ROLE)
    life.do(AGENT, SEAL)


def test_nothing_is_still_running_after_the_seal() -> None:
    life = Life().working().wait(days=20).answer("water")
    life.do(CALLER, c.RecordCallback(reached=True, satisfied_result=True))
    assert life.open_clocks() == {"late_explanation-1"}
    life.do(SYSTEM, SEAL)
    assert not life.open_clocks()


@pytest.mark.parametrize("name", [n for n in CommandName if n is not CommandName.REGISTER])
def test_sealed_means_sealed_for_every_command_of_everybody(name: CommandName) -> None:
    life = Life().closed()
    life.do(SYSTEM, SEAL)
    life.wait(days=400)
    with unchanged(life):
        for actor in EVERYBODY:
            life.no(actor, sample(name, life), RefusalCode.SEALED)
