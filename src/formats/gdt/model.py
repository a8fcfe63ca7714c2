"""What a device file says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal

from formats.xdt.dates import PartialDate


@dataclass(frozen=True, slots=True)
class GdtPatient:
    """Who is meant. Match on number, name and birth date together, never on the number alone."""

    number: str = ""
    family_name: str = ""
    given_name: str = ""
    birth_date: PartialDate | None = None
    sex: str = ""  # M, W, D, X as in LDT 3; the device's own code if unknown
    title: str = ""
    affix: str = ""
    insurance_number: str = ""
    insured_kind: str = ""
    street: str = ""
    town: str = ""  # GDT 2: postcode and town in one field
    height_cm: str = ""
    weight_kg: str = ""
    language: str = ""
    phone: str = ""  # GDT 3, like the next two
    mobile: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One test of a device (opened by field 8410)."""

    code: str
    name: str = ""
    text: str = ""  # value as sent, or the result text
    number: Decimal | None = None
    unit: str = ""
    day: PartialDate | None = None
    clock: time | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    range_text: str = ""
    state: str = ""
    remark: str = ""
    result: str = ""
    stream_units: str = ""
    stream: str = ""  # a curve as sent
    specimen_code: str = ""
    specimen_index: str = ""
    specimen_name: str = ""
    specimen_specification: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A document the device left beside the file.

    `reference` is as sent and never to be opened as it is: `file_name` is its last part, and
    `is_local` is False for addresses and for paths that climb.
    """

    reference: str
    file_name: str
    format: str = ""
    content: str = ""
    archive_number: str = ""
    is_local: bool = True


@dataclass(frozen=True, slots=True)
class FreeCategory:
    """A category the sender named himself (6330 with 6331 and so on)."""

    name: str
    content: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remaining:
    """A field without a place of its own: shown, never dropped."""

    field: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class GdtMessage:
    """One record between practice system and device."""

    kind: str  # 6300, 6301, 6302, 6303, 6310, 6311
    version: str = "02.10"
    receiver: str = ""
    sender: str = ""
    patient: GdtPatient = field(default_factory=GdtPatient)
    procedure: str = ""  # 8402, for example EKG01
    order_number: str = ""
    examined_on: PartialDate | None = None
    examined_at: time | None = None
    measurements: tuple[Measurement, ...] = ()
    findings: tuple[str, ...] = ()
    foreign_findings: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    table: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    categories: tuple[FreeCategory, ...] = ()
    references: tuple[Reference, ...] = ()
    signature: str = ""
    software: str = ""
    release: str = ""
    vendor: str = ""
    request_id: str = ""  # 8314, GDT 3
    remaining: tuple[Remaining, ...] = ()
    line: int = 0
    is_whole: bool | None = None  # whether field 8100 matches; None if the device sends none
