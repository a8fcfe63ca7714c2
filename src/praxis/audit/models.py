"""What is kept about every decision: ids and codes, never a name or a word."""

from typing import Any, ClassVar, NoReturn

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from praxis.core.errors import PraxisError
from praxis.core.words import marked


class InsertOnly(PraxisError):
    """The log is written by `praxis.audit.writer` and changed by nobody."""

    message = marked("Das Protokoll kann nicht verändert werden.")
    status = 500


class _Unchangeable(models.Model):
    class Meta:
        abstract = True

    def save(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise InsertOnly(detail="save")

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise InsertOnly(detail="delete")


class AuditEvent(_Unchangeable):
    """One decision of the gate, or one event of the house, as written by `praxis.audit.writer`.

    `n` rises in order of insertion; the order that counts is the chain's. `patients` names whose
    data were touched, `subjects` the rows (a refused row may not exist). The MAC binds the row.
    """

    n = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=64)
    outcome = models.CharField(max_length=8)
    actor_kind = models.CharField(max_length=8)
    actor = models.UUIDField(null=True)
    job = models.CharField(max_length=40)
    workstation = models.UUIDField(null=True)
    session = models.UUIDField(null=True)
    request = models.UUIDField(null=True)
    model = models.CharField(max_length=64)
    subjects = ArrayField(models.UUIDField())
    patients = ArrayField(models.UUIDField())
    reason = models.CharField(max_length=40)
    note = models.UUIDField(null=True)
    row_mac = models.BinaryField()
    mac_key = models.PositiveIntegerField()
    mac = models.BinaryField()

    class Meta:
        db_table = "audit_event"
        indexes: ClassVar = [
            models.Index(fields=["at"], name="audit_event_at"),
            models.Index(fields=["actor", "at"], name="audit_event_actor_at"),
            GinIndex(fields=["patients"], name="audit_event_patients"),
        ]


class AuditLink(_Unchangeable):
    """One link of the chain: the event's digest and everything before it, in one hash."""

    seq = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="link")
    previous = models.BinaryField()
    hash = models.BinaryField()
    mac_key = models.PositiveIntegerField()
    mac = models.BinaryField()
    chained_at = models.DateTimeField()

    class Meta:
        db_table = "audit_chain"


class AuditAnchor(_Unchangeable):
    """The head of the chain as it was handed to somebody outside: rising, signed, never deleted."""

    counter = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField()
    head = models.BinaryField()
    made_at = models.DateTimeField()
    signed = models.BinaryField()

    class Meta:
        db_table = "audit_anchor"


class AuditAnchorReceipt(_Unchangeable):
    """That an anchor reached a place outside the machine: the relay, or paper."""

    id = models.BigAutoField(primary_key=True)
    anchor = models.ForeignKey(AuditAnchor, on_delete=models.PROTECT, related_name="receipts")
    place = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        db_table = "audit_anchor_receipt"
