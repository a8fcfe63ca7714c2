"""What no row names goes after a day; what a row names stays, and a mistake removes nothing."""

from datetime import timedelta
from pathlib import Path

import pytest

from house.cast import Cast
from praxis.core import clock
from praxis.running import tidying
from praxis.running.backup import documents, tables
from praxis.running.backup.tests.place import Place
from praxis.staff.models import Session, Workstation
from praxis.vault.documents import DocumentStore


def _file(folder: Path, number: int) -> Path:
    path = documents.path_of(folder, number.to_bytes(32, "big"))
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_bytes(b"sealed")
    return path


@pytest.fixture
def folder(place: Place, tmp_path: Path) -> Path:
    """A store with one document a row names."""
    place.add_patient()
    with tables.at_one_moment(place.source.database) as connection:
        (address,) = documents.named_by_rows(connection)
    made = tmp_path / "documents"
    made.mkdir(mode=0o700)
    _file(made, int.from_bytes(address, "big"))
    return made


def test_a_stray_document_goes_after_a_day_and_a_named_one_stays(folder: Path) -> None:
    stray = _file(folder, 7)
    assert tidying.sweep_documents(DocumentStore(folder)) == 0
    assert stray.exists()
    assert tidying.sweep_documents(DocumentStore(folder), older_than=-1) == 1
    assert not stray.exists()
    assert len(list(folder.glob("??/*"))) == 1


def test_too_many_strays_are_a_mistake_and_none_goes(folder: Path) -> None:
    for number in range(1, 103):
        _file(folder, number)
    assert tidying.sweep_documents(DocumentStore(folder), older_than=-1) == 0
    assert len(list(folder.glob("??/*"))) == 103


def test_old_sessions_are_forgotten_and_living_ones_stay(cast: Cast) -> None:
    now = clock.now()
    where = Workstation.objects.first()
    assert where is not None
    for number, (made, ended) in enumerate(
        ((60, 59), (60, None), (40, 20), (1, None)), start=1
    ):  # fmt: skip
        Session.objects.create(
            key_hash=bytes([number]) * 32, account_id=cast.ben.id, workstation=where, proof="pin",
            created_at=now - timedelta(days=made),
            ended_at=None if ended is None else now - timedelta(days=ended),
        )  # fmt: skip
    assert tidying.forget_sessions() == 2
    assert tidying.forget_sessions() == 0
    left = Session.objects.filter(account_id=cast.ben.id).values_list("key_hash", flat=True)
    assert sorted(bytes(one)[0] for one in left) == [3, 4]
