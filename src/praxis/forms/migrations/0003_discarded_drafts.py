"""A draft that was discarded has neither signer nor document, like the draft it was."""

from django.db import migrations, models

_NAME = "filled_form_signed_has_signer_and_document"


class Migration(migrations.Migration):
    dependencies = [("forms", "0002_bound_forms")]

    operations = [
        migrations.RemoveConstraint(model_name="filledform", name=_NAME),
        migrations.AddConstraint(
            model_name="filledform",
            constraint=models.CheckConstraint(
                name=_NAME,
                condition=models.Q(
                    state__in=["draft", "prepared", "discarded"], document__isnull=True
                )
                | models.Q(
                    state__in=["signed", "withdrawn"],
                    signed_by__isnull=False,
                    signed_at__isnull=False,
                    document__isnull=False,
                ),
            ),
        ),
    ]
