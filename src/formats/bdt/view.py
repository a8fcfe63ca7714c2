"""One record while it is taken apart: what is used, what is left over."""

from __future__ import annotations

from collections.abc import Iterable

from formats.bdt.fields import FIELDS, label_of
from formats.bdt.model import BdtFurther, BdtPerson
from formats.bdt.sayings import problem
from formats.xdt import KeptLog, Line, ProblemLog
from formats.xdt.dates import PartialDate, date_either

_SEX = {"1": "M", "2": "W"}


class View:
    """The lines of a record; every line asked for counts as placed."""

    def __init__(self, lines: list[Line], problems: ProblemLog, kept: KeptLog) -> None:
        self.opener, self.lines = lines[0], lines[1:]
        self._problems = problems
        self._kept = kept
        self._used: set[int] = set()
        self._days: dict[int, PartialDate | None] = {}
        self._first: dict[str, Line] = {}
        for line in self.lines:
            self._first.setdefault(line.field, line)

    def say(self, code: str, line: Line) -> None:
        """Report a problem at a line."""
        self._problems.add(problem(code, line=line.number, offset=line.offset, field=line.field))

    def use(self, line: Line) -> None:
        """The line has found a place."""
        self._used.add(line.number)

    def unuse(self, lines: Iterable[Line]) -> None:
        """The lines have lost their place again: they will be left over."""
        self._used.difference_update(line.number for line in lines)

    def first(self, fk: str) -> Line | None:
        """The first line of a field."""
        return self._first.get(fk)

    def text(self, fk: str) -> str:
        """The first content of a field or ''."""
        line = self._first.get(fk)
        if line is None:
            return ""
        self.use(line)
        return line.text.strip()

    def texts(self, fk: str) -> tuple[str, ...]:
        """All contents of a field."""
        found = [line for line in self.lines if line.field == fk]
        self._used.update(line.number for line in found)
        return tuple(line.text for line in found)

    def day(self, line: Line | None) -> PartialDate | None:
        """A date in either order; an impossible one is reported and left over."""
        if line is None:
            return None
        if line.number not in self._days:
            day = self._days[line.number] = date_either(line.text.strip())
            if day is None:
                self.say("B04", line)
                self.unuse([line])
            else:
                self.use(line)
        return self._days[line.number]

    def person(self) -> BdtPerson:
        """Who the record is about."""
        sex = self.text("3110")
        made = BdtPerson(
            number=self.text("3000"),
            family_name=self.text("3101"),
            given_name=self.text("3102"),
            birth_date=self.day(self.first("3103")),
            sex=_SEX.get(sex, sex.upper() if len(sex) == 1 else sex),
            title=self.text("3104"),
            affix=self.text("3100"),
            insurance_number=self.text("3119") or self.text("3105"),
            street=self.text("3107"),
            postcode=self.text("3112"),
            town=self.text("3113") or self.text("3106"),
        )
        if not made.number and not made.family_name:
            self.say("B03", self.opener)
        return made

    def leave(self) -> tuple[BdtFurther, ...]:
        """Everything nobody asked for, kept where even the field is unknown."""
        left = [li for li in self.lines if li.number not in self._used and not _is_length(li)]
        for line in left:
            if line.field not in FIELDS:
                self.say("B05", line)
                self._kept.line(line, problem("B05").message)
        return tuple(BdtFurther(line.field, label_of(line.field), line.text) for line in left)


def _is_length(line: Line) -> bool:
    """Only counts the record's bytes, each system in its own way: nothing to show."""
    return line.field == "8100" and line.text.strip().isdecimal()
