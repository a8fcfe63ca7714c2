"""Reads one page of a medication plan from the bytes of its barcode, tolerantly and shut in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from formats.bmp.check import check, part_label
from formats.bmp.fields import FACTS
from formats.bmp.model import (
    Entry,
    FreeLine,
    Further,
    Ingredient,
    Medication,
    MedicationPlan,
    Observations,
    PlanAuthor,
    PlanPatient,
    Recipe,
    Section,
)
from formats.bmp.sayings import problem
from formats.bmp.values import Value, nothing, value_of
from formats.xdt import ProblemLog

GREATEST = 1 << 16  # bytes; a barcode holds 1,558, files for people are indented
_VERSIONS = frozenset({"025", "026", "027", "028"})
_PROLOG = re.compile(r"""^<\?xml\s[^?>]{0,200}\?>\s*""")
_ENCODING = re.compile(rb"""^<\?xml\s[^?>]{0,150}encoding=["']([A-Za-z0-9_.-]{1,20})["']""")
_CODECS = {"utf-8": "utf-8", "iso-8859-1": "latin-1", "windows-1252": "cp1252"}
# Declarations, entities, CDATA and processing instructions; comments alone are harmless.
_FORBIDDEN = re.compile(r"<!(?!--)|<\?")
_C1 = re.compile(r"[\x80-\x9f]")


@dataclass(frozen=True, slots=True)
class BmpFile:
    """What was read: the page, None if nothing could be understood, and what is wrong with it."""

    plan: MedicationPlan | None
    problems: ProblemLog

    @property
    def is_clean(self) -> bool:
        """Whether it can be used as it is."""
        return self.plan is not None and not self.problems.errors()


def read(data: bytes) -> BmpFile:
    """One page from its bytes; never raises, says what is wrong.

    Guarantees: at most 64 KiB are parsed; document types, entities, processing instructions,
    CDATA and foreign namespaces are refused unread; nothing is fetched. What has no place is
    kept in `plan.further`. Source: BMP 2.8, appendix 3, sections 7.1 to 7.3.
    """
    log = ProblemLog()
    root = _parsed(data, log)
    if root is None:
        return BmpFile(None, log)
    plan = _Reader(log).plan(root)
    log.extend(check(plan))
    return BmpFile(plan, log)


def _parsed(data: bytes, log: ProblemLog) -> etree._Element | None:
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        log.add(problem("BMP01"))
        return None
    if len(data) > GREATEST:
        log.add(problem("BMP03"))
        return None
    text = _PROLOG.sub("", _decoded(data, log).strip("\ufeff\t\r\n "), count=1)
    if not text.startswith("<"):
        log.add(problem("BMP02"))
        return None
    if _FORBIDDEN.search(text):
        log.add(problem("BMP04"))
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, recover=False, remove_comments=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError):
        log.add(problem("BMP05"))
        return None
    if etree.QName(root).localname != "MP":
        log.add(problem("BMP02"))
        return None
    if any("{" in str(node.tag) for node in root.iter()):
        log.add(problem("BMP04"))
        return None
    return root


def _decoded(data: bytes, log: ProblemLog) -> str:
    """ISO 8859-1 as the format says, unless the bytes plainly say otherwise."""
    named = _ENCODING.match(data)
    codec = _CODECS.get(named.group(1).decode("ascii").lower()) if named else None
    if codec in (None, "utf-8"):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            if not data.isascii():
                log.add(problem("BMP06"))
            return text
    text = data.decode("latin-1")
    if _C1.search(text):
        log.add(problem("BMP07"))
        return data.decode("cp1252", errors="replace")
    return text


class _Reader:
    """One pass over the few elements of a plan; deeper or unknown ones are kept, not followed."""

    def __init__(self, log: ProblemLog) -> None:
        self._log = log
        self._further: list[Further] = []

    def plan(self, root: etree._Element) -> MedicationPlan:
        """The page under this root."""
        head = self._values(root, "MP", "MP")
        if head["version"] not in _VERSIONS:
            self._log.add(problem("BMP08", field="MP/@v"))
        parts = self._children(root, "MP", ("P", "A", "O", "S"))
        single: dict[str, dict[str, Value]] = {}
        for element in ("P", "A", "O"):
            found = [child for child in parts if child.tag == element]
            if not found and element != "O":
                self._log.add(problem("BMP11", field="MP", part=part_label(element)))
            if len(found) > 1:
                self._log.add(problem("BMP12", field="MP", part=part_label(element)))
            for extra in found[1:]:
                self._keep(f"MP/{element}", extra)
            single[element] = self._values(found[0], element, f"MP/{element}") if found else {}
            if found:
                self._children(found[0], f"MP/{element}", ())
        blocks = [child for child in parts if child.tag == "S"]
        return MedicationPlan(
            patient=PlanPatient(**single["P"]),  # type: ignore[arg-type] # values parsed by their table
            author=PlanAuthor(**single["A"]),  # type: ignore[arg-type] # values parsed by their table
            observations=Observations(**single["O"]),  # type: ignore[arg-type] # values parsed by their table
            sections=tuple(self._section(s, f"MP/S[{n}]") for n, s in enumerate(blocks, 1)),
            **head,  # type: ignore[arg-type] # values parsed by their table
            further=tuple(self._further),
        )

    def _section(self, node: etree._Element, path: str) -> Section:
        values = self._values(node, "S", path)
        children = self._children(node, path, ("M", "X", "R"))
        entries = tuple(
            self._entry(child, f"{path}/{child.tag}[{number}]")
            for number, child in enumerate(children, 1)
        )
        return Section(entries, **values)  # type: ignore[arg-type] # values parsed by their table

    def _entry(self, node: etree._Element, path: str) -> Entry:
        element = str(node.tag)
        values = self._values(node, element, path)
        children = self._children(node, path, ("W",) if element == "M" else ())
        if element == "X":
            return FreeLine(**values)  # type: ignore[arg-type] # values parsed by their table
        if element == "R":
            return Recipe(**values)  # type: ignore[arg-type] # values parsed by their table
        ingredients = []
        for number, child in enumerate(children, 1):
            place = f"{path}/W[{number}]"
            ingredients.append(Ingredient(**self._values(child, "W", place)))  # type: ignore[arg-type] # values parsed by their table
            self._children(child, place, ())
        return Medication(**values, ingredients=tuple(ingredients))  # type: ignore[arg-type] # values parsed by their table

    def _values(self, node: etree._Element, element: str, path: str) -> dict[str, Value]:
        values: dict[str, Value] = {}
        known = {fact.attribute: fact for fact in FACTS[element]}
        for name, raw in node.attrib.items():
            text, place = str(raw), f"{path}/@{str(name)[:20]}"
            fact = known.get(str(name))
            if fact is None:
                self._log.add(problem("BMP10", field=path))
                self._further.append(Further(place, text))
                continue
            value = value_of(fact, text)
            if text and value == nothing(fact):
                self._log.add(problem("BMP22", field=place, label=fact.label))
                self._further.append(Further(place, text))
            values[fact.name] = value
        return {fact.name: values.get(fact.name, nothing(fact)) for fact in FACTS[element]}

    def _children(
        self, node: etree._Element, path: str, known: tuple[str, ...]
    ) -> list[etree._Element]:
        loose = [node.text or "", *(child.tail or "" for child in node)]
        if any(text.strip() for text in loose):
            self._log.add(problem("BMP13", field=path))
            self._further.append(Further(path, " ".join(t.strip() for t in loose if t.strip())))
        for child in node:
            if child.tag not in known:
                self._log.add(problem("BMP09", field=path))
                self._keep(path, child)
        return [child for child in node if child.tag in known]

    def _keep(self, path: str, node: etree._Element) -> None:
        text = etree.tostring(node, encoding="unicode", with_tail=False)
        self._further.append(Further(path, text))
