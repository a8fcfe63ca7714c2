"""Checks FHIR documents against R4 and the packages of their publishers, in German."""

from formats.fhir.check.definitions import Library
from formats.fhir.check.families import FAMILIES, Family, family_of
from formats.fhir.check.packages import NotAPackage, Package, read_package
from formats.fhir.check.run import Checked, Shelf, check, check_bytes

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
