"""Rules of services: days, numbers, who did them where, additions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formats.kvdt.digits import asv_is_sound, lanr_is_sound, quarter_bounds, quarter_count
from formats.kvdt.model import Case
from formats.kvdt.rules import (
    AMBULATORY,
    CASES,
    ERROR,
    NOTE,
    PERSONS,
    TERMINATIONS,
    WARNING,
    Context,
    in_order,
    rule,
)
from formats.xdt import Line

# What may stand only once with one service.
SINGLE = frozenset({
    "5002", "5003", "5005", "5006", "5008", "5010", "5013", "5018", "5019",
    "5020", "5021", "5023", "5024", "5025", "5026", "5034", "5037", "5040",
    "5042", "5043", "5098", "5099", "5100", "5101", "5102",
})  # fmt: skip
_NUMBER = re.compile(r"[0-9]{5}[A-Z]?|[A-Z]?[0-9]{1,4}(?:[A-Za-d][A-Z1-4]?)?(?:/[0-9A-Z#$*<>]+)?")

in_order("R782", WARNING, AMBULATORY, "4133", "5000")
in_order("R315", WARNING, AMBULATORY, "5000", "4110")
in_order("R314", WARNING, PERSONS, "3103", "5034")


@rule(
    "FSORT",
    ERROR,
    AMBULATORY | {"0109"} | TERMINATIONS,
    "Die Leistungstage sind nicht aufsteigend sortiert.",
    "Bitte nach Datum ordnen.",
)
def _sorted(case: Case, _: Context) -> Iterator[Line]:
    before = ""
    for line in case.all("5000"):
        if line.text < before:
            yield line
        before = line.text


@rule(
    "R324",
    ERROR,
    AMBULATORY | TERMINATIONS,
    "Ein Leistungstag liegt nicht im Quartal des Scheins.",
    "Bitte Tag oder Schein berichtigen.",
)
def _in_quarter(case: Case, _: Context) -> Iterator[Line]:
    first, last = quarter_bounds(case.one("4101"))
    if first:
        yield from (line for line in case.all("5000") if not first <= line.text <= last)


@rule(
    "R363", ERROR, AMBULATORY, "Ein Leistungstag liegt außerhalb der Gültigkeit.", "Bitte prüfen."
)
def _in_period(case: Case, _: Context) -> Iterator[Line]:
    period = case.one("4125")
    if len(period) == 16:
        yield from (li for li in case.all("5000") if not period[:8] <= li.text <= period[8:])


@rule(
    "R304",
    ERROR,
    AMBULATORY | TERMINATIONS,
    "Ein Leistungstag liegt nach der Datei.",
    "Bitte prüfen.",
)
def _not_ahead(case: Case, context: Context) -> Iterator[Line]:
    if context.created:
        last = quarter_bounds(case.one("4101"))[1]
        # Official samples bill days of the running quarter that are still to come.
        yield from (li for li in case.all("5000") if li.text > max(context.created, last))


@rule(
    "RQL1",
    ERROR,
    AMBULATORY,
    "Der Schein gehört in ein späteres Quartal als die Abrechnung.",
    "Bitte erst dann abrechnen.",
)
def _later_quarter(case: Case, context: Context) -> Iterator[Line]:
    if context.quarter and quarter_count(case.one("4101")) > quarter_count(context.quarter):
        yield case.line("4101")


@rule(
    "RQL3",
    WARNING,
    AMBULATORY,
    "Der Schein ist mehr als acht Quartale älter als die Abrechnung.",
    "Bitte das Quartal prüfen.",
)
def _old_quarter(case: Case, context: Context) -> Iterator[Line]:
    own, now = quarter_count(case.one("4101")), quarter_count(context.quarter)
    if own and now and now - own > 8:
        yield case.line("4101")


@rule(
    "R496", ERROR, AMBULATORY, "Eine Leistungsnummer hat nicht die richtige Form.", "Bitte prüfen."
)
def _number_form(case: Case, _: Context) -> Iterator[Line]:
    if case.one("4121") not in {"0", "1", "2"}:  # those are R497
        yield from (line for line in case.all("5001") if not _NUMBER.fullmatch(line.text))


@rule("FFK", ERROR, AMBULATORY, "Das Feld steht bei einer Leistung mehrfach.", "Bitte entfernen.")
def _once(case: Case, _: Context) -> Iterator[Line]:
    for service in case.services:
        if len(service.lines) > 2:
            seen: set[str] = set()
            for line in service.lines:
                if line.field in SINGLE:
                    if line.field in seen:
                        yield line
                    seen.add(line.field)


@rule("R859", ERROR, AMBULATORY, "Bei einer Leistung fehlt die Betriebsstätte.", "5098 ergänzen.")
def _where(case: Case, _: Context) -> Iterator[Line]:
    return (s.line for s in case.services if not (s.has("5098") or s.has("5102")))


@rule("R837", ERROR, AMBULATORY, "Bei einer Leistung fehlt die Arztnummer.", "5099 ergänzen.")
def _who(case: Case, _: Context) -> Iterator[Line]:
    return (s.line for s in case.services if not (s.has("5099") or s.has("5101")))


@rule(
    "R716",
    ERROR,
    PERSONS,
    "Die Betriebsstätte einer Leistung steht nicht in den Betriebsstättendaten.",
    "Bitte die Betriebsstätte in den Einstellungen ergänzen.",
)
def _known_site(case: Case, context: Context) -> Iterator[Line]:
    if context.sites:
        yield from (line for line in case.all("5098") if line.text not in context.sites)


@rule(
    "R715",
    ERROR,
    PERSONS,
    "Der Arzt einer Leistung steht nicht in den Betriebsstättendaten.",
    "Bitte den Arzt in den Einstellungen ergänzen.",
)
def _known_doctor(case: Case, context: Context) -> Iterator[Line]:
    if context.sites:
        yield from (line for line in case.all("5099") if line.text not in context.doctors)


@rule("R789", WARNING, AMBULATORY, "Die ASV-Teamnummer steht nicht in besa.", "Bitte ergänzen.")
def _known_team(case: Case, context: Context) -> Iterator[Line]:
    if context.sites:
        yield from (line for line in case.all("5100") if line.text not in context.teams)


@rule("R839", NOTE, AMBULATORY, "Die Pseudo-Arztnummer steht nicht in besa.", "Bitte ergänzen.")
def _known_pseudo(case: Case, context: Context) -> Iterator[Line]:
    if context.sites:
        yield from (line for line in case.all("5101") if line.text not in context.pseudo_doctors)


@rule("R050", ERROR, CASES, "Die Prüfziffer einer Arztnummer ist falsch.", "Bitte prüfen.")
def _doctor_digit(case: Case, _: Context) -> Iterator[Line]:
    return (line for line in case.all("5099") if not lanr_is_sound(line.text))


@rule("R059", NOTE, AMBULATORY, "Die ASV-Teamnummer ist nicht plausibel.", "Bitte prüfen.")
def _team_digit(case: Case, _: Context) -> Iterator[Line]:
    for fk in ("5100", "4225", "4226"):
        yield from (line for line in case.all(fk) if not asv_is_sound(line.text))


@rule("R720", ERROR, ["0102"], "Laborgemeinschaft: 4218 muss gleich 5098 sein.", "Bitte prüfen.")
def _community_site(case: Case, _: Context) -> Iterator[Line]:
    if case.one("4239") == "28" and case.has("4218"):
        yield from (li for li in case.all("5098") if li.text != case.one("4218"))


@rule("R721", ERROR, ["0102"], "Laborgemeinschaft: 4242 muss gleich 5099 sein.", "Bitte prüfen.")
def _community_doctor(case: Case, _: Context) -> Iterator[Line]:
    if case.one("4239") == "28" and case.has("4242"):
        yield from (li for li in case.all("5099") if li.text != case.one("4242"))


@rule("R521", ERROR, AMBULATORY, "Bei 5024 ist nur N erlaubt.", "Bitte berichtigen.")
def _post_inpatient(case: Case, _: Context) -> Iterator[Line]:
    return (line for line in case.all("5024") if line.text != "N")


@rule("R706", ERROR, AMBULATORY, "Die Seite einer Operation ist ab 2026 nur L oder R.", "Zwei OPS.")
def _operation_side(case: Case, _: Context) -> Iterator[Line]:
    if quarter_count(case.one("4101")) >= quarter_count("12026"):
        yield from (line for line in case.all("5041") if line.text == "B")


@rule("R707", WARNING, AMBULATORY, "Zu einer Kontrastmittelmenge gehört kein Multiplikator.", "")
def _contrast(case: Case, _: Context) -> Iterator[Line]:
    return (s.line for s in case.services if s.has("5042") and s.has("5005"))


@rule(
    "R710",
    WARNING,
    AMBULATORY | TERMINATIONS,
    "Sachkosten von 10.000 Euro und mehr.",
    "Bitte prüfen.",
)
def _material(case: Case, _: Context) -> Iterator[Line]:
    for line in case.all("5012"):
        if line.text.isdecimal() and int(line.text) >= 1_000_000:
            yield line


@rule("R894", WARNING, AMBULATORY, "Melde-IDs und Multiplikator passen nicht zusammen.", "Prüfen.")
def _implants(case: Case, _: Context) -> Iterator[Line]:
    for service in case.services:
        ids = service.all("5050")
        times = service.all("5005")
        if ids and len(ids) != (int(times[0].text) if times and times[0].text.isdecimal() else 1):
            yield ids[0]
