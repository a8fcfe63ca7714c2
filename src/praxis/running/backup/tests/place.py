"""A practice with committed rows, its keeper and a folder for its backups, for these tests."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from embedded import EmbeddedServer
from house.cast import CHEAP, Cast, read_cast
from house.practice_keys import practice_open
from house.renewing import TestKeeper
from house.template import cast_file
from praxis import gate
from praxis.audit import macs
from praxis.audit.chainer import Chainer
from praxis.core.ids import PatientId
from praxis.patients.access import PatientAct
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from praxis.patients.models import Patient
from praxis.record.access import RecordAct
from praxis.record.documents.actions import NewDocument, document_row
from praxis.record.documents.intake import Clean
from praxis.record.documents.kinds import Media
from praxis.running.backup import checking, making
from praxis.running.backup.making import Source
from praxis.running.backup.manifest import Manifest
from praxis.running.backup.target import Target
from praxis.staff.passwords import hashing_with

DORA = {"family_name": "Zschöckerlößnitz", "given_name": "Dora", "birth_date": "12.03.1958"}


@dataclass
class Place:
    """A practice with committed rows, its keeper, and a folder for its backups."""

    source: Source
    keeper: TestKeeper
    target: Target
    cast: Cast
    scratch: Path

    def make(self) -> Manifest:
        """A backup now."""
        return making.make(self.source, self.target)

    def check(self, name: str = "") -> checking.Checked:
        """The full check."""
        return checking.check(
            self.target, name or self.target.newest(), scratch=self.scratch,
            vault=self.keeper.service._opened().id,
            public_key=self.keeper.public_keys()["backup"],
            row_fits=macs.row_macs().fits, link_fits=self.link_fits,
        )  # fmt: skip

    def link_fits(self, version: int, found: bytes, made: bytes) -> bool:
        """As the keeper says."""
        return self.keeper.service.chain_mac(found) == (version, made)

    def files(self) -> dict[str, str]:
        """Every file of the target with its hash."""
        return {
            one.name: hashlib.sha256(one.read_bytes()).hexdigest()
            for one in self.target.folder.iterdir()
        }

    def add_patient(self) -> PatientId:
        """One more patient with a document, committed."""
        ada = self.cast.ada
        with gate.visiting():
            dora = create_patient(ada.actor, read_identity(DORA), site=self.cast.main)
            found = gate.one(ada.actor, PatientAct.READ, Patient, dora)
            clean = Clean([b"%PDF-1.4 Kolibrisache " + str(dora).encode()], Media.PDF)
            row = document_row(found, ada.id, NewDocument("Brief", "letter"), clean)
            with gate.creating(ada.actor, RecordAct.ADD_DOCUMENT) as work:
                work.add(row)
        return dora


@pytest.fixture
def place(own_database: str, postgres: EmbeddedServer, tmp_path: Path) -> Iterator[Place]:
    from praxis.config import config

    folder = tmp_path / "sicherung"
    folder.mkdir()
    with practice_open(), hashing_with(CHEAP):
        keeper = TestKeeper(tmp_path)
        Chainer(postgres.dsn("chainer", own_database), keeper.service.chain_mac).run_once()
        source = Source(postgres.dsn("app", own_database), config().documents, keeper)
        yield Place(source, keeper, Target(folder), read_cast(cast_file()), tmp_path / "probe")
