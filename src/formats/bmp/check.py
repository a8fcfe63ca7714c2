"""Holds a plan against the rules of the format and the words that make dosing dangerous."""

from __future__ import annotations

import re

from formats.bmp.fields import (
    FACTS,
    LABELS,
    MOST_INGREDIENTS,
    MOST_LINES,
    MOST_PAGES,
    MOST_PAGES_BEFORE_28,
    MOST_ROWS,
    MOST_SECTIONS,
    VERSION,
    Fact,
    Kind,
)
from formats.bmp.model import Entry, FreeLine, Medication, MedicationPlan, Recipe, Section
from formats.bmp.sayings import problem
from formats.bmp.values import nothing, text_of, value_of
from formats.xdt import ProblemLog

_PRINTABLE = re.compile(r"[\x20-\x7e\xa0-\xff]*")
_NOT_DAILY = re.compile(
    r"w(?:ö|oe)chentlich|(?:mon|diens|donners|frei|sams|sonn)tags?\b|mittwochs?\b|"
    r"alle [a-z0-9]{1,6} (?:tage|wochen)|jeden (?:zweiten|2\.|dritten|3\.) tag|pro woche|"
    r"(?:in der|die) woche",
    re.IGNORECASE,
)


def check(plan: MedicationPlan) -> ProblemLog:
    """Every rule the plan, or one page of it, breaks; empty means writable page by page.

    A whole plan (`page` is None) may have more rows than a page: `split` deals them out. What no
    drug database confirms (names, forms by code, doses) is not judged.
    """
    log = ProblemLog()
    _attributes(log, "MP", plan, "MP")
    _attributes(log, "P", plan.patient, "MP/P")
    _attributes(log, "A", plan.author, "MP/A")
    _attributes(log, "O", plan.observations, "MP/O")
    author = plan.author
    if sum(map(bool, (author.doctor_number, author.pharmacy_number, author.hospital_number))) > 1:
        log.add(problem("BMP30", field="MP/A"))
    _pages(log, plan)
    if len(plan.sections) > MOST_SECTIONS:
        log.add(problem("BMP40", field="MP"))
    for number, section in enumerate(plan.sections, 1):
        _section(log, section, number, plan.version)
    return log


def _attributes(log: ProblemLog, element: str, holder: object, path: str) -> None:
    for fact in FACTS[element]:
        text = text_of(getattr(holder, fact.name))
        place = f"{path}/@{fact.attribute}"
        if text:
            _one(log, fact, text, place)
        elif fact.is_required:
            log.add(problem("BMP20", field=place, label=fact.label))


def _one(log: ProblemLog, fact: Fact, text: str, place: str) -> None:
    label, least, most = fact.label, str(fact.shortest), str(fact.longest)
    if fact.kind is Kind.TEXT:
        if not fact.shortest <= len(text) <= fact.longest:
            log.add(problem("BMP21", field=place, label=label, shortest=least, longest=most))
        if text.count("~") > fact.breaks and fact.breaks:
            log.add(problem("BMP23", field=place, label=label, breaks=str(fact.breaks)))
        if not _PRINTABLE.fullmatch(text):
            log.add(problem("BMP24", field=place, label=fact.label))
    elif not fact.fits(text) or value_of(fact, text) == nothing(fact):
        log.add(problem("BMP22", field=place, label=fact.label))


def _pages(log: ProblemLog, plan: MedicationPlan) -> None:
    most = MOST_PAGES if plan.version >= VERSION else MOST_PAGES_BEFORE_28
    page, pages = plan.page, plan.pages
    if (page is None) is not (pages is None) or (page and pages and not page <= pages <= most):
        log.add(problem("BMP42", field="MP"))
    if page is not None and sum(section.rows for section in plan.sections) > MOST_ROWS:
        log.add(problem("BMP46", field="MP"))


def _section(log: ProblemLog, section: Section, number: int, version: str) -> None:
    path = f"MP/S[{number}]"
    _attributes(log, "S", section, path)
    if section.heading and section.heading_code:
        log.add(problem("BMP31", field=path))
    if number > 1 and not section.heading and not section.heading_code:
        log.add(problem("BMP32", field=path))
    if not section.entries:
        log.add(problem("BMP43", field=path))
    if len(section.entries) > MOST_LINES:
        log.add(problem("BMP41", field=path))
    for place, entry in enumerate(section.entries, 1):
        _entry(log, entry, f"{path}/{letter_of(entry)}[{place}]", version)


def letter_of(entry: Entry) -> str:
    """The element that holds an entry."""
    match entry:
        case Medication():
            return "M"
        case FreeLine():
            return "X"
        case Recipe():
            return "R"


def _entry(log: ProblemLog, entry: Entry, path: str, version: str) -> None:
    _attributes(log, letter_of(entry), entry, path)
    if isinstance(entry, Medication):
        for number, ingredient in enumerate(entry.ingredients, 1):
            _attributes(log, "W", ingredient, f"{path}/W[{number}]")
        _medication(log, entry, path, version)


def _medication(log: ProblemLog, entry: Medication, path: str, version: str) -> None:
    has_dose = any(entry.doses)
    words = f"{entry.hint} {entry.addition} {entry.reason}"
    broken = {
        "BMP33": bool(entry.form_code and entry.form),
        "BMP34": has_dose and bool(entry.dose_text),
        "BMP35": bool(entry.unit_code and entry.unit),
        "BMP36": bool(entry.weekday) and not has_dose,
        "BMP37": bool(entry.weekday and entry.addition),
        "BMP38": entry == Medication(),
        "BMP39": len(entry.ingredients) > MOST_INGREDIENTS,
        "BMP44": entry.pzn.isascii() and entry.pzn.isdigit() and not pzn_holds(entry.pzn),
        "BMP45": bool(entry.pzn) and not entry.name and not entry.ingredients,
        "BMP47": has_dose and not entry.weekday and bool(_NOT_DAILY.search(words)),
        "BMP48": bool(entry.weekday) and version < VERSION,
    }
    for code, is_broken in broken.items():
        if is_broken:
            log.add(problem(code, field=path))


def pzn_holds(pzn: str) -> bool:
    """Whether the last digit of a PZN (leading zeros may be missing) is its check digit."""
    digits = pzn.zfill(8)
    if len(digits) != 8:
        return False
    total = sum(weight * int(digit) for weight, digit in enumerate(digits[:7], 1))
    return str(total % 11) == digits[7]


def part_label(element: str) -> str:
    """The German name of a part of the plan."""
    return LABELS[element]
