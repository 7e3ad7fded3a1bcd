"""Messages of calls that are not filed stand apart from those of orders; numbers that were typed are sealed."""

from django.db import migrations, models

import hotline.infra.fields

APART = """
UPDATE knowledge_message SET call = ref, ref = '' WHERE ref ~ '^[0-9a-f]{8}-[0-9a-f]{4}-'
"""


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0004_messages_by_order")]

    operations = [
        migrations.AddField("message", "call", models.TextField(blank=True, default="")),
        migrations.AddField("message", "phone", hotline.infra.fields.EncryptedTextField(null=True)),
        migrations.AddField("message", "dropped_at", models.DateTimeField(null=True)),
        migrations.RunSQL(APART, migrations.RunSQL.noop),
        migrations.AddIndex("message", models.Index(fields=["by", "-at", "-id"], name="knowledge_message_by")),
        migrations.AddIndex("message", models.Index(fields=["line", "-at", "-id"], name="knowledge_message_line")),
        migrations.AddIndex(
            "message",
            models.Index(fields=["call"], condition=models.Q(("call", ""), _negated=True), name="knowledge_message_call"),
        ),
    ]
