"""Writes a tree back as XML."""

from __future__ import annotations

from collections.abc import Callable

from formats.fhir.sayings import Unwritable, problem
from formats.fhir.tree import SCHEMA_PLACE, XHTML, Node

_XML = "http://www.w3.org/XML/1998/namespace"
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


def plain_markup(node: Node) -> str:
    """The readable text (`div`) as one piece of XHTML; raises `Unwritable`."""
    return serialise(node, indent="").decode("utf-8").partition("\n")[2].rstrip("\n")


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
