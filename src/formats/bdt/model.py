"""What an export of an old practice system says, record by record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time

from formats.xdt.dates import PartialDate


@dataclass(frozen=True, slots=True)
class BdtFurther:
    """A field without a place of its own: shown, never dropped."""

    field: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class BdtPractice:
    """The practice that made the export."""

    name: str = ""
    number: str = ""
    group: str = ""
    street: str = ""
    town: str = ""
    phone: str = ""
    software: str = ""
    further: tuple[BdtFurther, ...] = ()


@dataclass(frozen=True, slots=True)
class BdtPerson:
    """Who a record is about; every record repeats some of it."""

    number: str = ""  # 3000: the old system's own, the key between records
    family_name: str = ""
    given_name: str = ""
    birth_date: PartialDate | None = None
    sex: str = ""  # M, W, or the old system's own code
    title: str = ""
    affix: str = ""
    insurance_number: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""


@dataclass(frozen=True, slots=True)
class BdtDiagnosis:
    """A diagnosis of a case or a permanent one."""

    text: str = ""
    code: str = ""
    certainty: str = ""
    side: str = ""
    since: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class BdtPatient:
    """Master data (record 6100)."""

    person: BdtPerson
    phone: str = ""
    mobile: str = ""
    email: str = ""
    profession: str = ""
    employer: str = ""
    patient_since: PartialDate | None = None
    permanent_diagnoses: tuple[BdtDiagnosis, ...] = ()
    permanent_medication: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    further: tuple[BdtFurther, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class BdtService:
    """One billed service."""

    day: PartialDate | None
    code: str
    additions: tuple[BdtFurther, ...] = ()


@dataclass(frozen=True, slots=True)
class BdtCase:
    """One billing case (records 0101 to 0104, 0109, 0190, 0191)."""

    kind: str
    person: BdtPerson
    quarter: str = ""  # as sent, QJJJJ
    payer_number: str = ""
    payer_ik: str = ""
    referred_by: str = ""
    services: tuple[BdtService, ...] = ()
    diagnoses: tuple[BdtDiagnosis, ...] = ()
    further: tuple[BdtFurther, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class BdtLabValue:
    """One laboratory value in the chart."""

    code: str
    name: str = ""
    text: str = ""
    unit: str = ""
    range_text: str = ""
    mark: str = ""
    result: str = ""
    state: str = ""  # 8401 as sent


@dataclass(frozen=True, slots=True)
class BdtDocument:
    """A document beside the export; `path` as sent is never opened as it is."""

    path: str
    file_name: str
    type: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class BdtForm:
    """A filled form: title, template as sent, fields in order."""

    title: str = ""
    kind: str = ""
    template: str = ""
    content: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BdtEntry:
    """One entry of the chart; `kind` is the field id, `label` its German name."""

    day: PartialDate | None
    kind: str
    label: str
    text: str = ""
    clock: time | None = None
    lab: tuple[BdtLabValue, ...] = ()
    document: BdtDocument | None = None
    form: BdtForm | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class BdtChart:
    """The chart of one patient (record 6200); a patient may have several."""

    person: BdtPerson
    entries: tuple[BdtEntry, ...] = ()
    further: tuple[BdtFurther, ...] = ()
    line: int = 0
    is_cut: bool = False
    unreadable_days: tuple[int, ...] = field(default_factory=tuple)  # line numbers


BdtRecord = BdtPractice | BdtPatient | BdtCase | BdtChart
