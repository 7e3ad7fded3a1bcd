"""The stored order: its state, its events, and rows derived from the state for lists, timers and permissions.

Only `orders` imports this module. Child rows carry the order's id without a foreign key: there is one writer, `hotline
verify` compares every derived row with the events, and tables without foreign keys can be cut by month or by order.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from hotline.infra import privacy
from hotline.infra.fields import BlindIndexField, EncryptedTextField
from hotline.infra.ids import uuid7


class WorkOrder(models.Model):
    """One order. `state` is the encoded core Order; the other columns are taken from it (columns.py).

    Columns that change often carry no index, so that PostgreSQL updates the row in place (HOT); lists are served by
    `QueueEntry`. `head` is the hash of the last event; `changed_by` and `changed_at` say who a stale form met.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.TextField(unique=True)
    line = models.TextField()
    pack = models.TextField()
    release = models.TextField()
    phase = models.TextField()
    channel = models.TextField()
    mode = models.TextField()
    urgency = models.TextField()
    complexity = models.TextField()
    nature = models.TextField()
    content_class = models.TextField()
    area = models.TextField()
    title = models.TextField()
    place = models.TextField()
    secret = models.BooleanField()
    accused = ArrayField(models.TextField(), default=list)
    units = ArrayField(models.TextField(), default=list)
    lead_unit = models.TextField()
    joined_to = models.TextField(default="")
    registered_at = models.DateTimeField()
    registered_by = models.TextField()
    next_due_at = models.DateTimeField(null=True)
    next_due_clock = models.TextField(default="")
    overdue = models.BooleanField(default=False)
    redo_count = models.IntegerField(default=0)
    version = models.IntegerField()
    head = models.BinaryField()
    changed_at = models.DateTimeField()
    changed_by = models.TextField()
    state = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["line", "-registered_at", "-id"], name="orders_order_recent"),
            GinIndex(fields=["units"], name="orders_order_units", fastupdate=True),
        ]

    def __str__(self) -> str:
        return self.number


class OrderEvent(models.Model):
    """What happened, once and for ever: a trigger refuses every change of this table.

    `hash` is SM3 over `prev_hash` and the canonical JSON of the rest. `cause` is on the first event of each command:
    the command itself, who gave it with which roles, and the release of the unit tree, so that `verify` can decide it
    again. `seq` counts from 1 in its order.
    """

    pk = models.CompositePrimaryKey("order_id", "seq")
    order_id = models.UUIDField()
    seq = models.IntegerField()
    name = models.TextField()
    at = models.DateTimeField()
    actor_id = models.TextField()
    actor_unit = models.TextField(default="")
    data = models.JSONField()
    cause = models.JSONField(null=True)
    prev_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        # Events come in the order of time: a BRIN index finds a day among 100 million in a few kilobytes.
        indexes = [
            BrinIndex(fields=["at"], name="orders_event_at", pages_per_range=32),
            # A leader's own instructions: few among all events, looked up by who gave them.
            models.Index(
                fields=["actor_id", "-at"],
                name="orders_event_instructed",
                condition=models.Q(name="instruction_given"),
            ),
        ]


class AssignmentRow(models.Model):
    """One unit's part of an order, for the history of a unit."""

    pk = models.CompositePrimaryKey("order_id", "aid")
    order_id = models.UUIDField()
    aid = models.TextField()
    unit = models.TextField()
    parent = models.TextField()
    part = models.TextField()
    state = models.TextField()
    assigned_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    redo = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["unit", "-assigned_at"], name="orders_assignment_unit")]


class ClockRow(models.Model):
    """One clock of an order. `next_fire_at` is the earliest stage that has not spoken yet."""

    pk = models.CompositePrimaryKey("order_id", "cid")
    order_id = models.UUIDField()
    cid = models.TextField()
    name = models.TextField()
    owner = models.TextField()
    unit = models.TextField()
    state = models.TextField()
    due_at = models.DateTimeField(null=True)
    next_fire_at = models.DateTimeField(null=True)
    next_stage = models.TextField(default="")
    breached_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_fire_at", "order_id", "cid"],
                name="orders_clock_next_fire",
                condition=models.Q(next_fire_at__isnull=False),
            ),
            models.Index(
                fields=["due_at", "order_id"],
                name="orders_clock_open",
                condition=models.Q(state__in=["running", "paused", "unknown"]),
            ),
        ]


class QueueEntry(models.Model):
    """An open matter in somebody's list: `holder` is a unit, a line or a person. The primary key is the list's order.

    The table holds open matters only, so a list of ten million orders reads a few pages of it.
    """

    pk = models.CompositePrimaryKey("queue", "holder", "rank", "sort_at", "order_id", "subject")
    queue = models.TextField()
    holder = models.TextField()
    rank = models.SmallIntegerField()
    sort_at = models.DateTimeField()
    order_id = models.UUIDField()
    subject = models.TextField()
    unit = models.TextField()
    clock = models.TextField()
    clock_id = models.TextField()
    due_at = models.DateTimeField(null=True)
    breached = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["order_id"], name="orders_entry_order")]


class QueueCount(models.Model):
    """How many entries a list has, as of the last compaction."""

    pk = models.CompositePrimaryKey("queue", "holder")
    queue = models.TextField()
    holder = models.TextField()
    entries = models.IntegerField()


class QueueDelta(models.Model):
    """Changes of the counts since the last compaction.

    Every command only inserts here, so two commands never wait for one counter row; a job adds them up (counts.py).
    """

    id = models.BigAutoField(primary_key=True)
    queue = models.TextField()
    holder = models.TextField()
    delta = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["queue", "holder"], include=["delta"], name="orders_delta_list")]


class ContactRecord(models.Model):
    """Who the citizen is: sealed for this order, apart from it, never in events or logs. See `contacts.py`."""

    order_id = models.UUIDField(primary_key=True)
    name = EncryptedTextField(null=True, bound_to="order_id")
    phone = EncryptedTextField(null=True, bound_to="order_id")
    address = EncryptedTextField(null=True, bound_to="order_id")
    workplace = EncryptedTextField(null=True, bound_to="order_id")
    identity_number = EncryptedTextField(null=True, bound_to="order_id")
    email = EncryptedTextField(null=True, bound_to="order_id")
    phone_index = BlindIndexField(source="phone", purpose="phone", normalise=privacy.normalise_phone)
    changed_at = models.DateTimeField()


class ContactAccess(models.Model):
    """Who saw or changed whose contact, when and why (SEC-4, PRA-15). Append-only like the events."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order_id = models.UUIDField()
    person = models.TextField()
    act = models.TextField(choices=[("revealed", "revealed"), ("changed", "changed")])
    at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["order_id", "at"], name="orders_access_order"),
            models.Index(fields=["person", "-at"], name="orders_access_person"),
        ]


class DayCounter(models.Model):
    """The last number given on a line on a civil day."""

    pk = models.CompositePrimaryKey("line", "day")
    line = models.TextField()
    day = models.DateField()
    last = models.IntegerField()


class CommandKey(models.Model):
    """Idempotency: what a command with this key did the first time."""

    key = models.TextField(primary_key=True)
    order_id = models.UUIDField()
    first_seq = models.IntegerField()
    last_seq = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [BrinIndex(fields=["at"], name="orders_key_at")]


class SavedView(models.Model):
    """Filters of a list under a name. `query`: as in the address of the page. `lines`: the hotlines whose people of
    the same list see it, too; none: only who made it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.TextField()
    queue = models.TextField()
    name = models.TextField()
    query = models.TextField()
    lines = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [models.Index(fields=["queue"], name="orders_view_queue")]


class ListChoice(models.Model):
    """How a person wants a list: which columns (None: the usual ones), and the view it opens with."""

    pk = models.CompositePrimaryKey("person", "queue")
    person = models.TextField()
    queue = models.TextField()
    columns = ArrayField(models.TextField(), null=True)
    view = models.UUIDField(null=True)


class SearchRow(models.Model):
    """What an order is found by: `vector` holds its words, what its filters ask for, whose it is and when it came.

    `version` is the order's when this was made, `made` what the lexemes look like (`search_rows.MADE`).
    """

    order_id = models.UUIDField(primary_key=True)
    registered_at = models.DateTimeField()
    version = models.IntegerField()
    made = models.SmallIntegerField()
    vector = SearchVectorField()

    class Meta:
        # Without a pending list: searching must stay as quick while orders are written; a job pays for the upkeep.
        indexes = [GinIndex(fields=["vector"], name="orders_search_vector", fastupdate=False)]


class SearchMark(models.Model):
    """An order whose words have changed, for the job that makes its `SearchRow` anew. Inserted by every command that
    may change them, in its own statement; several for one order do no harm."""

    id = models.BigAutoField(primary_key=True)
    order_id = models.UUIDField()


class SearchRun(models.Model):
    """One run that makes the search rows anew, in batches: `cursor` is the last order that is done.

    `like`: what the rows depend on besides their orders, when it began."""

    id = models.BigAutoField(primary_key=True)
    begun_at = models.DateTimeField()
    begun_by = models.TextField()
    since = models.DateField(null=True)
    cursor = models.UUIDField()
    done = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    like = models.TextField(default="")


class SearchWords(models.Model):
    """One version of the centre's own words, complete; the newest is in force. `words`: [[word, also called…], …]."""

    id = models.BigAutoField(primary_key=True)
    words = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.TextField()
