"""Orders that were there before are counted, too."""

from django.db import migrations

PENDING = """
INSERT INTO insight_pending (order_id, due_at) SELECT id, registered_at FROM orders_workorder ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("insight", "0002_settled"), ("orders", "0001_initial")]

    operations = [migrations.RunSQL(PENDING, migrations.RunSQL.noop)]
