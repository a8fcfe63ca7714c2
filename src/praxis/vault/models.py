"""The wrapped data keys: one per patient (or unassigned thing) and version."""

from typing import ClassVar

from django.db import models

from praxis.core.ids import uuid7
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
