"""A frozen row that was changed past the program is noticed when it is opened."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps

from praxis.core.clock import BERLIN
from praxis.core.ids import uuid7
from praxis.vault import lending, row_mac
from praxis.vault.data_keys import create_data_key
from praxis.vault.errors import StillSealed
from praxis.vault.row_mac import ChangedRow
from praxis.vault.rows import FrozenRow
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


_FROZEN = [model for model in apps.get_models() if issubclass(model, FrozenRow)]
_VALUES: dict[type, object] = {
    UUID: UUID(int=7), str: "Ä \u2028", bool: True, datetime: AT.astimezone(BERLIN)
}  # fmt: skip


@pytest.mark.parametrize("model", _FROZEN, ids=lambda model: model._meta.label)
def test_a_loaded_value_is_bound_as_its_field_would_say_it(model: type[FrozenRow]) -> None:
    for column in row_mac._frozen_columns(model):
        if column.plain is None:
            continue
        value, row = _VALUES[column.plain], model()
        row.__dict__[column.attname] = value
        assert row_mac._canonical(row, column) == row_mac._of_field(column.field, value)
        row.__dict__[column.attname] = str(value) if column.plain is UUID else value
        assert row_mac._canonical(row, column) == row_mac._of_field(column.field, value)


def test_what_is_bound_stays_the_same_bytes(note: Note, monkeypatch: pytest.MonkeyPatch) -> None:
    said = list[bytes]()

    def heard(_key: object, message: bytes) -> bytes:
        said.append(message)
        return b""

    monkeypatch.setattr(row_mac, "mac_with", heard)
    key_id = int.from_bytes(note.row_mac[1:5], "big")
    row_mac.compute(note, key_id)
    text, person = sha256(note.__dict__["text"].value).hexdigest(), note.__dict__["person_id"]
    assert said == [
        f'["{Note.SEALED_AS}","{note.pk}","{note.key_owner}",{key_id},[["code","J06.9"],'
        '["amount",["decimal","1.50"]],["happened_at",["at","2026-03-29T01:30:00.000000+00:00"]],'
        f'["day",["date","2026-03-29"]],["text",["sealed","{text}"]],'
        f'["person_id",["uuid","{person}"]]]]'.encode()
    ]
