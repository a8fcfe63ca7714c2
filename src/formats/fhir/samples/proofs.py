"""Invented proofs of insurance: asked for, given in XML and JSON, and refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from formats.fhir.document import Frame
from formats.fhir.eeb import CoPayment, Header, Issue, Payer, Proof, ProofCoverage, Refusal, Request
from formats.fhir.parts import SYSTEMS, Coding, Identifier, Link, Period
from formats.fhir.samples import invented as i

_EEB: Final = "https://gematik.de/fhir/eeb/StructureDefinition/EEB"
_NUMBER: Final = Identifier(system="urn:ietf:rfc:3986", value=f"urn:uuid:{i.uid(20)}")
_VERSION: Final = "1.3"
_WHO: Final = "https://gematik.de/fhir/directory/CodeSystem/OrganizationProfessionOID"


def _frame(kind: str) -> Frame:
    return Frame(
        id=i.uid(9), profile=f"{_EEB}{kind}Bundle", identifier=_NUMBER,
        type="message", timestamp=i.MOMENT,
    )  # fmt: skip


def _header(kind: str, event: Coding) -> Header:
    return Header(
        url=f"{i.BASE}/MessageHeader/{i.uid(16)}",
        id=i.uid(16),
        profile=f"{_EEB}{kind}Header",
        event=event,
    )


def _coverage() -> ProofCoverage:
    card = i.coverage(_VERSION)
    return ProofCoverage(
        url=card.url, id=card.id, profile=f"{_EEB}CoverageNoEgk",
        group=card.group, dmp=card.dmp, region=card.region, kind=card.kind,
        co_payment=CoPayment(is_exempt=True, until=i.TODAY.replace(month=12, day=31)),
        payer_kind=card.payer_kind, beneficiary=card.beneficiary,
        period=Period(start=i.TODAY),
        payers=(
            Payer(
                billing_ik=Identifier(system=SYSTEMS["ik"], value="999999997"),
                ik=Identifier(system=SYSTEMS["ik"], value="999999998"),
                name="Beispielkasse",
            ),
        ),
    )  # fmt: skip


def _proof() -> Proof:
    return Proof(
        frame=_frame("Bescheinigung"),
        header=replace(
            _header(
                "Bescheinigung",
                Coding(
                    system=_WHO, code="1.2.276.0.76.4.59", display="Betriebsstätte Kostenträger"
                ),
            ),
            text_status="generated",
            text='<div xmlns="http://www.w3.org/1999/xhtml"><p>Versichert &amp; frei</p></div>',
            eeb_version="2",
            source="https://kasse.beispiel.example",
            answer_to=i.uid(21),
            answer_code="ok",
            focus=(Link(reference=i.link("Patient", 1)), Link(reference=i.link("Coverage", 4))),
        ),
        patient=i.patient(_VERSION),
        coverage=_coverage(),
    )


def _request() -> Request:
    return Request(
        frame=_frame("Anfrage"),
        header=replace(
            _header(
                "Anfrage",
                Coding(system=_WHO, code="1.2.276.0.76.4.50", display="Betriebsstätte Arzt"),
            ),
            service_day=i.TODAY,
            has_consent=True,
            payer_ik=Identifier(system=SYSTEMS["ik"], value="999999998"),
            sender=i.link("Organization", 3),
            source="https://praxis.beispiel.example",
            focus=(Link(reference=i.link("Patient", 1)),),
        ),
        patient=i.patient(_VERSION),
        organization=i.practice(_VERSION),
    )


def _refusal() -> Refusal:
    return Refusal(
        id=i.uid(22),
        profile=f"{_EEB}Fehler",
        issues=(
            Issue(
                bundle=_NUMBER,
                reason=Coding(
                    system="https://gematik.de/fhir/eeb/CodeSystem/EEBErrorcodeCS", code="100"
                ),
                text="Nicht versichert",
            ),
        ),
    )


def all_of_them() -> dict[str, object]:
    """Every invented message by file name."""
    return {
        "eeb_proof.xml": _proof(),
        "eeb_proof.json": _proof(),
        "eeb_request.json": _request(),
        "eeb_refusal.json": _refusal(),
    }
