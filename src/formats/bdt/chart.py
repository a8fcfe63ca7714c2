"""The chart (record 6200): days, entries, laboratory values, forms, documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from formats.bdt.fields import CHART, FIELDS, TEST_FIELDS, label_of
from formats.bdt.model import BdtChart, BdtDocument, BdtEntry, BdtForm, BdtLabValue
from formats.bdt.view import View
from formats.xdt import Line
from formats.xdt.dates import PartialDate, clock_of

# Old systems cut long texts here, in the middle of words.
FULL_LINE = 70

_FORM = {"6295", "6296", "6297", "6298", "6299"}
_DOCUMENT = {"6302", "6303", "6304", "6305", "6325", "6326", "6327"}
_PATHS = {"6305", "6325"}
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
            yield _entry(day, group)
            group = []
        if line.field == "6200":
            day = view.day(line)
            if day is None:
                unreadable.append(line.number)
        elif line.field in CHART or "6330" <= line.field < "6400":
            view.use(line)
            group.append(line)
    if group:
        yield _entry(day, group)


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


def _entry(day: PartialDate | None, group: list[Line]) -> BdtEntry:
    clock = clock_of(group[0].text.strip()) if group[0].field == "6201" else None
    if group[0].field == "6201" and len(group) > 1:
        group = group[1:]
    first = group[0]
    made = BdtEntry(day, first.field, label_of(first.field), clock=clock, line=first.number)
    if first.field in _LAB:
        return replace(made, label="Labor", lab=tuple(_lab(group)))
    if first.field in _FORM:
        form = _form(group)
        return replace(made, label="Formular", text=form.title, form=form)
    if first.field in _DOCUMENT:
        document = _document(group)
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


def _lab(group: list[Line]) -> Iterator[BdtLabValue]:
    value: BdtLabValue | None = None
    for line in group:
        text = line.text.strip()
        if line.field == "8410":
            if value:
                yield value
            value = BdtLabValue(text)
        elif value is None:
            continue
        elif line.field == "8411":
            value = replace(value, name=text)
        elif line.field == "8420":
            value = replace(value, text=text)
        elif line.field == "8421":
            value = replace(value, unit=text)
        elif line.field == "8422":
            value = replace(value, mark=text)
        elif line.field in ("8460", "8461", "8462"):
            value = replace(value, range_text=f"{value.range_text} {text}".strip()[:2000])
        elif line.field != "8401":
            value = replace(value, result=f"{value.result}\n{text}".strip()[:20_000])
    if value:
        yield value


def _form(group: list[Line]) -> BdtForm:
    texts = {line.field: line.text.strip() for line in reversed(group)}
    pairs: list[tuple[str, str]] = []
    for line in group:
        if line.field == "6298":
            pairs.append((line.text.strip(), ""))
        elif line.field == "6299" and pairs:
            name, content = pairs[-1]
            pairs[-1] = (name, f"{content}\n{line.text}".strip()[:20_000])
        elif line.field == "6299":
            pairs.append(("", line.text))
    return BdtForm(
        texts.get("6296", ""), texts.get("6295", ""), texts.get("6297", ""), tuple(pairs)
    )


def _document(group: list[Line]) -> BdtDocument:
    texts = {line.field: line.text.strip() for line in reversed(group)}
    path = next((line.text.strip() for line in group if line.field in _PATHS), "")
    return BdtDocument(
        path=path,
        file_name=path.replace("\\", "/").rsplit("/", 1)[-1],
        type=texts.get("6326", texts.get("6303", "")),
        title=texts.get("6327", texts.get("6304", "")),
    )
