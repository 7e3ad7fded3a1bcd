"""What was sealed."""

from __future__ import annotations

from django.db import models


class SealedFile(models.Model):
    """The list of everything in a sealed order, as it was sealed. `digest` is also in the order's last event.

    `version`: the list holds the events up to this one. `keep_until` None = for ever.
    """

    order_id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    line = models.TextField()
    digest = models.TextField()
    version = models.IntegerField()
    contents = models.JSONField()
    sealed_at = models.DateTimeField()
    keep_until = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["keep_until"], name="archive_keep_until", condition=models.Q(keep_until__isnull=False))
        ]

    def __str__(self) -> str:
        return self.number
