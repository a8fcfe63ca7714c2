"""What a report means, the same for LDT 2 and LDT 3; one file, because it is one sheet of paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from enum import StrEnum

from formats.ldt.labels import label_of, told
from formats.xdt.dates import PartialDate


class Version(StrEnum):
    """Which family of the format a file belongs to."""

    LDT_2 = "LDT 2"
    LDT_3 = "LDT 3"
    UNKNOWN = "unbekannt"


class State(StrEnum):
    """How far a report or a single analyte is; the German word is for the screen."""

    PENDING = "folgt"
    PRELIMINARY = "vorläufig"
    FINAL = "endgültig"
    CORRECTED = "korrigiert"
    MISSING = "fehlt"
    CANCELLED = "storniert"
    UNKNOWN = "ohne Angabe"


class Mark(StrEnum):
    """What the laboratory says about a value against its range (field 8422)."""

    NORMAL = "normal"
    HIGH = "erhöht"
    VERY_HIGH = "stark erhöht"
    CRITICALLY_HIGH = "extrem erhöht"
    LOW = "erniedrigt"
    VERY_LOW = "stark erniedrigt"
    CRITICALLY_LOW = "extrem erniedrigt"
    ABNORMAL = "auffällig"
    VERY_ABNORMAL = "sehr auffällig"
    UNKNOWN = "unbekanntes Kennzeichen"

    @property
    def is_critical(self) -> bool:
        """Whether somebody must look at once."""
        return self in (Mark.CRITICALLY_HIGH, Mark.CRITICALLY_LOW)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date with what else was sent: time of day, zone ("UTC+2"), free text."""

    day: PartialDate
    clock: time | None = None
    zone: str = ""
    text: str = ""

    def __str__(self) -> str:
        clock = f"{self.clock:%H:%M}" if self.clock else ""
        return " ".join(filter(None, (str(self.day), clock, self.text)))


@dataclass(frozen=True, slots=True)
class Laboratory:
    """Who reports; every text is empty if the file does not say."""

    name: str = ""
    number: str = ""  # BSNR of the laboratory, field 0201
    sender_id: str = ""  # field 8316 (LDT 3), 8320 (LDT 2)
    contact: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    phone: str = ""
    email: str = ""
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Practice:
    """For whom the report is, as far as the file says."""

    name: str = ""
    site_number: str = ""  # BSNR, field 0201 below the sender
    doctor_number: str = ""  # LANR, field 0212
    customer_number: str = ""  # field 8312
    doctor_name: str = ""
    facts: tuple[Fact, ...] = ()  # what the object says beyond this, as of all that have facts


@dataclass(frozen=True, slots=True)
class LabPatient:
    """The patient as the laboratory knows them: match on several of these, never on one alone."""

    family_name: str = ""
    given_name: str = ""
    birth_date: PartialDate | None = None
    sex: str = ""  # M, W, D, X, U
    insurance_number: str = ""  # 3119, in old files 3105
    number: str = ""  # 3000, the practice's own
    title: str = ""
    affix: str = ""
    prefix: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    remark: str = ""  # 8405 in LDT 2: free text that often names the patient
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """A result: the text as sent and, only where it is one, the number with its operator."""

    text: str
    number: Decimal | None = None
    operator: str = ""  # "", "<", "<=", ">", ">="
    unit: str = ""
    kind: str = ""  # 7306 where it is not "01", a number
    unit_kind: str = ""  # 8419 where it is neither "1" (SI) with a unit nor "9" without one


@dataclass(frozen=True, slots=True)
class ReferenceRange:
    """A range as text and, where sent or safely readable, as bounds in `unit`."""

    text: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    kind: str = ""  # field 8424, German words
    alarm_low: Decimal | None = None
    alarm_high: Decimal | None = None
    unit_kind: str = ""  # as for a value


@dataclass(frozen=True, slots=True)
class Specimen:
    """One sample."""

    id: str = ""  # 7364
    code: str = ""  # 8428
    name: str = ""  # 8430
    specification: str = ""  # 8431
    taken_at: Moment | None = None
    received_at: Moment | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document inside the file; `content` is None when it went to the store or is too large.

    `intact` is False for broken base64 or when the bytes are not of the type the file names.
    """

    media_type: str = ""  # as found in the bytes: application/pdf, image/jpeg, … or ""
    named_type: str = ""  # field 6303
    name: str = ""  # field 6305, last part only
    description: str = ""  # field 6327
    document_type: str = ""  # field 9970
    size: int = 0
    sha256: str = ""
    intact: bool = True
    content: bytes | None = None
    stored: object | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """The laboratory asks for attention (object 0026)."""

    reasons: tuple[str, ...]  # German words
    text: str = ""
    is_urgent: bool = False
    person: str = ""  # whom to ask
    facts: tuple[Fact, ...] = ()  # the person among them, as sent


@dataclass(frozen=True, slots=True)
class LabText:
    """Free text with the German name of its place."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Further:
    """A field that has no place of its own in the report: shown, never dropped.

    What a writer can write again stands among the facts of its part, too.

    `is_quiet` marks addresses, numbers of systems and the like: nothing a doctor has to read.
    """

    field: str
    label: str
    text: str
    is_known: bool = True
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A field that has no attribute of its own: code or text as sent.

    `field` may also be the role of a text (8245); facts of one result keep their order, because
    the meaning of one may lie in the one before it (7302 below 7281). A whole object is a fact
    with its number in `obj` and its lines in `inner`: the role as `field`, what the line of the
    role says as `text`. Without that text it is an object that has a place of its own and says
    more than the place holds; `inner` is only the more.
    """

    field: str
    text: str
    inner: tuple[Fact, ...] = ()
    obj: str = ""

    @property
    def label(self) -> str:
        """The German name of the field."""
        return label_of(self.field)

    @property
    def words(self) -> str:
        """What a code means, in German, with the code; any other text as it is."""
        return told(self.field, self.text)


@dataclass(frozen=True, slots=True)
class Step:
    """When something was done to a result: 8220, 8222, 8223 or 8224 with its moment."""

    field: str
    at: Moment

    @property
    def label(self) -> str:
        """The German name of the field."""
        return label_of(self.field)


@dataclass(frozen=True, slots=True)
class Analyte:
    """One test with at most one value; a test with several values becomes several of these."""

    code: str = ""
    name: str = ""
    value: Value | None = None
    ranges: tuple[ReferenceRange, ...] = ()
    mark: Mark | None = None
    mark_text: str = ""
    state: State = State.UNKNOWN
    specimen_ids: tuple[str, ...] = ()
    specimen: Specimen | None = None  # LDT 2 names it inside the test
    method: str = ""
    measured_at: Moment | None = None
    text: str = ""  # result text
    comment: str = ""  # remarks on the test
    notices: tuple[Notice, ...] = ()
    kind: str = "0060"  # the object of LDT 3: 0060 chemistry, 0061 microbiology, 0063 cytology …
    result_id: str = ""  # 7304; a germ names the result it was found in
    facts: tuple[Fact, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def is_outside(self) -> bool | None:
        """Whether the number lies outside the first numeric range; None if that cannot be said."""
        if self.value is None or self.value.number is None or self.value.operator:
            return None
        for bounds in self.ranges:
            if bounds.low is None and bounds.high is None:
                continue
            if bounds.unit and self.value.unit and bounds.unit != self.value.unit:
                continue
            number = self.value.number
            below = bounds.low is not None and number < bounds.low
            return below or (bounds.high is not None and number > bounds.high)
        return None


@dataclass(frozen=True, slots=True)
class Susceptibility:
    """How one germ answers to one drug."""

    drug: str
    interpretation: str = ""  # S, I, R, N or the German words of field 7290 / 8447
    mic: str = ""  # minimal inhibitory concentration
    code: str = ""  # 7287
    mic_unit: str = ""
    method: str = ""  # 7286 of its antibiogram: a code
    facts: tuple[Fact, ...] = ()

    @property
    def mic_with_unit(self) -> str:
        """The concentration as it is read aloud."""
        return f"{self.mic} {self.mic_unit}".strip()


@dataclass(frozen=True, slots=True)
class Germ:
    """A germ or fungus that was found (or excluded)."""

    id: str
    name: str = ""
    finding: str = ""  # German words: nachweisbar, nicht nachweisbar …
    growth: str = ""
    susceptibilities: tuple[Susceptibility, ...] = ()
    result_id: str = ""  # 7304 of the result it belongs to; LDT 2 does not say
    text: str = ""
    comment: str = ""
    measured_at: Moment | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class LabReport:
    """One report on one order, as a laboratory inbox needs it."""

    version: Version
    kind: str  # record kind: 8205, or 8201 / 8202 / 8203 / 8204 in LDT 2
    laboratory: Laboratory
    practice: Practice
    patient: LabPatient
    order_number: str = ""  # 8310: ours
    laboratory_order_number: str = ""  # 8311: theirs
    report_id: str = ""  # 7305
    follow_up_ids: tuple[str, ...] = ()  # 8313
    state: State = State.UNKNOWN
    ordered_at: Moment | None = None
    received_at: Moment | None = None
    reported_at: Moment | None = None
    analytes: tuple[Analyte, ...] = ()
    germs: tuple[Germ, ...] = ()
    specimens: tuple[Specimen, ...] = ()
    texts: tuple[LabText, ...] = ()
    notices: tuple[Notice, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    further: tuple[Further, ...] = ()
    line: int = 0
    is_complete: bool = True
    facts: tuple[Fact, ...] = ()

    @property
    def is_cancelled(self) -> bool:
        """Whether the laboratory withdrew the whole order."""
        return self.state is State.CANCELLED
