"""Reads large XML record by record: streaming, bounded, and deaf to everything XML can do beside.

Entities, external references and processing of document types are refused or ignored; a document
type that only names a file (as BfArM's ClaML does) is read over and never fetched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from formats.catalogues.errors import UnreadableCatalogueError

_CHUNK = 1 << 16
DEEPEST = 40
MOST_IN_ONE = 400_000  # elements in one record: a whole ICD group with its thesaurus has 20,000
LONGEST_TEXT = 1 << 20
GREATEST = 1 << 30


@dataclass(slots=True)
class Node:
    """One element: its name without namespace, attributes, children, and what it says in order."""

    name: str
    line: int
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    said: list[str | Node] = field(default_factory=list)

    def value(self, name: str = "V") -> str:
        """An attribute, stripped; '' if absent."""
        return self.attributes.get(name, "").strip()

    def all(self, *path: str) -> list[Node]:
        """Every element at this path below."""
        found = [self]
        for name in path:
            found = [child for node in found for child in node.children if child.name == name]
        return found

    def one(self, *path: str) -> Node | None:
        """The first element at this path."""
        return next(iter(self.all(*path)), None)

    def at(self, *path: str) -> str:
        """The V attribute of the first element at this path; '' if there is none."""
        found = self.one(*path)
        return found.value() if found else ""

    def text(self, *, without: Collection[str] = ()) -> str:
        """All text of the element and of what is in it (but `without`), blanks folded."""
        return " ".join("".join(self._words(without)).split())

    def _words(self, without: Collection[str]) -> Iterator[str]:
        for piece in self.said:
            if isinstance(piece, str):
                yield piece
            elif piece.name not in without:
                yield " "
                yield from piece._words(without)
                yield " "


def records(stream: BinaryIO, wanted: Collection[str]) -> Iterator[Node]:
    """Every element whose name is wanted and stands in no other wanted one, as it is closed.

    UnreadableCatalogueError, with the line, for anything but sound and modest XML.
    """
    reader = _Reader(frozenset(wanted))
    read = 0
    while chunk := stream.read(_CHUNK):
        read += len(chunk)
        if read > GREATEST:
            raise UnreadableCatalogueError("Die Datei ist zu groß (über 1 GB).")
        reader.feed(chunk)
        yield from reader.taken()
    reader.end()
    yield from reader.taken()


class _Reader:
    """Builds nodes from expat's events; keeps only the record that is open."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self._wanted = wanted
        self._done: list[Node] = []
        self._open: list[Node] = []
        self._depth = 0
        self._count = 0
        self._length = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.ExternalEntityRefHandler = self._external
        self._parser = parser

    def feed(self, data: bytes) -> None:
        """Parse another piece."""
        self._parse(data, final=False)

    def end(self) -> None:
        """Nothing follows."""
        self._parse(b"", final=True)

    def taken(self) -> list[Node]:
        """The records finished since the last call."""
        done, self._done = self._done, []
        return done

    def _parse(self, data: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            raise UnreadableCatalogueError(
                "Das ist kein vollständiges XML (abgebrochen oder beschädigt).", line=error.lineno
            ) from None
        except (ValueError, LookupError):
            raise self._refused("Der Zeichensatz ist unbekannt.") from None

    def _refused(self, why: str) -> UnreadableCatalogueError:
        return UnreadableCatalogueError(why, line=self._parser.CurrentLineNumber)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._refused("Das XML ist zu tief verschachtelt.")
        name = name.rpartition(":")[2]
        if not self._open and name not in self._wanted:
            return
        self._count += 1
        if self._count > MOST_IN_ONE:
            raise self._refused("Ein Eintrag ist zu groß.")
        self._measure(sum(map(len, attributes.values())))
        node = Node(name, self._parser.CurrentLineNumber, attributes)
        if self._open:
            self._open[-1].children.append(node)
            self._open[-1].said.append(node)
        self._open.append(node)

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if not self._open:
            return
        node = self._open.pop()
        if not self._open:
            self._done.append(node)
            self._count = self._length = 0

    def _characters(self, text: str) -> None:
        if self._open:
            self._measure(len(text))
            self._open[-1].said.append(text)

    def _measure(self, length: int) -> None:
        self._length += length
        if self._length > 32 * LONGEST_TEXT:
            raise self._refused("Ein Eintrag ist zu groß.")

    def _doctype(
        self, _name: str, _system: str | None, _public: str | None, has_subset: bool
    ) -> None:
        if has_subset:
            raise self._refused("Eigene Dokumenttypen sind nicht zugelassen.")

    def _entity(self, *_given: object) -> None:
        raise self._refused("Eigene Entitäten sind nicht zugelassen.")

    def _external(self, *_given: object) -> int:
        return 0
