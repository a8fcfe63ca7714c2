"""Marks the two files earlier versions brought along, by their content."""

from typing import Any, ClassVar, Final

from django.db import migrations

_ICD_2025: Final = "833be39700079ba0cdabd32a890aacd3d0edb2613451433194d5fb69ecf9305e"
_GOAE_1996: Final = "54cc1482c1a5d2a5c962720c53fc569d12478c747af956ad2244b80822049e52"


def mark(apps: Any, schema_editor: Any) -> None:
    """Whoever imported the same bytes by hand has what was shipped, too."""
    editions = apps.get_model("catalogues", "Edition").objects
    found = editions.using(schema_editor.connection.alias)
    found.filter(sha256__in=[_ICD_2025, _GOAE_1996]).update(shipped=True)


class Migration(migrations.Migration):
    """Data, not schema."""

    dependencies: ClassVar = [("catalogues", "0003_what_was_shipped")]
    operations: ClassVar = [migrations.RunPython(mark, migrations.RunPython.noop)]
