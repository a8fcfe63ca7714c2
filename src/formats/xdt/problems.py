"""What a reader or checker has to say about a file, in German and without a word of its content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a problem is for the use of the file."""

    ERROR = "Fehler"
    WARNING = "Warnung"
    NOTE = "Hinweis"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what, and how to put it right.

    `line` counts from 1, `offset` is the byte offset of the line's first byte; both are None where
    the problem concerns the whole file. `reason` says why it matters where that is not plain.
    `message`, `reason` and `fix` never hold content of the file.
    """

    code: str
    severity: Severity
    message: str
    fix: str = ""
    line: int | None = None
    offset: int | None = None
    field: str | None = None
    reason: str = ""

    def __str__(self) -> str:
        place = f"Zeile {self.line}: " if self.line is not None else ""
        field = f"Feld {self.field}: " if self.field else ""
        fix = f" {self.fix}" if self.fix else ""
        return f"{self.severity} [{self.code}] {place}{field}{self.message}{fix}"


class Sayings:
    """The sentences of one format by code: weight, what is wrong, how to put it right."""

    def __init__(self, table: dict[str, tuple[Severity, str, str]]) -> None:
        self.table = table

    def __call__(
        self,
        code: str,
        *,
        line: int | None = None,
        offset: int | None = None,
        field: str | None = None,
        **words: str,
    ) -> Problem:
        """One problem; `words` fill names of sets, fields or limits, never content."""
        severity, message, fix = self.table[code]
        return Problem(code, severity, message.format(**words), fix, line, offset, field)


class ProblemLog:
    """Problems in the order found; after `each` of one code only a count, so memory is bounded."""

    def __init__(self, each: int = 200) -> None:
        self._each = each
        self._found: list[Problem] = []
        self._seen: Counter[str] = Counter()

    def add(self, problem: Problem) -> None:
        """Take one problem in, or only count it if its code was already reported often."""
        self._seen[problem.code] += 1
        if self._seen[problem.code] <= self._each:
            self._found.append(problem)

    def extend(self, problems: ProblemLog) -> None:
        """Take over all problems of another log with their counts."""
        for problem in problems._found:
            self.add(problem)
        for code, count in problems._seen.items():
            self._seen[code] += max(0, count - problems._each)

    def count(self, code: str | None = None) -> int:
        """How many problems (of one code) there were, the unlisted ones included."""
        return self._seen[code] if code else sum(self._seen.values())

    def codes(self) -> set[str]:
        """The codes that occurred."""
        return set(self._seen)

    def errors(self) -> list[Problem]:
        """The listed problems that make the file unusable as it is."""
        return [problem for problem in self._found if problem.severity is Severity.ERROR]

    def __iter__(self) -> Iterator[Problem]:
        yield from self._found
        for code, count in self._seen.items():
            if count > self._each:
                text = f"Dieselbe Meldung kam weitere {count - self._each} Mal vor."
                yield Problem(code, Severity.NOTE, text)

    def __len__(self) -> int:
        return len(self._found)

    def __bool__(self) -> bool:
        return bool(self._found)
