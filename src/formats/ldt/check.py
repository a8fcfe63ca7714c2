"""Checks a laboratory file against the tables: required, repeated, known, long enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from formats.ldt.codes import CODES, OPEN
from formats.ldt.context import Scope
from formats.ldt.fact import Field, Kind
from formats.ldt.fields import FIELDS
from formats.ldt.fields2 import FIELDS_2
from formats.ldt.model import Version
from formats.ldt.objects import OBJECTS, Need
from formats.ldt.read import LdtFile
from formats.ldt.rules import RULES_FOR
from formats.ldt.sayings import problem
from formats.ldt.shapes import has_shape
from formats.ldt.tree import Obj
from formats.xdt import KeptLog, Line, Problem, ProblemLog, Severity
from formats.xdt.dates import clock_of, date_of


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found; `is_clean` means no error, never that a laboratory will accept it."""

    problems: ProblemLog
    kept: KeptLog
    records: int
    is_clean: bool


def check(stream: BinaryIO) -> Checked:
    """Read a whole file and hold every record against the tables.

    Checked: structure, required fields, repetition, length, dates, codes, check sum, and the
    context rules in `rules`. Never raises for content.
    Source: LDT 3.2.17 tables, LDT 2 field list.
    """
    file = LdtFile(stream)
    count = 0
    header: Obj | None = None
    for record in file.raw_records():
        count += 1
        header = record if record.id in ("8220", "8230") else header
        is_old = file.version is Version.LDT_2
        found = _record_2(record) if is_old else _object(record, Scope(record, header))
        for said in found:
            file.problems.add(said)
    return Checked(file.problems, file.kept, count, not file.problems.errors())


def _say(code: str, line: Line, fk: str) -> Problem:
    return problem(code, line=line.number, offset=line.offset, field=fk)


def _record_2(record: Obj) -> Iterator[Problem]:
    for line in record.lines():
        known = FIELDS_2.get(line.field)
        if known is None:
            yield _say("L12", line, line.field)
        elif known.kind is Kind.DATE and date_of(line.text, day_first=True) is None:
            yield _say("L16", line, line.field)


def _object(obj: Obj, scope: Scope) -> Iterator[Problem]:
    known = OBJECTS.get(obj.id)
    if known is None:
        yield _say("L11", obj.opener, obj.opener.field)
        return
    roles = [child.role for child in obj.objects()]
    present = Counter([line.field for line in obj.lines()] + roles)
    if obj.document is not None:
        present["6329"] += 1
    for use in known.uses:
        if use.depth:
            continue
        if use.need is Need.MUST and not present[use.field]:
            yield _say("L20", obj.opener, use.field)
        if not use.many and present[use.field] > 1 and _stands_once(known.id, use.field):
            yield _say("L21", obj.opener, use.field)
    for rule in RULES_FOR.get(obj.id, ()):
        if not rule.holds(obj, scope):
            at = obj.opener
            yield Problem(rule.code, Severity.WARNING, rule.message, rule.fix, at.number, at.offset)
    for entry in obj.entries:
        if isinstance(entry, Obj):
            if entry.role and entry.role not in known.fields:
                yield _say("L12", entry.attribute or entry.opener, entry.role)
            yield from _object(entry, scope)
        elif entry.field not in known.fields:
            yield _say("L12", entry, entry.field)
        else:
            yield from _content(FIELDS[entry.field], entry)


def _stands_once(number: str, fk: str) -> bool:
    """A field may also stand deeper in the same object; then its number says nothing."""
    return sum(use.field == fk for use in OBJECTS[number].uses) == 1


def _content(known: Field, line: Line) -> Iterator[Problem]:
    if not known.shortest <= len(line.text) <= known.longest and not (
        line.field == "3564" and not line.text
    ):
        yield _say("L22", line, line.field)
    elif not _is_time(known.kind, line.text):
        yield _say("L16", line, line.field)
    elif not has_shape(line.field, line.text):
        yield _say("L24", line, line.field)
    elif line.field in CODES and line.field not in OPEN and line.text not in CODES[line.field]:
        yield _say("L23", line, line.field)


def _is_time(kind: Kind, text: str) -> bool:
    """Whether a date or time of day is one; other kinds always pass."""
    if kind is Kind.CLOCK:
        return clock_of(text) is not None
    if kind in (Kind.DATE, Kind.PARTIAL):
        return text == "00000000" or date_of(text) is not None
    return True
