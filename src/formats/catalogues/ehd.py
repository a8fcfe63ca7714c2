"""The master files of the KBV in their own XML (ehd): payers, services, ICD, OPS, key tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import BinaryIO

from formats.catalogues.errors import UnreadableCatalogueError
from formats.catalogues.gop import service_of
from formats.catalogues.icd_txt import heading
from formats.catalogues.model import (
    AnalyteFacts,
    Catalogue,
    Edition,
    IcdFacts,
    Item,
    Kind,
    OpsFacts,
    Part,
)
from formats.catalogues.sdhdrg import RECORD as HYBRIDS
from formats.catalogues.sdhdrg import hybrids_of
from formats.catalogues.sdkt import payer_of
from formats.catalogues.tree import Node, records
from formats.catalogues.values import period, quarter_name, quarter_of

ANALYTES = "S_NVV_RV_ZERTIFIKAT"
GENES = "HGNC"
_HEADER = "header"
_AGED = re.compile(r"\d{1,3}", re.ASCII)
_AGE = {"Tag": "t", "Jahr": "j"}


def _operation_of(node: Node) -> Iterator[Item]:
    code, title = node.value(), node.value("DN")
    if not code or not title:
        raise UnreadableCatalogueError("Ein OPS-Code ohne Text.", line=node.line)
    first, last = period(node.at("gueltigkeit"), node.line)
    side = {"J": True, "N": False}.get(node.at("kzseite"))
    yield Item(
        code, title, final=True, usable=True, valid_from=first, valid_until=last,
        facts=OpsFacts(side),
    )  # fmt: skip


def _chapter_of(node: Node) -> Iterator[Item]:
    """A chapter of SDICD with its groups, diagnoses and thesaurus words."""
    number = node.at("nummer")
    yield heading(number, node.at("bezeichnung"), Kind.CHAPTER)
    for group in node.all("gruppen_liste", "gruppe"):
        code = f"{group.at('von_icd_code')}-{group.at('bis_icd_code')}"
        yield heading(code, group.at("bezeichnung"), Kind.GROUP, number)
        for diagnosis in group.all("diagnosen_liste", "diagnose"):
            yield from _diagnosis(diagnosis, code)


def _diagnosis(node: Node, parent: str) -> Iterator[Item]:
    shown = node.at("icd_code")
    code = shown.rstrip("-*+!.")
    if not re.fullmatch(r"[A-Z]\d{2}(\.\d{1,2})?", code) or not node.at("bezeichnung"):
        raise UnreadableCatalogueError("Eine Diagnose ohne Code oder Text.", line=node.line)
    below = node.all("diagnosen_liste", "diagnose")
    usable = {"j": True, "n": False}.get(node.at("abrechenbar"))
    words = node.all("diagnosethesaurus_liste", "diagnosethesaurus")
    yield Item(
        code, node.at("bezeichnung"), parent=parent, mark=node.at("notationskennzeichen"),
        final=not below, usable=usable, notes=tuple(word.value() for word in words),
        facts=_icd_facts(node, usable=usable),
    )  # fmt: skip
    for one in below:
        yield from _diagnosis(one, code)


def _icd_facts(node: Node, *, usable: bool | None) -> IcdFacts:
    mark = node.at("notationskennzeichen")
    role = {"*": "O", "!": "Z"}.get(mark, "P")
    return IcdFacts(
        ambulatory=None if usable is None else role if usable else "V",
        sex=node.at("geschlechtsbezug").upper(),
        sex_strict=node.at("geschlechtsbezug_fehlerart") == "m",
        age_from=_age(node.one("untere_altersgrenze")),
        age_until=_age(node.one("obere_altersgrenze")),
        age_strict=node.at("altersbezug_fehlerart") == "m",
        rare=node.at("krankheit_in_mitteleuropa_sehr_selten") == "j",
        filled=node.at("schlüsselnummer_mit_inhalt_belegt") != "n",
        notifiable=node.at("infektionsschutzgesetz_meldepflicht") == "j",
    )


def _age(node: Node | None) -> str:
    if node is None:
        return ""
    unit = _AGE.get(node.value("U"))
    if unit is None or not _AGED.fullmatch(node.value()):
        raise UnreadableCatalogueError("Eine Altersgrenze ist falsch.", line=node.line)
    return f"{unit}{int(node.value()):03d}"


# Interface name in the header: which catalogue, which element is one record, and who reads it.
_KINDS: dict[str, tuple[Catalogue, str, Callable[[Node], Iterator[Item]]]] = {
    "KTS": (Catalogue.PAYERS, "kostentraeger", payer_of),
    "SDKT": (Catalogue.PAYERS, "kostentraeger", payer_of),
    "SDEBM": (Catalogue.EBM, "gnr", service_of),
    "SDICD": (Catalogue.ICD, "kapitel", _chapter_of),
    "ICD": (Catalogue.ICD, "kapitel", _chapter_of),
    "SDOPS": (Catalogue.OPS, "opscode", _operation_of),
    "SDHDRG": (Catalogue.HYBRID, HYBRIDS, hybrids_of),
}
_RECORDS = frozenset(record for _catalogue, record, _read in _KINDS.values())


def read_ehd(stream: BinaryIO) -> Part:
    """The edition from the header, the items as they are asked for; both with validity.

    Raises `UnreadableCatalogueError` for a header without interface or period. Source: KBV
    interface descriptions SDKT 1.05, SDEBM 1.61, SDICD 2.4.0, SDOPS 1.00, SDHDRG 2.0.0.
    """
    nodes = records(stream, _RECORDS | {_HEADER})
    header = next(nodes, None)
    if header is None or header.name != _HEADER:
        raise UnreadableCatalogueError("Der Kopf der Stammdatei fehlt.")
    known = _KINDS.get(_interface(header))
    if known is None:
        raise UnreadableCatalogueError("Diese Stammdatei der KBV wird nicht gelesen.", line=2)
    catalogue, record, read = known
    first, last = period(header.at("service_tmr"), header.line)
    if first is None:
        first, last = period(header.at("origination_dttm"), header.line)
        if first is None:
            raise UnreadableCatalogueError("Die Stammdatei nennt keinen Zeitraum.")
        last = quarter_of(first)[1]
    version = _version(header, first)
    return Part(Edition(catalogue, version, first, last), _items(nodes, record, read))


def _interface(header: Node) -> str:
    named = header.one("interface", "id")
    return named.value("EX").upper() if named else ""


def _version(header: Node, first: date) -> str:
    interface = header.at("interface", "version").lstrip("0")
    return quarter_name(first) + (f" ({interface})" if interface else "")


def _items(
    nodes: Iterator[Node], record: str, read: Callable[[Node], Iterator[Item]]
) -> Iterator[Item]:
    for node in nodes:
        if node.name != record:
            raise UnreadableCatalogueError("Ein Eintrag steht am falschen Ort.", line=node.line)
        yield from read(node)


def read_key_tables(stream: BinaryIO) -> list[Part]:
    """The key tables of the KBV (`keytabs`), each an edition of its own with its version."""
    return [_key_table(node) for node in records(stream, ("keytab",))]


def _key_table(node: Node) -> Part:
    table, version = _named(node.value("SN")), node.value("SV")
    if not table or not version:
        raise UnreadableCatalogueError("Eine Schlüsseltabelle ohne Namen.", line=node.line)
    keys = node.all("key")
    if any(not key.value() or not key.value("DN") for key in keys):
        raise UnreadableCatalogueError("Ein Schlüssel ohne Wert oder Text.", line=node.line)
    read = _analyte if table == ANALYTES else _key
    items = [read(key) for key in keys]
    return Part(Edition(Catalogue.KEYS, version, None, None, table), items)


def _named(table: str) -> str:
    """One name for the tables checks ask for: descriptions spell one in two ways, and of the
    table of gene symbols they tell the content (KVDT rule 222) but not the name.
    """
    if "HGNC" in table.upper():
        return GENES
    return ANALYTES if table.upper() == ANALYTES else table


def _key(key: Node) -> Item:
    return Item(key.value(), key.value("DN"), final=True, usable=True)


def _analyte(key: Node) -> Item:
    """An analyte with its service and the time both belong together (KVDT rule 749).

    How a period is written there no description says; other files of the KBV write `from..until`,
    anything else is refused.
    """
    first, last = period(key.value("gueltigkeit"), key.line)
    services = tuple(re.findall(r"\d{5}[A-Z]?", key.value("gop")))
    return Item(
        key.value(), key.value("DN"), final=True, usable=True, valid_from=first, valid_until=last,
        facts=AnalyteFacts(services) if services else None,
    )  # fmt: skip
