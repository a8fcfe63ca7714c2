"""The medication plan as a doctor thinks of it: who, by whom, blocks of entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from formats.bmp.fields import HEADINGS, MOST_INGREDIENTS, VERSION
from formats.xdt.dates import PartialDate


@dataclass(frozen=True, slots=True)
class PlanPatient:
    """Whose plan it is (element P); empty text means not stated."""

    given_name: str = ""
    family_name: str = ""
    birth_date: PartialDate | None = None
    insurance_id: str = ""
    sex: str = ""  # M, W, X, D
    title: str = ""
    prefix: str = ""
    affix: str = ""


@dataclass(frozen=True, slots=True)
class PlanAuthor:
    """Who printed the plan (element A); at most one of the three numbers.

    `printed_at` is the wall clock of the printing place: the format knows no time zone.
    """

    name: str = ""
    printed_at: datetime | None = None
    doctor_number: str = ""
    pharmacy_number: str = ""
    hospital_number: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Observations:
    """What was known about the patient when it was printed (element O)."""

    allergies: str = ""
    is_pregnant: bool = False  # False says nothing
    is_breastfeeding: bool = False  # False says nothing
    weight_kg: Decimal | None = None
    height_cm: int | None = None
    creatinine_mg_dl: Decimal | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Ingredient:
    """An active ingredient and its strength as text (element W)."""

    name: str = ""
    strength: str = ""


@dataclass(frozen=True, slots=True)
class Medication:
    """One medicine (element M). Doses are as written: `1`, `1/2`, `0,5`; empty means none.

    `~` in hint, reason and addition is a line break. With a `weekday` (1 Monday … 7 Sunday) the
    doses count on that day of each week only.
    """

    pzn: str = ""  # without leading zeros
    name: str = ""
    form_code: str = ""
    form: str = ""
    weekday: str = ""
    morning: str = ""
    noon: str = ""
    evening: str = ""
    night: str = ""
    dose_text: str = ""
    unit_code: str = ""
    unit: str = ""
    hint: str = ""
    reason: str = ""
    addition: str = ""
    ingredients: tuple[Ingredient, ...] = ()

    @property
    def doses(self) -> tuple[str, str, str, str]:
        """The four-part scheme."""
        return self.morning, self.noon, self.evening, self.night

    @property
    def rows(self) -> int:
        """How many rows of the printed table it takes."""
        return (2 if len(self.ingredients) >= MOST_INGREDIENTS else 1) + bool(self.addition)


@dataclass(frozen=True, slots=True)
class FreeLine:
    """A line of text without a medicine (element X)."""

    text: str = ""

    @property
    def rows(self) -> int:
        """How many rows of the printed table it takes."""
        return 1


@dataclass(frozen=True, slots=True)
class Recipe:
    """A preparation made by a pharmacy, as text (element R)."""

    text: str = ""
    addition: str = ""

    @property
    def rows(self) -> int:
        """How many rows of the printed table it takes."""
        return 1 + bool(self.addition)


Entry = Medication | FreeLine | Recipe


@dataclass(frozen=True, slots=True)
class Section:
    """A block of entries under a heading, free or by code; the first block may have none."""

    entries: tuple[Entry, ...] = ()
    heading: str = ""
    heading_code: str = ""

    @property
    def title(self) -> str:
        """The heading as printed."""
        return self.heading or HEADINGS.get(self.heading_code, self.heading_code)

    @property
    def rows(self) -> int:
        """How many rows of the printed table it takes, its heading included."""
        return bool(self.heading or self.heading_code) + sum(e.rows for e in self.entries)


@dataclass(frozen=True, slots=True)
class Further:
    """Something read that has no place in the plan: shown, never dropped. `path` names where."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class MedicationPlan:
    """A plan, or one page of it where `page` and `pages` are set."""

    instance: str  # 32 hexadecimal digits, new for each printing, equal on all its pages
    patient: PlanPatient
    author: PlanAuthor
    observations: Observations = Observations()
    sections: tuple[Section, ...] = ()
    page: int | None = None
    pages: int | None = None
    version: str = VERSION
    language: str = "de-DE"
    further: tuple[Further, ...] = ()
