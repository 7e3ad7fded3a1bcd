"""What Django's models cannot say: what was handed in and done is never changed; entries are numbered from 1."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION knowledge_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON knowledge_version
    FOR EACH STATEMENT EXECUTE FUNCTION knowledge_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON knowledge_history
    FOR EACH STATEMENT EXECUTE FUNCTION knowledge_refuse_change();
ALTER TABLE knowledge_version ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE knowledge_history ENABLE ALWAYS TRIGGER append_only;
CREATE SEQUENCE knowledge_number AS integer;
"""
FREE = """
DROP SEQUENCE knowledge_number;
DROP TRIGGER append_only ON knowledge_version;
DROP TRIGGER append_only ON knowledge_history;
DROP FUNCTION knowledge_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial")]

    operations = [migrations.RunSQL(APPEND_ONLY, FREE)]
