"""LDT 2 records (flat lines) to the same reports; one file, because they share their lines."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import Decimal

from formats.ldt.fields2 import BILLING_FIELDS, FIELDS_2, RECORD_FIELDS, TEST_FIELDS
from formats.ldt.ldt3 import Header, overall
from formats.ldt.leaf import Sight
from formats.ldt.model import (
    Analyte,
    Fact,
    Further,
    Germ,
    Laboratory,
    LabPatient,
    LabReport,
    LabText,
    Moment,
    Practice,
    ReferenceRange,
    Specimen,
    State,
    Susceptibility,
    Version,
)
from formats.ldt.tree import Obj
from formats.ldt.values import STATES_2, mark_of, number_of, range_of, value_of
from formats.xdt import KeptLog, Line, ProblemLog

# 8401: final, partial, preliminary, archived, additional.
_REPORT_STATES = {
    "E": State.FINAL,
    "A": State.FINAL,
    "T": State.PRELIMINARY,
    "V": State.PRELIMINARY,
    "N": State.PRELIMINARY,
}
_SEX = {"1": "M", "2": "W"}
RESISTANCE_2 = {"0": "nicht getestet", "1": "sensibel", "2": "mäßig sensibel", "3": "resistent"}


def header(record: Obj, problems: ProblemLog, kept: KeptLog) -> Header:
    """Records 8220 and 8230."""
    sight = Sight(problems)
    length(record, sight)
    is_practice = record.id == "8230"
    laboratory = Laboratory() if is_practice else _laboratory(record, sight)
    practice = _practice(record, sight) if is_practice else Practice()
    customer = sight.take(record, "8312")
    made = sight.date(record, "9103", day_first=True)
    head = Header(
        version_text=sight.take(record, "9212") or sight.take(record, "9211"),
        laboratory=laboratory,
        practice=replace(practice, customer_number=customer),
        software=sight.take(record, "0103"),
        created_at=Moment(made) if made else None,
    )
    return replace(head, further=tuple(further(record, sight, kept)))


def _laboratory(record: Obj, sight: Sight) -> Laboratory:
    name = sight.take(record, "8300") or sight.take(record, "0203")
    return Laboratory(
        name=name,
        number=sight.take(record, "0201"),
        sender_id=sight.take(record, "8320"),
        contact=sight.take(record, "0203"),
        street=sight.take(record, "0205"),
        postcode=sight.take(record, "0215"),
        town=sight.take(record, "0216") or sight.take(record, "0206"),
        phone=sight.take(record, "0208"),
    )


def _practice(record: Obj, sight: Sight) -> Practice:
    return Practice(
        name=sight.take(record, "0203"),
        site_number=sight.take(record, "0201"),
        doctor_number=sight.take(record, "0212"),
        doctor_name=sight.take(record, "0211"),
    )


def _moment(record: Obj, sight: Sight, day_fk: str, clock_fk: str = "") -> Moment | None:
    day = sight.date(record, day_fk, day_first=True)
    if day is None:
        return None
    return Moment(day, sight.clock(record, clock_fk) if clock_fk else None)


def patient(record: Obj, sight: Sight) -> LabPatient:
    sex = sight.take(record, "8407") or sight.take(record, "3110")
    return LabPatient(
        family_name=sight.take(record, "3101"),
        given_name=sight.take(record, "3102"),
        birth_date=sight.date(record, "3103", day_first=True),
        sex=_SEX.get(sex, sex),
        insurance_number=sight.take(record, "3119") or sight.take(record, "3105"),
        number=sight.take(record, "3000"),
        title=sight.take(record, "3104"),
        affix=sight.take(record, "3100"),
        street=sight.take(record, "3107"),
        postcode=sight.take(record, "3112"),
        town=sight.take(record, "3113") or sight.take(record, "3106"),
        remark=sight.take(record, "8405"),
    )


def report(record: Obj, head: Header, problems: ProblemLog, kept: KeptLog) -> LabReport:
    """One record 8201 (laboratory community), 8202, 8203 (microbiology) or 8204."""
    sight = Sight(problems)
    length(record, sight)
    person = patient(record, sight)
    made = LabReport(
        version=Version.LDT_2,
        kind=record.id,
        laboratory=head.laboratory,
        practice=head.practice,
        patient=person,
        order_number=sight.take(record, "8310"),
        laboratory_order_number=sight.take(record, "8311"),
        received_at=_moment(record, sight, "8301"),
        reported_at=_moment(record, sight, "8302", "8303"),
        line=record.opener.number,
        is_complete=record.is_whole,
    )
    state = sight.coded(record, "8401", _REPORT_STATES, State.UNKNOWN)
    analytes = [_analyte(lines, sight) for lines in tests(record)]
    if not (person.family_name or person.insurance_number or person.remark):
        sight.say("L18", record.opener)
    notes = "\n".join(sight.all(record, "8490"))
    return replace(
        made,
        state=overall(state, [analyte.state for analyte in analytes]),
        analytes=tuple(analytes),
        germs=tuple(_germs(record, sight)),
        texts=(LabText("Auftragsbezogene Hinweise", notes),) if notes else (),
        facts=facts(record, sight, RECORD_FIELDS),
        further=tuple(further(record, sight, kept)),
    )


def length(record: Obj, sight: Sight) -> None:
    """8100 is only a hint: systems count it in several ways, so equality is not asked."""
    for line in record.lines():
        if line.field == "8100":
            if line.text.strip().isdecimal():
                sight.used.add(line.number)
            else:
                sight.say("L17", line)
            return


def tests(record: Obj) -> Iterator[list[Line]]:
    """8410 opens a test; the lines of a test end with the first line that is none."""
    test: list[Line] = []
    for line in record.lines():
        if line.field == "8410":
            if test:
                yield test
            test = [line]
        elif test and line.field in TEST_FIELDS | BILLING_FIELDS:
            test.append(line)
    if test:
        yield test


def facts(obj: Obj, sight: Sight, fields: Collection[str]) -> tuple[Fact, ...]:
    """Known lines without a place, to be written again; they stay among the further ones."""
    found = []
    for line in obj.lines():
        is_free = line.number not in sight.used and line.number not in sight.held
        if is_free and line.field in fields and line.text:
            sight.held.add(line.number)
            found.append(Fact(line.field, line.text))
    return tuple(found)


def _analyte(lines: list[Line], sight: Sight) -> Analyte:
    # The lines of one test behave like those of a small object.
    test = Obj("8410", lines[0], entries=list(lines))
    unit = sight.take(test, "8421")
    value = sight.take(test, "8420")
    mark_text = sight.take(test, "8422")
    mark = mark_of(mark_text)
    if mark is not None and mark.name == "UNKNOWN":
        sight.say("L19", next(line for line in lines if line.field == "8422"))
    return Analyte(
        code=sight.take(test, "8410"),
        name=sight.take(test, "8411"),
        value=value_of(value, unit) if value or unit else None,
        ranges=_ranges(test, sight, unit),
        mark=mark,
        mark_text=mark_text,
        state=sight.coded(test, "8418", STATES_2, State.UNKNOWN),
        specimen=specimen(test, sight),
        text="\n".join(sight.all(test, "8480")),
        comment="\n".join(sight.all(test, "8470")),
        facts=facts(test, sight, BILLING_FIELDS),
    )


def specimen(test: Obj, sight: Sight) -> Specimen | None:
    """What a test says of its material."""
    made = Specimen(
        id=sight.take(test, "8429"),
        code=sight.take(test, "8428"),
        name=sight.take(test, "8430"),
        specification=sight.take(test, "8431"),
        taken_at=_moment(test, sight, "8432", "8433"),
    )
    return made if made != Specimen() else None


def _ranges(test: Obj, sight: Sight, unit: str) -> tuple[ReferenceRange, ...]:
    texts = sight.all(test, "8460")
    bounds: dict[str, Decimal] = {}
    for line in test.lines():
        number = number_of(line.text) if line.field in ("8461", "8462") else None
        if number is not None and line.field not in bounds:
            bounds[line.field] = number
            sight.used.add(line.number)
    if bounds:
        low, high = bounds.get("8461"), bounds.get("8462")
        return (ReferenceRange("\n".join(texts), low, high, unit),)
    return tuple(range_of(text, unit) for text in texts)


def _germs(record: Obj, sight: Sight) -> Iterator[Germ]:
    germ: Germ | None = None
    answers: list[Susceptibility] = []
    for line in record.lines():
        match line.field:
            case "8440":
                if germ:
                    yield replace(germ, susceptibilities=tuple(answers))
                germ, answers = Germ(line.text), []
            case "8441" if germ and not germ.name:
                germ = replace(germ, name=line.text)
            case "8444" if germ:
                answers.append(Susceptibility(line.text))
            case "8445" if answers:
                answers[-1] = replace(answers[-1], drug=f"{answers[-1].drug} {line.text}")
            case "8446" if answers and not answers[-1].mic:
                answers[-1] = replace(answers[-1], mic=line.text)
            case "8447" if answers and not answers[-1].interpretation:
                meaning = RESISTANCE_2.get(line.text, line.text)
                answers[-1] = replace(answers[-1], interpretation=meaning)
            case _:
                continue
        sight.used.add(line.number)
    if germ:
        yield replace(germ, susceptibilities=tuple(answers))


def further(record: Obj, sight: Sight, kept: KeptLog) -> Iterator[Further]:
    """Every line without a place of its own; unknown ones are reported and kept as well."""
    for line in record.lines():
        if line.number in sight.used:
            continue
        known = FIELDS_2.get(line.field)
        if known is None:
            sight.say("L12", line)
            kept.line(line, f"Feld {line.field} ist an dieser Stelle nicht vorgesehen.")
        label = known.label if known else f"Unbekanntes Feld {line.field}"
        yield Further(line.field, label, line.text, known is not None)
