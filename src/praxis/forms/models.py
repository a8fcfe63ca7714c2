"""Filled forms of every kind: one table, content sealed, states as a table."""

from enum import StrEnum
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from praxis.gate.guarded import Guarded
from praxis.patients.models import Patient
from praxis.record.models import Document
from praxis.vault.fields import SealedJSON
from praxis.vault.rows import BoundRow


class State(StrEnum):
    """Where a filled form stands."""

    DRAFT = "draft"
    PREPARED = "prepared"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Move(StrEnum):
    """What can be done with it."""

    EDIT = "edit"
    PREPARE = "prepare"
    SIGN = "sign"
    WITHDRAW = "withdraw"
    DISCARD = "discard"


MOVES: Final = {
    (State.DRAFT, Move.EDIT): State.DRAFT,
    (State.PREPARED, Move.EDIT): State.DRAFT,
    (State.DRAFT, Move.PREPARE): State.PREPARED,
    (State.DRAFT, Move.SIGN): State.SIGNED,
    (State.PREPARED, Move.SIGN): State.SIGNED,
    (State.SIGNED, Move.WITHDRAW): State.WITHDRAWN,
    (State.DRAFT, Move.DISCARD): State.DISCARDED,
    (State.PREPARED, Move.DISCARD): State.DISCARDED,
}


def states() -> list[tuple[str, str]]:
    """The values of `state`."""
    return [(state.value, state.name) for state in State]


class FilledForm(Guarded, BoundRow):
    """A form about a patient. Signed means frozen: its PDF is a document that never changes.

    `version` counts changes, so that nobody signs what they did not see. `row_mac` binds all of
    it: a state, a signer or a document that was changed past the program is not shown.
    A discarded draft loses its content; the empty row stays, because the log names it
    (docs/decisions/0804).
    """

    SEALED_AS = "filled_form"
    FROZEN = (
        "patient",
        "form_id",
        "form_version",
        "content",
        "state",
        "version",
        "author",
        "recorded_at",
        "signed_by",
        "signed_at",
        "document",
        "counter_document",
    )

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="filled_forms")
    form_id = models.CharField(max_length=40)
    form_version = models.CharField(max_length=20)
    content = SealedJSON("content")
    state = models.CharField(max_length=10, choices=states, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    author = models.UUIDField()
    recorded_at = models.DateTimeField()
    signed_by = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, null=True, related_name="filled_form"
    )
    counter_document = models.OneToOneField(
        Document, on_delete=models.PROTECT, null=True, related_name="withdrawn_form"
    )

    class Meta:
        base_manager_name = "objects"
        db_table = "filled_form"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="filled_form_signed_has_signer_and_document",
                condition=Q(state__in=["draft", "prepared", "discarded"], document__isnull=True)
                | Q(
                    state__in=["signed", "withdrawn"],
                    signed_by__isnull=False,
                    signed_at__isnull=False,
                    document__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="filled_form_withdrawn_has_a_counter_document",
                condition=Q(state="withdrawn", counter_document__isnull=False)
                | (~Q(state="withdrawn") & Q(counter_document__isnull=True)),
            ),
        ]
