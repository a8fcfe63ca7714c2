"""The record table as a machine: one regular expression to accept, one walk to explain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from formats.kvdt.records import ANYWHERE, PARTS, RECORDS
from formats.xdt import Line


class Fault(StrEnum):
    """What the walk found."""

    MISSING = "missing"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class Node:
    """A field, a sequence or a set of fields in any order, with how often it stands."""

    field: str = ""
    children: tuple[Node, ...] = ()
    any_of: frozenset[str] = frozenset()
    repeat: str = ""
    first: frozenset[str] = frozenset()
    is_nullable: bool = False


_TOKEN = re.compile(r"[0-9]{4}|[A-Z]+|[?*+(){}]")


def _finish(node: Node, repeat: str) -> Node:
    return Node(
        node.field,
        node.children,
        node.any_of,
        repeat,
        node.first,
        node.is_nullable or repeat in ("?", "*"),
    )


def _sequence(children: list[Node]) -> Node:
    first: frozenset[str] = frozenset()
    for child in children:
        first |= child.first
        if not child.is_nullable:
            break
    return Node(
        children=tuple(children),
        first=first,
        is_nullable=all(child.is_nullable for child in children),
    )


def _parse(text: str) -> Node:
    words = _TOKEN.findall(text)
    stack: list[list[Node]] = [[]]
    inside: list[str] | None = None
    for word in words:
        if inside is not None and word != "}":
            inside.append(word)
        elif word == "{":
            inside = []
        elif word == "}":
            members = frozenset(inside or ())
            stack[-1].append(Node(any_of=members, repeat="*", first=members, is_nullable=True))
            inside = None
        elif word == "(":
            stack.append([])
        elif word == ")":
            group = _sequence(stack.pop())
            stack[-1].append(group)
        elif word in "?*+":
            stack[-1][-1] = _finish(stack[-1][-1], word)
        elif word[0].isdigit():
            stack[-1].append(Node(field=word, first=frozenset({word})))
        else:
            stack[-1].append(_parse(PARTS[word]))
    return _sequence(stack[0])


def _expression(node: Node) -> str:
    """One field decides what follows, so a step back fails at its first field: time is linear.

    Not possessive: Python before 3.11.5 (Debian 12) does not match nested possessive groups.
    """
    if node.field:
        inner = node.field
    elif node.any_of:
        return f"(?:{'|'.join(sorted(node.any_of))})*"
    else:
        inner = "".join(map(_expression, node.children))
    return f"(?:{inner}){node.repeat}"


TREES: dict[str, Node] = {kind: _parse(text) for kind, text in RECORDS.items()}
_ACCEPT = {kind: re.compile(_expression(tree)) for kind, tree in TREES.items()}


def fields_of(kind: str) -> frozenset[str]:
    """All fields a record may hold."""
    anywhere = {ANYWHERE[kind]} if kind in ANYWHERE else set()
    return frozenset(_all(TREES[kind])) | anywhere


def _all(node: Node) -> Iterator[str]:
    if node.field:
        yield node.field
    yield from node.any_of
    for child in node.children:
        yield from _all(child)


def accepts(kind: str, lines: Sequence[Line]) -> bool:
    """Whether order and number of the fields are right; linear in the number of lines."""
    fields = "".join([line.field for line in _placed(kind, lines)])
    return _ACCEPT[kind].fullmatch(fields) is not None


def _placed(kind: str, lines: Sequence[Line]) -> Sequence[Line]:
    """The lines whose place counts."""
    free = ANYWHERE.get(kind)
    return lines if free is None else [line for line in lines if line.field != free]


def explain(kind: str, lines: Sequence[Line]) -> Iterator[tuple[Fault, str, Line | None]]:
    """What is missing (before which line) and what should not stand there."""
    placed = _placed(kind, lines)
    walk = _Walk(placed)
    yield from walk.node(TREES[kind])
    for line in placed[walk.place :]:
        yield Fault.UNEXPECTED, line.field, line


class _Walk:
    """One step per line, looking ahead only a little to tell missing from misplaced."""

    AHEAD = 6

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self.place = 0

    def _now(self) -> str:
        return self._lines[self.place].field if self.place < len(self._lines) else ""

    def node(self, node: Node) -> Iterator[tuple[Fault, str, Line | None]]:
        if node.any_of:
            while self._now() in node.any_of:
                self.place += 1
            return
        if node.repeat in ("?", "*") and self._now() not in node.first:
            return
        yield from self._once(node)
        while node.repeat in ("*", "+") and self._now() in node.first:
            before = self.place
            yield from self._once(node)
            if self.place == before:
                return

    def _once(self, node: Node) -> Iterator[tuple[Fault, str, Line | None]]:
        if not node.field:
            for child in node.children:
                yield from self.node(child)
            return
        if self._now() == node.field:
            self.place += 1
            return
        ahead = [line.field for line in self._lines[self.place : self.place + self.AHEAD]]
        if node.field in ahead:
            for line in self._lines[self.place : self.place + ahead.index(node.field)]:
                yield Fault.UNEXPECTED, line.field, line
            self.place += ahead.index(node.field) + 1
        else:
            here = self._lines[self.place] if self.place < len(self._lines) else None
            yield Fault.MISSING, node.field, here
