"""The keys of the practice every test lives in: fixed, so that all workers open the same rows."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from praxis.audit import macs
from praxis.audit.macs import RowMac
from praxis.vault import keys
from praxis.vault.keys import Domain, Kind, ProcessKeys
from seal.keys import SecretKey


def _fixed(name: str) -> SecretKey:
    return SecretKey(hashlib.sha256(f"only for tests: {name}".encode()).digest())


def fixed_keys() -> ProcessKeys:
    """One version of every domain key and two epochs; known to everybody, good for tests only."""
    return ProcessKeys(
        domains={domain: {1: _fixed(domain)} for domain in Domain},
        epochs={(kind, epoch): _fixed(f"{kind}/{epoch}") for kind in Kind for epoch in (1, 2)},
    )


@contextmanager
def practice_open() -> Iterator[ProcessKeys]:
    """This process holds the practice's keys and can write the log."""
    row_key = _fixed(Domain.AUDIT_ROW).reveal()
    with keys.installed(fixed_keys()) as held:
        macs.install(RowMac(newest=lambda: (1, row_key), key=lambda _version: row_key))
        try:
            yield held
        finally:
            macs.forget()
