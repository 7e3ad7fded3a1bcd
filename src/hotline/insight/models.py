"""Counted matters, the sums of the live board, and the calls and messages that no order makes."""

from __future__ import annotations

from django.db import models

from hotline.infra.ids import uuid7
from hotline.insight.topic_models import FollowedUntil as FollowedUntil
from hotline.insight.topic_models import Topic as Topic
from hotline.insight.topic_models import TopicDay as TopicDay
from hotline.insight.topic_models import TopicLeft as TopicLeft
from hotline.insight.topic_models import TopicOrder as TopicOrder
from hotline.insight.topic_models import UsualDay as UsualDay
from hotline.insight.topic_models import Warning as Warning
from hotline.insight.topic_models import WarningAct as WarningAct


class Shape(models.Model):
    """The marks of a matter that have few values, kept once: canonical JSON of kind and marks (`shapes.py`)."""

    id = models.AutoField(primary_key=True)
    text = models.TextField(unique=True)


class CountedMatter(models.Model):
    """One matter (`core.counting.Counted`): columns for marks with many values, `shape` for the rest.

    `settled`: the day of the matter is over, so it stands for ever; a trigger refuses every change of such a row. Rows
    of the present day may still change with their order. `line` is the stored line, `ref` the order, call or document.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    ref = models.TextField()
    part = models.TextField(default="")
    pack = models.TextField()
    line = models.TextField()
    day = models.DateField()
    unit = models.TextField(default="")
    content_class = models.TextField(default="")
    agent = models.TextField(default="")
    by = models.TextField(default="")
    area = models.TextField(default="")
    document = models.TextField(default="")
    shape = models.IntegerField()
    numbers = models.JSONField(null=True)
    settled = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ref", "kind", "part"], name="insight_matter_once")]
        indexes = [
            models.Index(fields=["pack", "day", "id"], name="insight_matter_day"),
            models.Index(fields=["unit", "day"], name="insight_matter_unit", condition=~models.Q(unit="")),
        ]


class Touched(models.Model):
    """Something that counts has happened to an order. Commands only insert here, so they never wait; a job moves the
    orders to `Pending`."""

    id = models.BigAutoField(primary_key=True)
    order_id = models.UUIDField()


class Pending(models.Model):
    """An order that is to be counted (again) at `due_at`: it was touched, or a day of it ends.

    Whoever counts it holds this row, so that two workers never count one order at once.
    """

    order_id = models.UUIDField(primary_key=True)
    due_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="insight_pending_due")]


class Rollup(models.Model):
    """What the matters of a day add to one measure, for one value of one dimension (`dim`: all, unit, class …).

    `reason` -1: counted; else the number of the reason in the measure's `leave_out`, and `bottom` how many.
    """

    pk = models.CompositePrimaryKey("pack", "dim", "day", "key", "line", "measure", "reason")
    pack = models.TextField()
    dim = models.TextField()
    day = models.DateField()
    key = models.TextField()
    line = models.TextField()
    measure = models.TextField()
    reason = models.SmallIntegerField()
    top = models.IntegerField()
    bottom = models.IntegerField()
    amount = models.DecimalField(max_digits=40, decimal_places=20, default=0)


class RollupState(models.Model):
    """Under which definition of its measures the sums of a pack were made. Another one: they are made anew."""

    pack = models.TextField(primary_key=True)
    definition = models.TextField()


class CallRecord(models.Model):
    """One call, as the telephony tells it; no number of a citizen in clear. Never changed once it is there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.TextField()
    pack = models.TextField()
    external = models.TextField()
    direction = models.TextField()
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField()
    wait = models.IntegerField()
    answered = models.TextField()
    agent = models.TextField(default="")
    rating = models.TextField(default="none")
    valid = models.BooleanField(default=True)
    cause = models.TextField(default="normal")
    order_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "external"], name="insight_call_once")]
        indexes = [models.Index(fields=["line", "offered_at"], name="insight_call_time")]


class MessageRecord(models.Model):
    """One short message and when it was replied to; its text is not kept here. Never changed once it is there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.TextField()
    pack = models.TextField()
    external = models.TextField()
    direction = models.TextField(default="in")
    received_at = models.DateTimeField()
    replied_at = models.DateTimeField(null=True)
    cause = models.TextField(default="normal")
    order_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "external"], name="insight_message_once")]
        indexes = [models.Index(fields=["line", "received_at"], name="insight_message_time")]
