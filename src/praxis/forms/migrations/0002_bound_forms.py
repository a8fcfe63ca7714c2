"""Binds every filled form; one written before this has no MAC and is not shown any more."""

from django.db import migrations

import praxis.vault.row_mac


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_filled_forms")]

    operations = [
        migrations.AddField(
            model_name="filledform",
            name="row_mac",
            field=praxis.vault.row_mac.RowMacField(default=b""),
            preserve_default=False,
        )
    ]
