"""After a rotation: seal every personal field again under the active keys. Can be stopped and started at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, models, transaction
from psycopg import sql

from hotline.infra import privacy
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
    for model in chosen:
        for field in _sealed(model):
            used |= _distinct("get_byte({column}, 1) * 256 + get_byte({column}, 2)", model, field)
        for field in _indexes(model):
            used |= _distinct("split_part({column}, ':', 1)::int", model, field)
    return used


def _distinct(expression: str, model: type[models.Model], field: models.Field) -> set[int]:
    column = sql.Identifier(field.column)
    chosen = sql.SQL(expression).format(column=column)
    statement = sql.SQL("SELECT DISTINCT {} FROM {} WHERE {} IS NOT NULL")
    with connection.cursor() as cursor:
        cursor.execute(statement.format(chosen, sql.Identifier(model._meta.db_table), column))
        return {row[0] for row in cursor.fetchall()}


def _one_batch(model: type[models.Model], size: int) -> int:
    fields = _sealed(model)
    stale = sql.SQL(" OR ").join(
        sql.SQL("substring({} from 2 for 2) <> %s::bytea").format(sql.Identifier(field.column)) for field in fields
    )
    statement = sql.SQL("SELECT {} FROM {} WHERE {} LIMIT %s FOR UPDATE SKIP LOCKED").format(
        sql.Identifier(model._meta.pk.column), sql.Identifier(model._meta.db_table), stale
    )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement, [*[keyring().active.number.to_bytes(2)] * len(fields), size])
            keys: list[Any] = [row[0] for row in cursor.fetchall()]
        rows = list(model._base_manager.filter(pk__in=keys))
        for row in rows:
            _renew(row)
        names = [field.name for field in (*fields, *_indexes(model))]
        model._base_manager.bulk_update(rows, names, batch_size=size)
    return len(rows)


def _renew(row: models.Model) -> None:
    """Compute the indexes again, and seal the fields that are bound to their row (the others are sealed on writing)."""
    contexts = {f: f.context_for(getattr(row, f.bound_to)) for f in _sealed(type(row)) if f.bound_to}
    for field, context in contexts.items():
        sealed = getattr(row, field.attname)
        setattr(row, field.attname, None if sealed is None else privacy.decrypt(sealed, context))
    for index in _indexes(type(row)):
        setattr(row, index.attname, index.compute(getattr(row, index.source)))
    for field, context in contexts.items():
        text = getattr(row, field.attname)
        setattr(row, field.attname, None if text is None else privacy.encrypt(text, context))


def _sealed(model: type[models.Model]) -> list[EncryptedTextField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]


def _indexes(model: type[models.Model]) -> list[BlindIndexField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, BlindIndexField)]
