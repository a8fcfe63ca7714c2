"""The electronic proof of insurance (gematik EEB 1.0 and 2), sent in place of a card."""

from formats.fhir.eeb.parts import CoPayment, Header, Issue, Payer, ProofCoverage, Refusal
from formats.fhir.eeb.proof import (
    FAMILY,
    REFUSAL,
    REQUEST,
    Proof,
    Request,
    read,
    read_refusal,
    read_request,
    write,
    write_json,
)

__all__ = [
    "FAMILY",
    "REFUSAL",
    "REQUEST",
    "CoPayment",
    "Header",
    "Issue",
    "Payer",
    "Proof",
    "ProofCoverage",
    "Refusal",
    "Request",
    "read",
    "read_refusal",
    "read_request",
    "write",
    "write_json",
]
