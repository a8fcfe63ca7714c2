"""From when to when a version of a profile may be used: data, and where a document says its day.

Source: gematik reference validator, module erp 2.21 and module eau 1.0 (`config.yaml`: validFrom,
validTill, creationDateLocator). `None` as an end means that no end is stated there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from formats.fhir.check.instance import Thing


@dataclass(frozen=True, slots=True)
class Window:
    """First and last day on which a document of a version may be written."""

    version: str
    since: str
    until: str | None


WINDOWS: Final = {
    "erezept": (
        Window("1.0.1", "2021-07-01", "2022-01-31"),
        Window("1.0.2", "2022-01-01", "2023-12-31"),
        Window("1.1.0", "2023-07-01", "2026-03-31"),
        Window("1.3", "2025-10-01", "2027-01-14"),
        Window("1.4", "2026-07-01", None),
    ),
    "eau": (
        Window("1.0.2", "2021-07-01", "2023-12-31"),
        Window("1.1.0", "2023-07-01", None),
        Window("1.2", "2025-10-01", None),
    ),
    "evdga": (
        Window("1.1", "2025-04-01", "2026-03-31"),
        Window("1.2", "2025-10-01", None),
    ),
}
# Rules that a correction of a package brought to more places, while its profiles kept their version
# (FOR 1.2.1): the form of an IK, first of the payer alone, then of practices and accident funds.
_CORRECTED: Final = (
    ("-for-laengeIK", re.compile(r".*(?<!payor\[0\]\.identifier)\.value"), "2026-01-27"),
)
_ORDERS: Final = frozenset({"MedicationRequest", "SupplyRequest", "DeviceRequest"})


def day_of(root: Thing, family: str) -> str:
    """The day a document was written, empty where it says none: of the order, else of its head."""
    if family != "eau":
        for thing in root.walk():
            if thing.is_resource and thing.type in _ORDERS and thing.text("authoredOn"):
                return thing.text("authoredOn")[:10]
    heads = (t for t in root.walk() if t.is_resource and t.type == "Composition")
    return next((t.text("date")[:10] for t in heads), "")


def window_of(family: str, version: str) -> Window | None:
    """The window of a version; None for a version the table does not name."""
    return next((w for w in WINDOWS.get(family, ()) if w.version == version), None)


def is_outside(window: Window, day: str) -> bool:
    """Whether a whole day lies before the window or behind it."""
    return len(day) == 10 and (day < window.since or bool(window.until and day > window.until))


def is_in_force(code: str, path: str, day: str) -> bool:
    """Whether a rule already counted at a place on the day a document was written."""
    return not any(
        code == rule and where.fullmatch(path) and day and day < since
        for rule, where, since in _CORRECTED
    )


def german(day: str) -> str:
    """A day as people write it."""
    return ".".join(reversed(day.split("-")))
