"""Who comes to the practice: identity, coverage, sites, who may see a restricted record."""

from enum import StrEnum
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from praxis.gate.guarded import Guarded
from praxis.vault.fields import Pad, SealedText


class State(StrEnum):
    """Where a patient's record stands."""

    ACTIVE = "active"
    CLOSED = "closed"
    MERGED = "merged"
    ERASED = "erased"


class Sex(StrEnum):
    """As on the health card (KVDT field 3110)."""

    FEMALE = "W"
    MALE = "M"
    DIVERSE = "D"
    UNKNOWN = "X"


class CoverageKind(StrEnum):
    """Who pays in principle."""

    STATUTORY = "gkv"
    PRIVATE = "pkv"
    SELF = "self"
    ACCIDENT = "bg"


def _choices(kinds: type[StrEnum]) -> list[tuple[str, str]]:
    return [(kind.value, kind.name) for kind in kinds]


def states() -> list[tuple[str, str]]:
    """The states, for the database's documentation."""
    return _choices(State)


def sexes() -> list[tuple[str, str]]:
    """The values of `sex`."""
    return _choices(Sex)


def coverage_kinds() -> list[tuple[str, str]]:
    """The kinds of coverage."""
    return _choices(CoverageKind)


class Patient(Guarded):
    """A person; never deleted, only closed, merged, or crypto-erased after retention.

    `birth_date` is sealed text in ISO form and may be partial (`1958`, `1958-03`); `birth_year`
    stays clear because the practice computes with it. `number_hash` and `insurance_hash` are keyed
    hashes for exact matching. `search_n` is the change number the search process reads by.
    """

    SEALED_AS = "patient"
    PATIENT = "id"

    number = SealedText("number", pad=Pad.IDENTITY)
    number_hash = models.BinaryField(max_length=32, unique=True)
    title = SealedText("title", pad=Pad.IDENTITY)
    family_name = SealedText("family_name", pad=Pad.IDENTITY)
    given_name = SealedText("given_name", pad=Pad.IDENTITY)
    former_name = SealedText("former_name", pad=Pad.IDENTITY)
    birth_date = SealedText("birth_date", pad=Pad.IDENTITY)
    birth_year = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=1, choices=sexes, default=Sex.UNKNOWN)
    insurance_number = SealedText("insurance_number", pad=Pad.IDENTITY)
    insurance_hash = models.BinaryField(max_length=32, null=True, unique=True)
    street = SealedText("street", pad=Pad.IDENTITY)
    postal_code = SealedText("postal_code", pad=Pad.IDENTITY)
    city = SealedText("city", pad=Pad.IDENTITY)
    phone = SealedText("phone", pad=Pad.IDENTITY)
    mobile = SealedText("mobile", pad=Pad.IDENTITY)
    mail = SealedText("mail", pad=Pad.IDENTITY)
    state = models.CharField(max_length=8, choices=states, default=State.ACTIVE)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged_from"
    )
    restricted = models.BooleanField(default=False)
    closed_on = models.DateField(null=True)
    last_treated_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    search_n = models.BigIntegerField(default=0, db_index=True)
    recorded_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        db_table = "patient"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="patient_merged_names_its_heir",
                condition=models.Q(state=State.MERGED, merged_into__isnull=False)
                | ~models.Q(state=State.MERGED) & models.Q(merged_into__isnull=True),
            ),
            models.CheckConstraint(
                name="patient_is_not_its_own_heir", condition=~models.Q(merged_into=models.F("id"))
            ),
        ]


class PatientSite(Guarded):
    """That a patient belongs to a site, from a day, until a day."""

    SEALED_AS = "patient_site"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="sites")
    site = models.UUIDField()
    since = models.DateField()
    until = models.DateField(null=True)
    joined_by = models.CharField(max_length=16)

    class Meta:
        base_manager_name = "objects"
        db_table = "patient_site"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["patient", "site"],
                condition=models.Q(until__isnull=True),
                name="patient_site_once_at_a_time",
            )
        ]


class NamedStaff(Guarded):
    """Who may see a restricted record: named staff, or somebody in an emergency for a while."""

    SEALED_AS = "patient_named_staff"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="named_staff")
    account = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    emergency = models.BooleanField(default=False)
    reason = SealedText("reason")
    seen_by_owner_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "objects"
        db_table = "patient_named_staff"
        indexes: ClassVar = [
            models.Index(fields=["patient", "account"], name="named_staff_of_patient")
        ]


class Coverage(Guarded):
    """Who pays for a patient and when; intervals of one kind do not overlap."""

    SEALED_AS = "patient_coverage"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="coverages")
    kind = models.CharField(max_length=4, choices=coverage_kinds)
    payer = SealedText("payer", pad=Pad.IDENTITY)
    payer_number = models.CharField(max_length=9, blank=True)
    insured_status = models.CharField(max_length=1, blank=True)
    valid = DateRangeField()
    # Recorded for the wrong person: it stays as it was, and nobody is insured by it.
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "objects"
        db_table = "patient_coverage"
        constraints: ClassVar = [
            ExclusionConstraint(
                name="coverage_of_one_kind_does_not_overlap",
                expressions=[
                    ("patient", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(withdrawn_at__isnull=True),
            )
        ]


class Consent(Guarded):
    """What a patient agreed to, until when; taking it back is an event, not a deletion."""

    SEALED_AS = "patient_consent"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    what = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    until = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
    recorded_by = models.UUIDField()
    wording = SealedText("wording")

    class Meta:
        base_manager_name = "objects"
        db_table = "patient_consent"


class ExactHashes(models.Model):
    """One row: how many versions of the index key the keyed hashes for exact matching lie under."""

    one = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "exact_hashes"
        constraints: ClassVar = [
            models.CheckConstraint(name="exact_hashes_is_one_row", condition=models.Q(one=1))
        ]


class SearchCounter(models.Model):
    """One row: the number of the last change to anybody's identity (`decisions`: search)."""

    one = models.PositiveSmallIntegerField(primary_key=True, default=1)
    n = models.BigIntegerField(default=0)

    class Meta:
        db_table = "search_counter"
        constraints: ClassVar = [
            models.CheckConstraint(name="search_counter_is_one_row", condition=models.Q(one=1))
        ]
