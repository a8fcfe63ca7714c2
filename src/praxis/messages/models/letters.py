"""Conversations, messages with frozen content, and how far each copy of them came."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from praxis.gate.guarded import Guarded
from praxis.messages.models.devices import Device
from praxis.messages.states import Way
from praxis.patients.models import Patient
from praxis.record.models import Document, Entry
from praxis.vault.fields import Pad, SealedBytes, SealedText
from praxis.vault.rows import FrozenRow


def ways() -> list[tuple[str, str]]:
    """The values of a delivery's `state`; a draft is not a delivery."""
    return [(way.value, way.name) for way in Way if way is not Way.DRAFT]


class Conversation(Guarded):
    """All letters of one patient; assigned to a person, a role or a place until it is done."""

    SEALED_AS = "conversation"

    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="conversation")
    wire_id = models.BinaryField(max_length=16, unique=True)
    waiting_since = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    for_account = models.UUIDField(null=True)
    for_role = models.CharField(max_length=20, blank=True)
    for_place = models.CharField(max_length=40, blank=True)

    class Meta:
        base_manager_name = "objects"
        db_table = "letter_conversation"
        indexes: ClassVar = [
            models.Index(
                fields=["waiting_since"],
                condition=Q(waiting_since__isnull=False),
                name="conversation_waiting",
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="conversation_for_one_at_most",
                condition=Q(for_account__isnull=True, for_role="")
                | Q(for_account__isnull=True, for_place="")
                | Q(for_role="", for_place=""),
            )
        ]


class Message(Guarded, FrozenRow):
    """A letter as it was written: `content` is the very body that was signed.

    `author` is the person who released or wrote it; null for what a device sent (`device` then).
    `entry` is its line in the chart, `letter` the hash under which the device knows its own letter.
    """

    SEALED_AS = "message"
    FROZEN = (
        "patient", "conversation", "incoming", "kind", "title", "text", "content", "author",
        "device", "letter", "entry", "answers", "written_at", "recorded_at",
    )  # fmt: skip

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="messages")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="messages"
    )
    incoming = models.BooleanField()
    kind = models.CharField(max_length=20)
    title = SealedText("title", pad=Pad.IDENTITY)
    text = SealedText("text")
    content = SealedBytes("content")
    author = models.UUIDField(null=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="messages")
    letter = models.BinaryField(max_length=32, null=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    answers = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="answered_by"
    )
    written_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        db_table = "letter_message"
        indexes: ClassVar = [
            models.Index(fields=["patient", "-recorded_at"], name="message_of_patient")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="message_has_a_sender",
                condition=Q(incoming=True, device__isnull=False, author__isnull=True)
                | Q(incoming=False, device__isnull=True, author__isnull=False),
            )
        ]


class MessageFile(Guarded):
    """An attachment; an incoming one has no document before its own envelope was opened.

    `inbox` is the raw letter that names it, `envelope` the id under which it will come.
    """

    SEALED_AS = "message_file"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    name = SealedText("name", pad=Pad.IDENTITY)
    inbox = models.UUIDField(null=True)
    envelope = models.BinaryField(max_length=16, null=True, unique=True)
    refused = models.CharField(max_length=16, blank=True)

    class Meta:
        base_manager_name = "objects"
        db_table = "letter_file"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "position"], name="message_file_once")
        ]


class Delivery(Guarded):
    """One letter to one device: its place in the order, its signed statement, how far it came.

    `body` is kept only for letters without a message (revocations, receipts, access logs).
    """

    SEALED_AS = "delivery"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="deliveries")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="deliveries")
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, related_name="deliveries"
    )
    kind = models.CharField(max_length=20)
    epoch = models.BinaryField(max_length=16)
    sequence = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)
    statement = SealedBytes("statement")
    body = SealedBytes("body")
    state = models.CharField(max_length=12, choices=ways, default=Way.SEALED)
    sealed_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    expired_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "objects"
        db_table = "letter_delivery"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "hash"], name="delivery_hash_once"),
            models.UniqueConstraint(
                fields=["device", "epoch", "sequence"], name="delivery_sequence_once"
            ),
        ]


class Received(Guarded):
    """That a letter of a device took this place in its order; what a second one is judged by."""

    SEALED_AS = "received"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="received")
    epoch = models.BinaryField(max_length=16)
    sequence = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        db_table = "letter_received"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["device", "epoch", "sequence"], name="received_sequence_once"
            )
        ]
