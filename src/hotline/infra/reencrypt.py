"""After a rotation: seal every personal field again under the active keys. Can be stopped and started at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, models, transaction

from hotline.infra.fields import BlindIndexField, EncryptedTextField
from hotline.infra.keys import keyring


def sealed_models() -> list[type[models.Model]]:
    """Every installed model with a sealed field."""
    from django.apps import apps

    return [model for model in apps.get_models() if _sealed(model)]


def reencrypt(
    chosen: Iterable[type[models.Model]], *, batch: int = 500, progress: Callable[[str, int], None] | None = None
) -> int:
    """Re-seal all rows of the models that are not under the active generation; returns how many rows were written."""
    total = 0
    for model in chosen:
        while written := _one_batch(model, batch):
            total += written
            if progress:
                progress(model._meta.label, written)
    return total


def generations_in_use(chosen: Iterable[type[models.Model]]) -> set[int]:
    """The key generations that some stored value or index still needs."""
    used: set[int] = set()
    with connection.cursor() as cursor:
        for model in chosen:
            table = connection.ops.quote_name(model._meta.db_table)
            for field in _sealed(model):
                column = connection.ops.quote_name(field.column)
                cursor.execute(
                    f"SELECT DISTINCT get_byte({column}, 1) * 256 + get_byte({column}, 2) "
                    f"FROM {table} WHERE {column} IS NOT NULL"
                )
                used |= {row[0] for row in cursor.fetchall()}
            for field in _indexes(model):
                column = connection.ops.quote_name(field.column)
                cursor.execute(f"SELECT DISTINCT split_part({column}, ':', 1) FROM {table} WHERE {column} IS NOT NULL")
                used |= {int(row[0]) for row in cursor.fetchall()}
    return used


def _one_batch(model: type[models.Model], size: int) -> int:
    fields = _sealed(model)
    active = keyring().active.number
    stale = " OR ".join(
        f"substring({connection.ops.quote_name(field.column)} from 2 for 2) <> %s::bytea" for field in fields
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {connection.ops.quote_name(model._meta.pk.column)} "
            f"FROM {connection.ops.quote_name(model._meta.db_table)} WHERE {stale} LIMIT {size} FOR UPDATE SKIP LOCKED",
            [active.to_bytes(2)] * len(fields),
        )
        keys: list[Any] = [row[0] for row in cursor.fetchall()]
        rows = list(model._base_manager.filter(pk__in=keys))
        for row in rows:
            for field in _indexes(model):
                setattr(row, field.attname, field.compute(getattr(row, field.source)))
        if rows:
            names = [field.name for field in (*fields, *_indexes(model))]
            model._base_manager.bulk_update(rows, names, batch_size=size)
    return len(rows)


def _sealed(model: type[models.Model]) -> list[EncryptedTextField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]


def _indexes(model: type[models.Model]) -> list[BlindIndexField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, BlindIndexField)]
