"""What every catalogue file becomes: editions with validity, and items with typed facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum


class Catalogue(StrEnum):
    """Which catalogue; the value is frozen, it stands in databases."""

    ICD = "icd10gm"
    OPS = "ops"
    EBM = "ebm"
    GOAE = "goae"
    PAYERS = "payers"
    KEYS = "keys"
    POSTCODES = "postcodes"
    HYBRID = "hybriddrg"
    REGIONAL = "sdkv"

    @property
    def label(self) -> str:
        """The German name for the screen."""
        return _LABELS[self]


_LABELS = {
    Catalogue.ICD: "ICD-10-GM",
    Catalogue.OPS: "OPS",
    Catalogue.EBM: "EBM",
    Catalogue.GOAE: "GOÄ",
    Catalogue.PAYERS: "Kostenträger",
    Catalogue.KEYS: "Schlüsseltabelle",
    Catalogue.POSTCODES: "Postleitzahlen",
    Catalogue.HYBRID: "Hybrid-DRG",
    Catalogue.REGIONAL: "KV-Spezifika",
}


class Kind(StrEnum):
    """What an item is: a code one may use, or a heading above codes."""

    CHAPTER = "chapter"
    GROUP = "group"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Edition:
    """One published state of a catalogue.

    `valid_from` None means that the file does not say; `valid_until` None means until further
    notice. `table` names the key table, or the number of the KV whose own rules these are; it is
    empty for all other catalogues.
    """

    catalogue: Catalogue
    version: str
    valid_from: date | None
    valid_until: date | None
    table: str = ""

    @property
    def title(self) -> str:
        """How people name it: `ICD-10-GM 2025`, `KV-Spezifika 38 2031/Q1`."""
        if self.catalogue is Catalogue.REGIONAL:
            return f"{self.catalogue.label} {self.table} {self.version}"
        return f"{self.table or self.catalogue.label} {self.version}".strip()


@dataclass(frozen=True, slots=True)
class IcdFacts:
    """What ICD-10-GM says about the use of a code; None where the file does not say.

    `ambulatory`/`hospital`: P primary, O only with a dagger code, Z only additional, V not usable
    (§§ 295, 301 SGB V). Ages are text as published (`t000` days, `j015` years), '' without limit.
    `sex` is M, W or ''; `*_strict` tells must (True) from may (False).
    """

    ambulatory: str | None = None
    hospital: str | None = None
    sex: str = ""
    sex_strict: bool = False
    age_from: str = ""
    age_until: str = ""
    age_strict: bool = False
    rare: bool = False
    filled: bool = True
    notifiable: bool = False


@dataclass(frozen=True, slots=True)
class OpsFacts:
    """Whether an operation needs a side (L, R, B); None where the file does not say."""

    needs_side: bool | None = None


@dataclass(frozen=True, slots=True)
class EbmFacts:
    """What the EBM says about a service; money in cents, points as published (text, exact).

    `required` holds the KVDT fields that must stand, `one_of` those of which one must stand,
    `justified_by` the service numbers, `operations` the OPS codes it may be justified by.

    Limits are text `count×space:what`, the space by its key in S_EBM_BEZUGSRAUM (`1×7:3`: in one
    case of treatment three): `at_most` this often, `exclusions` not beside this number,
    `excluded_chapters` not beside numbers of this chapter. Limits with conditions are left out.
    `area` is the KV whose edition it is; its own worth takes the place of the general one.
    """

    points: str = ""
    cents: int | None = None
    sex: str = ""
    age_from_years: int | None = None
    age_until_years: int | None = None
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    justified_by: tuple[str, ...] = ()
    chapter: str = ""
    at_most: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    excluded_chapters: tuple[str, ...] = ()
    area: str = ""
    area_points: str = ""
    area_cents: int | None = None


@dataclass(frozen=True, slots=True)
class GoaeFacts:
    """Points and factors of a GOÄ number; `exclusions` may not stand beside it."""

    points: int | None = None
    cents: int | None = None
    threshold: str = ""
    maximum: str = ""
    section: str = ""
    only_single: bool = False
    exclusions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PayerFacts:
    """What a billing case needs to know of a payer; the code of the item is the VKNR.

    Sites of a KV in `barred_areas` may not bill it.
    """

    ik_numbers: tuple[str, ...] = ()
    group: str = ""
    fee_schedule: str = ""
    areas: tuple[str, ...] = ()
    kv: str = ""
    last_quarter: str = ""
    taken_over_by: str = ""
    places: tuple[str, ...] = ()
    barred_areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnalyteFacts:
    """The services an analyte with compulsory proficiency tests may stand behind (EBM numbers)."""

    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PostcodeFacts:
    """The KV and the district of a KV a postcode belongs to; '' where the file does not say."""

    kv: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class HybridFacts:
    """What a Hybrid-DRG is worth in cents, with and without aftercare; None if not stated."""

    cents: int | None = None
    cents_with_aftercare: int | None = None


@dataclass(frozen=True, slots=True)
class RegionalFacts:
    """What one KV asks of payers of a group in one billing area (KTAB), in keys of the KBV.

    `person_groups` are the contents of 4123 of which one must stand, `details` what 4124 must
    tell, `further` which fields must stand (1 for 4125, 4 for 4126); `barred_records` are kinds
    of records (0101 …) and `barred_insured` contents of 3108 that may not stand.
    """

    person_groups: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    barred_records: tuple[str, ...] = ()
    barred_insured: tuple[str, ...] = ()


Facts = (
    IcdFacts | OpsFacts | EbmFacts | GoaeFacts | PayerFacts
    | AnalyteFacts | PostcodeFacts | HybridFacts | RegionalFacts
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a catalogue.

    `mark` is +, * or !; `notes` are inclusions and synonyms; `final` says that nothing stands
    below; `usable` that a bill may carry it. None always means that the file does not say.
    """

    code: str
    title: str
    kind: Kind = Kind.CODE
    parent: str = ""
    mark: str = ""
    final: bool | None = None
    usable: bool | None = None
    notes: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    facts: Facts | None = None

    def plain_facts(self) -> Mapping[str, object]:
        """The facts as plain values, without what says nothing."""
        if self.facts is None:
            return {}
        return {name: value for name, value in asdict(self.facts).items() if value not in _NOTHING}


_NOTHING: tuple[object, ...] = (None, "", ())


@dataclass(frozen=True, slots=True)
class Part:
    """An edition with its items, read as they are asked for."""

    edition: Edition
    items: Iterable[Item]
