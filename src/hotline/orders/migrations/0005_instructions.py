"""A leader's own instructions, looked up by who gave them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_search")]

    operations = [
        migrations.AddIndex(
            model_name="orderevent",
            index=models.Index(
                fields=["actor_id", "-at"],
                name="orders_event_instructed",
                condition=models.Q(name="instruction_given"),
            ),
        ),
    ]
