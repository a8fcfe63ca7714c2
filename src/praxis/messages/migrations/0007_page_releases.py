"""The highest release of the patient's page that was ever installed."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("messages", "0006_key_change")]

    operations: ClassVar = [
        migrations.AddField(
            "poststate", "page_number", models.PositiveBigIntegerField(default=0)
        ),
    ]
