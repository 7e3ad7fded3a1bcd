"""Boards and sheets of every pack there is can be opened, also when nothing has happened yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from hotline import policy as packs
from hotline.accounts import directory as tree
from hotline.accounts import services as accounts
from hotline.accounts.models import Person
from hotline.accounts.selectors import forget
from hotline.appraisal.services import draft
from hotline.core.vocabulary import Scored
from hotline.quality.services import Recording, draw, set_plan
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db


@pytest.fixture
def serve(people: dict[str, Person]) -> Iterator[Any]:
    """The people serve one line of this pack."""

    def of(pack: str) -> dict[str, Person]:
        codes = packs.load(pack).lines
        accounts.save_lines(
            [{"id": "one", "name": pack, "code": next(iter(codes), "12345"), "prefix": "ON", "pack": pack}]
        )
        Person.objects.update(lines=["one"])
        forget()
        return {person.username: person for person in Person.objects.all()}

    yield of
    tree.forget()


def opened(person: Person, url: str) -> str:
    client = Client()
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return str(response.content.decode())


@pytest.mark.parametrize("pack", packs.names())
def test_every_board_and_each_kind_of_measure(serve: Any, pack: str) -> None:
    supervisor = serve(pack)["supervisor"]
    page = opened(supervisor, f"/board/?pack={pack}")
    kinds = {}
    for spec in packs.load(pack).lists.measures:
        assert spec.label in page
        kinds[spec.kind] = spec.id
    for ident in kinds.values():
        opened(supervisor, f"/board/measure/?pack={pack}&m={ident}")
        opened(supervisor, f"/board/behind/?pack={pack}&m={ident}")


SHEETS = [(pack, sheet) for pack in packs.names() for sheet in packs.load(pack).lists.score_sheets]


@pytest.mark.parametrize(("pack", "sheet"), SHEETS, ids=[f"{pack}/{sheet.id}" for pack, sheet in SHEETS])
def test_every_score_sheet(serve: Any, moving_clock: Any, pack: str, sheet: Any) -> None:
    people = serve(pack)
    if sheet.of is Scored.RECORDING:
        plan = set_plan(people["supervisor"], pack, sheet.id, number=1)
        pool = [Recording("call-1", str(people["agent"].pk), date(2026, 2, 3))]
        (made,) = draw(people["supervisor"], plan, date(2026, 2, 1), pool)
        page = opened(people["supervisor"], f"/quality/{made.pk}/call-1/")
        assert sheet.title in page
        return
    moving_clock.advance(minutes=1)  # the tree that is published now is the latest
    lamps = next(unit for unit in city.UNITS if unit["id"] == "lamps")
    accounts.save_units([lamps | {"kind": next(iter(sheet.unit_kinds), lamps["kind"])}])
    tree.forget()
    run = draft(people["supervisor"], pack, sheet.id, date(2026, 2, 1), date(2026, 2, 28))
    assert sheet.title in opened(people["director"], f"/scores/{run.pk}/")
    for row in run.sheets.all()[:3]:
        page = opened(people["director"], f"/scores/{run.pk}/{row.subject}/")
        assert all(item.title in page for item in sheet.items)
