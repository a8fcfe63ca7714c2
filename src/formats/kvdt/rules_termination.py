"""Rules of SADT (sad1 to sad3): terminations paid by the states, billed without a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formats.kvdt.digits import day_number, lanr_is_sound
from formats.kvdt.model import Case
from formats.kvdt.rules import ERROR, TERMINATIONS, WARNING, Context, require, rule
from formats.xdt import Line

# Kind of payment, day of birth TTMMJJ, 13 digits, up to seven characters of the office.
_NUMBER = re.compile(r"[01](\d{2})(\d{2})(\d{2})\d{13}[0-9A-Za-z]{1,7}", re.ASCII)

# Both stand "exactly once"; the copies of the table at hand do not show whether in the record or
# with each service, so only what both readings ask for is asked for here.
require("R859", ERROR, TERMINATIONS, "5098", "Abrechnungsfall")
require("R837", ERROR, TERMINATIONS, "5099", "Abrechnungsfall")


@rule(
    "R048", ERROR, TERMINATIONS,
    "Die Kennziffer hat nicht die Form nTTMMJJ, 13 Ziffern und bis zu sieben Zeichen.",
    "Bitte vom Bescheid der Kasse übernehmen.",
)  # fmt: skip
def _number_form(case: Case, _: Context) -> Iterator[Line]:
    return (line for line in case.all("3005") if not _is_number(line.text))


def _is_number(text: str) -> bool:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return False
    day, month, year = found.groups()
    return any(day_number(f"{century}{year}{month}{day}") for century in ("19", "20"))


@rule(
    "R709", WARNING, TERMINATIONS, "Diese Kennziffer (0…) wird nicht über SADT abgerechnet.",
    "Bitte direkt mit dem Kostenträger abrechnen.",
)  # fmt: skip
def _paid_directly(case: Case, _: Context) -> Iterator[Line]:
    return (line for line in case.all("3005") if line.text[:1] == "0")


@rule(
    "SADTIK", WARNING, TERMINATIONS,
    "Die Kostenträgerkennung passt nicht zur Kennziffer.",
    "Sie besteht aus 10 und den Stellen 9 bis 15 der Kennziffer.",
)  # fmt: skip
def _payer_in_number(case: Case, _: Context) -> Iterator[Line]:
    number = case.one("3005")
    if _is_number(number) and case.has("4111") and case.one("4111") != f"10{number[8:15]}":
        yield case.line("4111")


@rule("R050", ERROR, TERMINATIONS, "Die Prüfziffer des Überweisers ist falsch.", "Bitte prüfen.")
def _referrer_digit(case: Case, _: Context) -> Iterator[Line]:
    return (line for line in case.all("4242") if not lanr_is_sound(line.text))


@rule("R762", ERROR, TERMINATIONS, "Die Ersatz-Arztnummer 888888800 ist unzulässig.", "Ersetzen.")
def _dummy_doctor(case: Case, _: Context) -> Iterator[Line]:
    for fk in ("4242", "5099"):
        yield from (line for line in case.all(fk) if line.text == "888888800")


@rule(
    "R732", ERROR, TERMINATIONS,
    "Die Betriebsstätte einer Leistung steht nicht in den Betriebsstättendaten.",
    "Bitte die Betriebsstätte in den Einstellungen ergänzen.",
)  # fmt: skip
def _known_site(case: Case, context: Context) -> Iterator[Line]:
    if _is_current(case, context):
        yield from (line for line in case.all("5098") if line.text not in context.sites)


@rule(
    "R733", ERROR, TERMINATIONS,
    "Der Arzt einer Leistung steht nicht in den Betriebsstättendaten.",
    "Bitte den Arzt in den Einstellungen ergänzen.",
)  # fmt: skip
def _known_doctor(case: Case, context: Context) -> Iterator[Line]:
    if _is_current(case, context):
        good = context.doctors | {"999999900"}
        yield from (line for line in case.all("5099") if line.text not in good)


def _is_current(case: Case, context: Context) -> bool:
    """Late cases are not measured against the sites of today."""
    return bool(context.sites) and case.one("4101") == context.quarter
