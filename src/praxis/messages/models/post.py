"""The post's technical rows: sealed bytes and random ids only, readable by a process without keys.

They have no foreign key to patient data: `delivery` and `letter` are plain ids.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from praxis.core.ids import uuid7
from praxis.messages.states import InboxState, OutboxState


def outbox_states() -> list[tuple[str, str]]:
    """The values of an outbox row's `state`."""
    return [(state.value, state.name) for state in OutboxState]


def inbox_states() -> list[tuple[str, str]]:
    """The values of an inbox row's `state`."""
    return [(state.value, state.name) for state in InboxState]


class Outbox(models.Model):
    """One request to the relay, written in the transaction that caused it, sent after its commit.

    `what` is put, open, close, publish or change. Rows of one `lane` go one after the other.
    """

    n = models.BigAutoField(primary_key=True)
    what = models.CharField(max_length=8)
    lane = models.BinaryField(max_length=16)
    mailbox = models.BinaryField(max_length=16)
    envelope = models.BinaryField(max_length=16, null=True, unique=True)
    content = models.BinaryField()
    delivery = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=outbox_states, default=OutboxState.WAITING)
    written_at = models.DateTimeField()
    next_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    claimed_by = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    problem = models.CharField(max_length=40, blank=True)
    done_at = models.DateTimeField(null=True)
    noted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "post_outbox"
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"], condition=Q(state="waiting"), name="post_outbox_waiting"
            ),
            models.Index(
                fields=["n"],
                condition=Q(noted_at__isnull=True) & ~Q(state="waiting"),
                name="post_outbox_to_note",
            ),
        ]


class Inbox(models.Model):
    """A raw envelope as it came; acknowledged at the relay only after it was stored here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveBigIntegerField()
    mailbox = models.BinaryField(max_length=16)
    envelope = models.BinaryField(max_length=16)
    digest = models.BinaryField(max_length=32)
    frame = models.BinaryField()
    arrived_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=inbox_states, default=InboxState.RAW)
    claimed_by = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=40, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "post_inbox"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mailbox", "envelope", "digest"], name="post_inbox_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["arrived_at"],
                condition=Q(state__in=("raw", "held", "orphan")),
                name="post_inbox_open",
            )
        ]


class ExpiredNotice(models.Model):
    """The relay's word that an envelope expired unread."""

    number = models.PositiveBigIntegerField(primary_key=True)
    mailbox = models.BinaryField(max_length=16)
    envelope = models.BinaryField(max_length=16)
    noted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "post_expired"


class PostIdentity(models.Model):
    """The practice's public key bundle, its epoch, and its age seed wrapped by the key *post*.

    `sign_version` is the version of *sign* its signing keys come from. One that follows another
    holds the signed `change` to it; `known_at` says since when the relay knows its request key.
    The seed is emptied 60 days after `replaced_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bundle = models.BinaryField()
    bundle_hash = models.BinaryField(max_length=32, unique=True)
    epoch = models.BinaryField(max_length=16)
    seed = models.BinaryField()
    key_version = models.PositiveIntegerField()
    sign_version = models.PositiveIntegerField(default=1)
    change = models.BinaryField(null=True)
    known_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "post_identity"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["replaced_at"],
                name="post_identity_one_now",
                nulls_distinct=False,
                condition=Q(replaced_at__isnull=True),
            )
        ]


class PostState(models.Model):
    """One row: whether the outside is switched on, and how the relay answered last.

    `page_number` is the highest release of the patient's page ever installed.
    """

    one = models.PositiveSmallIntegerField(primary_key=True, default=1)
    off_since = models.DateTimeField(null=True)
    off_by = models.UUIDField(null=True)
    paused_since = models.DateTimeField(null=True)
    paused_why = models.CharField(max_length=200, blank=True)
    cursor = models.PositiveBigIntegerField(default=0)
    expired_cursor = models.PositiveBigIntegerField(default=0)
    reached_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    problem = models.CharField(max_length=40, blank=True)
    skew_seconds = models.IntegerField(default=0)
    noise = models.PositiveBigIntegerField(default=0)
    dead_letters = models.PositiveBigIntegerField(default=0)
    page_number = models.PositiveBigIntegerField(default=0)
    alarm_at = models.DateTimeField(null=True)
    alarm_why = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "post_state"
        constraints: ClassVar = [
            models.CheckConstraint(name="post_state_is_one_row", condition=Q(one=1))
        ]


class PageCheck(models.Model):
    """One look at the patient's page from outside; `differences` names files, never people."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    release = models.CharField(max_length=64, blank=True)
    same = models.BooleanField()
    differences = models.TextField(blank=True)

    class Meta:
        db_table = "post_page_check"
