"""Finds out whose key signed a request: one database question, one signature check, always."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.types import Scope

from relay.answers import NotHere, header
from relay.settings import RelaySettings
from relay.store import Store
from wire import requests
from wire.errors import WireError
from wire.ids import KeyId

_NOBODY = f"1.{'0' * 64}.0.{'0' * 32}.{'0' * 64}.{'0' * 128}"


@dataclass(frozen=True)
class Caller:
    """Who signed: a practice, or (mailbox given) one device of it; `digest` is of the body."""

    practice: bytes
    mailbox: bytes | None
    signed: requests.RequestSignature

    def only_practice(self) -> None:
        """NotHere for a device."""
        if self.mailbox is not None:
            raise NotHere


async def authenticate(scope: Scope, settings: RelaySettings, store: Store) -> Caller:
    """Known key, signature, freshness, nonce, in this order; NotHere for every failure."""
    well_formed = True
    origin: str | None = None
    try:
        signed = requests.parse(header(scope, requests.HEADER.lower().encode()) or "")
        target = _target(scope, settings)
        origin = header(scope, b"origin")
    except (WireError, NotHere, UnicodeDecodeError):
        well_formed = False
        signed = requests.parse(_NOBODY)
        target = requests.Target("GET", "nobody.invalid", "/")
    now = settings.clock()
    known = await store.identify(signed.key, origin, now) if well_formed else None
    try:
        # A stranger costs the same check as a friend, so time tells nothing either.
        requests.check_signature(signed, target, known.public_key if known else requests.DUMMY_KEY)
        requests.check_fresh(signed, now)
    except WireError:
        raise NotHere from None
    if known is None or not known.origin_ok:
        raise NotHere
    until = now + timedelta(seconds=requests.NONCE_MEMORY_SECONDS)
    if not await store.first_use(known.practice, KeyId(signed.key), signed.nonce, until):
        raise NotHere
    return Caller(known.practice, known.mailbox, signed)


def _target(scope: Scope, settings: RelaySettings) -> requests.Target:
    authority = header(scope, b"host") or ""
    if authority not in settings.authorities:
        raise NotHere
    query = scope["query_string"].decode("ascii")
    path = scope["raw_path"].decode("ascii")
    return requests.Target(scope["method"], authority, f"{path}?{query}" if query else path)
