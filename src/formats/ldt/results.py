"""The result objects of LDT 3 (0060–0063, 0055, 0056, 0073) to analytes, germs and texts.

It is one file: the objects nest in each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from formats.ldt.codes import CODES
from formats.ldt.leaf import Sight
from formats.ldt.model import Analyte, Germ, LabText, ReferenceRange, State, Susceptibility
from formats.ldt.tree import Obj
from formats.ldt.values import STATES, mark_of, number_of, range_of, value_of, worst
from formats.xdt import Line

RESULT_OBJECTS = ("0060", "0061", "0062", "0063", "0055", "0056", "0073")

RANGE_KINDS = CODES["8424"]
_BOUNDS = {"8461": "low", "8462": "high", "7363": "alarm_low", "7371": "alarm_high"}
_FINDINGS, _RESISTANCE, _GROWTH = CODES["7301"], CODES["7290"], CODES["7357"]


@dataclass(slots=True)
class Results:
    """What all result objects of one report gave so far."""

    analytes: list[Analyte] = field(default_factory=list)
    germs: list[Germ] = field(default_factory=list)
    texts: list[LabText] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    germ: int = 0  # the one being described

    def add_germ(self, number: str) -> int:
        """The place of a germ in the list; made if it is new."""
        if number not in self.places:
            self.places[number] = len(self.germs)
            self.germs.append(Germ(number))
        return self.places[number]


@dataclass(slots=True)
class _Test:
    """One result object while it is walked line by line."""

    head: Analyte
    done: list[Analyte] = field(default_factory=list)
    now: Analyte | None = None
    texts: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def change(self, analyte: Analyte) -> None:
        if self.now is None:
            self.head = analyte
        else:
            self.now = analyte

    @property
    def here(self) -> Analyte:
        return self.now or self.head

    def next_value(self, text: str) -> None:
        """A further value starts a further analyte; what was said before holds for all."""
        if self.now is not None:
            self.done.append(self._with_texts())
        self.now = replace(self.head, value=value_of(text))

    def _with_texts(self) -> Analyte:
        text, comment = "\n".join(self.texts), "\n".join(self.comments)
        self.texts, self.comments = [], []
        return replace(self.here, text=text, comment=comment)

    def analytes(self) -> list[Analyte]:
        return [*self.done, self._with_texts()]


def result(obj: Obj, sight: Sight, into: Results) -> None:
    """Walk one result object in file order, because meaning depends on what stands before."""
    test = _Test(Analyte(specimen_ids=sight.all(obj, "7364")))
    _walk(obj, sight, test, into)
    for analyte in test.analytes():
        if analyte.code or analyte.name or analyte.value or analyte.text or analyte.comment:
            into.analytes.append(analyte)


def _walk(obj: Obj, sight: Sight, test: _Test, into: Results) -> None:
    for entry in obj.entries:
        if isinstance(entry, Obj):
            _object(entry, sight, test, into)
        elif _line(entry, sight, test, into):
            sight.used.add(entry.number)


def _line(line: Line, sight: Sight, test: _Test, into: Results) -> bool:
    here, text = test.here, line.text
    match line.field:
        case "8410" | "7365":
            test.change(replace(here, code=here.code or text))
        case "8411" | "7366":
            test.change(replace(here, name=here.name or text))
        case "8418":
            test.change(replace(here, state=STATES.get(text.zfill(2), State.UNKNOWN)))
        case "7302":
            test.change(replace(here, method=", ".join(filter(None, (here.method, text)))))
        case "8420":
            test.next_value(text)
        case "8421" if test.now is not None and test.now.value is not None:
            test.now = replace(test.now, value=replace(test.now.value, unit=text))
        case "8422":
            _mark(text, line, sight, test)
        case "7304" | "7306" | "8419":
            pass  # result id, kind of presentation, unit system: say nothing to a reader
        case "7354":
            into.germ = into.add_germ(text)
        case "7355" | "7301" | "7357" if into.germs:
            into.germs[into.germ] = _germ(into.germs[into.germ], line.field, text)
        case _:
            return False
    return True


def _germ(germ: Germ, fk: str, text: str) -> Germ:
    if fk == "7355":
        return replace(germ, name=text)
    if fk == "7301":
        return replace(germ, finding=_FINDINGS.get(text, text))
    return replace(germ, growth=_GROWTH.get(text, text))


def _mark(text: str, line: Line, sight: Sight, test: _Test) -> None:
    mark = mark_of(text)
    if mark is not None and mark.name == "UNKNOWN":
        sight.say("L19", line)
    here = test.here
    marks = [m for m in (here.mark, mark) if m]
    top = worst(marks)
    test.change(replace(here, mark=top, mark_text=text if top is mark else here.mark_text))


def _object(obj: Obj, sight: Sight, test: _Test, into: Results) -> None:
    here = test.here
    if obj.id in ("0026",):
        test.change(replace(here, notices=(*here.notices, sight.notice(obj))))
    elif obj.id == "0042":
        _normal(obj, sight, test)
    elif obj.id == "0068":
        _prose(obj, sight, test, into)
    elif obj.role == "8225":
        test.change(replace(here, measured_at=sight.moment(obj) or here.measured_at))
    elif obj.id == "0054":
        sight.moment(obj)
    elif obj.id == "0010":
        for body in obj.objects("0068"):
            sight.document(body, obj)
    elif obj.id == "0011":
        _antibiogram(obj, sight, into)
    elif obj.id == "0072":
        _walk(obj, sight, test, into)


def _prose(obj: Obj, sight: Sight, test: _Test, into: Results) -> None:
    text = sight.prose(obj)
    if not text:
        return
    if obj.role == "8237":
        test.texts.append(text)
    elif obj.role == "8245":
        into.texts.append(LabText("Bakteriologisches Ergebnis", text))
    else:
        test.comments.append(text)


def _normal(obj: Obj, sight: Sight, test: _Test) -> None:
    """Object 0042: one range; units follow the bound they belong to."""
    kind = RANGE_KINDS.get(sight.take(obj, "8424"), "")
    texts = [*sight.all(obj, "8460"), *sight.all(obj, "7316"), *sight.all(obj, "7317")]
    text, unit, bounds = "\n".join(texts), "", dict[str, Decimal]()
    for line in obj.lines():
        match line.field:
            case "8461" | "8462" | "7363" | "7371":
                number = number_of(line.text)
                if number is None:
                    continue
                bounds[_BOUNDS[line.field]] = number
            case "8421":
                unit = unit or line.text
            case "8422":
                _mark(line.text, line, sight, test)
            case "8419":
                pass
            case _:
                continue
        sight.used.add(line.number)
    made = ReferenceRange(text, unit=unit, kind=kind, **bounds)
    if made.low is None and made.high is None and text:
        read = range_of(text)
        made = replace(made, low=read.low, high=read.high)
    if made.low is None and made.high is None and not text and not kind:
        return
    for notice in obj.objects("0026"):
        test.change(replace(test.here, notices=(*test.here.notices, sight.notice(notice))))
    test.change(replace(test.here, ranges=(*test.here.ranges, made)))


def _antibiogram(obj: Obj, sight: Sight, into: Results) -> None:
    """Object 0011: drugs outside, germs inside, answers inside those."""
    drug, germ, found = "", "", dict[tuple[str, str], Susceptibility]()
    for line in obj.lines():
        match line.field:
            case "7287" | "7370":
                drug = line.text
            case "7354":
                germ = line.text
                found[germ, drug] = Susceptibility(drug)
            case "7367" | "7290" | "7289" | "7369" if (germ, drug) in found:
                found[germ, drug] = _answer(found[germ, drug], line)
            case _:
                continue
        sight.used.add(line.number)
    for body in obj.objects("0068"):
        into.texts.append(LabText("Antibiogramm", sight.prose(body)))
    for (number, _), answer in found.items():
        place = into.add_germ(number)
        known = into.germs[place]
        into.germs[place] = replace(known, susceptibilities=(*known.susceptibilities, answer))


def _answer(answer: Susceptibility, line: Line) -> Susceptibility:
    if line.field == "7367":
        return replace(answer, interpretation=line.text)
    if line.field == "7290":
        meaning = _RESISTANCE.get(line.text, line.text)
        return replace(answer, interpretation=answer.interpretation or meaning)
    return replace(answer, mic=f"{answer.mic} {line.text}".strip())
