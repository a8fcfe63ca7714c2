"""Passwords and PINs as Argon2id over a keyed hash: a stolen table cannot even be guessed at."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from praxis.staff.errors import BadInput
from praxis.staff.tokens import keyed_hash

LONGEST: Final = 1000
# RFC 9106, second recommended option. One hash takes 64 MiB, hence the semaphore: a storm of
# logins queues instead of eating the machine.
PRODUCTION: Final = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)
_slots: Final = threading.BoundedSemaphore(4)
_hasher: list[PasswordHasher] = [PRODUCTION]
_dummies: dict[tuple[int, int], str] = {}


@contextmanager
def hashing_with(hasher: PasswordHasher) -> Iterator[None]:
    """Hash with other parameters within the block; tests use cheap ones."""
    _hasher.append(hasher)
    try:
        yield
    finally:
        _hasher.remove(hasher)


def insist_on_sane(text: str) -> str:
    """BadInput for what must not reach the hash: overlong, NUL, lone surrogates (A-13)."""
    if len(text) > LONGEST or "\x00" in text:
        raise BadInput(detail="length or NUL")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadInput(detail="surrogate") from None
    return text


def hashed(text: str) -> str:
    """`<pepper key version>:<Argon2id>`; the text counts exactly as typed (A-05)."""
    version, peppered = keyed_hash("password", insist_on_sane(text))
    with _slots:
        return f"{version}:{_hasher[-1].hash(peppered)}"


def fits(stored: str, text: str) -> bool:
    """Whether `text` was hashed to `stored`; no account and no password take the same time."""
    text = insist_on_sane(text)
    version, _, encoded = (stored or _dummy()).partition(":")
    _, peppered = keyed_hash("password", text, int(version))
    with _slots:
        try:
            found = _hasher[-1].verify(encoded, peppered)
        except VerificationError:
            return False
    return found and bool(stored)


def needs_rehash(stored: str) -> bool:
    """Whether parameters or pepper are older than today's."""
    version, _, encoded = stored.partition(":")
    newest, _ = keyed_hash("password", "")
    return int(version) != newest or _hasher[-1].check_needs_rehash(encoded)


def _dummy() -> str:
    """A hash nothing fits, made once per process, pepper and parameters."""
    version, unguessable = keyed_hash("dummy", "")
    place = (version, id(_hasher[-1]))
    if place not in _dummies:
        _dummies[place] = hashed(unguessable.hex())
    return _dummies[place]
