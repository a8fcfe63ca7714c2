"""Writes the coverage part of each README from the tables; `python -m formats.coverage`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from formats.bdt import fields as bdt
from formats.bmp import fields as bmp
from formats.bmp.sayings import TABLE as BMP_SAYINGS
from formats.fhir import coverage as fhir
from formats.gdt import fields as gdt
from formats.kvdt.fields import FIELDS as KVDT_FIELDS
from formats.kvdt.grammar import fields_of
from formats.kvdt.practice import SAYINGS
from formats.kvdt.records import LABELS, UNDESCRIBED
from formats.kvdt.rules import RULES as KVDT_RULES
from formats.kvdt.rules_master import MASTER_RULES
from formats.kvdt.unchecked import UNCHECKED
from formats.ldt import rules as ldt_rules
from formats.ldt.fields import FIELDS as LDT_FIELDS
from formats.ldt.fields2 import ROWS as LDT_2_ROWS
from formats.ldt.objects import OBJECTS
from formats.ldt.results import RESULT_OBJECTS
from formats.xdt.charsets import DECLARED, Charset
from formats.xdt.sayings import SAYINGS as LINE_SAYINGS

BEGIN, END = "<!-- coverage: written by `python -m formats.coverage` -->", "<!-- /coverage -->"

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
    objects = _table(
        ("Object", "Name", "German", "Fields", "Read as"),
        (
            (o.id, o.name, o.label, len(o.fields), _reading(o.id))
            for o in sorted(OBJECTS.values(), key=lambda made: made.id)
        ),
    )
    new = _table(
        ("Field", "Name", "German", "Content", "Length"),
        (
            (f.id, f.name, f.label, f.kind.value, f"{f.shortest}–{f.longest}")
            for f in LDT_FIELDS.values()
        ),
    )
    old = _table(
        ("Field", "Name", "German", "Content", "Length"),
        ((f.id, f.name, f.label, f.kind.value, f"≤ {f.longest}") for f in LDT_2_ROWS),
    )
    checked = " ".join(sorted(ldt_rules.CHECKED))
    unchecked = " ".join(sorted(ldt_rules.ALL - ldt_rules.CHECKED))
    return (
        f"### Context rules checked ({len(ldt_rules.CHECKED)})\n\n{checked}\n\n"
        f"### Context rules not checked\n\n{unchecked}\n\n"
        f"### Objects and records of LDT 3 ({len(OBJECTS)})\n\n{objects}\n\n"
        f"### Fields of LDT 3 ({len(LDT_FIELDS)})\n\n{new}\n\n"
        f"### Fields of LDT 2 ({len(LDT_2_ROWS)})\n\n{old}"
    )


def _reading(number: str) -> str:
    if len(number) == 4 and number.startswith("8"):
        return "record"
    if number in _TYPED:
        return "typed"
    return "partly typed" if number in _PARTLY else "further fields"


def device() -> str:
    """Records and fields of GDT."""
    kinds = _table(("Record", "German"), gdt.KINDS.items())
    rows = _table(
        ("Field", "Name", "German", "Content", "Length", "Since"),
        (
            (f.id, f.name, f.label, f.kind.value, f"≤ {f.longest}", f.since)
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
    fields = _table(
        ("Field", "Name", "German", "Content"),
        ((f.id, f.name, f.label, f.kind.words.replace("|", "/")) for f in KVDT_FIELDS.values()),
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
        f"### Records\n\n{records}\n\nOnly field by field: {', '.join(sorted(UNDESCRIBED))}.\n\n"
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
    rows = _table(
        ("Field", "Name", "German"), ((f.id, f.name, f.label) for f in bdt.FIELDS.values())
    )
    return f"### Records\n\n{kinds}\n\n### Fields ({len(bdt.FIELDS)})\n\n{rows}"


def medication() -> str:
    """Attributes and problems of the medication plan."""
    attributes = _table(
        ("Element", "Attribute", "Name", "German", "Content", "Length"),
        (
            (element, f.attribute, f.name, f.label, f.kind.value, _length(f))
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


PARTS: dict[str, Callable[[], str]] = {
    "xdt": lines,
    "ldt": ldt,
    "gdt": device,
    "kvdt": billing,
    "bdt": migration,
    "bmp": medication,
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
