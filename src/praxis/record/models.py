"""What a practice writes and keeps about a patient; nothing here is ever overwritten.

It is one file, because these tables are read together.
"""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from praxis.gate.guarded import Guarded
from praxis.patients.models import Patient
from praxis.vault.fields import Pad, SealedJSON, SealedText
from praxis.vault.rows import FrozenRow


class Certainty(StrEnum):
    """How sure a diagnosis is (KVDT field 6003)."""

    CONFIRMED = "G"
    SUSPECTED = "V"
    STATE_AFTER = "Z"
    EXCLUDED = "A"


class Side(StrEnum):
    """Which side (KVDT field 6004)."""

    RIGHT = "R"
    LEFT = "L"
    BOTH = "B"


class FindingState(StrEnum):
    """A result grows up: preliminary, final, corrected."""

    PRELIMINARY = "preliminary"
    FINAL = "final"
    CORRECTED = "corrected"


class Abnormal(StrEnum):
    """The laboratory's mark (LDT field 8422)."""

    NORMAL = "N"
    HIGH = "+"
    VERY_HIGH = "++"
    LOW = "-"
    VERY_LOW = "--"
    OTHER = "!"
    UNKNOWN = ""


def _choices(kinds: type[StrEnum]) -> list[tuple[str, str]]:
    return [(kind.value, kind.name) for kind in kinds]


def certainties() -> list[tuple[str, str]]:
    """The values of `certainty`."""
    return _choices(Certainty)


def finding_states() -> list[tuple[str, str]]:
    """The values of a finding's `state`."""
    return _choices(FindingState)


class EntryType(models.Model):
    """A kind of line in the chart; changeable in the product, so a table and not code.

    `meaning` says what the program does with it: text, diagnosis, caution, allergy, note.
    """

    code = models.CharField(max_length=4, primary_key=True)
    title = models.CharField(max_length=40)
    meaning = models.CharField(max_length=12)
    order = models.PositiveSmallIntegerField()
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "entry_type"


class UsedCode(models.Model):
    """How often this practice chose a diagnosis, whoever had it: what it uses most comes first."""

    icd = models.CharField(max_length=8, primary_key=True)
    times = models.PositiveIntegerField()

    class Meta:
        db_table = "used_code"


class Entry(Guarded, FrozenRow):
    """One line of the chart: append-only; a correction is a new entry that replaces the old one.

    `happened_at` is when it took place, `recorded_at` when it was written (both shown).
    """

    SEALED_AS = "entry"
    WITHIN_PATIENT = ("replaces",)
    FROZEN = (
        "patient",
        "code",
        "text",
        "author",
        "happened_at",
        "recorded_at",
        "replaces",
        "withdrawn",
    )

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="entries")
    code = models.CharField(max_length=4)
    text = SealedText("text")
    author = models.UUIDField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    withdrawn = models.BooleanField(default=False)

    class Meta:
        base_manager_name = "objects"
        db_table = "entry"
        indexes: ClassVar = [
            models.Index(fields=["patient", "-happened_at", "-id"], name="entry_of_patient")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="entry_not_in_the_future", condition=Q(happened_at__lte=F("recorded_at"))
            ),
            models.CheckConstraint(name="entry_replaces_another", condition=~Q(replaces=F("id"))),
        ]


class Diagnosis(Guarded, FrozenRow):
    """An ICD-10-GM code with certainty and side; ended or corrected by a new row, never changed."""

    SEALED_AS = "diagnosis"
    WITHIN_PATIENT = ("entry", "replaces")
    FROZEN = (
        "patient", "entry", "icd", "catalogue_year", "certainty", "side", "permanent", "note",
        "author", "since", "recorded_at", "replaces", "withdrawn",
    )  # fmt: skip

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="diagnoses")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="diagnoses")
    icd = models.CharField(max_length=8)
    catalogue_year = models.PositiveSmallIntegerField()
    certainty = models.CharField(max_length=1, choices=certainties)
    side = models.CharField(max_length=1, blank=True)
    permanent = models.BooleanField(default=False)
    note = SealedText("note")
    author = models.UUIDField()
    since = models.DateField()
    recorded_at = models.DateTimeField()
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    withdrawn = models.BooleanField(default=False)

    class Meta:
        base_manager_name = "objects"
        db_table = "diagnosis"
        indexes: ClassVar = [
            models.Index(fields=["patient", "-since"], name="diagnosis_of_patient")
        ]


class Document(Guarded, FrozenRow):
    """Immutable bytes in the sealed store; a new version is a new document.

    `address` is the store's address, `size` the true length in bytes, `media_type` one of a short
    list found from the content, never from the name.
    """

    SEALED_AS = "document"
    DOCUMENTS = ("address",)
    FROZEN = (
        "patient", "kind", "title", "file_name", "media_type", "size", "address", "author",
        "happened_at", "recorded_at", "replaces", "source",
    )  # fmt: skip

    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, null=True, related_name="documents"
    )
    kind = models.CharField(max_length=16)
    title = SealedText("title", pad=Pad.IDENTITY)
    file_name = SealedText("file_name", pad=Pad.IDENTITY)
    media_type = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    address = models.CharField(max_length=64)
    author = models.UUIDField(null=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    source = models.CharField(max_length=16, blank=True)
    # A newer version of it was filed wrongly and moved to somebody else: nobody opens this one.
    closed = models.BooleanField(default=False)
    # Filed by mistake: it stays and can be read, but leaves the list and is not released.
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)

    class Meta:
        base_manager_name = "objects"
        db_table = "document"
        indexes: ClassVar = [
            models.Index(fields=["patient", "-happened_at"], name="document_of_patient")
        ]


class Report(Guarded, FrozenRow):
    """One laboratory report as it came in, assigned to a patient; its findings hang on it.

    `replaces` names the earlier report of the same order that this one corrects or completes.
    """

    SEALED_AS = "report"
    FROZEN = (
        "patient", "laboratory", "order_number", "state", "collected_at", "reported_at",
        "recorded_at", "comment", "source_hash", "replaces",
    )  # fmt: skip

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="reports")
    laboratory = SealedText("laboratory", pad=Pad.IDENTITY)
    order_number = SealedText("order_number", pad=Pad.IDENTITY)
    state = models.CharField(max_length=12, choices=finding_states)
    collected_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    comment = SealedText("comment")
    source_hash = models.BinaryField(max_length=32)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="followed_by"
    )

    class Meta:
        base_manager_name = "objects"
        db_table = "report"
        indexes: ClassVar = [
            models.Index(fields=["patient", "-recorded_at"], name="report_of_patient")
        ]


class Finding(Guarded, FrozenRow):
    """One value of a report. Numbers have a unit; the range of this very result stays with it.

    `value` is the number, `operator` `<` or `>` where the laboratory gave a bound; `text` is for
    results in words. `low` and `high` are the numeric bounds where they could be read.
    """

    SEALED_AS = "finding"
    WITHIN_PATIENT = ("report",)
    FROZEN = (
        "patient", "report", "analyte", "position", "value", "operator", "unit", "low", "high",
        "abnormal", "state", "name", "text", "reference", "comment", "measured_at",
    )  # fmt: skip

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="findings")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="findings")
    position = models.PositiveSmallIntegerField()
    analyte = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    operator = models.CharField(max_length=2, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    low = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    high = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    abnormal = models.CharField(max_length=2, blank=True)
    state = models.CharField(max_length=12, choices=finding_states)
    name = SealedText("name", pad=Pad.IDENTITY)
    text = SealedText("text")
    reference = SealedText("reference", pad=Pad.IDENTITY)
    comment = SealedText("comment")
    measured_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        db_table = "finding"
        indexes: ClassVar = [
            models.Index(fields=["patient", "analyte", "-measured_at"], name="finding_of_patient")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="finding_number_has_a_unit", condition=Q(value__isnull=True) | ~Q(unit="")
            ),
            models.UniqueConstraint(fields=["report", "position"], name="finding_position_once"),
        ]


class Review(Guarded, FrozenRow):
    """That somebody saw a report ("gesehen"), as an act with a name."""

    SEALED_AS = "review"
    WITHIN_PATIENT = ("report",)
    FROZEN = ("patient", "report", "author", "recorded_at", "note")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="reviews")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="reviews")
    author = models.UUIDField()
    recorded_at = models.DateTimeField()
    note = SealedText("note")

    class Meta:
        base_manager_name = "objects"
        db_table = "review"


class EntryDraft(Guarded):
    """What somebody is typing, kept sealed across lock, crash and reload; one per place."""

    SEALED_AS = "entry_draft"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="drafts")
    account = models.UUIDField()
    place = models.CharField(max_length=40)
    content = SealedJSON("content")
    saved_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        db_table = "entry_draft"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "patient", "place"],
                name="entry_draft_once",
                nulls_distinct=False,
            )
        ]
