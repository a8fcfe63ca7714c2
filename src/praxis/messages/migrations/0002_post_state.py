"""The one row of the post's state, and the chart's code for letters."""

from django.db import migrations


def fill(apps, schema_editor):
    """Put both in."""
    alias = schema_editor.connection.alias
    apps.get_model("messages", "PostState").objects.using(alias).create(one=1)
    apps.get_model("record", "EntryType").objects.using(alias).get_or_create(
        code="MSG", defaults={"title": "Nachricht", "meaning": "message", "order": 200}
    )


class Migration(migrations.Migration):
    """Data, not schema."""

    dependencies = [("messages", "0001_first"), ("record", "0002_entry_types")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
