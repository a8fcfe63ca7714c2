"""Leaves the head of the audit chain at the relay, at least every hour."""

from datetime import timedelta
from itertools import takewhile
from typing import Any, Final

import psycopg
from django.db import connection
from django.db.models import Max

from praxis.audit.chainer import anchor_parts
from praxis.audit.models import AuditAnchor
from praxis.audit.writer import target
from praxis.core import clock
from praxis.exchange.post.line import Line, LineProblem
from praxis.flows import returned
from praxis.flows.returned import Found
from praxis.messages import keys
from praxis.messages.models import PostIdentity
from praxis.vault.models import Restoration
from wire import relay_api as api
from wire.anchors import (
    NO_TOMBSTONES,
    Anchor,
    AnchorRecord,
    open_anchor,
    pack_record,
    parse_record_list,
    sign_anchor,
)
from wire.errors import BadSignature, WireError
from wire.ids import Epoch, key_id
from wire.shape import unpack
from wire.signatures import Purpose
from wire.signed import Signed

EVERY: Final = timedelta(hours=1)
_PAGE: Final = 1 << 20
_NOT_RISING: Final = 409
_MOST_COUNTED: Final = 1 << 40


def anchor_if_due(line: Line) -> bool:
    """Make an anchor once an hour, and bring every anchor there that has not arrived yet."""
    newest = AuditAnchor.objects.order_by("-counter").first()
    if newest is None or clock.now() - newest.made_at >= EVERY:
        _make()
    # What an earlier state of the database had numbered anew, the relay will never take.
    waiting = AuditAnchor.objects.filter(receipts__isnull=True, counter__gt=_known_outside())
    arrived = False
    key = keys.bundle_of(keys.identity_known_outside()).anchor_key
    # Those made before a change of keys and overtaken by it stay: a later one says the same.
    ours = takewhile(
        lambda anchor: _signed_by(key, bytes(anchor.signed)), waiting.order_by("-counter")
    )
    for anchor in list(ours)[::-1][:24]:
        try:
            line.ask("POST", api.ANCHORS, pack_record(AnchorRecord(bytes(anchor.signed), None)))
        except LineProblem as problem:
            if problem.status == _NOT_RISING and _is_ahead(line, anchor):
                return _returned()
            raise
        _arrived(anchor)
        arrived = True
    return arrived


def _signed_by(key: bytes, signed: bytes) -> bool:
    try:
        open_anchor(signed, key)
    except BadSignature:
        return False
    return True


def _known_outside() -> int:
    """The highest counter the relay held when this database came back to an earlier state."""
    return Restoration.objects.aggregate(most=Max("anchor_counter"))["most"] or 0


def _arrived(anchor: AuditAnchor) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_anchor_receipt (anchor_id, place, at) VALUES (%s, %s, %s)",
            [anchor.counter, "relay", clock.now()],
        )


def _is_ahead(line: Line, anchor: AuditAnchor) -> bool:
    """Whether the relay holds a later anchor of ours: this database is an older one (K-03).

    The same anchor twice is none: the relay takes it again.
    """
    newest, _ = _newest_at_relay(line)
    if newest is None or newest.counter < anchor.counter:
        return False
    return not Restoration.objects.filter(announced_at=None).exists()


def _returned() -> bool:
    """Somebody put an older database in place past the program: treated as a restore."""
    # A connection of its own: it names patients' devices, which Django's would refuse.
    with psycopg.connect(**target()) as raw:
        returned.close_outside(raw, Found("anchor"))
    return False


def compare_if_due(line: Line) -> bool:
    """After a return to an earlier state: ask the relay how far it knew the log, once.

    The only thing asked while the outside is off; nothing is sent. Also sets where the anchors'
    counter goes on, because the relay takes only a higher one.
    """
    row = Restoration.objects.filter(lost_links=None).order_by("-at").first()
    if row is None:
        return False
    newest, highest = _newest_at_relay(line)
    lost = max(0, newest.audit_sequence - row.sequence) if newest else 0
    Restoration.objects.filter(id=row.id).update(
        lost_links=lost,
        known_until=clock.from_seconds(newest.time) if newest else None,
        anchor_counter=highest,
    )
    return True


def _newest_at_relay(line: Line) -> tuple[Anchor | None, int]:
    """The last anchor this practice left there, and the highest counter of all.

    What it did not sign is refused. After a return to an earlier state some may be signed with
    keys that state does not know: they count for nothing, but ours go on above them.
    """
    found, after = None, 0
    came_back = Restoration.objects.exists()
    # An anchor of ten years ago was signed with the key of then.
    ours = [keys.bundle_of(one).anchor_key for one in PostIdentity.objects.all()]
    while True:
        records = parse_record_list(line.ask("GET", f"{api.ANCHORS}?after={after}", most=_PAGE))
        if not records:
            return found, after
        for record in records:
            anchor = _own(record.anchor, ours)
            if anchor is None and not came_back:
                raise LineProblem("anchors: signature")
            counter = (anchor or _unproven(record.anchor)).counter
            if counter <= after:
                raise LineProblem("anchors: order")
            found, after = anchor or found, counter


def _own(signed: bytes, ours: list[bytes]) -> Anchor | None:
    for key in ours:
        try:
            return open_anchor(signed, key)
        except BadSignature:
            continue
        except WireError as error:
            raise LineProblem(f"anchors: {error.category}") from None
    return None


def _unproven(signed: bytes) -> Anchor:
    """What an anchor says that we cannot check; a counter out of all reason is not followed."""
    try:
        anchor = unpack(Anchor, unpack(Signed, signed).content)
    except WireError as error:
        raise LineProblem(f"anchors: {error.category}") from None
    if anchor.counter > _MOST_COUNTED:
        raise LineProblem("anchors: absurd")
    return anchor


def _make() -> None:
    # The relay takes an anchor by the keys it knows: a change counts once it has heard of it.
    identity = keys.identity_known_outside()
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    counter, head = anchor_parts(raw)
    counter = max(counter, _known_outside() + 1)
    now = clock.now()
    anchor = Anchor(
        version=1,
        practice=key_id(keys.bundle_of(identity).relay_key),
        counter=counter,
        epoch=Epoch(bytes(identity.epoch)),
        time=int(now.timestamp()),
        audit_sequence=head.seq,
        audit_head=bytes(head.hash),
        tombstones=0,
        tombstones_hash=NO_TOMBSTONES,
    )
    signed = sign_anchor(anchor, keys.sign_as(Purpose.ANCHOR, version=identity.sign_version))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_anchor (counter, seq, head, made_at, signed)"
            " VALUES (%s, %s, %s, %s, %s)",
            [counter, head.seq, bytes(head.hash), now, signed],
        )
