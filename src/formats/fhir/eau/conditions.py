"""The incapacity itself, its diagnoses, the next steps, and the entry that withdraws one.

Source: KBV_PR_EAU_Condition_AU, _ICD, _Text, _ServiceRequest_steps, _Storno 1.2 (package 1.2.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from formats.fhir.bind import BOOLEAN, MOMENT, at, each, ext
from formats.fhir.parts import HL7, KBV, Coding, Identifier, Period
from formats.fhir.people import Resource

_DE = "http://fhir.de/StructureDefinition/"


class Kind(StrEnum):
    """Which of the three conditions one is; its profile says so."""

    INCAPACITY = f"{KBV}KBV_PR_EAU_Condition_AU"
    DIAGNOSIS = f"{KBV}KBV_PR_EAU_Condition_ICD"
    TEXT = f"{KBV}KBV_PR_EAU_Condition_Text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """An ICD-10-GM code with its year, side (R, L, B) and certainty (A, G, V, Z)."""

    side: Coding | None = at(ext(f"{_DE}seitenlokalisation"), "valueCoding", what=Coding)
    certainty: Coding | None = at(
        ext(f"{_DE}icd-10-gm-diagnosesicherheit"), "valueCoding", what=Coding
    )
    system: str | None = at("system")
    version: str | None = at("version")
    code: str | None = at("code")
    display: str | None = at("display")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What the incapacity is due to."""

    code: Coding | None = at("valueCodeableConcept", "coding", what=Coding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Resource):
    """The incapacity (from, to, causes, marks), one diagnosis, or the diagnoses in words.

    `causes`: 1 accident, 2 at work or occupational disease, 3 social compensation.
    """

    asserted_on: str | None = at(ext(f"{HL7}condition-assertedDate"), "valueDateTime", what=MOMENT)
    over_seven_weeks: bool | None = at(
        ext(f"{KBV}KBV_EX_EAU_7_weeks"), "valueBoolean", what=BOOLEAN
    )
    causes: tuple[Cause, ...] = each(ext(f"{HL7}condition-dueTo"), what=Cause)
    partly_able_from: str | None = at(
        ext(f"{KBV}KBV_EX_EAU_partially_employable"), "valueDateTime", what=MOMENT
    )
    cannot_do_profession: bool | None = at(
        ext(f"{KBV}KBV_EX_EAU_unemployability"), "valueBoolean", what=BOOLEAN
    )
    clinical_status: Coding | None = at("clinicalStatus", "coding", what=Coding)
    verification: Coding | None = at("verificationStatus", "coding", what=Coding)
    diagnosis: Diagnosis | None = at("code", "coding", what=Diagnosis)
    text: str | None = at("code", "text")
    subject: str | None = at("subject", "reference")
    period: Period | None = at("onsetPeriod", what=Period)
    asserter: str | None = at("asserter", "reference")

    @property
    def kind(self) -> Kind | None:
        """Which condition it is, None for a profile of another family."""
        name = (self.profile or "").partition("|")[0]
        return Kind(name) if name in set(Kind) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep(Resource):
    """Rehabilitation, return in steps, accident doctor, hospital or other."""

    return_from: str | None = at(
        ext(f"{KBV}KBV_EX_EAU_reintegration_date"), "valueDateTime", what=MOMENT
    )
    admitted: str | None = at(ext(f"{KBV}KBV_EX_EAU_admission_date"), "valueDateTime", what=MOMENT)
    discharged: str | None = at(
        ext(f"{KBV}KBV_EX_EAU_discharge_date"), "valueDateTime", what=MOMENT
    )
    status: str | None = at("status", default="active")
    intent: str | None = at("intent", default="proposal")
    code: Coding | None = at("code", "coding", what=Coding)
    text: str | None = at("code", "text")
    subject: str | None = at("subject", "reference")
    requester: str | None = at("requester", "reference")
    reason: str | None = at("reasonReference", "reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(Resource):
    """The list entry that declares one certificate withdrawn, by its bundle identifier."""

    status: str | None = at("status", default="current")
    mode: str | None = at("mode", default="changes")
    is_deleted: bool | None = at("entry", "deleted", what=BOOLEAN, default=True)
    certificate: Identifier | None = at("entry", "item", "identifier", what=Identifier)
