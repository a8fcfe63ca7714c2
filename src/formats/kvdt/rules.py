"""How a KVDT rule is written down, and the shapes most rules share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from formats.kvdt.fields import label_of
from formats.kvdt.master import MasterData
from formats.kvdt.model import Case
from formats.xdt import Line, Problem, Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

AMBULATORY = frozenset({"0101", "0102", "0103", "0104"})
PERSONS = AMBULATORY | {"0109", "hdrg1"}
TERMINATIONS = frozenset({"sad1", "sad2", "sad3"})  # they name nobody
CASES = PERSONS | TERMINATIONS


@dataclass(slots=True)
class Context:
    """What a case is measured against: the file around it."""

    created: str = ""  # 9103, JJJJMMTT
    quarter: str = ""  # 9204, QJJJJ
    receiver: str = ""  # 9102, the area of the KV the file goes to
    sites: set[str] = field(default_factory=set)
    doctors: set[str] = field(default_factory=set)
    pseudo_doctors: set[str] = field(default_factory=set)
    teams: set[str] = field(default_factory=set)
    connected: set[str] = field(default_factory=set)  # sites with a connector
    certified: set[str] = field(default_factory=set)  # analytes (0304) with 0305 = 1 or 2
    analytes: dict[str, dict[str, set[str]]] = field(default_factory=dict)  # by quarter, service
    master: MasterData | None = None  # without it, rules about codes and payers say nothing


Check = Callable[[Case, Context], Iterable[Line]]
When = Callable[[Case], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: in which records it holds, and a check that yields the lines at fault."""

    code: str
    severity: Severity
    kinds: frozenset[str]
    message: str
    fix: str
    check: Check
    field: str = ""
    reason: str = ""

    def problem(self, line: Line) -> Problem:
        """The problem at a line; its opening line stands for the whole case."""
        fk = self.field or (line.field if line.field != "8000" else None)
        return Problem(
            self.code,
            self.severity,
            self.message,
            self.fix,
            line.number,
            line.offset,
            fk,
            self.reason,
        )


RULES: list[Rule] = []


def rule(
    code: str,
    severity: Severity,
    kinds: Iterable[str],
    message: str,
    fix: str,
    *,
    field: str = "",
    reason: str = "",
) -> Callable[[Check], Check]:
    """Write down a rule whose check is a function."""

    def add(check: Check) -> Check:
        RULES.append(Rule(code, severity, frozenset(kinds), message, fix, check, field, reason))
        return check

    return add


def always(_: Case) -> bool:
    """Holds for every case."""
    return True


def require(
    code: str,
    severity: Severity,
    kinds: Iterable[str],
    fks: str,
    why: str,
    when: When = always,
    *,
    at_most_one: bool = False,
) -> None:
    """At least one of the fields must stand where `when` holds (exactly one on request)."""
    names = fks.split()
    words = " oder ".join(f"{label_of(fk)} ({fk})" for fk in names)

    def check(case: Case, _: Context) -> Iterator[Line]:
        if not when(case):
            return
        found = [fk for fk in names if fk in case.by_field]
        if not found:
            yield case.opener
        elif at_most_one and len(found) > 1:
            yield case.line(found[1])

    only = "genau eines von" if at_most_one else "nötig ist"
    rule(code, severity, kinds, f"{why}: {only} {words}.", "Bitte ergänzen.", field=names[0])(check)


def forbid(
    code: str,
    severity: Severity,
    kinds: Iterable[str],
    fks: str,
    why: str,
    when: When = always,
) -> None:
    """None of the fields may stand where `when` holds."""
    names = fks.split()
    words = ", ".join(f"{label_of(fk)} ({fk})" for fk in names)

    def check(case: Case, _: Context) -> Iterator[Line]:
        found = [fk for fk in names if fk in case.by_field]
        if found and when(case):
            yield case.line(found[0])

    rule(code, severity, kinds, f"{why}: {words} ist nicht erlaubt.", "Bitte entfernen.")(check)


def allow(
    code: str,
    severity: Severity,
    kinds: Iterable[str],
    fk: str,
    values: str,
    why: str,
    when: When = always,
) -> None:
    """The field may hold only these values where `when` holds."""
    good = frozenset(values.split())

    def check(case: Case, _: Context) -> Iterator[Line]:
        for line in case.by_field.get(fk, ()):
            if line.text not in good and when(case):
                yield line

    message = f"{why}: Bei {label_of(fk)} ist der Wert nicht zulässig."
    rule(code, severity, kinds, message, f"Zulässig: {', '.join(sorted(good))}.")(check)


def in_order(
    code: str,
    severity: Severity,
    kinds: Iterable[str],
    earlier: str,
    later: str,
    when: When = always,
) -> None:
    """No date of the one field may lie after the date of the other (JJJJMMTT, 00 is unknown)."""

    def check(case: Case, _: Context) -> Iterator[Line]:
        first, last = case.by_field.get(earlier), case.by_field.get(later)
        if not first or not last or not when(case):
            return
        for one in first:
            for other in last:
                if _after(one.text, other.text):
                    yield other if len(last) > 1 else one
                    break

    message = f"{label_of(earlier)} liegt nach {label_of(later)}."
    rule(code, severity, kinds, message, "Bitte das Datum berichtigen.")(check)


def _after(one: str, other: str) -> bool:
    one, other = one[:8], other[:8]  # 3010 holds the time of day, too
    if len(one) != 8 or len(other) != 8 or "00" in (one[4:6], one[6:], other[4:6], other[6:]):
        return False
    return one > other


def is_in(fk: str, values: str) -> When:
    """Whether a field holds one of these values."""
    good = frozenset(values.split())
    return lambda case: case.one(fk) in good


def is_not_in(fk: str, values: str) -> When:
    """Whether a field is there and holds none of these values."""
    bad = frozenset(values.split())
    return lambda case: case.has(fk) and case.one(fk) not in bad


def has(*fks: str) -> When:
    """Whether all these fields stand."""
    return lambda case: all(fk in case.by_field for fk in fks)


def lacks(fk: str) -> When:
    """Whether the field does not stand."""
    return lambda case: fk not in case.by_field


def both(one: When, other: When) -> When:
    """Whether both hold."""
    return lambda case: one(case) and other(case)
