"""Writes GDT 3: header, patient, measures, order and attachments as objects, results behind them.

There is no public text of GDT 3; objects and fields are those public programs agree on. None of
them names an object for what was measured, so those lines stand in the record itself, as in GDT 2.
"""

from __future__ import annotations

import re

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

VERSION_3 = "03.01"
RESULTS = frozenset({"6310", "6311"})
_TOWN = re.compile(r"(\d{5}) (.+)")
_ONLY_RESULTS = "In einer Anforderung stehen keine Ergebnisse, nur in den Satzarten 6310 und 6311."


def write_3(message: GdtMessage) -> bytes:
    """A request (6300 to 6302) or a result (6310, 6311) in ISO 8859-1 with its length (8100).

    Raises `UnwritableError` for 6303, whose meaning is not public, another version than 03.01,
    results in a request, missing identities, texts longer than their field, characters outside
    the set, and for what is not read back as it was meant.
    """
    may_be_written(message, VERSION_3)
    if message.kind not in RESULTS:
        _no_results(message)
    out = Out(Charset.ISO_8859_1)
    with out.obj("Kopfdaten"):
        _head(out, message)
    with out.obj("Patient"):
        _patient(out, message.patient, is_named=message.kind != "6300")
    with out.obj("Basisdiagnostik"):
        out.may("3622", message.patient.height_cm)
        out.may("3623", message.patient.weight_kg)
    with out.obj("Anforderung"):
        out.day("6200", message.examined_on)
        out.clock("6201", message.examined_at)
        out.may("8310", message.order_number)
        out.may("8314", message.request_id)
        out.may("8402", message.procedure)
    with out.obj("Anhang"):
        references(out, message)
    remaining(out, message)
    results(out, message)
    for one in message.measurements:
        measurement(out, one)
    out.may("8990", message.signature)
    out.total()
    data = out.closed(message.kind, 8)
    read_back(message, data)
    return data


def _no_results(message: GdtMessage) -> None:
    for fk, said in (
        ("8410", message.measurements),
        ("6220", message.findings),
        ("6221", message.foreign_findings),
        ("6227", message.comments),
        ("6228", message.table),
        ("6205", message.diagnoses),
        ("6330", message.categories),
        ("6305", message.references),
    ):
        if said:
            raise refusal(fk, _ONLY_RESULTS)


def _head(out: Out, message: GdtMessage) -> None:
    out.must("8315", message.receiver)
    out.must("8316", message.sender)
    out.must("9206", "3")
    out.must("9218", VERSION_3)
    out.may("0102", message.vendor)
    out.may("0103", message.software)
    out.may("0132", message.release)


def _patient(out: Out, patient: GdtPatient, *, is_named: bool) -> None:
    name = out.must if is_named else out.may
    town = _TOWN.fullmatch(patient.town)
    name("3000", patient.number)
    out.may("3100", patient.affix)
    name("3101", patient.family_name)
    name("3102", patient.given_name)
    out.day("3103", patient.birth_date)
    out.may("3104", patient.title)
    out.may("3107", patient.street)
    out.may("3108", patient.insured_kind)
    out.may("3110", SEX.get(patient.sex, ""))
    out.may("3112", town[1] if town else "")
    out.may("3113", town[2] if town else patient.town)
    out.may("3119", patient.insurance_number)
    out.may("3618", patient.mobile)
    out.may("3619", patient.email)
    out.may("3626", patient.phone)
    out.may("3628", patient.language)
