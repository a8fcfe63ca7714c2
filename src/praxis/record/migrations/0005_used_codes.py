"""How often this practice chose each diagnosis."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Schema."""

    dependencies = [("record", "0004_close_what_was_moved")]

    operations = [
        migrations.CreateModel(
            name="UsedCode",
            fields=[
                ("icd", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("times", models.PositiveIntegerField()),
            ],
            options={"db_table": "used_code"},
        ),
    ]
