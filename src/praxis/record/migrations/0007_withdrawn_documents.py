"""A document filed by mistake is marked as withdrawn, with the moment and the person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Schema."""

    dependencies = [("record", "0006_count_used_codes")]

    operations = [
        migrations.AddField("document", "withdrawn_at", models.DateTimeField(null=True)),
        migrations.AddField("document", "withdrawn_by", models.UUIDField(null=True)),
    ]
