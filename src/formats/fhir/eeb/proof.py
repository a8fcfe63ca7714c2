"""Request, proof and refusal as a whole, from and to XML or JSON.

Source: gematik EEBAnfrageBundle, EEBBescheinigungBundle, EEBFehler.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from formats.fhir.document import Family, Frame, Read, Single, Slot
from formats.fhir.eeb.parts import EEB, Header, ProofCoverage, Refusal
from formats.fhir.people import Organization, Patient


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One proof; the card's data stand compressed in `coverage.card_general` and beside it."""

    frame: Frame
    header: Header
    patient: Patient
    coverage: ProofCoverage


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The question of a practice: about whom, for which day, with whose consent."""

    frame: Frame
    header: Header
    patient: Patient
    organization: Organization


_HEAD: Final = (
    Slot("header", "MessageHeader", Header, is_required=True),
    Slot("patient", "Patient", Patient, is_required=True),
)
FAMILY: Final = Family(
    Proof,
    (f"{EEB}EEBBescheinigungBundle",),
    (*_HEAD, Slot("coverage", "Coverage", ProofCoverage, is_required=True)),
    may_dangle=True,
)
REQUEST: Final = Family(
    Request,
    (f"{EEB}EEBAnfrageBundle",),
    (*_HEAD, Slot("organization", "Organization", Organization, is_required=True)),
    may_dangle=True,
)
REFUSAL: Final = Single(Refusal, "OperationOutcome", (f"{EEB}EEBFehler",))


def read(data: bytes) -> Read[Proof]:
    """A proof from XML or JSON, with what no field claims; raises `NotFhir` alone."""
    return FAMILY.read(data)


def write(proof: Proof) -> bytes:
    """The XML of a proof; raises `Unwritable` alone."""
    return FAMILY.write(proof)


def write_json(proof: Proof) -> bytes:
    """The JSON of a proof; raises `Unwritable` alone."""
    return FAMILY.write_json(proof)


def read_request(data: bytes) -> Read[Request]:
    """A request from XML or JSON; raises `NotFhir` alone."""
    return REQUEST.read(data)


def read_refusal(data: bytes) -> Read[Refusal]:
    """A refusal from XML or JSON; raises `NotFhir` alone."""
    return REFUSAL.read(data)
