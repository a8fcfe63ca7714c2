"""A practice without accounts: keys held, log writable, actors made up; for tests of the floors."""

from collections.abc import Iterator
from typing import Any

import pytest

from house.held_keys import fresh_keys
from praxis.audit import macs
from praxis.audit.macs import RowMac
from praxis.core.actors import Actor, Role
from praxis.core.ids import AccountId, PatientId, SiteId, uuid7
from praxis.vault import keys
from praxis.vault.keys import Domain, ProcessKeys

MAIN_SITE, BRANCH_SITE = SiteId(uuid7()), SiteId(uuid7())


def _row_macs(held: ProcessKeys) -> RowMac:
    def newest() -> tuple[int, bytes]:
        version, key = held.newest(Domain.AUDIT_ROW)
        return version, key.reveal()

    return RowMac(newest, lambda version: held.domain(Domain.AUDIT_ROW, version).reveal())


@pytest.fixture
def open_vault() -> Iterator[ProcessKeys]:
    """This process holds fresh keys and can write the log."""
    with keys.installed(fresh_keys()) as held:
        macs.install(_row_macs(held))
        yield held
        macs.forget()


def actor(*roles: Role, sites: tuple[SiteId, ...] = (MAIN_SITE,)) -> Actor:
    """Somebody with these roles at these sites."""
    return Actor(AccountId(uuid7()), frozenset(roles), frozenset(sites))


@pytest.fixture
def ada() -> Actor:
    """A doctor at the main site."""
    return actor(Role.DOCTOR)


@pytest.fixture
def ben() -> Actor:
    """A medical assistant at the main site."""
    return actor(Role.MEDICAL_ASSISTANT)


@pytest.fixture
def cem() -> Actor:
    """A doctor at the other site, who must see nothing of the first."""
    return actor(Role.DOCTOR, sites=(BRANCH_SITE,))


@pytest.fixture
def otto() -> Actor:
    """IT: no clinical right."""
    return actor(Role.IT)


@pytest.fixture
def ria() -> Actor:
    """Billing at the main site."""
    return actor(Role.BILLING)


@pytest.fixture
def visit(db: None, open_vault: ProcessKeys) -> Iterator[Any]:
    """A request is open."""
    from praxis.gate.visit import visiting

    with visiting() as opened:
        yield opened


@pytest.fixture
def dora(visit: Any, ada: Actor) -> PatientId:
    """A patient of the main site, created through the gate."""
    from praxis.patients.actions import create_patient
    from praxis.patients.identity import read_identity

    form = {
        "family_name": "Demo",
        "given_name": "Dora",
        "birth_date": "12.03.1958",
        "sex": "W",
        "insurance_number": "A123456780",
    }
    return create_patient(ada, read_identity(form), site=MAIN_SITE)
