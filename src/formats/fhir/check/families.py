"""Which packages answer for which documents, and what of them counts for older versions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of document.

    `prefix` begins the names of its profiles. `packages` (newest of each) answer for the current
    version and for those whose own are not at hand; `main` and `tables` find the package of
    another version: it names the rest itself.
    """

    name: str
    prefix: str
    packages: tuple[str, ...]
    main: str = ""
    tables: str = ""


KBV: Final = "https://fhir.kbv.de/StructureDefinition/"
_BASE: Final = ("kbv.basis-1.7", "de.basisprofil.r4-1.5.2")
FAMILIES: Final = (
    Family("erezept", f"{KBV}KBV_PR_ERP_", (
        "kbv.ita.erp-1.4", "kbv.ita.for-1.3", "kbv.ita.for-1.2", *_BASE, "de.fhir.medication-1.0",
        "gematik.kbv.sfhir.cs.vs-",
    ), "kbv.ita.erp", "gematik.kbv.sfhir.cs.vs-"),
    Family("eau", f"{KBV}KBV_PR_EAU_", (
        "kbv.ita.eau-1.2", "kbv.ita.for-1.2", *_BASE, "gematik.kbv.eau.sfhir.cs.vs-",
    ), "kbv.ita.eau", "gematik.kbv.eau.sfhir.cs.vs-"),
    Family("evdga", f"{KBV}KBV_PR_EVDGA_", (
        "kbv.itv.evdga-1.2", "kbv.ita.for-1.2", *_BASE, "gematik.kbv.evdga.sfhir.cs.vs-",
    ), "kbv.itv.evdga", "gematik.kbv.evdga.sfhir.cs.vs-"),
    Family("eeb", "https://gematik.de/fhir/eeb/StructureDefinition/", (
        "kbv.ita.for-1.3", "kbv.ita.for-1.2", *_BASE, "gematik.kbv.sfhir.cs.vs-",
    )),
)  # fmt: skip


def family_of(canonical: str) -> Family | None:
    """The family of a profile's address."""
    return next((f for f in FAMILIES if canonical.startswith(f.prefix)), None)


# Rules of the held packages that rest on what older versions wrote otherwise. Measured: each is
# raised on official valid documents of 1.1.0, or on nearly every document of eRezept 1.1.0.
_CHANGED: Final = re.compile(
    r"-\w+-version|.*(AUseit|VersichertenID|Einloesefrist|SER$|DosageFlag|[dD]osier|dosage|"
    r"Impfstoff|T-Rezept|BtM|Medikament|ersatzverordnung|Ersatzverordnung)"
)
# Beside named rules: lengths and required codes, wherever they stand. Absent, forbidden and foreign
# elements are what versions differ in most, and places picked by hand come off the samples.
_CARRIED: Final = frozenset({"FHV24", "FHV26"})


def is_carried(code: str) -> bool:
    """Whether a finding of a newer version is also one of an older, whose package is not held.

    None is raised on the official valid documents of old versions.
    """
    if code.startswith("-"):
        return _CHANGED.match(code) is None
    return code in _CARRIED
