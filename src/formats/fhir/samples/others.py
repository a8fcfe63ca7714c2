"""Invented certificates, a cancellation and an app on prescription."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from formats.fhir.document import Section
from formats.fhir.eau import Cancellation, Certificate, Condition, NextStep, Withdrawal
from formats.fhir.eau.conditions import Cause, Diagnosis
from formats.fhir.evdga import AppPrescription, AppRequest
from formats.fhir.parts import Coding, Identifier, Link, Period
from formats.fhir.samples import invented as i

V: Final = "1.2"
_URN: Final = "urn:ietf:rfc:3986"
_NUMBER: Final = Identifier(system=_URN, value=f"urn:uuid:{i.uid(20)}")
_CONDITION: Final = "http://terminology.hl7.org/CodeSystem/condition-"


def _condition(number: int, kind: str) -> Condition:
    return Condition(
        **i.place("Condition", number, f"KBV_PR_EAU_Condition_{kind}", V),
        verification=Coding(system=f"{_CONDITION}ver-status", code="confirmed"),
        subject=i.link("Patient", 1),
        asserter=i.link("Practitioner", 2),
    )


_ACTIVE: Final = Coding(system=f"{_CONDITION}clinical", code="active")
INCAPACITY: Final = replace(
    _condition(10, "AU"),
    asserted_on=i.DAY,
    causes=(Cause(code=Coding(system=f"{i.CS}KBV_CS_FOR_Ursache_Type", code="1")),),
    clinical_status=_ACTIVE,
    diagnosis=Diagnosis(system=f"{i.CS}KBV_CS_SFHIR_KBV_FHIR_DOKUMENTTYPE", code="eAU"),
    period=Period(start=i.TODAY, end=i.TODAY.replace(day=27)),
)
DIAGNOSIS: Final = replace(
    _condition(11, "ICD"),
    clinical_status=_ACTIVE,
    diagnosis=Diagnosis(
        side=Coding(system=f"{i.CS}KBV_CS_SFHIR_ICD_SEITENLOKALISATION", code="L"),
        certainty=Coding(system=f"{i.CS}KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT", code="G"),
        system="http://fhir.de/CodeSystem/bfarm/icd-10-gm",
        version="2026",
        code="S93.4",
    ),
)
WORDS: Final = replace(_condition(12, "Text"), text="Knöchel verstaucht")
STEP: Final = NextStep(
    **i.place("ServiceRequest", 13, "KBV_PR_EAU_ServiceRequest_steps", V),
    code=Coding(system=f"{i.CS}KBV_CS_EAU_WeitereSchritte_Type", code="sonstige"),
    text="Schonung",
    subject=i.link("Patient", 1),
    requester=i.link("Practitioner", 2),
    reason=i.link("Condition", 10),
)


def _certificate(kind: str) -> Certificate:
    is_first = kind.startswith("ERST")
    head = i.composition(
        "KBV_PR_EAU_Composition", V, "Arbeitsunfähigkeit",
        (i.form("e010"), Coding(system=f"{i.CS}KBV_CS_EAU_AU_Type", code=kind)),
        {
            "AU_Condition": i.link("Condition", 10),
            "ICD": i.link("Condition", 11),
            "ICD_Text": i.link("Condition", 12),
            "AU_weiter": i.link("ServiceRequest", 13),
            "Coverage": i.link("Coverage", 4),
        },
        "KBV_CS_FOR_Section_Type",
    )  # fmt: skip
    lasting = replace(
        INCAPACITY, period=Period(start=i.TODAY if is_first else None, end=i.TODAY.replace(day=27))
    )
    return Certificate(
        frame=i.frame("KBV_PR_EAU_Bundle", V, _NUMBER),
        composition=replace(head, date=i.DAY),
        conditions=(lasting, DIAGNOSIS, WORDS),
        next_steps=(STEP,),
        patient=i.patient(V),
        practitioners=(i.doctor(V),),
        organization=i.practice(V),
        coverage=i.coverage(V),
    )


def _cancellation() -> Cancellation:
    head = i.composition(
        "KBV_PR_EAU_Storno_Composition", V, "Storno eAU", (i.form("e013"),), {}, ""
    )
    return Cancellation(
        frame=i.frame("KBV_PR_EAU_Storno_Bundle", V, Identifier(system=_URN, value="urn:uuid:1")),
        composition=replace(
            head, legal_basis=None, subject=None, authors=head.authors[:1],
            sections=(Section(entries=(Link(reference=i.link("List", 14)),)),),
        ),
        withdrawal=Withdrawal(
            **i.place("List", 14, "KBV_PR_EAU_Storno", V), certificate=_NUMBER
        ),
        practitioners=(i.doctor(V),),
        organization=i.practice(V),
    )  # fmt: skip


def _app() -> AppPrescription:
    number = Identifier(
        system="https://gematik.de/fhir/erp/NamingSystem/GEM_ERP_NS_PrescriptionId",
        value="162.000.000.000.000.00",
    )
    return AppPrescription(
        frame=i.frame("KBV_PR_EVDGA_Bundle", V, number),
        composition=i.composition(
            "KBV_PR_EVDGA_Composition", V,
            "elektronische Verordnung digitaler Gesundheitsanwendungen", (i.form("e16D"),),
            {"Prescription": i.link("DeviceRequest", 15), "HealthInsurance": i.link("Coverage", 4)},
            "KBV_CS_EVDGA_Section_Type",
        ),
        request=AppRequest(
            **i.place("DeviceRequest", 15, "KBV_PR_EVDGA_HealthAppRequest", V),
            code=Coding(system="http://fhir.de/CodeSystem/ifa/pzn", code="12345678"),
            name="Beispiel-App 001",
            subject=i.link("Patient", 1),
            authored_on=i.DAY,
            requester=i.link("Practitioner", 2),
            insurance=i.link("Coverage", 4),
        ),
        patient=i.patient(V),
        practitioners=(i.doctor(V),),
        organization=i.practice(V),
        coverage=i.coverage(V),
    )  # fmt: skip


def all_of_them() -> dict[str, object]:
    """Every other invented document by file name."""
    return {
        "eau_first.xml": _certificate("ERST"),
        "eau_further_last.xml": _certificate("FOLGE_END"),
        "storno.xml": _cancellation(),
        "evdga_app.xml": _app(),
    }
