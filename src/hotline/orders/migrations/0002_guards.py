"""What Django's models cannot say: tables that only grow, and how PostgreSQL keeps the busy ones."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION orders_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON orders_orderevent
    FOR EACH STATEMENT EXECUTE FUNCTION orders_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON orders_contactaccess
    FOR EACH STATEMENT EXECUTE FUNCTION orders_refuse_change();
-- Also for sessions that switch ordinary triggers off (session_replication_role).
ALTER TABLE orders_orderevent ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE orders_contactaccess ENABLE ALWAYS TRIGGER append_only;
"""
FREE = """
DROP TRIGGER append_only ON orders_orderevent;
DROP TRIGGER append_only ON orders_contactaccess;
DROP FUNCTION orders_refuse_change();
"""

# Room on each page lets PostgreSQL update rows in place; tables whose rows come and go are cleaned often.
STORAGE = """
ALTER TABLE orders_workorder SET (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE orders_assignmentrow SET (fillfactor = 85);
ALTER TABLE orders_clockrow SET (fillfactor = 85);
ALTER TABLE orders_queueentry SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
ALTER TABLE orders_queuedelta SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.RunSQL(APPEND_ONLY, FREE),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
    ]
