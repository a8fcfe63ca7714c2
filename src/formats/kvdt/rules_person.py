"""Rules of person and insurance: card, payer, address, online check."""

from __future__ import annotations

from collections.abc import Iterator

from formats.kvdt.digits import kvnr_is_sound, quarter_bounds
from formats.kvdt.model import Case
from formats.kvdt.rules import (
    AMBULATORY,
    CASES,
    ERROR,
    PERSONS,
    WARNING,
    Context,
    allow,
    both,
    forbid,
    has,
    is_in,
    is_not_in,
    lacks,
    require,
    rule,
)
from formats.xdt import Line


def _is_statutory(case: Case) -> bool:
    """Payers with serial numbers from 800 on are special ones."""
    return "000" <= case.one("4104")[2:] < "800"


def _is_special(case: Case) -> bool:
    return case.one("4104")[2:] >= "800"


def _is_cdm_52(case: Case) -> bool:
    parts = case.one("3006").split(".")
    return (
        len(parts) == 3
        and all(p.isdecimal() for p in parts)
        and [int(p) for p in parts] >= [5, 2, 0]
    )


def _is_abroad(case: Case) -> bool:
    return case.one("3114") not in ("", "D") and case.has("4109")


require("R307", WARNING, PERSONS, "3006", "Karte mit Versicherten-ID", has("4109", "3119"))
require("R774", ERROR, PERSONS - {"0109"}, "3116", "CDM-Version ab 5.2.0", _is_cdm_52)
require("R775", ERROR, PERSONS, "4133", "Eingelesene Gesundheitskarte", has("3006", "4109"))
require("R776a", ERROR, PERSONS, "3119", "Eingelesene Karte", both(has("4109"), _is_statutory))
require(
    "R776b",
    ERROR,
    PERSONS,
    "3119 3105",
    "Eingelesene Karte eines besonderen Kostenträgers",
    both(has("4109"), _is_special),
)
require(
    "R777",
    ERROR,
    AMBULATORY,
    "4134",
    "Eingelesene Karte",
    both(has("4109"), is_not_in("4239", "21 27 28")),
)
require("R784", ERROR, PERSONS, "3114 3124", "Eingelesene Gesundheitskarte", has("3006", "4109"))
require("R876", WARNING, PERSONS, "4109", "Onlineprüfung", has("3010"))
forbid("R895", WARNING, PERSONS, "4109 3010 3006", "Elektronische Ersatzbescheinigung", has("4112"))
allow(
    "R778",
    ERROR,
    PERSONS - {"0109"},
    "4106",
    "01 09",
    "Personengruppe 07/08",
    is_in("4131", "07 08"),
)
allow("R779", ERROR, PERSONS - {"0109"}, "4106", "02 09", "Personengruppe 06", is_in("4131", "06"))
allow("R780", ERROR, PERSONS - {"0109"}, "4106", "00 09", "Personengruppe 04", is_in("4131", "04"))
allow(
    "R818", WARNING, PERSONS - {"0109"}, "4106", "00 09", "Personengruppe 09", is_in("4131", "09")
)
allow("R534", ERROR, AMBULATORY | {"hdrg1"}, "4131", "00 04 06 07 08 09", "Personengruppe")
allow("R530", ERROR, ["0109"], "4131", "00 04 06 07 08 09", "Personengruppe")
allow("R538", ERROR, ["hdrg1"], "3110", "M W D X", "Hybrid-DRG")
forbid(
    "R790",
    ERROR,
    PERSONS,
    "4109",
    "Karte eines gesetzlichen Kostenträgers ohne CDM-Version",
    both(lacks("3006"), _is_statutory),
)


@rule(
    "R310", WARNING, PERSONS, "Zu dieser CDM-Version gehört der Error-Code 99999.", "Bitte prüfen."
)
def _old_error_code(case: Case, _: Context) -> Iterator[Line]:
    code, version = case.one("3012"), case.one("3006")
    if code and version and version != "5.2.0" and code != "99999":
        yield case.line("3012")


@rule(
    "R309", WARNING, PERSONS, "Der Error-Code 99999 passt nicht zur CDM-Version.", "Bitte prüfen."
)
def _new_error_code(case: Case, _: Context) -> Iterator[Line]:
    if case.one("3006") == "5.2.0" and case.one("3012") == "99999":
        yield case.line("3012")


@rule("R308", WARNING, PERSONS, "Die CDM-Version ist höher als 5.2.0.", "Bitte prüfen.")
def _cdm_too_new(case: Case, _: Context) -> Iterator[Line]:
    if _is_cdm_52(case) and case.one("3006") != "5.2.0":
        yield case.line("3006")


@rule(
    "R479",
    ERROR,
    PERSONS,
    "Die Postleitzahl fehlt (Wohnort oder Postfach).",
    "Bitte 3112 oder 3121 angeben.",
    field="3112",
)
def _postcode(case: Case, _: Context) -> Iterator[Line]:
    if not case.has("3112", "3121") and not _is_abroad(case):
        yield case.opener


@rule(
    "PLZ",
    WARNING,
    PERSONS,
    "Die Postleitzahl eines Patienten im Inland hat nicht fünf Ziffern.",
    "Bitte berichtigen; im Ausland 99999.",
)
def _postcode_form(case: Case, _: Context) -> Iterator[Line]:
    text = case.one("3112")
    if case.one("3114") in ("", "D") and text.isdecimal() and len(text) != 5:
        yield case.line("3112")


@rule(
    "R485",
    ERROR,
    PERSONS,
    "Zur Straße oder Postleitzahl fehlt der Ort.",
    "Bitte 3113 angeben.",
    field="3113",
)
def _address_whole(case: Case, _: Context) -> Iterator[Line]:
    if case.has("3107", "3112") and not case.has("3113") and not _is_abroad(case):
        yield case.line("3107")


@rule(
    "KVNR",
    WARNING,
    PERSONS,
    "Die Prüfziffer der Versicherten-ID ist falsch.",
    "Bitte die Nummer auf der Karte prüfen.",
)
def _kvnr(case: Case, _: Context) -> Iterator[Line]:
    return (line for line in case.all("3119") if not kvnr_is_sound(line.text))


@rule("R537", ERROR, PERSONS, "Die Versicherten-ID ist eine Prüfkarte.", "Nicht abrechnen.")
def _test_card(case: Case, _: Context) -> Iterator[Line]:
    return (line for line in case.all("3119") if line.text == "T555558879")


@rule("R212", ERROR, CASES, "Der Kostenträger 74799 geht nicht an eine KV.", "Bitte prüfen.")
def _no_kv(case: Case, _: Context) -> Iterator[Line]:
    if case.one("4104") == "74799":
        yield case.line("4104")


@rule("R480", WARNING, AMBULATORY, "Die Karte wurde nicht im Quartal eingelesen.", "Bitte prüfen.")
def _card_in_quarter(case: Case, _: Context) -> Iterator[Line]:
    first, last = quarter_bounds(case.one("4101"))
    if first and case.has("4109") and not first <= case.one("4109") <= last:
        yield case.line("4109")


@rule("R864", WARNING, AMBULATORY, "Die Onlineprüfung liegt nicht im Quartal.", "Bitte prüfen.")
def _online_in_quarter(case: Case, _: Context) -> Iterator[Line]:
    first, last = quarter_bounds(case.one("4101"))
    if first and case.has("3010") and not first <= case.one("3010")[:8] <= last:
        yield case.line("3010")


@rule("R867", WARNING, PERSONS, "Die Onlineprüfung liegt nach der Datei.", "Bitte prüfen.")
def _online_later(case: Case, context: Context) -> Iterator[Line]:
    if case.has("3010") and context.created and case.one("3010")[:8] > context.created:
        yield case.line("3010")
