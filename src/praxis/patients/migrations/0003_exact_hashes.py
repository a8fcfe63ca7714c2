"""Keyed hashes for exact matching know under how many versions of the index key they lie."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table with one row."""

    dependencies = [("patients", "0002_search_counter")]

    operations = [
        migrations.CreateModel(
            name="ExactHashes",
            fields=[
                ("one", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "exact_hashes",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("one", 1)), name="exact_hashes_is_one_row"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "INSERT INTO exact_hashes (one, version) VALUES (1, 1)", "DELETE FROM exact_hashes"
        ),
    ]
