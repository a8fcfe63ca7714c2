"""Checks a KVDT file record by record: structure, content, rules, the file as a whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from formats.kvdt import (
    practice,
    rules_case,
    rules_gene,
    rules_lists,
    rules_master,
    rules_number,
    rules_other,
    rules_person,
    rules_service,
    rules_termination,
)
from formats.kvdt.asking import quarter_of
from formats.kvdt.fields import FIELDS, kind_at, label_of
from formats.kvdt.grammar import TREES, Fault, accepts, explain
from formats.kvdt.master import MasterData
from formats.kvdt.model import Case, Record
from formats.kvdt.names import CODES, parse_name
from formats.kvdt.needs import NEEDS, NEVER, NotChecked, unchecked
from formats.kvdt.read import KvdtFile
from formats.kvdt.records import FOLLOWS
from formats.kvdt.rules import CASES, RULES, Context, Rule
from formats.kvdt.sayings import problem
from formats.xdt import Charset, KeptLog, Line, ProblemLog

# Importing the modules writes their rules down; naming them here keeps that plain.
RULE_MODULES = (
    rules_case,
    rules_person,
    rules_service,
    rules_number,
    rules_gene,
    rules_other,
    rules_termination,
    rules_master,
    rules_lists,
)
_RULES_FOR: dict[str, tuple[Rule, ...]] = {
    kind: tuple(rule for rule in RULES if kind in rule.kinds) for kind in CASES
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found; `is_clean` means no error, never that a KV will accept the file.

    `unchecked` names every official rule about this file that lacked master data, with the reason.
    """

    problems: ProblemLog
    kept: KeptLog
    records: int
    cases: int
    charset: Charset
    unchecked: tuple[NotChecked, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether there was no error; here a wrong length or character set is one, too."""
        lines = {code for code in self.problems.codes() if code.startswith("X")} - {"X06"}
        return not lines and not self.problems.errors()


def check(stream: BinaryIO, name: str = "", master: MasterData | None = None) -> Checked:
    """Read and check a whole file; `name` is its file name, '' leaves the name unchecked.

    Never raises for content. With `master`, the rules of `needs.NEEDS` are checked too, as far as
    it covers the quarter; the others stand in `Checked.unchecked`. Source: KVDT 2026Q4.
    """
    run = _Run(KvdtFile(stream), master)
    for record in run.file.records:
        run.record(record)
    run.end(name)
    file = run.file
    return Checked(file.problems, file.kept, run.count, run.cases, file.charset, run.unchecked())


class _Run:
    """One file on its way through the checks."""

    def __init__(self, file: KvdtFile, master: MasterData | None) -> None:
        self.file = file
        self.count = 0
        self.cases = 0
        self._say = file.problems.add
        self._context = Context(master=master)
        self._before = "^"
        self._kinds: Counter[str] = Counter()
        self._declared: set[str] = set()
        self._days: set[date] = set()
        self._first: Line | None = None

    def record(self, record: Record) -> None:
        self.count += 1
        kind, opener = record.kind, record.opener
        self._kinds[kind] += 1
        self._first = self._first or opener
        self._sequence(record)
        if kind not in TREES:
            self._say(problem("K04", line=opener.number, offset=opener.offset))
            return
        if kind == "con0":
            self._context.created = record.one("9103")
            self._declared = {line.text for line in record.lines if line.field == "9132"}
            if record.one("9106") != "4":
                self._say(practice.say("R182", opener))
        self._lines(record)
        if not accepts(kind, record.lines):
            self._explain(record)
        self._rules(record)

    def _sequence(self, record: Record) -> None:
        allowed = FOLLOWS.get(record.kind)
        if record.kind == "hdrg0" and self._kinds["besa"] + self._kinds["rvsa"]:
            self._say(practice.say("SATZBESAHDRG", record.opener))
        elif allowed is not None and self._before not in allowed:
            self._say(
                problem(
                    "K05",
                    line=record.opener.number,
                    offset=record.opener.offset,
                    kind=record.kind,
                )
            )
        self._before = record.kind

    def _lines(self, record: Record) -> None:
        created = self._context.created
        for line in record.lines:
            text = line.text
            known = FIELDS.get(line.field)
            if known is None:
                self._at("K08", line)
            elif not text:
                if line.field != "3012":
                    self._at("K10", line)
            elif not known.kind.accepts(text) and not kind_at(line.field, created).accepts(text):
                said = problem(
                    "K09",
                    line=line.number,
                    offset=line.offset,
                    field=line.field,
                    label=known.label,
                )
                self._say(said)
            elif text[0] == " " or text[-1] == " ":
                self._at("K11", line)

    def _at(self, code: str, line: Line) -> None:
        self._say(problem(code, line=line.number, offset=line.offset, field=line.field))

    def _explain(self, record: Record) -> None:
        for fault, fk, line in explain(record.kind, record.lines):
            at = line or (record.lines[-1] if record.lines else record.opener)
            code = "K06" if fault is Fault.MISSING else "K07"
            self._say(
                problem(
                    code,
                    line=at.number,
                    offset=at.offset,
                    field=fk,
                    field_id=fk,
                    label=label_of(fk),
                )
            )

    def _rules(self, record: Record) -> None:
        kind, context = record.kind, self._context
        rules = _RULES_FOR.get(kind)
        if rules is not None:
            self.cases += 1
            case = Case(record)
            if quarter := quarter_of(case, context):
                self._days.add(quarter[0])
            for rule in rules:
                for line in rule.check(case, context):
                    self._say(rule.problem(line))
        elif kind == "besa":
            for found in practice.besa(record, context):
                self._say(found)
        elif kind == "rvsa":
            for found in practice.rvsa(record, context):
                self._say(found)
        elif kind in practice.PACKAGE_OF:
            context.quarter = record.one("9204") or context.quarter
            context.receiver = record.one("9102") or context.receiver
            for found in practice.opening(record, context):
                self._say(found)
            if practice.PACKAGE_OF[kind] not in self._declared:
                self._say(practice.say("RDP1", record.opener))

    def unchecked(self) -> tuple[NotChecked, ...]:
        """The rules about the records that were there which nobody could look at."""
        if not self.cases:
            return ()
        kinds = {kind for kind in self._kinds if self._kinds[kind]}
        codes = {rule.code for rule in RULES if rule.code in NEEDS and rule.kinds & kinds}
        codes |= {"R211"} if "rvsa" in kinds else set()
        context = self._context
        lacking = unchecked(codes, context.master, self._days, context.receiver)
        never = (NotChecked(code, reason) for code, reason in NEVER.items())
        return tuple(sorted((*lacking, *never), key=lambda one: one.code))

    def end(self, name: str) -> None:
        if self._first is None:
            return
        if self._before != "con9":
            self._say(problem("K12"))
        kinds = self._kinds
        found = {practice.PACKAGE_OF[kind] for kind in practice.PACKAGE_OF if kinds[kind]}
        for _ in self._declared - found:
            self._say(practice.say("RDP2", self._first))
        for opening, cases in (
            ("adt0", ("0101", "0102", "0103", "0104")),
            ("kad0", ("0109",)),
            ("sad0", ("sad1", "sad2", "sad3")),
            ("hdrg0", ("hdrg1",)),
        ):
            if kinds[opening] and not any(kinds[case] for case in cases):
                self._say(practice.say("FSATZ", self._first))
        if kinds["rvsa"] == 0 and "1" in found:
            self._say(practice.say("R743", self._first))
        if name:
            self._name(name, found)

    def _name(self, name: str, found: set[str]) -> None:
        """The site in the name should be one of ours; test packages use numbers of their own."""
        parsed, first = parse_name(name), self._first
        if first is None:
            return
        if "7" in found and (parsed is None or parsed.packages != CODES["7"]):
            self._say(practice.say("FILEHDRG", first))
        elif parsed is None or parsed.packages != sum(CODES[code] for code in found):
            self._say(practice.say("FILE", first))
