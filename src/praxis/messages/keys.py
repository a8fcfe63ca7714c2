"""The practice as its patients know it: one public bundle, one age identity, a signer elsewhere.

Signing keys stay in the keeper. The age seed is wrapped by the domain key *post*, which only the
process that sorts incoming letters holds; the process that talks to the relay opens nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, Protocol

from django.db import IntegrityError, transaction

from praxis.core import clock
from praxis.core.ids import uuid7
from praxis.messages.errors import PostNotSetUp
from praxis.messages.models import Outbox, PostIdentity
from praxis.vault import keys
from praxis.vault.client import client
from praxis.vault.errors import UnknownKey
from praxis.vault.keys import Domain
from seal.age.hybrid import HybridIdentity
from seal.keys import SecretKey, unwrap, wrap
from wire.bundle import KeyBundle, bundle_hash, pack_bundle
from wire.ids import new_id
from wire.orders import Publishing, pack
from wire.requests import Sign
from wire.signatures import Purpose

_SEED: Final = "post-identity"


class Signer(Protocol):
    """Whoever holds the practice's signing keys: the keeper."""

    def sign(self, purpose: Purpose, base: bytes) -> bytes:
        """A signature over a finished base."""
        ...

    def public_keys(self) -> Mapping[str, bytes]:
        """The public keys: statement, request, anchor, practice."""
        ...


_signers: Final[list[Callable[[], Signer]]] = [client]


@contextmanager
def signing_with(signer: Signer) -> Iterator[None]:
    """Use another signer for the length of the block (a test without a keeper)."""
    _signers.append(lambda: signer)
    try:
        yield
    finally:
        _signers.pop()


def signer() -> Signer:
    """The signer of this process."""
    return _signers[-1]()


def sign_as(*purposes: Purpose) -> Sign:
    """A `wire` signer for bases of these purposes; the purpose is read from the base itself."""
    asked = signer()

    def sign(base: bytes) -> bytes:
        purpose = Purpose(base.split(b"\x00", 1)[0].rsplit(b"/", 1)[1].decode("ascii"))
        if purpose not in purposes:
            raise ValueError("signing base of another purpose")
        return asked.sign(purpose, base)

    return sign


def letter_sign() -> Sign:
    """Signs statements, transmissions and key changes."""
    return sign_as(Purpose.STATEMENT, Purpose.TRANSMISSION, Purpose.KEY_CHANGE)


def identity_now() -> PostIdentity:
    """The identity in use; PostNotSetUp before there is one."""
    found = PostIdentity.objects.filter(replaced_at__isnull=True).first()
    if found is None:
        raise PostNotSetUp(detail="no identity")
    return found


def opened_identity(row: PostIdentity) -> HybridIdentity:
    """The age identity that opens letters to the practice; PostNotSetUp without the key."""
    try:
        key = keys.domain_key(Domain.POST, row.key_version)
    except UnknownKey:
        raise PostNotSetUp(detail="key post is not held here") from None
    return HybridIdentity(_seed(row, key))


def _seed(row: PostIdentity, key: SecretKey) -> SecretKey:
    """The age seed of an identity, unwrapped by the version of *post* the row names."""
    return unwrap(key, bytes(row.seed), purpose=_SEED, owner=row.id.bytes, key_id=row.key_version)


def ensure_identity() -> PostIdentity:
    """The identity in use; made now if there is none, and published to the relay."""
    try:
        return identity_now()
    except PostNotSetUp:
        pass
    try:
        with transaction.atomic():
            return new_identity(previous=None)
    except IntegrityError:
        # Another process was faster.
        return identity_now()


def new_identity(*, previous: bytes | None, epoch: bytes | None = None) -> PostIdentity:
    """Make and store a fresh identity and put its publishing into the outbox; in a transaction."""
    version, domain = keys.held().newest(Domain.POST)
    seed, now, row_id = SecretKey.new(), clock.now(), uuid7()
    public = signer().public_keys()
    bundle = pack_bundle(
        KeyBundle(
            1,
            HybridIdentity(seed).recipient.raw,
            public["statement"],
            public["request"],
            public["anchor"],
            public["practice"],
            created=int(now.timestamp()),
            previous=previous,
        )
    )
    row = PostIdentity.objects.create(
        id=row_id,
        bundle=bundle,
        bundle_hash=bundle_hash(bundle),
        epoch=epoch or new_id(),
        seed=wrap(domain, seed, purpose=_SEED, owner=row_id.bytes, key_id=version),
        key_version=version,
        created_at=now,
    )
    publish(row)
    return row


def publish(row: PostIdentity, document: bytes | None = None) -> None:
    """Let the relay hand the bundle (and the public practice document) to paired devices."""
    now = clock.now()
    Outbox.objects.create(
        what="publish",
        lane=bytes(16),
        mailbox=bytes(16),
        content=pack(Publishing(1, bytes(row.bundle), document)),
        written_at=now,
        next_at=now,
    )


def reseal_identities(version: int, _passage: object = None) -> int:
    """Wrap the age seed of every identity under a newer version of the key *post*."""
    domain, moved = keys.domain_key(Domain.POST, version), 0
    for row in PostIdentity.objects.exclude(key_version=version):
        seed = _seed(row, keys.domain_key(Domain.POST, row.key_version))
        again = wrap(domain, seed, purpose=_SEED, owner=row.id.bytes, key_id=version)
        old = PostIdentity.objects.filter(pk=row.pk, key_version=row.key_version)
        moved += old.update(seed=again, key_version=version)
    return moved


def identities_left(version: int, _passage: object = None) -> int:
    """How many identities still hang on another version."""
    return PostIdentity.objects.exclude(key_version=version).count()
