"""Reads FHIR XML into a plain tree within bounds, and writes a tree back as XML.

The parser is expat of the standard library: no entity, no file and no address is ever followed,
because a document type declaration is refused at its first character.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from formats.fhir.sayings import NotFhir, Unwritable, problem

FHIR = "http://hl7.org/fhir"
XHTML = "http://www.w3.org/1999/xhtml"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA_PLACE = f"{{{_XSI}}}schemaLocation"
_XML = "http://www.w3.org/XML/1998/namespace"


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


_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_ATTRIBUTE = {**_TEXT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
_ORDER = {"id": 0, "url": 1, "value": 2}


def serialise(root: Node, *, indent: str = "  ") -> bytes:
    """The tree as UTF-8 XML, an element a line, the narrative as it was; one line if not indented.

    Raises `Unwritable` where a character may not stand in XML at all.
    """
    out = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    _Writer(out.append, indent).element(root, "", 0)
    if not indent:
        out.append("\n")
    return "".join(out).encode("utf-8")


class _Writer:
    def __init__(self, put: Callable[[str], None], indent: str) -> None:
        self._put = put
        self._indent = indent

    def element(self, node: Node, namespace: str, depth: int) -> None:
        """Write one element; recursion is as deep as the tree, which `parse` bounds."""
        is_narrative = node.namespace == XHTML
        inside = is_narrative and namespace == XHTML
        if not inside:
            self._put(self._indent * depth)
        self._put(f"<{node.name}")
        if node.namespace != namespace:
            self._put(f' xmlns="{escaped(node.namespace, _ATTRIBUTE)}"')
        self._attributes(node)
        if not node.children and not node.text:
            self._put("/>")
        else:
            self._put(">")
            self._content(node, depth, is_narrative=is_narrative)
            self._put(f"</{node.name}>")
        if inside:
            self._put(escaped(node.tail, _TEXT))
        elif self._indent:
            self._put("\n")

    def _attributes(self, node: Node) -> None:
        keys = sorted(node.attributes, key=lambda k: (_ORDER.get(k, 9), k))
        for number, key in enumerate(keys):
            if key == SCHEMA_PLACE:
                continue
            namespace, _, name = key.rpartition("}")
            if namespace == f"{{{_XML}":
                name = f"xml:{name}"
            elif namespace:
                self._put(f' xmlns:o{number}="{escaped(namespace[1:], _ATTRIBUTE)}"')
                name = f"o{number}:{name}"
            self._put(f' {name}="{escaped(node.attributes[key], _ATTRIBUTE)}"')

    def _content(self, node: Node, depth: int, *, is_narrative: bool) -> None:
        if is_narrative:
            self._put(escaped(node.text, _TEXT))
        elif self._indent:
            self._put("\n")
        for child in node.children:
            self.element(child, node.namespace, depth + 1)
        if not is_narrative:
            self._put(self._indent * depth)


def escaped(text: str, table: dict[str, str]) -> str:
    """Text for XML; raises `Unwritable` for what XML cannot hold."""
    if not is_writable(text):
        raise Unwritable(problem("FHR09"))
    return "".join(table.get(c, c) for c in text) if not text.isalnum() else text


def is_writable(text: str) -> bool:
    """Whether every character may stand in XML 1.0."""
    return all(
        c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000"
        for c in text
    )
