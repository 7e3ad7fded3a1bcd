"""Notices to people and units, orders that may need a supervision order, and the calendars last seen."""

from __future__ import annotations

from django.db import models

from hotline.core.vocabulary import SupervisionReason
from hotline.infra.ids import uuid7


class Notice(models.Model):
    """One notice to one holder (SUP-1): a person (`role` empty), or all of a role in a unit or on a line.

    `key` names the sentence (words.py), `params` fill it; no personal data and no text of the order is in it. A notice
    to a unit's role is read once for all of them, as a note on the unit's board is.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    holder = models.TextField()
    role = models.TextField(blank=True, default="")
    order_id = models.UUIDField()
    number = models.TextField()
    key = models.TextField()
    params = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["holder", "role", "-id"], name="supervision_notice_list"),
            models.Index(
                fields=["holder", "role", "id"],
                name="supervision_notice_unread",
                condition=models.Q(read_at__isnull=True),
            ),
            models.Index(fields=["order_id"], name="supervision_notice_order"),
        ]


class Candidate(models.Model):
    """An order for which a supervision order may be due (SUP-2), found by the system; a supervisor decides."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.TextField()
    order_id = models.UUIDField()
    number = models.TextField()
    assignment = models.TextField()
    unit = models.TextField()
    reason = models.TextField(choices=[(r.value, r.value) for r in SupervisionReason])
    since = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_id", "assignment", "reason"], name="supervision_candidate_one")
        ]
        indexes = [
            models.Index(
                fields=["line", "since", "id"],
                name="supervision_candidate_open",
                condition=models.Q(settled_at__isnull=True),
            )
        ]


class CalendarSeen(models.Model):
    """The calendars of a pack for which the open clocks have been computed."""

    pack = models.TextField(primary_key=True)
    digest = models.TextField()
    release = models.TextField()
    at = models.DateTimeField()
