"""Writes GDT 2.1 strictly; `write3` writes GDT 3."""

from __future__ import annotations

from formats.gdt.model import GdtMessage, GdtPatient
from formats.gdt.out import (
    SEX,
    Out,
    may_be_written,
    measurement,
    read_back,
    references,
    refusal,
    remaining,
    results,
)
from formats.xdt import Charset

_CHARSETS = {Charset.ASCII: "1", Charset.CP437: "2", Charset.ISO_8859_1: "3"}
VERSION = "02.10"


def write(message: GdtMessage, charset: Charset = Charset.ISO_8859_1) -> bytes:
    """One record with its length (8100) in bytes.

    Raises `UnwritableError` for an unknown record kind, missing identities, texts longer than
    their field, characters outside the set, and for anything GDT 2.1 cannot say: what was written
    is read back, and has to say the same without a word of complaint.
    """
    if charset not in _CHARSETS:
        raise refusal("9206", f"GDT 2.1 kennt den Zeichensatz {charset.label} nicht.")
    may_be_written(message, VERSION)
    out = Out(charset)
    out.must("8315", message.receiver)
    out.must("8316", message.sender)
    out.may("9206", _CHARSETS[charset])
    out.must("9218", VERSION)
    out.may("0102", message.vendor)
    out.may("0103", message.software)
    out.may("0132", message.release)
    _patient(out, message.patient, is_named=message.kind != "6300")
    out.may("8310", message.order_number)
    out.may("8402", message.procedure)
    out.day("6200", message.examined_on)
    out.clock("6201", message.examined_at)
    remaining(out, message)
    results(out, message)
    references(out, message)
    for one in message.measurements:
        measurement(out, one)
    out.may("8990", message.signature)
    data = out.closed(message.kind, 5)
    read_back(message, data)
    return data


def _patient(out: Out, patient: GdtPatient, *, is_named: bool) -> None:
    name = out.must if is_named else out.may
    name("3000", patient.number)
    name("3101", patient.family_name)
    name("3102", patient.given_name)
    out.may("3100", patient.affix)
    out.day("3103", patient.birth_date)
    out.may("3104", patient.title)
    out.may("3105", patient.insurance_number)
    out.may("3106", patient.town)
    out.may("3107", patient.street)
    out.may("3108", patient.insured_kind)
    out.may("3110", SEX.get(patient.sex, ""))
    out.may("3622", patient.height_cm)
    out.may("3623", patient.weight_kg)
    out.may("3628", patient.language)
