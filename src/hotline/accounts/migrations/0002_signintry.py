from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SignInTry",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("tries", models.IntegerField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["since"], name="accounts_try_since")],
            },
        ),
    ]
