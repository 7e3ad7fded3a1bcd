"""Orders that became secret leave what was followed; since when topics are made is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0006_windows"),
    ]

    operations = [
        migrations.AddField(
            model_name="followeduntil",
            name="begun",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="TopicLeft",
            fields=[
                ("order_id", models.UUIDField(primary_key=True, serialize=False)),
                ("line", models.TextField()),
            ],
            options={"indexes": [models.Index(fields=["line"], name="insight_topicleft_line")]},
        ),
    ]
