"""An order keeps the rules it was decided by, when the files have long moved on."""

import pytest

from hotline.policy import registry, selectors, services
from hotline.policy.models import PublishedPack
from tests.rooms.policy.small import TOWN, files


@pytest.fixture
def packs(tmp_path, monkeypatch):
    for path, text in files().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.setenv("HOTLINE_PACKS", str(tmp_path))
    registry.reload()
    yield tmp_path
    registry.reload()


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
    from hotline.orders import selectors as orders
    from hotline.policy.explain import explain, render
    from tests.rooms.orders import city

    people = city.build()
    order = city.archived(people)
    assert PublishedPack.objects.filter(pack="dezhou-12345").count() == 1
    events = [record.event for record in orders.records(order.id)]
    text = render(explain(orders.get(order.id), orders.policy_of(order.id), events))
    assert order.number in text and "二(三)4(2)②" in text
