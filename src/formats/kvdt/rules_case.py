"""Rules of the billing case: subgroup, referral, contact, psychotherapy, diagnoses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formats.kvdt.digits import day_number, lanr_is_sound
from formats.kvdt.model import Case
from formats.kvdt.rules import (
    AMBULATORY,
    ERROR,
    NOTE,
    PERSONS,
    WARNING,
    Context,
    allow,
    always,
    both,
    forbid,
    has,
    in_order,
    is_in,
    is_not_in,
    require,
    rule,
)
from formats.xdt import Line

_LAB = is_in("4239", "27 28")

allow("R331", ERROR, ["0101"], "4239", "00", "Ambulante Behandlung")
allow("R356", ERROR, ["0102"], "4239", "20 21 23 24 26 27 28", "Überweisung")
allow("R426", ERROR, ["0103"], "4239", "30 31 32", "Belegärztliche Behandlung")
allow("R427", ERROR, ["0104"], "4239", "41 42 43 44 45 46", "Notfall und Vertretung")
require("R328", ERROR, ["0102"], "4218 4219 4226", "Überweiser", always, at_most_one=True)
require("R320", ERROR, ["0102"], "4220", "Überweisung außer Labor", is_not_in("4239", "27 28"))
require("R404", ERROR, ["0102"], "4221", "Laborüberweisung", _LAB)
forbid("R404", ERROR, ["0102"], "4221", "Überweisung außer Labor", is_not_in("4239", "27 28"))
require("R405", ERROR, ["0102"], "4102", "Laborüberweisung", _LAB)
allow("R754", ERROR, ["0102"], "4221", "1 2 4", "Laborgemeinschaft", is_in("4239", "28"))
require("R744", ERROR, ["0102"], "4205", "Auftragsleistung", is_in("4239", "21"))
require("R755", ERROR, ["0102"], "4205", "Auftrag an einen Laborarzt", is_in("4239", "27"))
forbid("R756", WARNING, ["0102"], "4209", "Außer Laborgemeinschaft", is_not_in("4239", "28"))
forbid("R431", ERROR, ["0102"], "4217 4225", "Außer Laborfacharzt", is_not_in("4239", "27"))
forbid("R431", ERROR, ["0102"], "4225", "Neben der BSNR des Erstveranlassers", has("4217"))
forbid("R432", ERROR, ["0102"], "4229", "Außer Laborüberweisung", is_not_in("4239", "27 28"))
require("R354", ERROR, ["0103"], "4233", "Belegärztliche Behandlung", is_in("4239", "30"))
require("R746", ERROR, ["0103"], "4218", "Belegärztliche Mitbehandlung", is_in("4239", "31"))
require(
    "R746", ERROR, ["0103"], "4205 4207 4208", "Belegärztliche Mitbehandlung", is_in("4239", "31")
)
require("R841", ERROR, ["0102", "0103"], "4242", "BSNR des Überweisers", has("4218"))
require(
    "R844", WARNING, ["0102"], "4241 4248", "ASV-Erstveranlasser", has("4225"), at_most_one=True
)
require("R845", WARNING, ["0102"], "4242 4249", "ASV-Überweiser", has("4226"), at_most_one=True)
forbid(
    "R845",
    WARNING,
    ["0102"],
    "4249",
    "ASV-Überweiser bei Laborgemeinschaft",
    both(has("4226"), is_in("4239", "28")),
)
forbid(
    "R870",
    ERROR,
    AMBULATORY - {"0102"},
    "4103",
    "Kontaktart 3 ohne Überweisung",
    is_in("4103", "3"),
)
require("R877", WARNING, AMBULATORY, "4115", "Kontaktart 3", is_in("4103", "3"))
require("R486", ERROR, AMBULATORY, "6001 3673", "Abrechnungsfall")
require("R850", ERROR, AMBULATORY, "4253", "Bewilligte Therapieeinheiten", has("4252"))
require("R850", ERROR, AMBULATORY, "4252", "Bewilligte Leistung", has("4253"))
require("R851", ERROR, AMBULATORY, "4256", "Einheiten der Bezugsperson", has("4255"))
require("R851", ERROR, AMBULATORY, "4255", "Leistung der Bezugsperson", has("4256"))
require("R852", ERROR, AMBULATORY, "4252", "Einheiten der Bezugsperson", has("4255"))
require("R897", WARNING, AMBULATORY, "4252", "Anerkennungsbescheid", has("4235"))
require("R897", WARNING, AMBULATORY, "4253", "Anerkennungsbescheid", has("4235"))
in_order("R899", WARNING, ["0102"], "4214", "5000")


@rule(
    "R319",
    ERROR,
    ["0102"],
    "Erstveranlasser und Überweiser haben dieselbe Betriebsstättennummer.",
    "Bitte eine der beiden berichtigen.",
)
def _same_sites(case: Case, _: Context) -> Iterator[Line]:
    if case.has("4217") and case.one("4217") == case.one("4218"):
        yield case.line("4217")


@rule("R406", ERROR, AMBULATORY, "Das Ausstellungsdatum liegt nach der Erstellung der Datei.", "")
def _issued_later(case: Case, context: Context) -> Iterator[Line]:
    if case.has("4102") and context.created and case.one("4102") > context.created:
        yield case.line("4102")


@rule(
    "R853",
    ERROR,
    AMBULATORY,
    "Eine bewilligte Leistung steht in einem Psychotherapieblock doppelt.",
    "Bitte zusammenfassen.",
)
def _granted_twice(case: Case, _: Context) -> Iterator[Line]:
    seen: set[tuple[str, str]] = set()
    if not case.has("4253", "4256"):
        return
    for line in case.record.lines:
        if line.field == "4235":
            seen.clear()
        elif line.field in ("4253", "4256"):
            if (line.field, line.text) in seen:
                yield line
            seen.add((line.field, line.text))


_ICD = re.compile(r"[A-Z][0-9]{2}(?:\.(?:[0-9]{1,2}|-|[0-9]-))?|UUU")


@rule(
    "R043",
    ERROR,
    PERSONS,
    "Ein Diagnosecode hat nicht die Form ann, ann.n oder ann.nn.",
    "Bitte den Code nach ICD-10-GM berichtigen.",
)
def _icd_form(case: Case, _: Context) -> Iterator[Line]:
    for fk in ("6001", "3673", "6009", "6011"):
        for line in case.all(fk):
            if not _ICD.fullmatch(line.text):
                yield line


@rule("R856", WARNING, AMBULATORY, "Z01.7 ist nur gesichert (G) sinnvoll.", "Sicherheit G angeben.")
def _lab_diagnosis(case: Case, _: Context) -> Iterator[Line]:
    codes = case.all("6001")
    for code, certainty in zip(codes, case.all("6003"), strict=False):
        if code.text == "Z01.7" and certainty.text != "G" and len(codes) == len(case.all("6003")):
            yield certainty


@rule("R860", WARNING, AMBULATORY, "Z01.7 ist keine Dauerdiagnose.", "Als Diagnose 6001 angeben.")
def _lab_as_permanent(case: Case, _: Context) -> Iterator[Line]:
    return (line for line in case.all("3673") if line.text == "Z01.7")


@rule(
    "FK3674",
    NOTE,
    AMBULATORY,
    "Dauerdiagnosen sind in der Regel gesichert (G) oder Zustand nach (Z).",
    "Bitte V oder A prüfen.",
)
def _permanent_certainty(case: Case, _: Context) -> Iterator[Line]:
    return (line for line in case.all("3674") if line.text in ("V", "A"))


@rule(
    "R056",
    WARNING,
    PERSONS,
    "Die Prüfziffer einer Arztnummer (Überweiser, Erstveranlasser) ist falsch.",
    "Bitte die Nummer auf der Überweisung prüfen.",
)
def _referring_doctor(case: Case, _: Context) -> Iterator[Line]:
    for fk in ("4241", "4242", "4299"):
        for line in case.all(fk):
            if not lanr_is_sound(line.text):
                yield line


@rule("R764", ERROR, PERSONS, "Die Ersatz-Arztnummer 888888800 ist unzulässig.", "Bitte ersetzen.")
def _dummy_doctor(case: Case, _: Context) -> Iterator[Line]:
    for fk in ("4242", "5099"):
        yield from (line for line in case.all(fk) if line.text == "888888800")


@rule(
    "R886",
    WARNING,
    AMBULATORY,
    "Die Terminvermittlung liegt mehr als 60 Tage vor dem ersten Leistungstag.",
    "Bitte das Datum prüfen.",
)
def _placement_long_ago(case: Case, _: Context) -> Iterator[Line]:
    days = [day_number(line.text) for line in case.all("5000")]
    placed = day_number(case.one("4115")) if case.has("4115") else 0
    if placed and days and min(days) - placed > 60:
        yield case.line("4115")


@rule("R887", WARNING, AMBULATORY, "Die Terminvermittlung liegt in der Zukunft.", "Bitte prüfen.")
def _placement_ahead(case: Case, context: Context) -> Iterator[Line]:
    if case.has("4115") and context.created and case.one("4115") > context.created:
        yield case.line("4115")


@rule(
    "R900",
    WARNING,
    ["0102"],
    "Der Behandlungstag liegt mehr als 60 Tage vor dem Leistungstag.",
    "Bitte die Daten prüfen.",
)
def _treatment_long_ago(case: Case, _: Context) -> Iterator[Line]:
    treated = day_number(case.one("4214")) if case.has("4214") else 0
    if treated:
        for line in case.all("5000"):
            if day_number(line.text) - treated > 60:
                yield line
