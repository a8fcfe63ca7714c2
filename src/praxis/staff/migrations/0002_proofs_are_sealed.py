"""Passwords, PINs and recovery codes are sealed hashes: a new login key moves them by itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Recovery codes of before are dropped; nothing was released with them."""

    dependencies = [("staff", "0001_staff_and_logins")]

    operations = [
        migrations.RunSQL("DELETE FROM staff_recoverycode", migrations.RunSQL.noop),
        migrations.RemoveConstraint("recoverycode", "recovery_code_once"),
        migrations.RemoveField("recoverycode", "code_hash"),
        migrations.RemoveField("recoverycode", "key_version"),
        migrations.AddField(
            "recoverycode",
            "sealed",
            models.CharField(default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AlterField("account", "password", models.CharField(blank=True, max_length=300)),
        migrations.AlterField("account", "pin", models.CharField(blank=True, max_length=300)),
    ]
