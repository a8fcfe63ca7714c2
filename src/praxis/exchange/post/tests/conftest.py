"""A practice with a signer, its own database where two processes meet, and the real relay."""

import dataclasses
from collections.abc import Iterator

import pytest

from embedded import EmbeddedServer
from house.cast import CHEAP, Cast, read_cast
from house.post import TestSigner
from praxis import gate
from praxis.config import Config, config
from praxis.core.ids import PatientId
from praxis.messages import keys
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from relay import schema
from relay.tests.running import Clock, RunningRelay


@pytest.fixture
def signer() -> TestSigner:
    """The practice's signing keys."""
    return TestSigner()


@pytest.fixture
def practice_of_its_own(own_database: str, signer: TestSigner) -> Iterator[Cast]:
    """The cast in a database that commits, with keys and signer."""
    from house.practice_keys import practice_open
    from house.template import cast_file
    from praxis.staff.passwords import hashing_with

    with practice_open(), hashing_with(CHEAP), keys.signing_with(signer):
        keys.ensure_identity()
        yield read_cast(cast_file())


@pytest.fixture
def relay(postgres: EmbeddedServer) -> Iterator[RunningRelay]:
    """The relay as it is run, over a real socket."""
    postgres.ensure_database("relay_of_post")
    schema.migrate(postgres.dsn("owner", "relay_of_post"))
    running = RunningRelay(
        postgres.dsn("app", "relay_of_post"), postgres.dsn("owner", "relay_of_post"), Clock()
    )
    running.start()
    yield running
    running.stop()


def talking_to(origin: str, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Let the practice use this relay."""
    told = dataclasses.replace(config(), relay=origin)
    for place in ("praxis.messages.actions.invites", "praxis.exchange.post.worker"):
        monkeypatch.setattr(f"{place}.config", lambda: told)
    return told


def dora_of(cast: Cast) -> PatientId:
    """Dora, created by Ada."""
    form = {"family_name": "Kanarienvogel", "given_name": "Dora", "birth_date": "12.03.1958"}
    with gate.visiting():
        return create_patient(cast.ada.actor, read_identity(form), site=cast.main)
