"""In the list of open orders what has no limit stands behind what has one."""

from django.db import migrations

_BEHIND = "UPDATE orders_queueentry SET rank = 1 WHERE queue = 'open' AND clock = '' AND rank = 0"
_AMONG = "UPDATE orders_queueentry SET rank = 0 WHERE queue = 'open' AND clock = '' AND rank = 1"


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_search_like")]

    operations = [migrations.RunSQL(_BEHIND, _AMONG)]
