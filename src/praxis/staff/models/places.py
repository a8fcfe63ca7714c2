"""Machines, sessions and logins on their way; each known only by the hash of a random cookie."""

from typing import ClassVar

from django.db import models

from praxis.core.clock import now
from praxis.core.ids import uuid7
from praxis.staff.models.accounts import Account


class Workstation(models.Model):
    """A browser on a machine of the practice, trusted once the owner approved it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    device_hash = models.BinaryField(unique=True)
    name = models.CharField(max_length=60)
    requested_at = models.DateTimeField(default=now)
    requested_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    @property
    def trusted(self) -> bool:
        """Whether people may work here now."""
        return self.approved_at is not None and self.revoked_at is None


class Session(models.Model):
    """Somebody at a workstation. Holds ids and times only; the key is in the cookie alone.

    `locked_at` is set while only unlocking is served. `pin_tries` counts wrong PINs since the
    last right one. `ended_why` is a code.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key_hash = models.BinaryField(unique=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="sessions")
    workstation = models.ForeignKey(Workstation, models.PROTECT, related_name="sessions")
    proof = models.CharField(max_length=20)
    created_at = models.DateTimeField(default=now)
    last_activity_at = models.DateTimeField(default=now)
    confirmed_at = models.DateTimeField(default=now)
    locked_at = models.DateTimeField(null=True, blank=True)
    pin_tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account"], condition=models.Q(ended_at=None), name="session_open")
        ]


class SentForm(models.Model):
    """A form that was sent and had its effect; the same form sent again has none.

    `key_hash` is keyed over person, page, address and fields, `answer` the address it led to
    (ids only), empty if it showed a page.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    key_hash = models.BinaryField(unique=True)
    answer = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        db_table = "staff_sent_form"


class LoginStep(models.Model):
    """A login on its way: what was proven so far, for five minutes, in one browser.

    `second_ok` names the second proof that fitted; `tries` counts the ones that did not.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key_hash = models.BinaryField(unique=True)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    password_ok = models.BooleanField(default=False)
    second_ok = models.CharField(max_length=20, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()


class Challenge(models.Model):
    """A WebAuthn challenge: for one purpose and one session or login, taken out once."""

    value = models.BinaryField(primary_key=True)
    purpose = models.CharField(max_length=20)
    bound_to = models.UUIDField()
    expires_at = models.DateTimeField()
