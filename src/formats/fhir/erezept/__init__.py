"""The electronic prescription (KBV_PR_ERP 1.4): medicines, and supply of the practice itself."""

from formats.fhir.erezept.medication import Ingredient, Medication
from formats.fhir.erezept.order import Dosage, MedicationOrder, Series, Supply
from formats.fhir.erezept.prescription import FAMILY, Prescription, read, write

__all__ = [
    "FAMILY",
    "Dosage",
    "Ingredient",
    "Medication",
    "MedicationOrder",
    "Prescription",
    "Series",
    "Supply",
    "read",
    "write",
]
