"""Who reads a catalogue file, so that the next worker takes over from a dead one."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("catalogues", "0001_editions_and_items")]

    operations: ClassVar = [
        migrations.AddField("importrun", "claimed_by", models.UUIDField(null=True)),
        migrations.AddField("importrun", "tries", models.PositiveSmallIntegerField(default=0)),
    ]
