"""Files of a case, and drafts that a person has not handed in."""

from __future__ import annotations

from django.db import models

from hotline.infra.ids import uuid7


class Attachment(models.Model):
    """One file in one order. Its bytes lie in the vault under `digest` (SM3); the order's event holds the same digest.

    `doubt` says why it is in quarantine; `released_by` who let it out.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order_id = models.UUIDField()
    digest = models.TextField()
    size = models.IntegerField()
    name = models.TextField()
    title = models.TextField(blank=True, default="")
    kind = models.TextField()
    mime = models.TextField()
    uploaded_by = models.TextField()
    uploaded_at = models.DateTimeField()
    doubt = models.TextField(blank=True, default="")
    released_by = models.TextField(blank=True, default="")
    released_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["order_id", "id"], name="handling_attachment_order")]

    @property
    def quarantined(self) -> bool:
        return bool(self.doubt) and not self.released_by


class Draft(models.Model):
    """What a person has written into one form of one order and not handed in.

    `version`: of the order on which it was begun.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.TextField()
    order_id = models.UUIDField()
    command = models.TextField()
    target = models.TextField(blank=True, default="")
    fields = models.JSONField(default=dict)
    version = models.IntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_id", "person", "command", "target"], name="handling_draft_one")
        ]
        indexes = [models.Index(fields=["saved_at"], name="handling_draft_age")]
