"""Lines of text catalogues: decoded, bounded and counted."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from formats.catalogues.errors import UnreadableCatalogueError

LONGEST_LINE = 64 * 1024  # bytes; the longest official line has 4,500
MOST_LINES = 1_000_000


def text_lines(stream: BinaryIO, encoding: str) -> Iterator[tuple[int, str]]:
    """Number (from 1) and text of every line; UnreadableCatalogueError at the first bad one."""
    number = 0
    while raw := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(raw) > LONGEST_LINE or number > MOST_LINES:
            raise UnreadableCatalogueError("Die Datei ist zu lang.", line=number)
        try:
            text = raw.decode("utf-8-sig" if number == 1 and encoding == "utf-8" else encoding)
        except UnicodeDecodeError:
            raise UnreadableCatalogueError(
                f"Zeichen, die nicht in {encoding.upper()} stehen.", line=number
            ) from None
        yield number, text.rstrip("\r\n")


def rows(stream: BinaryIO, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The fields of every line that is not empty, without quoting."""
    for number, text in text_lines(stream, encoding):
        if text:
            yield number, text.split(separator)


def table(
    stream: BinaryIO, encoding: str, separator: str, *wanted: str
) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a file whose first line names its columns; fields may be quoted on one line."""
    lines = text_lines(stream, encoding)
    first = next(lines, (1, ""))
    names = _fields(first, separator)
    if missing := [name for name in wanted if name not in names]:
        raise UnreadableCatalogueError(f"Es fehlt die Spalte {missing[0]}.", line=1)
    for number, text in lines:
        if not text:
            continue
        fields = _fields((number, text), separator)
        if len(fields) != len(names):
            raise UnreadableCatalogueError(f"{len(fields)} Felder statt {len(names)}.", line=number)
        yield number, dict(zip(names, fields, strict=True))


def _fields(line: tuple[int, str], separator: str) -> list[str]:
    try:
        return next(csv.reader([line[1]], delimiter=separator, strict=True), [])
    except csv.Error:
        raise UnreadableCatalogueError("Anführungszeichen ohne Ende.", line=line[0]) from None
