"""Checks FHIR documents against R4 and the packages of their publishers, in German."""

from formats.fhir.check.families import FAMILIES, Family, family_of
from formats.fhir.check.run import Checked, check, check_bytes
from formats.fhir.check.shelf import Shelf
from formats.fhir.definitions.known import Library
from formats.fhir.definitions.packages import NotAPackage, Package, read_package

__all__ = [
    "FAMILIES",
    "Checked",
    "Family",
    "Library",
    "NotAPackage",
    "Package",
    "Shelf",
    "check",
    "check_bytes",
    "family_of",
    "read_package",
]
