"""Tables of topics and warnings (STA-3). No text of an order is kept here, and nobody's name."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hotline.infra.ids import uuid7


class Topic(models.Model):
    """What several people say of one matter. Everything but its id follows from its orders and from the day.

    `count` orders in the window of `days` against `expected`; `course` is a `core.usual.Course`. `merged_into`: it
    turned out to be the same as another, which has its orders now.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.TextField()
    name = models.TextField(default="")
    place = models.TextField(default="")
    area = models.TextField(default="")
    content_class = models.TextField(default="")
    unit = models.TextField(default="")
    keywords = ArrayField(models.TextField(), default=list)
    first = models.DateField()
    last = models.DateField()
    size = models.IntegerField(default=0)
    course = models.TextField(default="new")
    level = models.SmallIntegerField(default=0)
    expected = models.FloatField(default=0)
    days = models.SmallIntegerField(default=2)
    count = models.IntegerField(default=0)
    chance = models.FloatField(default=1)
    merged_into = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["line", "-last"], name="insight_topic_now")]


class TopicOrder(models.Model):
    """An order that was followed: of which topic (none: it stands alone), of which day, class and area."""

    order_id = models.UUIDField(primary_key=True)
    line = models.TextField()
    topic = models.UUIDField(null=True)
    day = models.DateField()
    content_class = models.TextField()
    area = models.TextField()

    class Meta:
        indexes = [
            models.Index(
                fields=["topic", "-day", "-order_id"],
                name="insight_topicorder_topic",
                condition=models.Q(topic__isnull=False),
            ),
            models.Index(fields=["line", "day", "content_class"], name="insight_topicorder_day"),
        ]


class TopicLeft(models.Model):
    """An order that must leave what was followed: it became secret. Taken out by whoever follows the hotline next."""

    order_id = models.UUIDField(primary_key=True)
    line = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["line"], name="insight_topicleft_line")]


class TopicDay(models.Model):
    """How many orders of a topic a day brought."""

    pk = models.CompositePrimaryKey("topic", "day")
    topic = models.UUIDField()
    day = models.DateField()
    count = models.IntegerField()


class UsualDay(models.Model):
    """How many orders of a class in an area a day brought: what is usual follows from it."""

    pk = models.CompositePrimaryKey("line", "content_class", "area", "day")
    line = models.TextField()
    content_class = models.TextField()
    area = models.TextField()
    day = models.DateField()
    count = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["line", "day"], name="insight_usualday_day")]


class FollowedUntil(models.Model):
    """How far the orders of a hotline were followed. Whoever follows holds this row.

    `since`: the first day there is history of. `begun`: topics are made of what was registered since. `settled_at`:
    when all topics, not only those with new orders, were looked at last.
    """

    line = models.TextField(primary_key=True)
    at = models.DateTimeField()
    order_id = models.UUIDField()
    since = models.DateField()
    begun = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)


class Warning(models.Model):
    """More than usual: a topic, or a class in a place (`subject`: id of the topic, or `class@area`).

    `level` is the highest it came to; `count`, `expected` and `evidence` (at most 50 orders, the latest first) are of
    the `days` that end with `day`. `rings`: days of the windows that held too much then, and without a break since it
    was closed. `fell`: all were down to what is usual since it was raised or closed. `told`: the level of which its
    owners have heard; `renamed`: under another title. `revision` goes up with every act of a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.TextField()
    kind = models.TextField()
    subject = models.TextField()
    topic = models.UUIDField(null=True)
    title = models.TextField()
    content_class = models.TextField(default="")
    area = models.TextField(default="")
    level = models.SmallIntegerField()
    days = models.SmallIntegerField(default=2)
    rings = ArrayField(models.SmallIntegerField(), default=list)
    count = models.IntegerField()
    expected = models.FloatField()
    chance = models.FloatField()
    day = models.DateField()
    evidence = ArrayField(models.UUIDField(), default=list)
    owner = models.TextField()
    state = models.TextField(default="open")
    taken_by = models.TextField(default="")
    muted_until = models.DateField(null=True)
    fell = models.BooleanField(default=False)
    told = models.SmallIntegerField(default=0)
    renamed = models.BooleanField(default=False)
    revision = models.IntegerField(default=1)
    raised_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "subject"], condition=~models.Q(state="closed"), name="insight_warning_once"
            )
        ]
        indexes = [models.Index(fields=["line", "state", "-raised_at"], name="insight_warning_state")]


class WarningAct(models.Model):
    """What happened to a warning, once and for ever: a trigger refuses every change. `by` empty: the system."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    warning = models.UUIDField()
    at = models.DateTimeField()
    by = models.TextField(default="")
    what = models.TextField()
    words = models.TextField(default="")
    level = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["warning", "id"], name="insight_warningact_of")]
