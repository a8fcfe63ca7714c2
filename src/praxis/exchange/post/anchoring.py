"""Leaves the head of the audit chain at the relay, at least every hour."""

from datetime import timedelta
from typing import Any, Final

import psycopg
from django.db import connection

from praxis.audit.chainer import anchor_parts
from praxis.audit.models import AuditAnchor
from praxis.core import clock
from praxis.exchange.post.line import Line
from praxis.messages import keys
from wire import relay_api as api
from wire.anchors import NO_TOMBSTONES, Anchor, AnchorRecord, pack_record, sign_anchor
from wire.ids import Epoch, key_id
from wire.signatures import Purpose

EVERY: Final = timedelta(hours=1)


def anchor_if_due(line: Line) -> bool:
    """Make an anchor once an hour, and bring every anchor there that has not arrived yet."""
    newest = AuditAnchor.objects.order_by("-counter").first()
    if newest is None or clock.now() - newest.made_at >= EVERY:
        _make()
    waiting = AuditAnchor.objects.filter(receipts__isnull=True).order_by("counter")
    arrived = False
    for anchor in waiting[:24]:
        line.ask("POST", api.ANCHORS, pack_record(AnchorRecord(bytes(anchor.signed), None)))
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_anchor_receipt (anchor_id, place, at) VALUES (%s, %s, %s)",
                [anchor.counter, "relay", clock.now()],
            )
        arrived = True
    return arrived


def _make() -> None:
    identity = keys.identity_now()
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    counter, head = anchor_parts(raw)
    public, now = keys.signer().public_keys(), clock.now()
    anchor = Anchor(
        version=1,
        practice=key_id(public["request"]),
        counter=counter,
        epoch=Epoch(bytes(identity.epoch)),
        time=int(now.timestamp()),
        audit_sequence=head.seq,
        audit_head=bytes(head.hash),
        tombstones=0,
        tombstones_hash=NO_TOMBSTONES,
    )
    signed = sign_anchor(anchor, keys.sign_as(Purpose.ANCHOR))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_anchor (counter, seq, head, made_at, signed)"
            " VALUES (%s, %s, %s, %s, %s)",
            [counter, head.seq, bytes(head.hash), now, signed],
        )
