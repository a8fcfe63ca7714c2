"""A frozen row that was changed past the program is noticed when it is opened."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from praxis.core.ids import uuid7
from praxis.vault import lending, row_mac
from praxis.vault.data_keys import create_data_key
from praxis.vault.errors import StillSealed
from praxis.vault.row_mac import ChangedRow
from praxis.vault.tests.things import Note, Person

AT = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.fixture
def note(person: Person) -> Iterator[Note]:
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        written = Note(
            key_owner=person.key_owner,
            person=person,
            code="J06.9",
            amount=Decimal("1.5"),
            happened_at=AT,
            day=AT.date(),
            text="Lunge frei",
        )
        written.save(force_insert=True)
        yield Note.objects.get(id=written.id)


def test_an_untouched_row_is_as_it_was_written(note: Note) -> None:
    row_mac.verify(note)
    assert note.text == "Lunge frei"


@pytest.mark.parametrize(
    "change",
    [
        {"code": "J20.9"},
        {"amount": Decimal("1.51")},
        {"happened_at": AT + timedelta(microseconds=1)},
        {"day": date(2026, 3, 28)},
        {"person_id": uuid7()},
        {"row_mac": b""},
        {"row_mac": b"\x01\0\0\0\x01" + bytes(32)},
        {"key_owner": uuid7()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_k04_a_changed_column_is_found(note: Note, change: dict[str, Any]) -> None:
    Note.objects.filter(id=note.id).update(**change)
    changed = Note.objects.get(id=note.id)
    with pytest.raises((ChangedRow, StillSealed)):
        row_mac.verify(changed)


def test_k04_another_sealed_value_of_the_same_row_is_found(note: Note) -> None:
    earlier = note.__dict__["text"]
    note.text = "Lunge nicht frei"
    note.save(update_fields=["text"])
    assert note.__dict__["text"] != earlier
    with pytest.raises(ChangedRow):
        row_mac.verify(Note.objects.get(id=note.id))


def test_a_column_outside_the_frozen_ones_may_change(note: Note) -> None:
    note.state = "signed"
    note.save(update_fields=["state"])
    row_mac.verify(Note.objects.get(id=note.id))


def test_saving_again_does_not_make_a_changed_row_good(note: Note) -> None:
    Note.objects.filter(id=note.id).update(code="J20.9")
    changed = Note.objects.get(id=note.id)
    changed.save()
    with pytest.raises(ChangedRow):
        row_mac.verify(Note.objects.get(id=note.id))


def test_a_row_sealed_again_under_a_new_key_can_be_stamped_again(note: Note) -> None:
    create_data_key(note.key_owner)
    note.text = note.text
    row_mac.stamp(note)
    note.save(update_fields=["text", "row_mac"])
    row_mac.verify(Note.objects.get(id=note.id))
