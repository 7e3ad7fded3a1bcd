"""Releases of packs that orders were decided under, with the texts of their files."""

from django.db import models

from hotline.infra.ids import uuid7


class PublishedPack(models.Model):
    """One release, kept for ever: an order is explained and verified under the rules it was decided by."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pack = models.TextField()
    release = models.TextField()
    files = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "release"], name="policy_one_row_a_release")]

    def __str__(self) -> str:
        return f"{self.pack}@{self.release}"


class Renewal(models.Model):
    """Somebody brought new files of packs into force; every process that has not seen the row loads them anew."""

    by = models.TextField()
    at = models.DateTimeField()
