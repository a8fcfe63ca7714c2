"""The result objects of LDT 3 (0060–0063, 0055, 0056, 0073) to analytes, germs and texts.

It is one file: the objects nest in each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from formats.ldt.antibiogram import answers
from formats.ldt.codes import CODES
from formats.ldt.held import held_whole
from formats.ldt.leaf import Sight
from formats.ldt.model import (
    Analyte,
    Fact,
    Germ,
    LabText,
    Notice,
    ReferenceRange,
    Step,
    Susceptibility,
)
from formats.ldt.objects import OBJECTS, is_known
from formats.ldt.tree import Obj
from formats.ldt.values import (
    A_NUMBER,
    STATE_CODES,
    STATES,
    mark_of,
    number_of,
    range_of,
    unit_kind,
    value_of,
    worst,
)
from formats.xdt import Line

RESULT_OBJECTS = ("0060", "0061", "0062", "0063", "0055", "0056", "0073")

# What stands before several values holds for each; more than this of it is left over.
MOST_OF_ONE = 200
RANGE_KINDS = CODES["8424"]
_BOUNDS = {"8461": "low", "8462": "high", "7363": "alarm_low", "7371": "alarm_high"}
_FINDINGS, _GROWTH = CODES["7301"], CODES["7357"]
# What stands below a germ (7354); any other field ends its description.
_OF_GERM = frozenset({"7355", "7427", "7301", "7357", "7293", "7356", "7285", "7361", "7251"})
# Never a fact: these have a place of their own, and what is left of them is left over.
_PLACED = frozenset({"7304", "7364", "8418", "8420", "8421", "8422", "8419", "7306"})
_PLACED |= {"7354", "7355", "7301", "7357"}
_STEPS = frozenset({"8220", "8222", "8223", "8224"})
_TEXTS = frozenset({"8245", "8246"})


@dataclass(slots=True)
class Results:
    """What all result objects of one report gave so far."""

    analytes: list[Analyte] = field(default_factory=list)
    germs: list[Germ] = field(default_factory=list)
    texts: list[LabText] = field(default_factory=list)
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    germ: int = 0  # the one being described
    told: list[list[Fact]] = field(default_factory=list)  # by germ: tuples would be copied
    answered: list[list[Susceptibility]] = field(default_factory=list)

    def add_germ(self, number: str, result_id: str) -> int:
        """The place of a germ of a result in the list; made if it is new."""
        key = number, result_id
        if key not in self.places:
            self.places[key] = len(self.germs)
            self.germs.append(Germ(number, result_id=result_id))
            self.told.append([])
            self.answered.append([])
        return self.places[key]

    def whole_germs(self) -> Iterator[Germ]:
        """Every germ with its facts and answers."""
        for germ, told, answered in zip(self.germs, self.told, self.answered, strict=True):
            yield replace(germ, facts=tuple(told), susceptibilities=tuple(answered))


@dataclass(slots=True)
class _Grown:
    """What an analyte may say many times."""

    methods: list[str] = field(default_factory=list)
    ranges: list[ReferenceRange] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def of(self, analyte: Analyte) -> Analyte:
        """The analyte with it, behind what held before."""
        if not (self.methods or self.ranges or self.notices):
            return analyte
        return replace(
            analyte,
            method=", ".join(filter(None, (analyte.method, *self.methods))),
            ranges=(*analyte.ranges, *self.ranges),
            notices=(*analyte.notices, *self.notices),
        )


@dataclass(slots=True)
class _Test:
    """One result object while it is walked line by line."""

    head: Analyte
    done: list[Analyte] = field(default_factory=list)
    now: Analyte | None = None
    texts: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    mark_line: Line | None = None
    facts: list[Fact] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    in_germ: bool = False
    has_state: bool = False
    method: str = ""  # 7286: what the antibiogram behind it was made with
    value_kind: Line | None = None  # 7306 of the values behind it
    grown: _Grown = field(default_factory=_Grown)

    def change(self, analyte: Analyte) -> None:
        if self.now is None:
            self.head = analyte
        else:
            self.now = analyte

    @property
    def here(self) -> Analyte:
        return self.now or self.head

    def next_value(self, text: str, sight: Sight) -> None:
        """A further value starts a further analyte; what was said before holds for all."""
        if self.now is not None:
            self.done.append(self._with_texts())
            self.mark_line = None
        else:
            self.head = self.grown.of(self.head)
        self.grown = _Grown()
        value = value_of(text)
        if self.value_kind:
            sight.used.add(self.value_kind.number)
            kind = self.value_kind.text
            value = replace(value, kind="" if kind == A_NUMBER else kind)
        self.now = replace(self.head, value=value)

    def _with_texts(self) -> Analyte:
        text, comment = "\n".join(self.texts), "\n".join(self.comments)
        self.texts, self.comments = [], []
        return replace(self.grown.of(self.here), text=text, comment=comment)

    def analytes(self) -> list[Analyte]:
        first, *others = map(_plain_unit, (*self.done, self._with_texts()))
        # The code of the state stands last, wherever its object has it.
        facts = sorted(self.facts, key=lambda fact: fact.field == "8418")
        return [replace(first, facts=tuple(facts), steps=tuple(self.steps)), *others]


def _plain_unit(analyte: Analyte) -> Analyte:
    value = analyte.value
    if value is None or value.unit_kind != unit_kind(value.unit):
        return analyte
    return replace(analyte, value=replace(value, unit_kind=""))


def result(obj: Obj, sight: Sight, into: Results) -> None:
    """Walk one result object in file order, because meaning depends on what stands before."""
    empty = Analyte(kind=obj.id, result_id=sight.take(obj, "7304"))
    test = _Test(replace(empty, specimen_ids=sight.all(obj, "7364")))
    _walk(obj, sight, test, into)
    for analyte in test.analytes():
        if analyte.code or analyte.name or analyte.value or analyte.text or analyte.comment:
            into.analytes.append(analyte)
        elif analyte != empty:
            # State, method or specimen without a test: shown under the kind of the result.
            into.analytes.append(replace(analyte, name=OBJECTS[obj.id].label))


def _walk(obj: Obj, sight: Sight, test: _Test, into: Results) -> None:
    for entry in obj.entries:
        if isinstance(entry, Obj):
            _object(entry, obj.id, sight, test, into)
            continue
        test.in_germ = entry.field == "7354" or (test.in_germ and entry.field in _OF_GERM)
        if _line(entry, sight, test, into) or _fact(entry, obj.id, test, into):
            sight.used.add(entry.number)


def _fact(line: Line, number: str, test: _Test, into: Results) -> bool:
    """A known field without an attribute stays with its germ or its result."""
    if line.field in _PLACED or not is_known(number, line.field) or number == "0072":
        return False
    if test.in_germ:
        into.told[into.germ].append(Fact(line.field, line.text))
    else:
        test.facts.append(Fact(line.field, line.text))
        test.method = line.text if line.field == "7286" else test.method
    return True


def _line(line: Line, sight: Sight, test: _Test, into: Results) -> bool:
    here, text = test.here, line.text
    match line.field:
        case "8410" | "7365":
            test.change(replace(here, code=here.code or text))
            return not here.code
        case "8411" | "7366":
            # Behind a second ident the name is that of the second one.
            if here.name or any(fact.field in ("8410", "7365") for fact in test.facts):
                return False
            test.change(replace(here, name=text))
        case "8418":
            return _state(text, test)
        case "7302":
            test.grown.methods.append(text)
            return here.kind == "0060"
        case "8420":
            test.next_value(text, sight)
        case "7306":
            test.value_kind = line
            return False
        case "8419" if test.now is not None and test.now.value is not None:
            if test.now.value.unit_kind:
                return False
            test.now = replace(test.now, value=replace(test.now.value, unit_kind=text))
        case "8421" if test.now is not None and test.now.value is not None:
            if test.now.value.unit:
                return False
            test.now = replace(test.now, value=replace(test.now.value, unit=text))
        case "8422":
            return _mark(text, line, sight, test)
        case "7354":
            into.germ = into.add_germ(text, here.result_id)
        case "7355" | "7301" | "7357" if into.germs:
            before = into.germs[into.germ]
            into.germs[into.germ] = _germ(before, line.field, text)
            return before != into.germs[into.germ]
        case _:
            return False
    return True


def _state(text: str, test: _Test) -> bool:
    """A code we would write otherwise is a fact beside the state; a second one is left over."""
    state = STATES.get(text.zfill(2))
    if state is None or test.has_state:
        return False
    test.has_state = True
    test.change(replace(test.here, state=state))
    if STATE_CODES[state] != text:
        test.facts.append(Fact("8418", text))
    return True


def _germ(germ: Germ, fk: str, text: str) -> Germ:
    """What was said first holds; a second word of the same kind is left over."""
    if fk == "7355":
        return replace(germ, name=germ.name or text)
    if fk == "7301":
        return replace(germ, finding=germ.finding or _FINDINGS.get(text, text))
    return replace(germ, growth=germ.growth or _GROWTH.get(text, text))


def _mark(text: str, line: Line, sight: Sight, test: _Test) -> bool:
    """The worst mark is that of the test; any other one is left over. Whether it is this one."""
    mark = mark_of(text)
    if mark is not None and mark.name == "UNKNOWN":
        sight.say("L19", line)
    here = test.here
    if mark is None or (here.mark and worst([here.mark, mark]) is not mark):
        return False
    if here.mark is mark:
        return here.mark_text == text
    if test.mark_line:
        sight.used.discard(test.mark_line.number)
    test.mark_line = line
    test.change(replace(here, mark=mark, mark_text=text))
    return True


def _object(obj: Obj, owner: str, sight: Sight, test: _Test, into: Results) -> None:
    here = test.here
    if test.in_germ and obj.role in ("8225", "8236", "8237") and obj.id in ("0054", "0068"):
        _of_germ(obj, sight, into)
        return
    test.in_germ = False
    if obj.id == "0026":
        _notice(obj, sight, test)
    elif obj.id == "0042":
        _normal(obj, sight, test)
    elif obj.id == "0068":
        _prose(obj, sight, test)
    elif obj.id == "0054" and (obj.role == "8225" or obj.role in _STEPS):
        _moment(obj, sight, test)
    elif obj.id == "0010":
        for body in obj.objects("0068"):
            sight.document(body, obj)
    elif obj.id == "0011":
        found, text = answers(obj, sight, test.method)
        if text:
            test.facts.append(Fact("8111", text))
        for number, answer in found:
            place = into.add_germ(number, here.result_id)
            into.answered[place].append(answer)
    elif obj.id == "0072":
        _walk(obj, sight, test, into)
    elif owner != "0072" and is_known(owner, obj.role) and (whole := held_whole(obj, sight)):
        test.facts.append(whole)


def _notice(obj: Obj, sight: Sight, test: _Test) -> None:
    """A notice is the report's in any case, and that of the test it stands at."""
    notice = sight.notice(obj)
    if len(test.grown.notices) < MOST_OF_ONE:
        test.grown.notices.append(notice)


def _moment(obj: Obj, sight: Sight, test: _Test) -> None:
    here = test.here
    if obj.role == "8225" and not here.measured_at:
        test.change(replace(here, measured_at=sight.moment(obj)))
    elif obj.role in _STEPS and (at := sight.moment(obj)):
        test.steps.append(Step(obj.role, at))


def _of_germ(obj: Obj, sight: Sight, into: Results) -> None:
    """What is said of the germ at hand, not of the whole result."""
    germ = into.germs[into.germ]
    if obj.role == "8225":
        if germ.measured_at is None:
            into.germs[into.germ] = replace(germ, measured_at=sight.moment(obj))
        return
    text = sight.prose(obj)
    name = "text" if obj.role == "8237" else "comment"
    told = "\n".join(filter(None, (germ.text if name == "text" else germ.comment, text)))
    into.germs[into.germ] = (
        replace(germ, text=told) if name == "text" else replace(germ, comment=told)
    )


def _prose(obj: Obj, sight: Sight, test: _Test) -> None:
    text = sight.prose(obj)
    if not text:
        return
    if obj.role == "8237":
        test.texts.append(text)
    elif obj.role in _TEXTS:
        test.facts.append(Fact(obj.role, text))
    else:
        test.comments.append(text)


def _normal(obj: Obj, sight: Sight, test: _Test) -> None:
    """Object 0042: one range; units follow the bound they belong to."""
    if len(test.grown.ranges) >= MOST_OF_ONE:
        return
    kind = sight.coded(obj, "8424", RANGE_KINDS, "")
    texts = [*sight.all(obj, "8460"), *sight.all(obj, "7316"), *sight.all(obj, "7317")]
    text, unit, bounds = "\n".join(texts), "", dict[str, Decimal]()
    kinds: list[Line] = []
    for line in obj.lines():
        match line.field:
            case "8461" | "8462" | "7363" | "7371":
                number = number_of(line.text)
                if number is None or _BOUNDS[line.field] in bounds:
                    continue
                bounds[_BOUNDS[line.field]] = number
            case "8421" if unit in ("", line.text):
                unit = line.text
            case "8419" if bounds and (not kinds or kinds[0].text == line.text):
                kinds.append(line)
            case "8422" if _mark(line.text, line, sight, test):
                pass
            case _:
                continue
        sight.used.add(line.number)
    said = kinds[0].text if kinds and kinds[0].text != unit_kind(unit) else ""
    made = ReferenceRange(text, unit=unit, kind=kind, unit_kind=said, **bounds)
    if made.low is None and made.high is None and text:
        read = range_of(text)
        made = replace(made, low=read.low, high=read.high)
    if made == ReferenceRange():
        return
    for notice in obj.objects("0026"):
        _notice(notice, sight, test)
    test.grown.ranges.append(made)
