"""The practice as its patients know it: one public bundle, one age identity, a signer elsewhere.

Which bundle there is, which one was before it, what is signed with which and opened with which
hang together through one table; that is why it all stands in one file.

Signing keys stay in the keeper. The age seed is wrapped by the domain key *post*, which only the
process that sorts incoming letters holds; the process that talks to the relay opens nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Final, Protocol, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from praxis.core import clock
from praxis.core.ids import uuid7
from praxis.messages.errors import PostNotSetUp
from praxis.messages.models import Outbox, PostIdentity
from praxis.vault import keys
from praxis.vault.client import client
from praxis.vault.errors import UnknownKey
from praxis.vault.keys import Domain
from seal.age.hybrid import HybridIdentity
from seal.errors import NoMatch, SealError
from seal.keys import SecretKey, unwrap, wrap
from wire.bundle import KeyBundle, bundle_hash, change_keys, open_bundle, pack_bundle
from wire.ids import KeyId, key_id, new_id
from wire.orders import Publishing, pack
from wire.requests import Sign
from wire.signatures import Purpose

_SEED: Final = "post-identity"
OPENS_FOR: Final = timedelta(days=60)
"""How long what is sealed to replaced keys is still opened (decisions.md, 4)."""
SIGNS_FOR: Final = timedelta(days=365)
"""How long a phone that was not heard of can still be told of a change: only the old key can."""
T = TypeVar("T")


class Signer(Protocol):
    """Whoever holds the practice's signing keys: the keeper. Version 0 is the newest."""

    def sign(self, purpose: Purpose, base: bytes, version: int = 0) -> bytes:
        """A signature over a finished base; UnknownKey once that version was destroyed."""
        ...

    def public_keys(self, version: int = 0) -> Mapping[str, bytes]:
        """The public keys: statement, request, anchor, practice."""
        ...

    def sign_version(self) -> int:
        """The newest version of *sign*."""
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


def sign_as(*purposes: Purpose, version: int) -> Sign:
    """A `wire` signer for bases of these purposes; the purpose is read from the base itself."""
    asked = signer()

    def sign(base: bytes) -> bytes:
        purpose = Purpose(base.split(b"\x00", 1)[0].rsplit(b"/", 1)[1].decode("ascii"))
        if purpose not in purposes:
            raise ValueError("signing base of another purpose")
        return asked.sign(purpose, base, version)

    return sign


def letter_sign(row: PostIdentity) -> Sign:
    """Signs statements, transmissions and key changes with the statement key of this identity."""
    purposes = (Purpose.STATEMENT, Purpose.TRANSMISSION, Purpose.KEY_CHANGE)
    return sign_as(*purposes, version=row.sign_version)


def identity_now() -> PostIdentity:
    """The identity in use; PostNotSetUp before there is one."""
    found = PostIdentity.objects.filter(replaced_at__isnull=True).first()
    if found is None:
        raise PostNotSetUp(detail="no identity")
    return found


def identity_of(bundle: bytes | memoryview | None) -> PostIdentity:
    """The identity with this bundle; None is the first there was. PostNotSetUp."""
    rows = PostIdentity.objects.order_by("sign_version")
    found = (rows if bundle is None else rows.filter(bundle_hash=bytes(bundle))).first()
    if found is None:
        raise PostNotSetUp(detail="no such identity")
    return found


def changes_since(row: PostIdentity) -> list[PostIdentity]:
    """The identities that followed this one, oldest first."""
    rows = PostIdentity.objects.filter(sign_version__gt=row.sign_version)
    return list(rows.order_by("sign_version"))


def identities_that_sign() -> list[PostIdentity]:
    """Those whose signing keys are not destroyed and will not be today."""
    return list(PostIdentity.objects.exclude(replaced_at__lt=clock.now() - SIGNS_FOR))


def identity_known_outside() -> PostIdentity:
    """The one whose request key the relay knows: a change counts once the relay has answered."""
    known = Q(change__isnull=True) | Q(known_at__isnull=False)
    found = PostIdentity.objects.filter(known).order_by("-sign_version").first()
    if found is None:
        raise PostNotSetUp(detail="no identity")
    return found


def relay_key() -> bytes:
    """The public key the relay's operator admits us by; also before there is an identity."""
    try:
        return bundle_of(identity_known_outside()).relay_key
    except PostNotSetUp:
        return signer().public_keys()["request"]


def bundle_of(row: PostIdentity) -> KeyBundle:
    """The public keys of an identity."""
    return open_bundle(bytes(row.bundle), bytes(row.bundle_hash))


def with_any_identity(opens: Callable[[HybridIdentity, frozenset[KeyId]], T]) -> T:
    """What `opens` gives for the first identity something was sealed to, the newest tried first.

    It is also told the ids of the recipients before that one. NoMatch if it was sealed to none
    that still exists; PostNotSetUp; whatever else `opens` raises.
    """
    rows = list(PostIdentity.objects.order_by("-sign_version"))
    found: SealError | None = None
    for at, row in enumerate(rows):
        if not row.seed:
            continue
        former = frozenset(key_id(bundle_of(one).recipient) for one in rows[at + 1 :])
        try:
            return opens(opened_identity(row), former)
        except NoMatch as error:
            found = error
    if found is None:
        raise PostNotSetUp(detail="no identity")
    raise found


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
            row = _new_identity(signer().sign_version(), previous=None, epoch=new_id())
            _tell_relay("publish", pack(Publishing(1, bytes(row.bundle), None)))
            return row
    except IntegrityError:
        # Another process was faster.
        return identity_now()


def publish_again() -> None:
    """Publish the bundle in use once more: the relay may hold one of after this state.

    Behind a change that still waits, because both are in one lane; in the caller's transaction.
    """
    row = PostIdentity.objects.filter(replaced_at__isnull=True).first()
    if row is not None:
        _tell_relay("publish", pack(Publishing(1, bytes(row.bundle), None)))


def change_identity(version: int) -> bool:
    """Go over to the signing keys of this version and a new age identity; whether it was now.

    Old identity, new one, the change signed by both and the request to the relay are one
    transaction: cut anywhere before its end, nothing happened; repeated, nothing happens.
    """
    with transaction.atomic():
        rows = PostIdentity.objects.select_for_update().filter(replaced_at__isnull=True)
        old = rows.first()
        if old is None or old.sign_version >= version:
            return False
        old.replaced_at = clock.now()
        old.save(update_fields=["replaced_at"])
        new = _new_identity(version, previous=bytes(old.bundle_hash), epoch=bytes(old.epoch))
        signers = [sign_as(Purpose.KEY_CHANGE, version=one.sign_version) for one in (old, new)]
        change = pack(change_keys(bytes(old.bundle), bytes(new.bundle), *signers))
        PostIdentity.objects.filter(pk=new.pk).update(change=change)
        _tell_relay("change", change)
        return True


def _new_identity(version: int, *, previous: bytes | None, epoch: bytes) -> PostIdentity:
    """Make and store a fresh identity; in a transaction."""
    key_version, domain = keys.held().newest(Domain.POST)
    seed, now, row_id = SecretKey.new(), clock.now(), uuid7()
    public = signer().public_keys(version)
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
    return PostIdentity.objects.create(
        id=row_id,
        bundle=bundle,
        bundle_hash=bundle_hash(bundle),
        epoch=epoch,
        seed=wrap(domain, seed, purpose=_SEED, owner=row_id.bytes, key_id=key_version),
        key_version=key_version,
        sign_version=version,
        created_at=now,
    )


def _tell_relay(what: str, content: bytes) -> None:
    """In one lane: what the relay is told first about us, it hears first."""
    now, nobody = clock.now(), bytes(16)
    Outbox.objects.create(
        what=what, lane=nobody, mailbox=nobody, content=content, written_at=now, next_at=now
    )


def _sealed_under_another(version: int) -> QuerySet[PostIdentity]:
    return PostIdentity.objects.exclude(key_version=version).exclude(seed=b"")


def reseal_identities(version: int, _passage: object = None) -> int:
    """Wrap the age seed of every identity under a newer version of the key *post*."""
    domain, moved = keys.domain_key(Domain.POST, version), 0
    for row in _sealed_under_another(version):
        seed = _seed(row, keys.domain_key(Domain.POST, row.key_version))
        again = wrap(domain, seed, purpose=_SEED, owner=row.id.bytes, key_id=version)
        old = PostIdentity.objects.filter(pk=row.pk, key_version=row.key_version)
        moved += old.exclude(seed=b"").update(seed=again, key_version=version)
    return moved


def identities_left(version: int, _passage: object = None) -> int:
    """How many identities still hang on another version."""
    return _sealed_under_another(version).count()
