"""Editions of public catalogues with their items, all kept for ever; and the files waiting."""

from enum import StrEnum
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from praxis.core.ids import uuid7


class Edition(models.Model):
    """One published state of a catalogue, taken over whole; never changed, never deleted.

    `number` is a short name for the index. `valid_from` null: the file does not say. `shipped`
    came with the program, which renews such editions by itself and no others.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveIntegerField(unique=True)
    catalogue = models.CharField(max_length=16)
    table = models.CharField(max_length=80, blank=True)
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=140)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    source = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    imported_by = models.UUIDField(null=True)
    compared_with = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    items = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    removed = models.PositiveIntegerField()
    shipped = models.BooleanField(default=False)

    class Meta:
        db_table = "catalogue_edition"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sha256", "catalogue", "table", "version"], name="catalogue_file_once"
            ),
            models.CheckConstraint(
                name="catalogue_edition_ends_after_it_begins",
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["catalogue", "table", "-valid_from"], name="catalogue_edition_of")
        ]


class Item(models.Model):
    """One line of a catalogue as `formats.catalogues.Item` gives it, with what a search needs.

    `key` is the code without dots; `folded` the title as it is searched; `words` holds the words
    of the title, `all_words` those of the notes too, both with the edition's number beside them.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=8)
    parent = models.CharField(max_length=40, blank=True)
    mark = models.CharField(max_length=1, blank=True)
    title = models.TextField()
    notes = models.TextField(blank=True)
    final = models.BooleanField(null=True)
    usable = models.BooleanField(null=True)
    hidden = models.BooleanField(default=False)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    facts = models.JSONField(default=dict)
    digest = models.BinaryField(max_length=16)
    folded = models.TextField()
    words = SearchVectorField()
    all_words = SearchVectorField()

    class Meta:
        db_table = "catalogue_item"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "position"], name="catalogue_item_place")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["key", "edition"],
                opclasses=["text_pattern_ops", "uuid_ops"],
                name="catalogue_item_key",
            ),
            GinIndex(fields=["words"], name="catalogue_item_words"),
            GinIndex(fields=["all_words"], name="catalogue_item_all"),
        ]


class RunState(StrEnum):
    """How far a file that was sent in is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


def run_states() -> list[tuple[str, str]]:
    """The values of a run's `state`."""
    return [(state.value, state.name) for state in RunState]


class ImportRun(models.Model):
    """A file sent in by a person: waiting, being read, taken over, or refused with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=8, choices=run_states)
    done = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    claimed_by = models.UUIDField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "catalogue_import"
        indexes: ClassVar = [
            models.Index(
                fields=["asked_at"], condition=Q(state="waiting"), name="catalogue_import_waiting"
            )
        ]
