"""Sealing a text for one field of one row, and opening it again."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from hotline.infra import privacy


def seal_field(model: type[models.Model], field: str, row: UUID, text: str) -> bytes | None:
    """None for an empty text."""
    cleaned = text.strip()
    return privacy.encrypt(cleaned, model._meta.get_field(field).context_for(row)) if cleaned else None


def open_field(model: type[models.Model], field: str, row: UUID, sealed: bytes | None) -> str:
    """The text, empty for None. `privacy.Unreadable` when it is not this row's."""
    return privacy.decrypt(bytes(sealed), model._meta.get_field(field).context_for(row)) if sealed else ""
