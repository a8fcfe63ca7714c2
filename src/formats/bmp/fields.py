"""Every attribute of the medication plan as data: name, limits and form (BMP 2.8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What an attribute holds and which Python value stands for it."""

    TEXT = "text"
    CODE = "code"
    DAY = "JJJJMMTT"
    MOMENT = "JJJJ-MM-TThh:mm:ss"
    FLAG = "1 or absent"
    NUMBER = "whole number"
    DECIMAL = "decimal number"


@dataclass(frozen=True, slots=True)
class Fact:
    """One attribute: where it stands, how it is called here and what it may hold."""

    attribute: str
    name: str
    label: str
    kind: Kind = Kind.TEXT
    shortest: int = 1
    longest: int = 0
    pattern: str = ""
    is_required: bool = False
    breaks: int = 0  # how many "~" (line breaks) the text may hold
    low: Decimal | None = None
    high: Decimal | None = None

    def fits(self, text: str) -> bool:
        """Whether the written text has the form asked for; length is judged apart."""
        if self.pattern and not re.fullmatch(self.pattern, text):
            return False
        if self.kind not in (Kind.NUMBER, Kind.DECIMAL):
            return True
        value = Decimal(text)
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


def _text(attribute: str, name: str, label: str, longest: int, **more: object) -> Fact:
    return Fact(attribute, name, label, longest=longest, **more)  # type: ignore[arg-type] # facts of many types


def _code(attribute: str, name: str, label: str, pattern: str, *, must: bool = False) -> Fact:
    return Fact(attribute, name, label, Kind.CODE, longest=40, pattern=pattern, is_required=must)


_DOSE: Final = r"[1-9][0-9]{0,3}|[1-9][0-9],[0-9]|[0-9],[0-9]{1,2}|1/8|1/2|2/3|1/3|1/4|3/4"
_PAGE: Final = "[1-9]"

# Facts of an element in the order in which the writer puts its attributes.
FACTS: Final[dict[str, tuple[Fact, ...]]] = {
    "MP": (
        _code("v", "version", "Version", "0[0-9]{2}", must=True),
        _code("U", "instance", "Instanz-ID", "[A-F0-9]{32}", must=True),
        Fact("a", "page", "Seite", Kind.NUMBER, 1, 1, _PAGE, low=Decimal(1), high=Decimal(5)),
        Fact("z", "pages", "Seiten", Kind.NUMBER, 1, 1, _PAGE, low=Decimal(2), high=Decimal(5)),
        _code("l", "language", "Sprache und Land", "de-DE", must=True),
    ),
    "P": (
        _text("g", "given_name", "Vorname", 45, is_required=True),
        _text("f", "family_name", "Nachname", 45, is_required=True),
        _code("egk", "insurance_id", "Versicherten-ID", "[A-Z][0-9]{9}"),
        Fact("b", "birth_date", "Geburtsdatum", Kind.DAY, 8, 8, "[0-9]{8}", is_required=True),
        _code("s", "sex", "Geschlecht", "[MWXD]"),
        _text("t", "title", "Titel", 20),
        _text("v", "prefix", "Vorsatzwort", 20),
        _text("z", "affix", "Namenszusatz", 20),
    ),
    "A": (
        _code("lanr", "doctor_number", "Arztnummer", "[0-9]{9}"),
        _code("idf", "pharmacy_number", "Apotheken-IDF", "[0-9]{7}"),
        _code("kik", "hospital_number", "Krankenhaus-IK", "[0-9]{9}"),
        _text("n", "name", "Name", 80, is_required=True),
        _text("s", "street", "Straße", 30),
        _code("z", "postcode", "Postleitzahl", "[0-9]{5}"),
        _text("c", "town", "Ort", 20),
        _text("p", "phone", "Telefon", 20),
        _text("e", "email", "E-Mail", 80),
        Fact(
            "t", "printed_at", "Ausdruckdatum", Kind.MOMENT, 19, 19,
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}", is_required=True,
        ),
    ),
    "O": (
        _text("ai", "allergies", "Allergien und Unverträglichkeiten", 50),
        Fact("p", "is_pregnant", "Schwanger", Kind.FLAG, longest=1, pattern="1"),
        Fact("b", "is_breastfeeding", "Stillend", Kind.FLAG, longest=1, pattern="1"),
        Fact(
            "w", "weight_kg", "Gewicht (kg)", Kind.DECIMAL, longest=5,
            pattern=r"[0-9]{1,3}(\.[0-9])?", low=Decimal("0.1"), high=Decimal(999),
        ),
        Fact(
            "h", "height_cm", "Größe (cm)", Kind.NUMBER, longest=3,
            pattern="[0-9]{2,3}", low=Decimal(10), high=Decimal(299),
        ),
        Fact(
            "c", "creatinine_mg_dl", "Kreatinin (mg/dl)", Kind.DECIMAL, longest=9,
            pattern=r"[0-9]{1,6}(\.[0-9]{1,2})?", low=Decimal(0),
        ),
        _text("x", "text", "Parameterfreitext", 77, breaks=2),
    ),
    "S": (
        _text("t", "heading", "Freie Zwischenüberschrift", 50),
        _code("c", "heading_code", "Zwischenüberschrift", "41[1-9]|42[1-5]"),
    ),
    "M": (
        _code("p", "pzn", "PZN", "[1-9][0-9]{0,7}"),
        _text("a", "name", "Handelsname", 50),
        _code("f", "form_code", "Darreichungsform (Code)", "[a-zA-ZäüößÄÜÖ]{1,10}"),
        _text("fd", "form", "Darreichungsform", 7),
        _code("wo", "weekday", "Wochentag", "[1-7]"),
        _code("m", "morning", "morgens", _DOSE),
        _code("d", "noon", "mittags", _DOSE),
        _code("v", "evening", "abends", _DOSE),
        _code("h", "night", "zur Nacht", _DOSE),
        _text("t", "dose_text", "Dosierung als Text", 20),
        _code("du", "unit_code", "Dosiereinheit (Code)", "[#0-9a-v]"),
        _text("dud", "unit", "Dosiereinheit", 20, shortest=2),
        _text("i", "hint", "Hinweise", 80, breaks=1),
        _text("r", "reason", "Grund", 50, breaks=1),
        _text("x", "addition", "Gebundene Zusatzzeile", 200, breaks=1),
    ),
    "W": (
        _text("w", "name", "Wirkstoff", 80, is_required=True),
        _text("s", "strength", "Wirkstärke", 15),
    ),
    "X": (_text("t", "text", "Freitextzeile", 200, is_required=True, breaks=1),),
    "R": (
        _text("t", "text", "Rezeptur", 200, is_required=True, breaks=1),
        _text("x", "addition", "Gebundene Zusatzzeile", 200, breaks=1),
    ),
}  # fmt: skip

LABELS: Final = {
    "MP": "Medikationsplan",
    "P": "Patient",
    "A": "Ausdruckender",
    "O": "Parameter",
    "S": "Block",
    "M": "Medikation",
    "W": "Wirkstoff",
    "X": "Freitextzeile",
    "R": "Rezeptur",
}
HEADINGS: Final = {
    "411": "Bedarfsmedikation",
    "412": "Dauermedikation",
    "413": "Intramuskuläre Anwendung",
    "414": "Besondere Anwendung",
    "415": "Intravenöse Anwendung",
    "416": "Anwendung unter die Haut",
    "417": "Fertigspritze",
    "418": "Selbstmedikation",
    "419": "Allergiehinweise",
    "421": "Wichtige Hinweise",
    "422": "Wichtige Angaben",
    "423": "zu besonderen Zeiten anzuwendende Medikamente",
    "424": "zeitlich befristet anzuwendende Medikamente",
    "425": "Wöchentliche Anwendung",
}
UNITS: Final = {
    "#": "Messlöffel", "0": "Messbecher", "1": "Stück", "2": "Pkg.", "3": "Flasche",
    "4": "Beutel", "5": "Hub", "6": "Tropfen", "7": "Teelöffel", "8": "Esslöffel", "9": "E",
    "a": "Tasse", "b": "Applikatorfüllung", "c": "Augenbadewanne", "d": "Dosierbriefchen",
    "e": "Dosierpipette", "f": "Dosierspritze", "g": "Einzeldosis", "h": "Glas",
    "i": "Likörglas", "j": "Messkappe", "k": "Messschale", "l": "Mio E", "m": "Mio IE",
    "n": "Pipettenteilstrich", "o": "Sprühstoß", "p": "IE", "q": "cm", "r": "l", "s": "ml",
    "t": "g", "u": "kg", "v": "mg",
}  # fmt: skip
WEEKDAYS: Final = {
    "1": "Montag",
    "2": "Dienstag",
    "3": "Mittwoch",
    "4": "Donnerstag",
    "5": "Freitag",
    "6": "Samstag",
    "7": "Sonntag",
}
VERSION: Final = "028"
MOST_PAGES, MOST_ROWS, MOST_SECTIONS, MOST_LINES, MOST_INGREDIENTS = 5, 15, 23, 45, 3
MOST_PAGES_BEFORE_28: Final = 3


def rows() -> Iterator[tuple[str, Fact]]:
    """Every attribute with its element."""
    for element, facts in FACTS.items():
        for fact in facts:
            yield element, fact
