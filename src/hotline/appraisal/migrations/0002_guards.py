"""What Django's models cannot say: these tables only grow."""

from django.db import migrations

TABLES = ("step", "objection", "ruling", "sheetversion", "decision")

FUNCTION = """
CREATE FUNCTION appraisal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
"""
GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON appraisal_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION appraisal_refuse_change();
ALTER TABLE appraisal_{table} ENABLE ALWAYS TRIGGER append_only;
"""
FREE = "DROP TRIGGER append_only ON appraisal_{table};\n"


class Migration(migrations.Migration):
    dependencies = [("appraisal", "0001_initial")]

    operations = [
        migrations.RunSQL(
            FUNCTION + "".join(GUARD.format(table=table) for table in TABLES),
            "".join(FREE.format(table=table) for table in TABLES) + "DROP FUNCTION appraisal_refuse_change();",
        )
    ]
