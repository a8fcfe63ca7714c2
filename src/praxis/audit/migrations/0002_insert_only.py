"""The log can be written and read, not changed: by trigger and by right."""

from django.db import migrations

TABLES = ("audit_event", "audit_chain", "audit_anchor", "audit_anchor_receipt")

FUNCTION = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is insert only' USING ERRCODE = 'insufficient_privilege';
END $$
"""
TRIGGERS = [
    f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()"
    for table in TABLES
]
RIGHTS = [f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM app" for table in TABLES]


class Migration(migrations.Migration):
    """Close the log."""

    dependencies = [("audit", "0001_the_log")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION audit_refuse_change()"),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in TRIGGERS + RIGHTS),
    ]
