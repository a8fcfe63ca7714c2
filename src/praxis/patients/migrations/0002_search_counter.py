"""The one row that numbers every change of an identity."""

from django.db import migrations


class Migration(migrations.Migration):
    """Data, not schema."""

    dependencies = [("patients", "0001_first")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO search_counter (one, n) VALUES (1, 0)", "DELETE FROM search_counter"
        )
    ]
