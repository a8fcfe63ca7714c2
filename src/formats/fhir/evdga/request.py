"""Which application is prescribed to whom, from and to a bundle.

Source: KBV_PR_EVDGA_HealthAppRequest, _Composition, _Bundle 1.2 (package 1.2.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from formats.fhir.bind import BOOLEAN, MOMENT, at, ext
from formats.fhir.document import Composition, Family, Frame, Read, Slot
from formats.fhir.parts import KBV, Accident, Coding
from formats.fhir.people import (
    Coverage,
    Organization,
    Patient,
    Practitioner,
    PractitionerRole,
    Resource,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppRequest(Resource):
    """The application by its PZN and name."""

    is_ser: bool | None = at(
        ext(f"{KBV}KBV_EX_FOR_SER"), "valueBoolean", what=BOOLEAN, default=False
    )
    accident: Accident | None = at(ext(f"{KBV}KBV_EX_FOR_Accident"), what=Accident)
    status: str | None = at("status", default="active")
    intent: str | None = at("intent", default="order")
    code: Coding | None = at("codeCodeableConcept", "coding", what=Coding)
    name: str | None = at("codeCodeableConcept", "text")
    subject: str | None = at("subject", "reference")
    authored_on: str | None = at("authoredOn", what=MOMENT)
    requester: str | None = at("requester", "reference")
    insurance: str | None = at("insurance", "reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class AppPrescription:
    """One prescription of an application."""

    frame: Frame
    composition: Composition
    request: AppRequest
    patient: Patient
    practitioners: tuple[Practitioner, ...] = ()
    role: PractitionerRole | None = None
    organization: Organization
    coverage: Coverage


FAMILY: Final = Family(
    AppPrescription,
    (f"{KBV}KBV_PR_EVDGA_Bundle",),
    (
        Slot("composition", "Composition", Composition, is_required=True),
        Slot("request", "DeviceRequest", AppRequest, is_required=True),
        Slot("patient", "Patient", Patient, is_required=True),
        Slot("practitioners", "Practitioner", Practitioner, is_many=True, is_required=True),
        Slot("role", "PractitionerRole", PractitionerRole),
        Slot("organization", "Organization", Organization, is_required=True),
        Slot("coverage", "Coverage", Coverage, is_required=True),
    ),
)


def read(data: bytes) -> Read[AppPrescription]:
    """A prescription from its XML, with what no field claims; raises `NotFhir` alone."""
    return FAMILY.read(data)


def write(prescription: AppPrescription) -> bytes:
    """The XML of a prescription; raises `Unwritable` alone."""
    return FAMILY.write(prescription)
