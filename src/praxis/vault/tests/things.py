"""Two little models for the tests of sealed rows; they exist in test databases only."""

from typing import Any, ClassVar

from django.db import models

from praxis.vault.fields import Pad, SealedBytes, SealedJSON, SealedText
from praxis.vault.rows import FrozenRow, SealedRow


class Person(SealedRow):
    """Somebody with a sealed name."""

    objects: ClassVar[Any]
    SEALED_AS = "test-person"

    name = SealedText("name", pad=Pad.IDENTITY)
    phone = SealedText("phone", pad=Pad.IDENTITY, null=True)
    answers = SealedJSON("answers", null=True)
    picture = SealedBytes("picture")
    born = models.IntegerField(default=1958)

    class Meta:
        app_label = "vault_tests"
        db_table = "vault_tests_person"


class Note(FrozenRow):
    """Something written once."""

    objects: ClassVar[Any]
    SEALED_AS = "test-note"
    FROZEN = ("code", "amount", "happened_at", "day", "text", "person_id")

    person = models.ForeignKey(Person, models.PROTECT, db_constraint=False)
    code = models.CharField(max_length=10)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    happened_at = models.DateTimeField()
    day = models.DateField()
    text = SealedText("text")
    state = models.CharField(max_length=10, default="open")

    class Meta:
        app_label = "vault_tests"
        db_table = "vault_tests_note"
