"""When a device was last told who opened the record."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("messages", "0004_inbox_claimants")]

    operations: ClassVar = [
        migrations.AddField("device", "accesses_told_at", models.DateTimeField(null=True)),
    ]
