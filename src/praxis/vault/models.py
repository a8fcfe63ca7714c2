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
