"""The order for a patient, and the order for the practice's own supply.

Source: KBV_PR_ERP_Prescription, KBV_PR_ERP_PracticeSupply 1.4 (package 1.4.3), DosageDgMP 1.0.7.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from formats.fhir.bind import BOOLEAN, DECIMAL, MOMENT, WHOLE, at, each, ext
from formats.fhir.parts import KBV, Accident, Coding, Identifier, Period, Quantity
from formats.fhir.people import Resource

_RENDERED: Final = (
    "http://hl7.org/fhir/5.0/StructureDefinition/"
    "extension-MedicationRequest.renderedDosageInstruction"
)
_META: Final = (
    "http://ig.fhir.de/igs/medication/StructureDefinition/GeneratedDosageInstructionsMeta"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Prescription in parts (Mehrfachverordnung): `number` of `count`, when, one id for all."""

    is_one: bool | None = at(ext("Kennzeichen"), "valueBoolean", what=BOOLEAN, default=False)
    number: Decimal | None = at(
        ext("Nummerierung"), "valueRatio", "numerator", "value", what=DECIMAL
    )
    count: Decimal | None = at(
        ext("Nummerierung"), "valueRatio", "denominator", "value", what=DECIMAL
    )
    period: Period | None = at(ext("Zeitraum"), "valuePeriod", what=Period)
    id: Identifier | None = at(ext("ID"), "valueIdentifier", what=Identifier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narcotic:
    """Marks of a narcotic prescription, and what is added for substitution."""

    mark: Coding | None = at(ext("BtM-Sonderkennzeichen"), "valueCoding", what=Coding)
    addition: str | None = at(ext("ErgaenzendeAngabenSubstitutionsmittel"), "valueString")


@dataclass(frozen=True, slots=True, kw_only=True)
class Teratogenic:
    """The five declarations of a T-prescription."""

    off_label: bool | None = at(ext("Off-Label"), "valueBoolean", what=BOOLEAN)
    may_conceive: bool | None = at(ext("GebaerfaehigeFrau"), "valueBoolean", what=BOOLEAN)
    is_safe: bool | None = at(ext("EinhaltungSicherheitsmassnahmen"), "valueBoolean", what=BOOLEAN)
    was_informed: bool | None = at(
        ext("AushaendigungInformationsmaterialien"), "valueBoolean", what=BOOLEAN
    )
    is_expert: bool | None = at(ext("ErklaerungSachkenntnis"), "valueBoolean", what=BOOLEAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dosage:
    """One line of the dosing scheme (dgMP), or a text; the flag stood here until 1.3."""

    is_dosed: bool | None = at(ext(f"{KBV}KBV_EX_ERP_DosageFlag"), "valueBoolean", what=BOOLEAN)
    text: str | None = at("text")
    bounds: Quantity | None = at("timing", "repeat", "boundsDuration", what=Quantity)
    frequency: int | None = at("timing", "repeat", "frequency", what=WHOLE)
    period: Decimal | None = at("timing", "repeat", "period", what=DECIMAL)
    period_unit: str | None = at("timing", "repeat", "periodUnit")
    weekdays: tuple[str, ...] = each("timing", "repeat", "dayOfWeek")
    times: tuple[str, ...] = each("timing", "repeat", "timeOfDay")
    when: tuple[str, ...] = each("timing", "repeat", "when")
    dose: Quantity | None = at("doseAndRate", "doseQuantity", what=Quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicationOrder(Resource):
    """What is ordered for a patient.

    `is_ser`: social compensation law; until 1.1 it was called BVG and stood in `is_bvg`.
    """

    co_payment: Coding | None = at(
        ext(f"{KBV}KBV_EX_FOR_StatusCoPayment"), "valueCoding", what=Coding
    )
    is_emergency: bool | None = at(
        ext(f"{KBV}KBV_EX_ERP_EmergencyServicesFee"), "valueBoolean", what=BOOLEAN, default=False
    )
    is_ser: bool | None = at(
        ext(f"{KBV}KBV_EX_FOR_SER"), "valueBoolean", what=BOOLEAN, default=False
    )
    is_bvg: bool | None = at(ext(f"{KBV}KBV_EX_ERP_BVG"), "valueBoolean", what=BOOLEAN)
    accident: Accident | None = at(ext(f"{KBV}KBV_EX_FOR_Accident"), what=Accident)
    series: Series | None = at(ext(f"{KBV}KBV_EX_ERP_Multiple_Prescription"), what=Series)
    prescriber: Identifier | None = at(
        ext(f"{KBV}KBV_EX_ERP_Prescriber_ID"), "valueIdentifier", what=Identifier
    )
    patient_id: Identifier | None = at(
        ext(f"{KBV}KBV_EX_ERP_Patient_ID"), "valueIdentifier", what=Identifier
    )
    narcotic: Narcotic | None = at(ext(f"{KBV}KBV_EX_ERP_Narcotic"), what=Narcotic)
    teratogenic: Teratogenic | None = at(ext(f"{KBV}KBV_EX_ERP_Teratogenic"), what=Teratogenic)
    has_dosage: bool | None = at(ext(f"{KBV}KBV_EX_ERP_DosageFlag"), "valueBoolean", what=BOOLEAN)
    dosage_text: str | None = at(ext(_RENDERED), "valueMarkdown")
    algorithm: str | None = at(ext(_META), ext("algorithmVersion"), "valueString")
    language: str | None = at(ext(_META), ext("language"), "valueCode")
    status: str | None = at("status", default="active")
    intent: str | None = at("intent", default="order")
    medication: str | None = at("medicationReference", "reference")
    subject: str | None = at("subject", "reference")
    authored_on: str | None = at("authoredOn", what=MOMENT)
    requester: str | None = at("requester", "reference")
    based_on: Identifier | None = at("basedOn", "identifier", what=Identifier)
    insurance: str | None = at("insurance", "reference")
    note: str | None = at("note", "text")
    dosages: tuple[Dosage, ...] = each("dosageInstruction", what=Dosage)
    validity: Period | None = at("dispenseRequest", "validityPeriod", what=Period)
    packages: Quantity | None = at("dispenseRequest", "quantity", what=Quantity)
    reach: Quantity | None = at("dispenseRequest", "expectedSupplyDuration", what=Quantity)
    may_substitute: bool | None = at("substitution", "allowedBoolean", what=BOOLEAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Who pays for the practice's own supply."""

    ik: Identifier | None = at(ext("IK"), "valueIdentifier", what=Identifier)
    name: str | None = at(ext("Name"), "valueString")
    kind: Coding | None = at(ext("Kostentraegertyp"), "valueCoding", what=Coding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply(Resource):
    """Sprechstundenbedarf: what the practice orders for itself."""

    payer: Payer | None = at(ext(f"{KBV}KBV_EX_ERP_PracticeSupply_Payor"), what=Payer)
    narcotic: Narcotic | None = at(ext(f"{KBV}KBV_EX_ERP_Narcotic"), what=Narcotic)
    medication: str | None = at("itemReference", "reference")
    packages: Quantity | None = at("quantity", what=Quantity)
    authored_on: str | None = at("authoredOn", what=MOMENT)
    requester: str | None = at("requester", "reference")
