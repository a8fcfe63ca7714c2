"""The keeper says itself that the vault was opened; what is written it still cannot change."""

from django.db import migrations

COLUMNS = (
    "id, at, act, outcome, actor_kind, actor, job, workstation, session, request, model,"
    " subjects, patients, reason, note, row_mac, mac_key, mac"
)


class Migration(migrations.Migration):
    """Rights, not schema; the number stays the database's."""

    dependencies = [("audit", "0004_only_the_chainer_links")]

    operations = [
        migrations.RunSQL(
            f"GRANT INSERT ({COLUMNS}) ON audit_event TO chainer",
            f"REVOKE INSERT ({COLUMNS}) ON audit_event FROM chainer",
        )
    ]
