"""People on outbound lists, and the market: who they are lies sealed for each row."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hotline.core.vocabulary import CalleeState, EntryState, Side, Term
from hotline.infra import privacy
from hotline.infra.fields import BlindIndexField, EncryptedTextField
from hotline.infra.ids import uuid7


def _choices(kind: type[Term]) -> list[tuple[str, str]]:
    return [(str(term.value), str(term.value)) for term in kind]


class Campaign(models.Model):
    """One list of people to be called. `kind` is a campaign of the pack, stamped with its release."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.TextField()
    pack = models.TextField()
    release = models.TextField()
    kind = models.TextField()
    title = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["line", "-at"], name="outreach_campaign_line")]


class Callee(models.Model):
    """One person of a list. Name and phone are sealed for this row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    name = EncryptedTextField(null=True, bound_to="id")
    phone = EncryptedTextField(bound_to="id")
    phone_index = BlindIndexField(source="phone", purpose="phone", normalise=privacy.normalise_phone)
    unit = models.TextField(blank=True, default="")
    """The unit whose customer it is, where a survey is about units."""
    state = models.TextField(choices=_choices(CalleeState), default=CalleeState.WAITING.value)
    attempts = models.IntegerField(default=0)
    taken_by = models.TextField(blank=True, default="")
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "phone_index"], name="outreach_once_a_list")]
        indexes = [
            models.Index(fields=["campaign", "id"], condition=Q(state="waiting"), name="outreach_waiting"),
            models.Index(fields=["campaign", "taken_by"], condition=Q(state="taken"), name="outreach_taken"),
        ]


class Reply(models.Model):
    """What one person answered to one question. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    callee = models.ForeignKey(Callee, on_delete=models.PROTECT, related_name="+")
    question = models.TextField()
    answer = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="outreach_reply_at")]


class DoNotCall(models.Model):
    """Somebody asked not to be called again: no list of any line may hold the number."""

    phone = EncryptedTextField(null=True)
    phone_index = BlindIndexField(source="phone", purpose="phone", normalise=privacy.normalise_phone, unique=True)
    at = models.DateTimeField()
    by = models.TextField()


class Entry(models.Model):
    """What somebody offers or wants through the hotline. The contact is sealed for this row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.TextField()
    side = models.TextField(choices=_choices(Side))
    goods = models.TextField()
    area = models.TextField(blank=True, default="")
    quantity = models.FloatField(default=0)
    unit = models.TextField(blank=True, default="")
    price = models.FloatField(null=True)
    note = models.TextField(blank=True, default="")
    name = EncryptedTextField(null=True, bound_to="id")
    phone = EncryptedTextField(bound_to="id")
    phone_index = BlindIndexField(source="phone", purpose="phone", normalise=privacy.normalise_phone)
    order_id = models.UUIDField(null=True)
    until = models.DateField()
    state = models.TextField(choices=_choices(EntryState), default=EntryState.OPEN.value)
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["line", "goods", "side", "until"], condition=Q(state="open"), name="outreach_open"),
            models.Index(fields=["line", "-id"], name="outreach_entry_line"),
        ]


class EntryAccess(models.Model):
    """Somebody looked at who is behind an entry. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    by = models.TextField()
    at = models.DateTimeField()
    reason = models.TextField()


class Introduction(models.Model):
    """Two sides were told of each other. `done` None: not known yet."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    offer = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    want = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    reasons = models.JSONField(default=list)
    by = models.TextField()
    at = models.DateTimeField()
    done = models.BooleanField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "want"], name="outreach_introduced_once")]
