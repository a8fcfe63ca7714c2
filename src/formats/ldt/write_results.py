"""Writes the result objects of a report (0060 to 0063, 0055, 0056, 0073) in their table's order.

It is one file: the objects share their lines and nest in each other.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby, pairwise

from formats.ldt.antibiogram import of_drug
from formats.ldt.codes import CODES
from formats.ldt.fact import Kind
from formats.ldt.fields import FIELDS
from formats.ldt.frame import Frame, refusal
from formats.ldt.model import (
    Analyte,
    Fact,
    Germ,
    LabReport,
    Notice,
    ReferenceRange,
    Susceptibility,
    Value,
)
from formats.ldt.objects import OBJECTS
from formats.ldt.order import above, below
from formats.ldt.values import A_NUMBER, MARKS, STATE_CODES, STATES, unit_kind

ROLES = {
    "0060": "8160", "0061": "8161", "0062": "8162", "0063": "8163",
    "0055": "8155", "0056": "8156", "0073": "8248",
}  # fmt: skip
_MARK_CODES = {mark: text for text, mark in reversed(list(MARKS.items())) if text != "!"}
_NO_CODE = "Der Wert steht nicht in der Schlüsselliste des Feldes."


def write_results(out: Frame, report: LabReport) -> None:
    """Every analyte in the object of its kind; those that share a result id share an object."""
    homes: set[str] = set()
    found_in: dict[str, list[Germ]] = {}
    for germ in report.germs:
        found_in.setdefault(germ.result_id, []).append(germ)
    numbered = list(enumerate(report.analytes, 1))
    for _, group in groupby(numbered, key=_object_of):
        analytes = [(place, analyte) for place, analyte in group]
        place, first = analytes[0]
        if first.kind not in ROLES:
            raise refusal("8002", "Dieses Objekt ist kein Untersuchungsergebnis.")
        number = first.result_id or f"{report.laboratory_order_number}-{place}"
        germs = found_in.get(number, []) if first.kind == "0061" else []
        homes |= {number} if first.kind == "0061" else set()
        _Result(out, [analyte for _, analyte in analytes], germs, number).write()
    if any(germ.result_id not in homes for germ in report.germs):
        reason = "Der Keim nennt kein Ergebnis der Mikrobiologie, in dem er stehen könnte."
        raise refusal("7354", reason)


def _object_of(entry: tuple[int, Analyte]) -> tuple[str, str]:
    """Analytes without a result id stand alone, whatever stands beside them."""
    place, analyte = entry
    return (analyte.kind, analyte.result_id) if analyte.result_id else ("", f"{place}")


class _Result:
    """One result object: its groups are made, then written in the order of the table.

    A group is a field that stands directly in the object with all that stands below it.
    """

    def __init__(self, out: Frame, analytes: list[Analyte], germs: list[Germ], number: str) -> None:
        self._out = out
        self._analytes = analytes
        self._first, self._last = analytes[0], analytes[-1]
        self._germs = germs
        self._number = number
        self._kind = self._first.kind
        self._heads, self._groups = self._sorted()
        self._answers: dict[str, list[tuple[str, Susceptibility]]] = {}
        for germ in germs:
            for answer in germ.susceptibilities:
                self._answers.setdefault(answer.method, []).append((germ.id, answer))

    def write(self) -> None:
        """The whole object."""
        methods = {group[0].text for group in self._groups if group[0].field == "7286"}
        if self._answers.keys() - methods:
            raise refusal("7286", "Zu einem Antibiogramm fehlt seine Methode.")
        with self._out.obj(ROLES[self._kind], self._kind):
            for fk in below(self._kind):
                self._typed(fk)
                for group in self._groups:
                    if group[0].field == fk:
                        self._group(group)

    def _sorted(self) -> tuple[dict[str, list[Fact]], list[list[Fact]]]:
        """Facts below a typed field by that field, all others in groups."""
        heads: dict[str, list[Fact]] = {}
        groups: list[list[Fact]] = []
        for fact in self._first.facts:
            parents = above(self._kind, fact.field)
            if groups and groups[-1][0].field in parents:
                groups[-1].append(fact)
            elif fact.field in below(self._kind) and fact.field != "8418":
                groups.append([fact])
            elif fact.field in ("8245", "8246") and self._kind == "0061":
                heads.setdefault("8244", []).append(fact)
            elif home := next(iter(parents & {"7304", "8410", "8418"}), ""):
                heads.setdefault(home, []).append(fact)
            elif fact.field != "8418":
                raise refusal(fact.field, "Das Feld hat in diesem Ergebnis keinen Platz.")
        order = list(below(self._kind))
        for one, other in pairwise(groups):
            if order.index(one[0].field) > order.index(other[0].field):
                reason = "Die Felder stehen nicht in der Reihenfolge ihrer Tabelle."
                raise refusal(other[0].field, reason)
        return heads, groups

    def _typed(self, fk: str) -> None:
        """What the attributes of an analyte say at this place of the table."""
        out, first, last = self._out, self._first, self._last
        match fk:
            case "7304":
                out.must(fk, self._number)
            case "7364":
                for specimen_id in first.specimen_ids:
                    out.must(fk, specimen_id)
            case "8410":
                self._named()
            case "8418":
                out.must(fk, _state(first))
                if self._kind == "0060":
                    out.may("7302", first.method)
            case "7306" if self._kind == "0060":
                for analyte in self._analytes:
                    _chemistry(out, analyte)
            case "8244":
                for place, analyte in enumerate(self._analytes):
                    _bacteriology(out, analyte, self._heads.get(fk, []) if place == 0 else [])
            case "7354":
                for germ in self._germs:
                    self._germ(germ)
            case "8220" | "8222" | "8223" | "8224":
                for step in first.steps:
                    if step.field == fk:
                        out.moment(fk, step.at)
            case _ if self._kind != "0060":
                self._said(fk, last)
        for fact in self._heads.get(fk, ()) if fk != "8244" else ():
            _line(out, fact)
        if self._kind != "0060" and "8422" in below(self._kind)[fk]:
            self._mark()

    def _said(self, fk: str, last: Analyte) -> None:
        """Texts, moment and notices that stand directly in an object."""
        is_below = "8422" in {inner for top in below(self._kind).values() for inner in top}
        match fk:
            case "8237" if not last.value:
                self._out.prose(fk, last.text)
            case "8225":
                self._out.moment(fk, last.measured_at)
            case "8167":
                self._out.prose(fk, last.comment)
            case "8126" if not (last.ranges or (is_below and last.mark)):
                for notice in last.notices:
                    notice_of(self._out, notice)

    def _named(self) -> None:
        first = self._first
        if first.code and not any(group[0].field == "7260" for group in self._groups):
            self._out.must("8410", first.code)
            self._out.may("8411", first.name)
        elif not first.code and first.name not in ("", OBJECTS[self._kind].label):
            raise refusal("8410", "Der Test hat einen Namen, aber keine Kennung.")

    def _mark(self) -> None:
        if self._first.mark:
            self._out.must("8422", _mark_code(self._first))
            for notice in self._first.notices:
                notice_of(self._out, notice)

    def _group(self, group: list[Fact]) -> None:
        for fact in group:
            if fact.field != "8111":
                _line(self._out, fact)
        if group[0].field == "7260" and group is self._of("7260"):
            self._out.must("7365", self._first.code)
            self._out.may("7366", self._first.name)
        if group[0].field == "7286":
            self._antibiogram(group)

    def _of(self, fk: str) -> list[Fact] | None:
        """The first group of a field."""
        return next((group for group in self._groups if group[0].field == fk), None)

    def _antibiogram(self, group: list[Fact]) -> None:
        """All answers by a method stand behind the first line of that method."""
        texts = [fact.text for fact in group if fact.field == "8111"]
        answers = self._answers.pop(group[0].text, [])
        if not answers and not texts:
            return
        with self._out.obj("8111", "0011"):
            for germ_id, answer in answers:
                _answer(self._out, germ_id, answer)
            self._out.prose("8237", "\n".join(texts))

    def _germ(self, germ: Germ) -> None:
        """A germ and what stands below it, in the order of the table."""
        out = self._out
        order = below(self._kind)["7354"]
        said = [
            Fact("7355", germ.name),
            Fact("7301", _code_of("7301", germ.finding)),
            Fact("7357", _code_of("7357", germ.growth)),
            *germ.facts,
        ]
        out.must("7354", germ.id)
        for fact in sorted((one for one in said if one.text), key=lambda one: _at(order, one)):
            _line(out, fact)
        out.prose("8236", germ.comment)
        out.moment("8225", germ.measured_at)
        out.prose("8237", germ.text)


def _at(order: tuple[str, ...], fact: Fact) -> int:
    if fact.field not in order:
        raise refusal(fact.field, "Das Feld hat bei einem Keim keinen Platz.")
    return order.index(fact.field)


def _line(out: Frame, fact: Fact) -> None:
    """A field as it is, an object whole; a role becomes its text."""
    if fact.obj:
        out.whole(fact)
        return
    known = FIELDS.get(fact.field)
    if known is not None and known.kind is Kind.OBJECT:
        out.prose(fact.field, fact.text)
    else:
        out.must(fact.field, fact.text)


def _state(analyte: Analyte) -> str:
    """The code as it was read, where that says more than the state does."""
    said = [fact.text for fact in analyte.facts if fact.field == "8418"]
    if any(STATES.get(text) is not analyte.state for text in said) or len(said) > 1:
        raise refusal("8418", "Der Status des Ergebnisses widerspricht sich.")
    return said[0] if said else STATE_CODES[analyte.state]


def _code_of(fk: str, words: str) -> str:
    """The code behind German words of a list."""
    if not words:
        return ""
    found = next((code for code, meaning in CODES[fk].items() if meaning == words), "")
    if not found:
        raise refusal(fk, _NO_CODE)
    return found


def _answer(out: Frame, germ_id: str, answer: Susceptibility) -> None:
    out.must("7287", answer.code or answer.drug)
    for fact in answer.facts:
        if of_drug(fact):
            _line(out, fact)
    if answer.code:
        out.must("7370", answer.drug)
    out.must("7354", germ_id)
    is_coded = answer.interpretation not in CODES["7367"]
    if not is_coded:
        out.must("7367", answer.interpretation)
    out.may("7289", answer.mic)
    out.may("7369", answer.mic_unit)
    if is_coded:
        out.may("7290", _code_of("7290", answer.interpretation))
    for fact in answer.facts:
        if not of_drug(fact):
            _line(out, fact)


def _bacteriology(out: Frame, analyte: Analyte, notes: list[Fact]) -> None:
    """Object 0072: what was seen, a value with its ranges and its text, remarks on it."""
    if analyte.ranges and not analyte.value:
        raise refusal("8142", "Ein Normalwert steht nur zu einem Wert.")
    if not (analyte.value or notes):
        return
    with out.obj("8244", "0072"):
        for note in notes:
            if note.field == "8245":
                _line(out, note)
        if analyte.value:
            _value(out, analyte)
            _ranges(out, analyte)
            out.prose("8237", analyte.text)
        for note in notes:
            if note.field == "8246":
                _line(out, note)


def _chemistry(out: Frame, analyte: Analyte) -> None:
    _value(out, analyte)
    if analyte.mark and not analyte.ranges:
        raise refusal("8422", "Ein Kennzeichen steht nur zu einem Normalwert.")
    _ranges(out, analyte)
    if not analyte.ranges:
        for notice in analyte.notices:
            notice_of(out, notice)
    out.moment("8225", analyte.measured_at)
    out.prose("8237", analyte.text)
    out.prose("8236", analyte.comment)


def _value(out: Frame, analyte: Analyte) -> None:
    if analyte.value:
        out.must("7306", analyte.value.kind or A_NUMBER)
        out.must("8420", analyte.value.text)
        _unit(out, analyte.value)


def _ranges(out: Frame, analyte: Analyte) -> None:
    for place, bounds in enumerate(analyte.ranges):
        code = _mark_code(analyte) if place == 0 else "N"
        _range(out, bounds, code, analyte.notices if place == 0 else ())


def _mark_code(analyte: Analyte) -> str:
    """A range without a word on the value would be read as "not judged"."""
    if analyte.mark is None:
        raise refusal("8422", "Zum Normalwert sagt das Labor nicht, wie der Wert dazu liegt.")
    if analyte.mark not in _MARK_CODES:
        raise refusal("8422", _NO_CODE)
    said = analyte.mark_text
    is_said = said.isascii() and MARKS.get(said) is analyte.mark
    return said if is_said else _MARK_CODES[analyte.mark]


def _range(out: Frame, bounds: ReferenceRange, mark_code: str, notices: tuple[Notice, ...]) -> None:
    with out.obj("8142", "0042"):
        kind = bounds.kind or "sonstiger Standard"
        out.must("8424", _code_of("8424", kind))
        for text in bounds.text.split("\n"):
            out.may("8460", text)
        for fk, bound in (("8461", bounds.low), ("8462", bounds.high)):
            _bound(out, fk, bound, bounds)
        for fk, bound in (("7363", bounds.alarm_low), ("7371", bounds.alarm_high)):
            _bound(out, fk, bound, bounds)
        out.must("8422", mark_code)
        for notice in notices:
            notice_of(out, notice)


def _bound(out: Frame, fk: str, bound: Decimal | None, said: ReferenceRange) -> None:
    if bound is not None:
        out.must(fk, f"{bound:f}")
        _unit(out, said)


def _unit(out: Frame, said: Value | ReferenceRange) -> None:
    out.must("8419", said.unit_kind or unit_kind(said.unit))
    out.may("8421", said.unit)


def notice_of(out: Frame, notice: Notice) -> None:
    """Object 0026."""
    with out.obj("8126", "0026", notice.facts):
        for reason in notice.reasons:
            out.must("7280", _code_of("7280", reason))
        out.prose("8167", notice.text)
