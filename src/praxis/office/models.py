"""What the office keeps: checks of the log, asked for and finished."""

from typing import ClassVar

from django.db import models

from praxis.core.ids import uuid7


class AuditCheck(models.Model):
    """One check of the whole log: asked by the owner or the night, carried out by the worker.

    `bad_seq` is the first bad link, `rows` how many frozen rows were looked at; `sound`
    is None until the check is finished.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    total = models.BigIntegerField(default=0)
    checked = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    sound = models.BooleanField(null=True)
    bad_seq = models.BigIntegerField(null=True)
    late = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "office_audit_check"
        constraints: ClassVar = [
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(finished_at__isnull=True),
                name="audit_check_one_at_a_time",
            )
        ]
