"""The certificate and its cancellation as a whole, from and to a bundle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from formats.fhir.document import Composition, Family, Frame, Read, Slot
from formats.fhir.eau.conditions import Condition, Kind, NextStep, Withdrawal
from formats.fhir.parts import KBV
from formats.fhir.people import Coverage, Organization, Patient, Practitioner, PractitionerRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One certificate; whether first, further or last says `composition.types`."""

    frame: Frame
    composition: Composition
    conditions: tuple[Condition, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    patient: Patient
    practitioners: tuple[Practitioner, ...] = ()
    role: PractitionerRole | None = None
    organization: Organization
    coverage: Coverage | None = None

    @property
    def incapacity(self) -> Condition | None:
        """From when until when, why, with which marks."""
        return next((c for c in self.conditions if c.kind is Kind.INCAPACITY), None)

    @property
    def diagnoses(self) -> tuple[Condition, ...]:
        """The coded diagnoses."""
        return tuple(c for c in self.conditions if c.kind is Kind.DIAGNOSIS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """The document that withdraws one certificate."""

    frame: Frame
    composition: Composition
    withdrawal: Withdrawal
    practitioners: tuple[Practitioner, ...] = ()
    organization: Organization


_HEAD: Final = Slot("composition", "Composition", Composition, is_required=True)
_PEOPLE: Final = (
    Slot("practitioners", "Practitioner", Practitioner, is_many=True, is_required=True),
    Slot("organization", "Organization", Organization, is_required=True),
)
FAMILY: Final = Family(
    Certificate,
    (f"{KBV}KBV_PR_EAU_Bundle",),
    (
        _HEAD,
        Slot("conditions", "Condition", Condition, is_many=True, is_required=True),
        Slot("next_steps", "ServiceRequest", NextStep, is_many=True),
        Slot("patient", "Patient", Patient, is_required=True),
        *_PEOPLE,
        Slot("role", "PractitionerRole", PractitionerRole),
        Slot("coverage", "Coverage", Coverage),
    ),
)
CANCELLATION: Final = Family(
    Cancellation,
    (f"{KBV}KBV_PR_EAU_Storno_Bundle",),
    (_HEAD, Slot("withdrawal", "List", Withdrawal, is_required=True), *_PEOPLE),
)


def read(data: bytes) -> Read[Certificate]:
    """A certificate from its XML, with what no field claims; raises `NotFhir` alone."""
    return FAMILY.read(data)


def write(certificate: Certificate) -> bytes:
    """The XML of a certificate; raises `Unwritable` alone."""
    return FAMILY.write(certificate)


def cancellation_read(data: bytes) -> Read[Cancellation]:
    """A cancellation from its XML; raises `NotFhir` alone."""
    return CANCELLATION.read(data)


def cancellation_write(cancellation: Cancellation) -> bytes:
    """The XML of a cancellation; raises `Unwritable` alone."""
    return CANCELLATION.write(cancellation)
