"""What Django's models cannot say: these tables only grow."""

from django.db import migrations

TABLES = ("draw", "skip", "calibration", "inspection", "appeal", "appealruling", "entry")

FUNCTION = """
CREATE FUNCTION quality_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
"""
GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON quality_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION quality_refuse_change();
ALTER TABLE quality_{table} ENABLE ALWAYS TRIGGER append_only;
"""
FREE = "DROP TRIGGER append_only ON quality_{table};\n"


class Migration(migrations.Migration):
    dependencies = [("quality", "0001_initial")]

    operations = [
        migrations.RunSQL(
            FUNCTION + "".join(GUARD.format(table=table) for table in TABLES),
            "".join(FREE.format(table=table) for table in TABLES) + "DROP FUNCTION quality_refuse_change();",
        )
    ]
