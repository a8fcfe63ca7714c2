"""A closed site names the open one that took over, so that nothing of it is ever out of sight."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Schema only."""

    dependencies = [("staff", "0004_forms_are_sent_once")]

    operations = [
        migrations.AddField(
            "site",
            "taken_over_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="staff.site",
            ),
        ),
        migrations.AddConstraint(
            "site",
            models.CheckConstraint(
                condition=Q(closed_at=None, taken_over_by=None)
                | Q(closed_at__isnull=False, taken_over_by__isnull=False),
                name="site_closed_names_its_heir",
            ),
        ),
        migrations.AddConstraint(
            "site",
            models.CheckConstraint(
                condition=~Q(taken_over_by=F("id")), name="site_is_not_its_own_heir"
            ),
        ),
    ]
