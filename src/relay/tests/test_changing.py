"""A practice goes over to its next keys: signed by both, in one step; the old one is nobody."""

import asyncio
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from relay import practices
from relay.sweep import sweep
from relay.tests.running import Person, RunningRelay
from wire import relay_api as api
from wire.bundle import RECIPIENT_BYTES, KeyBundle, bundle_hash, change_keys, pack_bundle
from wire.notices import KeyChange
from wire.orders import Publishing, Use, pack, parse_publishing


@dataclass
class Keys:
    """One bundle of a practice with the private halves a test needs."""

    person: Person
    statement: Ed25519PrivateKey
    bundle: bytes

    @classmethod
    def of(cls, person: Person, previous: bytes | None = None) -> "Keys":
        statement = Ed25519PrivateKey.generate()
        public = [Ed25519PrivateKey.generate().public_key().public_bytes_raw() for _ in "ab"]
        bundle = KeyBundle(
            1,
            secrets.token_bytes(RECIPIENT_BYTES),
            statement.public_key().public_bytes_raw(),
            person.public,
            public[0],
            public[1],
            created=1,
            previous=previous,
        )
        return cls(person, statement, pack_bundle(bundle))

    def next(self) -> "Keys":
        """The same practice with keys that follow these."""
        person = Person(self.person.authority, self.person.clock, id=self.person.id)
        return Keys.of(person, bundle_hash(self.bundle))

    def change_to(self, new: "Keys") -> KeyChange:
        """Signed by both."""
        return change_keys(self.bundle, new.bundle, self.statement.sign, new.statement.sign)

    def asks(self, change: KeyChange) -> int:
        """The relay's answer to this change under this key."""
        return self.person.ask("PUT", api.PRACTICE_KEY, pack(change)).status_code


@pytest.fixture
def old(practice: Person) -> Keys:
    keys = Keys.of(practice)
    assert practice.ask("PUT", api.PRACTICE, pack(Publishing(1, keys.bundle, b"d"))).is_success
    return keys


def test_x07_after_a_change_the_old_key_is_a_stranger_and_mailboxes_stay(
    old: Keys, device: Person
) -> None:
    new = old.next()
    assert old.asks(old.change_to(new)) == 204
    assert old.person.ask("GET", api.INBOX).status_code == 404
    assert new.person.ask("GET", api.INBOX).status_code == 200
    shown = parse_publishing(device.ask("GET", api.PRACTICE).content)
    assert (shown.bundle, shown.document) == (new.bundle, None)
    assert new.person.ask("DELETE", api.mailbox_path(device.mailbox)).status_code == 204


def test_the_same_change_again_under_the_new_key_is_done_already(old: Keys) -> None:
    new = old.next()
    change = old.change_to(new)
    assert old.asks(change) == 204
    assert old.asks(change) == 404
    assert new.asks(change) == 204
    assert new.person.ask("GET", api.INBOX).status_code == 200


def test_x07_a_change_that_not_both_keys_signed_changes_nothing(old: Keys, device: Person) -> None:
    new, stranger = old.next(), old.next()
    change = old.change_to(new)
    for forged in (
        replace(change, old_signature=change.new_signature),
        replace(change, new_signature=change.old_signature),
        replace(change, bundle=stranger.bundle),
        change_keys(old.bundle, new.bundle, stranger.statement.sign, new.statement.sign),
        stranger.change_to(stranger.next()),
    ):
        assert old.asks(forged) == 400
    assert old.person.ask("PUT", api.PRACTICE_KEY, b"\xa0").status_code == 400
    assert device.ask("PUT", api.PRACTICE_KEY, pack(change)).status_code == 404
    assert parse_publishing(device.ask("GET", api.PRACTICE).content).bundle == old.bundle
    assert old.person.ask("GET", api.INBOX).status_code == 200


def test_x07_a_change_is_not_replayed_and_not_taken_back(old: Keys) -> None:
    new = old.next()
    newer = new.next()
    first = old.change_to(new)
    assert old.asks(first) == 204
    assert new.asks(new.change_to(newer)) == 204
    assert newer.asks(first) == 400
    back = change_keys(newer.bundle, old.bundle, newer.statement.sign, old.statement.sign)
    assert newer.asks(back) == 400


def test_x08_a_key_somebody_else_has_is_not_taken_over(
    old: Keys, device: Person, relay: RunningRelay
) -> None:
    for taken in (device, relay.practice()):
        new = Keys.of(taken, bundle_hash(old.bundle))
        assert old.asks(old.change_to(new)) == 409
        assert old.person.ask("GET", api.INBOX).status_code == 200


def test_nothing_changes_before_something_was_published(practice: Person) -> None:
    keys = Keys.of(practice)
    assert keys.asks(keys.change_to(keys.next())) == 409


def _former(relay: RunningRelay, practice: bytes) -> int:
    with psycopg.connect(relay.owner_dsn) as connection:
        connection.execute("SELECT relay_act_for(%b)", (practice,))
        row = connection.execute("SELECT count(*) FROM former").fetchone()
    return int(row[0]) if row else 0


def test_a_sheet_from_before_the_change_finds_the_keys_printed_on_it(
    old: Keys, relay: RunningRelay
) -> None:
    sheet = old.person.open_mailbox(use=Use.PAIRING)
    new = old.next()
    assert old.asks(old.change_to(new)) == 204
    pinned = bundle_hash(old.bundle)
    found = sheet.ask("GET", api.former_path(pinned))
    assert parse_publishing(found.content).bundle == old.bundle
    assert sheet.ask("GET", api.former_path(bytes(32))).status_code == 404
    assert sheet.ask("GET", f"{api.PRACTICE}/{pinned.hex().upper()}").status_code == 404
    other = relay.practice().open_mailbox(use=Use.PAIRING)
    assert other.ask("GET", api.former_path(pinned)).status_code == 404
    relay.clock.ahead += timedelta(seconds=api.PAIRING_LIFE_SECONDS + 2 * api.DAY)
    later = new.person.open_mailbox()
    assert later.ask("GET", api.former_path(pinned)).status_code == 404
    assert _former(relay, old.person.id) == 1
    asyncio.run(sweep(relay.dsn, relay.settings))
    assert _former(relay, old.person.id) == 0


def test_the_operator_lets_a_practice_go_on_under_another_key(
    old: Keys, device: Person, relay: RunningRelay
) -> None:
    back = Person(relay.authority, relay.clock)
    assert practices.change(relay.owner_dsn, old.person.public, back.public)
    assert not practices.change(relay.owner_dsn, old.person.public, back.public)
    assert old.person.ask("GET", api.INBOX).status_code == 404
    assert back.ask("DELETE", api.mailbox_path(device.mailbox)).status_code == 204


def test_a_practice_that_lost_the_key_it_had_goes_on_by_its_id_and_can_change_again(
    old: Keys, relay: RunningRelay
) -> None:
    lost = old.next()
    assert old.asks(old.change_to(lost)) == 204
    assert not practices.change(relay.owner_dsn, bytes(16), old.person.public)
    assert practices.change(relay.owner_dsn, old.person.id, old.person.public)
    assert lost.person.ask("GET", api.INBOX).status_code == 404
    again = old.next()
    # The relay still publishes keys that are lost: first it hears again of those there are.
    assert old.asks(old.change_to(again)) == 409
    published = pack(Publishing(1, old.bundle, None))
    assert old.person.ask("PUT", api.PRACTICE, published).status_code == 204
    relay.clock.ahead += timedelta(days=10)
    assert old.asks(old.change_to(again)) == 204
    relay.clock.ahead += timedelta(days=10)
    sheet = again.person.open_mailbox(use=Use.PAIRING)
    assert sheet.ask("GET", api.former_path(bundle_hash(old.bundle))).status_code == 200


def test_x07_a_change_is_done_only_when_the_new_key_itself_asks(old: Keys) -> None:
    new = old.next()
    published = pack(Publishing(1, new.bundle, None))
    assert old.person.ask("PUT", api.PRACTICE, published).status_code == 204
    assert old.asks(old.change_to(new)) == 409
    assert new.person.ask("GET", api.INBOX).status_code == 404


def test_earlier_publishings_do_not_fill_the_relay_beside_the_quota(
    old: Keys, relay: RunningRelay
) -> None:
    answers, keys = [], old
    for _ in range(10):
        new = keys.next()
        answers.append(keys.asks(keys.change_to(new)))
        keys = new if answers[-1] == 204 else keys
    assert answers == [204] * 8 + [429] * 2
    assert _former(relay, old.person.id) == 8
