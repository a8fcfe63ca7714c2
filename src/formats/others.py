"""What `check`, `show` and `convert` do with formats outside xDT: plans, catalogues, FHIR."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from formats import bmp
from formats.bmp.read import GREATEST
from formats.bmp.show import HARMLESS, stated
from formats.catalogues import Item, UnreadableCatalogueError, open_catalogue
from formats.fhir import eau, eeb, erezept, evdga
from formats.fhir.check import Checked, Shelf, check_bytes
from formats.fhir.json_read import parse_either
from formats.fhir.json_write import serialise_json
from formats.fhir.serial import serialise
from formats.fhir.tree import Limits
from formats.xdt import FormatError, Problem, ProblemLog, Severity

MOST_SHOWN = 100_000
_FAMILIES = (
    erezept.FAMILY, eau.FAMILY, eau.CANCELLATION, evdga.FAMILY,
    eeb.FAMILY, eeb.REQUEST, eeb.REFUSAL,
)  # fmt: skip


class UnreadablePlanError(FormatError):
    """Nothing of a medication plan could be understood."""

    message = "Das ist kein lesbarer Medikationsplan (BMP). `check` sagt, woran es liegt."


def read_plan(stream: BinaryIO) -> bmp.BmpFile:
    """One page of a plan; more than the limit is read only as far as to refuse it."""
    return bmp.read(stream.read(GREATEST + 1))


def show_plan(stream: BinaryIO, *, with_content: bool) -> Iterator[str]:
    """One line per stated attribute; content only if asked for."""
    plan = read_plan(stream).plan
    if plan is None:
        raise UnreadablePlanError
    for depth, place, label, text in stated(plan):
        shown = text if with_content or place in HARMLESS else f"({len(text)} Zeichen)"
        yield f"{'  ' * depth}{place:<6} {label}: {shown}"


def rewritten_plan(stream: BinaryIO) -> bytes:
    """The page as our strict writer writes it."""
    plan = read_plan(stream).plan
    if plan is None:
        raise UnreadablePlanError
    return bmp.write(plan)


def plain_plan(stream: BinaryIO) -> list[object]:
    """The page as a record, for JSON."""
    plan = read_plan(stream).plan
    if plan is None:
        raise UnreadablePlanError
    return [plan]


def check_document(stream: BinaryIO, packages: Path | None) -> Checked:
    """A FHIR document against R4 and the packages in a folder."""
    return check_bytes(stream.read(Limits().most_bytes + 1), Shelf(packages))


def show_document(stream: BinaryIO, *, with_content: bool) -> Iterator[str]:
    """One line per element of a FHIR document; values only if asked for, addresses always."""
    waiting = [(parse_either(stream.read(Limits().most_bytes + 1)), 0)]
    while waiting:
        node, depth = waiting.pop()
        text = node.value if node.value is not None else node.url
        if text is None:
            shown = ""
        elif with_content or node.url or node.name in ("profile", "system"):
            shown = f": {text}"
        else:
            shown = f": ({len(text)} Zeichen)"
        yield f"{node.line:>6}  {'  ' * min(depth, 20)}{node.name}{shown}"
        waiting.extend((child, depth + 1) for child in reversed(node.children))


def plain_document(stream: BinaryIO) -> list[object]:
    """The document as its typed object, for JSON; behind it every element no field claims, as XML.

    An empty list for a FHIR document that is none of ours.
    """
    root = parse_either(stream.read(Limits().most_bytes + 1))
    profile = (root.value_at("meta", "profile") or "").partition("|")[0]
    family = next((one for one in _FAMILIES if profile in one.profiles), None)
    if family is None:
        return []
    done = family.of(root)
    rest = [(kept.path, kept.line, serialise(kept.node).decode()) for kept in done.kept]
    return [done.document, *({"kept": path, "line": at, "xml": xml} for path, at, xml in rest)]


def rewritten_document(stream: BinaryIO, *, as_json: bool) -> bytes:
    """A FHIR document in the other writing; nothing is left out, or it is refused."""
    root = parse_either(stream.read(Limits().most_bytes + 1))
    return serialise_json(root) if as_json else serialise(root)


def items_of(stream: BinaryIO, name: str) -> Iterator[Item]:
    """Every item of a catalogue file."""
    for part in open_catalogue(stream, name):
        yield from part.items


def check_catalogue(stream: BinaryIO, name: str) -> tuple[ProblemLog, int]:
    """The first thing that is wrong, and how many items were read before it."""
    log, count = ProblemLog(), 0
    try:
        for _ in items_of(stream, name):
            count += 1
    except UnreadableCatalogueError as bad:
        log.add(Problem("CAT1", Severity.ERROR, bad.why, line=bad.line))
    return log, count


def show_catalogue(stream: BinaryIO, name: str) -> Iterator[str]:
    """Codes and texts; a catalogue holds nothing of a person."""
    for item in islice(items_of(stream, name), MOST_SHOWN):
        yield f"{item.code + item.mark:<12} {item.title}"
