"""Context rules of LDT 3: what one field demands of others in the same object or record."""

from __future__ import annotations

from formats.ldt import rules_order, rules_person, rules_result
from formats.ldt.context import (
    ADD,
    CHOOSE,
    Rule,
    Scope,
    any_of,
    at_most_one,
    fields,
    one_of,
    values,
    where,
)
from formats.ldt.tree import Obj


def _measured(obj: Obj, _: Scope) -> bool:
    """Every final state but missing, pending and cancelled needs the time of measuring."""
    states = values(obj, "8418")
    if not states or states & {"01", "02", "09", "11", "12"}:
        return True
    return "8225" in fields(obj)


def _no_open_values(record: Obj, _: Scope) -> bool:
    about = record.under("8117")
    if about is None or about.text("8401") != "2":
        return True
    return not any(values(obj, "8418") & {"02", "05", "10"} for obj in record.everything())


def _extreme_is_announced(obj: Obj, _: Scope) -> bool:
    return not values(obj, "8422") & {"!L", "!-", "!H", "!+"} or "8126" in fields(obj)


def _prose_or_document(obj: Obj, _: Scope) -> bool:
    wanted = "6329" if obj.role == "8242" else "3564"
    other = "3564" if wanted == "6329" else "6329"
    return wanted in fields(obj) and other not in fields(obj)


def _cancelling_names_what(record: Obj, _: Scope) -> bool:
    requests = record.objects("0059")
    if not any("99" in values(obj, "7303") for obj in requests):
        return True
    about = record.under("8113")
    return about is not None and "8313" in fields(about)


def _unit(obj: Obj, _: Scope) -> bool:
    """After each 8419: 1 and 2 bring a unit, 9 forbids it."""
    lines = list(obj.lines())
    for place, line in enumerate(lines):
        if line.field == "8419":
            follows = place + 1 < len(lines) and lines[place + 1].field == "8421"
            if follows is (line.text == "9"):
                return False
    return True


_CATALOGUE = "Test-Ident (8410) oder Katalog (7260) fehlt, oder beide stehen."

RULES: tuple[Rule, ...] = (
    Rule("K001", "0010", "Anhang: entweder Verweis oder Inhalt.", ADD, one_of("6305", "8242")),
    *(
        Rule("K002", number, "Einheitensystem und Maßeinheit passen nicht zusammen.", ADD, _unit)
        for number in ("0042", "0060", "0072")
    ),
    Rule(
        "K010",
        "0059",
        "Es fehlt, was untersucht werden soll (8410, 7260 oder 8434).",
        ADD,
        any_of("8410", "7260", "8434"),
    ),
    Rule("K010", "0061", "Es fehlt die Anforderung.", ADD, any_of("8410", "7260", "8434")),
    *(
        Rule(
            "K053",
            number,
            "Zum Katalog mit Adresse fehlt die Adresse (7352).",
            ADD,
            where("7260", "4", any_of("7352")),
        )
        for number in ("0059", "0060", "0061", "0063", "0073")
    ),
    Rule(
        "K055",
        "0042",
        "Der Normalwert hat weder Text noch Grenze.",
        ADD,
        any_of("8460", "8461", "8462", "7316"),
    ),
    Rule(
        "K059",
        "0031",
        "Die Kommunikationsdaten sind leer.",
        ADD,
        any_of("7330", "7331", "7332", "7333", "7334", "7335"),
    ),
    Rule(
        "K060",
        "0059",
        "„Keine Zuordnung“ ist nur beim Veranlassungsgrund erlaubt.",
        ADD,
        lambda obj, _: "11" not in values(obj, "7303"),
    ),
    Rule(
        "K075",
        "0010",
        "Das Dokument „sonstige“ ist nicht beschrieben (6327).",
        ADD,
        where("9970", "999", any_of("6327")),
    ),
    *(
        Rule("K076", number, "Zum Ergebnis fehlt der Zeitpunkt der Messung.", ADD, _measured)
        for number in ("0055", "0060", "0061", "0062", "0063", "0073")
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
            number,
            "Zu einem Extremwert fehlt die Meldung (8126).",
            "Den Wert sofort ansehen.",
            _extreme_is_announced,
        )
        for number in ("0042", "0063", "0073")
    ),
    Rule("K100", "0068", "Text und Dokument sind vertauscht.", ADD, _prose_or_document),
    Rule("K101", "0008", "Adressat: Person oder Organisation.", CHOOSE, one_of("8143", "8147")),
    *(
        Rule(code, number, _CATALOGUE, CHOOSE, one_of("7260", "8410"))
        for code, number in (("K106", "0060"), ("K119", "0063"), ("K120", "0073"))
    ),
    Rule(
        "K107",
        "0022",
        "Der Einsender ist ein Arzt, seine Angaben fehlen (8114).",
        ADD,
        where("7321", "01 02 07", any_of("8114")),
    ),
    Rule("K114", "8215", "Zum Storno fehlt die Nachforderungs-ID.", ADD, _cancelling_names_what),
    Rule("K115", "0014", "Arztnummer: LANR oder Pseudo-LANR.", ADD, any_of("0212", "0223")),
    *(
        Rule(
            "K130",
            number,
            "Betreuung und Tätigkeit stehen zugleich.",
            CHOOSE,
            at_most_one("8618", "8619"),
        )
        for number in ("0002", "0009", "0017")
    ),
)
ALL_RULES = (*RULES, *rules_order.RULES, *rules_person.RULES, *rules_result.RULES)
RULES_FOR: dict[str, tuple[Rule, ...]] = {
    where: tuple(rule for rule in ALL_RULES if rule.where == where)
    for where in {rule.where for rule in ALL_RULES}
}

CHECKED = frozenset(rule.code for rule in ALL_RULES)
# Rules of the table nobody can hold against a file, and why.
UNCHECKED = {
    "K042": "says what may be left out; a file that repeats it is not wrong",
    "K072": "the table names it and holds no text",
    "K084": "contained in K083",
    "K087": "whether a card was read is not in the file",
    "K088": "whether the values are known is not in the file",
    "K112": "what the order said is not in the report",
    "K118": "what the order said is not in the report",
}
