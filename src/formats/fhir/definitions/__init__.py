"""Definitions of FHIR R4 and of publishers' packages: types, profiles and lists of codes."""

from formats.fhir.definitions.known import Library, core
from formats.fhir.definitions.packages import NotAPackage, Package, read_package

__all__ = ["Library", "NotAPackage", "Package", "core", "read_package"]
