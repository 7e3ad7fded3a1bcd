"""Runs of score sheets, every version of every sheet, objections, rulings, and what became of proposals.

Only a run's own row changes (its state, with a version that says so); everything else only ever grows.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from hotline.infra.rows import WrittenRow


class State(models.TextChoices):
    """Where a run stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ISSUED = "issued"
    CANCELLED = "cancelled"


class Run(WrittenRow):
    """One sheet of a pack over one period, for all its subjects, under one release of the pack.

    `as_of`: what was known then went into it. `object_until`: the last day for objections, None where no calendar
    knows it: then until it is issued. `version` rises with every change, so that nobody overwrites anybody.
    """

    pack = models.TextField()
    release = models.TextField()
    sheet = models.TextField()
    of = models.TextField()
    start = models.DateField()
    end = models.DateField()
    state = models.TextField(choices=State.choices, default=State.DRAFT)
    version = models.IntegerField(default=1)
    as_of = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    object_until = models.DateField(null=True)
    issued_at = models.DateTimeField(null=True)
    number = models.TextField(blank=True)
    issued_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "sheet", "start", "end"],
                condition=~Q(state="cancelled"),
                name="appraisal_one_run_a_period",
            )
        ]
        indexes = [models.Index(fields=["pack", "-end"], name="appraisal_run_period")]


class Step(WrittenRow):
    """What was done to a run, in order: drafted, recomputed, published, ruled, issued, cancelled."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="steps")
    n = models.IntegerField(help_text="The version of the run that it made")
    what = models.TextField()
    note = models.TextField(blank=True)


class Objection(WrittenRow):
    """A unit or an agent objects to one occasion on its sheet (`core.appraisal.occasion_key`), once.

    `own_motion`: the centre looks again by itself, also after the issue.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="objections")
    subject = models.TextField()
    occasion = models.TextField()
    reason = models.TextField()
    own_motion = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "subject", "occasion"], condition=Q(own_motion=False), name="appraisal_objected_once"
            )
        ]


class Ruling(WrittenRow):
    """The word on an objection. Upheld: from now on the occasion counts `points`, or not at all (None)."""

    objection = models.OneToOneField(Objection, models.PROTECT, related_name="ruling")
    n = models.IntegerField(help_text="The version of the run that it made: rulings hold in this order")
    upheld = models.BooleanField()
    points = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    grounds = models.TextField()
    after_issue = models.BooleanField(default=False)


class SheetVersion(WrittenRow):
    """One subject's sheet as it stood after a draft, or after a ruling. The highest `n` is the one that holds.

    `result` is a `core.appraisal.SheetResult`, `digest` its SM3.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="sheets")
    subject = models.TextField()
    name = models.TextField()
    n = models.IntegerField()
    because = models.TextField()
    ruling = models.ForeignKey(Ruling, models.PROTECT, null=True, related_name="+")
    total = models.DecimalField(max_digits=10, decimal_places=4)
    group = models.TextField(blank=True)
    place = models.IntegerField(null=True)
    result: Any = models.JSONField()
    digest = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "subject", "n"], name="appraisal_version_once")]


class Decision(WrittenRow):
    """A named person confirms or declines what was proposed, with the reason. Nothing is ever applied by itself."""

    sheet = models.ForeignKey(SheetVersion, models.PROTECT, related_name="decisions")
    proposal = models.TextField()
    confirmed = models.BooleanField()
    reason = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "proposal"], name="appraisal_decided_once")]
