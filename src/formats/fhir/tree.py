"""Reads FHIR XML into a plain tree, within bounds.

The parser is expat of the standard library: no entity, no file and no address is ever followed,
because a document type declaration is refused at its first character.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from formats.fhir.sayings import NotFhir, problem

FHIR = "http://hl7.org/fhir"
XHTML = "http://www.w3.org/1999/xhtml"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA_PLACE = f"{{{_XSI}}}schemaLocation"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may cost: bytes, nested levels, elements with attributes."""

    most_bytes: int = 8 << 20
    most_levels: int = 64
    most_elements: int = 200_000


@dataclass(slots=True, eq=False)
class Node:
    """One element: its local name, its attributes and its children, in the order of the file.

    `value`, `url` and `id` of FHIR are attributes. `text` and `tail` hold what stands inside and
    behind an element and are only filled in the narrative (XHTML). `line` counts from 1; 0 means
    the node was made here. `namespace` is FHIR's unless the document said otherwise.
    """

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    line: int = 0
    namespace: str = FHIR
    text: str = ""
    tail: str = ""

    @property
    def value(self) -> str | None:
        """The primitive value, None where there is none."""
        return self.attributes.get("value")

    @property
    def url(self) -> str | None:
        """The url of an extension."""
        return self.attributes.get("url")

    @property
    def is_fhir(self) -> bool:
        """Whether the element is one of FHIR (and not of the narrative or of strangers)."""
        return self.namespace == FHIR

    def all(self, name: str) -> list[Node]:
        """The FHIR children of a name."""
        return [child for child in self.children if child.name == name and child.is_fhir]

    def first(self, *names: str) -> Node | None:
        """The first node down a path of names, None where it ends early."""
        found: Node | None = self
        for name in names:
            if found is None:
                return None
            found = next((c for c in found.children if c.name == name and c.is_fhir), None)
        return found

    def value_at(self, *names: str) -> str | None:
        """The value of the first node down a path."""
        found = self.first(*names)
        return found.value if found else None

    def extension(self, url: str) -> Node | None:
        """The first extension of a url."""
        return next((e for e in self.all("extension") if e.url == url), None)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in the order of the file."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


def parse(data: bytes, limits: Limits | None = None) -> Node:
    """The root element of a FHIR XML document.

    Guarantees: within the limits, else refused; no document type, so no entities; nothing is
    fetched; UTF-8, UTF-16, ISO 8859-1 and ASCII as declared. Comments and processing instructions
    are dropped. Raises `NotFhir` with German reason and line, and nothing else, for any bytes.
    """
    return _Builder(limits or Limits()).built(data)


class _Builder:
    """Collects what expat reports and refuses at the first thing that does not belong."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._root: Node | None = None
        self._open: list[Node] = []
        self._count = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._document_type
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def built(self, data: bytes) -> Node:
        if len(data) > self._limits.most_bytes:
            raise NotFhir(problem("FHR02"))
        if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xfe\xff"):
            raise NotFhir(problem("FHR01"))
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            raise NotFhir(problem("FHR03", line=error.lineno)) from None
        except (ValueError, LookupError):  # an encoding Python does not know or cannot map
            raise NotFhir(problem("FHR04", line=1)) from None
        finally:
            # The handlers hold this object and the parser holds the handlers: cut the ring.
            self._parser.StartElementHandler = None
            self._parser.EndElementHandler = None
            self._parser.CharacterDataHandler = None
            self._parser.StartDoctypeDeclHandler = None
        if self._root is None:
            raise NotFhir(problem("FHR03", line=1))
        return self._root

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        line = self._parser.CurrentLineNumber
        self._count += 1 + len(attributes)
        if self._count > self._limits.most_elements:
            raise NotFhir(problem("FHR05", line=line))
        if len(self._open) >= self._limits.most_levels:
            raise NotFhir(problem("FHR06", line=line))
        namespace, _, local = name.rpartition(" ")
        own = {_clark(key): value for key, value in attributes.items()}
        node = Node(local, own, line=line, namespace=namespace)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self._root = node
        self._open.append(node)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        node = self._open[-1]
        if node.namespace == XHTML:
            if node.children:
                node.children[-1].tail += text
            else:
                node.text += text
        elif not text.isspace():
            raise NotFhir(problem("FHR07", line=self._parser.CurrentLineNumber))

    def _document_type(self, *_: Any) -> None:
        raise NotFhir(problem("FHR08", line=self._parser.CurrentLineNumber))


def _clark(name: str) -> str:
    namespace, _, local = name.rpartition(" ")
    return f"{{{namespace}}}{local}" if namespace else local
