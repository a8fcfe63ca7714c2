"""The prescription as a whole, from and to a bundle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from formats.fhir.document import Composition, Family, Frame, Read, Slot
from formats.fhir.erezept.medication import Medication
from formats.fhir.erezept.order import MedicationOrder, Supply
from formats.fhir.parts import KBV
from formats.fhir.people import Coverage, Organization, Patient, Practitioner, PractitionerRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Prescription:
    """One prescription; either `order` with patient and coverage, or `supply`."""

    frame: Frame
    composition: Composition
    order: MedicationOrder | None = None
    supply: Supply | None = None
    medication: Medication
    patient: Patient | None = None
    practitioners: tuple[Practitioner, ...] = ()
    role: PractitionerRole | None = None
    organization: Organization
    coverage: Coverage | None = None


FAMILY: Final = Family(
    Prescription,
    (f"{KBV}KBV_PR_ERP_Bundle",),
    (
        Slot("composition", "Composition", Composition, is_required=True),
        Slot("order", "MedicationRequest", MedicationOrder),
        Slot("supply", "SupplyRequest", Supply),
        Slot("medication", "Medication", Medication, is_required=True),
        Slot("patient", "Patient", Patient),
        Slot("practitioners", "Practitioner", Practitioner, is_many=True, is_required=True),
        Slot("role", "PractitionerRole", PractitionerRole),
        Slot("organization", "Organization", Organization, is_required=True),
        Slot("coverage", "Coverage", Coverage),
    ),
)


def read(data: bytes) -> Read[Prescription]:
    """A prescription from its XML, with what no field claims; raises `NotFhir` alone."""
    return FAMILY.read(data)


def write(prescription: Prescription) -> bytes:
    """The XML of a prescription; raises `Unwritable` alone."""
    return FAMILY.write(prescription)
