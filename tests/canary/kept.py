"""Every secret the practice and its relay keep, taken from where each lies wrapped or private."""

import json
import secrets
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from canary.needles import Needle
from embedded import EmbeddedServer
from praxis.staff.tokens import open_proof
from praxis.vault import keys, sheets
from praxis.vault.chest import Chest, State
from praxis.vault.keys import Domain, Kind
from praxis.vault.openers import open_with
from praxis.vault.roles import SIGNING_KEYS
from seal.keys import SecretKey, derive, unwrap
from standing.phone import Pocket
from standing.practice import StandingPractice

# Twelve digits: a shorter number would stand among millions of digits by chance.
PIN_DIGITS: Final = 12


def new_pin() -> str:
    """A PIN nobody else has."""
    return "70" + "".join(str(secrets.randbelow(10)) for _ in range(PIN_DIGITS - 2))


def of_the_practice(practice: StandingPractice) -> Iterator[Needle]:
    """Root, domain and epoch keys, what is derived from them, hashes, tokens, passwords."""
    recovery = sheets.combine(practice.recovery_words[:2])
    yield Needle("recovery key", recovery.secret, secret=True)
    chest = Chest.open(practice.data / "vault", recovery)
    for version, root in open_with(chest.ways(), recovery).items():
        yield _key(f"root key {version}", root)
    yield from _of_the_vault(chest)
    yield from _of_the_post(practice, chest)
    yield from _hashes(practice, chest)
    for file in sorted((practice.data / "run" / "keeper-tokens").iterdir()):
        yield Needle(f"keeper token of {file.name}", file.read_bytes(), secret=True)
    yield from _passwords("practice", practice.database)
    yield from _passwords("relay", practice.relay_database)


def of_the_phone(pocket: Pocket) -> Iterator[Needle]:
    """What only the patient's device holds; the practice and the relay never may (O-10)."""
    phone = pocket.phone
    yield _key("age seed of the phone", phone.identity._seed)
    yield _key("statement key of the phone", phone.statement.seed)
    yield _key("request key of the phone", phone.relay.seed)


def _key(name: str, key: SecretKey) -> Needle:
    return Needle(name, key.reveal(), secret=True)


def _of_the_vault(chest: Chest) -> Iterator[Needle]:
    for domain, versions in chest.domains.items():
        for version, key in versions.items():
            yield _key(f"domain key {domain} {version}", key)
    for number, epoch in chest.epochs.items():
        yield _key(f"epoch {number}", epoch.key)
        if epoch.state is State.ACTIVE:
            for kind in Kind:
                yield _key(f"KEK {kind} {number}", derive(epoch.key, "kek", kind.value))
    sign = chest.domains[Domain.SIGN]
    for name in sorted(set(SIGNING_KEYS.values())):
        yield _key(f"signing key {name}", derive(sign[max(sign)], "ed25519", name))


def _of_the_post(practice: StandingPractice, chest: Chest) -> Iterator[Needle]:
    for row, version, seed in practice.query("SELECT id, key_version, seed FROM post_identity"):
        assert isinstance(row, UUID)
        assert isinstance(version, int)
        assert isinstance(seed, bytes)
        key = chest.domains[Domain.POST][version]
        opened = unwrap(key, seed, purpose="post-identity", owner=row.bytes, key_id=version)
        yield _key("age seed of the practice", opened)


def _hashes(practice: StandingPractice, chest: Chest) -> Iterator[Needle]:
    """The Argon2 texts: sealed in the table, and nowhere else at all."""
    with keys.installed(chest.process_keys([Domain.LOGIN], [])):
        rows = practice.query("SELECT login_name, password, pin FROM staff_account")
        for login, *stored in rows:
            for what, one in zip(("password", "PIN"), stored, strict=True):
                if one:
                    encoded = open_proof("password", str(one)).decode()
                    yield Needle.text(f"{what} hash of {login}", encoded, secret=True)


def _passwords(whose: str, server: EmbeddedServer) -> Iterator[Needle]:
    kept = json.loads(server.places.passwords.read_text("utf-8"))
    for role, word in kept.items():
        yield Needle.text(f"database password of {role} ({whose})", word, secret=True)
