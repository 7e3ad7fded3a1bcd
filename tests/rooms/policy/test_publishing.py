"""An order keeps the rules it was decided by, when the files have long moved on."""

import shutil
from datetime import date, datetime

import pytest
from click import ClickException

from hotline.core.commands import RecomputeClocks
from hotline.core.state import SYSTEM
from hotline.core.vocabulary import ClockState
from hotline.infra import clock
from hotline.orders import services as orders
from hotline.orders.verification import verify
from hotline.policy import registry, selectors, services
from hotline.policy.loading import packs_root
from hotline.policy.models import PublishedPack
from hotline.project.commands.policy import explained
from tests.rooms.orders import city
from tests.rooms.policy.small import TOWN


@pytest.mark.django_db
def test_a_release_outlives_its_files(packs, moving_clock) -> None:
    old = registry.load("town")
    services.keep(old)
    services.keep(old)
    assert PublishedPack.objects.count() == 1
    (packs / "town/pack.yaml").write_text(TOWN.replace("days: 3", "days: 2"), encoding="utf-8")
    registry.reload()
    moving_clock.advance(minutes=1)
    new = registry.load("town")
    services.keep(new)
    assert new.release != old.release
    assert selectors.releases("town") == [old.release, new.release]
    again = registry.release("town", old.release)
    assert again.rules == old.rules and again.release == old.release
    assert registry.release("town", new.release) is new
    with pytest.raises(LookupError):
        registry.release("town", "0" * 16)


@pytest.mark.django_db(transaction=True)
def test_a_kept_release_is_not_asked_for_again(packs, moving_clock, django_assert_num_queries) -> None:
    policy = registry.load("town")
    services.keep(policy)
    with django_assert_num_queries(0):
        services.keep(policy)


@pytest.mark.django_db
def test_a_registered_order_can_be_explained(moving_clock) -> None:
    people = city.build()
    order = city.archived(people)
    assert PublishedPack.objects.filter(pack="dezhou-12345").count() == 1
    for named in (order.number, order.id):
        text = explained(named)
        assert order.number in text and "二(三)4(2)②" in text and "市政处" in text
    for unknown in ("DZ20260302-09999", "x", "00000000-0000-7000-8000-000000000000"):
        with pytest.raises(ClickException, match="没有"):
            explained(unknown)


@pytest.fixture
def real_packs(tmp_path, monkeypatch):
    """A copy of the real packs, to be changed."""
    shutil.copytree(packs_root(), tmp_path / "packs")
    monkeypatch.setenv("HOTLINE_PACKS", str(tmp_path / "packs"))
    registry.reload()
    yield tmp_path / "packs"
    monkeypatch.undo()
    registry.reload()


@pytest.mark.django_db
def test_a_new_calendar_moves_open_limits_but_a_new_rule_does_not(real_packs, moving_clock) -> None:
    """Reply in 5 working days from 28 December 2026; 2027 is announced on the 30th, and the rule becomes 6 days."""
    moving_clock.move_to(datetime(2026, 12, 28, 9, tzinfo=clock.LOCAL))
    people = city.build()
    order = city.registered(people)
    order = orders.apply(order.id, city.ASSIGN, people["dispatcher"])
    assert order.order.clock("reply-1").state is ClockState.UNKNOWN
    stamp = selectors.releases("dezhou-12345")

    holidays = real_packs / "national/calendar.yaml"
    text = holidays.read_text(encoding="utf-8").replace('known_until: "2026-12-31"', 'known_until: "2027-12-31"')
    holidays.write_text(
        text + '  - {year: 2027, holidays: ["2027-01-01..2027-01-03"], make_up: []}\n', encoding="utf-8"
    )
    rules = real_packs / "national/rules.yaml"
    text = rules.read_text(encoding="utf-8").replace("{working_days: 5}, counting", "{working_days: 6}, counting")
    rules.write_text(text, encoding="utf-8")
    registry.reload()
    moving_clock.move_to(datetime(2026, 12, 30, 9, tzinfo=clock.LOCAL))

    moved = orders.apply(order.id, RecomputeClocks(reason="calendar"), SYSTEM)
    reply = moved.order.clock("reply-1")
    # 29, 30, 31 December, 4, 5 January: five days, as when it came.
    assert clock.local(reply.due_at).date() == date(2027, 1, 5)
    assert selectors.releases("dezhou-12345") == [*stamp, registry.load("dezhou-12345").release]
    later = orders.apply(city.registered(people).id, city.ASSIGN, people["dispatcher"])
    # 31 December, 4 to 8 January: six days for those that came after.
    assert clock.local(later.order.clock("reply-1").due_at).date() == date(2027, 1, 8)
    registry.reload()
    report = verify([order.id, later.id])
    assert report.ok, report.broken
