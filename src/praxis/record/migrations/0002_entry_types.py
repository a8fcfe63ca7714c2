"""The entry codes a practice starts with; it may change them."""

from django.db import migrations

TYPES = (
    ("A", "Anamnese", "text"),
    ("B", "Befund", "text"),
    ("D", "Diagnose", "diagnosis"),
    ("DD", "Dauerdiagnose", "permanent"),
    ("T", "Therapie", "text"),
    ("P", "Procedere", "text"),
    ("M", "Medikament", "text"),
    ("N", "Notiz", "text"),
    ("TX", "Telefonat", "text"),
    ("!", "CAVE", "caution"),
    ("!A", "Allergie", "allergy"),
)


def fill(apps, schema_editor):
    """Put the codes in."""
    EntryType = apps.get_model("record", "EntryType")
    EntryType.objects.using(schema_editor.connection.alias).bulk_create(
        EntryType(code=code, title=title, meaning=meaning, order=order * 10)
        for order, (code, title, meaning) in enumerate(TYPES, start=1)
    )


class Migration(migrations.Migration):
    """Data, not schema."""

    dependencies = [("record", "0001_first")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
