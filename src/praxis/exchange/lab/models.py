"""What comes in from laboratories before and after it belongs to somebody."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q

from praxis.gate.guarded import Guarded
from praxis.patients.models import Patient
from praxis.record.models import Report
from praxis.vault.fields import Pad, SealedJSON, SealedText


class FileState(StrEnum):
    """How far a file is; only `waiting` is ever worked on."""

    WAITING = "waiting"
    IMPORTED = "imported"
    QUARANTINED = "quarantined"
    DUPLICATE = "duplicate"
    DISMISSED = "dismissed"


class ReportState(StrEnum):
    """Where a report stands: red (open), green (filed), overtaken by a later one, moved away."""

    OPEN = "open"
    FILED = "filed"
    REPLACED = "replaced"
    MOVED = "moved"


class Why(StrEnum):
    """Why a report is red."""

    NOT_RED = ""
    NOBODY = "nobody"
    SEVERAL = "several"
    CONTRADICTION = "contradiction"
    CLOSED = "closed"
    TOO_LITTLE = "too-little"


def file_states() -> list[tuple[str, str]]:
    """The values of a file's `state`."""
    return [(state.value, state.name) for state in FileState]


def report_states() -> list[tuple[str, str]]:
    """The values of a report's `state`."""
    return [(state.value, state.name) for state in ReportState]


class LabFile(Guarded):
    """A file as it came, sealed under a key of its own until its reports are taken over.

    `content_hash` is a keyed hash of the bytes, `spool_hash` one of the place in the watched folder
    (so that a crash between commit and unlink is not taken for a second delivery). `reason` is our
    own German sentence and never holds content of the file.
    """

    SEALED_AS = "lab_file"
    PATIENT = "nobody"
    DOCUMENTS = ("address",)

    site = models.UUIDField()
    source = models.CharField(max_length=8)
    state = models.CharField(max_length=12, choices=file_states)
    name = SealedText("name", pad=Pad.IDENTITY)
    laboratory = SealedText("laboratory", pad=Pad.IDENTITY)
    size = models.PositiveBigIntegerField()
    address = models.BinaryField(max_length=32, default=b"")
    content_hash = models.BinaryField(max_length=32)
    spool_hash = models.BinaryField(max_length=32, default=b"")
    reason = models.CharField(max_length=400, blank=True)
    line = models.PositiveIntegerField(null=True)
    reports = models.PositiveIntegerField(default=0)
    known_reports = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    taken_by = models.UUIDField(null=True)
    arrived_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "objects"
        db_table = "lab_file"
        indexes: ClassVar = [models.Index(fields=["state", "arrived_at"], name="lab_file_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["content_hash"],
                condition=~Q(state=FileState.DUPLICATE),
                name="lab_file_once",
            )
        ]


class LabReport(Guarded):
    """One report in the inbox: under its own intake key while red, under the patient's when green.

    `content` is everything the file said about it (`content.py`); `order_hash` and `report_hash`
    are keyed. `severity` sorts: 4 life-threatening, 3 strongly, 2 abnormal, 1 remark, 0 nothing.
    """

    SEALED_AS = "lab_report"

    file = models.ForeignKey(LabFile, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, null=True, related_name="lab_reports"
    )
    filed = models.ForeignKey(
        Report, on_delete=models.PROTECT, null=True, related_name="lab_reports"
    )
    site = models.UUIDField()
    state = models.CharField(max_length=10, choices=report_states)
    why = models.CharField(max_length=16, blank=True)
    severity = models.PositiveSmallIntegerField(default=0)
    abnormal = models.PositiveSmallIntegerField(default=0)
    results = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=12)
    summary = SealedText("summary")
    content = SealedJSON("content")
    order_hash = models.BinaryField(max_length=32, null=True)
    report_hash = models.BinaryField(max_length=32, null=True)
    arrived_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)

    class Meta:
        base_manager_name = "objects"
        db_table = "lab_report"
        indexes: ClassVar = [
            models.Index(
                fields=["-severity", "arrived_at"],
                condition=Q(seen_at__isnull=True),
                name="lab_report_unseen",
            ),
            models.Index(fields=["order_hash"], name="lab_report_of_order"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report_hash"], name="lab_report_once"),
            models.CheckConstraint(
                name="lab_report_filed_has_a_patient",
                condition=Q(state="open") | Q(patient__isnull=False, filed__isnull=False),
            ),
        ]

    @property
    def collected_at(self) -> datetime | None:
        """When the specimen was taken, where the laboratory said so."""
        told = self.content["collected_at"]
        return datetime.fromisoformat(told) if told else None


class LabAttachment(Guarded):
    """A document that came inside a red report; becomes a document of the record when filed."""

    SEALED_AS = "lab_attachment"
    DOCUMENTS = ("address",)

    report = models.ForeignKey(LabReport, on_delete=models.PROTECT, related_name="attachments")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="+")
    title = SealedText("title", pad=Pad.IDENTITY)
    media_type = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    address = models.BinaryField(max_length=32)
    document = models.UUIDField(null=True)

    class Meta:
        base_manager_name = "objects"
        db_table = "lab_attachment"
