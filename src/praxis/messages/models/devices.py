"""Invites on paper and the devices that were paired with them."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from praxis.gate.guarded import Guarded
from praxis.messages.states import InviteState
from praxis.patients.models import Patient
from praxis.vault.fields import Pad, SealedBytes, SealedText


def holders() -> list[tuple[str, str]]:
    """Who holds a device, in relation to the patient (`wire.notices.HolderRole`)."""
    return [("self", "SELF"), ("parent", "PARENT"), ("guardian", "GUARDIAN")]


def invite_states() -> list[tuple[str, str]]:
    """The values of an invite's `state`."""
    return [(state.value, state.name) for state in InviteState]


class Invite(Guarded):
    """One sheet of paper: whose, for whom, until when, and who checked whose identity how.

    The secret on the sheet is stored nowhere; `sheet_key` and `code_key` (K1 and K2) are emptied
    at success, burn, expiry and revocation. `last_try` is the hash of the last wrong pairing
    letter: the same bytes again are not a new attempt.
    """

    SEALED_AS = "invite"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="invites")
    wire_id = models.BinaryField(max_length=16, unique=True)
    bundle_hash = models.BinaryField(max_length=32)
    relay = models.CharField(max_length=120)
    holder = models.CharField(max_length=8, choices=holders)
    holder_name = SealedText("holder_name", pad=Pad.IDENTITY)
    until = models.DateField(null=True)
    checked_by = models.UUIDField()
    checked_how = SealedText("checked_how", pad=Pad.IDENTITY)
    checked_at = models.DateTimeField()
    sheet_key = SealedBytes("sheet_key", pad=Pad.IDENTITY)
    code_key = SealedBytes("code_key", pad=Pad.IDENTITY)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=invite_states, default=InviteState.OPEN)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_try = models.BinaryField(max_length=32, null=True)
    tried_again_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "objects"
        db_table = "patient_invite"
        constraints: ClassVar = [
            models.CheckConstraint(name="invite_five_attempts", condition=Q(attempts__lte=5)),
            models.CheckConstraint(
                name="invite_open_until_it_ends",
                condition=Q(state=InviteState.OPEN, ended_at__isnull=True)
                | ~Q(state=InviteState.OPEN) & Q(ended_at__isnull=False),
            ),
        ]


class Device(Guarded):
    """A patient's browser with its own mailbox, keys and order of letters.

    `out_*` is the last letter sent (this Tresor's epoch), `in_*` the last one received without a
    gap. `lost_*` is the epoch a restore ended, until the device was told. `halted_at` is set when
    two different letters claim one place: nothing more is read from it until somebody looked.
    `invite` says who holds it and who checked that. `bundle_hash` is the newest bundle of ours it
    was told (None: paired before the first change of keys, so the first one).
    """

    SEALED_AS = "device"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="devices")
    invite = models.OneToOneField(Invite, on_delete=models.PROTECT, related_name="device")
    mailbox = models.BinaryField(max_length=16, unique=True)
    conversation = models.BinaryField(max_length=16)
    holder = models.CharField(max_length=8, choices=holders)
    holder_name = SealedText("holder_name", pad=Pad.IDENTITY)
    until = models.DateField(null=True)
    recipient = models.BinaryField(max_length=1216)
    statement_key = models.BinaryField(max_length=32, unique=True)
    relay_key = models.BinaryField(max_length=32, unique=True)
    bundle_hash = models.BinaryField(max_length=32, null=True)
    out_epoch = models.BinaryField(max_length=16)
    out_sequence = models.PositiveBigIntegerField(default=0)
    out_hash = models.BinaryField(max_length=32)
    lost_epoch = models.BinaryField(max_length=16, null=True)
    lost_sent = models.PositiveBigIntegerField(default=0)
    lost_at = models.DateTimeField(null=True)
    in_epoch = models.BinaryField(max_length=16, null=True)
    in_sequence = models.PositiveBigIntegerField(default=0)
    in_hash = models.BinaryField(max_length=32, null=True)
    ended_epochs = models.BinaryField(default=b"")
    paired_at = models.DateTimeField()
    last_heard_at = models.DateTimeField(null=True)
    resent_at = models.DateTimeField(null=True)
    accesses_told_at = models.DateTimeField(null=True)
    halted_at = models.DateTimeField(null=True)
    gap_since = models.DateTimeField(null=True)
    full_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=24, blank=True)

    class Meta:
        base_manager_name = "objects"
        db_table = "patient_device"
        indexes: ClassVar = [models.Index(fields=["patient"], name="device_of_patient")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="device_first_letter_has_no_previous",
                condition=Q(out_sequence__gt=0) | Q(out_hash=bytes(32)),
            )
        ]

    @property
    def active(self) -> bool:
        """Whether it was not ended yet; its last day counts by itself (`serves_on`)."""
        return self.revoked_at is None

    def serves_on(self, day: date) -> bool:
        """Whether letters and files go to it and are taken from it: not ended, nor past its last
        day, whether or not the job that ends devices has run (C-10)."""
        return self.active and (self.until is None or self.until >= day)
