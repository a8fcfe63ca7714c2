"""The check of the log runs beside the worker's duties and ends when the vault is sealed."""

import os
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from house.practice_keys import practice_open
from praxis.audit.events import Event, Outcome
from praxis.audit.writer import target, write_apart
from praxis.core import clock
from praxis.office.models import AuditCheck
from praxis.office.oversight import checks
from praxis.office.tests.test_oversight import _fits, link_all
from praxis.vault.errors import VaultSealed


@pytest.fixture
def claimed(own_database: str) -> Iterator[AuditCheck]:
    """A check the worker has just claimed, in a practice whose log is linked."""
    with practice_open():
        write_apart([Event.by(None, "audit:read", Outcome.REFUSED)])
        link_all()
        now = clock.now()
        yield AuditCheck.objects.create(asked_at=now, started_at=now)


def test_a_check_does_not_hold_up_the_other_duties_of_the_worker(claimed: AuditCheck) -> None:
    goes_on = threading.Event()

    def slow(*link: Any) -> bool:
        return goes_on.wait(20) and _fits(*link)

    thread = checks.begin(claimed, slow)
    assert checks.check_if_asked() == 0  # one at a time, and the worker goes on at once
    assert checks.running() == claimed
    assert thread.is_alive()
    goes_on.set()
    thread.join(20)
    last = checks.last_finished()
    assert last is not None
    assert last.sound, last.reason


def test_a_check_under_which_the_vault_is_sealed_begins_again(claimed: AuditCheck) -> None:
    def sealed(*_: Any) -> bool:
        raise VaultSealed

    checks.begin(claimed, sealed).join(20)
    assert checks.running() == claimed
    assert checks.carry_out(_fits) == 1
    assert checks.running() is None


def test_a_check_lets_whoever_waits_go_first(claimed: AuditCheck) -> None:
    seen: list[int] = []

    def looking(*link: Any) -> bool:
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return _fits(*link)

    checks.begin(claimed, looking).join(20)
    ours = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert set(seen) == {max(10, ours)}


def test_a_check_that_was_cut_off_begins_again_at_once_and_only_then(claimed: AuditCheck) -> None:
    with psycopg.connect(**target(), autocommit=True) as other:
        other.execute(checks._LOCK)  # as the process that checks holds it
        assert checks.carry_out(_fits) == 0
        assert checks.running() == claimed
    assert checks.carry_out(_fits) == 1
    assert checks.running() is None
