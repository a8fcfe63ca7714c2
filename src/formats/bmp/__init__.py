"""The German medication plan (BMP): barcode content, pages, rules and the barcode itself."""

from formats.bmp.check import check
from formats.bmp.model import (
    Entry,
    FreeLine,
    Further,
    Ingredient,
    Medication,
    MedicationPlan,
    Observations,
    PlanAuthor,
    PlanPatient,
    Recipe,
    Section,
)
from formats.bmp.pages import Joined, join, renewed, split
from formats.bmp.read import BmpFile, read
from formats.bmp.write import write

__all__ = [
    "BmpFile",
    "Entry",
    "FreeLine",
    "Further",
    "Ingredient",
    "Joined",
    "Medication",
    "MedicationPlan",
    "Observations",
    "PlanAuthor",
    "PlanPatient",
    "Recipe",
    "Section",
    "check",
    "join",
    "read",
    "renewed",
    "split",
    "write",
]
