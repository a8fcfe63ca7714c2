"""Checks of the records about the practice and the file: con0, besa, rvsa, package openings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from formats.catalogues.model import Catalogue
from formats.kvdt.digits import day_number, lanr_is_sound
from formats.kvdt.master import ANALYTES
from formats.kvdt.model import Record
from formats.kvdt.rules import Context
from formats.kvdt.rules_number import site_fault
from formats.xdt import Line, Problem, Sayings, Severity

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

SAYINGS = Sayings(
    {
        "R836": (_ERROR, "Zur Betriebsstätte fehlt ein Arzt (0212 oder 0223).", "Bitte ergänzen."),
        "R875": (_ERROR, "Ein Arzt steht bei einer Betriebsstätte doppelt.", "Bitte entfernen."),
        "R878": (_WARNING, "Eine Betriebsstätte steht doppelt in besa.", "Bitte entfernen."),
        "R858": (
            _ERROR,
            "Jede TI-Komponente muss je Betriebsstätte genau einmal stehen.",
            "Die Komponenten 1 und 3 bis 13 je einmal mit 0 oder 1 angeben.",
        ),
        "R874": (_WARNING, "Zum Konnektor fehlt der Produktname (0228).", "Bitte ergänzen."),
        "R050": (_ERROR, "Die Prüfziffer einer Arztnummer ist falsch.", "Bitte prüfen."),
        "R762": (_ERROR, "Die Ersatz-Arztnummer 888888800 ist unzulässig.", "Bitte ersetzen."),
        "R162": (
            _ERROR,
            "Die Betriebsstättennummer beginnt mit keinem KV-Bereich.",
            "Bitte die Nummer prüfen.",
        ),
        "R062": (
            _ERROR,
            "Die Betriebsstättennummer mit 74 hat nicht die Form 74kknnn63.",
            "Bitte die Nummer prüfen.",
        ),
        "R211": (
            _WARNING,
            "Dieser Analyt steht nicht in der Schlüsseltabelle der Ringversuche.",
            "Bitte 0304 prüfen.",
        ),
        "R748": (
            _WARNING,
            "Bei patientennaher Sofortdiagnostik fehlt der Gerätetyp (0302).",
            "Bitte ergänzen.",
        ),
        "R740": (_WARNING, "Zu Laborleistungen fehlen 0301 und ein Analyt (0304).", "Ergänzen."),
        "R741": (
            _WARNING,
            "Zur patientennahen Diagnostik fehlt der Gerätetyp (0302).",
            "Ergänzen.",
        ),
        "R750": (_WARNING, "Eine Betriebsstätte in rvsa steht nicht in besa.", "Bitte prüfen."),
        "R743": (_WARNING, "Zur ADT-Abrechnung fehlt der Satz rvsa.", "Bitte ergänzen."),
        "R182": (
            _ERROR,
            "Der Zeichensatz muss ISO 8859-15 sein (9106 = 4).",
            "Bitte die Datei neu erzeugen.",
        ),
        "RDP1": (_ERROR, "Ein Datenpaket steht nicht in con0 (9132).", "Bitte ergänzen."),
        "RDP2": (_ERROR, "Ein angekündigtes Datenpaket fehlt.", "Bitte ergänzen oder streichen."),
        "SATZBESAHDRG": (
            _ERROR,
            "Betriebsstättendaten und Hybrid-DRG stehen in einer Datei.",
            "Bitte zwei Dateien erzeugen.",
        ),
        "FSATZ": (_ERROR, "Das Datenpaket enthält keinen Fall.", "Leere Pakete weglassen."),
        "FILEHDRG": (_WARNING, "Der Dateiname muss mit Z30 beginnen.", "Bitte umbenennen."),
        "FILE": (
            _WARNING,
            "Der Dateiname passt nicht zu Datenpaketen oder Betriebsstätte.",
            "Form: Zhhnnnnnnnnn_TT.MM.JJJJ_hh.mm.con.",
        ),
        "R738": (_ERROR, "Der Abrechnungsteil ist größer als die Zahl der Teile.", "Bitte prüfen."),
        "R213": (
            _ERROR,
            "Die Prüfnummer der Software ist seit mehr als zwölf Monaten abgelaufen.",
            "Bitte die Software aktualisieren.",
        ),
        "R813": (_WARNING, "Die Version der Satzbeschreibung ist nicht die geprüfte.", "Prüfen."),
        "R524": (
            _ERROR,
            "Eine SADT-Abrechnung geht nur an die KVen Nordrhein und Westfalen-Lippe.",
            "Bitte den Empfänger (9102) berichtigen.",
        ),
        "R840": (
            _WARNING,
            "Der Release-Stand hat nicht die Form, die dieser Empfänger verlangt.",
            "Bitte 0132 kürzen (23 Zeichen) oder die Kennungen hinter | prüfen.",
        ),
        "R304": (_ERROR, "Das Paket ist jünger als die Datei.", "Bitte die Daten prüfen."),
    }
)

PACKAGE_OF = {"adt0": "1", "kad0": "3", "sad0": "6", "hdrg0": "7"}
_PREFIX_OF = {"adt0": "ADT", "kad0": "KADT", "sad0": "SADT", "hdrg0": "HDRG"}
_SADT_RECEIVERS = frozenset(["18", "19", "20", "21", "24", "25", "27", "28", "31", "37"])
_STRICT = frozenset({"93", "94", "95", "96"})
# Up to 23 characters; behind a bar three digits and codes of a letter, a letter and a digit.
_RELEASE = re.compile(
    r".{1,23}|.{1,23}\|(?:[0-9]{3})?(?:[a-ku-x][a-z][1-9])*(?:[a-ku-x][A-Z][1-9])*"
)
_COMPONENTS = {str(n) for n in range(1, 14) if n != 2}


def say(code: str, line: Line) -> Problem:
    """A problem at a line."""
    fk = None if line.field == "8000" else line.field
    return SAYINGS(code, line=line.number, offset=line.offset, field=fk)


@dataclass(slots=True)
class _Site:
    line: Line
    doctors: list[str] = field(default_factory=list)
    components: list[str] = field(default_factory=list)
    connector: dict[str, Line] = field(default_factory=dict)


def besa(record: Record, context: Context) -> Iterator[Problem]:
    """Sites and doctors; fills the context all cases are measured against."""
    site: _Site | None = None
    sites: list[_Site] = []
    for line in record.lines:
        if line.field in ("0201", "0213"):
            site = _Site(line)
            sites.append(site)
            if line.text in context.sites:
                yield say("R878", line)
            context.sites.add(line.text)
            if line.field == "0201" and (code := site_fault(line.text)):
                yield say(code, line)
        elif site is None:
            continue
        elif line.field in ("0212", "0223"):
            yield from _doctor(line, site, context)
        elif line.field == "0222":
            context.teams.add(line.text)
        elif line.field == "0225":
            site.components.append(line.text)
        elif line.field in ("0224", "0228"):
            site.connector[line.field] = line
            if line.field == "0224":
                context.connected.add(site.line.text)
    for found in sites:
        if not found.doctors:
            yield say("R836", found.line)
        if "0224" in found.connector and "0228" not in found.connector:
            yield say("R874", found.connector["0224"])
        given = found.components
        # The list grew over the years; only today's is asked for in full.
        incomplete = context.created >= "20260101" and set(given) != _COMPONENTS
        if incomplete or len(given) != len(set(given)):
            yield say("R858", found.line)


def _doctor(line: Line, site: _Site, context: Context) -> Iterator[Problem]:
    if line.text in site.doctors:
        yield say("R875", line)
    site.doctors.append(line.text)
    if line.field == "0223":
        context.pseudo_doctors.add(line.text)
        return
    context.doctors.add(line.text)
    if line.text == "888888800":
        yield say("R762", line)
    elif not lanr_is_sound(line.text):
        yield say("R050", line)


def rvsa(record: Record, context: Context) -> Iterator[Problem]:
    """Certificates of laboratory services."""
    opened: Line | None = None
    seen: set[str] = set()
    device: Line | None = None
    near: Line | None = None
    analyte = ""
    for line in [*record.lines, Line("0300", "", 0, 0)]:
        if line.field == "0201" and context.sites and line.text not in context.sites:
            yield say("R750", line)
        if line.field == "0300":
            if opened and opened.text == "1" and not {"0301", "0304"} <= seen:
                yield say("R740", opened)
            if device and "0302" not in seen:
                yield say("R741", device)
            if near and "0302" not in seen:
                yield say("R748", near)
            opened, device, near, seen = line, None, None, set()
        elif line.field == "0301" and line.text in ("1", "2"):
            device = line
        elif line.field == "0304":
            analyte = line.text
            if _is_unknown_analyte(line.text, context):
                yield say("R211", line)
        elif line.field == "0305" and line.text in ("1", "2"):
            context.certified.add(analyte)
            near = line if line.text == "2" else near
        seen.add(line.field)


def _is_unknown_analyte(code: str, context: Context) -> bool:
    number, master = day_number(context.created), context.master
    if not number or master is None:
        return False
    day = date.fromordinal(number)
    if not master.knows(Catalogue.KEYS, day, ANALYTES):
        return False
    return master.item(Catalogue.KEYS, code, day, ANALYTES) is None


def opening(record: Record, context: Context) -> Iterator[Problem]:
    """The first record of a package: version, quarter, parts, test number."""
    version = next((line for line in record.lines if line.field == "9212"), None)
    if version and not version.text.startswith(_PREFIX_OF[record.kind]):
        yield say("R813", version)
    receiver = next((line for line in record.lines if line.field == "9102"), None)
    if record.kind == "sad0" and receiver and receiver.text not in _SADT_RECEIVERS:
        yield say("R524", receiver)
    parts, part = record.one("9260"), record.one("9261")
    if parts and part and part > parts:
        yield say("R738", record.opener)
    number = next((line for line in record.lines if line.field == "0105"), None)
    if number and context.created and _is_expired(number.text, context.created):
        yield say("R213", number)
    release = next((line for line in record.lines if line.field == "0132"), None)
    if release and record.one("9102") in _STRICT and not _RELEASE.fullmatch(release.text):
        yield say("R840", release)
    for line in record.lines:
        if line.field in ("9115", "9116", "9117", "9122") and line.text > context.created > "":
            yield say("R304", line)


def _is_expired(number: str, created: str) -> bool:
    """X/n/JJMM/mm/…: valid for mm months from JJMM, and twelve months of grace."""
    parts = number.split("/")
    if len(parts) != 5 or not (parts[2].isdecimal() and parts[3].isdecimal()):
        return False
    begun = (2000 + int(parts[2][:2])) * 12 + int(parts[2][2:4] or 0)
    now = int(created[:4]) * 12 + int(created[4:6]) if day_number(created) else 0
    return now > begun + int(parts[3]) + 12
