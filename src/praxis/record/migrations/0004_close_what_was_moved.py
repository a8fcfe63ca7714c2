"""Closes the older versions of documents that were moved before there was a mark for it."""

from django.db import migrations

CLOSE = """
WITH RECURSIVE wrong AS (
    SELECT old.id, old.replaces_id, old.source FROM document old
    JOIN document new ON new.replaces_id = old.id AND new.source = 'moved'
    UNION ALL
    SELECT older.id, older.replaces_id, older.source FROM document older
    JOIN wrong ON wrong.replaces_id = older.id AND wrong.source <> 'moved'
)
UPDATE document SET closed = true FROM wrong WHERE document.id = wrong.id
"""


class Migration(migrations.Migration):
    """Data, not schema; no sealed column is touched."""

    dependencies = [("record", "0003_closed_documents")]

    operations = [migrations.RunSQL(CLOSE, migrations.RunSQL.noop)]
