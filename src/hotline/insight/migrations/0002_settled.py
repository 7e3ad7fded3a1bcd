"""What Django's models cannot say: what is settled stays, and calls and messages only grow."""

from django.db import migrations

SETTLED = """
CREATE FUNCTION insight_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: a settled row cannot be changed (%)', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
-- `hotline kpi --rebuild` says so in its transaction; nothing else does.
CREATE TRIGGER settled BEFORE UPDATE OR DELETE ON insight_countedmatter FOR EACH ROW
    WHEN (OLD.settled AND current_setting('hotline.rebuild', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION insight_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON insight_callrecord
    FOR EACH STATEMENT EXECUTE FUNCTION insight_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON insight_messagerecord
    FOR EACH STATEMENT EXECUTE FUNCTION insight_refuse_change();
ALTER TABLE insight_countedmatter ENABLE ALWAYS TRIGGER settled;
ALTER TABLE insight_callrecord ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE insight_messagerecord ENABLE ALWAYS TRIGGER append_only;
"""
FREE = """
DROP TRIGGER settled ON insight_countedmatter;
DROP TRIGGER append_only ON insight_callrecord;
DROP TRIGGER append_only ON insight_messagerecord;
DROP FUNCTION insight_refuse_change();
"""
STORAGE = """
ALTER TABLE insight_rollup SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE insight_pending SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
"""


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_initial")]

    operations = [
        migrations.RunSQL(SETTLED, FREE),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
    ]
