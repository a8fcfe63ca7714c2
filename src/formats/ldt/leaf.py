"""The small objects that occur everywhere in LDT 3: persons, places, moments, texts, documents."""

from __future__ import annotations

from dataclasses import replace

from formats.ldt.codes import CODES
from formats.ldt.model import Attachment, Moment, Notice, Practice, Specimen
from formats.ldt.sayings import problem
from formats.ldt.tree import Obj
from formats.xdt import Line, ProblemLog
from formats.xdt.dates import clock_of, date_of

REASONS = CODES["7280"]


class Sight:
    """Remembers which lines found their place, so that the others can be shown as further ones."""

    def __init__(self, problems: ProblemLog) -> None:
        self.used: set[int] = set()
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
            clock = clock_of(self.take(obj, "7279"))
            return Moment(day, clock, self.take(obj, "7273"), self.take(obj, "7272"))
        return None

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
            name=_last_part(self.take(owner, "6305")),
            description=self.take(owner, "6327"),
            document_type=self.take(owner, "9970"),
        )
        self.take(owner, "6328")
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

    def notice(self, obj: Obj) -> Notice:
        """Object 0026."""
        codes = self.all(obj, "7280")
        texts = [self.prose(body) for body in obj.objects("0068")]
        for person in obj.objects("0047"):
            self.person(person)
        reasons = tuple(REASONS.get(code, "Aufmerksamkeit erforderlich") for code in codes)
        notice = Notice(reasons, "\n".join(filter(None, texts)), "2" in codes)
        self.notices.append(notice)
        return notice

    def person(self, obj: Obj | None) -> str:
        """Object 0047 as a name in reading order."""
        parts = (self.take(obj, fk) for fk in ("3104", "3102", "3100", "3120", "3101"))
        return " ".join(filter(None, parts))

    def practice(self, obj: Obj | None) -> Practice:
        """Object 0022: who ordered."""
        if obj is None:
            return Practice()
        doctor, site = obj.under("8114"), obj.under("8119")
        return Practice(
            name=self.take(site, "0203"),
            site_number=self.take(site, "0201"),
            doctor_number=self.take(doctor, "0212"),
            customer_number=self.take(obj, "8312"),
            doctor_name=self.person(doctor.under("8147") if doctor else None),
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
        )


def _last_part(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]
