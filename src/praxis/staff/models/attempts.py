"""Failed and successful proofs, for throttling; keyed hashes instead of names and addresses."""

from typing import ClassVar

from django.db import models

from praxis.core.clock import now
from praxis.core.ids import uuid7


class Attempt(models.Model):
    """One try to prove something. Written before the proof is checked, so parallel tries count.

    `subject` is a keyed hash of the login name, `source` of the workstation or network address.
    """

    at = models.DateTimeField(default=now)
    subject = models.BinaryField()
    source = models.BinaryField()
    trusted = models.BooleanField()
    succeeded = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject", "at"], name="attempt_by_subject"),
            models.Index(fields=["at"], name="attempt_by_time"),
        ]


class Alarm(models.Model):
    """Something the owner should look at; one row per kind, subject and hour."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40)
    subject = models.BinaryField(default=b"")
    hour = models.DateTimeField()
    at = models.DateTimeField(default=now)
    account = models.UUIDField(null=True, blank=True)
    workstation = models.UUIDField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "subject", "hour"], name="alarm_once_an_hour")
        ]
