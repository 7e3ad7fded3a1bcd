"""What the knowledge base left at an order, for its page."""

from __future__ import annotations

from hotline.accounts.models import Person
from hotline.infra import clock
from hotline.infra.ids import uuid7
from hotline.knowledge import services, traces
from hotline.knowledge.diagnosis.models import DiagnosisRun
from tests.rooms.knowledge import base
from tests.rooms.orders.city import LINE

NUMBER = "XX20260105-00001"


def test_an_order_without_anything_says_so(town: dict[str, Person]) -> None:
    services.send(town["agent"], base.published(base.CARD).pk, "XX20260105-00002")
    DiagnosisRun.objects.create(
        id=uuid7(), line=LINE, scenario="s", title="s", texts={}, by="", began_at=clock.now(), ref=""
    )
    assert traces.of_order(NUMBER) == (False, False) and traces.of_order("") == (False, False)


def test_what_was_sent_and_what_was_run_are_told_apart(town: dict[str, Person]) -> None:
    services.send(town["agent"], base.published(base.CARD).pk, NUMBER)
    assert traces.of_order(NUMBER) == (False, True)
    DiagnosisRun.objects.create(
        id=uuid7(), line=LINE, scenario="s", title="s", texts={}, by="", began_at=clock.now(), ref=NUMBER
    )
    assert traces.of_order(NUMBER) == (True, True)
