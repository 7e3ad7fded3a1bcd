"""New files of packs come into force in every process: all of them or none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from hotline.accounts import audit
from hotline.accounts.models import Person
from hotline.policy import PackError, registry, renewing
from hotline.policy.loading import files_on_disk, packs_root
from tests.rooms.orders.conftest import people, stored

__all__ = ["people", "stored"]
pytestmark = pytest.mark.django_db
PACK, FILE = "dezhou-12345", "dezhou-12345/pack.yaml"


@pytest.fixture
def on_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The files of all packs as these processes see them; a test may change them."""
    files = dict(files_on_disk(packs_root()))
    registry.load(PACK)
    monkeypatch.setattr(registry, "files_on_disk", lambda root: dict(files))
    monkeypatch.setattr(renewing, "files_on_disk", lambda root: dict(files))
    monkeypatch.setattr(renewing, "check_some", lambda names: [])
    yield files
    registry.reload()


def changed(files: dict[str, str]) -> None:
    title = registry.load(PACK).title
    assert title in files[FILE]
    files[FILE] = files[FILE].replace(title, title + "（新）")


def test_a_change_waits_until_it_is_asked_for(on_disk: dict[str, str]) -> None:
    before = registry.load(PACK)
    assert renewing.changed([PACK]) == []
    changed(on_disk)
    assert [policy.title for policy in renewing.changed([PACK])] == [before.title + "（新）"]
    assert registry.load(PACK) is before
    assert renewing.renew([PACK], "someone") == []
    assert registry.load(PACK).title == before.title + "（新）" and renewing.changed([PACK]) == []
    # Orders that are under way keep the release they were filed under.
    assert registry.release(PACK, before.release).title == before.title


def test_another_process_follows_once(on_disk: dict[str, str]) -> None:
    seen = renewing.latest()
    assert renewing.follow(seen) == seen
    changed(on_disk)
    renewing.Renewal.objects.create(by="someone", at="2026-03-02T09:00:00+08:00")
    before = registry.load(PACK)
    newer = renewing.follow(seen)
    assert newer > seen and registry.load(PACK) is not before
    after = registry.load(PACK)
    assert renewing.follow(newer) == newer and registry.load(PACK) is after


def test_broken_files_change_nothing(on_disk: dict[str, str]) -> None:
    registry.load("national")
    before = registry.load(PACK)
    changed(on_disk)
    on_disk["national/rules.yaml"] += "\nnonsense: ["
    with pytest.raises(PackError):
        registry.renew()
    assert renewing.renew([PACK], "someone") != []
    assert registry.load(PACK) is before and renewing.latest() == 0
    renewing.Renewal.objects.create(by="someone", at="2026-03-02T09:00:00+08:00")
    renewing.follow(0)
    assert registry.load(PACK) is before


def test_the_administrator_asks_for_it_and_it_is_written_down(
    on_disk: dict[str, str], people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    client.force_login(people["admin"])
    changed(on_disk)
    assert 'data-testid="reload"' in client.get("/start/administration/").content.decode()
    answer = client.post("/start/reload/")
    assert answer["Location"] == "/start/administration/?done=renewed"
    page = client.get(answer["Location"]).content.decode()
    assert "规则已重新载入" in page and 'data-testid="reload"' not in page
    (noted,) = audit.find(audit.Wanted(acts=["packs_renewed"]))
    assert noted.detail["release"] == registry.load(PACK).release

    before = registry.load(PACK)
    monkeypatch.setattr(renewing, "renew", lambda names, by: ["dezhou-12345/pack.yaml:3 行不对"])
    refused = client.post("/start/reload/")
    assert refused.status_code == 422 and "行不对" in refused.content.decode()
    assert registry.load(PACK) is before
