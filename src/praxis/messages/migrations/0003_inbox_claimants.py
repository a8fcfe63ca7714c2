"""Who claimed an envelope, so that a dead worker's claim ends with it."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("messages", "0002_post_state")]

    operations: ClassVar = [
        migrations.AddField("inbox", "claimed_by", models.UUIDField(null=True)),
    ]
