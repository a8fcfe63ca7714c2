"""LDT 2 records (flat lines) to the same reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from formats.ldt.fields2 import FIELDS_2, TEST_FIELDS
from formats.ldt.ldt3 import Header, overall
from formats.ldt.leaf import Sight
from formats.ldt.model import (
    Analyte,
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
from formats.xdt.dates import PartialDate, clock_of, date_of

# 8401: final, partial, preliminary, archived, additional.
_REPORT_STATES = {
    "E": State.FINAL,
    "A": State.FINAL,
    "T": State.PRELIMINARY,
    "V": State.PRELIMINARY,
    "N": State.PRELIMINARY,
}
_SEX = {"1": "M", "2": "W"}
_RESISTANCE = {"0": "nicht getestet", "1": "sensibel", "2": "mäßig sensibel", "3": "resistent"}


def header(record: Obj, problems: ProblemLog) -> Header:
    """Records 8220 and 8230."""
    sight = Sight(problems)
    name = sight.take(record, "8300") or sight.take(record, "0203")
    town = sight.take(record, "0216") or sight.take(record, "0206")
    laboratory = Laboratory(
        name=name,
        number=sight.take(record, "0201"),
        sender_id=sight.take(record, "8320"),
        contact=sight.take(record, "0203"),
        street=sight.take(record, "0205"),
        postcode=sight.take(record, "0215"),
        town=town,
        phone=sight.take(record, "0208"),
    )
    made = _day(record, sight, "9103")
    return Header(
        version_text=sight.take(record, "9212") or sight.take(record, "9211"),
        laboratory=laboratory,
        practice=Practice(customer_number=sight.take(record, "8312")),
        software=sight.take(record, "0103"),
        created_at=Moment(made) if made else None,
    )


def _day(record: Obj, sight: Sight, fk: str) -> PartialDate | None:
    for line in record.lines():
        if line.field == fk:
            day = date_of(line.text, day_first=True)
            if day is None:
                sight.say("L16", line)
            else:
                sight.used.add(line.number)
            return day
    return None


def _moment(record: Obj, sight: Sight, day_fk: str, clock_fk: str = "") -> Moment | None:
    day = _day(record, sight, day_fk)
    clock = clock_of(sight.take(record, clock_fk)) if clock_fk else None
    return Moment(day, clock) if day else None


def _patient(record: Obj, sight: Sight) -> LabPatient:
    sex = sight.take(record, "8407") or sight.take(record, "3110")
    return LabPatient(
        family_name=sight.take(record, "3101"),
        given_name=sight.take(record, "3102"),
        birth_date=_day(record, sight, "3103"),
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
    _length(record, sight)
    person = _patient(record, sight)
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
    state = _REPORT_STATES.get(sight.take(record, "8401"), State.UNKNOWN)
    analytes = [_analyte(lines, sight) for lines in _tests(record)]
    if not (person.family_name or person.insurance_number or person.remark):
        sight.say("L18", record.opener)
    notes = "\n".join(sight.all(record, "8490"))
    return replace(
        made,
        state=overall(state, [analyte.state for analyte in analytes]),
        analytes=tuple(analytes),
        germs=tuple(_germs(record, sight)),
        texts=(LabText("Auftragsbezogene Hinweise", notes),) if notes else (),
        further=tuple(_further(record, sight, kept)),
    )


def _length(record: Obj, sight: Sight) -> None:
    """8100 is only a hint: devices count it in several ways, so equality is not asked."""
    for line in record.lines():
        if line.field == "8100":
            sight.used.add(line.number)
            if not line.text.strip().isdecimal():
                sight.say("L17", line)
            return


def _tests(record: Obj) -> Iterator[list[Line]]:
    """8410 opens a test; the lines of a test end with the first line that is none."""
    test: list[Line] = []
    for line in record.lines():
        if line.field == "8410":
            if test:
                yield test
            test = [line]
        elif test and line.field in TEST_FIELDS:
            test.append(line)
    if test:
        yield test


def _analyte(lines: list[Line], sight: Sight) -> Analyte:
    given: dict[str, list[str]] = {}
    for line in lines:
        given.setdefault(line.field, []).append(line.text)
        sight.used.add(line.number)

    def first(fk: str) -> str:
        return given.get(fk, [""])[0]

    unit = first("8421")
    value = value_of(first("8420"), unit) if first("8420") else None
    taken = date_of(first("8432"), day_first=True)
    specimen = Specimen(
        id=first("8429"),
        code=first("8428"),
        name=first("8430"),
        specification=first("8431"),
        taken_at=Moment(taken, clock_of(first("8433"))) if taken else None,
    )
    mark = mark_of(first("8422"))
    if mark is not None and mark.name == "UNKNOWN":
        sight.say("L19", next(line for line in lines if line.field == "8422"))
    return Analyte(
        code=first("8410"),
        name=first("8411"),
        value=value,
        ranges=_ranges(given, unit),
        mark=mark,
        mark_text=first("8422"),
        state=STATES_2.get(first("8418"), State.UNKNOWN),
        specimen=specimen if specimen != Specimen() else None,
        text="\n".join(given.get("8480", [])),
        comment="\n".join(given.get("8470", [])),
    )


def _ranges(given: dict[str, list[str]], unit: str) -> tuple[ReferenceRange, ...]:
    texts = given.get("8460", [])
    low = number_of(given.get("8461", [""])[0])
    high = number_of(given.get("8462", [""])[0])
    if low is not None or high is not None:
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
            case "8441" if germ:
                germ = replace(germ, name=line.text)
            case "8444" if germ:
                answers.append(Susceptibility(line.text))
            case "8445" if answers:
                answers[-1] = replace(answers[-1], drug=f"{answers[-1].drug} {line.text}")
            case "8446" if answers:
                answers[-1] = replace(answers[-1], mic=line.text)
            case "8447" if answers:
                meaning = _RESISTANCE.get(line.text, line.text)
                answers[-1] = replace(answers[-1], interpretation=meaning)
            case _:
                continue
        sight.used.add(line.number)
    if germ:
        yield replace(germ, susceptibilities=tuple(answers))


def _further(record: Obj, sight: Sight, kept: KeptLog) -> Iterator[Further]:
    for line in record.lines():
        if line.number in sight.used:
            continue
        known = FIELDS_2.get(line.field)
        if known is None:
            sight.say("L12", line)
            kept.line(line, f"Feld {line.field} ist an dieser Stelle nicht vorgesehen.")
        label = known.label if known else f"Unbekanntes Feld {line.field}"
        yield Further(line.field, label, line.text, known is not None)
