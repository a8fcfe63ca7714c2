"""The electronic certificate of incapacity for work (KBV_PR_EAU 1.2), and its cancellation."""

from formats.fhir.eau.certificate import (
    CANCELLATION,
    FAMILY,
    Cancellation,
    Certificate,
    cancellation_read,
    cancellation_write,
    read,
    write,
)
from formats.fhir.eau.conditions import Condition, Kind, NextStep, Withdrawal

__all__ = [
    "CANCELLATION",
    "FAMILY",
    "Cancellation",
    "Certificate",
    "Condition",
    "Kind",
    "NextStep",
    "Withdrawal",
    "cancellation_read",
    "cancellation_write",
    "read",
    "write",
]
