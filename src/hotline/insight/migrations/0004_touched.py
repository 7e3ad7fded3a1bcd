"""Commands only insert a touch; a job moves it on."""

from django.db import migrations, models

# Rows come and go: cleaned often.
STORAGE = "ALTER TABLE insight_touched SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000)"


class Migration(migrations.Migration):
    dependencies = [("insight", "0003_orders_before")]

    operations = [
        migrations.CreateModel(
            name="Touched",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("order_id", models.UUIDField()),
            ],
        ),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
    ]
