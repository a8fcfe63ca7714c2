"""K-03: the relay's anchors show that the database was put back to an earlier state."""

from praxis.audit.models import AuditAnchor
from praxis.core import clock
from praxis.exchange.post import anchoring, carrying
from praxis.exchange.post.anchoring import anchor_if_due, compare_if_due
from praxis.exchange.post.tests.test_whole_way import Way, way
from praxis.messages import keys
from praxis.messages.actions.restored import go_on_after_restore
from praxis.messages.models import PostIdentity, PostState
from praxis.vault.models import Restoration
from wire import relay_api as api
from wire.anchors import NO_TOMBSTONES, Anchor, AnchorRecord, pack_record, sign_anchor
from wire.ids import Epoch, key_id
from wire.signatures import Purpose

assert way  # the fixture


def _leave(way: Way, counter: int, sequence: int) -> None:
    """An anchor of this practice from a later time than this database knows."""
    anchor = Anchor(
        version=1, practice=key_id(keys.signer().public_keys()["request"]), counter=counter,
        epoch=Epoch(bytes(keys.identity_now().epoch)), time=int(clock.now().timestamp()),
        audit_sequence=sequence, audit_head=b"h" * 32, tombstones=0,
        tombstones_hash=NO_TOMBSTONES,
    )  # fmt: skip
    signed = sign_anchor(anchor, keys.sign_as(Purpose.ANCHOR, version=1))
    way.line.ask("POST", api.ANCHORS, pack_record(AnchorRecord(signed, None)))


def _anchor_again(way: Way) -> bool:
    anchoring._make()
    return anchor_if_due(way.line)


def test_k03_a_later_anchor_at_the_relay_switches_everything_off_and_asks(way: Way) -> None:
    carrying.deliver(way.line)
    assert anchor_if_due(way.line)
    before = bytes(PostIdentity.objects.get().epoch)
    _leave(way, 9, 100_000)
    assert not _anchor_again(way)
    row = Restoration.objects.get()
    assert (row.found_by, row.confirmed_at) == ("anchor", None)
    assert PostState.objects.get().off_since is not None
    assert bytes(PostIdentity.objects.get().epoch) != before

    # How much more the relay knew, asked once.
    assert compare_if_due(way.line)
    row.refresh_from_db()
    assert (row.lost_links, row.anchor_counter) == (100_000 - row.sequence, 9)
    assert not compare_if_due(way.line)

    # Confirmed: anchors go on above what the relay holds, and nobody is asked a second time.
    Restoration.objects.update(confirmed_at=clock.now())
    go_on_after_restore()
    assert PostState.objects.get().off_since is None
    assert _anchor_again(way)
    newest = AuditAnchor.objects.order_by("-counter").first()
    assert newest is not None
    assert newest.counter == 10
    assert Restoration.objects.count() == 1


def test_the_same_anchor_twice_is_no_earlier_state(way: Way) -> None:
    """Its first answer was lost on the way."""
    carrying.deliver(way.line)
    anchoring._make()
    (anchor,) = AuditAnchor.objects.all()
    way.line.ask(
        "POST", api.ANCHORS, pack_record(AnchorRecord(bytes(anchor.signed), None))
    )  # fmt: skip
    assert anchor_if_due(way.line)
    assert PostState.objects.get().off_since is None
    assert Restoration.objects.count() == 0


def test_a_relay_that_knows_nothing_lost_nothing(way: Way) -> None:
    carrying.deliver(way.line)
    Restoration.objects.create(at=clock.now(), found_by="restore", sequence=5)
    assert compare_if_due(way.line)
    row = Restoration.objects.get()
    assert (row.lost_links, row.known_until) == (0, None)


def test_h18_a_phone_hears_of_the_new_epoch_before_anything_else(way: Way) -> None:
    phone, key = way.pair()
    _leave_and_find(way)
    way.release("nach der Rückkehr")
    Restoration.objects.update(confirmed_at=clock.now())
    go_on_after_restore()
    carrying.deliver(way.line)
    carrying.deliver(way.line)
    kinds = [phone.opens(frame).statement.kind.value for frame in key.fetch()]
    assert kinds[0] == "epoch-change"
    assert len(kinds) == 2


def _leave_and_find(way: Way) -> None:
    anchor_if_due(way.line)
    _leave(way, 9, 100_000)
    _anchor_again(way)
    assert Restoration.objects.count() == 1
