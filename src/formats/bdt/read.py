"""Reads an export of an old practice system for migration, one record at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from formats.bdt.chart import chart
from formats.bdt.fields import CASES, FIELDS, KINDS, label_of
from formats.bdt.model import (
    BdtCase,
    BdtDiagnosis,
    BdtFurther,
    BdtPatient,
    BdtPractice,
    BdtRecord,
    BdtService,
)
from formats.bdt.sayings import problem
from formats.bdt.view import View
from formats.xdt import Charset, Kept, KeptLog, Line, ProblemLog, Reader

# A chart of a lifetime has some ten thousand lines; what is longer comes in parts.
MOST_LINES = 50_000

_FRAME = {"0020", "0021", "0022", "0023"}
# An honest export has a few dozen such lines; more of them go to `kept`, which is bounded.
_MOST_FRAME_LINES = 2_000


class BdtFile:
    """An export being read; iterate `records` once, then `problems` and `kept` are final.

    Records of one patient share `person.number`; they may stand in any order and several times.
    `frame` is what the opening and closing records of carriers and packages say.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.problems = ProblemLog()
        self.kept = KeptLog()
        self.frame: list[BdtFurther] = []
        self._reader = Reader(stream, assumed=Charset.CP437, problems=self.problems)
        self.records = self._records()

    @property
    def charset(self) -> Charset:
        """The character set that was used for reading."""
        return self._reader.charset

    def _records(self) -> Iterator[BdtRecord]:
        record: list[Line] = []
        seen: set[str] = set()
        for entry in self._reader:
            if isinstance(entry, Kept):
                self.kept.add(entry)
            elif entry.field == "8000":
                yield from self._record(record)
                record = [entry]
                seen.add(entry.text.strip().zfill(4))
            elif not record:
                self._keep(entry, "B06")
            elif len(record) >= MOST_LINES and entry.field == "6200":
                self._say("B07", entry)
                yield from self._record(record)
                person = [line for line in record if line.field[0] == "3"]
                record = [record[0], *person[:20], entry]
            elif len(record) >= 4 * MOST_LINES:
                self._keep(entry, "B07")
            else:
                record.append(entry)
        yield from self._record(record)
        if not seen & KINDS.keys():
            self.problems.add(problem("B01"))
        elif seen & {"0020", "0022"} and not seen & {"0021", "0023"}:
            self.problems.add(problem("B08"))

    def _say(self, code: str, line: Line) -> None:
        self.problems.add(problem(code, line=line.number, offset=line.offset, field=line.field))

    def _keep(self, line: Line, code: str) -> None:
        self._say(code, line)
        self.kept.line(line, problem(code).message)

    def _frame(self, view: View) -> None:
        for line in view.lines:
            if len(self.frame) >= _MOST_FRAME_LINES:
                self._keep(line, "B06")
            elif line.field in FIELDS:
                view.use(line)
                self.frame.append(BdtFurther(line.field, label_of(line.field), line.text))
        view.leave()

    def _record(self, lines: list[Line]) -> Iterator[BdtRecord]:
        if not lines:
            return
        kind = lines[0].text.strip().zfill(4)
        view = View(lines, self.problems, self.kept)
        if kind in _FRAME:
            self._frame(view)
            return
        if kind == "0010":
            yield _practice(view)
        elif kind == "6100":
            yield _patient(view)
        elif kind == "6200":
            yield chart(view)
        elif kind in CASES:
            yield _case(kind, view)
        else:
            for line in lines:
                self._keep(line, "B02")


def read(stream: BinaryIO) -> BdtFile:
    """Begin to read an export of any size and state; never raises for content.

    Source: public field facts of BDT 02/94 and one public export; vendors differ widely.
    """
    return BdtFile(stream)


def _practice(view: View) -> BdtPractice:
    town = f"{view.text('0215')} {view.text('0216')}".strip() or view.text("0206")
    return BdtPractice(
        name=view.text("0203"),
        number=view.text("0201"),
        group=view.text("0204"),
        street=view.text("0205"),
        town=town,
        phone=view.text("0208"),
        software=view.text("0103"),
        further=view.leave(),
    )


def _patient(view: View) -> BdtPatient:
    person = view.person()
    return BdtPatient(
        person=person,
        phone=view.text("3626"),
        mobile=view.text("3618"),
        email=view.text("3619"),
        profession=view.text("3620"),
        employer=view.text("3625"),
        patient_since=view.day(view.first("3610")),
        permanent_diagnoses=tuple(_permanent(view)),
        permanent_medication=view.texts("3652"),
        risks=view.texts("3654"),
        allergies=view.texts("3656"),
        line=view.opener.number,
        further=view.leave(),
    )


def _permanent(view: View) -> Iterator[BdtDiagnosis]:
    """3649 (since) and 3673 (code) stand around the text 3650; each may be missing."""
    group: dict[str, Line] = {}
    for line in view.lines:
        if line.field not in ("3649", "3650", "3673", "3674"):
            continue
        starts_anew = line.field in group or (line.field == "3649" and "3650" in group)
        if starts_anew or (line.field == "3650" and "3673" in group):
            yield _diagnosis(view, group)
            group = {}
        group[line.field] = line
        view.use(line)
    if group:
        yield _diagnosis(view, group)


def _diagnosis(view: View, group: dict[str, Line]) -> BdtDiagnosis:
    texts = {fk: line.text for fk, line in group.items()}
    since = view.day(group.get("3649"))
    return BdtDiagnosis(
        texts.get("3650", ""), texts.get("3673", ""), texts.get("3674", ""), since=since
    )


def _case(kind: str, view: View) -> BdtCase:
    person = view.person()
    return BdtCase(
        kind=kind,
        person=person,
        quarter=view.text("4101"),
        payer_number=view.text("4104"),
        payer_ik=view.text("4111"),
        referred_by=view.text("4218") or view.text("4219"),
        services=tuple(_services(view)),
        diagnoses=tuple(_diagnoses(view)),
        line=view.opener.number,
        further=view.leave(),
    )


def _services(view: View) -> Iterator[BdtService]:
    day: Line | None = None
    code: Line | None = None
    additions: list[BdtFurther] = []
    for line in view.lines:
        if line.field not in ("5000", "5001") and not (code and line.field[:2] in ("50", "51")):
            continue
        if line.field != "5000":
            view.use(line)
        if line.field in ("5000", "5001"):
            if code:
                yield BdtService(view.day(day), code.text, tuple(additions))
            code, additions = (line if line.field == "5001" else None), []
            day = line if line.field == "5000" else day
        else:
            additions.append(BdtFurther(line.field, label_of(line.field), line.text))
    if code:
        yield BdtService(view.day(day), code.text, tuple(additions))


def _diagnoses(view: View) -> Iterator[BdtDiagnosis]:
    """6000 (text) comes before its 6001 (code); a code may also stand alone."""
    group: dict[str, str] = {}
    for line in view.lines:
        if line.field not in ("6000", "6001", "6003", "6004"):
            continue
        if line.field in group or (line.field == "6000" and group):
            yield _billed(group)
            group = {}
        group[line.field] = line.text
        view.use(line)
    if group:
        yield _billed(group)


def _billed(group: dict[str, str]) -> BdtDiagnosis:
    text, code, certainty, side = (group.get(fk, "") for fk in ("6000", "6001", "6003", "6004"))
    return BdtDiagnosis(text, code, certainty, side)
