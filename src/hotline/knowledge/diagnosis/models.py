"""Scenarios that are written in the platform, their texts, and runs."""

from __future__ import annotations

from django.db import models

from hotline.infra.fields import EncryptedTextField
from hotline.infra.ids import uuid7
from hotline.infra.rows import WrittenRow


class ScenarioText(models.Model):
    """A scenario as it was run or handed in, found by what it says: never changed, never removed.

    Those of the packs stand here, too, once they were run, so that a run can be read years later.
    """

    digest = models.TextField(primary_key=True)
    content = models.JSONField()


class Scenario(models.Model):
    """A scenario of a line that is written in the platform. `name` is its id: one of the same name in the pack gives
    way to it. `live` is the number of the version that is run, 0 for none; `withdrawn` hides the pack's, too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.TextField()
    name = models.TextField()
    title = models.TextField()
    draft = models.JSONField(default=dict)
    revision = models.IntegerField(default=1)
    live = models.IntegerField(default=0)
    withdrawn = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "name"], name="knowledge_scenario_one")]


class ScenarioAct(WrittenRow):
    """Who did what with a scenario. Append-only. `number`: the version that a publication made."""

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="+")
    act = models.TextField()
    number = models.IntegerField(default=0)
    text = models.ForeignKey(ScenarioText, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["scenario", "-id"], name="knowledge_scenario_act")]
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "number"], condition=models.Q(number__gt=0), name="knowledge_scenario_version"
            )
        ]


class DiagnosisRun(models.Model):
    """One run. `texts`: id of each scenario that may be entered → the text it is run with.

    `said` is what was typed and found, sealed, and gone thirty days after the end; `trail` is what remains, with
    personal answers masked. `call`: the key of the agent's form; `ref`: the order it became part of.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.TextField()
    scenario = models.TextField()
    title = models.TextField()
    version = models.IntegerField(default=0)
    """Of the platform; 0: the pack's."""
    texts = models.JSONField()
    by = models.TextField()
    call = models.TextField(blank=True, default="")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    revision = models.IntegerField(default=1)
    said = EncryptedTextField(null=True)
    looked = models.JSONField(default=list)
    trail = models.JSONField(default=list)
    conclusion = models.TextField(blank=True, default="")
    ending = models.TextField(blank=True, default="")
    detected = models.FloatField(null=True)
    """How sure the detection was; null: it was chosen by hand."""
    ref = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["ref"], condition=~models.Q(ref=""), name="knowledge_run_ref"),
            models.Index(fields=["by", "call"], condition=~models.Q(call=""), name="knowledge_run_call"),
            models.Index(fields=["ended_at"], condition=models.Q(said__isnull=False), name="knowledge_run_forget"),
            models.Index(fields=["line", "scenario", "-began_at"], name="knowledge_run_scenario"),
        ]
