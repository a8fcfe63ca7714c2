"""Counts the diagnoses a practice had noted before their use was counted."""

from django.db import migrations

COUNT = """
INSERT INTO used_code (icd, times)
SELECT icd, count(*) FROM diagnosis WHERE replaces_id IS NULL GROUP BY icd
"""


class Migration(migrations.Migration):
    """Data, not schema."""

    dependencies = [("record", "0005_used_codes")]

    operations = [migrations.RunSQL(COUNT, migrations.RunSQL.noop)]
