"""Rules that need master data: ICD-10-GM, OPS, EBM, payers, KV areas. Without them nothing is said.

It is one file, because all these rules stand and fall with the same master data. Ages
are taken on the first and the last day of the quarter; only who is outside on both is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from formats.catalogues.model import Catalogue, EbmFacts, IcdFacts, Item, OpsFacts
from formats.kvdt.asking import day_of, known, payer, payer_facts
from formats.kvdt.digits import day_number, quarter_bounds
from formats.kvdt.master import AREAS
from formats.kvdt.model import Case, Service
from formats.kvdt.rules import AMBULATORY, CASES, ERROR, NOTE, PERSONS, WARNING, Context, rule
from formats.xdt import Line

_ICD = re.compile(r"[A-Z]\d{2}(?:\.\d{0,2})?-?")
_SEX = {"M": "M", "W": "W"}
_ARMED_FORCES = "75"
_SOLDIER = re.compile(r"[0-9]{6}[A-Z][0-9]{5}")
Diagnosis = Callable[[Case, IcdFacts, Line], bool]


def _diagnoses(case: Case, context: Context) -> Iterator[tuple[Line, Item | None]]:
    asked = known(case, context, Catalogue.ICD)
    if asked is None:
        return
    master, first, _last = asked
    for fk in ("6001", "3673"):
        for line in case.all(fk):
            if _ICD.fullmatch(line.text):
                yield line, master.item(Catalogue.ICD, line.text.rstrip("-."), first)


@rule("R499", ERROR, PERSONS, "Diese Diagnose gibt es im Quartal nicht.", "Bitte neu kodieren.")
def _exists(case: Case, context: Context) -> Iterator[Line]:
    return (line for line, item in _diagnoses(case, context) if item is None)


@rule("R729", ERROR, AMBULATORY, "Es fehlt eine Diagnose mit Primärcode.", "Bitte ergänzen.")
def _has_primary(case: Case, context: Context) -> Iterator[Line]:
    found = [item for _line, item in _diagnoses(case, context)]
    facts = [item.facts for item in found if item is not None]
    roles = [one.ambulatory for one in facts if isinstance(one, IcdFacts)]
    if found and len(roles) == len(found) and None not in roles and "P" not in roles:
        yield case.opener


def _about(code: str, message: str, fix: str, at_fault: Diagnosis, *, hard: bool = False) -> None:
    def check(case: Case, context: Context) -> Iterator[Line]:
        for line, item in _diagnoses(case, context):
            facts = item.facts if item else None
            if isinstance(facts, IcdFacts) and at_fault(case, facts, line):
                yield line

    rule(code, ERROR if hard else WARNING, PERSONS, message, fix)(check)


def _other_sex(case: Case, facts: IcdFacts) -> bool:
    sex = _SEX.get(case.one("3110"))
    return bool(facts.sex) and sex is not None and facts.sex != sex


def _other_age(case: Case, facts: IcdFacts) -> bool:
    born = day_number(case.one("3103"))
    bounds = quarter_bounds(case.one("4101"))
    if not born or not bounds[0] or not (facts.age_from or facts.age_until):
        return False
    days = [day_number(text) - born for text in bounds]
    return all(not _within(max(0, one), facts) for one in days)


def _within(days: int, facts: IcdFacts) -> bool:
    return _measured(days, facts.age_from, 0) >= _limit(facts.age_from, 0) and _measured(
        days, facts.age_until, 0
    ) <= _limit(facts.age_until, 10**6)


def _measured(days: int, limit: str, without: int) -> int:
    """The age in the unit of the limit: t days, j whole years."""
    if not limit:
        return without
    return days if limit[0] == "t" else int(days / 365.25)


def _limit(limit: str, without: int) -> int:
    return int(limit[1:]) if limit[1:].isdecimal() else without


def _excepted(case: Case) -> bool:
    return case.has("6008", "3677")


_about(
    "R492", "Dieser ICD-Code hat keinen Inhalt.", "Bitte neu kodieren.",
    lambda _case, facts, _line: not facts.filled, hard=True,
)  # fmt: skip
_about(
    "R490", "Diese Krankheit ist in Mitteleuropa sehr selten.", "Bitte den Code prüfen.",
    lambda _case, facts, _line: facts.rare,
)  # fmt: skip
_about(
    "R491", "Diese Diagnose gilt nur für das andere Geschlecht.",
    "Ausnahme angeben (6008 oder 3677) oder neu kodieren.",
    lambda case, facts, _line: facts.sex_strict and _other_sex(case, facts) and not _excepted(case),
)  # fmt: skip
_about(
    "R817", "Diese Diagnose gilt überwiegend für das andere Geschlecht.", "Bitte prüfen.",
    lambda case, facts, _line: not facts.sex_strict and _other_sex(case, facts),
)  # fmt: skip
_about(
    "R489", "Diese Diagnose gilt nicht für dieses Alter.", "Bitte prüfen.",
    lambda case, facts, _line: facts.age_strict and _other_age(case, facts),
)  # fmt: skip
_about(
    "R761", "Diese Diagnose gilt überwiegend nicht für dieses Alter.", "Bitte prüfen.",
    lambda case, facts, _line: not facts.age_strict and _other_age(case, facts),
)  # fmt: skip


@rule("R201", NOTE, CASES, "Der Kostenträger steht nicht in der Stammdatei.", "Bitte prüfen.")
def _payer_exists(case: Case, context: Context) -> Iterator[Line]:
    found = payer(case, context)
    if found is not None and found[0] is None:
        yield case.line("4104")


@rule("R202", NOTE, CASES, "Die IK-Nummer steht nicht in der Stammdatei.", "Bitte prüfen.")
def _ik_exists(case: Case, context: Context) -> Iterator[Line]:
    asked = known(case, context, Catalogue.PAYERS)
    if asked and case.one("4111") and not asked[0].ik_is_known(case.one("4111"), asked[1]):
        yield case.line("4111")


@rule(
    "RQL2", WARNING, PERSONS, "Der Kostenträger war im Quartal nicht gültig.",
    "Den aufnehmenden Kostenträger verwenden.",
)  # fmt: skip
def _payer_valid(case: Case, context: Context) -> Iterator[Line]:
    found = payer(case, context)
    if found and found[0] and found[0].valid_until and found[0].valid_until < found[1]:
        yield case.line("4104")


@rule(
    "R210", WARNING, PERSONS, "Die Gebührenordnung passt nicht zum Kostenträger.", "Bitte prüfen.",
    field="4121",
)  # fmt: skip
def _fee_schedule(case: Case, context: Context) -> Iterator[Line]:
    facts, stated = payer_facts(case, context), case.one("4121")
    if facts and facts.fee_schedule and stated not in ("", facts.fee_schedule):
        yield case.line("4121")


@rule(
    "R734", WARNING, AMBULATORY,
    "Bei der Bundeswehr fehlt die Personenkennziffer (TTMMJJ, ein Buchstabe, fünf Ziffern).",
    "Bitte 4124 prüfen.", field="4124",
)  # fmt: skip
def _soldier(case: Case, context: Context) -> Iterator[Line]:
    facts = payer_facts(case, context)
    if facts and facts.group == _ARMED_FORCES and not _SOLDIER.fullmatch(case.one("4124")):
        yield case.line("4124")


@rule(
    "R763", WARNING, PERSONS, "Dieser Kostenträger ist im Bereich dieser KV nicht zulässig.",
    "Bitte den Kostenträger prüfen.", field="4104",
)  # fmt: skip
def _barred(case: Case, context: Context) -> Iterator[Line]:
    facts, asked = payer_facts(case, context), known(case, context, Catalogue.KEYS, AREAS)
    if facts is None or not facts.barred_areas:
        return
    here = {site[:2] for site in context.sites}
    if asked:  # a former area belongs to the KV of today
        items = [asked[0].item(Catalogue.KEYS, area, asked[1], AREAS) for area in here]
        here |= {item.parent for item in items if item}
    if here & set(facts.barred_areas):
        yield case.line("4104")


@rule("R017", ERROR, CASES, "Die VKNR beginnt mit keinem KV-Bereich.", "Bitte prüfen.")
def _area(case: Case, context: Context) -> Iterator[Line]:
    asked = known(case, context, Catalogue.KEYS, AREAS)
    number = case.one("4104")
    if asked and number and asked[0].item(Catalogue.KEYS, number[:2], asked[1], AREAS) is None:
        yield case.line("4104")


def _services(case: Case, context: Context) -> Iterator[tuple[Service, Item | None]]:
    """EBM services with what the EBM of their day says; numbers of other fee schedules are not."""
    asked = known(case, context, Catalogue.EBM)
    if asked is None:
        return
    for service in case.services:
        day = day_of(service.day)
        if day and re.fullmatch(r"\d{5}[A-Z]?", service.code):
            item = asked[0].item(Catalogue.EBM, service.code, day)
            ended = item is not None and (
                (item.valid_from is not None and day < item.valid_from)
                or (item.valid_until is not None and day > item.valid_until)
            )
            yield service, None if ended else item


@rule("R203", WARNING, AMBULATORY, "Diese Leistung steht nicht im EBM des Tages.", "Bitte prüfen.")
def _service_exists(case: Case, context: Context) -> Iterator[Line]:
    return (service.line for service, item in _services(case, context) if item is None)


# Which rule names which missing field; all others are R702.
_NAMED = {
    "5034": "R701", "5036": "R704", "5050": "R888", "5051": "R889", "5052": "R890",
    "5077": "R892", "5010": "R868", "4214": "R901",
}  # fmt: skip
_NOT_FOR_OTHER_PAYERS = frozenset({"5050", "5051", "5052"})


def _missing(case: Case, context: Context) -> Iterator[tuple[str, Line]]:
    """Rule and service for every addition the EBM asks for and the bill does not carry."""
    for service, item in _services(case, context):
        facts = item.facts if item else None
        if not isinstance(facts, EbmFacts):
            continue
        for fk in facts.required:
            if service.has(fk) or (fk == "4214" and not _asks_for_4214(case)):
                continue
            if fk in _NOT_FOR_OTHER_PAYERS and case.one("4121") == "3":
                continue
            yield _NAMED.get(fk, "R702"), service.line
        if facts.one_of and not any(service.has(fk) for fk in facts.one_of):
            yield "R702", service.line


def _asks_for_4214(case: Case) -> bool:
    stands = case.has("4214")
    return case.kind == "0102" and case.one("4239") in {"21", "27", "28"} and not stands


def _asked(code: str, message: str) -> None:
    def check(case: Case, context: Context) -> Iterator[Line]:
        return (line for found, line in _missing(case, context) if found == code)

    rule(code, WARNING, AMBULATORY, message, "Bitte die Angabe zur Leistung ergänzen.")(check)


_asked("R701", "Zu dieser Leistung fehlt das OP-Datum (5034).")
_asked("R702", "Zu dieser Leistung fehlt eine Zusatzangabe, die der EBM verlangt.")
_asked("R704", "Zu dieser Leistung fehlt die Begründungs-GNR (5036).")
_asked("R888", "Zu dieser Leistung fehlt die Melde-ID des Implantateregisters (5050).")
_asked("R889", "Zu dieser Leistung fehlt der Hash-String des Implantateregisters (5051).")
_asked("R890", "Zu dieser Leistung fehlt der Hash-Wert des Implantateregisters (5052).")
_asked("R892", "Zu dieser Leistung fehlt das Gensymbol (5077).")
_asked("R868", "Zu dieser Leistung fehlt die Chargennummer (5010).")
_asked("R901", "Zu dieser Leistung fehlt der Behandlungstag (4214).")


@rule("R703", WARNING, AMBULATORY, "Kein OPS-Code der Leistung steht im EBM bei ihr.", "Prüfen.")
def _operations(case: Case, context: Context) -> Iterator[Line]:
    for service, item in _services(case, context):
        facts = item.facts if item else None
        given = [line.text for line in service.all("5035")]
        if not isinstance(facts, EbmFacts) or not facts.operations or not given:
            continue
        if not set(given) & set(facts.operations):
            yield service.line


def _procedures(case: Case, context: Context) -> Iterator[tuple[Line, Line | None, Item | None]]:
    """Each OPS code with the line behind it and what the OPS of the quarter says of it."""
    asked = known(case, context, Catalogue.OPS)
    if asked is None:
        return
    lines = case.record.lines
    for line, behind in zip(lines, [*lines[1:], None], strict=True):
        if line.field == "5035":
            yield line, behind, asked[0].item(Catalogue.OPS, line.text, asked[1])


@rule("R223", ERROR, AMBULATORY | {"hdrg1"}, "Diesen OPS-Code gibt es nicht.", "Bitte prüfen.")
def _procedure_exists(case: Case, context: Context) -> Iterator[Line]:
    return (line for line, _behind, item in _procedures(case, context) if item is None)


@rule("R705", WARNING, AMBULATORY, "Zu diesem OPS-Code fehlt die Seite (5041).", "Bitte ergänzen.")
def _procedure_side(case: Case, context: Context) -> Iterator[Line]:
    if case.one("4121") == "3":
        return
    for line, behind, item in _procedures(case, context):
        facts = item.facts if item else None
        sided = isinstance(facts, OpsFacts) and facts.needs_side
        if sided and (behind is None or behind.field != "5041"):
            yield line
