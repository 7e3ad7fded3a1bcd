"""The ledger: every entry has its document; a correction is a new entry that names the old."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from hotline.infra import clock
from hotline.quality import selectors
from hotline.quality.models import Entry
from hotline.quality.services import Given, Refused, correct_entry, record, withdraw
from tests.rooms.scoring import PACK
from tests.rooms.together import together

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
NOTICE = Given("notice.county", date(2026, 3, 2), "关于市政处的通报", unit="lamps", number="县热线〔2026〕3号")


def counted(as_of=None) -> list[tuple[str, str, dict[str, float]]]:
    return [(m.marks["unit"], m.marks["document"], dict(m.numbers)) for m in selectors.counted(PACK, *MARCH, as_of)]


@pytest.mark.req("APR-1")
def test_an_entry_counts_for_its_unit_with_its_document(scored_town) -> None:
    record(scored_town["supervisor"], PACK, replace(NOTICE, order="TW20260301-00001"))
    record(
        scored_town["analyst"],
        PACK,
        Given("attention", date(2026, 3, 3), "检查记录", unit="lamps", points=Decimal("3.5")),
    )
    (one, two) = selectors.counted(PACK, *MARCH)
    assert one.marks["document"] == "关于市政处的通报 县热线〔2026〕3号"
    assert (one.marks["order"], one.marks["unit_kind"], one.day) == ("TW20260301-00001", "bureau", NOTICE.day)
    assert dict(two.numbers) == {"points": 3.5}
    assert selectors.entries(scored_town["watcher"], PACK).count() == 2


@pytest.mark.req("APR-1")
def test_a_correction_names_the_old_one_and_the_past_stays_known(scored_town, moving_clock) -> None:
    old = record(scored_town["supervisor"], PACK, NOTICE)
    before = clock.now()
    moving_clock.advance(hours=1)
    new = correct_entry(scored_town["analyst"], old, replace(NOTICE, unit="streets", reason="单位写错"))
    assert new.replaces == old
    assert [unit for unit, _, _ in counted()] == ["streets"] and [u for u, _, _ in counted(before)] == ["lamps"]
    moving_clock.advance(hours=1)
    withdraw(scored_town["supervisor"], new, "通报撤销")
    assert counted() == [] and Entry.objects.count() == 3
    with pytest.raises(Refused, match="stale"):
        withdraw(scored_town["supervisor"], new, "再撤一次")
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(pk=old.pk).update(unit="streets")


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (replace(NOTICE, kind="weather"), "bad_kind"),
        (replace(NOTICE, document=" "), "document_needed"),
        (replace(NOTICE, unit=""), "whom"),
        (replace(NOTICE, agent="x"), "whom"),
        (replace(NOTICE, unit="moon"), "no_unit"),
        (replace(NOTICE, unit="", agent="nobody"), "no_agent"),
    ],
)
def test_what_is_not_recorded(scored_town, given, key) -> None:
    with pytest.raises(Refused, match=key):
        record(scored_town["supervisor"], PACK, given)
    assert not Entry.objects.exists()


def test_who_may_record_and_read(scored_town) -> None:
    for name in ("amy", "lamps_leader", "watcher", "stranger"):
        with pytest.raises(Refused, match="no_role"):
            record(scored_town[name], PACK, NOTICE)
    with pytest.raises(Refused, match="no_role"):
        selectors.entries(scored_town["lamps_leader"], PACK)


def test_two_corrections_at_once(scored_town) -> None:
    old = record(scored_town["supervisor"], PACK, NOTICE)
    found = together(
        lambda: correct_entry(scored_town["supervisor"], old, replace(NOTICE, unit="streets", reason="一")),
        lambda: withdraw(scored_town["analyst"], old, "二"),
        expected=(Refused,),
    )
    assert [f.key for f in found if isinstance(f, Refused)] == ["stale"] and Entry.objects.count() == 2
