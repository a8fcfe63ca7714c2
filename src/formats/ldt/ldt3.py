"""LDT 3 records to reports and headers.

It is one file: one grammar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from formats.ldt.held import held
from formats.ldt.labels import label_of, told
from formats.ldt.leaf import Sight
from formats.ldt.model import (
    Fact,
    Further,
    Laboratory,
    LabPatient,
    LabReport,
    LabText,
    Moment,
    Practice,
    State,
    Version,
)
from formats.ldt.objects import is_known
from formats.ldt.results import RESULT_OBJECTS, Results, result
from formats.ldt.tree import Obj
from formats.xdt import KeptLog, Line, ProblemLog

# Objects and fields that never say anything medical: quiet among the further fields.
_QUIET = {"0022", "0047", "0031", "0007", "0043", "0019", "0036", "0032", "0051", "0058", "0041"}
_QUIET_FIELDS = {"7304", "7306", "8419", "6328"}
_REPORT_STATES = {"1": State.PRELIMINARY, "2": State.FINAL}


@dataclass(frozen=True, slots=True)
class Header:
    """What the opening record of a file says."""

    version_text: str = ""
    laboratory: Laboratory = field(default_factory=Laboratory)
    practice: Practice = field(default_factory=Practice)
    software: str = ""
    created_at: Moment | None = None
    further: tuple[Further, ...] = ()
    facts: tuple[Fact, ...] = ()  # of the head itself: who wrote the file


def header(record: Obj, problems: ProblemLog, kept: KeptLog) -> Header:
    """Records 8220 and 8230."""
    sight = Sight(problems)
    head = record.under("8132")
    system = head.under("8151") if head else None
    made = Header(
        version_text=sight.take(head, "0001"),
        laboratory=_laboratory(record, sight, sight.take(system, "8316")),
        practice=sight.practice(record.under("8122"), record.id),
        software=f"{sight.take(system, '0103')} {sight.take(system, '0132')}".strip(),
        created_at=sight.moment(head.under("8218") if head else None),
    )
    about = held(head, sight, without=("8151",))
    facts = held(record, sight, without=("8122", "8132"))
    laboratory = replace(made.laboratory, facts=facts)
    return replace(
        made, laboratory=laboratory, facts=about, further=tuple(further(record, sight, kept))
    )


def _laboratory(record: Obj, sight: Sight, sender_id: str = "") -> Laboratory:
    label, site = record.under("8136"), record.under("8119")
    named = label.under("8239") if label else None
    firm = site.under("8143") if site else None
    address = firm.under("8229") if firm else None
    lines = firm.under("8131") if firm else None
    contact = named.under("8147") if named else None
    name = next(filter(None, (_said(named, "1250"), _said(site, "0203"), _said(firm, "1250"))), "")
    for obj, fk in ((named, "1250"), (site, "0203"), (firm, "1250")):
        if _said(obj, fk) == name:
            sight.take(obj, fk)
    return Laboratory(
        name=name,
        number=sight.take(site, "0201"),
        sender_id=sender_id,
        contact=sight.named(contact),
        street=street(address, sight),
        postcode=sight.take(address, "3112"),
        town=sight.take(address, "3113"),
        phone=sight.take(lines, "7330"),
        email=sight.take(lines, "7335"),
    )


def _said(obj: Obj | None, fk: str) -> str:
    return obj.text(fk) if obj else ""


def street(address: Obj | None, sight: Sight) -> str:
    """Street and number as one; a number of its own stays among the facts, to be written so."""
    number = _said(address, "3109")
    return f"{sight.take(address, '3107')} {number}".strip()


def patient(obj: Obj | None, sight: Sight) -> LabPatient:
    """Object 0045; unknown parts of the birth date stay unknown."""
    person = obj.under("8147") if obj else None
    home = person.under("8228") if person else None
    return LabPatient(
        family_name=sight.take(person, "3101"),
        given_name=" ".join(sight.all(person, "3102")),
        birth_date=sight.date(person, "3103"),
        sex=sight.take(person, "3110"),
        insurance_number=sight.take(obj, "3119") or sight.take(obj, "3105"),
        number=sight.take(obj, "3000"),
        title=sight.take(person, "3104"),
        affix=sight.take(person, "3100"),
        prefix=sight.take(person, "3120"),
        street=street(home, sight),
        postcode=sight.take(home, "3112"),
        town=sight.take(home, "3113"),
        facts=held(obj, sight),
    )


def report(record: Obj, head: Header, problems: ProblemLog, kept: KeptLog) -> LabReport:
    """One record 8205."""
    sight, results = Sight(problems), Results()
    about = record.under("8117")
    made = LabReport(
        version=Version.LDT_3,
        kind=record.id,
        laboratory=_own_laboratory(record, head, sight),
        practice=sight.practice(record.under("8122"), record.id),
        patient=patient(record.under("8145"), sight),
        order_number=sight.take(about, "8310"),
        laboratory_order_number=sight.take(about, "8311"),
        report_id=sight.take(about, "7305"),
        follow_up_ids=sight.all(about, "8313"),
        ordered_at=sight.moment(about.under("8214") if about else None),
        received_at=sight.moment(about.under("8215") if about else None),
        reported_at=sight.moment(about.under("8216") if about else None),
        specimens=tuple(sight.specimen(obj) for obj in record.objects("0037")),
        line=record.opener.number,
        is_complete=record.is_whole,
    )
    state = sight.coded(about, "8401", _REPORT_STATES, State.UNKNOWN)
    _everything(record, sight, results)
    sight.loose_documents(record)
    if not made.patient.family_name and not made.patient.insurance_number:
        sight.say("L18", record.opener)
    return replace(
        made,
        state=overall(state, [analyte.state for analyte in results.analytes]),
        analytes=tuple(results.analytes),
        germs=tuple(results.whole_germs()),
        texts=tuple(results.texts),
        notices=tuple(sight.notices),
        attachments=tuple(sight.documents),
        facts=held(record, sight),
        further=tuple(further(record, sight, kept)),
    )


def _own_laboratory(record: Obj, head: Header, sight: Sight) -> Laboratory:
    if record.under("8136") is None:
        return head.laboratory
    own = _laboratory(record, sight, head.laboratory.sender_id)
    return replace(own, number=own.number or head.laboratory.number)


def overall(state: State, single: list[State]) -> State:
    """Withdrawn if every test is, corrected if one is, else what the report says of itself."""
    if single and all(one is State.CANCELLED for one in single):
        return State.CANCELLED
    return State.CORRECTED if State.CORRECTED in single else state


def _everything(obj: Obj, sight: Sight, results: Results) -> None:
    """Results, free texts, notices and documents wherever they stand."""
    for child in list(obj.objects()):
        if child.id in RESULT_OBJECTS:
            result(child, sight, results)
        elif child.id == "0026":
            if not any(line.number in sight.used for line in child.lines()):
                sight.notice(child)
        elif child.id == "0010":
            for body in child.objects("0068"):
                sight.document(body, child)
        elif child.id == "0068":
            if child.lines() and (text := _fresh_prose(child, sight)):
                results.texts.append(LabText(label_of(child.role), text))
        else:
            _everything(child, sight, results)


def _fresh_prose(obj: Obj, sight: Sight) -> str:
    first = next(iter(obj.lines()), None)
    return "" if first is not None and first.number in sight.used else sight.prose(obj)


def further(obj: Obj, sight: Sight, kept: KeptLog, quiet: bool = False) -> Iterator[Further]:
    """Every line without a place of its own; unknown ones are reported and kept as well."""
    quiet = quiet or obj.id in _QUIET
    for entry in obj.entries:
        if isinstance(entry, Obj):
            if entry.id == "0054" and (when := _fresh_moment(entry, sight)):
                moment = f"{when} {when.zone}".strip()
                yield Further(entry.role, label_of(entry.role), moment, is_quiet=quiet)
            yield from further(entry, sight, kept, quiet)
        elif entry.number not in sight.used:
            known = is_known(obj.id, entry.field)
            if not known:
                sight.say("L12", entry)
                kept.line(entry, _reason(entry))
            is_quiet = known and (quiet or entry.field in _QUIET_FIELDS)
            words = told(entry.field, entry.text)
            yield Further(entry.field, label_of(entry.field), words, known, is_quiet)


def _fresh_moment(obj: Obj, sight: Sight) -> Moment | None:
    seen = any(line.number in sight.used for line in obj.lines() if line.field == "7278")
    return None if seen else sight.moment(obj)


def _reason(line: Line) -> str:
    return f"Feld {line.field} ist an dieser Stelle nicht vorgesehen."
