"""Passwords and PINs as sealed Argon2id: a stolen table cannot even be guessed at."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from praxis.staff.errors import BadInput
from praxis.staff.tokens import open_proof, seal_proof
from praxis.vault.errors import BrokenSeal, UnknownKey

LONGEST: Final = 1000
# RFC 9106, second recommended option. One hash takes 64 MiB, hence the semaphore: a storm of
# logins queues instead of eating the machine.
PRODUCTION: Final = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)
_slots: Final = threading.BoundedSemaphore(4)
_hasher: list[PasswordHasher] = [PRODUCTION]
_dummies: dict[int, str] = {}
_WHAT: Final = "password"


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
    """`<login key version>:<sealed Argon2id>`; the text counts exactly as typed (A-05)."""
    typed = insist_on_sane(text).encode()
    with _slots:
        made = _hasher[-1].hash(typed)
    return seal_proof(_WHAT, made.encode("ascii"))


def fits(stored: str, text: str) -> bool:
    """Whether `text` was hashed to `stored`; no account and no password take the same time."""
    typed = insist_on_sane(text).encode()
    encoded, real = _encoded(stored), bool(stored)
    if not encoded:
        encoded, real = _dummy(), False
    with _slots:
        try:
            found = _hasher[-1].verify(encoded, typed)
        except VerificationError:
            return False
    return found and real


def needs_rehash(stored: str) -> bool:
    """Whether the parameters are older than today's."""
    return _hasher[-1].check_needs_rehash(_encoded(stored))


def resealed(stored: str) -> str:
    """The same hash under the newest login key; nobody types anything."""
    return seal_proof(_WHAT, open_proof(_WHAT, stored))


def _encoded(stored: str) -> str:
    """The Argon2id text of a stored hash; empty if there is none, or it was changed."""
    try:
        return open_proof(_WHAT, stored).decode("ascii") if stored else ""
    except UnknownKey:
        raise
    except BrokenSeal:
        return ""


def _dummy() -> str:
    """A hash nothing fits, made once per process and parameters."""
    place = id(_hasher[-1])
    if place not in _dummies:
        _dummies[place] = _hasher[-1].hash(secrets.token_bytes(32))
    return _dummies[place]
