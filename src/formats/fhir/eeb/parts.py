"""What messages of the insurance proof hold: header, coverage as an insurer sends it, errors.

Source: gematik spec-VSDM-Ersatzbescheinigung (EEB 1.0 and 2), its examples.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from formats.fhir.bind import BOOLEAN, DAY, MARKUP, at, each, ext
from formats.fhir.parts import Coding, Identifier, Link, Period
from formats.fhir.people import Resource

EEB: Final = "https://gematik.de/fhir/eeb/StructureDefinition/"
_DE: Final = "http://fhir.de/StructureDefinition/"
_ISSUE: Final = ext(f"{EEB}EEBOperationOutcomeIssueIdentifier")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header(Resource):
    """Who sends it, and to which request it answers.

    A request states the day of service, the consent and the payer's IK; an answer of version 2
    the period it holds for, whether the address is incomplete, and a number still being cleared.
    """

    text_status: str | None = at("text", "status")
    text: str | None = at("text", "div", what=MARKUP)
    service_day: date | None = at(ext(f"{EEB}Leistungsdatum"), "valueDate", what=DAY)
    has_consent: bool | None = at(ext(f"{EEB}Einverstaendnis"), "valueBoolean", what=BOOLEAN)
    payer_ik: Identifier | None = at(
        ext(f"{EEB}Institutionskennzeichen"), "valueIdentifier", what=Identifier
    )
    eeb_version: str | None = at(ext(f"{EEB}versionEEB"), "valueCode")
    service_period: Period | None = at(ext(f"{EEB}servicePeriod"), "valuePeriod", what=Period)
    has_no_address_line: bool | None = at(ext(f"{EEB}noAddressLine"), "valueBoolean", what=BOOLEAN)
    number_in_clearing: date | None = at(ext(f"{EEB}KVNRinClearing"), "valueDate", what=DAY)
    event: Coding | None = at("eventCoding", what=Coding)
    sender: str | None = at("sender", "reference")
    source: str | None = at("source", "endpoint")
    answer_to: str | None = at("response", "identifier")
    answer_code: str | None = at("response", "code")
    focus: tuple[Link, ...] = each("focus", what=Link)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoPayment:
    """Whether the person is exempt from co-payments, and until when."""

    is_exempt: bool | None = at(ext("status"), "valueBoolean", what=BOOLEAN)
    until: date | None = at(ext("gueltigBis"), "valueDate", what=DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """One payer by its IK; `billing_ik` is the one that is billed, where that is another."""

    billing_ik: Identifier | None = at(
        ext(f"{_DE}AbrechnendeIK"), "valueIdentifier", what=Identifier
    )
    ik: Identifier | None = at("identifier", what=Identifier)
    name: str | None = at("display")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofCoverage(Resource):
    """Who pays, since when; the card's data stand compressed, or as single values beside."""

    text_status: str | None = at("text", "status")
    text: str | None = at("text", "div", what=MARKUP)
    group: Coding | None = at(ext(f"{_DE}gkv/besondere-personengruppe"), "valueCoding", what=Coding)
    dmp: Coding | None = at(ext(f"{_DE}gkv/dmp-kennzeichen"), "valueCoding", what=Coding)
    region: Coding | None = at(ext(f"{_DE}gkv/wop"), "valueCoding", what=Coding)
    kind: Coding | None = at(ext(f"{_DE}gkv/versichertenart"), "valueCoding", what=Coding)
    co_payment: CoPayment | None = at(ext(f"{_DE}gkv/zuzahlungsstatus"), what=CoPayment)
    vsdm_version: str | None = at(ext(f"{_DE}gkv/version-vsdm"), "valueString")
    card_general: str | None = at(ext(f"{EEB}AllgemeineVersicherungsdaten"), "valueBase64Binary")
    card_person: str | None = at(ext(f"{EEB}PersoenlicheVersichertendaten"), "valueBase64Binary")
    card_protected: str | None = at(ext(f"{EEB}GeschuetzteVersichertendaten"), "valueBase64Binary")
    status: str | None = at("status", default="active")
    payer_kind: Coding | None = at("type", "coding", what=Coding)
    beneficiary: str | None = at("beneficiary", "reference")
    period: Period | None = at("period", what=Period)
    payers: tuple[Payer, ...] = each("payor", what=Payer)

    @property
    def payer_name(self) -> str | None:
        """The name of the first payer."""
        return self.payers[0].name if self.payers else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Why there is no proof; about which message, by its KIM number or its bundle's number."""

    bundle: Identifier | None = at(
        _ISSUE, ext("Bundle-Identifier"), "valueIdentifier", what=Identifier
    )
    message: Identifier | None = at(_ISSUE, ext("Message-ID"), "valueIdentifier", what=Identifier)
    severity: str | None = at("severity", default="fatal")
    code: str | None = at("code", default="processing")
    reason: Coding | None = at("details", "coding", what=Coding)
    text: str | None = at("details", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Resource):
    """The answer of an insurer that cannot or will not prove the insurance."""

    issues: tuple[Issue, ...] = each("issue", what=Issue)
