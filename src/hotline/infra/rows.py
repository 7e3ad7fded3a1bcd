"""Rows that only grow: each says who wrote it and when."""

from __future__ import annotations

from django.db import models

from hotline.infra.ids import uuid7


class WrittenRow(models.Model):
    """`by`: the id of whoever wrote it. A correction is a new row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        abstract = True
