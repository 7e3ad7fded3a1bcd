from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0005_instructions"),
    ]

    operations = [
        migrations.AddField(
            model_name="searchrun",
            name="like",
            field=models.TextField(default=""),
        ),
    ]
