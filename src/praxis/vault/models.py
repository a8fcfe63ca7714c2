"""The wrapped data keys: one per patient (or unassigned thing) and version."""

from typing import ClassVar, Final

from django.db import models

from praxis.core.ids import uuid7
from praxis.core.words import kept
from praxis.vault.keys import Kind


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, kind.value) for kind in Kind]


class DataKey(models.Model):
    """A random 256-bit key, wrapped by the key of a monthly epoch; without it nothing opens."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.UUIDField()
    key_id = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=16, choices=_kinds)
    epoch = models.PositiveIntegerField()
    wrapped = models.BinaryField()
    created_on = models.DateField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["epoch", "id"], name="data_key_by_epoch")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "key_id"], name="data_key_once_per_version"),
            models.CheckConstraint(
                condition=models.Q(key_id__gte=1, key_id__lt=2**32), name="data_key_id_is_u32"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in Kind]), name="data_key_kind"
            ),
        ]


class KeyRenewal(models.Model):
    """One replacement of a key: which, by whom, how far it came (`vault.renewal`).

    `faults` counts owners whose rows were changed past the program: they keep their old key.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    what = models.CharField(max_length=16)
    version = models.PositiveIntegerField(null=True)
    version_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    started_by = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    total = models.PositiveBigIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["what"],
                condition=models.Q(finished_at__isnull=True),
                name="key_renewal_one_at_a_time",
            )
        ]


# Why a run failed that nobody foresaw; `fault` holds it with the kind filled in.
UNEXPECTED: Final = kept("Unerwarteter Fehler ({kind}).")


class BackupRun(models.Model):
    """One backup made, or one checked in full: by the worker's duty or by hand.

    `fault` is the sentence of what went wrong; empty and finished means good.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    what = models.CharField(max_length=8)
    name = models.CharField(max_length=32, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    documents = models.PositiveBigIntegerField(default=0)
    missing = models.PositiveBigIntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "vault_backup_run"
        indexes: ClassVar = [
            models.Index(fields=["what", "-finished_at"], name="backup_run_newest")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(what__in=["make", "check"]), name="backup_run_what"
            )
        ]


class Restoration(models.Model):
    """The database was put back to an earlier state: by `restore`, or past the program.

    `lost_links` and `known_until` say how much more the relay's newest anchor knew of; None until
    it was asked. Until `confirmed_at` the owner has not looked, and nothing goes outside.
    `found_by` is restore, head (a later end of the log was known here) or anchor (at the relay).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    found_by = models.CharField(max_length=8)
    backup = models.CharField(max_length=32, blank=True)
    state_of = models.DateTimeField(null=True)
    known_until = models.DateTimeField(null=True)
    sequence = models.BigIntegerField(default=0)
    lost_links = models.BigIntegerField(null=True)
    anchor_counter = models.BigIntegerField(default=0)
    sessions = models.PositiveIntegerField(default=0)
    invites = models.PositiveIntegerField(default=0)
    devices = models.PositiveIntegerField(default=0)
    tombstones = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    announced_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "vault_restoration"
