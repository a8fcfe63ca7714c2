"""The invented people behind the sample documents; `python -m` writes them anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from formats.fhir.document import Author, Composition, Frame, Section
from formats.fhir.parts import (
    KBV,
    SYSTEMS,
    Address,
    Coding,
    Contact,
    Identifier,
    Line,
    Link,
    Name,
    Quantity,
)
from formats.fhir.people import (
    Coverage,
    Organization,
    Patient,
    PayerNumber,
    Practitioner,
    Qualification,
)

CS: Final = "https://fhir.kbv.de/CodeSystem/"
BASE: Final = "https://praxis.beispiel.example/fhir"
_V2: Final = "http://terminology.hl7.org/CodeSystem/v2-0203"
_DE: Final = "http://fhir.de/CodeSystem/"
_NUMBERED: Final = ("1.3", "1.4")  # the older profiles forbid a version of the resource
DAY: Final = "2026-11-23"
MOMENT: Final = "2026-11-23T09:30:00+01:00"


def uid(number: int) -> str:
    """An id that is plainly invented."""
    return f"00000000-0000-4000-8000-{number:012d}"


def link(kind: str, number: int) -> str:
    """A reference inside the bundle."""
    return f"{kind}/{uid(number)}"


def place(kind: str, number: int, profile: str, version: str) -> dict[str, Any]:
    """Address, id and profile of an entry."""
    return {
        "url": f"{BASE}/{kind}/{uid(number)}",
        "id": uid(number),
        "version": "1" if version in _NUMBERED else None,
        "profile": f"{KBV}{profile}|{version}",
    }


def _street(street: str, number: str) -> Line:
    return Line(text=f"{street} {number}", street=street, number=number)


def _address(line: Line) -> Address:
    return Address(lines=(line,), city="Beispielstadt", postcode="99999", country="D")


def patient(version: str) -> Patient:
    """Dora Demo-Größe."""
    return Patient(
        **place("Patient", 1, "KBV_PR_FOR_Patient", version),
        identifiers=(
            Identifier(
                type=Coding(system=f"{_DE}identifier-type-de-basis", code="KVZ10"),
                system=SYSTEMS["kvnr"],
                value="X000000001",
            ),
        ),
        name=Name(family="Demo-Größe", own_name="Demo-Größe", given=("Dora",)),
        birth_date="1968-03-14",
        address=_address(_street("Musterweg", "3")),
    )


def doctor(version: str) -> Practitioner:
    """Dr. Ada Beispiel."""
    return Practitioner(
        **place("Practitioner", 2, "KBV_PR_FOR_Practitioner", version),
        identifiers=(
            Identifier(
                type=Coding(system=_V2, code="LANR"), system=SYSTEMS["lanr"], value="999999900"
            ),
        ),
        name=Name(
            family="Beispiel", own_name="Beispiel", given=("Ada",), title="Dr. med.",
            title_kind="AC",
        ),
        qualifications=(
            Qualification(code=Coding(system=f"{CS}KBV_CS_FOR_Qualification_Type", code="00")),
            Qualification(
                code=Coding(system=f"{CS}KBV_CS_FOR_Berufsbezeichnung", code="Berufsbezeichnung"),
                text="Fachärztin für Allgemeinmedizin",
            ),
        ),
    )  # fmt: skip


def practice(version: str) -> Organization:
    """The practice."""
    return Organization(
        **place("Organization", 3, "KBV_PR_FOR_Organization", version),
        identifiers=(
            Identifier(
                type=Coding(system=_V2, code="BSNR"), system=SYSTEMS["bsnr"], value="999999900"
            ),
        ),
        name="Praxis Dr. Ada Beispiel",
        contacts=(Contact(system="phone", value="0999777"),),
        address=_address(_street("Beispielplatz", "1")),
    )


_KINDS: Final = {"SKT": "KBV_CS_FOR_Payor_Type_KBV", "UK": "KBV_CS_FOR_Payor_Type_KBV"}


def payer_kind(kind: str) -> Coding:
    """GKV, PKV, BG and SEL are of HL7 Germany, SKT and UK of the KBV."""
    known = _KINDS.get(kind)
    return Coding(system=f"{CS}{known}" if known else f"{_DE}versicherungsart-de-basis", code=kind)


def coverage(version: str, kind: str = "GKV") -> Coverage:
    """Who pays; a self-payer has none of the marks of the card."""
    whole = Coverage(
        **place("Coverage", 4, "KBV_PR_FOR_Coverage", version),
        payer_kind=payer_kind(kind),
        beneficiary=link("Patient", 1),
        payer_name="Beispielkasse",
    )
    if kind == "SEL":
        return replace(whole, payer_name="Dora Demo-Größe")
    fund = Identifier(system=SYSTEMS["ik"], value="999999999") if kind in ("BG", "UK") else None
    return replace(
        whole,
        group=Coding(system=f"{CS}KBV_CS_SFHIR_KBV_PERSONENGRUPPE", code="00"),
        dmp=Coding(system=f"{CS}KBV_CS_SFHIR_KBV_DMP", code="00"),
        region=Coding(system=f"{CS}KBV_CS_SFHIR_ITA_WOP", code="72"),
        kind=Coding(system=f"{CS}KBV_CS_SFHIR_KBV_VERSICHERTENSTATUS", code="1"),
        payer=PayerNumber(system=SYSTEMS["ik"], value="999999998", accident_fund=fund),
    )


def frame(profile: str, version: str, identifier: Identifier) -> Frame:
    """The bundle around an invented document."""
    return Frame(
        id=uid(9),
        version="1" if version in _NUMBERED else None,
        profile=f"{KBV}{profile}|{version}",
        identifier=identifier,
        timestamp=MOMENT,
    )


def composition(
    profile: str,
    version: str,
    title: str,
    types: tuple[Coding, ...],
    sections: dict[str, str],
    system: str,
) -> Composition:
    """The head of an invented document; `sections` are code and reference."""
    return Composition(
        **place("Composition", 5, profile, version),
        legal_basis=Coding(system=f"{CS}KBV_CS_SFHIR_KBV_STATUSKENNZEICHEN", code="00"),
        types=types,
        subject=link("Patient", 1),
        date=MOMENT,
        authors=(
            Author(reference=link("Practitioner", 2), type="Practitioner"),
            Author(
                type="Device",
                identifier=Identifier(
                    system="https://fhir.kbv.de/NamingSystem/KBV_NS_FOR_Pruefnummer",
                    value="Y/999/9999/99/999",
                ),
            ),
        ),
        title=title,
        custodian=link("Organization", 3),
        sections=tuple(
            Section(
                code=Coding(system=f"{CS}{system}", code=code), entries=(Link(reference=to),)
            )
            for code, to in sections.items()
        ),
    )  # fmt: skip


def form(code: str) -> Coding:
    """The kind of form a document is."""
    return Coding(system=f"{CS}KBV_CS_SFHIR_KBV_FORMULAR_ART", code=code)


def packs(number: int) -> Quantity:
    """So many packages."""
    return Quantity(value=Decimal(number), unit="Packung")


TODAY: Final = date(2026, 11, 23)
