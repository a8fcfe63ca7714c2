"""Makes up patients with charts in bulk: sealed, through vault and gate, as the job `bench`."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Final
from uuid import UUID

from people import Draw, people

if TYPE_CHECKING:
    from praxis.core.ids import PatientId, SiteId
    from praxis.patients.identity import Identity
    from praxis.patients.search.records import IdentityRecord
    from praxis.record.actions.reports import NewReport

# Two rows each: an event of the log names at most a thousand.
TOGETHER: Final = 200
LINES: Final = (
    ("A", "Husten seit 3 Tagen, kein Fieber, kein Auswurf."),
    ("B", "RR 138/84, Puls 72 regelmäßig, keine Ödeme, Lunge frei."),
    ("T", "Schonung, viel trinken, Wiedervorstellung bei Fieber."),
    ("P", "Medikation unverändert, Labor in 3 Monaten."),
)
CODES: Final = ("I10.90", "E11.90", "J06.9", "M54.5", "E78.0")
TESTS: Final = ("HBA1C", "CREA", "K", "NA", "TSH", "GPT", "GGT", "LEUK", "HB", "THRO")


def fill(
    count: int, site: "SiteId", author: UUID, *, charts: bool = True, processes: int = 2
) -> None:
    """`count` people with four lines and a diagnosis each, every tenth with ten laboratory values.

    Without `charts` they are identities only: a million of these fit into minutes. The caller's
    process must hold the keys; its connections are closed, the children open theirs.
    """
    from django.db import connections

    from praxis.audit.writer import drop_second_connection

    connections.close_all()
    drop_second_connection()
    with ProcessPoolExecutor(processes) as pool:
        everyone = people(count)
        batches = iter(lambda: list(islice(everyone, TOGETHER)), [])
        # map() would draw everybody first: a window keeps the memory small.
        while window := list(islice(batches, 4 * processes)):
            told = ([one] * len(window) for one in (site, author, charts))
            for _ in pool.map(_make, window, *told):
                pass


def _make(batch: "list[IdentityRecord]", site: "SiteId", author: UUID, charts: bool = True) -> None:
    from praxis import gate
    from praxis.core.actors import SystemActor
    from praxis.patients.actions import create_patients

    bench = SystemActor("bench")
    with gate.visiting():
        ids = create_patients(bench, [_identity(one) for one in batch], site=site)
        if charts:
            _charts(bench, ids, author)


def _identity(one: "IdentityRecord") -> "Identity":
    from praxis.patients.identity import Identity
    from praxis.patients.models import Sex

    born = one.birth
    year = f"{born.year:04}" if born else ""
    day = f"-{born.month:02}-{born.day:02}" if born and born.day else ""
    return Identity(
        family_name=" ".join(filter(None, (one.affixes, one.family_name))),
        given_name=one.given_name,
        former_name=one.former_name,
        birth_date=year + day,
        sex=Sex.FEMALE if int(one.patient_number) % 2 else Sex.MALE,
        insurance_number=one.insurance_number,
        street=f"Lindenweg {int(one.patient_number) % 90 + 1}",
        postal_code="12345",
        city=one.place,
        phone=one.phones[0],
        mobile=one.phones[1] if len(one.phones) > 1 else "",
    )


def _charts(bench: "object", ids: "list[PatientId]", author: UUID) -> None:
    from praxis import gate
    from praxis.core import clock
    from praxis.core.actors import SystemActor
    from praxis.patients.models import Patient
    from praxis.record.access import RecordAct
    from praxis.record.actions.reports import add_reports
    from praxis.record.models import Diagnosis, Entry

    assert isinstance(bench, SystemActor)
    now, entries, diagnoses = clock.now(), [], []
    for one in ids:
        draw = Draw(one.int)
        back = timedelta(days=1 + draw.below(700))
        for at, (code, text) in enumerate(LINES):
            entries.append(
                Entry(
                    patient_id=one, key_owner=one, code=code, text=text, author=author,
                    happened_at=now - back + timedelta(minutes=at), recorded_at=now,
                )
            )  # fmt: skip
        diagnoses.append(
            Diagnosis(
                patient_id=one, key_owner=one, icd=draw.of(CODES), catalogue_year=2025,
                certainty="G", permanent=True, note="", author=author,
                since=(now - back).date(), recorded_at=now,
            )
        )  # fmt: skip
    with gate.creating(bench, RecordAct.WRITE) as work:
        work.add_many(entries)
    with gate.creating(bench, RecordAct.DIAGNOSE) as work:
        work.add_many(diagnoses)
    with gate.creating(bench, RecordAct.FILE_REPORT) as work:
        add_reports(work, [(Patient(id=one, key_owner=one), _report(one)) for one in ids[::10]])


def _report(patient: "PatientId") -> "NewReport":
    from praxis.core import clock
    from praxis.record.actions.reports import NewFinding, NewReport
    from praxis.record.models import FindingState

    at = clock.now() - timedelta(days=30)
    values = [
        NewFinding(
            analyte=code, name=code, measured_at=at, value=Decimal(40 + step) / 10, unit="mmol/l",
            low=Decimal("3.5"), high=Decimal("5.1"),
        )
        for step, code in enumerate(TESTS)
    ]  # fmt: skip
    return NewReport(
        laboratory="Labor Erfunden", order_number=str(patient)[:8], state=FindingState.FINAL,
        source_hash=patient.bytes * 2, findings=values, collected_at=at, reported_at=at,
    )  # fmt: skip


def names(count: int, of: int) -> "Iterator[IdentityRecord]":
    """Some of the same people, spread over all of them."""
    step = max(1, of // count)
    return (one for at, one in enumerate(people(of)) if at % step == step // 2)
