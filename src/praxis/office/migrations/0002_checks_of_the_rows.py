"""How many frozen rows a check looked at, beside the links of the log."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("office", "0001_checks_of_the_log")]

    operations = [
        migrations.AddField("auditcheck", "rows", models.BigIntegerField(default=0)),
    ]
