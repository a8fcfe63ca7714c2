"""What `check`, `show` and `convert` do with formats outside the xDT family: plans, catalogues."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from formats import bmp
from formats.bmp.read import GREATEST
from formats.bmp.show import HARMLESS, stated
from formats.catalogues import Item, UnreadableCatalogueError, open_catalogue
from formats.xdt import FormatError, Problem, ProblemLog, Severity

MOST_SHOWN = 100_000


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
