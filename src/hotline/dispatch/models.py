"""The list of responsibilities, and how often units send orders back."""

from __future__ import annotations

from django.db import models

from hotline.core.responsibility import DutyKind
from hotline.infra.ids import uuid7


class Responsibility(models.Model):
    """A duty of a unit for a content class (item or class) in an area; empty area = everywhere.

    `ref` is the id in the list it came from. A row is never changed into another duty: it ends (`valid_until`, the last
    day) and a new one begins, so that one can see who answered for what on any day.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ref = models.TextField(unique=True)
    unit = models.TextField()
    content_class = models.TextField()
    area = models.TextField(blank=True, default="")
    duty = models.TextField(choices=[(k.value, k.value) for k in DutyKind])
    basis = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["content_class", "area"], name="dispatch_duty_matter"),
            models.Index(fields=["unit"], name="dispatch_duty_unit"),
        ]


class DutyChange(models.Model):
    """One change of one duty, never edited: what it said before (empty: it is new) and now, who and on what ground."""

    id = models.BigAutoField(primary_key=True)
    ref = models.TextField()
    at = models.DateTimeField()
    who = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["ref", "-id"], name="dispatch_duty_changes")]


class DutyDraft(models.Model):
    """A list that somebody has uploaded and looks at before it is taken over. Kept for `drafts.KEPT`, one a person.

    `foreseen`: digest of what the person was shown; the list is taken over only if it still does exactly that.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    by = models.TextField(unique=True)
    at = models.DateTimeField()
    name = models.TextField()
    whole = models.BooleanField()
    rows = models.JSONField()
    foreseen = models.TextField()


class ReturnCount(models.Model):
    """Returns of a unit in a civil month (S2 德州 二(三)4(3)②). `month` is its first day."""

    pk = models.CompositePrimaryKey("month", "line", "unit")
    month = models.DateField()
    line = models.TextField()
    unit = models.TextField()
    asked = models.IntegerField(default=0)
    returned = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)


class PastDecision(models.Model):
    """How many orders of a class and area a unit leads, of the last `past.SPAN`. Made anew every night."""

    pk = models.CompositePrimaryKey("line", "content_class", "area", "unit")
    line = models.TextField()
    content_class = models.TextField()
    area = models.TextField()
    unit = models.TextField()
    count = models.IntegerField()
