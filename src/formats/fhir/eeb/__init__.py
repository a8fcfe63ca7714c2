"""The electronic proof of insurance (gematik EEB 1.0), sent in place of a card."""

from formats.fhir.eeb.proof import FAMILY, Header, Proof, read, write

__all__ = ["FAMILY", "Header", "Proof", "read", "write"]
