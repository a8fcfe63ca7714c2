"""Turns a file into another: laboratory data to LDT 3, device data to either GDT, any to JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from enum import StrEnum
from typing import Any, BinaryIO

from formats import bdt, gdt, kvdt, ldt
from formats.detect import Format
from formats.faithful import NothingToConvertError, device_file, laboratory_file
from formats.others import items_of, plain_document, plain_plan, rewritten_document, rewritten_plan
from formats.xdt import FormatError


class Target(StrEnum):
    """What a file can be turned into."""

    LDT_3 = "ldt3"
    GDT_2 = "gdt2"
    GDT_3 = "gdt3"
    KVDT = "kvdt"
    BMP = "bmp"
    JSON = "json"
    FHIR_JSON = "fhir-json"
    FHIR_XML = "fhir-xml"


class NoSuchConversionError(FormatError):
    """The file cannot become what was asked for."""

    message = (
        "Diese Umwandlung gibt es nicht. Möglich sind LDT nach ldt3, GDT nach gdt2 und gdt3, "
        "KVDT nach kvdt, Medikationspläne nach bmp, FHIR nach fhir-xml und fhir-json, und alles "
        "nach json; von FHIR-Dokumenten eRezept, eAU, eVDGA und eEB."
    )


def convert(
    stream: BinaryIO,
    kind: Format,
    target: Target,
    name: str = "",
    client: ldt.Practice | None = None,
) -> bytes:
    """The converted file; `client` is who ordered, for laboratory reports that do not say.

    Raises `NoSuchConversionError`, or `UnwritableError` where the strict writer of the target
    refuses something: nothing is left out silently.
    """
    if target is Target.JSON:
        return _json(stream, kind, name)
    if (kind, target) == (Format.LDT, Target.LDT_3):
        return laboratory_file(stream, client)
    if kind is Format.GDT and target in (Target.GDT_2, Target.GDT_3):
        return device_file(stream, is_third=target is Target.GDT_3)
    if (kind, target) == (Format.KVDT, Target.KVDT):
        return kvdt.write(kvdt.read(stream).records)
    if (kind, target) == (Format.BMP, Target.BMP):
        return rewritten_plan(stream)
    if kind is Format.FHIR and target in (Target.FHIR_JSON, Target.FHIR_XML):
        return rewritten_document(stream, as_json=target is Target.FHIR_JSON)
    raise NoSuchConversionError


def _json(stream: BinaryIO, kind: Format, name: str) -> bytes:
    """All records as one JSON document; documents appear with size and sum, not with content."""
    records: Iterator[object]
    match kind:
        case Format.LDT:
            reports = list(ldt.read(stream).reports)
            stream.seek(0)
            records = iter([*reports, *ldt.read(stream).orders])
        case Format.GDT:
            records = iter(gdt.read(stream).messages)
        case Format.BDT:
            records = iter(bdt.read(stream).records)
        case Format.BMP:
            records = iter(plain_plan(stream))
        case Format.CATALOGUE:
            records = iter(items_of(stream, name))
        case Format.FHIR:
            found = plain_document(stream)
            if not found:
                raise NoSuchConversionError(detail="fhir")
            records = iter(found)
        case Format.KVDT:
            records = (
                {"kind": r.kind, "lines": [(li.field, li.text) for li in r.lines]}
                for r in kvdt.read(stream).records
            )
    told = [{"type": type(r).__name__, "value": _plain(r)} for r in records]
    if not told:
        raise NothingToConvertError
    text = json.dumps(
        told,
        default=str,
        ensure_ascii=False,
        indent=1,
    )
    return text.encode("utf-8")


def _plain(record: object) -> object:
    if not is_dataclass(record) or isinstance(record, type):
        return record
    made: dict[str, Any] = asdict(record)
    for attachment in made.get("attachments", ()):
        attachment.pop("content", None)
        attachment.pop("stored", None)
    return made
