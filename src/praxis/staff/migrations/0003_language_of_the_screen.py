"""Everybody chooses the language of their screen; German until they do."""

from django.db import migrations, models

import praxis.staff.models.accounts


class Migration(migrations.Migration):
    """Schema only."""

    dependencies = [("staff", "0002_proofs_are_sealed")]

    operations = [
        migrations.AddField(
            "account",
            "language",
            models.CharField(
                choices=praxis.staff.models.accounts.language_choices,
                default=praxis.staff.models.accounts.Language["GERMAN"],
                max_length=2,
            ),
        ),
        migrations.AddConstraint(
            "account",
            models.CheckConstraint(
                condition=models.Q(language__in=("de", "en")), name="account_language_known"
            ),
        ),
    ]
