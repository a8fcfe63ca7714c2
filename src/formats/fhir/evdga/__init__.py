"""The electronic prescription of a digital health application (KBV_PR_EVDGA 1.2)."""

from formats.fhir.evdga.request import FAMILY, AppPrescription, AppRequest, read, write

__all__ = ["FAMILY", "AppPrescription", "AppRequest", "read", "write"]
