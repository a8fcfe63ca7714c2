"""A coverage recorded for the wrong person is withdrawn and no longer stands in the way."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import migrations, models

NAME = "coverage_of_one_kind_does_not_overlap"


class Migration(migrations.Migration):
    """Schema."""

    dependencies = [("patients", "0003_exact_hashes")]

    operations = [
        migrations.AddField("coverage", "withdrawn_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("coverage", NAME),
        migrations.AddConstraint(
            "coverage",
            ExclusionConstraint(
                name=NAME,
                expressions=[("patient", "="), ("kind", "="), ("valid", "&&")],
                condition=models.Q(withdrawn_at__isnull=True),
            ),
        ),
    ]
