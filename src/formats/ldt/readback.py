"""The last step of writing: what was written is read, and has to say what was meant."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Collection, Sequence

from formats.ldt.check import check
from formats.ldt.context import Scope
from formats.ldt.fields import FIELDS
from formats.ldt.frame import refusal
from formats.ldt.model import Further, Laboratory, LabReport, Practice, Version
from formats.ldt.ordering import LabOrder
from formats.ldt.read import LdtFile, read
from formats.ldt.rules import RULES_FOR
from formats.xdt import UnwritableError
from formats.xdt.same import difference

# What a file does not say of a report, or says once for all its reports.
_NOT_SAID = {
    *(f"LabReport.{name}" for name in ("line", "further", "version", "kind", "laboratory")),
    *(f"LabReport.{name}" for name in ("is_complete", "notices")),
    *("LabOrder.line", "LabOrder.further", "LabText.label", "Moment.zone", "Analyte.mark_text"),
    *("Attachment.sha256", "Attachment.size", "Attachment.line"),
}
_WORKED_OUT = {
    *("Value.number", "Value.operator", "ReferenceRange.low", "ReferenceRange.high"),
    *("ReferenceRange.kind", "Attachment.media_type", "Attachment.document_type"),
    "Analyte.result_id",
}
# Results whose context rules a writer has to keep; those of chemistry are warnings to `check`.
_RULED = ("0055", "0056", "0061", "0062", "0063", "0073")
# Where a part of a report or an order is not called like its field.
_FIELD_OF = {
    "patient.number": "3000", "patient.remark": "8405", "patient.affix": "3100",
    "patient.prefix": "3120", "practice.name": "0203", "practice.site_number": "0201",
    "practice.doctor_number": "0212", "practice.doctor_name": "3101", "tests.code": "8410",
    "tests.name": "8411", "tests.billing": "7303", "tests.note": "8167", "note": "8238",
    "analytes.code": "8410", "analytes.name": "8411", "analytes.text": "8237",
    "analytes.comment": "8236", "analytes.value": "8420", "value.text": "8420",
    "value.number": "8420", "value.operator": "8420", "value.unit": "8421",
    "analytes.ranges": "8142", "ranges.text": "8460", "ranges.low": "8461",
    "ranges.high": "8462", "ranges.unit": "8421", "ranges.kind": "8424", "alarm_low": "7363",
    "alarm_high": "7371", "state": "8418", "specimen_ids": "7364",
    "specimen": "8137", "specimens": "8137", "specimens.id": "7364", "specimens.code": "8428",
    "specimens.name": "8430", "specimens.specification": "8431", "taken_at": "8219",
    "received_at": "8220", "method": "7302", "measured_at": "8225", "germs": "7354",
    "germs.id": "7354", "germs.name": "7355", "germs.text": "8237", "germs.comment": "8236",
    "finding": "7301", "growth": "7357", "drug": "7370", "susceptibilities.code": "7287",
    "susceptibilities": "8111", "interpretation": "7367", "mic": "7289", "mic_unit": "7369",
    "susceptibilities.method": "7286", "follow_up_ids": "8313", "follow_up_id": "8313",
    "texts": "8167", "attachments": "8110", "content": "6329", "attachments.name": "6305",
    "named_type": "6303", "description": "6327", "intact": "6329", "ordered_at": "8214",
    "reported_at": "8216", "notices": "8126", "steps": "8220", "facts": "",
    "report_id": "7305", "private": "8103",
    "statutory": "8102", "treatment": "4221", "diagnoses": "8200", "text": "3564",
}  # fmt: skip
_NAMED = {row.name: row.id for row in FIELDS.values()}
_RECORDS = (LabReport, LabOrder)
_CHANGED = "Der Wert lässt sich in diesem Format nicht unverändert sagen."


def read_back(
    meant: Sequence[LabReport] | Sequence[LabOrder],
    data: bytes,
    *,
    ignored: Collection[str] = (),
    frame: Laboratory | Practice | None = None,
) -> None:
    """Raises `UnwritableError` where the bytes do not say what was meant, or say it with an error.

    `frame` is what the opening record should say of its sender. The zone of a time of day is the
    file's, notices may stand at their test or at the report, marks may have several spellings:
    those are not compared.
    """
    file = read(io.BytesIO(data))
    back = list(file.orders if meant and isinstance(meant[0], LabOrder) else file.reports)
    if len(back) != len(meant):
        raise UnwritableError(detail="not as many records as were meant", reason=_CHANGED)
    for one, other in zip(meant, back, strict=True):
        found = difference(one, other, ignored={*_NOT_SAID, *ignored}, derived=_WORKED_OUT)
        if not found and isinstance(one, LabReport) and isinstance(other, LabReport):
            found = None if _notices(one) == _notices(other) else "notices"
        if isinstance(one, _RECORDS) and isinstance(other, _RECORDS):
            _nothing_more(one.further, other.further)
        if found:
            error = refusal(_field(found), _CHANGED)
            error.detail = f"{found} is not read back as it was"
            raise error
    if frame is not None:
        _framed(frame, file)
    _without_a_word(file, data)
    _rules_are_kept(data)


def _framed(frame: Laboratory | Practice, file: LdtFile) -> None:
    """Whom to ask and, in LDT 3, which system writes are said apart from the laboratory."""
    apart = {"Laboratory.contact"}
    apart |= {"Laboratory.sender_id"} if file.version is Version.LDT_3 else set()
    back = file.laboratory if isinstance(frame, Laboratory) else file.practice
    found = difference(frame, back, ignored=apart)
    if found:
        fk = {"phone": "7330", "email": "7335", "number": "0201"}.get(found, _field(found))
        error = refusal(fk or "8136", _CHANGED)
        error.detail = f"{found} of the sender is not read back as it was"
        raise error


def _nothing_more(meant: Sequence[Further], back: Sequence[Further]) -> None:
    """What no part holds among its facts has to come back by itself."""
    said, again = (Counter((one.field, one.text) for one in each) for each in (meant, back))
    for fk, _ in said - again:
        raise refusal(fk, "An dieser Stelle ist für das Feld kein Platz vorgesehen.")


def _without_a_word(file: LdtFile, data: bytes) -> None:
    """No problem in reading, no error in checking, and no code that no list knows (L23)."""
    checked = check(io.BytesIO(data)).problems
    unknown = (problem for problem in checked if problem.code == "L23")
    for problem in (*file.problems, *checked.errors(), *unknown):
        error = refusal(problem.field or "", problem.message)
        error.detail = f"read back with {problem.code}"
        raise error


def _rules_are_kept(data: bytes) -> None:
    for record in LdtFile(io.BytesIO(data)).raw_records():
        scope = Scope(record)
        for obj in record.everything():
            for rule in RULES_FOR.get(obj.id, ()) if obj.id in _RULED else ():
                if not rule.holds(obj, scope):
                    raise UnwritableError(
                        detail=f"breaks {rule.code}", reason=f"{rule.message} ({rule.code})"
                    )


def _notices(report: LabReport) -> set[object]:
    inner = (notice for analyte in report.analytes for notice in analyte.notices)
    return {*report.notices, *inner}


def _field(path: str) -> str:
    """The field a dotted path of a report or an order is about; '' for the record itself."""
    parts = [part.partition("[")[0] for part in path.split(".")]
    for known in (".".join(parts[-2:]), parts[-1]):
        if known in _FIELD_OF:
            return "8401" if path == "state" else _FIELD_OF[known]
    return _NAMED.get(parts[-1], "")
