"""Remembers which form was sent, so that the same form sent again does nothing twice."""

import django.db.models.deletion
from django.db import migrations, models

import praxis.core.clock
import praxis.core.ids


class Migration(migrations.Migration):
    """Schema only."""

    dependencies = [("staff", "0003_language_of_the_screen")]

    operations = [
        migrations.CreateModel(
            "SentForm",
            [
                (
                    "id",
                    models.UUIDField(
                        default=praxis.core.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key_hash", models.BinaryField(unique=True)),
                ("answer", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(default=praxis.core.clock.now)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="staff.session",
                    ),
                ),
            ],
            options={"db_table": "staff_sent_form"},
        ),
    ]
