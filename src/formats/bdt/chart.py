"""The chart (record 6200): days, entries, laboratory values, forms, documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from formats.bdt.fields import CHART, FIELDS, TEST_FIELDS, label_of
from formats.bdt.model import BdtChart, BdtDocument, BdtEntry, BdtForm, BdtLabValue
from formats.bdt.view import View
from formats.xdt import Line
from formats.xdt.dates import PartialDate, clock_of

# Old systems cut long texts here, in the middle of words.
FULL_LINE = 70

_FORM = {"6295", "6296", "6297", "6298", "6299"}
_DOCUMENT = {"6302", "6303", "6304", "6305", "6325", "6326", "6327"}
_LAB = {"8401", "8410"} | TEST_FIELDS


def chart(view: View) -> BdtChart:
    """All entries in file order; lines of one field that follow each other are one text."""
    person = view.person()
    unreadable: list[int] = []
    entries = list(_entries(view, unreadable))
    return BdtChart(
        person=person,
        entries=tuple(entries),
        line=view.opener.number,
        unreadable_days=tuple(unreadable),
        further=view.leave(),
    )


def _entries(view: View, unreadable: list[int]) -> Iterator[BdtEntry]:
    day: PartialDate | None = None
    group: list[Line] = []
    for line in view.lines:
        if line.field[0] == "3" or line.field == "8100":
            continue
        if group and not _belongs(group, line):
            yield _entry(day, group, view)
            group = []
        if line.field == "6200":
            day = view.day(line)
            if day is None:
                unreadable.append(line.number)
        elif line.field in CHART or "6330" <= line.field < "6400":
            view.use(line)
            group.append(line)
    if group:
        yield _entry(day, group, view)


def _belongs(group: list[Line], line: Line) -> bool:
    first, last = group[0].field, group[-1].field
    if first in _LAB:
        return line.field in _LAB
    if first in _FORM:
        return line.field in _FORM and not (line.field == "6295" and last != "6295")
    if first in _DOCUMENT:
        return line.field in _DOCUMENT and line.field not in {li.field for li in group}
    if first == "6201":
        return len(group) == 1 or line.field == last
    if "6330" <= first < "6400":
        return line.field in (last, str(int(first) + 1))
    return line.field == first or (first, line.field) in (("6285", "6286"), ("6290", "6291"))


def _entry(day: PartialDate | None, group: list[Line], view: View) -> BdtEntry:
    clock = clock_of(group[0].text.strip()) if group[0].field == "6201" else None
    if group[0].field == "6201" and len(group) > 1:
        if clock is None:
            view.unuse(group[:1])
        group = group[1:]
    first = group[0]
    made = BdtEntry(day, first.field, label_of(first.field), clock=clock, line=first.number)
    if first.field in _LAB:
        return replace(made, label="Labor", lab=tuple(_lab(group, view)))
    if first.field in _FORM:
        form = _form(group, view)
        return replace(made, label="Formular", text=form.title, form=form)
    if first.field in _DOCUMENT:
        document = _document(group, view)
        return replace(made, label="Dokument", text=document.title, document=document)
    if "6330" <= first.field < "6400":
        named = int(first.field) % 2 == 0 and len(group) > 1
        label = first.text.strip() if named else FIELDS[first.field].label
        return replace(made, label=label, text=_joined(group[1:] if named else group))
    return replace(made, text=_joined(group))


def _joined(group: list[Line]) -> str:
    """A full line goes on in the next one, a shorter one ends with a line break."""
    parts: list[str] = []
    for place, line in enumerate(group):
        parts.append(line.text)
        if place + 1 < len(group) and len(line.text) < FULL_LINE:
            parts.append("\n")
    return "".join(parts).strip()


@dataclass(slots=True)
class _Value:
    """One laboratory value while its lines come in."""

    code: str
    state: str
    one: dict[str, str] = field(default_factory=dict)
    ranges: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)

    def take(self, line: Line) -> None:
        """What may stand once stands once; a second one is part of the text of the result."""
        text = line.text.strip()
        if line.field in ("8460", "8461", "8462"):
            self.ranges.append(text)
        elif line.field in _ONCE and line.field not in self.one:
            self.one[line.field] = text
        else:
            self.results.append(text)

    def made(self) -> BdtLabValue:
        """The value as it will be kept."""
        name, text, unit, mark = (self.one.get(fk, "") for fk in _ONCE)
        ranges, result = " ".join(self.ranges), "\n".join(self.results)
        return BdtLabValue(self.code, name, text, unit, ranges, mark, result, self.state)


_ONCE = ("8411", "8420", "8421", "8422")


def _lab(group: list[Line], view: View) -> Iterator[BdtLabValue]:
    """The state (8401) stands before the test (8410) it speaks of."""
    value: _Value | None = None
    state: Line | None = None
    for line in group:
        if line.field == "8410":
            if value:
                yield value.made()
            value = _Value(line.text.strip(), state.text.strip() if state else "")
            state = None
        elif line.field == "8401":
            view.unuse([state] if state else [])
            state = line
        elif value is None:
            view.unuse([line])
        else:
            value.take(line)
    view.unuse([state] if state else [])
    if value:
        yield value.made()


def _form(group: list[Line], view: View) -> BdtForm:
    head: dict[str, str] = {}
    pairs: list[tuple[str, list[str]]] = []
    for line in group:
        if line.field == "6298":
            pairs.append((line.text.strip(), []))
        elif line.field == "6299":
            if not pairs:
                pairs.append(("", []))
            pairs[-1][1].append(line.text)
        elif line.field in head:
            view.unuse([line])
        else:
            head[line.field] = line.text.strip()
    content = tuple((name, "\n".join(texts).strip()) for name, texts in pairs)
    title, kind, template = (head.get(fk, "") for fk in ("6296", "6295", "6297"))
    return BdtForm(title, kind, template, content)


def _document(group: list[Line], view: View) -> BdtDocument:
    """Path, type and title have two field ids each; what both say twice is left over."""
    found = {line.field: line for line in group}
    chosen = [next((found[fk] for fk in fks if fk in found), None) for fks in _DOCUMENT_PARTS]
    view.unuse(line for line in group if line not in chosen)
    path, kind, title = (line.text.strip() if line else "" for line in chosen)
    return BdtDocument(path, path.replace("\\", "/").rsplit("/", 1)[-1], kind, title)


_DOCUMENT_PARTS = (("6325", "6305"), ("6326", "6303"), ("6327", "6304"))
