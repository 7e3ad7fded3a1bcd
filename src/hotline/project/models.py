"""Receipts: which consumer has seen which event."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Receipt(models.Model):
    """One consumer has acted on one event. Written in the transaction of the act, so both are there or neither."""

    pk = models.CompositePrimaryKey("order_id", "seq", "consumer")
    order_id = models.UUIDField()
    seq = models.IntegerField()
    consumer = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [BrinIndex(fields=["at"], name="project_receipt_at")]
