"""Rules of spa treatment (0109) and Hybrid-DRG (hdrg1)."""

from __future__ import annotations

from collections.abc import Iterator

from formats.kvdt.digits import day_number
from formats.kvdt.model import Case
from formats.kvdt.rules import (
    ERROR,
    WARNING,
    Context,
    forbid,
    has,
    in_order,
    is_in,
    lacks,
    rule,
)
from formats.xdt import Line

_SPA = ["0109"]
_HYBRID = ["hdrg1"]

in_order("R316", ERROR, _SPA, "4264", "5000")
in_order("R865", WARNING, _SPA, "4264", "3010")
forbid("R382", ERROR, _SPA, "4262 4272", "Kurart 3", is_in("4261", "3"))
forbid("R383", ERROR, _SPA, "4271", "Ohne Kompaktkur", lambda c: not c.has("4262", "4272"))
forbid("R879", WARNING, _SPA, "4276 4277", "Ohne Kompaktkur mit Refresher", lacks("4272"))
forbid("R880", WARNING, _SPA, "4278", "Ohne Kompaktkur mit Refresher", lacks("4272"))
forbid("R881", WARNING, _SPA, "4262", "Neben Kompaktkur mit Refresher", has("4272"))
forbid("R896", WARNING, _HYBRID, "5030", "Hybrid-DRG", lambda c: c.one("5030").strip("0") != "")
in_order("R321", WARNING, _HYBRID, "5034", "4110")
in_order("R322", WARNING, _HYBRID, "4133", "5034")


@rule("R317", ERROR, _SPA, "Ein Leistungstag liegt nach der Abreise.", "Bitte prüfen.")
def _after_departure(case: Case, _: Context) -> Iterator[Line]:
    if not case.has("4272") and case.has("4265"):
        yield from (line for line in case.all("5000") if line.text > case.one("4265"))


@rule("R318", ERROR, _SPA, "Ein Leistungstag liegt nach dem Kurabbruch.", "Bitte prüfen.")
def _after_break(case: Case, _: Context) -> Iterator[Line]:
    if not case.has("4272") and case.has("4266"):
        yield from (line for line in case.all("5000") if line.text > case.one("4266"))


@rule(
    "R882",
    WARNING,
    _SPA,
    "Ein Leistungstag liegt in keinem Teil der Kompaktkur mit Refresher.",
    "Bitte Leistungstage und Aufenthalte prüfen (R882 bis R885).",
)
def _in_either_part(case: Case, _: Context) -> Iterator[Line]:
    if not case.has("4272"):
        return
    first = (case.one("4264"), _end(case.one("4265"), case.one("4266")))
    second = (case.one("4276"), _end(case.one("4277"), case.one("4278")))
    for line in case.all("5000"):
        parts = (part for part in (first, second) if part[0] and part[1])
        if not any(start <= line.text <= end for start, end in parts):
            yield line


def _end(departure: str, broken_off: str) -> str:
    return min(departure, broken_off) if departure and broken_off else departure or broken_off


@rule("R866", WARNING, _SPA, "Die Onlineprüfung liegt nach der Abreise.", "Bitte prüfen.")
def _online_after(case: Case, _: Context) -> Iterator[Line]:
    last = max(case.one("4265"), case.one("4277"))
    if last and case.one("3010")[:8] > last:
        yield case.line("3010")


@rule("R023", WARNING, _HYBRID, "Das Geburtsdatum ist nicht vollständig.", "Bitte ergänzen.")
def _whole_birth_date(case: Case, _: Context) -> Iterator[Line]:
    if case.has("3103") and not day_number(case.one("3103")):
        yield case.line("3103")


@rule(
    "R390",
    WARNING,
    _HYBRID,
    "Bei Kindern bis zu einem Jahr fehlt das Aufnahmegewicht (3111).",
    "Bitte ergänzen.",
    field="3111",
)
def _weight(case: Case, _: Context) -> Iterator[Line]:
    born, begun = day_number(case.one("3103")), day_number(case.one("5028"))
    if born and begun and begun - born <= 366 and not case.has("3111"):
        yield case.opener


@rule(
    "R364",
    WARNING,
    _HYBRID,
    "Operation, Beginn oder Ende liegen außerhalb der Gültigkeit (R364 bis R366).",
    "Bitte prüfen.",
)
def _hybrid_in_period(case: Case, _: Context) -> Iterator[Line]:
    period = case.one("4125")
    if len(period) == 16:
        for fk in ("5034", "5028", "5029"):
            yield from (li for li in case.all(fk) if not period[:8] <= li.text <= period[8:])
