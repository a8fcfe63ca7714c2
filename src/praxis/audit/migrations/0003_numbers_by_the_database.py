"""Only the database numbers events: a number made up far ahead would blind the chainer."""

from django.db import migrations

COLUMNS = (
    "id, at, act, outcome, actor_kind, actor, job, workstation, session, request, model,"
    " subjects, patients, reason, note, row_mac, mac_key, mac"
)
CLOSE = f"""
REVOKE INSERT ON audit_event FROM app;
GRANT INSERT ({COLUMNS}) ON audit_event TO app;
"""
OPEN = f"""
REVOKE INSERT ({COLUMNS}) ON audit_event FROM app;
GRANT INSERT ON audit_event TO app;
"""


class Migration(migrations.Migration):
    """Take the number out of the application's hands."""

    dependencies = [("audit", "0002_insert_only")]

    operations = [migrations.RunSQL(CLOSE, OPEN)]
