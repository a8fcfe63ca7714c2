"""Who claimed an envelope, so that a dead worker's claim ends with it."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("messages", "0003_what_a_restore_ended")]

    operations: ClassVar = [
        migrations.AddField("inbox", "claimed_by", models.UUIDField(null=True)),
    ]
