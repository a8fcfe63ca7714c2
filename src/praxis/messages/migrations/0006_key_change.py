"""Which keys the practice had when, and which of them a device was told."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("messages", "0005_accesses_told")]

    operations: ClassVar = [
        migrations.AddField(
            "postidentity", "sign_version", models.PositiveIntegerField(default=1)
        ),
        migrations.AddField("postidentity", "change", models.BinaryField(null=True)),
        migrations.AddField("postidentity", "known_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "device", "bundle_hash", models.BinaryField(max_length=32, null=True)
        ),
    ]
