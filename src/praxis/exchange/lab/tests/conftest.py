"""A practice whose laboratory writes into a folder of the test."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from house.cast import Cast
from praxis import gate
from praxis.config import config
from praxis.core.ids import PatientId
from praxis.exchange.lab import importing
from praxis.exchange.lab.models import LabFile, LabReport
from praxis.exchange.lab.watching import Watcher
from praxis.gate.guard import passage
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity

DORA = {
    "family_name": "Demo", "given_name": "Dora", "birth_date": "12.03.1958", "sex": "W",
    "insurance_number": "A123456780",
}  # fmt: skip


@dataclass
class Lab:
    """The laboratory's side of a test, and a look at the rows."""

    folder: Path
    cast: Cast

    def drop(self, name: str, data: bytes) -> Path:
        """The laboratory's transfer program writes a file."""
        path = self.folder / name
        path.write_bytes(data)
        return path

    def passes(self, count: int = 2) -> int:
        """The worker comes by; a file is taken at the second look."""
        return sum(importing.run_pass() for _ in range(count))

    def files(self) -> list[LabFile]:
        """Every file row, oldest first, as it is in the database."""
        with passage():
            return list(LabFile.objects.order_by("arrived_at", "id"))

    def reports(self) -> list[LabReport]:
        """Every report row, in order."""
        with passage():
            return list(LabReport.objects.order_by("id"))

    def patient(self, **form: str) -> PatientId:
        """A new patient at the main site."""
        with gate.visiting():
            return create_patient(
                self.cast.ada.actor, read_identity(DORA | form), site=self.cast.main
            )


@pytest.fixture
def lab(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    """An open practice with an empty laboratory folder."""
    folder = config().lab_spool
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(importing, "_watchers", {str(folder): Watcher(folder)})
    yield Lab(folder, cast)
    for left in folder.iterdir():
        left.unlink()


@pytest.fixture
def dora(lab: Lab) -> PatientId:
    """Dora Demo of the main site."""
    return lab.patient()


def samples() -> dict[str, bytes]:
    """The demo's files by name."""
    from praxis.exchange.lab.samples.invented import files

    return files()
