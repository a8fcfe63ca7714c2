"""ICD-10-GM and OPS as ClaML, the XML of BfArM and WHO, with inclusion notes and modifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from formats.catalogues.errors import UnreadableCatalogueError
from formats.catalogues.icd_txt import heading
from formats.catalogues.model import Catalogue, Edition, IcdFacts, Item, Kind, OpsFacts, Part
from formats.catalogues.tree import Node, records
from formats.catalogues.values import year

_YEAR = re.compile(r"20\d{2}")
_SILENT = frozenset({"Reference"})
# What helps to find a code; exclusions name other codes and would mislead a search.
_NOTES = frozenset({"inclusion", "preferredLong"})
_MARKS = {"aster": "*", "optional": "!", "dagger": "+"}
_CLASS, _MODIFIER, _TITLE = "Class", "ModifierClass", "Title"


def read_claml(stream: BinaryIO) -> Part:
    """The edition and its items; modifiers become codes only where `ModifiedBy` allows them.

    Raises `UnreadableCatalogueError` where a title, a year or a class is missing. Source: ClaML
    2.0.0 as published by BfArM (metadata Para295, Para301, AgeLow, SexCode ...).
    """
    nodes = list(records(stream, (_CLASS, _MODIFIER, _TITLE)))
    title = next((node for node in nodes if node.name == _TITLE), None)
    found = _YEAR.search(title.value("version") or title.value("date")) if title else None
    if title is None or found is None:
        raise UnreadableCatalogueError("Im ClaML fehlt der Titel mit der Jahresfassung.")
    said = f"{title.value('name')} {title.text()}".upper()
    catalogue = Catalogue.OPS if "OPS" in said or "OPERATIONEN" in said else Catalogue.ICD
    first, last = year(int(found[0]))
    return Part(Edition(catalogue, str(first.year), first, last), _Tree(nodes, catalogue).items())


class _Tree:
    """All classes of a file and the modifiers that lengthen their codes."""

    def __init__(self, nodes: list[Node], catalogue: Catalogue) -> None:
        self._is_icd = catalogue is Catalogue.ICD
        self._classes = [node for node in nodes if node.name == _CLASS]
        self._modifiers: dict[str, dict[str, Node]] = {}
        for node in nodes:
            if node.name == _MODIFIER:
                of = self._modifiers.setdefault(node.value("modifier"), {})
                of[node.value("code")] = node

    def items(self) -> Iterator[Item]:
        if not self._classes:
            raise UnreadableCatalogueError("Das ClaML enthält keine Klassen.")
        for node in self._classes:
            code, title = node.value("code"), _label(node, "preferred")
            if not code or not title:
                raise UnreadableCatalogueError("Eine Klasse ohne Code oder Titel.", line=node.line)
            parent = next((up.value("code") for up in node.all("SuperClass")), "")
            kind = {"chapter": Kind.CHAPTER, "block": Kind.GROUP}.get(node.value("kind"))
            if kind is not None:
                yield heading(code, title, kind, parent)
                continue
            children = list(self._children(node, code, title))
            yield self._item(node, code, title, parent, final=not children and not _has_sub(node))
            yield from children

    def _children(self, node: Node, code: str, title: str) -> Iterator[Item]:
        """Codes a modifier makes; a second modifier lengthens those of the first."""
        modified = node.all("ModifiedBy")
        if not modified:
            return
        for first in self._allowed(modified[0]):
            longer = _joined(code, first.value("code"), is_icd=self._is_icd)
            words = f"{title}: {_label(first, 'preferred')}"
            followers = [
                second
                for second in (self._allowed(modified[1]) if len(modified) > 1 else ())
                if not _excludes(second, first)
            ]
            yield self._item(node, longer, words, code, final=not followers, also=first)
            for second in followers:
                last = _joined(longer, second.value("code"), is_icd=self._is_icd)
                end = f"{words}: {_label(second, 'preferred')}"
                yield self._item(node, last, end, longer, final=True, also=second)

    def _allowed(self, modified: Node) -> list[Node]:
        all_of = self._modifiers.get(modified.value("code"))
        if all_of is None:
            raise UnreadableCatalogueError("Ein Modifikator fehlt.", line=modified.line)
        named = [valid.value("code") for valid in modified.all("ValidModifierClass")]
        if not named:
            return list(all_of.values())
        return [all_of[code] for code in named if code in all_of]

    def _item(
        self,
        node: Node,
        code: str,
        title: str,
        parent: str,
        *,
        final: bool,
        also: Node | None = None,
    ) -> Item:
        told = _told(node) | (_told(also) if also else {})
        ambulatory = told.get("Para295")
        usage = (also.value("usage") if also else "") or node.value("usage")
        facts: IcdFacts | OpsFacts
        if self._is_icd:
            facts, usable = _icd_facts(told), ambulatory != "V" if ambulatory else None
        else:
            side = {"J": True, "N": False}.get(told.get("P17b-s", told.get("Seite", "")))
            facts, usable = OpsFacts(side), final
        notes = _notes(node) + (_notes(also) if also else ())
        return Item(
            code, title, parent=parent, mark=_MARKS.get(usage, ""), final=final, usable=usable,
            notes=notes, facts=facts,
        )  # fmt: skip


def _has_sub(node: Node) -> bool:
    return bool(node.all("SubClass"))


def _label(node: Node, kind: str) -> str:
    for rubric in node.all("Rubric"):
        if rubric.value("kind") == kind:
            return " ".join(label.text(without=_SILENT) for label in rubric.all("Label"))
    return ""


def _notes(node: Node) -> tuple[str, ...]:
    said = (
        label.text(without=_SILENT)
        for rubric in node.all("Rubric")
        if rubric.value("kind") in _NOTES
        for label in rubric.all("Label")
    )
    return tuple(dict.fromkeys(text for text in said if text))


def _told(node: Node) -> dict[str, str]:
    return {meta.value("name"): meta.value("value") for meta in node.all("Meta")}


def _excludes(second: Node, first: Node) -> bool:
    before = f"{first.value('modifier')} {first.value('code')}"
    return any(
        meta.value("name") == "excludeOnPrecedingModifier" and meta.value("value") == before
        for meta in second.all("Meta")
    )


def _joined(code: str, tail: str, *, is_icd: bool) -> str:
    """E10 + .2 is E10.2, E10.2 + 0 is E10.20; OPS: 5-433.3 + 0 is 5-433.30."""
    if tail.startswith(".") or "." in code or not is_icd:
        return code + tail
    return f"{code}.{tail}"


def _icd_facts(told: dict[str, str]) -> IcdFacts:
    sex, low, high = told.get("SexCode", "9"), told.get("AgeLow", ""), told.get("AgeHigh", "")
    return IcdFacts(
        ambulatory=told.get("Para295"),
        hospital=told.get("Para301"),
        sex="" if sex == "9" else sex,
        sex_strict=told.get("SexReject") == "M",
        age_from="" if low in {"9", "9999"} else low.lower(),
        age_until="" if high in {"9", "9999"} else high.lower(),
        age_strict=told.get("AgeReject") == "M",
        rare=told.get("Exotic") == "J",
        filled=told.get("Content") != "N",
        notifiable=told.get("Infectious") == "J",
    )
