"""Reports of files into the inbox and the record, many in one statement.

A batch stays small enough for one audit event to name every row of it. Two reports of the same
order never share a batch: the later one must find the earlier one filed.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from formats import ldt
from praxis import gate
from praxis.audit.events import MOST_IDS
from praxis.core.actors import SystemActor
from praxis.core.ids import SiteId, uuid7
from praxis.exchange.lab import content as shape
from praxis.exchange.lab import filing
from praxis.exchange.lab.access import LabAct
from praxis.exchange.lab.matching import Asked, Matcher, asked
from praxis.exchange.lab.models import LabAttachment, LabFile, LabReport, ReportState
from praxis.exchange.lab.watching import site_of
from praxis.gate.work import Work
from praxis.patients.changes import exact_hash, hash_version
from praxis.patients.models import Patient
from praxis.vault import documents
from praxis.vault.data_keys import create_first_keys
from praxis.vault.keys import Kind

MOST_REPORTS: Final = 40


@dataclass(slots=True)
class _Coming:
    """One report on its way: what it says, its row, and whose it is once that is known."""

    file: LabFile
    row: LabReport
    told: shape.Content
    asked: Asked
    attachments: list[ldt.Attachment]
    patient: Patient | None = None


@dataclass(slots=True)
class Batches:
    """Takes the reports of one or several files in order; `finish` writes what is left.

    `new` and `known` count by the file's id what was written, and what was here before.
    """

    actor: SystemActor
    new: Counter[UUID] = field(default_factory=Counter)
    known: Counter[UUID] = field(default_factory=Counter)
    _matcher: Matcher = field(init=False)
    _version: int = field(init=False)
    _coming: list[_Coming] = field(default_factory=list)
    _rows: int = 0
    _sites: dict[str, SiteId | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._matcher, self._version = Matcher(self.actor), hash_version()

    def add(self, file: LabFile, position: int, report: ldt.LabReport) -> None:
        """One more report; writes the batch before it where it is full or must come first."""
        told = shape.content_of(report)
        order = filing.order_hash(told, self._version)
        digest = exact_hash("lab-report", shape.canonical(told), self._version)
        rows = 2 + len(told["findings"])
        if (
            len(self._coming) >= MOST_REPORTS
            or self._rows + rows > MOST_IDS
            or self._must_come_first(order, digest)
        ):
            self.finish()
        row_id = uuid7()
        row = LabReport(
            id=row_id,
            key_owner=row_id,
            file=file,
            position=position,
            site=self.site(report.practice.site_number) or file.site,
            state=ReportState.OPEN,
            order_hash=order,
            report_hash=digest,
            arrived_at=file.arrived_at,
        )
        attachments = [
            one for one in report.attachments if one.content and one.intact and one.media_type
        ]
        self._coming.append(
            _Coming(file, row, told, asked(told["patient"], order, self._version), attachments)
        )
        self._rows += rows

    def finish(self) -> None:
        """Write everything that was added: all of it in the caller's transaction."""
        coming, self._coming, self._rows = self._unknown(self._coming), [], 0
        if not coming:
            return
        self._matcher.look_up([one.asked for one in coming])
        for one in coming:
            match = self._matcher.match(one.asked)
            one.told["suggestions"] = [str(patient) for patient in match.suggestions]
            one.row.why, one.patient = match.why, match.patient
            if match.patient is not None:
                one.row.key_owner = match.patient.key_owner
        red = [one.row.key_owner for one in coming if one.patient is None]
        create_first_keys(red, Kind.INTAKE)
        for one in coming:
            filing.describe(one.row, one.told)
        with gate.creating(self.actor, LabAct.IMPORT) as work:
            filing.file_many(
                work,
                [
                    filing.Coming(one.row, one.patient, bytes(one.file.content_hash))
                    for one in coming
                    if one.patient is not None
                ],
            )
            work.add_many([one.row for one in coming])
            for one in coming:
                self._attach(work, one)
        self.new.update(one.file.pk for one in coming)

    def _must_come_first(self, order: bytes | None, digest: bytes) -> bool:
        return any(
            bytes(one.row.report_hash or b"") == digest
            or (order is not None and one.asked.order == order)
            for one in self._coming
        )

    def _unknown(self, coming: list[_Coming]) -> list[_Coming]:
        """Those whose very report is not here yet."""
        digests = [one.row.report_hash for one in coming]
        if not digests:
            return []
        rows = gate.columns(
            self.actor, LabAct.READ, LabReport, "report_hash", report_hash__in=digests,
            limit=len(digests),
        )  # fmt: skip
        here = {bytes(row[0]) for row in rows}
        is_here = {id(one): bytes(one.row.report_hash or b"") in here for one in coming}
        self.known.update(one.file.pk for one in coming if is_here[id(one)])
        return [one for one in coming if not is_here[id(one)]]

    def site(self, number: str) -> UUID | None:
        """The site with this number, asked for once."""
        if number not in self._sites:
            self._sites[number] = site_of(number)
        return self._sites[number]

    def _attach(self, work: Work[Any], one: _Coming) -> None:
        for attachment in one.attachments:
            assert attachment.content is not None
            stored = documents.store().put(one.row.key_owner, [attachment.content])
            work.add(
                LabAttachment(
                    report=one.row,
                    key_owner=one.row.key_owner,
                    patient_id=one.row.patient_id,
                    title=(attachment.description or attachment.name or "Laborbefund")[:120],
                    media_type=attachment.media_type,
                    size=attachment.size,
                    address=stored.address,
                )
            )
        if one.patient is not None and one.attachments:
            filing.file_documents(self.actor, one.row, one.patient)
