"""Patient, doctor, practice and payer, as every KBV document names them.

Source: KBV_PR_FOR_Patient, _Practitioner, _PractitionerRole, _Organization, _Coverage 1.2 and 1.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from formats.fhir.bind import PARTIAL, at, each, ext
from formats.fhir.parts import (
    ABSENT,
    KBV,
    SYSTEMS,
    Address,
    Coding,
    Contact,
    Identifier,
    Name,
    Period,
)

_GKV: Final = "http://fhir.de/StructureDefinition/gkv/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What every entry of a bundle has; `url` is its fullUrl."""

    url: str = ""
    id: str | None = at("id")
    version: str | None = at("meta", "versionId")
    profile: str | None = at("meta", "profile")


def number(identifiers: Iterable[Identifier], kind: str) -> str | None:
    """The first number of a kind of `SYSTEMS` ("kvnr", "lanr", ...)."""
    return next((i.value for i in identifiers if i.system == SYSTEMS[kind]), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient(Resource):
    """The patient; a birth date may be a year alone, or `birth_unknown`."""

    identifiers: tuple[Identifier, ...] = each("identifier", what=Identifier)
    name: Name | None = at("name", what=Name)
    birth_date: str | None = at("birthDate", what=PARTIAL)
    birth_unknown: str | None = at("birthDate", ABSENT, "valueCode")
    address: Address | None = at("address", what=Address)

    @property
    def insurance_number(self) -> str | None:
        """The ten-digit number of the card."""
        return number(self.identifiers, "kvnr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    """Kind of person (00 doctor ... 04 deputy), name of the profession, or ASV group."""

    code: Coding | None = at("code", "coding", what=Coding)
    text: str | None = at("code", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Practitioner(Resource):
    """Who issues, prescribes or is responsible."""

    identifiers: tuple[Identifier, ...] = each("identifier", what=Identifier)
    name: Name | None = at("name", what=Name)
    qualifications: tuple[Qualification, ...] = each("qualification", what=Qualification)

    @property
    def doctor_number(self) -> str | None:
        """The lifelong number of a doctor, or of a dentist."""
        return number(self.identifiers, "lanr") or number(self.identifiers, "zanr")


@dataclass(frozen=True, slots=True, kw_only=True)
class PractitionerRole(Resource):
    """Membership of an ASV team."""

    practitioner: str | None = at("practitioner", "reference")
    team: Identifier | None = at("organization", "identifier", what=Identifier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization(Resource):
    """The practice, dental practice or hospital."""

    identifiers: tuple[Identifier, ...] = each("identifier", what=Identifier)
    name: str | None = at("name")
    contacts: tuple[Contact, ...] = each("telecom", what=Contact)
    address: Address | None = at("address", what=Address)

    @property
    def site_number(self) -> str | None:
        """The BSNR."""
        return number(self.identifiers, "bsnr")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerNumber:
    """The IK of the card; `accident_fund` is the IK of the BG or accident fund that pays."""

    accident_fund: Identifier | None = at(
        ext(f"{KBV}KBV_EX_FOR_Alternative_IK"), "valueIdentifier", what=Identifier
    )
    use: str | None = at("use")
    type: Coding | None = at("type", "coding", what=Coding)
    system: str | None = at("system")
    value: str | None = at("value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage(Resource):
    """Who pays: GKV, PKV, BG, SEL (self), SKT (other), UK (accident fund)."""

    group: Coding | None = at(ext(f"{_GKV}besondere-personengruppe"), "valueCoding", what=Coding)
    dmp: Coding | None = at(ext(f"{_GKV}dmp-kennzeichen"), "valueCoding", what=Coding)
    region: Coding | None = at(ext(f"{_GKV}wop"), "valueCoding", what=Coding)
    kind: Coding | None = at(ext(f"{_GKV}versichertenart"), "valueCoding", what=Coding)
    status: str | None = at("status", default="active")
    payer_kind: Coding | None = at("type", "coding", what=Coding)
    beneficiary: str | None = at("beneficiary", "reference")
    period: Period | None = at("period", what=Period)
    payer: PayerNumber | None = at("payor", "identifier", what=PayerNumber)
    payer_name: str | None = at("payor", "display")
