"""The table of checks of the log."""

from django.db import migrations, models

from praxis.core.ids import uuid7


class Migration(migrations.Migration):
    """Create it."""

    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditCheck",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.UUIDField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("total", models.BigIntegerField(default=0)),
                ("checked", models.BigIntegerField(default=0)),
                ("sound", models.BooleanField(null=True)),
                ("bad_seq", models.BigIntegerField(null=True)),
                ("late", models.BigIntegerField(default=0)),
                ("reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "db_table": "office_audit_check",
                "constraints": [
                    models.UniqueConstraint(
                        models.Value(1),
                        condition=models.Q(("finished_at__isnull", True)),
                        name="audit_check_one_at_a_time",
                    )
                ],
            },
        ),
    ]
