"""Treatment data of old practice systems (BDT), read for migration only."""

from formats.bdt.model import (
    BdtCase,
    BdtChart,
    BdtDiagnosis,
    BdtDocument,
    BdtEntry,
    BdtForm,
    BdtFurther,
    BdtLabValue,
    BdtPatient,
    BdtPerson,
    BdtPractice,
    BdtRecord,
    BdtService,
)
from formats.bdt.read import BdtFile, read

__all__ = [
    "BdtCase",
    "BdtChart",
    "BdtDiagnosis",
    "BdtDocument",
    "BdtEntry",
    "BdtFile",
    "BdtForm",
    "BdtFurther",
    "BdtLabValue",
    "BdtPatient",
    "BdtPerson",
    "BdtPractice",
    "BdtRecord",
    "BdtService",
    "read",
]
