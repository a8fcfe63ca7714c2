"""Replacements of keys, so that they go on after a restart and the owner sees how far they are."""

from django.db import migrations, models

import praxis.core.ids


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("vault", "0001_data_keys")]

    operations = [
        migrations.CreateModel(
            name="KeyRenewal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=praxis.core.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("what", models.CharField(max_length=16)),
                ("version", models.PositiveIntegerField(null=True)),
                ("version_at", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField()),
                ("started_by", models.UUIDField(null=True)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("total", models.PositiveBigIntegerField(default=0)),
                ("done", models.PositiveBigIntegerField(default=0)),
                ("faults", models.PositiveIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at__isnull", True)),
                        fields=("what",),
                        name="key_renewal_one_at_a_time",
                    )
                ]
            },
        )
    ]
