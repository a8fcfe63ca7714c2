"""A KVDT file as records, and a billing case as the rules see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from formats.xdt import Line


@dataclass(slots=True)
class Record:
    """One record: its kind ("0101"), the line that opens it, its other lines in order."""

    kind: str
    opener: Line
    lines: list[Line]

    def one(self, fk: str) -> str:
        """The first content of a field or ''."""
        return next((line.text for line in self.lines if line.field == fk), "")


@dataclass(slots=True)
class Service:
    """One service (5001) with its day (5000) and the lines that belong to it."""

    day: str
    line: Line
    day_line: Line
    lines: list[Line] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The service number."""
        return self.line.text

    def all(self, fk: str) -> list[Line]:
        """All lines of a field of this service."""
        return [line for line in self.lines if line.field == fk]

    def has(self, fk: str) -> bool:
        """Whether the field stands with this service."""
        return any(line.field == fk for line in self.lines)


class Case:
    """One record of a person, indexed once for all rules."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.kind = record.kind
        self.opener = record.opener
        self.by_field: dict[str, list[Line]] = {}
        by_field = self.by_field
        for line in record.lines:
            if line.field in by_field:
                by_field[line.field].append(line)
            else:
                by_field[line.field] = [line]

    def one(self, fk: str) -> str:
        """The first content of a field or ''."""
        found = self.by_field.get(fk)
        return found[0].text if found else ""

    def has(self, *fks: str) -> bool:
        """Whether any of these fields stands in the case."""
        return any(fk in self.by_field for fk in fks)

    def all(self, fk: str) -> list[Line]:
        """All lines of a field."""
        return self.by_field.get(fk, [])

    def line(self, fk: str) -> Line:
        """The first line of a field; the opening line if there is none."""
        found = self.by_field.get(fk)
        return found[0] if found else self.opener

    @cached_property
    def services(self) -> list[Service]:
        """All services with their days."""
        found: list[Service] = []
        day = self.opener
        for line in self.record.lines:
            if line.field == "5000":
                day = line
            elif line.field == "5001":
                found.append(Service(day.text, line, day))
            elif found and line.field[:2] in ("50", "51"):
                found[-1].lines.append(line)
        return found
