"""Rules about numbers and codes that need no master data: sites, services, programmes, ASV."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formats.kvdt.model import Case
from formats.kvdt.rules import (
    AMBULATORY,
    ERROR,
    NOTE,
    TERMINATIONS,
    WARNING,
    Context,
    allow,
    in_order,
    rule,
)
from formats.xdt import Line

_SITED = AMBULATORY | {"0109"}
_EBM = re.compile(r"[0-9]{5}[A-Z]?")


def _span(first: int, last: int) -> str:
    return " ".join(f"{number:02d}" for number in range(first, last + 1))


# The areas a site number may begin with (99 is the Knappschaft); the same list stands in R162.
AREAS = frozenset(
    f"{_span(1, 3)} {_span(6, 21)} 24 25 27 28 31 {_span(37, 73)} {_span(78, 81)} 83 "
    f"{_span(85, 88)} {_span(93, 96)} 98 99".split()
)
_ABROAD = "777777700"  # stands for a referring site nobody knows the number of


def site_fault(number: str) -> str:
    """The rule a site number breaks, '' if none: 35 are hospitals, 74 teams of the KBV (SAPV)."""
    if number[:2] == "74":
        sound = number[2:4] in AREAS and number[7:] == "63"
        return "" if sound else "R062"
    area = number[2:4] if number[:2] == "35" else number[:2]
    return "" if area in AREAS else "R162"


def _sites(code: str, message: str) -> None:
    def check(case: Case, _: Context) -> Iterator[Line]:
        for fk in ("4217", "4218", "5098"):
            for line in case.all(fk):
                if line.text != _ABROAD and site_fault(line.text) == code:
                    yield line

    rule(code, ERROR, _SITED | TERMINATIONS, message, "Bitte die Nummer prüfen.")(check)


_sites("R162", "Eine Betriebsstättennummer beginnt mit keinem KV-Bereich.")
_sites("R062", "Eine Betriebsstättennummer mit 74 hat nicht die Form 74kknnn63.")
in_order("R313", ERROR, _SITED, "3103", "5000")
allow("R536", ERROR, _SITED, "4132", f"{_span(0, 13)} {_span(30, 58)}", "DMP")


@rule(
    "R497", ERROR, AMBULATORY,
    "Eine Leistungsnummer des EBM hat nicht fünf Ziffern und höchstens einen Großbuchstaben.",
    "Bitte die Leistungsnummer oder die Gebührenordnung (4121) prüfen.",
)  # fmt: skip
def _ebm_form(case: Case, _: Context) -> Iterator[Line]:
    if case.one("4121") in {"0", "1", "2"}:
        yield from (line for line in case.all("5001") if not _EBM.fullmatch(line.text))


def _same(code: str, told: str, own: str, message: str) -> None:
    def check(case: Case, _: Context) -> Iterator[Line]:
        if case.one("4239") == "28" and case.has(told):
            yield from (line for line in case.all(own) if line.text != case.one(told))

    rule(code, NOTE, ["0102"], message, "Bitte prüfen.")(check)


_same("R838", "4226", "5100", "Laborgemeinschaft: 4226 muss gleich 5100 sein.")
_same("R842", "4249", "5101", "Laborgemeinschaft: 4249 muss gleich 5101 sein.")


@rule(
    "R711b", WARNING, AMBULATORY,
    "Hersteller und Artikel von Sachkosten gehören nur zu Leistungen der ASV.",
    "Bitte 5074 und 5075 entfernen oder die Teamnummer (5100) ergänzen.",
)  # fmt: skip
def _only_in_asv(case: Case, _: Context) -> Iterator[Line]:
    if not case.has("5074", "5075") or (case.one("4101")[1:] or "9999") < "2020":
        return
    for service in case.services:
        if not service.has("5100"):
            yield from (line for line in service.lines if line.field in ("5074", "5075"))


@rule(
    "R869", WARNING, AMBULATORY,
    "Es steht eine Onlineprüfung, aber keine der Betriebsstätten hat einen Konnektor.",
    "Bitte 0224 bei der Betriebsstätte ergänzen.",
)  # fmt: skip
def _connector(case: Case, context: Context) -> Iterator[Line]:
    if not case.has("3010") or case.one("3006") != "5.2.0" or not context.sites:
        return
    here = {line.text for line in case.all("5098")}
    if here and case.one("4101") == context.quarter and not here & context.connected:
        yield case.line("3010")
