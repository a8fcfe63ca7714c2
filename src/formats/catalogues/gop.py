"""One service of the EBM master file of the KBV (SDEBM 1.61), and of the KBV's older CSV list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from formats.catalogues.errors import UnreadableCatalogueError
from formats.catalogues.lines import table
from formats.catalogues.model import Catalogue, EbmFacts, Edition, Item, Part
from formats.catalogues.tree import Node
from formats.catalogues.values import cents, day, number, period, quarter_name, quarter_of, whole

_SERVICE = re.compile(r"\d{5}[A-Z]?")
_STAND = re.compile(r"(20\d{2}-\d{2}-\d{2})")
_SEX = {"1": "M", "2": "W", "M": "M", "W": "W"}
_YEAR_UNITS = frozenset({"3", "J", "JAHR", "JAHRE"})
CSV_HEAD = b"EBM-Ziffer;"


def service_of(node: Node) -> Iterator[Item]:
    """The service with points, price, age, sex and the fields a bill must carry beside it."""
    code, title = node.value(), node.at("allgemein", "legende", "kurztext")
    if not _SERVICE.fullmatch(code) or not title:
        raise UnreadableCatalogueError("Eine Leistung ohne Nummer oder Text.", line=node.line)
    first, last = period(
        node.at("allgemein", "gueltigkeit", "effective_tmr")
        or node.at("allgemein", "gueltigkeit", "service_tmr"),
        node.line,
    )
    said = (
        node.at("allgemein", "legende", "quittungstext"),
        *(text.value() or text.text() for text in node.all("allgemein", "legende", "langtext")),
    )
    yield Item(
        code, title, final=True, usable=True, notes=tuple(one for one in said if one),
        valid_from=first, valid_until=last, facts=_facts(node),
    )  # fmt: skip


def _facts(node: Node) -> EbmFacts:
    required, one_of = _additions(node)
    reasons = node.all("bedingung", "begruendungen_liste")
    chapter = node.one("allgemein", "legende", "kap_bez")
    points, money = _worth(node.all("allgemein", "bewertung_liste", "bewertung"))
    # A worth for some payers, specialties or places only says nothing about the others.
    own = [one for one in node.all("kv", "kv_bewertung_liste", "kv_bewertung") if not one.children]
    area_points, area_money = _worth(own)
    low, high = _ages(node)
    return EbmFacts(
        points=points,
        cents=money,
        sex=_SEX.get(node.at("bedingung", "administrative_gender_cd").upper(), ""),
        age_from_years=low,
        age_until_years=high,
        required=required,
        one_of=one_of,
        operations=tuple(
            ops.value() for one in reasons for ops in one.all("ops_liste", "kategorie", "ops")
        ),
        justified_by=tuple(
            service.value() for one in reasons for service in one.all("gnr_liste", "gnr")
        ),
        chapter=chapter.value("DN") if chapter else "",
        at_most=tuple(_at_most(node)),
        exclusions=tuple(_excluded(node, "gnr_liste", "gnr")),
        excluded_chapters=tuple(_excluded(node, "kap_liste", "kap_bez")),
        area=node.at("kv"),
        area_points=area_points,
        area_cents=area_money,
    )


def _at_most(node: Node) -> Iterator[str]:
    """How often in which space; limits with an age or a reason to go beyond are left out."""
    for space in node.all("bedingung", "anzahlbedingung_liste", "bezugsraum"):
        conditions = space.one("altersbedingung_liste") or space.one("aussetzungsgrund_liste")
        if conditions is None:
            yield f"{_space(space)}:{whole(space.at('anzahl'), space.line)}"


def _excluded(node: Node, listed: str, one: str) -> Iterator[str]:
    """What may not stand beside it; V=true names what alone may stand and is left out."""
    for space in node.all("regel", "ausschluss_liste", "bezugsraum"):
        for group in space.all(listed):
            if group.value() in {"false", "0"}:
                yield from (f"{_space(space)}:{what.value()}" for what in group.all(one))


def _space(space: Node) -> str:
    if not space.value() or not space.value("U"):
        raise UnreadableCatalogueError("Ein Bezugsraum ohne Zahl oder Art.", line=space.line)
    return f"{space.value()}×{space.value('U')}"


def _additions(node: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    required: list[str] = []
    one_of: list[str] = []
    for group in node.all("bedingung", "gnr_zusatzangaben", "gnr_zusatzangaben_liste"):
        found = [one.value() for one in group.all("gnr_zusatzangabe")]
        (one_of if group.value().upper() == "AUSWAHL" else required).extend(found)
    return tuple(required), tuple(one_of)


def _worth(found: Iterable[Node]) -> tuple[str, int | None]:
    """Points and euro; U names the unit by key (1 points, 2 euro) or by word."""
    points, money = "", None
    for worth in found:
        unit = worth.value("U").upper()
        if unit in {"1", "PKT", "PUNKTE"}:
            points = points or _number(worth)
        elif unit in {"2", "EUR", "EURO"}:
            money = money if money is not None else cents(worth.value(), worth.line)
    return points, money


def _number(worth: Node) -> str:
    exact = number(worth.value(), worth.line, "Eine Punktzahl ist falsch.")
    return f"{exact:f}".rstrip("0").rstrip(".") if "." in f"{exact:f}" else f"{exact:f}"


def _ages(node: Node) -> tuple[int | None, int | None]:
    low = high = None
    for age in node.all("bedingung", "altersbedingung_liste", "alter"):
        if age.value("U").upper() not in _YEAR_UNITS:
            continue
        if age.at("range_typ") == "MIN":
            low = whole(age.value(), age.line)
        else:
            high = whole(age.value(), age.line)
    return low, high


def read_ebm_csv(stream: BinaryIO, name: str) -> Part:
    """The KBV's list as CSV (ISO 8859-1); its day stands in the name, its quarter counts."""
    found = _STAND.search(name)
    stand = day(found[1]) if found else None
    if stand is None:
        raise UnreadableCatalogueError(
            "Der Stand der EBM-Liste steht nur im Dateinamen (kbv_ebm_2022-03-23.csv)."
        )
    first, last = quarter_of(stand)
    return Part(Edition(Catalogue.EBM, quarter_name(first), first, last), _csv_items(stream))


def _csv_items(stream: BinaryIO) -> Iterator[Item]:
    wanted = ("EBM-Ziffer", "EBM_Bezeichnung", "Punktzahl", "EBM_Betrag", "gueltigab", "gueltigbis")
    for place, row in table(stream, "iso-8859-1", ";", *wanted):
        code, title = row["EBM-Ziffer"].strip(), row["EBM_Bezeichnung"].strip()
        if not code or not title:
            raise UnreadableCatalogueError("Eine Leistung ohne Nummer oder Text.", line=place)
        money = cents(row["EBM_Betrag"], place)
        points = row["Punktzahl"].strip()
        yield Item(
            code, title, final=True, usable=True,
            valid_from=day(row["gueltigab"], place), valid_until=day(row["gueltigbis"], place),
            facts=EbmFacts(points=points if points != "0" else "", cents=money or None),
        )  # fmt: skip
