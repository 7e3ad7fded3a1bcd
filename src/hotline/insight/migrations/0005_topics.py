"""Topics and warnings; what was done with a warning is written once."""

import django.contrib.postgres.fields
import hotline.infra.ids
from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION insight_refuse_warning_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON insight_warningact
    FOR EACH STATEMENT EXECUTE FUNCTION insight_refuse_warning_change();
ALTER TABLE insight_warningact ENABLE ALWAYS TRIGGER append_only;
"""
FREE = "DROP TRIGGER append_only ON insight_warningact; DROP FUNCTION insight_refuse_warning_change();"
# Rows come and go, and counts change in place.
STORAGE = """
ALTER TABLE insight_topicorder SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE insight_usualday SET (fillfactor = 80);
ALTER TABLE insight_topic SET (fillfactor = 80);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0004_touched"),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowedUntil",
            fields=[
                ("line", models.TextField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("order_id", models.UUIDField()),
                ("since", models.DateField()),
                ("settled_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="TopicDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "topic", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("topic", models.UUIDField()),
                ("day", models.DateField()),
                ("count", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=hotline.infra.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line", models.TextField()),
                ("name", models.TextField(default="")),
                ("place", models.TextField(default="")),
                ("area", models.TextField(default="")),
                ("content_class", models.TextField(default="")),
                ("unit", models.TextField(default="")),
                (
                    "keywords",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("size", models.IntegerField(default=0)),
                ("course", models.TextField(default="new")),
                ("level", models.SmallIntegerField(default=0)),
                ("expected", models.FloatField(default=0)),
                ("count", models.IntegerField(default=0)),
                ("chance", models.FloatField(default=1)),
                ("merged_into", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["line", "-last"], name="insight_topic_now")],
            },
        ),
        migrations.CreateModel(
            name="TopicOrder",
            fields=[
                ("order_id", models.UUIDField(primary_key=True, serialize=False)),
                ("line", models.TextField()),
                ("topic", models.UUIDField(null=True)),
                ("day", models.DateField()),
                ("content_class", models.TextField()),
                ("area", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("topic__isnull", False)),
                        fields=["topic", "-day", "-order_id"],
                        name="insight_topicorder_topic",
                    ),
                    models.Index(fields=["line", "day", "content_class"], name="insight_topicorder_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="UsualDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "line",
                        "content_class",
                        "area",
                        "day",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("line", models.TextField()),
                ("content_class", models.TextField()),
                ("area", models.TextField()),
                ("day", models.DateField()),
                ("count", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["line", "day"], name="insight_usualday_day")],
            },
        ),
        migrations.CreateModel(
            name="Warning",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=hotline.infra.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line", models.TextField()),
                ("kind", models.TextField()),
                ("subject", models.TextField()),
                ("topic", models.UUIDField(null=True)),
                ("title", models.TextField()),
                ("content_class", models.TextField(default="")),
                ("area", models.TextField(default="")),
                ("level", models.SmallIntegerField()),
                ("count", models.IntegerField()),
                ("expected", models.FloatField()),
                ("chance", models.FloatField()),
                ("day", models.DateField()),
                (
                    "evidence",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("owner", models.TextField()),
                ("state", models.TextField(default="open")),
                ("taken_by", models.TextField(default="")),
                ("muted_until", models.DateField(null=True)),
                ("fell", models.BooleanField(default=False)),
                ("told", models.SmallIntegerField(default=0)),
                ("revision", models.IntegerField(default=1)),
                ("raised_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["line", "state", "-raised_at"], name="insight_warning_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=("line", "subject"),
                        name="insight_warning_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WarningAct",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=hotline.infra.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("warning", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("by", models.TextField(default="")),
                ("what", models.TextField()),
                ("words", models.TextField(default="")),
                ("level", models.SmallIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["warning", "id"], name="insight_warningact_of")],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, FREE),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
    ]
