"""One database and one running relay per test worker."""

import os
from collections.abc import Iterator

import pytest

from embedded import EmbeddedServer
from relay import schema
from relay.tests.running import Clock, Person, RunningRelay


@pytest.fixture(scope="session")
def relay_dsns(postgres: EmbeddedServer) -> tuple[str, str]:
    """Connection strings for the roles app and owner of a migrated relay database."""
    name = f"relay_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    postgres.drop_database(name)
    postgres.ensure_database(name)
    schema.migrate(postgres.dsn("owner", name))
    return postgres.dsn("app", name), postgres.dsn("owner", name)


@pytest.fixture(scope="session")
def _relay(relay_dsns: tuple[str, str]) -> Iterator[RunningRelay]:
    running = RunningRelay(*relay_dsns, Clock(), idle_body_seconds=1.0, sweep_seconds=3600)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def relay(_relay: RunningRelay) -> Iterator[RunningRelay]:
    """The running relay, at the true time."""
    yield _relay
    _relay.clock.ahead *= 0


@pytest.fixture
def practice(relay: RunningRelay) -> Person:
    return relay.practice()


@pytest.fixture
def device(practice: Person) -> Person:
    return practice.open_mailbox()
