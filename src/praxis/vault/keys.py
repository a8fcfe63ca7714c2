"""The keys this process was given by the keeper, and nothing it was not given."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from praxis.core import clock
from praxis.vault.errors import UnknownKey, VaultSealed
from seal.keys import SecretKey


class Domain(StrEnum):
    """What a practice-wide key is for; each is random and wrapped by the root key."""

    LOGIN = "login"
    MAIL = "mail"
    POST = "post"
    SIGN = "sign"
    INTAKE = "intake"
    INDEX = "index"
    AUDIT_ROW = "audit-row"
    AUDIT_CHAIN = "audit-chain"
    BACKUP = "backup"


class Kind(StrEnum):
    """Whom a data key belongs to: a patient, or something not yet assigned to one."""

    PATIENT = "patient"
    INTAKE = "intake"


@dataclass(frozen=True, slots=True)
class ProcessKeys:
    """Domain keys by version and key-encryption keys by epoch, as far as this process may know."""

    domains: Mapping[Domain, Mapping[int, SecretKey]] = field(default_factory=dict)
    epochs: Mapping[tuple[Kind, int], SecretKey] = field(default_factory=dict)

    def domain(self, domain: Domain, version: int) -> SecretKey:
        """One version of a domain key; UnknownKey if this process does not hold it."""
        try:
            return self.domains[domain][version]
        except KeyError:
            raise UnknownKey(detail=f"domain={domain} version={version}") from None

    def newest(self, domain: Domain) -> tuple[int, SecretKey]:
        """The version and key to seal with now; UnknownKey if this process holds none."""
        versions = self.domains.get(domain)
        if not versions:
            raise UnknownKey(detail=f"domain={domain}")
        version = max(versions)
        return version, versions[version]

    def epoch_key(self, kind: Kind, epoch: int) -> SecretKey:
        """The key that wraps data keys of this kind in this epoch; UnknownKey if not held."""
        try:
            return self.epochs[kind, epoch]
        except KeyError:
            raise UnknownKey(detail=f"kind={kind} epoch={epoch}") from None

    def newest_epoch(self, kind: Kind) -> int:
        """The epoch new data keys are wrapped with: this month's; UnknownKey if none is held.

        Next month's key is handed out ahead of time, so that at midnight no process meets a data
        key wrapped by another one under an epoch it has not heard of.
        """
        today = clock.today()
        month = today.year * 100 + today.month
        held = sorted(epoch for of, epoch in self.epochs if of is kind)
        if not held:
            raise UnknownKey(detail=f"kind={kind}")
        return max((epoch for epoch in held if epoch <= month), default=held[0])


_held: list[ProcessKeys] = []
_fetch_again: list[Callable[[], object]] = []


def fetch_again_with(fetch: Callable[[], object]) -> None:
    """How this process gets its keys anew when it meets a version it has not heard of."""
    _fetch_again[:] = [fetch]


def domain_key(domain: Domain, version: int) -> SecretKey:
    """One version of a domain key; a newer one than held is fetched from the keeper once.

    Another process may already seal with a version made a second ago. UnknownKey, VaultSealed.
    """
    versions = held().domains.get(domain, {})
    if versions and version > max(versions) and _fetch_again:
        _fetch_again[-1]()
    return held().domain(domain, version)


def install(keys: ProcessKeys) -> None:
    """Make `keys` the keys of this process; what was held before is dropped."""
    _held[:] = [keys]


def held() -> ProcessKeys:
    """The keys of this process; VaultSealed if it has none."""
    if not _held:
        raise VaultSealed
    return _held[-1]


def is_open() -> bool:
    """Whether this process holds keys."""
    return bool(_held)


def forget() -> None:
    """Drop the keys of this process: from now on it is sealed."""
    _held.clear()


@contextmanager
def installed(keys: ProcessKeys) -> Iterator[ProcessKeys]:
    """Hold `keys` for the length of the block, then what was held before."""
    before = list(_held)
    _held[:] = [keys]
    try:
        yield keys
    finally:
        _held[:] = before
