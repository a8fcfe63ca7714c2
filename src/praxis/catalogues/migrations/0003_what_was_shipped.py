"""Which editions came with the program: only those may the program renew by itself."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("catalogues", "0002_import_claimants")]

    operations: ClassVar = [
        migrations.AddField("edition", "shipped", models.BooleanField(default=False)),
    ]
