"""A task: what is to be done about a patient, until when, and whose it is."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from praxis.gate.guarded import Guarded
from praxis.patients.models import Patient
from praxis.vault.fields import SealedText


class Task(Guarded):
    """Mutable, so without a row MAC; `source` is the plain id of what it was made from."""

    SEALED_AS = "task"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="tasks")
    text = SealedText("text")
    due = models.DateField(null=True)
    for_account = models.UUIDField(null=True)
    for_role = models.CharField(max_length=20, blank=True)
    for_place = models.CharField(max_length=40, blank=True)
    source_kind = models.CharField(max_length=12, blank=True)
    source = models.UUIDField(null=True)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    done_by = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "objects"
        db_table = "patient_task"
        indexes: ClassVar = [
            models.Index(fields=["due"], condition=Q(done_at__isnull=True), name="task_open"),
            models.Index(fields=["patient"], name="task_of_patient"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source_kind", "source"],
                condition=Q(source__isnull=False),
                name="task_once_per_source",
            ),
            models.CheckConstraint(
                name="task_for_one_at_most",
                condition=Q(for_account__isnull=True, for_role="")
                | Q(for_account__isnull=True, for_place="")
                | Q(for_role="", for_place=""),
            ),
        ]
