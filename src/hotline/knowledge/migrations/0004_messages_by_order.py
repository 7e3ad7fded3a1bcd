"""What was sent for an order is looked up at every opening of its page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0003_diagnosis")]

    operations = [
        migrations.AddIndex("message", models.Index(fields=["ref"], name="knowledge_message_ref")),
    ]
