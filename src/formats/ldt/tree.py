"""Lines to records with nested objects, one record at a time, documents streamed aside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from formats.ldt.attachments import Budget, Incoming, Store
from formats.ldt.model import Version
from formats.ldt.sayings import problem
from formats.xdt import Kept, KeptLog, Line, ProblemLog, Reader

DEEPEST = 24
MOST_LINES = 60_000

# Kinds of record; the closing ones hold the check sum and nothing to report.
KINDS_3 = {"8205", "8215", "8220", "8221", "8230", "8231"}
KINDS_2 = {"8201", "8202", "8203", "8204", "8218", "8219", "8220", "8221", "8230", "8231"}
CLOSING = {"8221", "8231"}


@dataclass(slots=True)
class Obj:
    """An object: its number ("0045"), the line that introduced it, lines and objects in order."""

    id: str
    opener: Line
    attribute: Line | None = None
    entries: list[Line | Obj] = field(default_factory=list)
    document: Incoming | None = None
    is_whole: bool = True

    @property
    def role(self) -> str:
        """The field id of the attribute line, which says what the object is to its owner."""
        return self.attribute.field if self.attribute else ""

    def lines(self) -> Iterator[Line]:
        """All lines directly in this object."""
        return (entry for entry in self.entries if isinstance(entry, Line))

    def objects(self, *ids: str) -> Iterator[Obj]:
        """The objects directly in this object, of these numbers or all."""
        return (e for e in self.entries if isinstance(e, Obj) and (not ids or e.id in ids))

    def everything(self) -> Iterator[Obj]:
        """This object and all below it."""
        yield self
        for child in self.objects():
            yield from child.everything()

    def text(self, fk: str) -> str:
        """The content of the first such line directly in this object, or ''."""
        return next((line.text for line in self.lines() if line.field == fk), "")

    def under(self, *path: str) -> Obj | None:
        """The first object reached by these role field ids, or None."""
        here: Obj | None = self
        for role in path:
            here = next((obj for obj in here.objects() if obj.role == role), None) if here else None
        return here


class Trees:
    """Iterate once for records; `version` is known with the first one.

    A record beyond 60,000 lines and an object deeper than 24 are cut with a problem; what is cut
    is kept. Sees LDT 2 (flat) and LDT 3 (nested) alike.
    """

    def __init__(
        self,
        reader: Reader,
        problems: ProblemLog,
        kept: KeptLog,
        store: Store | None,
        on_checksum: Callable[[Line], None],
    ) -> None:
        self.version = Version.UNKNOWN
        self.is_closed = False
        self._reader = reader
        self._problems = problems
        self._kept = kept
        self._store = store
        self._on_checksum = on_checksum
        self._open: list[Obj] = []
        self._size = 0
        self._budget = Budget()

    def __iter__(self) -> Iterator[Obj]:
        for entry in self._reader:
            if isinstance(entry, Kept):
                self._kept.add(entry)
                continue
            fk = entry.field
            if fk == "8000":
                if self._open:
                    yield self._finish(is_clean=self.version is not Version.LDT_3)
                self._begin(entry)
            elif fk == "8001" and self._open:
                yield self._finish(is_clean=True)
            elif not self._open:
                self._say("L10", entry)
                self._kept.line(entry, problem("L10").message)
            else:
                self._inside(fk, entry)
        if self._open:
            # The file ends here: only a closing record of LDT 2 needs no line of its own for that.
            yield self._finish(is_clean=self._open[0].id in CLOSING)

    def _say(self, code: str, line: Line) -> None:
        self._problems.add(problem(code, line=line.number, offset=line.offset, field=line.field))

    def _begin(self, line: Line) -> None:
        self._open = [Obj(line.text.strip(), line)]
        self._size = 0
        self._budget = Budget()
        if self.version is Version.UNKNOWN and line.text in KINDS_3 ^ KINDS_2:
            self.version = Version.LDT_3 if line.text in KINDS_3 else Version.LDT_2

    def _finish(self, *, is_clean: bool) -> Obj:
        record = self._open[0]
        if len(self._open) > 1:
            self._say("L07", self._open[-1].opener)
        elif not is_clean:
            self._say("L05", record.opener)
        record.is_whole = is_clean and len(self._open) == 1
        self.is_closed = record.id in CLOSING
        self._open = []
        return record

    def _inside(self, fk: str, line: Line) -> None:
        top = self._open[-1]
        if fk == "6329" and self.version is not Version.LDT_2:
            if top.document is None:
                top.document = Incoming(line.number, self._store, self._budget)
            top.document.feed(line.text)
            return
        self._size += 1
        if self._size > MOST_LINES:
            if self._size == MOST_LINES + 1:
                self._say("L09", line)
            self._kept.line(line, problem("L09").message)
        elif fk == "8002":
            self._open_object(top, line)
        elif fk == "8003":
            self._close_object(line)
        else:
            if fk == "9300":
                self._on_checksum(line)
            if fk == "8100" and self.version is Version.UNKNOWN:
                self.version = Version.LDT_2
            top.entries.append(line)

    def _open_object(self, top: Obj, line: Line) -> None:
        self.version = Version.LDT_3
        if len(self._open) >= DEEPEST:
            self._say("L08", line)
            self._kept.line(line, problem("L08").message)
            return
        last = top.entries[-1] if top.entries else None
        attribute = None
        # 8101…8299 introduce objects; they say what the object is to its owner.
        if isinstance(last, Line) and "8101" <= last.field <= "8299":
            attribute = last
            top.entries.pop()
        made = Obj(line.text.strip().removeprefix("Obj_"), line, attribute)
        top.entries.append(made)
        self._open.append(made)

    def _close_object(self, line: Line) -> None:
        number = line.text.strip().removeprefix("Obj_")
        opened = [obj.id for obj in self._open[1:]]
        if number not in opened:
            self._say("L06", line)
            self._kept.line(line, problem("L06").message)
            return
        depth = len(opened) - opened[::-1].index(number)
        if depth < len(opened):
            self._say("L07", self._open[-1].opener)
        del self._open[depth:]
