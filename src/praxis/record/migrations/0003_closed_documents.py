"""A document can be closed because a newer version of it was moved to somebody else."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Schema."""

    dependencies = [("record", "0002_entry_types")]

    operations = [
        migrations.AddField("document", "closed", models.BooleanField(default=False)),
    ]
