"""Keeping releases: the texts of a pack are stored before the first order is stamped with it."""

from __future__ import annotations

from django.db import connection, transaction

from hotline.core.policy.pack import Policy
from hotline.infra import clock
from hotline.policy.models import PublishedPack
from hotline.policy.registry import texts_of

_kept: set[tuple[str, str, str]] = set()


def keep(policy: Policy) -> None:
    """Store the release if it is not there. Asked at every registration; after the first it costs nothing."""
    key = (str(connection.settings_dict["NAME"]), policy.id, policy.release)
    if key in _kept:
        return
    files = texts_of(policy)
    if files is not None:
        row = PublishedPack(pack=policy.id, release=policy.release, files=files, published_at=clock.now())
        PublishedPack.objects.bulk_create([row], ignore_conflicts=True)
    transaction.on_commit(lambda: _kept.add(key))


def forget() -> None:
    """Look again whether a release is kept: the database was emptied, or is another one of the same name."""
    _kept.clear()
