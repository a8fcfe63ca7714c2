"""Context rules of LDT 3: what one field demands of others in the same object or record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from formats.ldt.tree import Obj

Holds = Callable[[Obj, Obj], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule for one object (or record): `holds(obj, record)` is True where it is kept."""

    code: str
    where: str
    message: str
    fix: str
    holds: Holds


def _fields(obj: Obj) -> set[str]:
    found = {line.field for line in obj.lines()} | {child.role for child in obj.objects()}
    return found | {"6329"} if obj.document is not None else found


def _everywhere(obj: Obj) -> Iterator[Obj]:
    yield obj
    for child in obj.objects():
        yield from _everywhere(child)


def _values(obj: Obj, fk: str) -> set[str]:
    return {line.text for line in obj.lines() if line.field == fk}


def _any_of(*fks: str) -> Holds:
    return lambda obj, _: bool(_fields(obj) & set(fks))


def _one_of(*fks: str) -> Holds:
    return lambda obj, _: len(_fields(obj) & set(fks)) == 1


def _at_most_one(*fks: str) -> Holds:
    return lambda obj, _: len(_fields(obj) & set(fks)) <= 1


def _if_value(fk: str, values: set[str], then: Holds) -> Holds:
    return lambda obj, record: not _values(obj, fk) & values or then(obj, record)


def _measured(obj: Obj, _: Obj) -> bool:
    """Every final state but missing, pending and cancelled needs the time of measuring."""
    states = _values(obj, "8418")
    if not states or states & {"01", "02", "09", "11", "12"}:
        return True
    return "8225" in _fields(obj)


def _no_open_values(record: Obj, _: Obj) -> bool:
    about = record.under("8117")
    if about is None or about.text("8401") != "2":
        return True
    return not any(_values(obj, "8418") & {"02", "05", "10"} for obj in _everywhere(record))


def _extreme_is_announced(obj: Obj, _: Obj) -> bool:
    return not _values(obj, "8422") & {"!L", "!-", "!H", "!+"} or "8126" in _fields(obj)


def _prose_or_document(obj: Obj, _: Obj) -> bool:
    wanted = "6329" if obj.role == "8242" else "3564"
    other = "3564" if wanted == "6329" else "6329"
    return wanted in _fields(obj) and other not in _fields(obj)


def _cancelling_names_what(record: Obj, _: Obj) -> bool:
    requests = record.objects("0059")
    if not any("99" in _values(obj, "7303") for obj in requests):
        return True
    about = record.under("8113")
    return about is not None and "8313" in _fields(about)


def _unit(obj: Obj, _: Obj) -> bool:
    """After each 8419: 1 and 2 bring a unit, 9 forbids it."""
    lines = list(obj.lines())
    for place, line in enumerate(lines):
        if line.field == "8419":
            follows = place + 1 < len(lines) and lines[place + 1].field == "8421"
            if follows is (line.text == "9"):
                return False
    return True


_ADD = "Der Absender muss die Angabe ergänzen."
_CHOOSE = "Der Absender darf nur eines davon angeben."
_CATALOGUE = "Test-Ident (8410) oder Katalog (7260) fehlt, oder beide stehen."

RULES: tuple[Rule, ...] = (
    Rule("K001", "0010", "Anhang: entweder Verweis oder Inhalt.", _ADD, _one_of("6305", "8242")),
    *(
        Rule("K002", where, "Einheitensystem und Maßeinheit passen nicht zusammen.", _ADD, _unit)
        for where in ("0042", "0060", "0072")
    ),
    Rule(
        "K010",
        "0059",
        "Es fehlt, was untersucht werden soll (8410, 7260 oder 8434).",
        _ADD,
        _any_of("8410", "7260", "8434"),
    ),
    Rule("K010", "0061", "Es fehlt die Anforderung.", _ADD, _any_of("8410", "7260", "8434")),
    *(
        Rule(
            "K053",
            where,
            "Zum Katalog mit Adresse fehlt die Adresse (7352).",
            _ADD,
            _if_value("7260", {"4"}, _any_of("7352")),
        )
        for where in ("0059", "0060", "0061", "0063", "0073")
    ),
    Rule(
        "K055",
        "0042",
        "Der Normalwert hat weder Text noch Grenze.",
        _ADD,
        _any_of("8460", "8461", "8462", "7316"),
    ),
    Rule(
        "K059",
        "0031",
        "Die Kommunikationsdaten sind leer.",
        _ADD,
        _any_of("7330", "7331", "7332", "7333", "7334", "7335"),
    ),
    Rule(
        "K060",
        "0059",
        "„Keine Zuordnung“ ist nur beim Veranlassungsgrund erlaubt.",
        _ADD,
        lambda obj, _: "11" not in _values(obj, "7303"),
    ),
    Rule(
        "K075",
        "0010",
        "Das Dokument „sonstige“ ist nicht beschrieben (6327).",
        _ADD,
        _if_value("9970", {"999"}, _any_of("6327")),
    ),
    *(
        Rule("K076", where, "Zum Ergebnis fehlt der Zeitpunkt der Messung.", _ADD, _measured)
        for where in ("0060", "0062", "0063", "0073")
    ),
    Rule(
        "K096",
        "8205",
        "Der Auftrag gilt als abgeschlossen, Ergebnisse stehen aber noch aus.",
        "Auf den endgültigen Befund warten.",
        _no_open_values,
    ),
    *(
        Rule(
            "K099",
            where,
            "Zu einem Extremwert fehlt die Meldung (8126).",
            "Den Wert sofort ansehen.",
            _extreme_is_announced,
        )
        for where in ("0042", "0063", "0073")
    ),
    Rule("K100", "0068", "Text und Dokument sind vertauscht.", _ADD, _prose_or_document),
    Rule("K101", "0008", "Adressat: Person oder Organisation.", _CHOOSE, _one_of("8143", "8147")),
    *(
        Rule(code, where, _CATALOGUE, _CHOOSE, _one_of("7260", "8410"))
        for code, where in (("K106", "0060"), ("K119", "0063"), ("K120", "0073"))
    ),
    Rule(
        "K107",
        "0022",
        "Der Einsender ist ein Arzt, seine Angaben fehlen (8114).",
        _ADD,
        _if_value("7321", {"01", "02", "07"}, _any_of("8114")),
    ),
    Rule("K114", "8215", "Zum Storno fehlt die Nachforderungs-ID.", _ADD, _cancelling_names_what),
    Rule("K115", "0014", "Arztnummer: LANR oder Pseudo-LANR.", _ADD, _any_of("0212", "0223")),
    *(
        Rule(
            "K130",
            where,
            "Betreuung und Tätigkeit stehen zugleich.",
            _CHOOSE,
            _at_most_one("8618", "8619"),
        )
        for where in ("0002", "0009", "0017")
    ),
)
RULES_FOR: dict[str, tuple[Rule, ...]] = {
    where: tuple(rule for rule in RULES if rule.where == where)
    for where in {rule.where for rule in RULES}
}

CHECKED = frozenset(rule.code for rule in RULES)
# The numbers the 3.2.17 table skips; every other rule is named, checked or not.
_GONE = {4, 7, 13, 18, 26, 28, 35, 36, 40, 49, 51, 52, 58, 61, 62, 64, 65, 66, 67, 68, 73, 74}
_GONE |= {77, 79, 108, 109, 110, 111, 127, 129}
ALL = frozenset(f"K{number:03d}" for number in range(1, 136) if number not in _GONE)
