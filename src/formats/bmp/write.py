"""Writes one page of a medication plan strictly: compact XML without prolog in ISO 8859-1."""

from __future__ import annotations

from formats.bmp.check import check, letter_of
from formats.bmp.fields import FACTS, VERSION
from formats.bmp.model import Entry, Medication, MedicationPlan, Observations, Section
from formats.bmp.values import text_of
from formats.xdt import UnwritableError
from formats.xdt.charsets import is_mistaken_for_utf_8

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def write(plan: MedicationPlan) -> bytes:
    """The bytes of one page as they go into its barcode.

    Raises `UnwritableError` for anything but version 2.8, for what `check` calls an error, while
    `plan.further` holds anything, and for text garbled by an earlier decoding ("GrÃ¶"). A plan
    of several pages goes through `split` first.
    """
    if plan.version != VERSION:
        raise UnwritableError(detail="only version 028 is written; see renewed()")
    if plan.further:
        raise UnwritableError(detail="the plan still holds parts without a place")
    errors = check(plan).errors()
    if errors:
        raise UnwritableError(detail=" ".join(sorted({f"{e.code}@{e.field}" for e in errors})))
    data = raw(plan)
    if is_mistaken_for_utf_8(data):
        raise UnwritableError(detail="all umlauts read as UTF-8: the text was decoded wrongly")
    return data


def raw(plan: MedicationPlan) -> bytes:
    """The same without judgement, for measuring; raises `UnwritableError` outside ISO 8859-1."""
    parts = ["<MP", _attributes("MP", plan), ">"]
    parts += [_element("P", plan.patient), _element("A", plan.author)]
    if plan.observations != Observations():
        parts.append(_element("O", plan.observations))
    parts += [_section(section) for section in plan.sections]
    try:
        return "".join([*parts, "</MP>"]).encode("latin-1")
    except UnicodeEncodeError:
        raise UnwritableError(detail="a character outside ISO 8859-1") from None


def _section(section: Section) -> str:
    inner = "".join(_entry(entry) for entry in section.entries)
    return _element("S", section, inner)


def _entry(entry: Entry) -> str:
    inner = ""
    if isinstance(entry, Medication):
        inner = "".join(_element("W", ingredient) for ingredient in entry.ingredients)
    return _element(letter_of(entry), entry, inner)


def _element(element: str, holder: object, inner: str = "") -> str:
    head = f"<{element}{_attributes(element, holder)}"
    return f"{head}>{inner}</{element}>" if inner else f"{head}/>"


def _attributes(element: str, holder: object) -> str:
    written = ((fact, text_of(getattr(holder, fact.name))) for fact in FACTS[element])
    return "".join(
        f' {fact.attribute}="{text.translate(_ESCAPES)}"' for fact, text in written if text
    )
