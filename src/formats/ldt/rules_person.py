"""Context rules of LDT 3 on people, places, senders, and who is billed for the public."""

from __future__ import annotations

from collections import Counter

from formats.ldt.context import (
    ADD,
    FIX,
    LEAVE,
    Rule,
    Scope,
    any_of,
    both,
    fields,
    none_of,
    rules,
    values,
    where,
)
from formats.ldt.tree import Obj
from formats.xdt import Line

_ASKED = {"1", "2", "3", "8", "9", "10"}


def _is_reachable(obj: Obj, scope: Scope) -> bool:
    """Postcode of street or post box; with a card and an address abroad it may be missing."""
    if fields(obj) & {"3112", "3121"}:
        return True
    countries = values(obj, "3114") | values(obj, "3124")
    return bool(countries - {"D"}) and bool(scope.anywhere("4109"))


def _site_states(obj: Obj, _: Scope) -> bool:
    """What it is (1 to 4), once; beside it main or second site (5, 6), once."""
    found = Counter("kind" if line.text in "1234" else "rank" for line in _states(obj))
    return found["kind"] == 1 and found["rank"] <= 1


def _states(obj: Obj) -> list[Line]:
    return [line for line in obj.lines() if line.field == "0204"]


def _person_is(obj: Obj, among: set[str]) -> bool:
    persons = (inner for inner in obj.objects("0047") if inner.role == "8147")
    return all(values(person, "7420") <= among for person in persons)


def _patient_is_described(obj: Obj, scope: Scope) -> bool:
    """For what a payer pays, birth, sex and home of the patient have to stand."""
    if not scope.anywhere("7303") & _ASKED:
        return True
    person = obj.under("8147")
    if person is None or "12" not in values(person, "7420"):
        return True
    return {"3103", "3110", "8228"} <= fields(person)


def _laboratory_names_a_person(record: Obj, _: Scope) -> bool:
    return any(obj.role == "8147" for obj in record.everything())


def _patient_or_animal(record: Obj, scope: Scope) -> bool:
    if not scope.told("7266") & {"1", "2"}:
        return True
    return "8145" in fields(record) and "8153" not in fields(record)


RULES: tuple[Rule, ...] = (
    *rules("K017", "0007", "Zur Anschrift fehlt die Postleitzahl.", ADD, _is_reachable),
    *rules(
        "K029",
        "0048",
        "Rechnungsempfänger ist eine Einrichtung, ihre Angaben fehlen (8143).",
        ADD,
        where("7421", "15 16 90", lambda obj, _: _holds(obj, "8143")),
    ),
    *rules(
        "K030",
        "0048",
        "Rechnungsempfänger ist eine Person, ihre Angaben fehlen (8147).",
        ADD,
        where("7421", "02 03 04 05 06 11 12", lambda obj, _: _holds(obj, "8147")),
    ),
    *rules(
        "K043",
        "0019",
        "Der Status der Betriebsstätte (0204) fehlt, ist doppelt oder unvollständig.",
        FIX,
        _site_states,
    ),
    *rules("K044", "0019", "Die Nummer der Betriebsstätte fehlt.", ADD, any_of("0200", "0201")),
    *rules(
        "K045",
        "0022",
        "Der Einsender ist eine Person, ihre Angaben fehlen (8147).",
        ADD,
        where("7321", "03 04 05 06 08 11 12 14 16", any_of("8147")),
    ),
    *rules(
        "K046",
        "0022",
        "Zum Einsender fehlt die Betriebsstätte (8119).",
        ADD,
        where("7321", "01 02 07 08 14 17", any_of("8119")),
    ),
    *rules(
        "K047",
        "0022",
        "Dieser Einsender hat keine Betriebsstätte (8119).",
        LEAVE,
        where("7321", "03 15 16", none_of("8119")),
    ),
    *rules(
        "K048",
        "0022",
        "Der Einsender ist eine Einrichtung, ihre Angaben fehlen (8143).",
        ADD,
        where("7321", "03 15 16", any_of("8143")),
    ),
    *rules(
        "K083",
        "8205",
        "Zu diesem Labor gehören Patienten, nicht Tiere und Sonstiges.",
        FIX,
        _patient_or_animal,
    ),
    *rules(
        "K089",
        "0053",
        "Das Tier oder der Gegenstand ist nicht benannt.",
        ADD,
        any_of("7313", "7314", "7319"),
    ),
    *rules(
        "K092",
        "8220",
        "Das Labor nennt keinen Ansprechpartner (8147).",
        ADD,
        _laboratory_names_a_person,
    ),
    *rules(
        "K094",
        "0045",
        "Zum Patienten fehlen Geburtsdatum, Geschlecht oder Anschrift.",
        ADD,
        _patient_is_described,
    ),
    *rules(
        "K104",
        "0045",
        "Die Person ist nicht als Patient gekennzeichnet (7420).",
        FIX,
        lambda obj, _: _person_is(obj, {"12"}),
    ),
    *rules(
        "K117",
        "0053",
        "Die Person zum Tier ist weder Halter noch Eigentümer (7420).",
        FIX,
        lambda obj, _: _person_is(obj, {"11", "16"}),
    ),
    *rules(
        "K131",
        "0009 0017",
        "Die Angaben passen nicht zur Rechtsgrundlage der Testung (8626).",
        FIX,
        both(
            where("8626", "2", any_of("8627", "4111")),
            where("8626", "1 3", none_of("8627", "4111")),
            where("8626", "3", none_of("8617", "8618", "8619", "8620")),
        ),
    ),
    *rules(
        "K132",
        "0009 0017",
        "Zur Rechtsgrundlage der Testung (8626) fehlt der Grund.",
        ADD,
        where("8626", "1", any_of("8617", "8631")),
    ),
    *rules(
        "K135",
        "0009 0017",
        "Das Feld 8632 ist abgeschafft.",
        LEAVE,
        none_of("8632"),
    ),
)


def _holds(obj: Obj, fk: str) -> bool:
    return any(fk in fields(inner) for inner in obj.everything())
