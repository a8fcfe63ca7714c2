"""A change of keys over the real relay: the request key goes over, phones take the new ones."""

from dataclasses import replace
from datetime import datetime, timedelta

from house.post import Phone, TestSigner
from praxis import gate
from praxis.core import clock
from praxis.exchange.post import anchoring, carrying
from praxis.exchange.post.anchoring import _newest_at_relay, anchor_if_due, compare_if_due
from praxis.exchange.post.line import Line
from praxis.exchange.post.tests.test_whole_way import RelayKey, Way, way
from praxis.messages import keys
from praxis.messages.actions import changing
from praxis.messages.actions.invites import Holder, create_invite
from praxis.messages.actions.restored import go_on_after_restore
from praxis.messages.models import Inbox, Outbox, PostIdentity, PostState
from praxis.messages.queries import messages_of
from praxis.messages.states import OutboxState
from praxis.vault.models import Restoration
from relay import practices
from relay.tests.running import Person
from seal.signing import SigningKey
from wire import letters as wire
from wire import relay_api as api
from wire.anchors import NO_TOMBSTONES, Anchor, AnchorRecord, pack_record, sign_anchor
from wire.bundle import pack_bundle
from wire.ids import Epoch, key_id
from wire.notices import KeyChange
from wire.orders import Publishing, pack, parse_publishing
from wire.signatures import Purpose

assert way  # the fixture


def change(signer: TestSigner) -> int:
    """What a pass of the renewal does."""
    return changing.change_keys(signer.new_version())


def old_key(way: Way, signer: TestSigner) -> Person:
    """Somebody who holds the practice's first request key."""
    found = signer._of(1)["request"]
    assert isinstance(found, SigningKey)
    return Person(way.relay.authority, way.relay.clock, found._key)


def words(way: Way) -> list[str]:
    with gate.visiting():
        return [one.message.text for one in messages_of(way.cast.ben.actor, [way.dora])]


def test_x07_relay_and_phone_go_over_and_the_old_request_key_is_a_stranger(
    way: Way, signer: TestSigner
) -> None:
    phone, key = way.pair()
    thief = old_key(way, signer)
    assert thief.ask("GET", api.INBOX).status_code == 200
    anchor_if_due(way.line)
    assert change(signer) == 1
    # Written before the phone knew, and on its way while the practice changes.
    key.send(phone.writes(wire.Message("Frage", "Unter dem alten Schlüssel.", None, ()))[0])
    way.round()
    assert thief.ask("GET", api.INBOX).status_code == 404
    published = parse_publishing(key.ask("GET", api.PRACTICE).content)
    assert published.bundle == bytes(keys.identity_now().bundle)
    assert isinstance(phone.opens(key.fetch()[0]).read(), KeyChange)
    assert phone.bundle == published.bundle
    key.send(phone.writes(wire.Message("Frage", "Unter dem neuen.", None, ()))[0])
    way.release("Angekommen.")
    way.round()
    assert words(way) == ["Unter dem alten Schlüssel.", "Angekommen.", "Unter dem neuen."]
    assert phone.opens(key.fetch()[0]).statement.sequence == 2


def test_anchors_go_on_after_the_change_and_those_before_it_are_still_ours(
    way: Way, signer: TestSigner
) -> None:
    way.round()
    assert anchor_if_due(way.line)
    change(signer)
    way.round()
    with clock.clock_set_to(clock.FixedClock(datetime.now(clock.BERLIN) + timedelta(hours=2))):
        way.relay.clock.ahead = timedelta(hours=2)
        assert anchor_if_due(way.line)
    way.relay.clock.ahead = timedelta()
    newest, _ = _newest_at_relay(way.line)
    assert newest is not None
    assert newest.counter == 2


def test_k13_an_answer_of_the_relay_that_was_lost_is_asked_for_with_the_new_key(
    way: Way, signer: TestSigner
) -> None:
    way.round()
    change(signer)
    row = PostIdentity.objects.get(change__isnull=False)
    way.line.announce(api.PRACTICE_KEY, row)
    # Killed here: nothing of it was noted.
    again = Line(f"http://{way.relay.authority}")
    assert carrying.deliver(again) == 1
    row.refresh_from_db()
    assert row.known_at is not None
    assert not Outbox.objects.filter(state=OutboxState.WAITING, what="change").exists()
    assert carrying.collect(again) == 0


def test_a_sheet_from_before_the_change_pairs_over_the_relay(way: Way, signer: TestSigner) -> None:
    with gate.visiting():
        sheet = create_invite(
            way.cast.ben.actor, way.dora, holder=Holder(), checked_how="Personalausweis"
        )
    way.round()
    before = bytes(keys.identity_now().bundle)
    change(signer)
    way.round()
    phone = Phone.from_sheet(sheet.url, before)
    first = RelayKey(way.relay, phone.pairing_key, bytes(phone.invite.invite))
    found = first.ask("GET", api.former_path(phone.invite.bundle)).content
    assert parse_publishing(found).bundle == before
    first.send(phone.pair(sheet.code))
    way.round()
    way.round()
    phone.paired(first.fetch()[0])
    assert phone.grant is not None
    key = RelayKey(way.relay, phone.relay, bytes(phone.grant.mailbox))
    way.round()
    assert isinstance(phone.opens(key.fetch()[0]).read(), KeyChange)
    assert not Inbox.objects.filter(why="unknown mailbox").exists()


def test_anchors_of_a_day_without_the_relay_do_not_stop_those_after_a_change(
    way: Way, signer: TestSigner
) -> None:
    way.round()
    for _ in range(25):
        anchoring._make()
    change(signer)
    # The relay does not know the new keys yet: what is made now is made by those it knows.
    anchoring._make()
    assert anchor_if_due(way.line)
    for _ in range(25):
        anchoring._make()
    carrying.deliver(way.line)
    anchoring._make()
    assert anchor_if_due(way.line)
    newest, _ = _newest_at_relay(way.line)
    assert newest is not None
    assert newest.counter == 52


def test_x07_a_mailbox_is_not_called_closed_by_a_relay_that_does_not_know_us(
    way: Way, signer: TestSigner
) -> None:
    _, key = way.pair()
    practices.change(
        way.relay.owner_dsn,
        old_key(way, signer).public,
        Person(way.relay.authority, way.relay.clock).public,
    )
    now = clock.now()
    closing = Outbox.objects.create(
        what="close",
        lane=key.mailbox,
        mailbox=key.mailbox,
        content=b"",
        written_at=now,
        next_at=now,
    )
    carrying.deliver(way.line)
    closing.refresh_from_db()
    assert closing.state == OutboxState.WAITING
    assert PostState.objects.get().problem == "not admitted"


def test_after_a_restore_from_before_a_change_the_practice_publishes_and_changes_again(
    way: Way, signer: TestSigner
) -> None:
    way.round()
    lost = SigningKey.new(Purpose.ANCHOR)
    bundle = replace(keys.bundle_of(keys.identity_now()), anchor_key=lost.public)
    way.line.ask("PUT", api.PRACTICE, pack(Publishing(1, pack_bundle(bundle), None)))
    anchor = Anchor(
        version=1, practice=key_id(bundle.relay_key), counter=7, epoch=Epoch(bytes(16)), time=1,
        audit_sequence=99, audit_head=bytes(32), tombstones=0, tombstones_hash=NO_TOMBSTONES,
    )  # fmt: skip
    left = pack_record(AnchorRecord(sign_anchor(anchor, lost.sign), None))
    way.line.ask("POST", api.ANCHORS, left)
    Restoration.objects.create(at=clock.now(), found_by="restore", confirmed_at=clock.now())
    assert compare_if_due(way.line)
    row = Restoration.objects.get()
    assert (row.lost_links, row.anchor_counter) == (0, 7)
    go_on_after_restore()
    change(signer)
    way.round()
    way.round()
    assert keys.identity_known_outside().pk == keys.identity_now().pk
    assert anchor_if_due(way.line)
    assert _newest_at_relay(way.line)[1] == 8
