"""Puts a billing case together in the order the record table asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from formats.kvdt.grammar import TREES, Node
from formats.kvdt.model import Record
from formats.kvdt.write import record
from formats.xdt import UnwritableError

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """One service on one day; `additions` are field ids and contents in their own order."""

    day: str  # JJJJMMTT
    code: str  # 5001
    site_number: str  # 5098
    doctor_number: str  # 5099
    additions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DiagnosisEntry:
    """One diagnosis; a permanent one goes to 3673 and its neighbours."""

    code: str
    certainty: str
    side: str = ""
    explanations: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    is_permanent: bool = False


def case(
    kind: str,
    head: Mapping[str, str | Sequence[str]],
    services: Iterable[ServiceEntry],
    diagnoses: Iterable[DiagnosisEntry],
) -> Record:
    """A record 0101 to 0104 or sad1 to sad3: `head` in any order, services by their days.

    Raises `UnwritableError` for a field that does not belong in the head of this record. Groups
    that repeat inside the head (several approvals of psychotherapy) cannot be built this way.
    """
    order = {fk: place for place, fk in enumerate(_fields(TREES[kind]))}
    if unknown := [fk for fk in head if fk not in order]:
        raise UnwritableError(detail=f"record {kind} has no field {unknown[0]}")
    pairs: list[tuple[str, str]] = []
    for fk in sorted(head, key=lambda field_id: order[field_id]):
        texts = head[fk]
        pairs += [(fk, text) for text in ([texts] if isinstance(texts, str) else texts)]
    day = ""
    for service in sorted(services, key=lambda entry: entry.day):
        if service.day != day:
            day = service.day
            pairs.append(("5000", day))
        pairs += [("5001", service.code), *service.additions]
        pairs += [("5098", service.site_number), ("5099", service.doctor_number)]
    return record(kind, *pairs, *_diagnoses(diagnoses))


def _diagnoses(diagnoses: Iterable[DiagnosisEntry]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for entry in sorted(diagnoses, key=lambda one: one.is_permanent):
        fks = ("3673", "3674", "3675", "3676", "3677")
        fks = fks if entry.is_permanent else ("6001", "6003", "6004", "6006", "6008")
        pairs += [(fks[0], entry.code), (fks[1], entry.certainty), (fks[2], entry.side)]
        pairs += [(fks[3], text) for text in entry.explanations]
        pairs += [(fks[4], text) for text in entry.exceptions]
    return pairs


def _fields(node: Node) -> list[str]:
    found = [node.field] if node.field else []
    for child in node.children:
        found += _fields(child)
    return list(dict.fromkeys(found))
