"""Which master data each rule needs, and what stays unchecked where they are not given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from formats.catalogues.model import Catalogue
from formats.kvdt.master import ANALYTES, AREAS, GENES, MasterData, Source
from formats.xdt.dates import quarter_in

_ICD = Source(Catalogue.ICD, "die Stammdatei ICD-10-GM (SDICD)")
_OPS = Source(Catalogue.OPS, "die Stammdatei OPS (SDOPS)")
_EBM = Source(Catalogue.EBM, "die EBM-Stammdatei (SDEBM)")
_PAYERS = Source(Catalogue.PAYERS, "die Kostenträger-Stammdatei (SDKT)")
_AREAS = Source(Catalogue.KEYS, "die Tabelle der KV-Bereiche (KBV_UKV2OKV)", AREAS)
_ANALYTES = Source(Catalogue.KEYS, f"die Schlüsseltabelle {ANALYTES}", ANALYTES)
_GENES = Source(Catalogue.KEYS, "die Schlüsseltabelle der HGNC-Gensymbole", GENES)
_POSTCODES = Source(Catalogue.POSTCODES, "die Postleitzahlen-Stammdatei (SDPLZ)")
_HYBRID = Source(Catalogue.HYBRID, "die Hybrid-DRG-Stammdatei (SDHDRG)")
# Its table is the KV the file goes to.
_REGIONAL = Source(Catalogue.REGIONAL, "die Stammdatei der eigenen KV (SDKV)")


def _all(codes: str, *sources: Source) -> dict[str, tuple[Source, ...]]:
    return dict.fromkeys(codes.split(), sources)


NEEDS: dict[str, tuple[Source, ...]] = {
    **_all("R489 R490 R491 R492 R499 R729 R761 R817", _ICD),
    **_all("R223 R705", _OPS),
    **_all("R203 R701 R702 R703 R704 R868 R888 R889 R890 R892 R901", _EBM),
    **_all("R201 R202 R210 R734 R763 RQL2", _PAYERS),
    **_all("R017", _AREAS),
    **_all("R211 R749", _ANALYTES),
    **_all("R222", _GENES),
    **_all("R478 R783", _POSTCODES),
    **_all("R221", _HYBRID),
    **_all("SKT1 SKT2 SKT3 SKT4 SKT5", _PAYERS, _REGIONAL),
}
MASTER_RULES = frozenset(NEEDS)

# Official rules whose data no importer takes over: they are named in every result.
NEVER = {
    "PRFNW-VK": "weil dazu alle Abrechnungsdateien des Quartals nötig wären",
    "R204": "weil das Verzeichnis der zugelassenen Software nicht eingelesen wird",
    "RAV": "weil das Arztverzeichnis (SDAV) nicht eingelesen wird",
}


@dataclass(frozen=True, slots=True)
class NotChecked:
    """An official rule the check could not look at; `reason` is a German clause ("weil …")."""

    code: str
    reason: str


def sentences(found: Iterable[NotChecked]) -> Iterator[str]:
    """One German line per reason, with all rules it holds for."""
    by_reason: dict[str, list[str]] = {}
    for one in found:
        by_reason.setdefault(one.reason, []).append(one.code)
    for reason, codes in by_reason.items():
        yield f"Nicht geprüft, {reason}: {', '.join(codes)}."


def receiving_kv(master: MasterData, receiver: str, day: date) -> str:
    """The KV of today a receiver (9102) belongs to; the receiver itself without the table."""
    if not master.knows(Catalogue.KEYS, day, AREAS):
        return receiver
    item = master.item(Catalogue.KEYS, receiver, day, AREAS)
    return item.parent if item and item.parent else receiver


def unchecked(
    codes: Iterable[str], master: MasterData | None, days: set[date], receiver: str
) -> Iterator[NotChecked]:
    """Every rule of `codes` that lacks a catalogue on one of the days, with the first one lacking.

    `days` are the first days of the quarters billed; without any day nothing can be looked up.
    """
    for code in sorted(set(codes)):
        for source in NEEDS.get(code, ()):
            if reason := _lacking(source, master, days, receiver):
                yield NotChecked(code, reason)
                break


def _lacking(source: Source, master: MasterData | None, days: set[date], receiver: str) -> str:
    if master is None:
        return f"weil {source.label} nicht gegeben ist"
    if not days:
        return "weil die Datei kein Quartal nennt"
    for day in sorted(days):
        table = source.table
        if source.catalogue is Catalogue.REGIONAL:
            table = receiving_kv(master, receiver, day)
        if not master.knows(source.catalogue, day, table):
            return f"weil {source.label} für {quarter_in(day.month)}/{day.year} fehlt"
    return ""
