"""A warning whose title was that of an order that turned secret is told of under another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0007_leaving"),
    ]

    operations = [
        migrations.AddField(
            model_name="warning",
            name="renamed",
            field=models.BooleanField(default=False),
        ),
    ]
