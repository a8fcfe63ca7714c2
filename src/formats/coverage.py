"""Writes the coverage part of each README from the tables; `python -m formats.coverage`.

It is one file: one table for each format, all made alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from formats import probes
from formats.bdt import fields as bdt
from formats.bmp import fields as bmp
from formats.bmp.sayings import TABLE as BMP_SAYINGS
from formats.fhir import coverage as fhir
from formats.gdt import fields as gdt
from formats.kvdt.fields import FIELDS as KVDT_FIELDS
from formats.kvdt.grammar import TREES, fields_of
from formats.kvdt.needs import MASTER_RULES
from formats.kvdt.practice import SAYINGS
from formats.kvdt.records import ANYWHERE, LABELS
from formats.kvdt.rules import RULES as KVDT_RULES
from formats.kvdt.unchecked import UNCHECKED
from formats.ldt import rules as ldt_rules
from formats.ldt.codes import CODES, OPEN
from formats.ldt.fact import Field as LdtField
from formats.ldt.fact import Kind as LdtKind
from formats.ldt.fields import FIELDS as LDT_FIELDS
from formats.ldt.fields2 import ROWS as LDT_2_ROWS
from formats.ldt.objects import OBJECTS
from formats.ldt.results import RESULT_OBJECTS
from formats.ldt.shapes import SHAPES
from formats.xdt.charsets import DECLARED, Charset
from formats.xdt.sayings import SAYINGS as LINE_SAYINGS

BEGIN, END = "<!-- coverage: written by `python -m formats.coverage` -->", "<!-- /coverage -->"

# `typed`: a value of its own; `listed`: among the further fields with its German name.
_DONE = ("Read", "Checked", "Written")

# Objects whose fields become typed parts of a report or an order.
_TYPED = frozenset(RESULT_OBJECTS) | {"0010", "0011", "0013", "0017", "0026", "0027", "0032"}
_TYPED |= {"0035", "0036", "0037", "0042", "0045", "0047", "0054", "0059", "0068", "0072", "0100"}
_PARTLY = frozenset({"0002", "0007", "0014", "0019", "0022", "0031", "0043", "0051"})


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    titles = list(head)
    lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def lines() -> str:
    """Character sets and problems of the lines themselves."""
    named = {charset: value for value, charset in DECLARED.items()}
    sets = _table(
        ("Character set", "Declared as", "Written"),
        (
            (
                charset.label,
                named.get(charset, "–"),
                "no" if charset is Charset.DIN_66003 else "yes",
            )
            for charset in Charset
        ),
    )
    codes = _table(
        ("Code", "Weight", "German"),
        ((code, said[0].value, said[1]) for code, said in LINE_SAYINGS.items()),
    )
    return f"### Character sets\n\n{sets}\n\n### Problems\n\n{codes}"


def ldt() -> str:
    """Objects, fields of LDT 3, fields of LDT 2."""
    made = probes.ldt3_objects()
    objects = _table(
        ("Object", "Name", "German", "Fields", "Read as", "Fields written"),
        (
            (o.id, o.name, o.label, len(o.fields), _reading(o.id), len(made.get(o.id, ())))
            for o in sorted(OBJECTS.values(), key=lambda known: known.id)
        ),
    )
    reading, written = probes.ldt3_reading(), probes.ldt3_written()
    new = _table(
        ("Field", "Name", "German", "Content", "Length", *_DONE),
        (
            (
                *(f.id, f.name, f.label, f.kind.value, f"{f.shortest}–{f.longest}"),
                *(_read_3(f, reading), _checked_3(f), _yes(f.id in written)),
            )
            for f in LDT_FIELDS.values()
        ),
    )
    reading_2, written_2 = probes.ldt2_reading(), probes.ldt2_written()
    old = _table(
        ("Field", "Name", "German", "Content", "Length", *_DONE),
        (
            (
                *(f.id, f.name, f.label, _kind_2(f), f"≤ {f.longest}", reading_2[f.id]),
                *("date" if f.kind is LdtKind.DATE else "no", _yes(f.id in written_2)),
            )
            for f in LDT_2_ROWS
        ),
    )
    checked = " ".join(sorted(ldt_rules.CHECKED))
    unchecked = _table(("Rule", "Why not"), sorted(ldt_rules.UNCHECKED.items()))
    return (
        f"### Context rules checked ({len(ldt_rules.CHECKED)})\n\n{checked}\n\n"
        f"### Context rules not checked\n\n{unchecked}\n\n"
        f"### Objects and records of LDT 3 ({len(OBJECTS)})\n\n{objects}\n\n"
        f"### Fields of LDT 3 ({len(LDT_FIELDS)})\n\n{new}\n\n"
        f"### Fields of LDT 2 ({len(LDT_2_ROWS)})\n\n{old}"
    )


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _kind_2(field: LdtField) -> str:
    return "date TTMMJJJJ" if field.kind is LdtKind.DATE else field.kind.value


def _read_3(field: LdtField, reading: dict[str, str]) -> str:
    if field.kind is LdtKind.OBJECT:
        return "object"
    return reading.get(field.id, probes.LISTED)


def _checked_3(field: LdtField) -> str:
    """What `check` holds against the content of this field; its place is checked for all."""
    words = ["length"]
    if field.kind in (LdtKind.DATE, LdtKind.PARTIAL, LdtKind.CLOCK):
        words.append("date" if field.kind is not LdtKind.CLOCK else "time")
    if field.id in CODES and field.id not in OPEN:
        words.append("codes")
    if field.id in SHAPES:
        words.append("form")
    return "place" if field.kind is LdtKind.OBJECT else ", ".join(words)


def _reading(number: str) -> str:
    if len(number) == 4 and number.startswith("8"):
        return "record"
    if number in _TYPED:
        return "typed"
    return "partly typed" if number in _PARTLY else "facts"


def device() -> str:
    """Records and fields of GDT."""
    kinds = _table(("Record", "German"), gdt.KINDS.items())
    reading, written = probes.gdt_reading(), probes.gdt_written()
    # The 35 free categories are read and written alike: the first two rows speak for them all.
    written |= {f"{number}" for number in range(6330, 6400)} if "6331" in written else set()
    rows = _table(
        ("Field", "Name", "German", "Content", "Length", "Since", *_DONE),
        (
            (
                *(f.id, f.name, f.label, f.kind.value, f"≤ {f.longest}", f.since),
                *(reading[f.id], _yes(probes.gdt_checked(f.id)), _yes(f.id in written)),
            )
            for f in gdt.FIELDS.values()
        ),
    )
    return f"### Records\n\n{kinds}\n\n### Fields ({len(gdt.FIELDS)})\n\n{rows}"


def billing() -> str:
    """Records, fields, checked and unchecked rules of KVDT."""
    records = _table(
        ("Record", "German", "Fields"),
        ((kind, label, len(fields_of(kind))) for kind, label in LABELS.items()),
    )
    placed = {fk for kind in TREES for fk in fields_of(kind)} - set(ANYWHERE.values())
    fields = _table(
        ("Field", "Name", "German", "Content", *_DONE),
        (
            (
                *(f.id, f.name, f.label, f.kind.words.replace("|", "/"), "as a line"),
                *("content, place" if f.id in placed else "content", "yes"),
            )
            for f in KVDT_FIELDS.values()
        ),
    )
    checked = sorted(({rule.code for rule in KVDT_RULES} | set(SAYINGS.table)) - MASTER_RULES)
    why = Counter(UNCHECKED.values())
    unchecked = _table(
        ("Why not", "Rules", "Which"),
        (
            (reason, count, " ".join(sorted(c for c, r in UNCHECKED.items() if r == reason)))
            for reason, count in why.most_common()
        ),
    )
    return (
        f"### Records\n\n{records}\n\n"
        f"### Rules checked ({len(checked)})\n\n"
        f"{' '.join(checked)}\n\n"
        f"### Rules checked where master data are given ({len(MASTER_RULES)})\n\n"
        f"{' '.join(sorted(MASTER_RULES))}\n\n"
        f"### Rules not checked ({len(UNCHECKED)})\n\n{unchecked}\n\n"
        f"### Fields ({len(KVDT_FIELDS)})\n\n{fields}"
    )


def migration() -> str:
    """Records and fields of BDT."""
    kinds = _table(("Record", "German"), bdt.KINDS.items())
    reading = probes.bdt_reading()
    rows = _table(
        ("Field", "Name", "German", "Read"),
        ((f.id, f.name, f.label, reading[f.id]) for f in bdt.FIELDS.values()),
    )
    return f"### Records\n\n{kinds}\n\n### Fields ({len(bdt.FIELDS)})\n\n{rows}"


def medication() -> str:
    """Attributes and problems of the medication plan."""
    attributes = _table(
        ("Element", "Attribute", "Name", "German", "Content", "Length", *_DONE),
        (
            (element, f.attribute, f.name, f.label, f.kind.value, _length(f), "typed", "yes", "yes")
            for element, f in bmp.rows()
        ),
    )
    codes = _table(
        ("Code", "Weight", "German"),
        ((code, said[0].value, said[1]) for code, said in BMP_SAYINGS.items()),
    )
    count = sum(map(len, bmp.FACTS.values()))
    return f"### Attributes ({count})\n\n{attributes}\n\n### Problems\n\n{codes}"


def _length(fact: bmp.Fact) -> str:
    return f"{fact.shortest}–{fact.longest}" if fact.kind is bmp.Kind.TEXT else "by its form"


def catalogues() -> str:
    """Which facts of an item which format brings, as its sample shows."""
    facts = probes.catalogue_facts()
    names = sorted({name for found in facts.values() for name in found} - {"facts", "kind"})
    rows = ((name, *("yes" if name in facts[file] else "–" for file in facts)) for name in names)
    return f"### Facts by file\n\n{_table(('Fact', *facts), rows)}"


PARTS: dict[str, Callable[[], str]] = {
    "xdt": lines,
    "ldt": ldt,
    "gdt": device,
    "kvdt": billing,
    "bdt": migration,
    "bmp": medication,
    "catalogues": catalogues,
    "fhir": lambda: fhir.table(fhir.SHARED),
    "fhir/erezept": lambda: fhir.table(fhir.OWN["erezept"]),
    "fhir/eau": lambda: fhir.table(fhir.OWN["eau"]),
    "fhir/evdga": lambda: fhir.table(fhir.OWN["evdga"]),
    "fhir/eeb": lambda: fhir.table(fhir.OWN["eeb"]),
}


def readme(name: str) -> Path:
    """Where the README of a format lies."""
    return Path(__file__).parent / name / "README.md"


def renewed(name: str) -> str:
    """The README of a format with its coverage part written anew."""
    text = readme(name).read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{PARTS[name]()}\n\n{END}{rest.partition(END)[2]}"


def main() -> None:
    """Write them all."""
    for name in PARTS:
        made = renewed(name)
        readme(name).write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
