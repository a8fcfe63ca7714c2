"""What an order to a laboratory holds."""

from __future__ import annotations

from dataclasses import dataclass

from formats.ldt.model import Fact, Further, LabPatient, Moment, Practice, Specimen
from formats.xdt.dates import PartialDate


@dataclass(frozen=True, slots=True)
class OrderedTest:
    """One requested test (object 0059)."""

    code: str = ""  # 8410
    name: str = ""  # 8411
    billing: str = ""  # 7303: 1 GKV specialist, 2 GKV community, 3 private, 6 IGeL, 99 withdrawn
    specimen_ids: tuple[str, ...] = ()  # 7364
    urgency: str = ""  # 8501: 1 emergency, 2 urgent
    note: str = ""
    specimen: Specimen | None = None  # LDT 2 names it inside the test
    facts: tuple[Fact, ...] = ()

    @property
    def is_cancelled(self) -> bool:
        """Whether this request withdraws an earlier one."""
        return self.billing == "99"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """ICD-10-GM code with certainty (A, G, V, Z) and side (R, L, B)."""

    code: str
    certainty: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class StatutoryBilling:
    """Who pays a statutory order (object 0002); codes as in KVDT."""

    payer_number: str  # 4104
    payer_name: str  # 4134
    payer_ik: str  # 4111
    subgroup: str = "27"  # 4239
    payer_area: str = "00"  # 4106
    insured_kind: str = ""  # 3108
    wop: str = ""  # 3116
    card_read_on: PartialDate | None = None  # 4109
    insured_since: PartialDate | None = None  # 4133
    fee_area: str = "00"  # 4122
    person_group: str = "00"  # 4131
    dmp: str = "00"  # 4132
    treatment: str = "1"  # 4221
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class LabOrder:
    """One order to a laboratory (record 8215)."""

    order_number: str  # 8310
    practice: Practice
    patient: LabPatient
    tests: tuple[OrderedTest, ...] = ()
    specimens: tuple[Specimen, ...] = ()
    ordered_at: Moment | None = None
    follow_up_id: str = ""  # 8313, needed to change or withdraw an order
    diagnoses: tuple[Diagnosis, ...] = ()
    statutory: StatutoryBilling | None = None
    private: bool = False
    note: str = ""
    further: tuple[Further, ...] = ()
    line: int = 0
    reason: str = ""  # 7303 of the diagnoses where it is not "11", the whole order
    facts: tuple[Fact, ...] = ()
