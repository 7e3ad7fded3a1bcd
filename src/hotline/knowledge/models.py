"""Entries with their versions and history, what finds them, what people say of them, and announcements."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from hotline.core.vocabulary import (
    AnnouncementKind,
    FeedbackKind,
    FeedbackOutcome,
    KnowledgeAct,
    KnowledgeKind,
    KnowledgeSecrecy,
    KnowledgeState,
    Term,
)
from hotline.infra.fields import EncryptedTextField
from hotline.infra.ids import uuid7
from hotline.infra.rows import WrittenRow
from hotline.knowledge.diagnosis import models as diagnosis_models  # noqa: F401 - Django finds its tables through this


def _choices(kind: type[Term]) -> list[tuple[str, str]]:
    return [(str(term.value), str(term.value)) for term in kind]


class Entry(models.Model):
    """One matter. `number` is what people call it and what the search tables point at; `live` the version shown.

    `draft` is the text being worked on; what was handed in is a Version. `revision` tells a stale form. Columns from
    `title` to `until` are those of the live version (of the draft while nothing was ever shown).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.IntegerField(unique=True)
    line = models.TextField()
    kind = models.TextField(choices=_choices(KnowledgeKind))
    owner = models.TextField()
    state = models.TextField(choices=_choices(KnowledgeState), default=KnowledgeState.DRAFT.value)
    author = models.TextField(blank=True, default="")
    revision = models.IntegerField(default=1)
    draft = models.JSONField(default=dict)
    handed_in = models.UUIDField(null=True)
    live = models.UUIDField(null=True)
    appear_at = models.DateTimeField(null=True)
    title = models.TextField()
    secrecy = models.TextField(choices=_choices(KnowledgeSecrecy), default=KnowledgeSecrecy.OPEN.value)
    roles = ArrayField(models.TextField(), default=list)
    areas = ArrayField(models.TextField(), default=list)
    classes = ArrayField(models.TextField(), default=list)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    renew_on = models.DateField(null=True)
    told = models.IntegerField(default=0)
    used = models.IntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    external = models.TextField(blank=True, default="")
    """Its id where it was imported from."""

    class Meta:
        indexes = [
            models.Index(fields=["line", "-changed_at", "-id"], name="knowledge_entry_recent"),
            models.Index(fields=["line", "state", "-changed_at", "-id"], name="knowledge_entry_state"),
            models.Index(fields=["owner", "state"], name="knowledge_entry_owner"),
            models.Index(fields=["renew_on"], condition=Q(live__isnull=False), name="knowledge_entry_renew"),
            models.Index(fields=["appear_at"], condition=Q(state="scheduled"), name="knowledge_entry_appear"),
            models.Index(fields=["line", "external"], condition=~Q(external=""), name="knowledge_entry_external"),
        ]


class Version(WrittenRow):
    """A text as it was handed in: never changed, never removed. An order answered from it names its id."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    content = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="knowledge_version_one")]


class History(WrittenRow):
    """Who did what with an entry. Append-only. `seq`: the revision that the act made; `for_whom`: the colleague
    whose roles were used."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    seq = models.IntegerField()
    act = models.TextField(choices=_choices(KnowledgeAct))
    version = models.UUIDField(null=True)
    note = models.TextField(blank=True, default="")
    for_whom = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "seq"], name="knowledge_history_one")]


class Shown(models.Model):
    """What the search reads of an entry that is shown: one row each, made anew with every version."""

    number = models.IntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="+")
    line = models.TextField()
    title = models.TextField()
    folded = models.TextField()
    initials = models.TextField(blank=True, default="")
    tokens = SearchVectorField()
    tokens_version = models.IntegerField()

    class Meta:
        indexes = [
            GinIndex(fields=["tokens"], name="knowledge_shown_tokens"),
            models.Index(
                fields=["line", "folded"], opclasses=["text_ops", "text_pattern_ops"], name="knowledge_shown_title"
            ),
            models.Index(
                fields=["line", "initials"], opclasses=["text_ops", "text_pattern_ops"], name="knowledge_shown_initials"
            ),
        ]


class Posting(models.Model):
    """How much a term says of an entry that is shown (core.knowledge.ranking)."""

    pk = models.CompositePrimaryKey("number", "term")
    number = models.IntegerField()
    term = models.TextField()
    weight = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["term", "-weight"], include=["number"], name="knowledge_posting_best")]


class TermCount(models.Model):
    """In how many shown entries a term stands; the empty term counts the entries themselves."""

    term = models.TextField(primary_key=True)
    rows = models.IntegerField()


class Learned(models.Model):
    """How often an entry was the answer to a search with this term: `score` as of `at`, halved every 90 days."""

    pk = models.CompositePrimaryKey("term", "number")
    term = models.TextField()
    number = models.IntegerField()
    score = models.FloatField()
    at = models.DateTimeField()


class Synonym(models.Model):
    """Words that mean the same on a line ("" for every line). Changed by hand; the shipped list is loaded beside it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.TextField(blank=True, default="")
    words = ArrayField(models.TextField())
    by = models.TextField()
    at = models.DateTimeField()


class Search(models.Model):
    """One search, without personal data: terms, how many were found, which was chosen and whether it helped."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.TextField()
    at = models.DateTimeField()
    terms = ArrayField(models.TextField())
    area = models.TextField(blank=True, default="")
    content_class = models.TextField(blank=True, default="")
    hits = models.IntegerField()
    chosen = models.IntegerField(null=True)
    helped = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["line", "at"], name="knowledge_search_line")]


class Miss(models.Model):
    """A question that no entry answered: a search that found nothing, or an order answered by hand (`ref`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    gap = models.ForeignKey("Gap", on_delete=models.CASCADE, related_name="+")
    source = models.TextField()
    ref = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["gap", "-id"], name="knowledge_miss_gap")]
        constraints = [
            models.UniqueConstraint(fields=["source", "ref"], condition=~Q(ref=""), name="knowledge_miss_once")
        ]


class Gap(models.Model):
    """One matter that is missing: its terms, how often it was asked for, what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.TextField()
    terms = ArrayField(models.TextField())
    content_class = models.TextField(blank=True, default="")
    searches = models.IntegerField(default=0)
    orders = models.IntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(blank=True, default="")
    entry = models.ForeignKey(Entry, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["line", "-last_at", "-id"], condition=Q(closed_at=None), name="knowledge_gap_open"),
            GinIndex(fields=["terms"], condition=Q(closed_at=None), name="knowledge_gap_terms"),
        ]


class Feedback(WrittenRow):
    """What somebody at a seat says of an entry, or of what is missing: a small task with a limit."""

    line = models.TextField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.UUIDField(null=True)
    kind = models.TextField(choices=_choices(FeedbackKind))
    text = models.TextField()
    owner = models.TextField()
    due_on = models.DateField()
    told = models.BooleanField(default=False)
    outcome = models.TextField(blank=True, default="", choices=_choices(FeedbackOutcome))
    answer = models.TextField(blank=True, default="")
    answered_by = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["line", "due_on", "id"], condition=Q(answered_at=None), name="knowledge_feedback_open"
            ),
            models.Index(fields=["owner", "due_on"], condition=Q(answered_at=None), name="knowledge_feedback_owner"),
            models.Index(fields=["entry", "-id"], name="knowledge_feedback_entry"),
        ]


class Announcement(WrittenRow):
    """An agreed line for a time and place (KNW-4)."""

    line = models.TextField()
    kind = models.TextField(choices=_choices(AnnouncementKind))
    title = models.TextField()
    text = models.TextField()
    areas = ArrayField(models.TextField(), default=list)
    places = ArrayField(models.TextField(), default=list)
    unit = models.TextField(blank=True, default="")
    public = models.BooleanField(default=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["line", "-until"], name="knowledge_announcement_until")]


class AnnouncementUse(WrittenRow):
    """A call that was answered with an announcement; `ref` is the order, where there is one."""

    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="+")
    ref = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["announcement"], name="knowledge_announcement_use")]
        constraints = [
            models.UniqueConstraint(fields=["announcement", "ref"], condition=~Q(ref=""), name="knowledge_used_once")
        ]


class Message(WrittenRow):
    """The text of an entry sent to a caller: kept with its state until a channel takes it.

    `ref` names the order whose sealed contact it goes to; `call` the key of the agent's form it was written beside (no
    order yet while `ref` is empty); `phone` is a number that was typed, sealed, and forgotten after a month.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    version = models.UUIDField()
    line = models.TextField()
    ref = models.TextField()
    text = models.TextField()
    call = models.TextField(blank=True, default="")
    phone = EncryptedTextField(null=True)
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["by", "-at", "-id"], name="knowledge_message_by"),
            models.Index(fields=["line", "-at", "-id"], name="knowledge_message_line"),
            models.Index(fields=["call"], condition=~Q(call=""), name="knowledge_message_call"),
            models.Index(fields=["id"], condition=Q(sent_at=None), name="knowledge_message_waiting"),
            models.Index(fields=["ref"], name="knowledge_message_ref"),
        ]
