"""Warnings of several windows: which one a figure is of, and which of them ring. Until now there was one of two days."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0005_topics"),
    ]

    operations = [
        migrations.AddField("topic", "days", models.SmallIntegerField(default=2)),
        migrations.AddField("warning", "days", models.SmallIntegerField(default=2)),
        migrations.AddField(
            "warning",
            "rings",
            django.contrib.postgres.fields.ArrayField(models.SmallIntegerField(), default=list),
        ),
        migrations.RunSQL("UPDATE insight_warning SET rings = '{2}' WHERE NOT fell", migrations.RunSQL.noop),
    ]
