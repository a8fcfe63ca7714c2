"""Pieces that all documents share: identifiers, names, addresses, people, payers.

Source: KBV_PR_FOR 1.2 and 1.3 (kbv.ita.for 1.2.1, 1.3.1), kbv.basis 1.7.0, de.basisprofil 1.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from formats.fhir.bind import DAY, DECIMAL, ITSELF, at, each, ext

_DE: Final = "http://fhir.de/StructureDefinition/"
HL7: Final = "http://hl7.org/fhir/StructureDefinition/"
KBV: Final = "https://fhir.kbv.de/StructureDefinition/"
ABSENT: Final = ext(f"{HL7}data-absent-reason")
SYSTEMS: Final = {
    "kvnr": "http://fhir.de/sid/gkv/kvid-10",
    "kvk": "http://fhir.de/sid/gkv/kvk-versichertennummer",
    "lanr": "https://fhir.kbv.de/NamingSystem/KBV_NS_Base_ANR",
    "zanr": "http://fhir.de/sid/kzbv/zahnarztnummer",
    "telematik": "https://gematik.de/fhir/sid/telematik-id",
    "bsnr": "https://fhir.kbv.de/NamingSystem/KBV_NS_Base_BSNR",
    "kzva": "http://fhir.de/sid/kzbv/kzvabrechnungsnummer",
    "ik": "http://fhir.de/sid/arge-ik/iknr",
    "site": "http://fhir.de/sid/dkgev/standortnummer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """A code of a system."""

    system: str | None = at("system")
    version: str | None = at("version")
    code: str | None = at("code")
    display: str | None = at("display")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A number somebody is known by; `type` says which kind."""

    use: str | None = at("use")
    type: Coding | None = at("type", "coding", what=Coding)
    system: str | None = at("system")
    value: str | None = at("value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name; `family` is the whole, the parts stand beside it as the card has them."""

    use: str | None = at("use", default="official")
    family: str | None = at("family")
    affix: str | None = at("family", ext(f"{_DE}humanname-namenszusatz"), "valueString")
    own_prefix: str | None = at("family", ext(f"{HL7}humanname-own-prefix"), "valueString")
    own_name: str | None = at("family", ext(f"{HL7}humanname-own-name"), "valueString")
    given: tuple[str, ...] = each("given")
    title: str | None = at("prefix")
    title_kind: str | None = at("prefix", ext(f"{HL7}iso21090-EN-qualifier"), "valueCode")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of an address; `text` is what is printed, the parts stand beside it."""

    text: str | None = at(ITSELF)
    street: str | None = at(ext(f"{HL7}iso21090-ADXP-streetName"), "valueString")
    number: str | None = at(ext(f"{HL7}iso21090-ADXP-houseNumber"), "valueString")
    addition: str | None = at(ext(f"{HL7}iso21090-ADXP-additionalLocator"), "valueString")
    post_box: str | None = at(ext(f"{HL7}iso21090-ADXP-postBox"), "valueString")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A street address (`both`) or a post box (`postal`)."""

    type: str | None = at("type", default="both")
    lines: tuple[Line, ...] = each("line", what=Line)
    city: str | None = at("city")
    postcode: str | None = at("postalCode")
    country: str | None = at("country")
    country_code: Coding | None = at(
        "country", ext(f"{HL7}iso21090-codedString"), "valueCoding", what=Coding
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A telephone, fax or mail address (`phone`, `fax`, `email`)."""

    system: str | None = at("system")
    value: str | None = at("value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A reference to another entry of the bundle."""

    reference: str | None = at("reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """An amount with its unit; the decimal keeps its digits (5.0 is not 5)."""

    size: str | None = at(ext(f"{KBV}KBV_EX_ERP_Medication_PackagingSize"), "valueString")
    value: Decimal | None = at("value", what=DECIMAL)
    unit: str | None = at("unit")
    system: str | None = at("system")
    code: str | None = at("code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From and to, each a day."""

    start: date | None = at("start", what=DAY)
    end: date | None = at("end", what=DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accident:
    """What caused it: 1 accident, 2 at work (with firm and day), 3 SER, 4 occupational disease."""

    cause: Coding | None = at(ext("Unfallkennzeichen"), "valueCoding", what=Coding)
    company: str | None = at(ext("Unfallbetrieb"), "valueString")
    day: date | None = at(ext("Unfalltag"), "valueDate", what=DAY)
