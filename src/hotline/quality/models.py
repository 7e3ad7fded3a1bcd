"""Plans, draws, inspections, appeals, calibration samples and the ledger. All but plans only ever grow."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from hotline.infra.rows import WrittenRow


class Plan(WrittenRow):
    """How recordings are sampled (QLT-1): `number` for each agent and month, `second_share` percent of them inspected
    twice, blind. Where both differ by more than `tolerance` points somebody settles it. A changed plan is a new one."""

    pack = models.TextField()
    sheet = models.TextField(help_text="The pack's sheet for one recording")
    number = models.IntegerField()
    second_share = models.IntegerField(default=0)
    tolerance = models.DecimalField(max_digits=6, decimal_places=2, default=5)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "sheet"], condition=Q(active=True), name="quality_one_plan_in_use")
        ]


class Draw(WrittenRow):
    """The recordings of one agent and month that were drawn. With `seed` and `pool` (recording → day) anybody can draw
    again and must come to the same `drawn` and `second` (sampling.py)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="draws")
    pack = models.TextField()
    release = models.TextField()
    sheet = models.TextField()
    month = models.DateField()
    agent = models.TextField()
    seed = models.TextField()
    number = models.IntegerField()
    second_share = models.IntegerField()
    tolerance = models.DecimalField(max_digits=6, decimal_places=2)
    pool = models.JSONField()
    drawn = models.JSONField()
    second = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "month", "agent"], name="quality_drawn_once")]
        indexes = [
            models.Index(fields=["pack", "month"], name="quality_draw_month"),
            models.Index(fields=["agent", "month"], name="quality_draw_agent"),
        ]


class Skip(WrittenRow):
    """A drawn recording that cannot be inspected, with the reason: the next one in order takes its place."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="skips")
    recording = models.TextField()
    reason = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "recording"], name="quality_skipped_once")]


class Calibration(WrittenRow):
    """Recordings that all inspectors score, so that they judge alike; its maker's marks are the reference."""

    pack = models.TextField()
    release = models.TextField()
    sheet = models.TextField()
    title = models.TextField()
    recordings = models.JSONField()


class Round(models.TextChoices):
    """In which round a recording was scored."""

    FIRST = "first"
    SECOND = "second"
    RULING = "ruling"
    CALIBRATION = "calibration"


class Inspection(WrittenRow):
    """One sheet filled in for one recording. A correction is a new row that names the one it `replaces`.

    `marks`: [{item, points?, note?, second?}], `second` = seconds into the recording. `score` follows from them.
    """

    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="inspections")
    calibration = models.ForeignKey(Calibration, models.PROTECT, null=True, related_name="inspections")
    pack = models.TextField()
    release = models.TextField()
    sheet = models.TextField()
    recording = models.TextField()
    agent = models.TextField(blank=True)
    day = models.DateField(null=True)
    round = models.TextField(choices=Round.choices)
    marks: Any = models.JSONField()
    score = models.DecimalField(max_digits=8, decimal_places=2)
    note = models.TextField(blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draw", "recording", "round"],
                condition=Q(replaces__isnull=True, draw__isnull=False),
                name="quality_once_a_round",
            ),
            models.UniqueConstraint(
                fields=["calibration", "recording", "by"],
                condition=Q(replaces__isnull=True, calibration__isnull=False),
                name="quality_calibrated_once",
            ),
        ]
        indexes = [
            models.Index(fields=["pack", "day"], name="quality_inspection_day"),
            models.Index(fields=["agent", "day"], name="quality_inspection_agent"),
        ]


class Appeal(WrittenRow):
    """The agent objects to the score of a recording, once."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="appeals")
    recording = models.TextField()
    reason = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "recording"], name="quality_appealed_once")]


class AppealRuling(WrittenRow):
    """The word on an appeal. An upheld one comes with a sheet of its own (`inspection`, round `ruling`)."""

    appeal = models.OneToOneField(Appeal, models.PROTECT, related_name="ruling")
    upheld = models.BooleanField()
    grounds = models.TextField()
    inspection = models.OneToOneField(Inspection, models.PROTECT, null=True, related_name="+")


class Entry(WrittenRow):
    """What a person recorded about a unit or an agent, with its document: a notice, a praise, a complaint about staff,
    points given by hand. `day` is the document's. A correction is a new row that names the one it `replaces`;
    `withdrawn`: the old one no longer counts and nothing takes its place."""

    pack = models.TextField()
    kind = models.TextField()
    sheet = models.TextField(blank=True)
    day = models.DateField()
    unit = models.TextField(blank=True)
    agent = models.TextField(blank=True)
    document = models.TextField()
    number = models.TextField(blank=True)
    order = models.TextField(blank=True)
    points = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    reason = models.TextField(blank=True)
    withdrawn = models.BooleanField(default=False)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        indexes = [models.Index(fields=["pack", "day"], name="quality_entry_day")]
