"""The proof of insurance as a whole, from and to a message bundle.

Source: gematik EEBBescheinigungBundle, -Header, EEBCoverageEgk and -NoEgk 1.0, as sent in XML.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from formats.fhir.bind import at, each
from formats.fhir.document import Family, Frame, Read, Slot
from formats.fhir.parts import Coding, Link
from formats.fhir.people import Coverage, Patient, Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Header(Resource):
    """Who sends it, and to which request it answers."""

    event: Coding | None = at("eventCoding", what=Coding)
    sender: str | None = at("sender", "reference")
    source: str | None = at("source", "endpoint")
    answer_to: str | None = at("response", "identifier")
    answer_code: str | None = at("response", "code")
    focus: tuple[Link, ...] = each("focus", what=Link)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One proof; the card's data stand compressed in `coverage.card_general` and beside it."""

    frame: Frame
    header: Header
    patient: Patient
    coverage: Coverage


FAMILY: Final = Family(
    Proof,
    ("https://gematik.de/fhir/eeb/StructureDefinition/EEBBescheinigungBundle",),
    (
        Slot("header", "MessageHeader", Header, is_required=True),
        Slot("patient", "Patient", Patient, is_required=True),
        Slot("coverage", "Coverage", Coverage, is_required=True),
    ),
)


def read(data: bytes) -> Read[Proof]:
    """A proof from its XML, with what no field claims; raises `NotFhir` alone."""
    return FAMILY.read(data)


def write(proof: Proof) -> bytes:
    """The XML of a proof; raises `Unwritable` alone."""
    return FAMILY.write(proof)
