"""Rules of the official table we do not check, and why: a green file may still break them."""

from __future__ import annotations

REGISTER = "needs a register of practices or certified software"
STRUCTURE = "is part of the record structure (K05 to K07) and checked there"
TYPE = "is part of the field types (K09) and checked there"
MODULE = "concerns the official test module itself"

UNCHECKED: dict[str, str] = {
    "FEHL": "checked as R702",
    "FDATE": TYPE,
    "DATLEN": TYPE,
    "TIMLEN": TYPE,
    "FK5001": STRUCTURE,
    "SATZ": STRUCTURE,
    "R-FK0132": "checked as R840",
    "VSDM": "counts only",
    "R022": "same form as R043 and checked there",
    "R063": TYPE,
    "R064": TYPE,
    "R108": TYPE,
    "R160": "the field type of 9102 holds the values of 2026Q4 (K09)",
    "R204": REGISTER,
    "R493": "same as R489 and checked there",
    "R737": "same as R817 and checked there",
    "R484": STRUCTURE,
    "R711a": "quarters before 2020 only",
    "R723": "same as R715 and checked there",
    "R724": "same as R716 and checked there",
    "R791": "covered by R307, R775, R776a and R777",
    "R814": "checked as R813",
    "R815": "checked as R813",
    "R824": "checked as R813",
    "R827": "4131 is never empty since 2018 (structure)",
    "R365": "checked as R364",
    "R366": "checked as R364",
    "DK03": TYPE,
    "BP03": STRUCTURE,
    "R857": STRUCTURE,
    "R872": STRUCTURE,
    "R883": "checked as R882",
    "R884": "checked as R882",
    "R885": "checked as R882",
    "RAV": REGISTER,
    "RKAB": TYPE,
    "RSU": TYPE,
    "RQL4": MODULE,
    "PRFNW-VK": "needs all files of a quarter",
}
