"""Conversions between versions of a format: the same is said, or the field that cannot be.

It is one file: what must not happen on the way is the same for devices and laboratories.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import BinaryIO

from formats import gdt, ldt
from formats.gdt.out import refusal as gdt_refusal
from formats.gdt.write import VERSION
from formats.gdt.write3 import VERSION_3
from formats.ldt.frame import Sender, refusal
from formats.xdt import FormatError, Kept, UnwritableError
from formats.xdt.same import difference

# What names the writing system or the frame: a file that is written anew says its own.
_OF_THE_WRITER = {"0101", "0103", "0105", "0132", "8100", "9106", "9202", "9211", "9212", "0001"}
_KINDS_OF_SPECIALISTS = {"8202", "8203", "8205"}


class NothingToConvertError(FormatError):
    """The file holds no record of the kind that could be converted."""

    message = (
        "In der Datei steht nichts, was umgewandelt werden kann. `check` sagt, woran es liegt."
    )


def device_file(stream: BinaryIO, *, is_third: bool) -> bytes:
    """Every record of a device file in GDT 2.1 or in GDT 3.

    Raises `UnwritableError` where the other version has no place for a field, where lines were not
    understood, and where a record or an object is shorter than it says: a file that was cut must
    not look whole afterwards.
    """
    file = gdt.read(stream)
    messages = list(file.messages)
    if not messages:
        raise NothingToConvertError
    for message in messages:
        if message.is_whole is False:
            raise gdt_refusal("8100", "Die Satzlänge stimmt nicht, es könnten Zeilen fehlen.")
    if "G10" in file.problems.codes():
        raise gdt_refusal("8201", "Die Zeilenzahl stimmt nicht, es könnten Zeilen fehlen.")
    write, version = (gdt.write_3, VERSION_3) if is_third else (gdt.write, VERSION)
    data = b"".join(write(replace(message, version=version)) for message in messages)
    _nothing_kept(file.kept)
    return data


def laboratory_file(stream: BinaryIO, client: ldt.Practice | None = None) -> bytes:
    """All reports, or all orders, of a laboratory file in LDT 3.

    `client` is who ordered, where reports do not say (LDT 2 never does). Raises `UnwritableError`
    with the field where LDT 3 asks for what the file does not say, where it has no place for what
    the file says, and for files that are cut, changed, or not understood in full.
    """
    file = ldt.read(stream)
    reports = [_report(one, client) for one in file.reports]
    if file.order_records and reports:
        raise UnwritableError(
            detail="reports and orders", reason="Die Datei mischt Befunde und Aufträge."
        )
    if reports:
        _is_whole(file, [one.is_complete for one in reports])
        return _reports(file, reports)
    if not file.order_records:
        raise NothingToConvertError
    stream.seek(0)
    file = ldt.read(stream)
    orders = [_order(one) for one in file.orders]
    _is_whole(file, [])
    created = _created(file)
    data = ldt.write_orders(orders, file.practice, created, _sender(file))
    back = ldt.read(io.BytesIO(data))
    rest = [one for order in back.orders for one in order.further]
    _nothing_lost([*file.further, *(one for o in orders for one in o.further)], rest, back.further)
    return data


def _reports(file: ldt.LdtFile, reports: list[ldt.LabReport]) -> bytes:
    given, _, family = file.laboratory.contact.rpartition(" ")
    if not given:
        reason = "Das Labor nennt keine Person mit Vor- und Nachnamen, LDT 3 verlangt sie."
        raise refusal("3102", reason)
    data = ldt.write_reports(
        reports, file.laboratory, (family, given), _created(file), _sender(file)
    )
    back = ldt.read(io.BytesIO(data))
    rest = [one for report in back.reports for one in report.further]
    if found := difference(file.laboratory, back.laboratory):
        fk = {"phone": "7330", "email": "7335", "number": "0201"}.get(found, "8136")
        raise refusal(fk, "Die Angaben zum Labor lassen sich nicht unverändert sagen.")
    said = [*file.further, *(one for report in reports for one in report.further)]
    _nothing_lost(said, rest, back.further)
    return data


def _sender(file: ldt.LdtFile) -> Sender:
    """Who writes and who is written to stay; which system writes does not."""
    receiver = next((one.text for one in file.further if one.field == "8315"), "")
    return Sender(sender_id=file.laboratory.sender_id, receiver_id=receiver, facts=file.head_facts)


def _created(file: ldt.LdtFile) -> ldt.Moment:
    if file.created_at is None:
        fk = "9103" if file.version is ldt.Version.LDT_2 else "8218"
        raise refusal(fk, "Die Datei sagt nicht, wann sie erstellt wurde.")
    return file.created_at


def _is_whole(file: ldt.LdtFile, records: Iterable[bool]) -> None:
    if not file.is_complete or not all(records):
        raise refusal("8001", "Die Datei ist abgeschnitten oder ein Satz ist nicht abgeschlossen.")
    if file.checksum is ldt.Checksum.DIFFERS:
        raise refusal("9300", "Die Prüfsumme stimmt nicht, die Datei wurde verändert.")
    _nothing_kept(file.kept)


def _report(report: ldt.LabReport, client: ldt.Practice | None) -> ldt.LabReport:
    if report.kind not in _KINDS_OF_SPECIALISTS:
        raise refusal(
            "7266", f"Die Satzart {report.kind} sagt nicht, von welcher Art das Labor ist."
        )
    if report.version is ldt.Version.LDT_3:
        return report
    if report.germs:
        reason = "LDT 2 nennt kein Nachweisverfahren, LDT 3 verlangt es zu jedem Keim."
        raise refusal("7281", reason)
    practice = report.practice
    if not practice.name:
        if client is None:
            reason = "Der Befund nennt den Einsender nicht, LDT 3 verlangt ihn. Bitte angeben."
            raise refusal("0203", reason)
        practice = replace(client, customer_number=practice.customer_number)
    specimens: dict[str, ldt.Specimen] = {one.id: one for one in report.specimens}
    analytes = tuple(_analyte(one, specimens) for one in report.analytes)
    return replace(
        report, practice=practice, analytes=analytes, specimens=tuple(specimens.values())
    )


def _analyte(analyte: ldt.Analyte, specimens: dict[str, ldt.Specimen]) -> ldt.Analyte:
    """The material beside its test; unmarked inside the range is normal, outside it is unsaid."""
    mark = analyte.mark
    if analyte.ranges and mark is None and analyte.is_outside is False:
        mark = ldt.Mark.NORMAL
    specimen = _specimen(analyte.specimen, specimens)
    return replace(analyte, mark=mark, specimen=None, specimen_ids=(specimen,))


def _specimen(specimen: ldt.Specimen | None, specimens: dict[str, ldt.Specimen]) -> str:
    if specimen is None or not specimen.id:
        reason = "Das Material hat in LDT 2 keine Nummer (8429), LDT 3 verlangt sie zu jedem Test."
        raise refusal("7364", reason)
    if specimens.setdefault(specimen.id, specimen) != specimen:
        raise refusal("7364", "Zwei verschiedene Materialien tragen dieselbe Nummer.")
    return specimen.id


def _order(order: ldt.LabOrder) -> ldt.LabOrder:
    specimens: dict[str, ldt.Specimen] = {one.id: one for one in order.specimens}
    tests = tuple(
        test
        if test.specimen_ids
        else replace(test, specimen=None, specimen_ids=(_specimen(test.specimen, specimens),))
        for test in order.tests
    )
    return replace(order, tests=tests, specimens=tuple(specimens.values()))


def _nothing_lost(
    said: Sequence[ldt.Further], back: Sequence[ldt.Further], frame: Sequence[ldt.Further]
) -> None:
    """Fields without an attribute may only go where the writer says the same of its own."""
    rest = Counter((one.field, one.text) for one in (*back, *frame))
    lost = Counter((one.field, one.text) for one in said if one.field not in _OF_THE_WRITER) - rest
    for fk, _ in lost:
        raise refusal(fk, "Das Feld würde beim Umwandeln verloren gehen.")


def _nothing_kept(kept: Iterable[Kept]) -> None:
    """Raises `UnwritableError` for the first line nobody understood."""
    for one in kept:
        reason = f"Zeile {one.number} wurde nicht verstanden und ginge verloren."
        raise UnwritableError(detail=f"line {one.number}", field=one.field or "", reason=reason)
