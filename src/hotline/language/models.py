"""Trained models with their signatures and cards, and what became of every suggestion. No text, no citizen."""

from __future__ import annotations

from django.db import models

from hotline.infra.ids import uuid7
from hotline.language.shapes import Choice, Kind, State


class TrainedModel(models.Model):
    """One classifier of a hotline. `data` is what `model_file.dump` made; `signature` tells that this platform made it.

    `previous`: the model it took the place of, for one click back. `card`: what it learned from and how well it fares
    (cards.py). The bytes of models long retired are given up (`keeping.tidy`); their cards stay.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.TextField(choices=[(k.value, k.value) for k in Kind])
    line = models.TextField()
    state = models.TextField(choices=[(s.value, s.value) for s in State])
    trained_at = models.DateTimeField()
    since = models.DateTimeField(null=True)
    previous = models.UUIDField(null=True)
    data = models.BinaryField(null=True)
    signature = models.TextField()
    card = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "line"], condition=models.Q(state=State.CURRENT.value), name="language_one_current"
            )
        ]
        indexes = [models.Index(fields=["line", "kind", "-trained_at"], name="language_model_line")]


class Offer(models.Model):
    """A suggestion that was shown, and what was chosen. `ref` is opaque: a form or an order, as the caller names it.

    `top`: [[value, confidence], …], first first. `model`: empty where descriptions alone suggested.
    """

    pk = models.CompositePrimaryKey("ref", "kind")
    ref = models.TextField()
    kind = models.TextField(choices=[(k.value, k.value) for k in Kind])
    line = models.TextField()
    model = models.TextField(default="")
    top = models.JSONField()
    preset = models.BooleanField()
    shown_at = models.DateTimeField()
    chosen = models.TextField(default="")
    choice = models.TextField(choices=[(c.value, c.value) for c in Choice])
    chosen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["line", "kind", "shown_at"], name="language_offer_line")]
