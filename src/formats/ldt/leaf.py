"""The small objects that occur everywhere in LDT 3: persons, places, moments, texts, documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from typing import TypeVar

from formats.ldt.codes import CODES
from formats.ldt.held import held
from formats.ldt.model import Attachment, Moment, Notice, Practice, Specimen
from formats.ldt.sayings import problem
from formats.ldt.tree import Obj
from formats.xdt import Line, ProblemLog
from formats.xdt.dates import PartialDate, clock_of, date_of

REASONS = CODES["7280"]
T = TypeVar("T")


class Sight:
    """Remembers which lines found their place, so that the others can be shown as further ones."""

    def __init__(self, problems: ProblemLog) -> None:
        self.used: set[int] = set()
        self.held: set[int] = set()  # lines without a place that stand among the facts of a part
        self.problems = problems
        self.documents: list[Attachment] = []
        self.notices: list[Notice] = []

    def say(self, code: str, line: Line) -> None:
        """Report a problem at a line."""
        self.problems.add(problem(code, line=line.number, offset=line.offset, field=line.field))

    def take(self, obj: Obj | None, fk: str) -> str:
        """The first content of a field directly in an object, marked as placed; '' if absent."""
        if obj is None:
            return ""
        for line in obj.lines():
            if line.field == fk:
                self.used.add(line.number)
                return line.text
        return ""

    def all(self, obj: Obj | None, fk: str) -> tuple[str, ...]:
        """All contents of a repeated field directly in an object, marked as placed."""
        found = [line for line in obj.lines() if line.field == fk] if obj else []
        self.used.update(line.number for line in found)
        return tuple(line.text for line in found)

    def moment(self, obj: Obj | None) -> Moment | None:
        """Object 0054; an impossible date is reported and left to the further fields."""
        if obj is None:
            return None
        for line in obj.lines():
            if line.field != "7278":
                continue
            day = date_of(line.text)
            if day is None:
                self.say("L16", line)
                return None
            self.used.add(line.number)
            return Moment(
                day, self.clock(obj, "7279"), self.take(obj, "7273"), self.take(obj, "7272")
            )
        return None

    def clock(self, obj: Obj | None, fk: str) -> time | None:
        """A time of day; an impossible one is reported and left over."""
        line = self._first(obj, fk)
        clock = clock_of(line.text.strip()) if line else None
        return self._if_right(line, clock)

    def date(self, obj: Obj | None, fk: str, *, day_first: bool = False) -> PartialDate | None:
        """A date; an impossible one is reported and left over, one of zeros is not known."""
        line = self._first(obj, fk)
        day = date_of(line.text.strip(), day_first=day_first) if line else None
        if line and line.text.strip() == "00000000":
            self.used.add(line.number)
            return None
        return self._if_right(line, day)

    def coded(self, obj: Obj | None, fk: str, table: Mapping[str, T], unknown: T) -> T:
        """What a code means; a code nobody knows is left over."""
        line = self._first(obj, fk)
        if line is None or line.text not in table:
            return unknown
        self.used.add(line.number)
        return table[line.text]

    def _first(self, obj: Obj | None, fk: str) -> Line | None:
        return next((line for line in obj.lines() if line.field == fk), None) if obj else None

    def _if_right(self, line: Line | None, value: T | None) -> T | None:
        if line and value is None:
            self.say("L16", line)
        elif line:
            self.used.add(line.number)
        return value

    def prose(self, obj: Obj | None) -> str:
        """Object 0068 as text with its line breaks; a document in it goes to the documents."""
        if obj is None:
            return ""
        if obj.document is not None:
            self.document(obj, None)
        return "\n".join(self.all(obj, "3564")).strip("\n")

    def document(self, body: Obj, owner: Obj | None) -> None:
        """Finish a streamed document and give it the names its owner (object 0010) holds."""
        if body.document is None:
            return
        incoming = body.document
        made = replace(
            incoming.close(),
            named_type=self.take(owner, "6303"),
            name=self._file_name(owner),
            description=self.take(owner, "6327"),
            document_type=self.take(owner, "9970"),
        )
        said = made.named_type.lower()
        if incoming.is_too_large:
            self.problems.add(problem("L14", line=made.line, field="6329"))
        if not made.intact:
            self.problems.add(problem("L13", line=made.line, field="6329"))
        elif "pdf" in said and made.media_type != "application/pdf":
            self.problems.add(problem("L15", line=made.line, field="6303"))
            made = replace(made, intact=False)
        self.documents.append(made)
        body.document = None

    def _file_name(self, owner: Obj | None) -> str:
        """The last part only; a path stays among the further fields as it is."""
        line = self._first(owner, "6305")
        name = line.text.replace("\\", "/").rsplit("/", 1)[-1] if line else ""
        if line and name == line.text:
            self.used.add(line.number)
        return name

    def loose_documents(self, record: Obj) -> None:
        """Documents that stand where none belongs are documents all the same."""
        for obj in record.everything():
            self.document(obj, None)

    def notice(self, obj: Obj) -> Notice:
        """Object 0026."""
        codes = self.all(obj, "7280")
        texts = [self.prose(body) for body in obj.objects("0068")]
        persons = [Sight(self.problems).person(person) for person in obj.objects("0047")]
        unknown = "Aufmerksamkeit erforderlich"
        reasons = tuple(REASONS.get(code, f"{unknown} ({code})") for code in codes)
        text, person = "\n".join(filter(None, texts)), ", ".join(filter(None, persons))
        notice = Notice(reasons, text, "2" in codes, person, held(obj, self))
        self.notices.append(notice)
        return notice

    def person(self, obj: Obj | None) -> str:
        """Object 0047 as a name in reading order."""
        parts = (self.take(obj, fk) for fk in ("3104", "3102", "3100", "3120", "3101"))
        return " ".join(filter(None, parts))

    def named(self, obj: Obj | None) -> str:
        """The name of a person; one of more than two names stays whole among the facts."""
        seen = Sight(self.problems)
        name = seen.person(obj)
        given, _, family = name.rpartition(" ")
        wanted = [("3101", family), *([("3102", given)] if given else [])]
        if obj and [(one.field, one.text) for one in obj.lines() if one.field != "7420"] == wanted:
            self.used |= seen.used
        return name

    def practice(self, obj: Obj | None, within: str = "") -> Practice:
        """Object 0022: who ordered."""
        if obj is None:
            return Practice()
        doctor, site = obj.under("8114"), obj.under("8119")
        return Practice(
            name=self.take(site, "0203"),
            site_number=self.take(site, "0201"),
            doctor_number=self.take(doctor, "0212"),
            customer_number=self.take(obj, "8312"),
            doctor_name=self.named(doctor.under("8147") if doctor else None),
            facts=held(obj, self, within=within),
        )

    def specimen(self, obj: Obj) -> Specimen:
        """Object 0037."""
        return Specimen(
            id=self.take(obj, "7364"),
            code=self.take(obj, "8428"),
            name=self.take(obj, "8430"),
            specification=self.take(obj, "8431"),
            taken_at=self.moment(obj.under("8219")),
            received_at=self.moment(obj.under("8220")),
            facts=held(obj, self),
        )
