"""Turns a file into another: laboratory reports to LDT 3, device data to GDT 2.1, any to JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass, replace
from enum import StrEnum
from typing import Any, BinaryIO

from formats import bdt, gdt, kvdt, ldt
from formats.detect import Format
from formats.others import items_of, plain_document, plain_plan, rewritten_plan
from formats.xdt import FormatError
from formats.xdt.dates import PartialDate


class Target(StrEnum):
    """What a file can be turned into."""

    LDT_3 = "ldt3"
    GDT_2 = "gdt2"
    KVDT = "kvdt"
    BMP = "bmp"
    JSON = "json"


class NoSuchConversionError(FormatError):
    """The file cannot become what was asked for."""

    message = (
        "Diese Umwandlung gibt es nicht. Möglich sind LDT nach ldt3, GDT nach gdt2, "
        "KVDT nach kvdt, Medikationspläne nach bmp und alles nach json; von FHIR-Dokumenten "
        "eRezept, eAU, eVDGA und eEB."
    )


class NothingToConvertError(FormatError):
    """The file holds no record of the kind that could be converted."""

    message = (
        "In der Datei steht nichts, was umgewandelt werden kann. `check` sagt, woran es liegt."
    )


def convert(stream: BinaryIO, kind: Format, target: Target, name: str = "") -> bytes:
    """The converted file.

    Raises `NoSuchConversionError`, or `UnwritableError` where the strict writer of the target
    refuses something: nothing is left out silently.
    """
    if target is Target.JSON:
        return _json(stream, kind, name)
    if (kind, target) == (Format.LDT, Target.LDT_3):
        return _to_ldt3(stream)
    if (kind, target) == (Format.GDT, Target.GDT_2):
        return b"".join(_to_gdt2(stream))
    if (kind, target) == (Format.KVDT, Target.KVDT):
        return kvdt.write(kvdt.read(stream).records)
    if (kind, target) == (Format.BMP, Target.BMP):
        return rewritten_plan(stream)
    raise NoSuchConversionError


def _to_ldt3(stream: BinaryIO) -> bytes:
    file = ldt.read(stream)
    reports = [_strict(report) for report in file.reports]
    if not reports:
        raise NothingToConvertError
    if any(report.further for report in reports) or len(file.kept):
        raise NoSuchConversionError(detail="fields without a place in LDT 3")
    given, _, family = (file.laboratory.contact or file.laboratory.name).rpartition(" ")
    created = file.created_at or ldt.Moment(PartialDate(2000, 1, 1))
    return ldt.write_reports(reports, file.laboratory, (family, given or family), created)


def _strict(report: ldt.LabReport) -> ldt.LabReport:
    """LDT 2 says less than LDT 3 asks for: unknown marks become normal only inside the range."""
    analytes = tuple(
        replace(a, mark=a.mark or (ldt.Mark.ABNORMAL if a.is_outside else ldt.Mark.NORMAL))
        if a.ranges
        else a
        for a in report.analytes
    )
    return replace(report, analytes=analytes)


def _to_gdt2(stream: BinaryIO) -> Iterator[bytes]:
    for message in gdt.read(stream).messages:
        yield gdt.write(replace(message, version="02.10"))


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
