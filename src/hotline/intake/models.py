"""Which orders were joined into which group, read from events."""

from __future__ import annotations

from django.db import models


class GroupMember(models.Model):
    """An order that is handled and answered through `parent` (CLS-4). Kept by consumers; the order itself decides."""

    order_id = models.UUIDField(primary_key=True)
    parent = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["parent"], name="intake_member_parent")]
